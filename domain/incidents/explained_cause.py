"""What is broken and why, as far as it was seen: how an explanation begins (RBK-15, RBK-18)."""

from domain.alerts.alerts import AlertSource
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.messages import Called, Clauses, Command, Message, Names, message
from domain.incidents.causes.causes import Cause, CauseKind
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.page_texts import command_of, place_of
from domain.incidents.scores import ScoreInput, ScoreInputName

_BACK = frozenset({ActionKind.ROLLBACK, ActionKind.FULL_ROLLBACK})
"""Actions that bring an earlier version back."""


def broken_of(incident: Incident) -> Message:
    """Return what is broken, where, since when, and how it looks."""
    seen = incident.evidence
    down = seen is not None and seen.wanted > seen.ready
    return message(
        "explanation.broken",
        place=Called(place_of(incident)),
        fault=incident.fault,
        since=incident.newest.started_at,
        down=seen.wanted - seen.ready if seen is not None and down else None,
        wanted=seen.wanted if seen is not None and down else None,
        reason=Called(seen.reason) if seen is not None and seen.reason else None,
        over=incident.state is IncidentState.CLOSED,
    )


def cause_of(incident: Incident) -> Message:
    """Return the likely causes with what speaks for them, or what was looked at in vain."""
    report = incident.evidence.report if incident.evidence is not None else None
    if report is None:
        return message("explanation.no_look")
    unseen = Names(report.unseen) if report.unseen else None
    if not report.causes:
        looked = Names(report.looked) if report.looked else None
        return message("explanation.no_cause", looked=looked, unseen=unseen)
    first, *others = report.causes
    also = tuple(
        message("explanation.other_cause", cause=each.said, certainty=each.certainty)
        for each in others
    )
    return message(
        "explanation.cause",
        cause=first.said,
        certainty=first.certainty,
        proofs=Clauses(tuple(each.said for each in first.proofs)),
        at=first.at,
        others=Clauses(also) if also else None,
        unseen=unseen,
    )


def to_do(incident: Incident) -> Message:
    """Return what to do now: the advice for the likeliest cause, and the command to begin with.

    What is done already is not advised: after a fix that was verified there is nothing to do at
    once, and after a rollback that did not help none is advised again.
    """
    cause: Cause | None = incident.evidence.cause if incident.evidence is not None else None
    newest = incident.attempts[-1] if incident.attempts else None
    fixed = newest is not None and newest.state is AttemptState.VERIFIED
    if incident.state is IncidentState.CLOSED:
        return message("explanation.nothing_to_do")
    if incident.state is IncidentState.RELAPSE_WATCH:
        done = newest.action if newest is not None and fixed else None
        return message("explanation.nothing_now", done=done, rolled=done in _BACK)
    rolled = any(each.action in _BACK and each.acted_at for each in incident.attempts)
    if rolled and cause is not None and cause.kind is CauseKind.ROLLOUT:
        cause = None
    return message(
        "explanation.to_do",
        advice=cause.advice if cause is not None else None,
        command=Command(command_of(incident, incident.call_reason)),
    )


def inputs_of(incident: Incident) -> Message:
    """Return what the score was made of, and who said each."""
    score = incident.score
    if score is None:
        return message("explanation.no_inputs")
    return message("explanation.inputs", inputs=Clauses(tuple(map(_input, score.inputs))))


def _input(one: ScoreInput) -> Message:
    return message(
        "explanation.input",
        name=ScoreInputName(one.name),
        points=round(one.used),
        source=_source(one) if one.value is not None else None,
    )


def _source(one: ScoreInput) -> Message:
    kind, _, which = one.source.partition(":")
    if kind == "policy":
        service = which.removeprefix("services.")
        return message("explanation.by_policy", rule=Called(service) if service != which else None)
    if kind == "alert":
        return message("explanation.by_alert", source=AlertSource(which) if which else None)
    if kind in ("cluster", "model"):
        return message("explanation.by", model=kind == "model")
    return message("explanation.by_other", source=Called(one.source))

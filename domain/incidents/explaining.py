"""Answers "why?" of an incident from its state alone, without a model (RBK-15).

It begins with what is broken and the likely cause; then why this score and from what, why this
rung, why not the next, what it waits for, until when and what happens then, what to do. Texts of
alerts are not among what is said; events and lines of logs stand in quotes, as proofs of a cause.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Skipped
from domain.common.messages import (
    Called,
    Clauses,
    Foreign,
    Message,
    Names,
    message,
    named,
)
from domain.incidents.causes.causes import LikelyCauses
from domain.incidents.explained_cause import broken_of, cause_of, inputs_of, to_do
from domain.incidents.guards.guards import GuardName
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.ladder.ladder import Climb, attempts_left, remaining
from domain.incidents.policy.matching import at_place
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import ScoreInputName

MOST_FORMER = 5

_SAID_BY_STATE = frozenset({"wait.person", "wait.relapse"})


@dataclass(frozen=True)
class Explanation:
    """Why an incident stands where it stands; every answer is one or two sentences.

    Attributes:
        report: the likely causes as data; None when none were looked for.
        state: where it stands; says what happens at `until`.
        ahead: the steps of its ladder that could still be tried, in their order.
    """

    incident_id: str
    broken: Message
    cause: Message
    score: Message
    inputs: Message
    rung: Message
    not_next: Message
    waits_for: Message
    until: datetime | None
    to_do: Message
    state: IncidentState
    report: LikelyCauses | None = None
    ahead: tuple[ActionKind, ...] = ()

    def answers(self, say: Callable[[Message], str], zone: str) -> dict[str, str]:
        """Return the answers by question, in the words of whoever asks.

        Args:
            say: renders a message for them.
            zone: theirs; named beside the time, which is often read by others, too.
        """
        until = message("explanation.until", until=self.until, zone=Called(zone), state=self.state)
        asked = {name: until if name == "until" else each for name, each in vars(self).items()}
        return {name: say(each) for name, each in asked.items() if isinstance(each, Message)}


def explain(incident: Incident, policy: Policy) -> Explanation:
    """Return all answers.

    Args:
        incident: as its workflow tells it.
        policy: the one that it runs with.
    """
    if incident.owner is not None:
        policy = at_place(policy, incident.owner)
    return Explanation(
        incident.id,
        broken_of(incident),
        cause_of(incident),
        _score(incident),
        inputs_of(incident),
        _rung(incident),
        _not_next(incident, policy),
        _waits_for(incident),
        incident.until,
        to_do(incident),
        incident.state,
        incident.evidence.report if incident.evidence is not None else None,
        _ahead(incident, policy),
    )


def _ahead(incident: Incident, policy: Policy) -> tuple[ActionKind, ...]:
    if incident.state is IncidentState.CLOSED:
        return ()
    return remaining(policy, incident.fault, Climb(incident.attempts, request=incident.request))


def skipped_because(skipped: Skipped) -> Message:
    """Return which action was passed over, why, and the numbers beside it."""
    return message(
        "explanation.skipped", action=skipped.action, reason=skipped.reason, detail=skipped.detail
    )


def outcome_of(attempt: Attempt) -> Message:
    """Return how an attempt ended, with the guards that stopped it, as part of a sentence."""
    blocked = [each.split(":")[0] for each in attempt.guards if not each.endswith(":passed")]
    if attempt.state is not AttemptState.BLOCKED or not blocked:
        return named(attempt.state)
    return message("explanation.blocked", guards=Names(tuple(GuardName(each) for each in blocked)))


def doing_of(incident: Incident) -> Message:
    """Return what an incident does, as a sentence.

    That nobody could be reached stands behind it for as long as it is open.
    """
    doing = incident.doing or _stands(incident)
    if incident.unreached_at is None or incident.state is IncidentState.CLOSED:
        return doing
    return message("explanation.still_unreached", doing=doing)


def _stands(incident: Incident) -> Message:
    if incident.state is IncidentState.CLOSED and incident.ending is not None:
        return message("incident.closed", ending=incident.ending)
    if incident.state is IncidentState.HANDED_OVER and incident.call_reason is not None:
        return message("incident.person_needed", reason=incident.call_reason, detail=None)
    return message("explanation.stands", state=incident.state, awaited=None)


def _score(incident: Incident) -> Message:
    request, score, band = incident.request, incident.score, incident.band
    if request is not None:
        return message(
            "explanation.requested", person=Called(request.by), reason=Foreign(request.reason)
        )
    if score is None or band is None:
        return _unscored(incident)
    missing = tuple(ScoreInputName(each) for each in score.missing)
    return message(
        "explanation.score",
        total=score.total,
        impact=round(score.impact),
        severity=round(score.severity),
        importance=round(score.importance),
        urgency=round(score.urgency),
        weights=Called(score.weights) if score.weights else None,
        band=band,
        attempts=band.attempts,
        missing=Names(missing) if missing else None,
    )


def _unscored(incident: Incident) -> Message:
    over = incident.state in (IncidentState.HANDED_OVER, IncidentState.CLOSED)
    return message("explanation.unscored", over=over)


def _rung(incident: Incident) -> Message:
    if not incident.attempts:
        return message("explanation.nothing_tried")
    *before, newest = incident.attempts
    former = tuple(
        message("explanation.former", action=each.action, outcome=outcome_of(each))
        for each in before[-MOST_FORMER:]
    )
    return message(
        "explanation.tried",
        number=newest.number,
        action=newest.action,
        step=newest.action.rung,
        mode=newest.mode,
        outcome=outcome_of(newest),
        because=newest.because,
        former=Clauses(former) if former else None,
    )


def _not_next(incident: Incident, policy: Policy) -> Message:
    why = _why_not_next(incident, policy)
    latest = {each.action: each for each in incident.skipped}  # as many as there are actions
    if not latest:
        return why
    skipped = tuple(skipped_because(each) for each in latest.values())
    return message("explanation.not_next", why=why, skipped=Clauses(skipped))


def _why_not_next(incident: Incident, policy: Policy) -> Message:
    reason, newest = incident.call_reason, (incident.attempts or (None,))[-1]
    if incident.state is IncidentState.CLOSED:
        return message("explanation.closed", ending=incident.ending)
    if incident.state is IncidentState.HANDED_OVER and reason is not None:
        if incident.waits_for_digest:
            return message("explanation.in_digest")
        called = "explanation.called" if incident.calling is None else "explanation.calling"
        called = called if incident.unreached_at is None else "explanation.unreached"
        return message(called, reason=reason)
    if incident.state is IncidentState.RELAPSE_WATCH:
        return message("explanation.healthy")
    if newest is not None and newest.ended_at is None:
        return message("explanation.verifying", number=newest.number)
    return _what_is_left(incident, policy)


def _what_is_left(incident: Incident, policy: Policy) -> Message:
    left = remaining(policy, incident.fault, Climb(incident.attempts, request=incident.request))
    if not left:
        return message("explanation.nothing_left")
    if incident.band is None:
        return _unscored(incident)
    count = attempts_left(incident.band, incident.attempts)
    if not count:
        return message("explanation.used_up", attempts=incident.band.attempts)
    return message("explanation.next", actions=Names(tuple(left)), left=count)


def _waits_for(incident: Incident) -> Message:
    """Return where it stands and what it waits for, unless its state says that already."""
    awaited = incident.waits_for
    if incident.state is IncidentState.CLOSED:
        return message("explanation.waits_for_nothing")
    if awaited is not None and awaited.id in _SAID_BY_STATE:
        awaited = None
    return message("explanation.stands", state=incident.state, awaited=awaited)

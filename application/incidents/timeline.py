"""An incident as a page: its state, its ladder, why, and its story; made from what was kept (M28).

No model takes part, so it says the same each time it is asked, also while none answers.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from application.common.wording import Localizer
from application.incidents.words import told_of
from application.ports.rendering import Form
from domain.clusters.repairs import Attempt
from domain.common.messages import Called, Clauses, Foreign, Message, message
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.events import what_of
from domain.incidents.explained_cause import cause_of
from domain.incidents.explaining import Explanation, doing_of, outcome_of, skipped_because
from domain.incidents.incidents import Incident


def incident_page(
    incident: Incident, why: Explanation, events: Sequence[Event], reader: Localizer
) -> list[str]:
    """Return the lines of a Markdown page.

    Args:
        incident: as it stands.
        why: its explanation.
        events: what happened, oldest first.
        reader: for whom.
    """
    say = partial(reader.text, form=Form.MARKDOWN)
    skipped = skipped_lines(incident, reader, Form.MARKDOWN)
    sections = (
        ("incident_page.causes", [f"- {each}" for each in cause_lines(incident, reader)]),
        ("incident_page.why", [f"- {each}" for each in why.answers(say, reader.zone).values()]),
        ("incident_page.tried", attempt_lines(incident, reader, Form.MARKDOWN)),
        ("incident_page.skipped", [f"- {each}" for each in skipped]),
        ("incident_page.story", [f"- {each}" for each in story_lines(events, reader)]),
    )
    nothing = f"- {reader.text(message('incident_page.nothing'))}"
    return [
        f"# {say(what_of(incident))}",
        "",
        *(f"- {say(each)}" for each in _facts(incident)),
        *(
            line
            for title, lines in sections
            for line in ("", f"## {say(message(title))}", "", *(lines or [nothing]))
        ),
    ]


def attempt_lines(incident: Incident, reader: Localizer, form: Form = Form.PLAIN) -> list[str]:
    """Return each step tried with what came of it, as a numbered list."""
    return [
        f"{each.number}. {in_zone(each.started_at, reader.zone)} "
        f"{reader.text(attempt_said(each), form)}"
        for each in incident.attempts
    ]


def cause_lines(incident: Incident, reader: Localizer) -> list[str]:
    """Return each likely cause with what speaks for it; where none was found, what was read."""
    report = incident.evidence.report if incident.evidence is not None else None
    if report is None or not report.causes:
        return [reader.text(cause_of(incident), Form.MARKDOWN)]
    found = (
        message(
            "incident_page.cause",
            cause=each.said,
            certainty=each.certainty,
            proofs=Clauses(tuple(proof.said for proof in each.proofs)),
            advice=each.advice,
        )
        for each in report.causes
    )
    return [reader.text(each, Form.MARKDOWN) for each in found]


def skipped_lines(incident: Incident, reader: Localizer, form: Form = Form.PLAIN) -> list[str]:
    """Return each step skipped with its reason."""
    return [reader.text(skipped_because(each), form) for each in incident.skipped]


def story_lines(events: Sequence[Event], reader: Localizer) -> list[str]:
    """Return what happened, one line each; what two events tell alike, once.

    An attempt ends with two of them: what came of it, and the verdict it came from.
    """
    told = ((each, *told_of(each, reader)) for each in events)
    lines = (
        f"{in_zone(event.time, reader.zone)} {title or event.type}"
        f"{f' — {_one_line(text)}' if text not in ('', title) else ''}"
        for event, title, text in told
    )
    return [line for line, _ in groupby(lines)]


def _facts(incident: Incident) -> Iterator[Message]:
    yield message("incident_page.id", incident=Called(incident.id))
    yield message("incident_page.state", doing=doing_of(incident))
    yield message("incident_page.opened", at=incident.opened_at)
    if incident.closed_at:
        yield message("incident_page.closed", at=incident.closed_at)
    if (request := incident.request) is None:
        yield message("incident_page.alerts", count=incident.occurrences)
        yield message("incident_page.newest", alert=Foreign(incident.newest.name))
    else:
        person, reason = Called(request.by), Foreign(request.reason)
        yield message("incident_page.requested", person=person, reason=reason)
    yield message("incident_page.policy", policy=Called(incident.policy))
    yield from called_of(incident)
    if incident.acknowledged_by:
        person, at = Called(incident.acknowledged_by), incident.acknowledged_at
        yield message("incident_page.taken", person=person, at=at)


def called_of(incident: Incident) -> Iterator[Message]:
    """Yield whether a person was called, or is being called; nothing when nobody is."""
    if incident.unreached_at:
        at, reason = incident.unreached_at, incident.calling
        yield message("incident_page.unreached", at=at, reason=reason)
    elif incident.calling:
        yield message("incident_page.calling", reason=incident.calling)
    elif incident.waits_for_digest:
        yield message("incident_page.in_digest", at=incident.observed_at)
    elif incident.called and incident.called_at:
        yield message("incident_page.called", at=incident.called_at, reason=incident.called)


def attempt_said(attempt: Attempt) -> Message:
    """Return what was done, and what came of it."""
    return message(
        "incident_page.attempt",
        action=attempt.action,
        step=attempt.action.rung,
        outcome=outcome_of(attempt),
        because=attempt.because,
        restored=attempt.restored,
        approver=Called(attempt.approved_by) if attempt.approved_by else None,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Incidents, questions and controls in the terminal's words."""

import json
from collections.abc import Iterator, Sequence

from application.approvals.views import ApprovalView
from application.common.wording import Localizer
from application.incidents.requests import RequestedRepair
from application.incidents.story.views import NoteView
from application.incidents.story.words import note_said
from application.incidents.timeline import story_lines
from application.incidents.views import AttemptView, ExplanationView, IncidentView
from application.services import Services
from cli.output import clock, heads, note, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Called, Clauses, Message, Prose, message, named
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.approvals.approvals import Approval
from domain.incidents.guards.guards import GuardName, GuardOutcome
from domain.incidents.scores import ScoreInputName
from domain.incidents.story.notes import Note

MOST_PATCH_LINES = 60
"""Of one patch; `--json` has all of it."""

_LISTED = (
    *("head.id", "head.severity", "head.workload", "head.fault", "head.state", "head.score"),
    *("head.tried", "head.opened", "head.taken", "head.doing"),
)
_QUESTIONS = (
    *("head.question", "head.what", "head.about", "head.asked_by", "head.asked_at"),
    *("head.state", "head.decided_by", "head.decided_at", "head.outcome"),
)


async def localizer_of(
    terminal: Terminal, services: Services, person: str | None = None
) -> Localizer:
    """Return what puts messages into the words of whoever sits at the terminal."""
    return Localizer(services.words, await terminal.reader_of(services, person))


def say_incidents(incidents: Sequence[IncidentView], reader: Localizer) -> None:
    """Say one line for each incident."""
    rows = [
        (
            each.id,
            reader.text(named(each.newest.severity)),
            reader.text(_subject(each)),
            reader.text(named(each.fault)),
            reader.text(named(each.state)),
            each.score.total if each.score else None,
            f"{len(each.attempts)}/{each.band.attempts}" if each.band else "",
            clock(each.opened_at, reader.zone),
            each.acknowledged_name,
            each.doing,
        )
        for each in incidents
    ]
    say_table(heads(reader.text, *_LISTED), rows, none=reader.text(message("incident.none")))


def _subject(incident: IncidentView) -> Message:
    """Return what it is about, and how many others stand in its line."""
    workload, others = Called(incident.workload), len(incident.members)
    return message("terminal.grouped", workload=workload, others=others)


def say_incident(
    incident: IncidentView, reader: Localizer, *, as_json: bool, verbose: bool = False
) -> None:
    """Say how an incident stands, with its ladder; `verbose`: what lies behind each attempt."""
    if as_json:
        say_json(incident)
        return
    rows = [
        (reader.text(message(head)), value)
        for head, value in _facts(incident, reader)
        if value not in ("", None, [])
    ]
    say_table(heads(reader.text, "head.field", "head.value"), rows)
    say(f"\n{reader.text(message('terminal.ladder'))}")
    untried = f"  {reader.text(message('terminal.untried'))}"
    for attempt in incident.attempts:
        at = in_zone(attempt.started_at, reader.zone)
        say(one_line(f"{attempt.number}. {at} {attempt.said}"))
        for line in _behind(attempt, reader) if verbose else ():
            say(f"   {line}")
    if not incident.attempts:
        say(one_line(untried))
    for each in incident.skipped:
        said = message("terminal.skipped", step=Prose(each.said))
        say(one_line(reader.text(said)))
    if incident.notes:
        say(f"\n{reader.text(message('terminal.notes'))}")
    for line in note_lines(incident.notes, reader):
        say(one_line(line))


def _behind(attempt: AttemptView, reader: Localizer) -> Iterator[str]:
    """Yield what stood before an attempt's write, what was written, and what was kept."""
    if attempt.guards:
        guards = Clauses(tuple(map(_guard_said, attempt.guards)))
        yield one_line(reader.text(message("terminal.guards", guards=guards)))
    kept = Called(attempt.checkpoint) if attempt.checkpoint else None
    yield one_line(reader.text(message("terminal.checkpoint", checkpoint=kept)))
    for number, done in enumerate(attempt.performed, 1):
        detail = Prose(done.detail) if done.detail else None
        said = message("terminal.written", number=number, outcome=done.outcome, detail=detail)
        yield one_line(reader.text(said))
        lines = _indented(done.patch).splitlines()
        yield from (f"  {line}" for line in lines[:MOST_PATCH_LINES])
        if (more := len(lines) - MOST_PATCH_LINES) > 0:
            yield f"  {reader.text(message('terminal.more_lines', count=more))}"


def _guard_said(result: str) -> Message:
    """Return what a guard said, of its `guard:outcome`."""
    guard, _, outcome = result.partition(":")
    return message("terminal.guard", guard=GuardName(guard), outcome=GuardOutcome(outcome))


def note_lines(notes: Sequence[NoteView], reader: Localizer) -> list[str]:
    """Return notes, one line each."""
    return [
        f"{in_zone(each.at, reader.zone)} {reader.text(note_said(Note(**vars(each))))}"
        for each in notes
    ]


def _facts(incident: IncidentView, reader: Localizer) -> list[tuple[str, object]]:
    """Return what is known of an incident, each by its heading."""
    request = incident.request
    score = None if request else incident.score  # what a person asks for is done whatever it is
    missing = [
        reader.text(named(ScoreInputName(each.name)))
        for each in (score.inputs if score else ())
        if each.value is None
    ]
    return [
        ("head.id", incident.id),
        ("head.workload", incident.workload),
        ("head.fault", reader.text(named(incident.fault))),
        ("head.state", reader.text(named(incident.state))),
        ("head.cause", reader.text(_cause(incident))),
        ("head.doing", incident.doing),
        ("head.waits_for", incident.waits_for),
        ("head.until", in_zone(incident.until, reader.zone) if incident.until else ""),
        ("head.score", reader.text(_scored(incident))),
        ("head.missing", missing),
        ("head.alerts", "" if request else incident.occurrences),
        ("head.newest_alert", "" if request else incident.newest.name),
        ("head.asked_by", request.by if request else ""),
        ("head.question", incident.approval),
        ("head.called", reader.text(_called(incident))),
        ("head.taken", _taken(incident, reader)),
        ("head.group", incident.group.reason if incident.group else ""),
        ("head.members", [f"{each.incident} {each.workload}" for each in incident.members]),
        ("head.discussion", incident.discussion),
        ("head.policy", incident.policy),
        ("head.workflow", incident.workflow_id),
    ]


def _cause(incident: IncidentView) -> Message | None:
    """Return the likeliest cause, and how sure it is; None when none was found."""
    found = incident.causes.causes[0] if incident.causes and incident.causes.causes else None
    if found is None:
        return None
    return message("terminal.cause", cause=Prose(found.said), certainty=found.certainty)


def _taken(incident: IncidentView, reader: Localizer) -> str:
    """Return who took it over and when; empty when nobody did."""
    at = incident.acknowledged_at
    return " ".join(
        each
        for each in (incident.acknowledged_name, in_zone(at, reader.zone) if at else "")
        if each
    )


def _scored(incident: IncidentView) -> Message | None:
    """Return the points, and what they allow; None before there are any."""
    score, band = incident.score, incident.band
    if score is None or band is None:
        return None
    return message("terminal.scored", score=score.total, band=band, attempts=band.attempts)


def _called(incident: IncidentView) -> Message | None:
    """Return when a person was called and why; None when nobody was."""
    why = incident.calling or incident.called
    if why is not None and incident.unreached_at is not None:
        return message("terminal.unreached", at=incident.unreached_at, reason=why)
    if incident.calling is not None:
        return message("terminal.calling", reason=incident.calling)
    if incident.called is None and incident.observed_at is not None:
        return message("incident_page.in_digest", at=incident.observed_at)
    if incident.called is None or incident.called_at is None:
        return None
    return message("terminal.called", at=incident.called_at, reason=incident.called)


def say_explanation(why: ExplanationView, *, as_json: bool) -> None:
    """Say why an incident stands where it stands."""
    if as_json:
        say_json(why)
        return
    for answer in why.answers.values():
        say(one_line(answer))


def say_story(events: Sequence[Event], reader: Localizer, *, as_json: bool) -> None:
    """Say what happened, oldest first."""
    if as_json:
        say_json(list(events))
        return
    for line in story_lines(events, reader):
        say(one_line(line.removeprefix("- ")))


def say_approvals(approvals: Sequence[ApprovalView], reader: Localizer) -> None:
    """Say what waits for somebody's yes, each with its patch."""
    if not approvals:
        note(reader.text(message("repair.nothing_waits")))
    for each in approvals:
        question = message(
            "repair.question",
            question=Called(each.id),
            action=Prose(each.doing),
            target=Called(each.about),
            person=Called(each.requester) if each.requester else None,
            until=each.expires_at,
        )
        say(one_line(reader.text(question)))
        for line in (each.why, *each.changes, *each.consequences):
            say(one_line(line))
        say(each.preview)


def say_decided(approvals: Sequence[ApprovalView], reader: Localizer) -> None:
    """Say one line for each question: who asked for what, who decided when, what came of it."""
    us = reader.text(message("page.by_us"))
    rows = [
        (
            each.id,
            each.doing,
            each.about,
            each.requester or us,
            clock(each.asked_at, reader.zone),
            reader.text(named(each.state)),
            each.answerer,
            clock(each.answered_at, reader.zone) if each.answered_at else "",
            each.became,
        )
        for each in approvals
    ]
    none = reader.text(message("approval.none_such"))
    say_table(heads(reader.text, *_QUESTIONS), rows, none=none)


def say_approval(approval: Approval, reader: Localizer, *, as_json: bool) -> None:
    """Say what became of a question."""
    if as_json:
        say_json(approval)
        return
    said = message(
        "repair.answered",
        action=approval.doing,
        target=Called(approval.about),
        answer=approval.state,
        person=Called(approval.answered_by) if approval.answered_by else None,
    )
    say(one_line(reader.text(said)))


def say_repair(repair: RequestedRepair, reader: Localizer, *, as_json: bool) -> None:
    """Say what a repair would do, or that it was begun."""
    if as_json:
        say_json(repair)
        return
    action, target = repair.action, Called(str(repair.target))
    if not repair.dry_run:
        will = Prose(repair.will)
        begun = message("repair.begun", action=action, target=target, will=will)
        say(one_line(reader.text(begun)))
        command = Called(f"zhiban incident watch {repair.incident_id}")
        say(reader.text(message("repair.follow", command=command)))
        return
    said = message("repair.would_send", action=action, target=target)
    say(one_line(reader.text(said)))
    say(_indented(repair.preview) or f"  {reader.text(message('terminal.nothing'))}")
    undo = message("repair.undo", undo=Prose(repair.undo)) if repair.undo else None
    for line in (repair.why, reader.text(undo), repair.will):
        if line:
            say(one_line(line))


def _indented(patch: str) -> str:
    try:
        return json.dumps(json.loads(patch), indent=2, ensure_ascii=False)
    except ValueError:
        return patch

"""Incidents as results: fields for programs, sentences for readers, all of it bounded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from mcp_types import CallToolResult

from application.common.wording import Localizer, sentences
from application.incidents.incidents import IncidentPage
from application.incidents.timeline import attempt_lines
from application.incidents.words import told_of
from domain.clusters.repairs import Attempt
from domain.common.messages import Called, Foreign, Message, Names, message
from domain.common.quoting import UNTRUSTED
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.causes.causes import Cause
from domain.incidents.explaining import Explanation, doing_of, skipped_because
from domain.incidents.grouped import in_groups
from domain.incidents.guards.guards import GuardName, GuardOutcome
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.scores import ScoreInputName
from domain.incidents.story.notes import Note
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.incidents.results import (
    AttemptShown,
    CauseShown,
    ExplanationShown,
    HappeningShown,
    IncidentLine,
    IncidentShown,
    IncidentsShown,
    NoteShown,
    ProofShown,
    TimelineShown,
)
from mcp_server.results import mark, more, told

MOST_SAID = 300
MOST_ALERT = 500
MOST_LINE = 1_000
MOST_NOTES = 5


def incidents_shown(
    page: IncidentPage, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one page of incidents, as many as fit; the cursor goes on exactly behind them."""
    groups = in_groups(page.incidents)
    all_ = [
        incident_line(first, reader, [each.id for each in others], page.names)
        for first, *others in groups
    ]
    texts = [
        "\n".join((line_words(each, reader, line.members), *_quoted(each, line, reader)))
        for (each, *_), line in zip(groups, all_, strict=True)
    ]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(all_)
    before = all_[kept - 1].incident_id if truncated else page.next_before
    cursor = write_cursor(replace(place, page=before)) if before else ""
    result = IncidentsShown(
        incidents=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox
    )
    heading = reader.text(message("incident.none"))
    if kept:
        heading = f"{reader.text(message('incidents.listed', count=kept))} {UNTRUSTED}"
    lines = (f"{mark(sandbox)}{heading}", *texts[:kept], *more(reader, cursor))
    return told(result, "\n".join(lines))


def incident_shown(  # noqa: PLR0913 - each by name
    incident: Incident,
    reader: Localizer,
    done: Message | None = None,
    *,
    members: Sequence[str] = (),
    notes: Sequence[Note] = (),
    discussion: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
    sandbox: bool,
) -> CallToolResult:
    """Return one incident with its ladder; `done` says what was just done with it."""
    members = [each for each in members if each != incident.id]
    result = IncidentShown(
        **incident_line(incident, reader, members, names).model_dump(),
        tried=[_attempt(each, reader) for each in incident.attempts],
        skipped=[shown(reader.text(skipped_because(each)), MOST_SAID) for each in incident.skipped],
        missing=list(incident.score.missing) if incident.score and not incident.request else [],
        cause=_likeliest(incident, reader),
        policy=shown(incident.policy, 200),
        approval=incident.approval,
        requested_by=incident.request.by if incident.request else "",
        relapses=incident.relapses,
        flapping=incident.flapping,
        alert_text=shown(incident.newest.text, MOST_ALERT),
        discussion_id=discussion,
        notes=[_note(each, reader) for each in notes[-MOST_NOTES:]],
        workflow_id=shown(incident.workflow_id, 600),
        sandbox=sandbox,
    )
    line = sentences(reader.text(done), line_words(incident, reader, members))
    ladder = _ladder(incident, result.alert, result.alert_text, reader)
    written = [f"{each.at} {shown(each.text, MOST_ALERT)} ({each.by})" for each in result.notes]
    return told(result, "\n".join((f"{mark(sandbox)}{line}", *ladder, *written)))


def _note(note: Note, reader: Localizer) -> NoteShown:
    return NoteShown(
        note_id=note.id,
        at=in_zone(note.at, reader.zone),
        by=note.by,
        program=note.program,
        text=shown(note.text, MOST_ALERT),
    )


def explanation_shown(
    explanation: Explanation, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return why an incident stands where it stands."""
    said = explanation.answers(reader.text, reader.zone)
    answers = {name: shown(text, 1_500) for name, text in said.items()}
    report = explanation.report
    causes = [_cause(each, reader) for each in report.causes] if report is not None else []
    result = ExplanationShown(
        incident_id=explanation.incident_id, answers=answers, causes=causes, sandbox=sandbox
    )
    heading = f"{mark(sandbox)}{result.incident_id}"
    warned = f"{heading} {UNTRUSTED}" if causes else heading
    return told(result, "\n".join((warned, *answers.values())))


def _cause(cause: Cause, reader: Localizer) -> CauseShown:
    return CauseShown(
        kind=cause.kind,
        certainty=cause.certainty,
        said=shown(reader.text(cause.said), MOST_SAID),
        proofs=[
            ProofShown(
                said=shown(reader.text(each.said), MOST_SAID),
                at=in_zone(each.at, reader.zone) if each.at else "",
            )
            for each in cause.proofs
        ],
        advice=reader.text(cause.advice),
    )


def _likeliest(incident: Incident, reader: Localizer) -> str:
    cause = incident.evidence.cause if incident.evidence is not None else None
    if cause is None:
        return ""
    said = message("paged.cause", certainty=cause.certainty, cause=cause.said)
    return shown(reader.text(said), MOST_SAID)


def timeline_shown(
    incident_id: str,
    all_: Sequence[HappeningShown],
    reader: Localizer,
    *,
    cut: bool,
    sandbox: bool,
) -> CallToolResult:
    """Return what happened, oldest first; when it does not fit, the newest part."""
    texts = [happening_words(each) for each in all_]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs[::-1], wire_bytes))
    first = len(all_) - kept
    truncated = cut or first > 0
    result = TimelineShown(
        incident_id=incident_id, happenings=list(all_[first:]), truncated=truncated, sandbox=sandbox
    )
    heading = reader.text(message("incident_story.empty"))
    if kept:
        heading = f"{reader.text(message('incident_story.told', count=kept))} {UNTRUSTED}"
    older = [reader.text(message("incident_story.cut"))] if truncated else []
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *older, *texts[first:])))


def incident_line(
    incident: Incident,
    reader: Localizer,
    members: Sequence[str] = (),
    names: Mapping[str, str] = MappingProxyType({}),
) -> IncidentLine:
    """Return an incident as it stands in a list."""
    band, score = incident.band, incident.score
    return IncidentLine(
        incident_id=incident.id,
        workload=str(incident.owner) if incident.owner else "",
        fault=incident.fault,
        state=incident.state,
        score=score.total if score else -1,
        band=band or "",
        attempts=len(incident.attempts),
        attempts_allowed=band.attempts if band else 0,
        doing=shown(reader.text(doing_of(incident)), MOST_SAID),
        waits_for=shown(reader.text(incident.waits_for), MOST_SAID),
        until=at(incident.until, reader.zone),
        opened_at=in_zone(incident.opened_at, reader.zone),
        ending=incident.ending or "",
        called=incident.called or "",
        unreached_since=at(incident.unreached_at, reader.zone),
        acknowledged_by=incident.acknowledged_by,
        acknowledged_name=names.get(incident.acknowledged_by, incident.acknowledged_by),
        acknowledged_at=at(incident.acknowledged_at, reader.zone),
        occurrences=incident.occurrences,
        alert="" if incident.request else shown(incident.newest.name, 200),
        group=shown(reader.text(incident.group.reason), MOST_SAID) if incident.group else "",
        members=list(members),
    )


def _group(incident: Incident, members: Sequence[str]) -> Message | None:
    """Return why it belongs to its group, and how many others do; None: to none."""
    if incident.group is None:
        return None
    return message("incident_line.grouped", others=len(members), why=incident.group.reason)


def line_words(incident: Incident, reader: Localizer, members: Sequence[str] = ()) -> str:
    """Return an incident as one line, without a word of its alert's."""
    band, score = incident.band, incident.score
    line = message(
        "incident_line.said",
        incident=Called(incident.id),
        workload=Called(str(incident.owner)) if incident.owner else None,
        fault=incident.fault,
        state=incident.state,
        score=score.total if score else None,
        band=band,
        tried=len(incident.attempts),
        attempts=band.attempts if band else None,
    )
    said = (
        line,
        doing_of(incident),
        _waits(incident, reader.zone),
        _called(incident),
        _group(incident, members),
    )
    return shown(sentences(*map(reader.text, said)), MOST_LINE)


def _waits(incident: Incident, zone: str) -> Message | None:
    if incident.waits_for is None:
        return None
    until = Called(at(incident.until, zone)) if incident.until else None
    return message("incident_line.waits", waits_for=incident.waits_for, until=until)


def _called(incident: Incident) -> Message | None:
    if incident.called is None or incident.state is IncidentState.HANDED_OVER:
        return None  # handed over: what it does says why
    return message("incident_line.called", reason=incident.called)


def _quoted(incident: Incident, line: IncidentLine, reader: Localizer) -> list[str]:
    """Return the alert's name, which is a stranger's; nothing for a request."""
    return [] if incident.request else [reader.text(_newest(line.alert))]


def _newest(alert: str) -> Message:
    return message("incident_page.newest", alert=Foreign(alert))


def happening(event: Event, reader: Localizer) -> HappeningShown:
    """Return one event of an incident, for this reader."""
    title, text = told_of(event, reader)
    return HappeningShown(
        at=in_zone(event.time, reader.zone),
        type=event.type,
        title=shown(title, MOST_SAID),
        text=shown(text, MOST_ALERT),
    )


def happening_words(each: HappeningShown) -> str:
    """Return the same as one line."""
    text = f" — {each.text}" if each.text else ""
    return f"{each.at} {each.title or each.type}{text}"


def at(moment: datetime | None, zone: str) -> str:
    """Return a moment with the person's offset; empty for none."""
    return in_zone(moment, zone) if moment else ""


def _attempt(attempt: Attempt, reader: Localizer) -> AttemptShown:
    return AttemptShown(
        number=attempt.number,
        action=attempt.action,
        rung=attempt.action.rung,
        mode=attempt.mode,
        state=attempt.state,
        started_at=in_zone(attempt.started_at, reader.zone),
        verdict=attempt.verdict or "",
        because=shown(reader.text(attempt.because), MOST_SAID),
        restored=attempt.restored,
        approved_by=attempt.approved_by,
        guards=[
            guard_said(each, reader) for each in attempt.guards if not each.endswith(":passed")
        ],
    )


def guard_said(result: str, reader: Localizer) -> str:
    """Return a guard's word, recorded as `guard:outcome`, in the reader's words."""
    guard, _, outcome = result.partition(":")
    said = message("guard.said", guard=GuardName(guard), outcome=GuardOutcome(outcome), detail=None)
    return reader.text(said)


def _ladder(incident: Incident, alert: str, text: str, reader: Localizer) -> Iterator[str]:
    for line in attempt_lines(incident, reader):
        yield shown(line, MOST_LINE)
    for step in incident.skipped:
        yield shown(reader.text(message("terminal.skipped", step=skipped_because(step))), MOST_SAID)
    if incident.score and incident.score.missing and not incident.request:
        inputs = Names(tuple(map(ScoreInputName, incident.score.missing)))
        yield reader.text(message("incident_line.missing", inputs=inputs))
    if incident.approval and incident.state is IncidentState.AWAITING_APPROVAL:
        question, tool = Called(incident.approval), Called("list_approvals")
        yield reader.text(message("incident_line.answer", question=question, tool=tool))
    if incident.request:
        asked = message("incident_line.requested", person=Called(incident.request.by))
        yield f"{UNTRUSTED} {reader.text(asked)} {text}"
        return
    yield f"{UNTRUSTED} {reader.text(_newest(alert))}"
    if text:
        yield f"{reader.text(message('incident_line.text'))} {text}"

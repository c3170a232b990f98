"""Incidents as results: fields for programs, sentences for readers, all of it bounded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.incidents.incidents import IncidentPage
from application.incidents.words import told_of
from domain.clusters.repairs import Attempt
from domain.common.messages import message
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.explaining import Explanation, doing_of, skipped_because
from domain.incidents.guards.guards import GuardName, GuardOutcome
from domain.incidents.incidents import Incident, IncidentState
from mcp_server.bounds import counted, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.incidents.results import (
    AttemptShown,
    ExplanationShown,
    HappeningShown,
    IncidentLine,
    IncidentShown,
    IncidentsShown,
    TimelineShown,
)
from mcp_server.results import UNTRUSTED, mark, told

MOST_SAID = 300
MOST_ALERT = 500


def incidents_shown(
    page: IncidentPage, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one page of incidents, as many as fit; the cursor goes on exactly behind them."""
    all_ = [incident_line(each, reader) for each in page.incidents]
    texts = [
        f"{line_words(each)} Alert: {each.alert}" if each.alert else line_words(each)
        for each in all_
    ]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(all_)
    before = all_[kept - 1].incident_id if truncated else page.next_before
    cursor = write_cursor(replace(place, page=before)) if before else ""
    result = IncidentsShown(
        incidents=all_[:kept], truncated=truncated, next_cursor=cursor, sandbox=sandbox
    )
    heading = (
        f"{counted(kept, 'incident')}, the newest first. {UNTRUSTED}"
        if kept
        else "There is no such incident."
    )
    ending = [f"More: call again with cursor={cursor}"] if cursor else []
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *texts[:kept], *ending)))


def incident_shown(
    incident: Incident, reader: Localizer, done: str = "", *, sandbox: bool
) -> CallToolResult:
    """Return one incident with its ladder; `done` says what was just done with it."""
    result = IncidentShown(
        **incident_line(incident, reader).model_dump(),
        tried=[_attempt(each, reader) for each in incident.attempts],
        skipped=[shown(reader.text(skipped_because(each)), MOST_SAID) for each in incident.skipped],
        missing=list(incident.score.missing) if incident.score and not incident.request else [],
        policy=shown(incident.policy, 200),
        approval=incident.approval,
        acknowledged_by=incident.acknowledged_by,
        requested_by=incident.request.by if incident.request else "",
        relapses=incident.relapses,
        flapping=incident.flapping,
        alert_text=shown(incident.newest.text, MOST_ALERT),
        workflow_id=shown(incident.workflow_id, 600),
        sandbox=sandbox,
    )
    return told(result, "\n".join((f"{mark(sandbox)}{done}{line_words(result)}", *_ladder(result))))


def explanation_shown(
    explanation: Explanation, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return why an incident stands where it stands."""
    said = explanation.answers(reader.text, reader.zone)
    answers = {name: shown(text, 1_500) for name, text in said.items()}
    result = ExplanationShown(incident_id=explanation.incident_id, answers=answers, sandbox=sandbox)
    return told(result, "\n".join((f"{mark(sandbox)}{result.incident_id}", *answers.values())))


def timeline_shown(
    incident_id: str, all_: Sequence[HappeningShown], *, cut: bool, sandbox: bool
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
    heading = f"{kept} happenings, the oldest first. {UNTRUSTED}" if kept else "Nothing so far."
    older = ["(earlier ones are left out)"] if truncated else []
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *older, *texts[first:])))


def incident_line(incident: Incident, reader: Localizer) -> IncidentLine:
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
        occurrences=incident.occurrences,
        alert="" if incident.request else shown(incident.newest.name, 200),
    )


def line_words(line: IncidentLine) -> str:
    """Return an incident as one line, without a word of its alert's."""
    score = f", score {line.score} ({line.band})" if line.score >= 0 else ""
    tried = f", {line.attempts} of {line.attempts_allowed} attempts" if line.band else ""
    words = f"{line.incident_id} {line.workload or 'unknown workload'} {line.fault}: {line.state}"
    waits = f" Waits for {line.waits_for}" if line.waits_for else ""
    until = f" until {line.until}." if line.until and waits else "." if waits else ""
    handed = line.state == IncidentState.HANDED_OVER  # what it does says why, then
    called = f" A person was called ({line.called})." if line.called and not handed else ""
    return f"{words}{score}{tried}. {line.doing}{waits}{until}{called}"


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
    text = f": {each.text}" if each.text else ""
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


def _ladder(incident: IncidentShown) -> list[str]:
    lines = []
    for each in incident.tried:
        verdict = f", {each.verdict}" if each.verdict else ""
        restored = " What was before was put back." if each.restored else ""
        guards = f" {' '.join(each.guards)}" if each.guards else ""
        words = f"attempt {each.number}: {each.action} (rung {each.rung}) {each.state}{verdict}."
        lines.append(f"{words} {each.because}{guards}{restored}".rstrip())
    lines += [f"passed over {each}" for each in incident.skipped]
    if incident.missing:
        lines.append(f"the score lacks: {', '.join(incident.missing)}")
    if incident.approval and incident.state == IncidentState.AWAITING_APPROVAL:
        lines.append(f"waits for the answer to {incident.approval}; see list_approvals")
    if incident.requested_by:
        said = f"{incident.requested_by} asked for it: {incident.alert_text}"
        return [*lines, f"{UNTRUSTED} {said}"]
    said = f", and says: {incident.alert_text}" if incident.alert_text else ""
    return [*lines, f"{UNTRUSTED} Its newest alert is called: {incident.alert}{said}"]

"""Raw alerts and notes as results: fields for programs, sentences for readers."""

from dataclasses import replace

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.incidents.story.postmortem import Record, postmortem_page
from application.incidents.story.story import RawAlerts
from application.incidents.story.views import RawAlertView, raw_alerts_view
from application.incidents.story.words import note_said
from domain.common.messages import Called, Foreign, message, named
from domain.common.quoting import UNTRUSTED
from domain.common.time_words import in_zone
from domain.incidents.story.notes import Note
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.incidents.results import (
    IncidentDiscussed,
    NoteWritten,
    PostmortemDrafted,
    RawAlertShown,
    RawAlertsShown,
)
from mcp_server.results import mark, more, told

MOST_NAME = 200
MOST_TEXT = 500


def raw_alerts_shown(
    found: RawAlerts, place: Place, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one page of raw alerts, as many as fit; the cursor goes on exactly behind them."""
    view = raw_alerts_view(found)
    all_ = [_shown(each, reader) for each in view.alerts]
    texts = [_line(each, line, reader) for each, line in zip(view.alerts, all_, strict=True)]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    truncated = kept < len(all_)
    before = all_[kept - 1].id if truncated and kept else view.next_before
    cursor = write_cursor(replace(place, page=before)) if before else ""
    result = RawAlertsShown(
        incident_id=view.incident_id,
        confirmed=view.confirmed,
        alerts=all_[:kept],
        truncated=truncated,
        next_cursor=cursor,
        sandbox=sandbox,
    )
    heading = reader.text(message("raw_alerts.none"))
    if kept:
        heading = f"{reader.text(message('raw_alerts.listed', count=kept))} {UNTRUSTED}"
    said = reader.text(named(view.confirmed))
    lines = (f"{mark(sandbox)}{heading}", *texts[:kept], said, *more(reader, cursor))
    return told(result, "\n".join(lines))


def note_shown(note: Note, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return that a note was written, and how it reads."""
    result = NoteWritten(
        note_id=note.id,
        incident_id=note.incident_id,
        at=in_zone(note.at, reader.zone),
        by=note.by,
        program=note.program,
        text=note.text,
        sandbox=sandbox,
    )
    said = shown(reader.text(note_said(note)), 2_500)
    return told(result, f"{mark(sandbox)}{in_zone(note.at, reader.zone)} {said}")


def discussed(
    incident_id: str, discussion: str, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return where an incident is discussed."""
    result = IncidentDiscussed(incident_id=incident_id, discussion_id=discussion, sandbox=sandbox)
    said = reader.text(message("talk.where", discussion=Called(discussion)))
    return told(result, f"{mark(sandbox)}{said}")


def postmortem_drafted(record: Record, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the draft; what does not fit is cut from its end, and that is said."""
    lines = [shown(each, 1_000) for each in postmortem_page(record, reader)]
    kept = fitting(lines, wire_bytes, budget=FOR_ITEMS // 2)
    result = PostmortemDrafted(
        incident_id=record.incident.id,
        markdown="\n".join(kept),
        truncated=len(kept) < len(lines),
        sandbox=sandbox,
    )
    return told(result, f"{mark(sandbox)}{UNTRUSTED}\n\n{result.markdown}")


def _shown(alert: RawAlertView, reader: Localizer) -> RawAlertShown:
    return RawAlertShown(
        id=alert.id,
        source=alert.source,
        state=alert.state,
        name=shown(alert.name, MOST_NAME),
        severity=alert.severity,
        started_at=in_zone(alert.started_at, reader.zone),
        ended_at=in_zone(alert.ended_at, reader.zone) if alert.ended_at else "",
        received_at=in_zone(alert.received_at, reader.zone),
        labels={shown(name, 100): shown(value, 200) for name, value in alert.labels.items()},
        measures={shown(name, 100): value for name, value in alert.measures.items()},
        text=shown(alert.text, MOST_TEXT),
    )


def _line(alert: RawAlertView, line: RawAlertShown, reader: Localizer) -> str:
    said = message(
        "raw_alerts.line",
        state=alert.state,
        alert=Foreign(line.name),
        severity=alert.severity,
        source=alert.source,
        since=alert.started_at,
    )
    labels = " ".join(f"{name}={value}" for name, value in sorted(line.labels.items()))
    return " ".join(filter(None, (line.received_at, reader.text(said), labels, line.text)))

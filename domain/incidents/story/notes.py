"""Notes: what people and agents write down about an incident, as events of it (RBK-19)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Foreign, message
from domain.common.notifications import Notification
from domain.common.texts import is_storable
from domain.events.events import Event, EventType
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident
from domain.incidents.snapshots import source_of

LONGEST_NOTE = 2_000
"""Characters; who has more to say opens the discussion."""

LONGEST_KEY = 64
MOST_NOTES = 500
"""Of one incident; an agent that writes in a loop is stopped here."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody wrote about an incident; kept as long as the incident's other events.

    Attributes:
        id: `n_` and 24 hexadecimal characters.
        by: person whose rights were used.
        program: whether a program wrote it with a token of theirs.
        text: plain; line breaks count, nothing in it is markup.
    """

    id: str
    incident_id: str
    at: datetime
    by: str
    text: str
    program: bool = False


def note_id(incident_id: str, by: str, key: str) -> str:
    """Return the id of a note; the same author and key give the same id."""
    return "n_" + sha256(f"{incident_id}\n{by}\n{key}".encode()).hexdigest()[:24]


def check_note(text: str) -> str:
    """Return the trimmed text, or raise `InvalidRequest`."""
    trimmed = "\n".join(line.rstrip() for line in text.strip().splitlines())
    shown = trimmed.replace("\n", "").replace("\t", "")
    if not 1 <= len(trimmed) <= LONGEST_NOTE or not is_storable(trimmed):
        raise InvalidRequest("text", message("rule.characters", least=1, most=LONGEST_NOTE))
    if not shown.isprintable():
        raise InvalidRequest("text", message("rule.visible"))
    return trimmed


def note_event_id(incident_id: str, note: str) -> str:
    """Return the id of a note's event."""
    return f"{incident_id}/{note}"


def note_event(incident: Incident, note: Note) -> Event:
    """Return a note as an event of its incident, which does not change by it."""
    said = message(
        "note.written", what=what_of(incident), person=Called(note.by), program=note.program
    )
    told = Notification(said, (message("note.text", text=Foreign(note.text)),))
    return Event(
        id=note_event_id(incident.id, note.id),
        type=EventType.INCIDENT_NOTED,
        source=source_of(incident.id),
        subject=incident.id,
        time=note.at,
        data={
            "note": note.id,
            "by": note.by,
            "program": note.program,
            "text": note.text,
            "notification": told.recorded,
        },
    )


def note_of(event: Event) -> Note:
    """Return the note that an event tells of."""
    data = event.data
    return Note(
        id=str(data.get("note", "")),
        incident_id=event.subject,
        at=event.time,
        by=str(data.get("by", "")),
        text=str(data.get("text", "")),
        program=data.get("program") is True,
    )

"""Reads what people wrote about an incident (RBK-19)."""

from application.ports.events import EventFilter, Events
from domain.events.events import EventType
from domain.incidents.story.notes import MOST_NOTES, Note, note_of


async def notes_about(incident_id: str, events: Events) -> tuple[Note, ...]:
    """Return all notes about an incident, oldest first."""
    which = EventFilter(types=(EventType.INCIDENT_NOTED,), subject=incident_id)
    return tuple(map(note_of, await events.page(which, after=0, limit=MOST_NOTES)))

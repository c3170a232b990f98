"""Notes as messages."""

from domain.common.messages import Called, Foreign, Message, message
from domain.incidents.story.notes import Note


def note_said(note: Note) -> Message:
    """Return who wrote it, and what."""
    by = Called(note.by)
    return message("note.said", person=by, program=note.program, text=Foreign(note.text))

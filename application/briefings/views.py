"""Briefings as they are listed: one view for HTTP and the terminal."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW
from domain.briefings.briefings import Briefing
from domain.common.readers import Language


@dataclass(frozen=True, kw_only=True)
class BriefingLine:
    """A briefing without its words."""

    __pydantic_config__: ClassVar = VIEW

    day: str
    """The person's local date."""

    title: str
    """Its first line."""

    complete: bool
    """Whether every source could be read."""

    writer: str
    """Who worded it: a model, or the rules."""

    id: str
    """Person and day."""

    person_id: str
    """Whose it is."""

    language: Language
    """In which it is written."""

    created_at: datetime
    """When it was written."""


def briefing_line(briefing: Briefing) -> BriefingLine:
    """Return a briefing as a list shows it."""
    return BriefingLine(
        day=briefing.day,
        title=briefing.title,
        complete=briefing.complete,
        writer=briefing.writer,
        id=briefing.id,
        person_id=briefing.person_id,
        language=briefing.language,
        created_at=briefing.created_at,
    )

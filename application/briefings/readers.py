"""Who reads an answer: their language, and the zone of their wall clock."""

from application.briefings.briefings import BriefingDesk
from domain.common.errors import Forbidden, NotFound
from domain.common.readers import Language, Reader
from domain.people.access import Actor

NOBODY = Reader(Language.ENGLISH, "UTC")
"""Reads for an operator who is nobody in the database, and for a token that may not even look at
its owner's settings: what it may do does not hang on how the answer is worded."""


async def reader_of(briefings: BriefingDesk, *, by: Actor) -> Reader:
    """Return who reads the answer, as they set it for their briefings."""
    try:
        settings = await briefings.settings(by=by)
    except (Forbidden, NotFound):
        return NOBODY
    return Reader(settings.language, settings.zone)

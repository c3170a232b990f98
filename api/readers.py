"""Who reads an answer: their language, and the zone of their wall clock."""

from typing import Annotated

from fastapi import Depends

from api.access import Asker, DesksHere
from domain.errors import Forbidden, NotFound
from domain.incident_words_recorded import Reader
from domain.people import Language

NOBODY = Reader(Language.ENGLISH, "UTC")
"""Reads for a token that may not even look at its owner's settings."""


async def reader(desks: DesksHere, by: Asker) -> Reader:
    """Return who reads the answer, as they set it for their briefings."""
    try:
        settings = await desks.briefings.settings(by=by)
    except (Forbidden, NotFound):
        return NOBODY
    return Reader(settings.language, settings.zone)


ReaderHere = Annotated[Reader, Depends(reader)]

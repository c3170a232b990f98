"""Who reads an answer: their language, and the zone of their wall clock."""

from typing import Annotated

from fastapi import Depends

from api.access import Asker, DesksHere
from application.readers import reader_of
from domain.incident_words_recorded import Reader


async def reader(desks: DesksHere, by: Asker) -> Reader:
    """Return who reads the answer, as they set it for their briefings."""
    return await reader_of(desks.briefings, by=by)


ReaderHere = Annotated[Reader, Depends(reader)]

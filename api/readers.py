"""Who reads an answer: their language, and the zone of their wall clock."""

from typing import Annotated

from fastapi import Depends

from api.access import Asker, DesksHere
from application.briefings.readers import reader_of
from domain.common.readers import Reader


async def reader(desks: DesksHere, by: Asker) -> Reader:
    """Return who reads the answer, as they set it for their briefings."""
    return await reader_of(desks.briefings, by=by)


ReaderHere = Annotated[Reader, Depends(reader)]

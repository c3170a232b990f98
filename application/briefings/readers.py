"""Who reads an answer: their language, and the zone of their wall clock."""

import asyncio

from application.briefings.briefings import BriefingService
from domain.common.errors import Forbidden, NotFound, ZhibanError
from domain.common.readers import Language, Reader
from domain.people.access import Actor

NOBODY = Reader(Language.ENGLISH, "UTC")
"""Reads for an operator who is nobody in the database, and for a token that may not even look at
its owner's settings: what it may do does not hang on how the answer is worded."""

PATIENCE = 1.0
"""Seconds to look up who reads a refusal; it is told to somebody else rather than late."""


async def reader_of(briefings: BriefingService, *, by: Actor, otherwise: Reader = NOBODY) -> Reader:
    """Return who reads the answer, as they set it for their briefings."""
    try:
        settings = await briefings.settings(by=by)
    except (Forbidden, NotFound):
        return otherwise
    return Reader(settings.language, settings.zone)


async def reader_if_found(briefings: BriefingService, *, by: Actor, otherwise: Reader) -> Reader:
    """Return who reads why something was refused, which may be that nothing can be looked up."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader_of(briefings, by=by, otherwise=otherwise)
    except (ZhibanError, TimeoutError):
        return otherwise

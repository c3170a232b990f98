"""Who reads an answer: their language, and the zone of their wall clock."""

import asyncio

from application.briefings.briefings import BriefingService
from application.common.wording import NOBODY
from domain.common.errors import Forbidden, NotFound, ZhibanError
from domain.common.readers import Reader
from domain.people.access import Actor

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

"""Who reads an answer: their language, and the zone of their wall clock."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from api.access import Asker, ServicesHere, desks_of, prove
from application.briefings.readers import PATIENCE, reader_if_found, reader_of
from application.common.wording import Localizer
from domain.common.asked_language import answer_in
from domain.common.errors import ZhibanError
from domain.common.readers import Language, Reader, language_asked, nearest

LANGUAGE_COOKIE = "zhiban_lang"
LANGUAGE_HEADER = "zhiban-language"
"""Says in which installed language this one answer shall be, whatever the person usually reads."""


def stranger(conn: HTTPConnection) -> Reader:
    """Return who reads before anybody has signed in: what they chose, or what they accept."""
    installed = [each.language for each in desks_of(conn).words.languages]
    chosen = conn.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in installed:
        return Reader(Language(chosen), "UTC")
    return Reader(language_asked(conn.headers.get("accept-language", ""), installed), "UTC")


async def reader(conn: HTTPConnection, services: ServicesHere, by: Asker) -> Reader:
    """Return who reads the answer, as they set it for their briefings or ask for it now."""
    found = await reader_of(services.briefings, by=by, otherwise=stranger(conn))
    asked = _asked(conn)
    answer_in(asked)
    reads = found.of(asked)
    conn.state.reader = reads
    return reads


ReaderHere = Annotated[Reader, Depends(reader)]


async def localizer(services: ServicesHere, reader: ReaderHere) -> Localizer:
    """Return what puts messages into the words of whoever reads the answer."""
    return Localizer(services.words, reader)


Localized = Annotated[Localizer, Depends(localizer)]


async def reader_of_refusal(conn: HTTPConnection) -> Reader:
    """Return who reads why a request is refused: its sender, when that can be found out soon."""
    nobody = stranger(conn)
    if not hasattr(conn.state, "actor"):
        with suppress(ZhibanError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await prove(conn)
    by = getattr(conn.state, "actor", None)
    if by is None:
        return nobody
    found = await reader_if_found(desks_of(conn).briefings, by=by, otherwise=nobody)
    return found.of(_asked(conn))


def _asked(conn: HTTPConnection) -> Language | None:
    tag = conn.headers.get(LANGUAGE_HEADER, "")
    return nearest(tag, (each.language for each in desks_of(conn).words.languages)) if tag else None

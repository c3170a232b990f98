"""Parts of a page whose sources may be down or slow: what they say, or a sentence, in bounded time.

A cluster, a cloud or a server of others that does not answer leaves its place with a sentence; the
rest of the page stands.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from api.console.visits import Visit
from application.common.wording import refusal
from domain.common.errors import Forbidden, InvalidRequest, NotFound, ZhibanError
from domain.common.messages import message

PATIENCE = 8.0
"""Seconds; somebody waits before a page, and the clients behind it try again by themselves."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Part(Generic[Found]):
    """What was found, or why not.

    Attributes:
        value: None when it could not be had.
        problem: the sentence that stands in its place; else empty.
    """

    value: Found | None
    problem: str = ""


async def part_of(
    visit: Visit, asked: Awaitable[Found], *, patience: float = PATIENCE
) -> Part[Found]:
    """Ask for a part of a page.

    Raises:
        NotFound: there is no such thing, which is what the whole page is about.
        Forbidden: whoever looks may not see it.
        InvalidRequest: the address asks for what cannot be.
    """
    try:
        async with asyncio.timeout(patience):
            return Part(await asked)
    except TimeoutError:
        return Part(None, visit.text(message("console.late")))
    except (NotFound, Forbidden, InvalidRequest):
        raise
    except ZhibanError as error:
        return Part(None, refusal(error, visit.told.words, visit.told.reader))

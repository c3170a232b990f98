"""What a process does besides its work, for as long as it runs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

BEFORE_AGAIN = timedelta(minutes=1)
"""Before a chore that broke off begins anew; as long as most of them wait between two rounds."""

Chore = Callable[[], Awaitable[object]]
"""Begins something that goes on by itself, or does it once."""

_log = structlog.get_logger(__name__)


async def tend(name: str, chore: Chore, *, pause: timedelta = BEFORE_AGAIN) -> None:
    """Do a chore to its end; one that breaks off is told and begun anew, until it is cancelled.

    Chores live with the troubles that they know. Any other would end them without a word, and
    nobody would miss them for days.

    Args:
        name: what it is called in the log.
        chore: what is begun.
        pause: before it is begun anew.
    """
    while True:
        try:
            await chore()
        except Exception:  # noqa: BLE001 - whatever it is, it must not end without a word
            _log.exception("chore.broke_off", chore=name)
        else:
            return
        await asyncio.sleep(pause.total_seconds())

"""Signs of life from activities that take longer than a moment, and how those leave that linger."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

BEAT = timedelta(seconds=5)
LOST_AFTER = 3 * BEAT
"""Silence after which a worker counts as lost: people may be waiting for what it did."""

STAY = timedelta(hours=1)
"""How long one attempt lingers. Leaving costs 6 ms of server time; staying for ever would keep an
attempt's place on a worker that others have left."""

BREATH = timedelta(milliseconds=100)
"""Before the next attempt after one that left while all was well."""

HANDOVER = timedelta(seconds=1)
"""The same, when its worker stops: sooner, the attempt would come back to the worker that is about
to be gone, and whose end would wait for it."""

T = TypeVar("T")


@asynccontextmanager
async def heartbeats() -> AsyncIterator[None]:
    """Say that the worker lives for as long as the block runs."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(BEAT.total_seconds())

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


def coming_back(reason: str, wait: timedelta) -> ApplicationError:
    """Return the failure with which an attempt that lingers says when it comes back.

    Waiting is the server's: that costs no history, survives every restart and shows in the Web UI
    with its reason.
    """
    return ApplicationError(
        reason,
        type="HeldUp",
        next_retry_delay=max(wait, BREATH),
        category=ApplicationErrorCategory.BENIGN,
    )


async def to_its_end(work: Coroutine[None, None, T]) -> T:
    """Return what comes of a write that has begun: giving up in its middle would leave a doubt."""
    writing = asyncio.create_task(work)
    async with heartbeats():
        while True:
            try:
                return await asyncio.shield(writing)
            except asyncio.CancelledError:
                if writing.done():
                    raise
                activity.logger.info("cancelled; the write is finished first")

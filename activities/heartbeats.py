"""Signs of life from activities that take longer than a moment."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from temporalio import activity

BEAT = timedelta(seconds=5)
LOST_AFTER = 3 * BEAT
"""Silence after which a worker counts as lost: people may be waiting for what it did."""

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

"""Signs of life from activities that take longer than a moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity

BEAT = timedelta(seconds=5)
LOST_AFTER = 3 * BEAT
"""Silence after which a worker counts as lost: people may be waiting for what it did."""


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

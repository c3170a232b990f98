"""How many requests a second leave for one cluster, over all our processes (CLD-5)."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from domain.errors import TooManyRequests

BLOCK = 10
"""Slots that a process takes at once, so that a look at a workload writes the pace down once."""

WINDOW_SECONDS = 1.0


@dataclass
class Pacing:
    """Takes slots of the common pace in blocks, and hands them out one by one.

    Attributes:
        limit: requests per second and cluster.
        longest_queue: how long one waits before it fails.
    """

    pace: Pace
    clock: Clock
    limit: int
    longest_queue: timedelta
    _blocks: dict[str, tuple[int, float]] = field(default_factory=dict)

    async def wait(self, cluster: str) -> None:
        """Return when a request may leave.

        Raises:
            TooManyRequests: that would take too long.
        """
        waited = 0.0
        slots = min(BLOCK, self.limit)
        while not self._allowed(cluster):
            now = self.clock.now()
            wait = await self.pace.reserve(
                f"kubernetes/{cluster}",
                now=now,
                limit=self.limit,
                window_seconds=WINDOW_SECONDS,
                slots=slots,
            )
            if wait <= 0:
                self._blocks[cluster] = (slots, now.timestamp())
                continue
            waited += wait
            if waited > self.longest_queue.total_seconds():
                raise TooManyRequests(
                    f"Too many requests wait for cluster '{cluster}'; try again later.",
                    delay=timedelta(seconds=5),
                )
            await asyncio.sleep(wait)

    def _allowed(self, cluster: str) -> bool:
        """Take a slot of the block that we have; what is older than its window counts no more."""
        left, since = self._blocks.get(cluster, (0, 0.0))
        if left <= 0 or not 0 <= self.clock.now().timestamp() - since < WINDOW_SECONDS:
            return False
        self._blocks[cluster] = (left - 1, since)
        return True

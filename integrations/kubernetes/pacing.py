"""How many requests a second leave for one cluster, over all our processes (CLD-5)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from application.urgency import Urgency, how_urgent
from domain.errors import TooManyRequests

BLOCK = 10
"""Slots that a process takes at once, so that a look at a workload writes the pace down once."""

WINDOW_SECONDS = 1.0

SHARES = {Urgency.REPAIRING: 0.4, Urgency.DECIDING: 0.2}
"""What is kept for the urgent, of all requests; the rest is everybody's. A storm of 100 alerts a
minute decides with some 10 requests a second, and twelve repairs at a time take some 20
(`python -m bench.storm`)."""

LEAST_SHARED_OUT = 30
"""Of fewer requests a second nothing is kept back: shares of a few would only make all wait."""


@dataclass(frozen=True)
class Lane:
    """A part of the pace: the key under which it is written down, and requests per second."""

    key: str
    limit: int


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
        """Return when a request of the present urgency may leave.

        Raises:
            TooManyRequests: that would take too long.
        """
        lanes = tuple(lanes_of(cluster, self.limit, how_urgent()))
        waited = 0.0
        while not any(self._allowed(lane) for lane in lanes):
            wait = await self._reserve(lanes)
            waited += wait
            if waited > self.longest_queue.total_seconds():
                raise TooManyRequests(
                    f"Too many requests wait for cluster '{cluster}'; try again later.",
                    delay=timedelta(seconds=5),
                )
            if wait > 0:
                await asyncio.sleep(wait)

    async def _reserve(self, lanes: tuple[Lane, ...]) -> float:
        """Take a block of the first lane that has one; return how long to wait for it otherwise."""
        waits = []
        for lane in lanes:
            now, slots = self.clock.now(), min(BLOCK, lane.limit)
            wait = await self.pace.reserve(
                lane.key,
                now=now,
                limit=lane.limit,
                window_seconds=WINDOW_SECONDS,
                slots=slots,
            )
            if wait <= 0:
                self._blocks[lane.key] = (slots, now.timestamp())
                return 0.0
            waits.append(wait)
        return min(waits)

    def _allowed(self, lane: Lane) -> bool:
        """Take a slot of the block that we have; what is older than its window counts no more."""
        left, since = self._blocks.get(lane.key, (0, 0.0))
        if left <= 0 or not 0 <= self.clock.now().timestamp() - since < WINDOW_SECONDS:
            return False
        self._blocks[lane.key] = (left - 1, since)
        return True


def lanes_of(cluster: str, limit: int, urgency: Urgency) -> Iterator[Lane]:
    """Return where a request may take its slot from: its own share first, then everybody's."""
    own = {each: int(limit * share) for each, share in SHARES.items()}
    if limit < LEAST_SHARED_OUT:
        own = {}
    if urgency in own:
        yield Lane(f"kubernetes/{cluster}/{urgency}", own[urgency])
    yield Lane(f"kubernetes/{cluster}", limit - sum(own.values()))

"""How many requests a second leave for one cluster, over all our processes (CLD-5)."""

import asyncio
from collections import deque
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta

from application.clusters.urgency import Urgency, how_urgent
from application.ports.clock import Clock
from application.ports.deliveries import Pace
from domain.common.errors import TooManyRequests
from domain.common.messages import Called, message

BLOCK = 5
"""Slots that a process takes at once, so that a look at a workload writes the pace down twice; what
is left of a share after whole blocks is not used."""

WINDOW_SECONDS = 1.0

SHARES = {Urgency.REPAIRING: 0.3, Urgency.DECIDING: 0.3}
"""What is kept for the urgent, of all requests; the rest is everybody's. A storm of 100 alerts a
minute decides with eight requests for each, some 13 a second, and twelve repairs at a time take
about as many (`python -m bench.storm`)."""

LEAST_SHARED_OUT = 30
"""Of fewer requests a second nothing is kept back: shares of a few would only make all wait."""


@dataclass(frozen=True)
class Lane:
    """A part of the pace: the key under which it is written down, and requests per second."""

    key: str
    limit: int


@dataclass(eq=False)
class _Waiter:
    """Somebody in a queue: `turn` is done when the request may leave; seconds waited so far."""

    turn: asyncio.Future[None]
    waited: float = 0.0


@dataclass
class _Queue:
    """Who waits for a lane, first come first served, and the task that serves them."""

    waiters: deque[_Waiter] = field(default_factory=deque)
    serving: asyncio.Task[None] | None = None

    def let_one_go(self) -> None:
        """Tell the first who still waits that it is their turn."""
        while self.waiters:
            waiter = self.waiters.popleft()
            if not waiter.turn.done():
                waiter.turn.set_result(None)
                return

    def fail(self, error: Exception, *, longer_than: float = -1.0) -> None:
        """Send away who has waited longer than so many seconds."""
        for waiter in [each for each in self.waiters if each.waited > longer_than]:
            self.waiters.remove(waiter)
            if not waiter.turn.done():
                # Each gets one of their own: an exception collects what it is raised through.
                waiter.turn.set_exception(copy(error))


@dataclass
class Pacing:
    """Takes slots of the common pace in blocks, and hands them out one by one.

    Of all that wait in a process one task asks for their next slots: hundreds that each ask the
    database by themselves would be the load that they are to be kept from being.

    Attributes:
        limit: requests per second and cluster.
        longest_queue: how long one waits before it fails.
    """

    pace: Pace
    clock: Clock
    limit: int
    longest_queue: timedelta
    _blocks: dict[str, tuple[int, float]] = field(default_factory=dict)
    _queues: dict[str, _Queue] = field(default_factory=dict)

    async def wait(self, cluster: str) -> None:
        """Return when a request of the present urgency may leave.

        Raises:
            TooManyRequests: that would take too long.
        """
        lanes = tuple(lanes_of(cluster, self.limit, how_urgent()))
        queue = self._queues.setdefault(lanes[0].key, _Queue())
        if not queue.waiters and self._take(lanes):
            return
        waiter = _Waiter(asyncio.get_running_loop().create_future())
        queue.waiters.append(waiter)
        if queue.serving is None or queue.serving.done():
            queue.serving = asyncio.create_task(self._serve(cluster, lanes, queue))
        try:
            await waiter.turn
        finally:
            if waiter in queue.waiters:
                queue.waiters.remove(waiter)

    async def _serve(self, cluster: str, lanes: tuple[Lane, ...], queue: _Queue) -> None:
        """Hand out slots until nobody waits any more."""
        while queue.waiters:
            if self._take(lanes):
                queue.let_one_go()
                continue
            try:
                wait = await self._reserve(lanes)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is theirs who wait
                queue.fail(error)
                return
            for waiter in queue.waiters:
                waiter.waited += wait
            refusal = TooManyRequests(
                message("cluster.crowded", cluster=Called(cluster)),
                delay=timedelta(seconds=5),
            )
            queue.fail(refusal, longer_than=self.longest_queue.total_seconds())
            if wait > 0 and queue.waiters:
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

    def _take(self, lanes: tuple[Lane, ...]) -> bool:
        """Take a slot of the first lane of which we have a block."""
        return any(self._allowed(lane) for lane in lanes)

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

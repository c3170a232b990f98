"""Who stays in this worker between two checks, and how those who stay are woken.

A check that stays costs a slot and some kilobytes and saves the server a round trip. So as many
stay as there are spare slots; the others leave and are brought back by the server.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity

from activities.meters import WATCHES_STAYING, level
from application.ports.tasks import Recalls

SPARE = 0.1
"""Share of a worker's slots that nobody stays in, so that those who left find one at once."""

PATIENCE = 5.0
"""Seconds until recalls are followed again after they could not be."""

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Bell:
    """Wakes one attempt.

    Attributes:
        recalled: its task has changed; the attempt clears it when it has looked what changed.
        looking: the check in flight, which a recall cuts off.
    """

    recalled: bool = False
    looking: asyncio.Future[Any] | None = None
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        """Wake it: there is something to look at."""
        self._rung.set()

    def recall(self) -> None:
        """Wake it, also in the middle of a check."""
        self.recalled = True
        self._rung.set()
        if self.looking is not None:
            self.looking.cancel()

    async def sleep(self, seconds: float) -> None:
        """Sleep so long, or until the bell rings."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


@dataclass
class Lingering:
    """The room of one process.

    Attributes:
        capacity: how many may stay; see `spare_slots`.
    """

    capacity: int
    _bells: dict[str, set[Bell]] = field(default_factory=dict)
    _staying: set[Bell] = field(default_factory=set)
    _shutdown: asyncio.Task[None] | None = None

    @property
    def staying(self) -> int:
        """How many stay at the moment."""
        return len(self._staying)

    def admit(self, bell: Bell) -> bool:
        """Say whether the attempt may stay; it then may until it ends."""
        if bell not in self._staying:
            if len(self._staying) >= self.capacity:
                return False
            self._staying.add(bell)
            level(WATCHES_STAYING, self.staying)
        return True

    @contextmanager
    def attending(self, task_id: str) -> Iterator[Bell]:
        """Lend an attempt its bell, which recalls of its task ring, and a worker that stops."""
        self._mind_shutdown()
        bell = Bell()
        bells = self._bells.setdefault(task_id, set())
        bells.add(bell)
        try:
            yield bell
        finally:
            self._staying.discard(bell)
            level(WATCHES_STAYING, self.staying)
            bells.discard(bell)
            if not bells and self._bells.get(task_id) is bells:
                del self._bells[task_id]
            if not self._bells and self._shutdown is not None:
                self._shutdown.cancel()
                self._shutdown = None

    @asynccontextmanager
    async def following(self, recalls: Recalls) -> AsyncIterator[None]:
        """Ring the bells of tasks that change, for as long as the block lasts."""
        following = asyncio.create_task(self._follow(recalls))
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following

    async def _follow(self, recalls: Recalls) -> None:
        while True:
            try:
                async for task_id in recalls.follow():
                    for bell in tuple(self._bells.get(task_id, ())):
                        bell.recall()
            except Exception as error:  # noqa: BLE001 - without recalls every change would be late
                _log.warning("recalls are not heard", extra={"reason": type(error).__name__})
                await asyncio.sleep(PATIENCE)

    def _mind_shutdown(self) -> None:
        # One listener for all: a task for each of ten thousand attempts would cost as much as they.
        if self._shutdown is None or self._shutdown.done():
            self._shutdown = asyncio.create_task(self._ring_at_shutdown())

    async def _ring_at_shutdown(self) -> None:
        await activity.wait_for_worker_shutdown()
        for bells in tuple(self._bells.values()):
            for bell in tuple(bells):
                bell.ring()


def spare_slots(slots: int) -> int:
    """Return how many checks may stay in a worker with so many activity slots."""
    return max(slots - max(round(slots * SPARE), 1), 0)

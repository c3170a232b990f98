"""Word of a server's state, told to whoever wants to know, without holding anybody up.

Nothing is locked while a callback runs, so it may use the façade. Each gets a time limit, none can
hurt another or the one whose call brought the change about. Of a server that changes again before
the last change was told, only where it began and where it stands is told.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from mcp_client.errors import FaultKind
from mcp_client.servers.health import State

logger = logging.getLogger(__name__)

TELL_SECONDS = 5.0
"""That a callback may take: time for a row in a database that is busy."""

MOST_WAITING = 1_000
"""Servers whose change waits to be told; beyond them the oldest is dropped, and counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a server of an owner is doing.

    Attributes:
        since: when the state began, by the façade's clock.
        kind: what went wrong last; None once it answers again.
        sentence: the same for a person; holds no secret.
        tools: how many it has; None: it was never asked.
    """

    owner: str
    server: str
    state: State
    since: float
    kind: FaultKind | None = None
    sentence: str = ""
    tools: int | None = None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A server's state became another one."""

    before: Status
    after: Status


StatusCallback = Callable[[StatusChange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TellingStats:
    """What became of changes.

    Attributes:
        told: callbacks that ended well.
        failed: callbacks that raised.
        too_slow: callbacks that were cancelled at their time limit.
        dropped: changes that nobody was told, because too many waited.
    """

    told: int = 0
    failed: int = 0
    too_slow: int = 0
    dropped: int = 0


class Announcer:
    """Tells changes in the order of their servers, each to all callbacks at once.

    Args:
        seconds: that a callback may take.
        most: servers whose change may wait.
    """

    def __init__(self, *, seconds: float = TELL_SECONDS, most: int = MOST_WAITING) -> None:
        self._seconds = seconds
        self._most = most
        self._callbacks: list[StatusCallback] = []
        self._waiting: dict[tuple[str, str], StatusChange] = {}
        self._task: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self.stats = TellingStats()

    def subscribe(self, callback: StatusCallback) -> Callable[[], None]:
        """Tell a callback of every change from here on; call what is returned to end that."""
        self._callbacks.append(callback)
        return lambda: self._unsubscribe(callback)

    def tell(self, change: StatusChange) -> None:
        """Have a change told soon. Needs a running loop, and returns at once."""
        if not self._callbacks:
            return
        key = (change.after.owner, change.after.server)
        earlier = self._waiting.pop(key, None)
        if len(self._waiting) >= self._most:
            del self._waiting[next(iter(self._waiting))]
            self.stats = replace(self.stats, dropped=self.stats.dropped + 1)
        self._waiting[key] = replace(change, before=earlier.before) if earlier else change
        if not self._is_working:
            self._task = asyncio.create_task(self._work(), name="mcp_client: callbacks")

    async def settle(self) -> None:
        """Wait until everything is told."""
        while self._task is not None and self._is_working:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Tell what waits, and end; takes no longer than one callback may."""
        if self._task is None or asyncio.current_task() in self._running:
            return
        if self._task.get_loop() is not asyncio.get_running_loop():
            return
        await asyncio.wait([self._task], timeout=self._seconds)
        self._task.cancel()
        await asyncio.wait([self._task])
        self._waiting.clear()
        self._task = None

    @property
    def _is_working(self) -> bool:
        """Whether a task tells; one of a loop that ended before it did never will."""
        if self._task is None or self._task.done():
            return False
        return self._task.get_loop() is asyncio.get_running_loop()

    def _unsubscribe(self, callback: StatusCallback) -> None:
        if callback in self._callbacks:
            self._callbacks.remove(callback)

    async def _work(self) -> None:
        """Tell until nothing waits; there is no task while there is nothing to tell."""
        while self._waiting:
            change = self._waiting.pop(next(iter(self._waiting)))
            await asyncio.gather(*(self._one(each, change) for each in tuple(self._callbacks)))

    async def _one(self, callback: StatusCallback, change: StatusChange) -> None:
        """Tell one callback; whatever it does ends here, and what does not end is left behind."""
        task = asyncio.create_task(_call(callback, change), name="mcp_client: callback")
        self._running.add(task)
        task.add_done_callback(self._ended)
        try:
            await asyncio.wait([task], timeout=self._seconds)
        finally:
            is_late = not task.done()
            task.cancel()
        if is_late:
            self._count("too_slow")
            logger.warning("A status callback took longer than %g s.", self._seconds)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Take in how a callback ended; one that was too slow is counted already."""
        self._running.discard(task)
        if task.cancelled():
            return
        if (error := task.exception()) is None:
            self._count("told")
        else:
            self._count("failed")
            logger.warning("A status callback raised %s.", type(error).__name__)

    def _count(self, name: str) -> None:
        self.stats = replace(self.stats, **{name: getattr(self.stats, name) + 1})


async def _call(callback: StatusCallback, change: StatusChange) -> None:
    """Make a task of any callback, also of one that raises before it awaits."""
    await callback(change)

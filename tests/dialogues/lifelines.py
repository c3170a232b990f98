"""Workers that die at a boundary as a killed process does: without a word, and without an end.

A process cannot be killed within a test's own, where the world lives that it works on. So from its
death on nothing that a worker's activities ask for ever answers them, nothing of them reaches the
world, and their heartbeats are silent: Temporal and the world see what they see of a dead process.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any

from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    Interceptor,
)


class Fate:
    """Knows which boundaries a dialogue has passed, over all its workers, and where they die.

    Args:
        dies: boundaries such as `tool after 1`: the first time that a tool has done its work.
    """

    def __init__(self, dies: set[str]) -> None:
        self._dies = set(dies)
        self.passed: Counter[str] = Counter()

    @property
    def unmet(self) -> set[str]:
        """Return where nobody has died yet."""
        return set(self._dies)

    def is_fatal(self, kind: str) -> bool:
        self.passed[kind] += 1
        boundary = f"{kind} {self.passed[kind]}"
        fatal = boundary in self._dies
        self._dies.discard(boundary)
        return fatal


class Lifeline:
    """One worker's life."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self.died = asyncio.Event()
        self._buried = asyncio.Event()

    def die(self) -> None:
        """Be killed."""
        self.died.set()

    def bury(self) -> None:
        """Let what hangs end, when the test is over and nothing can be changed by it."""
        self.die()
        self._buried.set()

    async def come_to(self, kind: str) -> None:
        """Pass a boundary, or die at it; the dead pass nothing."""
        if not self.died.is_set() and kind and self._fate.is_fatal(kind):
            self.die()
        while self.died.is_set():
            try:
                await self._buried.wait()
            except asyncio.CancelledError:
                if not self._buried.is_set():
                    continue  # nobody is there to be cancelled
            raise asyncio.CancelledError

    def lend(self, port: Any, kinds: Mapping[str, str]) -> Any:
        """Return a port that answers only the living.

        Args:
            port: whose methods are called.
            kinds: method to the name of its boundaries, which are `<name> before` and `after`.
        """
        return _Lent(self, port, kinds)


class _Lent:
    def __init__(self, life: Lifeline, port: Any, kinds: Mapping[str, str]) -> None:
        self._life, self._port, self._kinds = life, port, kinds

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Coroutine[Any, Any, Any]] = getattr(self._port, name)
        kind = self._kinds.get(name, "")

        @wraps(method)
        async def called(*args: Any, **kwargs: Any) -> Any:
            await self._life.come_to(kind and f"{kind} before")
            answer = await method(*args, **kwargs)
            await self._life.come_to(kind and f"{kind} after")
            return answer

        return called


class Silence(Interceptor):
    """Keeps the dead from giving signs of life."""

    def __init__(self, life: Lifeline) -> None:
        self._life = life

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - Temporal's name
        """Wrap every activity of the worker."""
        return _Inbound(next, self._life)


class _Inbound(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, life: Lifeline) -> None:  # noqa: A002 - Temporal's name
        super().__init__(next)
        self._life = life

    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        super().init(_Outbound(outbound, self._life))


class _Outbound(ActivityOutboundInterceptor):
    def __init__(self, next: ActivityOutboundInterceptor, life: Lifeline) -> None:  # noqa: A002 - Temporal's name
        super().__init__(next)
        self._life = life

    def heartbeat(self, *details: Any) -> None:
        if not self._life.died.is_set():
            super().heartbeat(*details)

"""Not too much at once and not too often from one host, whoever in this process asks (WEB-1)."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from application.ports.watches.web import FetchFailed, FetchProblem

MOST_HOSTS = 4_096
"""Hosts that are remembered before those with nothing going on are forgotten."""


@dataclass
class _Host:
    """What is going on with one host."""

    turns: asyncio.Semaphore
    free_at: float = 0.0
    present: int = field(default=0)


class Politeness:
    """Lets requests to one host through in their turn.

    Args:
        at_once: requests to one host at the same time.
        per_second: requests to one host that begin in one second, evenly spaced.
        longest_wait: seconds that a request waits for its turn; then it fails as `BUSY`.
        exempt: hosts of one's own, which are asked as often as wanted.
    """

    def __init__(
        self,
        *,
        at_once: int = 2,
        per_second: float = 1.0,
        longest_wait: float = 15.0,
        exempt: Collection[str] = (),
    ) -> None:
        self._at_once = at_once
        self._spacing = 1.0 / per_second
        self._longest_wait = longest_wait
        self._exempt = frozenset(host.strip().lower() for host in exempt)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn, and hold it while inside.

        Raises:
            FetchFailed: `BUSY`, with the seconds after which a turn may be free.
        """
        if host in self._exempt:
            yield
            return
        state = self._state_of(host)
        state.present += 1
        try:
            await self._wait(state, host)
            try:
                yield
            finally:
                state.turns.release()
        finally:
            state.present -= 1

    async def _wait(self, state: _Host, host: str) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        begin = max(now, state.free_at)
        if begin - now > self._longest_wait:
            raise _busy(host, begin - now)
        state.free_at = begin + self._spacing
        try:
            async with asyncio.timeout_at(now + self._longest_wait + self._spacing):
                if begin > now:
                    await asyncio.sleep(begin - now)
                await state.turns.acquire()
        except TimeoutError:
            raise _busy(host, self._spacing) from None

    def _state_of(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            if len(self._hosts) >= MOST_HOSTS:
                self._forget()
            state = self._hosts[host] = _Host(asyncio.Semaphore(self._at_once))
        return state

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {
            host: state
            for host, state in self._hosts.items()
            if state.present or state.free_at > now
        }


def _busy(host: str, seconds: float) -> FetchFailed:
    return FetchFailed(
        FetchProblem.BUSY,
        f"Too much is asked of {host} at the moment; ask less often, or let an operator raise "
        "the pace for that host.",
        retry_after=seconds,
    )

"""Whose turn it is: owners take turns, however much each of them asks for (SEC-5)."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FairQueue:
    """A number of places that go round among owners.

    Args:
        places: how many work at once.
        each: how many of them one owner may hold.
    """

    def __init__(self, places: int, each: int) -> None:
        self._free = places
        self._each = each
        self._held = Counter[str]()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def of(self, owner: str, *, patience: float) -> AsyncIterator[None]:
        """Hold a place for the block.

        Raises:
            TimeoutError: it was not this owner's turn within `patience` seconds.
        """
        await self._take(owner, patience)
        try:
            yield
        finally:
            self._give_back(owner)

    async def _take(self, owner: str, patience: float) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(owner, deque()).append(turn)
        self._admit()
        try:
            async with asyncio.timeout(patience):
                await turn
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._give_back(owner)  # it came in the moment in which we gave up
            else:
                self._leave(owner, turn)
            raise

    def _give_back(self, owner: str) -> None:
        self._free += 1
        self._held[owner] -= 1
        if not self._held[owner]:
            del self._held[owner]
        self._admit()

    def _admit(self) -> None:
        while self._free and (owner := self._next()) is not None:
            turns = self._waiting.pop(owner)
            turn = turns.popleft()
            if turns:
                self._waiting[owner] = turns  # behind everybody else who waits
            self._free -= 1
            self._held[owner] += 1
            turn.set_result(None)

    def _next(self) -> str | None:
        return next((each for each in self._waiting if self._held[each] < self._each), None)

    def _leave(self, owner: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting[owner]
        turns.remove(turn)
        if not turns:
            del self._waiting[owner]

"""Group commit: what waits at the same time is written in one transaction.

A storm brings hundreds of small writes at a time, each of which must be kept before it is answered.
A transaction for each would be all that a small machine does, and one lock after the other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from domain.common.errors import Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Waiting(Generic[Item, Answer]):
    item: Item
    answer: asyncio.Future[Answer]

    def tell(self, answer: Answer) -> None:
        """Answer, unless who asked has gone."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def refuse(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass
class Batches(Generic[Item, Answer]):
    """A queue in front of one writer; have one per process for what is written together.

    Attributes:
        write: writes items in one transaction, all or nothing; returns an answer for each.
        most: items of one transaction.
        lost: what callers are told when the writer is stopped before their turn.
    """

    write: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]]
    most: int
    lost: str
    _waiting: list[_Waiting[Item, Answer]] = field(default_factory=list)
    _writer: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Answer:
        """Return the answer once the item is kept; raise what the database says about it."""
        waiting = _Waiting[Item, Answer](item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
            self._writer.add_done_callback(self._end)
        return await waiting.answer

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self.most], self._waiting[self.most :]
            try:
                await self._write(batch)
            except BaseException:
                self._waiting = [*batch, *self._waiting]
                raise

    def _end(self, writer: asyncio.Task[None]) -> None:
        """Leave nobody waiting for a writer that was stopped, perhaps before it began."""
        if writer is self._writer:
            left, self._waiting = self._waiting, []
            for each in left:
                each.refuse(Unavailable(self.lost))

    async def _write(self, batch: Sequence[_Waiting[Item, Answer]]) -> None:
        """Write them together; what cannot be kept is found by writing each for itself."""
        try:
            answers = await self.write([each.item for each in batch])
        except Exception as error:  # noqa: BLE001 - it is told to whoever it is about
            if len(batch) == 1 or isinstance(error, Unavailable):
                for each in batch:
                    each.refuse(error)
                return
            for each in batch:
                await self._write([each])
            return
        for each, answer in zip(batch, answers, strict=True):
            each.tell(answer)

"""What a workflow owes the record of events: written down in the order in which it happened."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.patience import keep_record

N = TypeVar("N")


class Notes(Generic[N]):
    """Notes that are still to be written.

    Args:
        record: the activity that writes one.
        name: returns what a note is called in the Web UI.
    """

    def __init__(
        self, record: Callable[[Any, N], Awaitable[None]], name: Callable[[N], str]
    ) -> None:
        self._record = record
        self._name = name
        self._owed: list[N] = []
        self._writing = asyncio.Lock()

    def __bool__(self) -> bool:
        return bool(self._owed)

    def owe(self, note: N) -> None:
        """Have a note written, after those that are owed already."""
        self._owed.append(note)

    async def write(self) -> None:
        """Write all of them; one that can never be written is left out."""
        # The main loop and an update may both be here, and must not write the same note twice.
        async with self._writing:
            while self._owed:
                await self._write(self._owed[0])
                self._owed.pop(0)

    async def _write(self, note: N) -> None:
        name = self._name(note)
        try:
            await workflow.execute_activity_method(self._record, note, **keep_record(name))
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # The mornings and checks to come are worth more than the note.
            workflow.logger.error("note lost", extra={"note": name}, exc_info=error)

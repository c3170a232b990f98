"""Finds out for a look whether its source fails for others too, and who has told so (ALR-12)."""

from dataclasses import dataclass
from datetime import datetime

from application.ports.tasks import TaskFilter, Tasks, Watches
from domain.deliveries.deliveries import ChannelAddress
from domain.tasks.tasks import Task, TaskState
from domain.watches.care import care_of
from domain.watches.outages import (
    Circumstances,
    OutageChange,
    Reader,
    may_be_together,
    tells,
    together,
)
from domain.watches.watches import Check, WatchMemory

MOST_READERS = 500
"""Watches of one person that are looked at; they may have 200 tasks."""

MOST_ADDRESSES = 20
"""Where one message about a source goes at most."""

_PAGE = 100


@dataclass(frozen=True)
class OutageGathering:
    """Gathers what watches of one source say about their own health."""

    tasks: Tasks
    watches: Watches

    async def gathered(
        self, task: Task, before: WatchMemory, check: Check, *, at: datetime
    ) -> tuple[Check, OutageChange | None]:
        """Return the look as it is to be told, and what is to be kept with it."""
        if not may_be_together(before, check):
            return check, None
        key = check.source.key if check.source else before.source
        kept = await self.watches.outage(task.owner, key)
        others = await self._readers(task, key) if tells(check) else []
        found = Circumstances(task=task, before=before, kept=kept, others=others, at=at)
        return together(check, found)

    async def addresses(self, task: Task, source: str) -> tuple[ChannelAddress, ...]:
        """Return where the watches of a source tell their person, each place once."""
        others = await self._readers(task, source)
        found = dict.fromkeys(
            address
            for each in [task, *(other.task for other in others)]
            for address in care_of(each).addresses
        )
        return tuple(found)[:MOST_ADDRESSES]

    async def _readers(self, task: Task, source: str) -> list[Reader]:
        """Return the other watches of the person that ask a source, as they were kept last."""
        which = TaskFilter(owner=task.owner, type=task.type, state=TaskState.ACTIVE)
        found, after = list[Reader](), ""
        for _ in range(0, MOST_READERS, _PAGE):
            page = await self.tasks.list(which, after=after, limit=_PAGE)
            kept = await self.watches.records([each.id for each in page])
            found += [
                Reader(each, kept[each.id].memory)
                for each in page
                if each.id != task.id and each.id in kept and kept[each.id].memory.source == source
            ]
            if len(page) < _PAGE:
                break
            after = page[-1].id
        return found

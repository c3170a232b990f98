"""Tasks as they are looked at: what is kept of them, beside how they live this moment."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.deliveries import Deliveries
from application.ports.tasks import RunState, RunStatus, TaskClient, Watches
from domain.common.messages import message
from domain.deliveries.deliveries import Delivery, lost_of
from domain.tasks.events import ids_of
from domain.tasks.tasks import Task, TaskState
from domain.watches.care import paused_itself
from domain.watches.watches import WatchMemory

LIVES_AT_ONCE = 10
"""Questions to Temporal in flight for one list; a hundred at once would slow everybody down."""

LOST_WITHIN = timedelta(days=7)
"""What did not arrive longer ago is no news of a task."""

MOST_ROWS = 200
"""Of the ledger that are looked through: eight addresses, each tried some twenty times."""


@dataclass(frozen=True)
class TaskLook:
    """A task, how it lives, and what it remembers.

    Attributes:
        memory: of watches that have looked at least once; else None.
        lost: of each address, the newest message of the last week when it did not arrive.
    """

    task: Task
    life: RunStatus
    memory: WatchMemory | None = None
    lost: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class TaskLooks:
    """Looks at tasks."""

    lives: TaskClient
    watches: Watches
    deliveries: Deliveries
    clock: Clock

    async def of(self, tasks: Sequence[Task]) -> tuple[TaskLook, ...]:
        """Return a view of each, in order."""
        slots = asyncio.Semaphore(LIVES_AT_ONCE)

        async def one(task: Task) -> TaskLook:
            async with slots:
                return await self.one(task)

        return tuple(await asyncio.gather(*map(one, tasks)))

    async def one(self, task: Task, life: RunStatus | None = None) -> TaskLook:
        """Return how it lives; Temporal is not asked about deleted ones.

        Args:
            task: which.
            life: how it lives, where that was just answered.
        """
        if task.state is TaskState.DELETED:
            gone = RunStatus(
                state=RunState.MISSING, workflow_id=f"task/{task.id}", said=message("watch.deleted")
            )
            return TaskLook(task, gone)
        life = life or await self.lives.life(task)
        record = await self.watches.load(task.id) if task.type.is_watch else None
        memory = record.memory if record else None
        paused = task.state is TaskState.PAUSED and not task.paused_reason
        if paused and memory is not None and paused_itself(memory):
            life = replace(life, said=message("watch.paused_by_itself"))
        return TaskLook(task, life, memory, await self._lost(task))

    async def _lost(self, task: Task) -> tuple[Delivery, ...]:
        since = self.clock.now() - LOST_WITHIN
        rows = await self.deliveries.about(
            ids_of(task.id), person_id=task.owner, since=since, limit=MOST_ROWS
        )
        return lost_of(rows)

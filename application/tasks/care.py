"""Brings tasks and their lives in Temporal together again, whatever happened to either (TSK-3).

A worker was down while a task was made; an operator pressed Terminate in the Web UI; a history
expired: sooner or later somebody comes by here and sees to it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.tasks import RunState, RunStatus, TaskFilter, Tasks
from application.tasks.looks import TaskLook, TaskLooks
from domain.events.events import EventType
from domain.tasks.events import life_event
from domain.tasks.tasks import Task, TaskState

BY_TEMPORAL = "temporal"


@dataclass(frozen=True)
class CareRound:
    """What was done for one page of tasks; go on with `next_after`, empty at the end.

    Attributes:
        looked: how many tasks were looked at.
        started: ids of those that should have lived and did not.
        stopped: ids of those that somebody had ended in Temporal.
    """

    looked: int
    started: tuple[str, ...]
    stopped: tuple[str, ...]
    next_after: str


@dataclass(frozen=True)
class TaskCare:
    """Looks after all tasks, a page at a time."""

    tasks: Tasks
    views: TaskLooks
    clock: Clock

    async def look_after(
        self, *, alive: Collection[str] = (), after: str = "", limit: int = 200
    ) -> CareRound:
        """Start what should live, and say of what was ended that it was.

        A task that was stopped gets one event and then waits for somebody to resume it: whoever
        ended it meant it.

        Args:
            alive: ids of tasks that are known to live; Temporal is not asked about each of them.
            after: where the page begins.
            limit: length of the page.

        Raises:
            Unavailable: Temporal does not answer; go on later at the same place.
        """
        page = await self.tasks.list(TaskFilter(), after=after, limit=limit)
        doubtful = [each for each in page if each.state in _MAY_LIVE and each.id not in alive]
        views = await self.views.of(doubtful)
        orphans = [each.task for each in views if _is_orphan(each)]
        ended = [each for each in views if each.life.state is RunState.STOPPED]
        for task in orphans:
            await self.views.lives.start(task)
        for each in ended:
            await self._tell(each.task, each.life)
        return CareRound(
            len(page),
            tuple(each.id for each in orphans),
            tuple(each.task.id for each in ended),
            page[-1].id if len(page) == limit else "",
        )

    async def _tell(self, task: Task, life: RunStatus) -> None:
        """Record it once for each time that it was started, however many look at it."""
        kept = await self.tasks.get(task.id)
        if kept is None or kept.state not in _MAY_LIVE:
            return  # it was deleted while this page was looked at, which ends a workflow, too
        event = life_event(
            task.id,
            EventType.TASK_STOPPED,
            owner=task.owner,
            at=self.clock.now(),
            unique=task.changed_at.isoformat(),
            data={"by": BY_TEMPORAL}
            | {
                name: said.recorded
                for name, said in (("reason", life.said), ("problem", life.problem))
                if said is not None
            },
        )
        await self.tasks.apply(event)


_MAY_LIVE = frozenset({TaskState.ACTIVE, TaskState.PAUSED})


def _is_orphan(view: TaskLook) -> bool:
    return view.life.state is RunState.MISSING and view.task.state is TaskState.ACTIVE

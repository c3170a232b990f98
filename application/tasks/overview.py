"""Tasks at a glance, from what is kept alone: a page of them costs a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.common.wording import Localizer
from application.ports.clock import Clock
from application.ports.tasks import FAILING_EVENTS, TaskFilter, TaskOrder, Tasks, Watches
from domain.common.messages import message
from domain.schedules.timetables import upcoming_runs
from domain.task_types.configs import timetable_of
from domain.tasks.tasks import Task, TaskState, TaskType
from domain.watches.care import care_of
from domain.watches.metric_memory import Level
from domain.watches.watches import WatchMemory, due_after_check

MOST_POINTS = 40
"""Values of a drawing as wide as a cell."""


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task as a list shows it.

    Attributes:
        value: the newest number; None when it watches none, or has seen none.
        points: values of its newest looks, the oldest first; None where one read none.
        problem: why it does not do what it should; empty when all is well.
        fails: whether its newest event says so, or its newest look.
        next_due: when it looks or runs next by its configuration; None when it does not.
    """

    id: str
    owner: str
    type: TaskType
    name: str
    state: TaskState
    level: Level
    since: datetime | None
    value: float | None
    unit: str
    points: tuple[float | None, ...]
    problem: str
    fails: bool
    last_checked_at: datetime | None
    last_event_at: datetime | None
    next_due: datetime | None


@dataclass(frozen=True)
class TaskRows:
    """A page of tasks; pass `next_after` as `after`, empty at the end."""

    rows: tuple[TaskRow, ...]
    next_after: str


@dataclass(frozen=True)
class TaskOverview:
    """Lists tasks without asking how each lives this moment."""

    tasks: Tasks
    watches: Watches
    clock: Clock

    async def page(
        self, which: TaskFilter, *, order: TaskOrder, after: str, limit: int, reader: Localizer
    ) -> TaskRows:
        """Return up to `limit` tasks that come after the task `after`."""
        found = await self.tasks.list(which, after=after, limit=limit + 1, order=order)
        page = found[:limit]
        return TaskRows(await self._rows(page, reader), page[-1].id if len(found) > limit else "")

    async def _rows(self, page: Sequence[Task], reader: Localizer) -> tuple[TaskRow, ...]:
        watched = [each.id for each in page if each.type.is_watch]
        records = await self.watches.records(watched) if watched else {}
        values = await self.watches.values(watched, limit=MOST_POINTS) if watched else {}
        now = self.clock.now()
        return tuple(
            _row(
                each,
                records[each.id].memory if each.id in records else None,
                values.get(each.id, ()),
                reader,
                now,
            )
            for each in page
        )


def _row(
    task: Task,
    memory: WatchMemory | None,
    values: Sequence[float | None],
    reader: Localizer,
    now: datetime,
) -> TaskRow:
    seen = memory.standing if memory else None
    fails = task.last_event_type in FAILING_EVENTS or bool(memory and memory.problem)
    why = memory.problem if memory and memory.problem else None
    if fails and why is None:
        why = message("task.failing_since_event")
    return TaskRow(
        id=task.id,
        owner=task.owner,
        type=task.type,
        name=task.name,
        state=task.state,
        level=seen.level if seen else Level.UNKNOWN,
        since=seen.since if seen else None,
        value=seen.value if seen else None,
        unit=seen.unit if seen else "",
        points=tuple(values),
        problem=reader.text(why) if fails and task.state is TaskState.ACTIVE else "",
        fails=fails and task.state is TaskState.ACTIVE,
        last_checked_at=memory.last_checked_at if memory else None,
        last_event_at=task.last_event_at,
        next_due=_next_due(task, memory, now) if task.state is TaskState.ACTIVE else None,
    )


def _next_due(task: Task, memory: WatchMemory | None, now: datetime) -> datetime | None:
    if task.type.is_watch:
        checked = memory.last_checked_at if memory else None
        if checked is None:
            return now
        return due_after_check(task.id, care_of(task).interval, checked_at=checked)
    table = timetable_of(task.config, task.zone)
    runs = upcoming_runs(table, after=now, count=1) if table else []
    return runs[0] if runs else None

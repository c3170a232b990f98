"""How tasks and their events stand, counted for people who look after them (TSK-1)."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.common.wording import Localizer
from application.ports.events import EventFilter, Events
from application.ports.tasks import (
    FAILING_EVENTS,
    RunState,
    TaskClient,
    TaskFilter,
    Tasks,
    Watches,
)
from domain.briefings.briefings import local_date
from domain.tasks.configs import TaskConfig
from domain.tasks.tasks import Task, TaskState, TaskType

MOST_EVENTS = 5_000
"""Events of today that are counted, newest first; a status is no report."""

MOST_UNHEALTHY = 20
"""Watches that are named; whoever has more of them has another problem than each of them."""

MOST_COUNTED = 20_000
"""Tasks that are counted; twice what one small machine runs (TSK-7)."""

_AT_ONCE = 1_000
_NOBODYS_TASK = "t_" + "0" * 26
"""Asking Temporal how it lives tells whether Temporal answers."""


@dataclass(frozen=True)
class TaskCount:
    """How many tasks of one type are in one state."""

    type: TaskType
    state: TaskState
    count: int


@dataclass(frozen=True, kw_only=True)
class UnhealthyWatch:
    """A watch that has said that it fails or is silent, and nothing since.

    Attributes:
        last_success_at: None when it never succeeded.
        problem: why the newest look failed.
    """

    task_id: str
    name: str
    owner: str
    event: str
    told_at: datetime
    last_success_at: datetime | None
    problem: str


@dataclass(frozen=True)
class EventsToday:
    """Events since the asker's midnight.

    Attributes:
        by_type: how many of each type.
        newest_sequence: 0 when there is no event at all.
        complete: False when there were more than `MOST_EVENTS`.
    """

    by_type: dict[str, int]
    newest_sequence: int
    complete: bool


@dataclass(frozen=True)
class EventSourcingStatus:
    """How the engine stands.

    Attributes:
        everybody: whether all people's tasks are counted, or only the asker's.
        temporal_answers: whether Temporal, which drives all tasks, answers this moment.
        tasks: by type and state, deleted ones apart.
        events_today: since midnight where the asker is.
        unhealthy: watches that fail or are silent, the longest without a success first.
    """

    everybody: bool
    temporal_answers: bool
    tasks: tuple[TaskCount, ...]
    events_today: EventsToday
    unhealthy: tuple[UnhealthyWatch, ...]


def counts_of(tasks: Sequence[Task]) -> tuple[TaskCount, ...]:
    """Count tasks by type and state, in the order in which both are declared."""
    counted = Counter((each.type, each.state) for each in tasks)
    return tuple(
        TaskCount(type_, state, counted[type_, state])
        for type_ in TaskType
        for state in TaskState
        if counted[type_, state]
    )


@dataclass(frozen=True)
class TaskCounter:
    """Counts tasks and events."""

    tasks: Tasks
    lives: TaskClient
    watches: Watches
    events: Events
    reader: Localizer

    async def status(self, *, owner: str | None, now: datetime) -> EventSourcingStatus:
        """Return how the tasks of `owner` (None: of everybody) stand, today where the reader is."""
        found = await self._all(owner)
        probe = Task(
            id=_NOBODYS_TASK,
            owner=owner or "",
            type=TaskType.WEB_MONITOR,
            name="",
            config=TaskConfig(),
            created_at=now,
            changed_at=now,
        )
        life, today, unhealthy = await asyncio.gather(
            self.lives.life(probe),
            self._events_of_today(owner, now, self.reader.zone),
            self._unhealthy(found),
        )
        answers = life.state is not RunState.UNKNOWN
        return EventSourcingStatus(owner is None, answers, counts_of(found), today, unhealthy)

    async def _all(self, owner: str | None) -> list[Task]:
        found: list[Task] = []
        while len(found) < MOST_COUNTED:
            after = found[-1].id if found else ""
            page = await self.tasks.list(TaskFilter(owner=owner), after=after, limit=_AT_ONCE)
            found += page
            if len(page) < _AT_ONCE:
                break
        return found

    async def _events_of_today(self, owner: str | None, now: datetime, zone: str) -> EventsToday:
        """Count the events of the local date, newest first, until an older one is met."""
        today, counted, before = local_date(now, zone), Counter[str](), None
        newest, complete = 0, False
        while not complete and counted.total() < MOST_EVENTS:
            batch = await self.events.latest(
                EventFilter(owner=owner), before=before, limit=_AT_ONCE
            )
            newest = newest or (batch[0].sequence or 0 if batch else 0)
            counted.update(each.type for each in batch if local_date(each.time, zone) >= today)
            complete = len(batch) < _AT_ONCE or local_date(batch[-1].time, zone) < today
            before = batch[-1].sequence if batch else None
        return EventsToday(dict(sorted(counted.items())), newest, complete)

    async def _unhealthy(self, tasks: Sequence[Task]) -> tuple[UnhealthyWatch, ...]:
        """Return the watches whose newest event says that they do not get on."""
        unhealthy = [
            each
            for each in tasks
            if each.state is TaskState.ACTIVE and each.last_event_type in FAILING_EVENTS
        ]
        unhealthy.sort(key=lambda each: each.last_event_at or each.changed_at)
        found = [await self._described(each) for each in unhealthy[:MOST_UNHEALTHY]]
        return tuple(sorted(found, key=lambda each: each.last_success_at or each.told_at))

    async def _described(self, task: Task) -> UnhealthyWatch:
        record = await self.watches.load(task.id)
        memory = record.memory if record else None
        return UnhealthyWatch(
            task_id=task.id,
            name=task.name,
            owner=task.owner,
            event=task.last_event_type,
            told_at=task.last_event_at or task.changed_at,
            last_success_at=memory.last_success_at if memory else None,
            problem=self.reader.text(memory.problem if memory else None),
        )

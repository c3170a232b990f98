"""Background tasks: the read model of their events, changed together with them (EVT-1)."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.events import EventFilter
from application.ports.tasks import FAILING_EVENTS, TaskFilter, TaskOrder
from domain.common.errors import Conflict, NotFound, TemporaryError
from domain.common.messages import message
from domain.common.readers import Language
from domain.events.events import Event
from domain.task_types.configs import kept_config
from domain.task_types.projection import projected
from domain.tasks.events import RECALLING
from domain.tasks.tasks import Task, TaskState, TaskType
from storage.database import Database
from storage.events.events import SqlEvents, append_to
from storage.tasks.tables import looks, page_texts, screenshots, tasks, watches

MOST_LISTED = 1_000
"""Rows of one answer."""

PATIENCE = 1.0
"""Seconds until a database that did not answer is asked again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SqlTasks:
    """Tasks that can be read again from their events at any time."""

    events: SqlEvents

    async def create(self, task: Task, event: Event, *, most: int) -> Task:
        """Keep a task and the event of its creation; the same client key gives the first task."""
        async with self.events.appending() as connection:
            known = await _twin(connection, task)
            if known is not None:
                return known
            mine = select(func.count()).where(
                tasks.c.owner == task.owner, tasks.c.state != TaskState.DELETED
            )
            if (await connection.scalar(mine) or 0) >= most:
                raise Conflict(message("task.most", most=most))
            appended = await append_to(connection, event)
            made = projected(None, appended.event)
            await keep_task(self.events.database, connection, made)
            return made

    async def get(self, task_id: str) -> Task | None:
        """Return it, deleted or not."""
        async with self.events.database.reading() as connection:
            return await read_task(connection, task_id)

    async def list(
        self,
        which: TaskFilter,
        *,
        after: str,
        limit: int,
        order: TaskOrder = TaskOrder.OLDEST,
    ) -> list[Task]:
        """Return up to `limit` tasks after the task `after`; deleted ones only when asked for."""
        query = _ordered(_narrowed(which), order, after).limit(min(limit, MOST_LISTED))
        async with self.events.database.reading() as connection:
            return [task_of(row) for row in (await connection.execute(query)).mappings()]

    async def apply(self, event: Event) -> Task:
        """Append an event and change the task as it says; an id kept before changes nothing."""
        async with self.events.appending() as connection:
            return await apply_to(self.events.database, connection, event)


def _narrowed(which: TaskFilter) -> Select[Any]:
    query = select(tasks)
    if which.owner is not None:
        query = query.where(tasks.c.owner == which.owner)
    if which.type is not None:
        query = query.where(tasks.c.type == which.type)
    if which.name:
        query = query.where(tasks.c.name.icontains(which.name, autoescape=True))
    if which.failing:
        query = query.where(tasks.c.last_event_type.in_(FAILING_EVENTS))
    if which.state is not None:
        return query.where(tasks.c.state == which.state)
    return query.where(tasks.c.state != TaskState.DELETED)


_COLUMNS: dict[str, ColumnElement[Any]] = {
    "name": tasks.c.name,
    # A task that has raised none stands where it was made.
    "event": func.coalesce(tasks.c.last_event_at, tasks.c.created_at),
}


def _ordered(query: Select[Any], order: TaskOrder, after: str) -> Select[Any]:
    """Order by a column and id, and go on after a task; where it stands is looked up again."""
    column = _COLUMNS.get(order.removeprefix("-"))
    keys = (tasks.c.id,) if column is None else (column, tasks.c.id)
    backwards = order.startswith("-")
    if after and column is None:
        query = query.where(tasks.c.id < after if backwards else tasks.c.id > after)
    elif after:
        place = select(*keys).where(tasks.c.id == after).subquery()
        here, there = tuple_(*keys), tuple_(*place.c)
        query = query.join(place, here < there if backwards else here > there)
    return query.order_by(*(key.desc() if backwards else key for key in keys))


@dataclass(frozen=True)
class SqlRecalls:
    """Reads from the events which tasks have changed; have one follower per process."""

    events: SqlEvents

    async def follow(self) -> AsyncIterator[str]:
        """Yield task ids from now on, without end; a database that is away is waited for."""
        after = await self._newest()
        which = EventFilter(types=tuple(sorted(RECALLING)))
        while True:
            try:
                async for event in self.events.follow(which, after=after):
                    after = event.sequence or after
                    yield event.subject
            except TemporaryError:
                _log.warning("recalls are not heard: the database does not answer")
                await asyncio.sleep(PATIENCE)

    async def _newest(self) -> int:
        newest = await self.events.latest(EventFilter(), before=None, limit=1)
        return (newest[0].sequence or 0) if newest else 0


async def apply_to(database: Database, connection: AsyncConnection, event: Event) -> Task:
    """Append an event within a transaction of `SqlEvents.appending` and change its task.

    Raises:
        NotFound: there is no such task; the transaction must not be kept.
    """
    task = await read_task(connection, event.subject)
    if task is None:
        raise NotFound("task", event.subject)
    appended = await append_to(connection, event)
    if not appended.is_new:
        return task
    changed = projected(task, appended.event)
    await keep_task(database, connection, changed)
    if changed.state is TaskState.DELETED:
        await _forget(connection, task.id)
    return changed


async def read_task(connection: AsyncConnection, task_id: str) -> Task | None:
    """Return a task; None when it never was."""
    found = await connection.execute(select(tasks).where(tasks.c.id == task_id))
    row = found.mappings().first()
    return task_of(row) if row is not None else None


async def keep_task(database: Database, connection: AsyncConnection, task: Task) -> None:
    """Insert or replace a task's row."""
    values = vars(task) | {"config": task.config.given}
    fresh = database.insert(tasks).values(values)
    changes = {name: value for name, value in values.items() if name != "id"}
    await connection.execute(fresh.on_conflict_do_update(index_elements=["id"], set_=changes))


async def _forget(connection: AsyncConnection, task_id: str) -> None:
    """Remove what a watch remembered; its events and what it told people stay."""
    for table in (watches, looks, page_texts, screenshots):
        await connection.execute(delete(table).where(table.c.task_id == task_id))


async def _twin(connection: AsyncConnection, task: Task) -> Task | None:
    """Return the task that this one would repeat."""
    same = tasks.c.id == task.id
    if task.client_key:
        mine = (tasks.c.owner == task.owner) & (tasks.c.client_key == task.client_key)
        same = same | mine
    row = (await connection.execute(select(tasks).where(same))).mappings().first()
    return task_of(row) if row is not None else None


def task_of(row: RowMapping) -> Task:
    """Return the task that a row holds."""
    values: dict[str, Any] = dict(row)
    values["type"] = type_ = TaskType(values["type"])
    values["config"] = kept_config(type_, values["config"])
    values["state"] = TaskState(values["state"])
    values["language"] = Language(values["language"])
    return Task(**values)

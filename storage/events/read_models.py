"""Read models, made again from the events that they are read from (EVT-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.events.read_models import Difference, IncidentHistory, Rebuilt, TaskHistory
from domain.events.events import EventType
from domain.tasks.tasks import Task
from storage.database import Database
from storage.events.events import SqlEvents, event_of
from storage.incidents.models import IncidentComparison
from storage.tables import events, people
from storage.tasks.tables import tasks
from storage.tasks.tasks import keep_task, read_task, task_of

_AT_ONCE = 1_000
"""Rows looked at in one go; bounds the memory on a database of many years."""

_CAUGHT_UP = 1_000
"""Events that may be left to read while nothing can be appended; some milliseconds of work."""


async def rebuild(database: Database) -> Rebuilt:
    """Put right what differs from the events, and say what did.

    Safe while everything runs: nothing waits for it but for the moment of the comparison.
    """
    return await _compare(database, mend=True)


async def verify(database: Database) -> Rebuilt:
    """Say what differs from the events, and change nothing."""
    return await _compare(database, mend=False)


async def _compare(database: Database, *, mend: bool) -> Rebuilt:
    history = _Reading(database)
    await history.catch_up()
    incidents = IncidentComparison(history.incidents)
    async with database.reading() as connection:
        suspects = {each.id for each in await incidents.everything(connection)}
    async with SqlEvents(database).appending() as connection:
        await history.read_rest(connection)
        kept = await _kept_tasks(connection)
        differing = list(history.tasks.against(kept))
        # Many incidents are compared beside everybody; here only those that may differ.
        broken = await incidents.some(connection, suspects | history.incidents.touched)
        if mend:
            await _mend_tasks(database, connection, history.tasks, differing)
            await incidents.mend(database, connection, broken)
    # Whoever is briefed is marked under this lock, so nobody is marked between look and mending.
    async with database.writing(lock="people") as connection:
        looked_at, briefed = await _compare_people(connection, mend=mend)
    return Rebuilt(
        looked_at,
        len(history.tasks.tasks),
        history.read,
        (*briefed, *differing, *broken),
        history.tasks.orphans + len(incidents.orphans),
        len(history.incidents.newest),
    )


@dataclass
class _Reading:
    """All events, in order: first beside everybody, then the few that came since."""

    database: Database
    tasks: TaskHistory = field(default_factory=TaskHistory)
    incidents: IncidentHistory = field(default_factory=IncidentHistory)
    read: int = 0
    after: int = 0

    async def catch_up(self) -> None:
        """Read until only a few are left; appending goes on meanwhile."""
        newest = self.after + _CAUGHT_UP + 1
        while newest - self.after > _CAUGHT_UP:
            async with self.database.reading() as connection:
                newest = await connection.scalar(select(func.max(events.c.sequence))) or 0
                await self._read_page(connection)

    async def read_rest(self, connection: AsyncConnection) -> None:
        """Read to the end, in a transaction that nobody appends beside."""
        while await self._read_page(connection):
            pass

    async def _read_page(self, connection: AsyncConnection) -> bool:
        """Read one page; return False at the end."""
        page = select(events).where(events.c.sequence > self.after).order_by(events.c.sequence)
        rows = (await connection.execute(page.limit(_AT_ONCE))).mappings().all()
        for row in rows:
            self._take(row)
        return bool(rows)

    def _take(self, row: RowMapping) -> None:
        event = event_of(row)
        self.tasks.take(event)
        self.incidents.take(event)
        self.after = row["sequence"]
        self.read += 1


async def _kept_tasks(connection: AsyncConnection) -> dict[str, Task | None]:
    """Return the tasks by id; None for a row that cannot be read."""
    try:
        rows = (await connection.execute(select(tasks))).mappings()
        return {row["id"]: task_of(row) for row in rows}
    except ValueError:
        ids = (await connection.scalars(select(tasks.c.id))).all()
        return {task_id: await _readable(connection, task_id) for task_id in ids}


async def _readable(connection: AsyncConnection, task_id: str) -> Task | None:
    try:
        return await read_task(connection, task_id)
    except ValueError:
        return None


async def _mend_tasks(
    database: Database,
    connection: AsyncConnection,
    history: TaskHistory,
    differing: Iterable[Difference],
) -> None:
    wrong = [each.id for each in differing]
    for task_id in wrong:  # first all away: client keys are unique, and may have changed places
        await connection.execute(delete(tasks).where(tasks.c.id == task_id))
    for task_id in wrong:
        if task_id in history.tasks:
            await keep_task(database, connection, history.tasks[task_id])


async def _compare_people(
    connection: AsyncConnection, *, mend: bool
) -> tuple[int, list[Difference]]:
    """Hold everybody's `last_log_trigger_date` against the briefings given."""
    newest = await _last_given(connection)
    kept = await connection.execute(select(people.c.id, people.c.last_log_trigger_date))
    rows = kept.all()
    differing = []
    for person_id, day in rows:
        if newest.get(person_id, "") == day:
            continue
        differing.append(Difference("people", person_id, ("last_log_trigger_date",)))
        if mend:
            mine = update(people).where(people.c.id == person_id)
            await connection.execute(mine.values(last_log_trigger_date=newest.get(person_id, "")))
    return len(rows), differing


async def _last_given(connection: AsyncConnection) -> dict[str, str]:
    """Return the newest day each person's briefing was given; subjects are `<person id>/<day>`."""
    newest: dict[str, str] = {}
    after = 0
    while rows := (await connection.execute(_given(after))).all():
        for sequence, subject in rows:
            person_id, _, day = subject.rpartition("/")
            newest[person_id] = max(day, newest.get(person_id, ""))
            after = sequence
    return newest


def _given(after: int) -> Select[Any]:
    given = select(events.c.sequence, events.c.subject).where(
        events.c.type == EventType.BRIEFING_GIVEN, events.c.sequence > after
    )
    return given.order_by(events.c.sequence).limit(_AT_ONCE)

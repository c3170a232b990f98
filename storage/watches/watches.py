"""What watches remember between two checks, written together for all watches of a process.

Ten thousand watches look 167 times a second and find nothing; a transaction for each look would
be all that a small machine does. So records wait here for a moment and are written in one go.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.tasks import OutageTaken, WatchRecord
from domain.common.errors import Unavailable, ZhibanError
from domain.common.messages import message
from domain.events.events import Event
from domain.tasks.events import found_ids
from domain.tasks.tasks import TaskState
from domain.watches.outages import Outage, OutageChange
from domain.watches.standing import MOST_LOOKS, LookOutcome, LookRecord
from storage.events.events import SqlEvents, read_beginning
from storage.tasks.tables import looks, outages, watches
from storage.tasks.tasks import apply_to, read_task

LINGER = 2.0
"""Seconds that a record waits for others; what a killed process forgets of quiet looks."""

MOST_AT_ONCE = 500
"""Rows of one transaction; other writers of an SQLite file wait for it, some 20 ms."""

MOST_EVENTS = 100
"""Events of one answer; a look finds a handful."""

_COLUMNS = ("task_id", "revision", "reported", "memory")
_LOOK_COLUMNS = ("number", "at", "seconds", "outcome", "value")

_log = logging.getLogger(__name__)


@dataclass
class SqlWatches:
    """Watches' memories; open it with `open_watches`, have one per process.

    What is waiting to be written is bounded by the number of watches: one record for each.
    """

    events: SqlEvents
    linger: float = LINGER
    _dirty: dict[str, WatchRecord] = field(default_factory=dict)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.Task[None] | None = None
    _closing: bool = False

    async def load(self, task_id: str) -> WatchRecord | None:
        """Return it, also when it has not been written yet; None before the first check."""
        async with self.events.database.reading() as connection:
            kept = await _read(connection, task_id)
        noted = self._dirty.get(task_id)
        return noted if noted is not None and _may_replace(noted, kept) else kept

    async def looks(self, task_id: str, *, limit: int) -> list[LookRecord]:
        """Return the newest looks that were written, the newest first."""
        newest = select(looks).where(looks.c.task_id == task_id).order_by(looks.c.number.desc())
        async with self.events.database.reading() as connection:
            found = await connection.execute(newest.limit(min(limit, MOST_LOOKS)))
            return [_look_of(row) for row in found.mappings()]

    async def records(self, task_ids: Sequence[str]) -> dict[str, WatchRecord]:
        """Return those that were written, by task."""
        mine = select(watches).where(watches.c.task_id.in_(task_ids))
        async with self.events.database.reading() as connection:
            found = (await connection.execute(mine)).mappings()
            return {row["task_id"]: WatchRecord(**row) for row in found}

    async def values(self, task_ids: Sequence[str], *, limit: int) -> dict[str, list[float | None]]:
        """Return the values of the newest looks that were written, the oldest first, by task."""
        age = func.row_number().over(partition_by=looks.c.task_id, order_by=looks.c.number.desc())
        mine = select(looks.c.task_id, looks.c.value, age.label("age"))
        newest = mine.where(looks.c.task_id.in_(task_ids)).subquery()
        query = select(newest).where(newest.c.age <= limit).order_by(newest.c.age.desc())
        found: dict[str, list[float | None]] = {}
        async with self.events.database.reading() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.task_id, []).append(row.value)
        return found

    def note(self, record: WatchRecord) -> None:
        """Keep it soon, together with others."""
        if _may_replace(record, self._dirty.get(record.task_id)):
            self._dirty[record.task_id] = record
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_together())

    async def keep(self, record: WatchRecord) -> None:
        """Keep it and return when it is kept, together with others.

        Raises:
            Unavailable: the database does not answer; it is tried again all the same.
        """
        self.note(record)
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append(kept)
        self._hurry.set()
        await kept

    async def outage(self, owner: str, source: str) -> Outage | None:
        """Return the newest outage of a person and a source."""
        mine = (outages.c.owner == owner) & (outages.c.source == source)
        async with self.events.database.reading() as connection:
            row = (await connection.execute(select(outages).where(mine))).mappings().first()
        return None if row is None else Outage(**row)

    async def report(
        self, record: WatchRecord, events: Sequence[Event], *, outage: OutageChange | None = None
    ) -> bool:
        """Commit memory, events and what they change about the task, unless another has."""
        database = self.events.database
        async with self.events.appending() as connection:
            kept = await _read(connection, record.task_id, lock=not database.is_sqlite)
            task = await read_task(connection, record.task_id)
            gone = task is not None and task.state is TaskState.DELETED
            if gone or not _follows(record, kept, len(events)):
                return False
            for event in events:
                await apply_to(database, connection, event)
            await self._upsert(connection, [record])
            if outage is not None:
                await self._change(connection, outage)
        noted = self._dirty.get(record.task_id)
        if noted is not None and _may_replace(record, noted):
            del self._dirty[record.task_id]
        return True

    async def _change(self, connection: AsyncConnection, change: OutageChange) -> None:
        """Keep an outage if what is kept is still what was seen; the first one wins."""
        new, seen = change.outage, change.seen
        if seen is None:
            fresh = self.events.database.insert(outages).values(**vars(new))
            done = await connection.execute(fresh.on_conflict_do_nothing())
        else:
            mine = (outages.c.owner == new.owner) & (outages.c.source == new.source)
            same = (outages.c.id == seen.id) & outages.c.ended_at.is_not_distinct_from(
                seen.ended_at
            )
            done = await connection.execute(update(outages).where(mine, same).values(**vars(new)))
        if done.rowcount != 1:
            raise OutageTaken

    async def reported(self, task_id: str, *, after: int) -> list[Event]:
        """Return the committed events of checks numbered above `after`, in order."""
        async with self.events.database.reading() as connection:
            kept = await _read(connection, task_id)
            if kept is None or kept.reported <= after:
                return []
            for first in range(after + 1, kept.reported + 1, MOST_EVENTS):
                numbers = range(first, min(kept.reported + 1, first + MOST_EVENTS))
                begins = [found_ids(task_id, number) for number in numbers]
                if found := await read_beginning(connection, begins):
                    return found
            return []  # numbers that were lost in a restore

    async def close(self) -> None:
        """Write what waits; called once nobody notes any more."""
        self._closing = True
        self._hurry.set()
        if self._writer is not None:
            await self._writer

    async def _write_together(self) -> None:
        while self._dirty or self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.linger):
                    await self._hurry.wait()
            if not self._closing:
                self._hurry.clear()
            waiting, self._waiting = self._waiting, []
            try:
                await self._write(list(self._dirty.values()))
            except ZhibanError as error:
                _log.warning("watches not written", extra={"watches": len(self._dirty)})
                _answer(waiting, error)
                if self._closing:
                    raise
            except BaseException:
                _answer(waiting, Unavailable(message("watch.not_written")))
                raise
            else:
                _answer(waiting, None)

    async def _write(self, records: list[WatchRecord]) -> None:
        # In one order everywhere, or two processes on PostgreSQL would wait for each other.
        records.sort(key=lambda each: each.task_id)
        for start in range(0, len(records), MOST_AT_ONCE):
            batch = records[start : start + MOST_AT_ONCE]
            async with self.events.database.writing() as connection:
                await self._upsert(connection, batch)
            for record in batch:
                if self._dirty.get(record.task_id) is record:
                    del self._dirty[record.task_id]

    async def _upsert(self, connection: AsyncConnection, records: Sequence[WatchRecord]) -> None:
        """Write rows, but none over one of a later revision or with more events."""
        fresh = self.events.database.insert(watches)
        given = fresh.excluded
        statement = fresh.on_conflict_do_update(
            index_elements=["task_id"],
            set_={name: given[name] for name in ("revision", "reported", "memory")},
            where=(given.revision >= watches.c.revision) & (given.reported >= watches.c.reported),
        )
        rows = [{name: getattr(record, name) for name in _COLUMNS} for record in records]
        await connection.execute(statement, rows)
        if seen := [_look_row(each, each.look) for each in records if each.look is not None]:
            newest = self.events.database.insert(looks)
            changes = {name: newest.excluded[name] for name in _LOOK_COLUMNS}
            await connection.execute(
                newest.on_conflict_do_update(index_elements=["task_id", "slot"], set_=changes),
                seen,
            )


@asynccontextmanager
async def open_watches(events: SqlEvents, *, linger: float = LINGER) -> AsyncIterator[SqlWatches]:
    """Lend the watches of a process and write what waits at the end."""
    kept = SqlWatches(events, linger)
    try:
        yield kept
    finally:
        await kept.close()


def _may_replace(record: WatchRecord, kept: WatchRecord | None) -> bool:
    return kept is None or (record.revision >= kept.revision and record.reported >= kept.reported)


def _follows(record: WatchRecord, kept: WatchRecord | None, found: int) -> bool:
    """Say whether nobody else has written since the reporter read."""
    if kept is None:
        return record.reported == found
    return (kept.revision, kept.reported) == (record.revision, record.reported - found)


def _look_row(record: WatchRecord, look: LookRecord) -> dict[str, object]:
    return {"task_id": record.task_id, "slot": look.number % MOST_LOOKS} | vars(look)


def _look_of(row: RowMapping) -> LookRecord:
    values = {name: row[name] for name in _LOOK_COLUMNS}
    return LookRecord(**values | {"outcome": LookOutcome(row["outcome"])})


def _answer(waiting: list[asyncio.Future[None]], error: Exception | None) -> None:
    for each in waiting:
        if each.done():
            continue
        if error is None:
            each.set_result(None)
        else:
            each.set_exception(error)


async def _read(
    connection: AsyncConnection, task_id: str, *, lock: bool = False
) -> WatchRecord | None:
    query = select(watches).where(watches.c.task_id == task_id)
    found = await connection.execute(query.with_for_update() if lock else query)
    row = found.mappings().first()
    values: dict[str, Any] = dict(row) if row is not None else {}
    return WatchRecord(**values) if values else None

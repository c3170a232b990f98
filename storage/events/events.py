"""The append-only record of happenings, in one order that a reader can follow without gaps."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    RowMapping,
    Select,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.events import EventFilter
from domain.common.errors import TooLarge
from domain.common.messages import message
from domain.events.events import Event
from domain.events.patterns import prefix_of
from storage.batches import Batches
from storage.codec import Typed, Words, dump_json
from storage.database import Database
from storage.tables import events

MOST_LISTED = 1_000
"""Rows of one answer; bounds the memory of a reader that is far behind."""

LARGEST_DATA = 64 * 1024
"""Bytes of JSON that one event may carry (EVT-1); bodies are kept elsewhere."""

MOST_AT_ONCE = 200
"""Appenders whose work shares one transaction; other writers of an SQLite file wait for it."""

_log = logging.getLogger(__name__)

# A reader that has seen number 8 never asks for 7 again. So numbers must become visible in the
# order in which they are given: whoever appends holds this lock until its transaction has ended.
_IN_ORDER = "events"


class _Bell:
    """Wakes the followers of this process at once; those of others find out by asking."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    def ear(self) -> asyncio.Event:
        """Return what the next ring sets; take it before looking, so that no ring is missed."""
        return self._rung


@dataclass(frozen=True)
class Appended:
    """An event as it is kept.

    Attributes:
        event: with its sequence.
        is_new: False when the id was kept before; then `event` is what was kept.
    """

    event: Event
    is_new: bool


_INSERT = events.insert().values(data=bindparam("data", type_=Text))
"""Its data is JSON already, written once for its size and to be kept."""

_ONE_BY_ONE = func.json_each(bindparam("ids", type_=Typed(list[str]))).table_valued("value")
_AMONG = {
    "sqlite": events.c.id.in_(select(_ONE_BY_ONE.c.value)),
    "postgresql": events.c.id == func.any(bindparam("ids", type_=ARRAY(Words))),
}
_KEPT = {
    dialect: select(events).where(among).order_by(events.c.sequence)
    for dialect, among in _AMONG.items()
}
"""Takes any number of ids as one value, or each number of them would be a statement of its own."""

T = TypeVar("T")
Work = Callable[[AsyncConnection, Sequence[Appended]], Awaitable[T]]
"""Rows that change with the events just appended; it may read them and append more."""


@dataclass(slots=True)
class _Append:
    """What one caller wants done, all or nothing; its rows are made while others are written."""

    events: Sequence[Event]
    rows: Sequence[dict[str, Any]]
    work: Work[Any] | None


async def append_to(connection: AsyncConnection, event: Event) -> Appended:
    """Append an event within a transaction of `SqlEvents.appending`.

    Raises:
        TooLarge: the data is over 64 KiB.
    """
    return (await _append_all(connection, [event], [_row(event)]))[0]


async def _append_all(
    connection: AsyncConnection, given: Sequence[Event], rows: Sequence[dict[str, Any]]
) -> list[Appended]:
    """Append events in the given order by one statement; of equal ids the first is kept."""
    known = {each.id: each for each in await _read_events(connection, [each.id for each in given])}
    fresh: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["id"] not in known:
            fresh.setdefault(row["id"], row)
    if fresh:
        await connection.execute(_INSERT, list(fresh.values()))
        # Nobody else appends meanwhile, so the last ones are ours.
        last = select(events.c.sequence).order_by(events.c.sequence.desc()).limit(len(fresh))
        numbers = reversed((await connection.scalars(last)).all())
        given_to = dict(zip(fresh, numbers, strict=True))
    appended = []
    for each, row in zip(given, rows, strict=True):
        is_new = fresh.pop(each.id, None) is not None
        if is_new:
            known[each.id] = replace(each, sequence=given_to[each.id])
        elif row["data"] != dump_json(known[each.id].data):
            _log.warning("an event of this id is kept with other data", extra={"event": each.id})
        appended.append(Appended(known[each.id], is_new))
    return appended


def _row(event: Event) -> dict[str, Any]:
    row = {name: value for name, value in vars(event).items() if name != "sequence"}
    row["data"] = dump_json(event.data)
    if len(row["data"].encode()) > LARGEST_DATA:
        raise TooLarge(message("event.too_large", most=LARGEST_DATA))
    return row


async def read_beginning(connection: AsyncConnection, beginnings: Sequence[str]) -> list[Event]:
    """Return the events whose ids begin with one of these, oldest first."""
    query = select(events).where(or_(*(_begins(events.c.id, each) for each in beginnings)))
    found = await connection.execute(query.order_by(events.c.sequence))
    return [event_of(row) for row in found.mappings()]


async def _read_events(connection: AsyncConnection, ids: Sequence[str]) -> list[Event]:
    """Return those of the events that are kept, oldest first."""
    found = await connection.execute(_KEPT[connection.dialect.name], {"ids": ids})
    return [event_of(row) for row in found.mappings()]


@dataclass(frozen=True)
class SqlEvents:
    """Events for ever.

    Attributes:
        poll_seconds: how often a follower looks for what other processes appended; the longest
            delay a person sees on a live page.
    """

    database: Database
    poll_seconds: float = 0.25
    _bell: _Bell = field(default_factory=_Bell)

    def with_reserve(self) -> "SqlEvents":
        """Return the same events for writes that may use the reserve."""
        return replace(self, database=self.database.with_reserve())

    @asynccontextmanager
    async def appending(self) -> AsyncIterator[AsyncConnection]:
        """Lend a transaction of its own for `append_to` and the rows that change with the events.

        Followers in this process are woken after it. What comes often and is brief goes
        `together` with others.
        """
        async with self.database.writing(lock=_IN_ORDER) as connection:
            yield connection
        self._bell.ring()

    async def append(self, event: Event) -> Event:
        """Keep it and return it with its sequence; an id already kept returns the kept one.

        Raises:
            TooLarge: the data is over 64 KiB.
        """
        kept: list[Appended] = await self._batches.put(_Append([event], [_row(event)], None))
        return kept[0].event

    async def together(self, given: Sequence[Event], work: Work[T]) -> T:
        """Append events and do the work that belongs to them, all or nothing.

        Callers that wait at the same time share one transaction, and with it the lock that keeps
        the order. What cannot be kept for one of them spoils nothing for the others.

        Raises:
            TooLarge: an event's data is over 64 KiB.
        """
        done: T = await self._batches.put(_Append(given, [*map(_row, given)], work))
        return done

    @cached_property
    def _batches(self) -> Batches[_Append, Any]:
        return Batches(self._append, MOST_AT_ONCE, "The event could not be kept; try again.")

    async def _append(self, batch: Sequence[_Append]) -> list[Any]:
        """Append the events of all, then do the work of each, in one transaction."""
        async with self.appending() as connection:
            given = [event for each in batch for event in each.events]
            rows = [row for each in batch for row in each.rows]
            appended = iter(await _append_all(connection, given, rows) if given else ())
            answers = []
            for each in batch:
                own = [*islice(appended, len(each.events))]
                answers.append(await each.work(connection, own) if each.work else own)
        return answers

    async def get(self, event_id: str) -> Event | None:
        """Return one event by its id; None when it was never kept."""
        found = await self._select(select(events).where(events.c.id == event_id), 1)
        return found[0] if found else None

    async def page(self, which: EventFilter, *, after: int, limit: int) -> list[Event]:
        """Return up to `limit` events with sequence > `after`, oldest first."""
        later = _matching(which).where(events.c.sequence > after)
        return await self._select(later.order_by(events.c.sequence), limit)

    async def latest(self, which: EventFilter, *, before: int | None, limit: int) -> list[Event]:
        """Return up to `limit` events with sequence < `before` (None: newest), newest first."""
        earlier = _matching(which)
        if before is not None:
            earlier = earlier.where(events.c.sequence < before)
        return await self._select(earlier.order_by(events.c.sequence.desc()), limit)

    async def subjects(self, which: EventFilter) -> int:
        """Return how many different subjects these events have."""
        different = _matching(which).with_only_columns(func.count(events.c.subject.distinct()))
        async with self.database.reading() as connection:
            return await connection.scalar(different) or 0

    async def follow(self, which: EventFilter, *, after: int) -> AsyncIterator[Event]:
        """Yield events with sequence > `after` as they come, without end.

        What is not wanted is looked at once: a reader of rare events would else search through all
        the others again at every look.
        """
        while True:
            ear = self._bell.ear()
            newest = await self._newest()
            found = await self.page(which, after=after, limit=MOST_LISTED) if newest > after else []
            for event in found:
                after = event.sequence or after
                yield event
            if len(found) < MOST_LISTED:
                after = max(after, newest)  # all up to there was visible when the page was read
            if not found:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.poll_seconds):
                        await ear.wait()

    async def _newest(self) -> int:
        async with self.database.reading() as connection:
            return await connection.scalar(select(func.max(events.c.sequence))) or 0

    async def _select(self, query: Select[Any], limit: int) -> list[Event]:
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.limit(min(limit, MOST_LISTED)))).mappings()
            return [event_of(row) for row in rows]


def _matching(which: EventFilter) -> Select[Any]:
    asked: list[ColumnElement[bool]] = []
    if which.types:
        asked.append(or_(*(_meant(pattern) for pattern in which.types)))
    if which.owner is not None:
        asked.append(or_(events.c.owner == which.owner, events.c.owner.is_(None)))
    if which.subject is not None:
        asked.append(events.c.subject == which.subject)
    if which.subject_prefix is not None:
        asked.append(_begins(events.c.subject, which.subject_prefix))
    if which.task is not None:
        # A delivery's subject is its key, which begins with the id of the event it tells of.
        told = _begins(events.c.subject, f"task/{which.task}/")
        asked.append(or_(events.c.subject == which.task, told))
    if which.since is not None:
        asked.append(events.c.time >= which.since)
    if which.until is not None:
        asked.append(events.c.time < which.until)
    return select(events).where(*asked)


def _meant(pattern: str) -> ColumnElement[bool]:
    prefix = prefix_of(pattern)
    return events.c.type == pattern if prefix is None else _begins(events.c.type, prefix)


def _begins(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Compare as a range, which an index can answer; text is ordered by code point everywhere."""
    return and_(column >= prefix, column <= prefix + "\U0010ffff")


def event_of(row: RowMapping) -> Event:
    """Return the event that a row holds."""
    return Event(**{name: row[name] for name in Event.__dataclass_fields__})

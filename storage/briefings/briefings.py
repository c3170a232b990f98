"""Briefings, what they are made from, and our own happenings they tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.briefings.briefings import Briefing, BriefingSettings
from domain.briefings.facts import BriefingFacts, Happening
from domain.briefings.summaries import Summary
from domain.common.messages import Prose, message
from domain.common.notifications import Notification, notification_of
from domain.events.events import EventType
from storage.database import Database
from storage.tables import (
    briefing_facts,
    briefing_settings,
    briefing_summaries,
    briefings,
    events,
)

MOST_LISTED = 100
"""Briefings of one answer; each may hold several hundred kilobytes."""

MOST_QUEUED = 500
"""Incidents that wait for a person, of one briefing; a storm has some three hundred."""

_OTHERS = ("task", "rollback")
_AT_ONCE = 200
"""Rows looked at in one go; few events lack a text, so one go is nearly always enough."""


@dataclass(frozen=True)
class SqlBriefings:
    """Facts, summaries, briefings and settings by id."""

    database: Database

    async def save_facts(self, briefing_id: str, facts: BriefingFacts) -> None:
        """Keep the facts; once the briefing is written they are its evidence and stay."""
        row = {"period_end": facts.until, "facts": facts}
        insert = self.database.insert(briefing_facts).values(briefing_id=briefing_id, **row)
        replaced = insert.on_conflict_do_update(index_elements=["briefing_id"], set_=row)
        written = select(briefings.c.id).where(briefings.c.id == briefing_id)
        async with self.database.writing(lock=_lock(briefing_id)) as connection:
            if await connection.scalar(written) is None:
                await connection.execute(replaced)

    async def facts(self, briefing_id: str) -> BriefingFacts | None:
        """Return the facts, or None."""
        table = briefing_facts
        found: BriefingFacts | None = await self._one(
            table.c.facts, table.c.briefing_id == briefing_id
        )
        return found

    async def save_summary(self, briefing_id: str, summary: Summary) -> None:
        """Keep the summary; the first one stays."""
        row = {"briefing_id": briefing_id, "summary": summary}
        async with self.database.writing() as connection:
            await self._keep_first(connection, briefing_summaries, row)

    async def summary(self, briefing_id: str) -> Summary | None:
        """Return the summary, or None."""
        table = briefing_summaries
        found: Summary | None = await self._one(table.c.summary, table.c.briefing_id == briefing_id)
        return found

    async def save(self, briefing: Briefing) -> Briefing:
        """Keep a written briefing; the first one of its id stays and is returned."""
        row = {
            "id": briefing.id,
            "person_id": briefing.person_id,
            "day": briefing.day,
            "briefing": briefing,
        }
        kept = select(briefings.c.briefing).where(briefings.c.id == briefing.id)
        async with self.database.writing(lock=_lock(briefing.id)) as connection:
            await self._keep_first(connection, briefings, row)
            first: Briefing = (await connection.execute(kept)).scalar_one()
            return first

    async def get(self, briefing_id: str) -> Briefing | None:
        """Return the written briefing, or None."""
        found: Briefing | None = await self._one(
            briefings.c.briefing, briefings.c.id == briefing_id
        )
        return found

    async def list(self, person_id: str, *, before: str | None, limit: int) -> list[Briefing]:
        """Return the person's written briefings with day < `before`, newest first."""
        query = select(briefings.c.briefing).where(briefings.c.person_id == person_id)
        if before is not None:
            query = query.where(briefings.c.day < before)
        newest = query.order_by(briefings.c.day.desc()).limit(min(limit, MOST_LISTED))
        async with self.database.reading() as connection:
            return list(await connection.scalars(newest))

    async def settings(self, person_id: str) -> BriefingSettings | None:
        """Return what the person asked for, or None when never asked."""
        table = briefing_settings
        found: BriefingSettings | None = await self._one(
            table.c.settings, table.c.person_id == person_id
        )
        return found

    async def save_settings(self, person_id: str, settings: BriefingSettings) -> None:
        """Keep what the person asked for."""
        row = {"settings": settings}
        insert = self.database.insert(briefing_settings).values(person_id=person_id, **row)
        async with self.database.writing() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["person_id"], set_=row)
            )

    async def last_until(self, person_id: str, *, before_day: str) -> datetime | None:
        """Return where the period of the newest briefing before `before_day` ended.

        Only written briefings count: facts that nobody was told must be told by the next one.
        """
        mine = and_(briefings.c.person_id == person_id, briefings.c.day < before_day)
        joined = briefings.join(briefing_facts, briefings.c.id == briefing_facts.c.briefing_id)
        query = select(briefing_facts.c.period_end).select_from(joined).where(mine)
        async with self.database.reading() as connection:
            return await connection.scalar(query.order_by(briefings.c.day.desc()).limit(1))

    async def days_since(self, start: datetime) -> tuple[int, int]:
        """Return how many briefings were prepared since a moment, and how many were due."""
        counts = (
            func.count().filter(events.c.type == EventType.BRIEFING_PREPARED),
            func.count().filter(events.c.type == EventType.BRIEFING_MISSED),
        )
        async with self.database.reading() as connection:
            row = (await connection.execute(select(*counts).where(events.c.time >= start))).one()
        return row[0], row[0] + row[1]

    async def _one(self, column: ColumnElement[Any], where: ColumnElement[bool]) -> Any:  # noqa: ANN401 - the column's own type
        async with self.database.reading() as connection:
            return await connection.scalar(select(column).where(where))

    async def _keep_first(
        self, connection: AsyncConnection, table: Table, row: dict[str, Any]
    ) -> None:
        insert = self.database.insert(table).values(row)
        await connection.execute(insert.on_conflict_do_nothing())


def _lock(briefing_id: str) -> str:
    return f"briefing/{briefing_id}"


@dataclass(frozen=True)
class SqlHappenings:
    """Our events worth telling: `zhiban.task.…`, `zhiban.rollback.…` and `zhiban.broadcast.…`.

    What people are told of them is `data["notification"]`, else `data["text"]`; an event without
    any is not told. Of an incident that waits for a person the newest event counts, until it is
    closed. Chatter of tasks takes no room from such incidents.
    """

    database: Database

    async def between(
        self, person_id: str, *, start: datetime, end: datetime, limit: int = 50
    ) -> list[Happening]:
        """Return task findings, rollbacks and broadcasts of the period, oldest first."""
        later = events.alias()
        settled = exists().where(
            later.c.subject == events.c.subject,
            later.c.type.in_((EventType.BROADCAST_QUEUED, EventType.INCIDENT_CLOSED)),
            later.c.sequence > events.c.sequence,
            later.c.time < end,
        )
        wanted = (
            select(events)
            .where(or_(events.c.owner == person_id, events.c.owner.is_(None)))
            .where(events.c.time >= start, events.c.time < end)
            .order_by(events.c.time, events.c.sequence)
        )
        queued = events.c.type.startswith("zhiban.broadcast.")
        others = or_(*(events.c.type.startswith(f"zhiban.{kind}.") for kind in _OTHERS))
        async with self.database.reading() as connection:
            found = await _read(connection, wanted.where(queued, ~settled), MOST_QUEUED)
            found += await _read(connection, wanted.where(others), limit)
        return sorted(found, key=lambda each: each.at)


async def _read(connection: AsyncConnection, query: Select[Any], limit: int) -> list[Happening]:
    found: list[Happening] = []
    seen = 0
    while len(found) < limit:
        page = await connection.execute(query.limit(_AT_ONCE).offset(seen))
        rows = page.mappings().all()
        for row in rows:
            told = _told(row["data"])
            if told:
                kind = row["type"].split(".")[1]
                found.append(Happening(row["id"], kind, row["time"], told))
        seen += len(rows)
        if len(rows) < _AT_ONCE:
            break
    return found[:limit]


def _told(data: Mapping[str, Any]) -> Notification | None:
    """Return what people were told; a text without one is somebody's own words."""
    told, text = notification_of(data.get("notification")), data.get("text")
    if told or not isinstance(text, str) or not text:
        return told
    return Notification(message("happening.own_words", text=Prose(text)))

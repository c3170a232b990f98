"""Addresses at which calendar programs read shifts, by the SHA-256 of their secret (ALR-10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, or_, select, update

from domain.common.errors import Conflict
from domain.common.messages import message
from domain.events.events import Event
from domain.oncall.feeds import REVOKED_KEPT, Subscription
from storage.events.events import SqlEvents, append_to
from storage.oncall.tables import oncall_feeds

NOTED_EVERY = timedelta(hours=1)
"""How exactly it is kept when a program read one: many read every few minutes."""

MOST_LISTED = 100


@dataclass(frozen=True)
class SqlOnCallFeeds:
    """One row for each address; those revoked long ago go when the next is made."""

    events: SqlEvents

    async def add(self, feed: Subscription, *, digest: str, most: int, event: Event) -> None:
        """Keep a new one, unless `most` of its owner open.

        Raises:
            Conflict: so many do.
        """
        table = oncall_feeds
        mine = (table.c.person_id == feed.person_id) & table.c.revoked_at.is_(None)
        long_gone = table.c.revoked_at < feed.created_at - REVOKED_KEPT
        async with self.events.appending() as connection:
            await connection.execute(delete(table).where(long_gone))
            count = select(func.count()).select_from(table).where(mine)
            if (await connection.scalar(count) or 0) >= most:
                raise Conflict(message("oncall.most_feeds", most=most))
            await connection.execute(table.insert().values(**vars(feed), digest=digest))
            await append_to(connection, event)

    async def of(self, person_id: str) -> list[Subscription]:
        """Return somebody's, the newest first."""
        table = oncall_feeds
        mine = select(table).where(table.c.person_id == person_id)
        return await self._read(mine.order_by(table.c.created_at.desc(), table.c.id))

    async def get(self, feed_id: str) -> Subscription | None:
        """Return one, or None."""
        found = await self._read(select(oncall_feeds).where(oncall_feeds.c.id == feed_id))
        return found[0] if found else None

    async def opened(self, digest: str, *, at: datetime) -> Subscription | None:
        """Return the one whose secret this is of, if it opens, and note that it was read."""
        table = oncall_feeds
        opens = (table.c.digest == digest) & table.c.revoked_at.is_(None)
        found = await self._read(select(table).where(opens))
        if not found:
            return None
        long_ago = or_(table.c.read_at.is_(None), table.c.read_at <= at - NOTED_EVERY)
        last = found[0].read_at
        if last is None or last <= at - NOTED_EVERY:
            async with self.events.database.writing() as connection:
                noted = update(table).where(opens, long_ago).values(read_at=at)
                await connection.execute(noted)
        return found[0]

    async def revoke(self, feed: Subscription, *, event: Event) -> None:
        """Keep that one was revoked; one that was before stays as it is."""
        table = oncall_feeds
        still_open = (table.c.id == feed.id) & table.c.revoked_at.is_(None)
        closed = update(table).where(still_open).values(revoked_at=feed.revoked_at)
        async with self.events.appending() as connection:
            if (await connection.execute(closed)).rowcount:
                await append_to(connection, event)

    async def _read(self, query: Select[Any]) -> list[Subscription]:
        async with self.events.database.reading() as connection:
            rows = (await connection.execute(query.limit(MOST_LISTED))).mappings()
            return [_feed(row) for row in rows]


def _feed(row: RowMapping) -> Subscription:
    return Subscription(**{name: row[name] for name in Subscription.__dataclass_fields__})

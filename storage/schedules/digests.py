"""News digests, and which stories they have told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select

from domain.schedules.news import Digest
from storage.database import Database
from storage.tasks.tables import digests


@dataclass(frozen=True)
class SqlDigests:
    """Digests by `<task id>/<local date>`."""

    database: Database

    async def save(self, digest: Digest) -> Digest:
        """Keep it and return it; the first one of its id stays and is returned."""
        row = {name: getattr(digest, name) for name in Digest.__dataclass_fields__}
        insert = self.database.insert(digests).values(row).on_conflict_do_nothing()
        kept = select(digests).where(digests.c.id == digest.id)
        async with self.database.writing() as connection:
            await connection.execute(insert)
            return _digest((await connection.execute(kept)).mappings().one())

    async def get(self, digest_id: str) -> Digest | None:
        """Return it, or None."""
        return await self._first(select(digests).where(digests.c.id == digest_id))

    async def latest(self, task_id: str) -> Digest | None:
        """Return the newest one of a task, or None."""
        mine = select(digests).where(digests.c.task_id == task_id)
        return await self._first(mine.order_by(digests.c.made_at.desc()).limit(1))

    async def told(self, task_id: str, *, since: datetime) -> frozenset[str]:
        """Return the marks of every story that the task's digests have told since then."""
        query = (
            select(digests.c.told)
            .where(digests.c.task_id == task_id)
            .where(digests.c.made_at >= since)
        )
        async with self.database.reading() as connection:
            rows = await connection.scalars(query)
            return frozenset(mark for marks in rows for mark in marks)

    async def _first(self, query: Select[Any]) -> Digest | None:
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).mappings().first()
            return _digest(row) if row else None


def _digest(row: RowMapping) -> Digest:
    return Digest(**{name: row[name] for name in Digest.__dataclass_fields__})

"""When each source that always sends was heard last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from domain.alerts.heartbeats import Heartbeat
from storage.database import Database
from storage.incidents.tables import heartbeats

MOST_KEPT = 100
"""Names come from labels that whoever knows the address writes."""


@dataclass(frozen=True)
class SqlHeartbeats:
    """Heartbeats by name; who beats and who judges write different columns."""

    database: Database

    async def beat(self, name: str, *, at: datetime) -> None:
        """Keep that one was heard; a new one beyond the most that are kept is left out."""
        mine = heartbeats.c.name == name
        async with self.database.writing() as connection:
            row = (await connection.execute(select(heartbeats).where(mine))).first()
            if row is not None:
                after = _read(row).heard(at)
                changed = {"last_at": after.last_at, "gap_seconds": _seconds(after.gap)}
                await connection.execute(update(heartbeats).where(mine).values(changed))
                return
            known = await connection.scalar(select(func.count()).select_from(heartbeats))
            if (known or 0) < MOST_KEPT:
                new = self.database.insert(heartbeats).values(name=name, last_at=at)
                await connection.execute(new.on_conflict_do_nothing())

    async def get(self, name: str) -> Heartbeat | None:
        """Return one; None when it was never heard."""
        query = select(heartbeats).where(heartbeats.c.name == name)
        async with self.database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _read(row)

    async def all(self) -> list[Heartbeat]:
        """Return all, by name."""
        query = select(heartbeats).order_by(heartbeats.c.name)
        async with self.database.reading() as connection:
            return [_read(row) for row in await connection.execute(query)]

    async def count_from(self, moment: datetime) -> None:
        """Keep that nobody listened before this moment."""
        async with self.database.writing() as connection:
            await connection.execute(update(heartbeats).values(counted_from=moment))

    async def mark_silent(self, name: str, since: datetime | None) -> None:
        """Keep since when one is silent; None: it is heard again."""
        mine = heartbeats.c.name == name
        async with self.database.writing() as connection:
            await connection.execute(update(heartbeats).where(mine).values(silent_since=since))

    async def forget(self, before: datetime) -> None:
        """Forget those that were not heard since."""
        async with self.database.writing() as connection:
            await connection.execute(delete(heartbeats).where(heartbeats.c.last_at < before))


def _read(row: Row[Any]) -> Heartbeat:
    gap = row.gap_seconds
    return Heartbeat(
        name=row.name,
        last_at=row.last_at,
        gap=None if gap is None else timedelta(seconds=gap),
        counted_from=row.counted_from,
        silent_since=row.silent_since,
    )


def _seconds(gap: timedelta | None) -> float | None:
    return None if gap is None else gap.total_seconds()

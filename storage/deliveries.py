"""The ledger of what became of each message, and the pace at which robots may speak."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select

from domain.deliveries import ChannelKind, Delivery, DeliveryState
from storage.database import Database
from storage.moments import to_micros
from storage.tables import deliveries, pace

MOST_LISTED = 1_000
"""Rows of one answer."""


@dataclass(frozen=True)
class SqlDeliveries:
    """Rows in the order in which they were recorded; the last of a key is its state."""

    database: Database

    async def record(self, delivery: Delivery) -> bool:
        """Append a row and return True; False when (key, state, attempt) is already there."""
        insert = self.database.insert(deliveries).values(vars(delivery))
        once = insert.on_conflict_do_nothing(index_elements=["key", "state", "attempt"])
        # One at a time per key, or the last number given might not be the last row kept.
        async with self.database.writing(lock=f"delivery/{delivery.key}") as connection:
            added = await connection.execute(once.returning(deliveries.c.sequence))
            return added.first() is not None

    async def state_of(self, key: str) -> Delivery | None:
        """Return the newest row of a key, or None."""
        rows = select(deliveries).where(deliveries.c.key == key)
        found = await self._select(rows.order_by(deliveries.c.sequence.desc()).limit(1))
        return found[0] if found else None

    async def list(
        self, *, person_id: str | None, before: datetime | None, limit: int
    ) -> list[Delivery]:
        """Return the newest row of each key, newest first."""
        later = deliveries.alias("later")
        superseded = select(later.c.sequence).where(
            later.c.key == deliveries.c.key, later.c.sequence > deliveries.c.sequence
        )
        query = select(deliveries).where(~superseded.exists())
        if person_id is not None:
            query = query.where(deliveries.c.person_id == person_id)
        if before is not None:
            query = query.where(deliveries.c.at < before)
        newest = query.order_by(deliveries.c.at.desc(), deliveries.c.sequence.desc())
        return list(await self._select(newest.limit(min(limit, MOST_LISTED))))

    async def _select(self, query: Select[Any]) -> Sequence[Delivery]:
        async with self.database.reading() as connection:
            return [_delivery(row) for row in (await connection.execute(query)).mappings()]


def _delivery(row: RowMapping) -> Delivery:
    values = {name: row[name] for name in Delivery.__dataclass_fields__}
    return Delivery(
        **values | {"channel": ChannelKind(row["channel"]), "state": DeliveryState(row["state"])}
    )


@dataclass(frozen=True)
class SqlPace:
    """The last moments handed out, by key.

    The n-th moment is at least one window after the (n - limit)-th and never before the one handed
    out last, so no window (its end not included) can hold more than `limit` of them.
    """

    database: Database

    async def reserve(self, key: str, *, now: datetime, limit: int, window_seconds: float) -> float:
        """Take a slot and return how many seconds to wait before using it (0: now)."""
        asked = to_micros(now)
        async with self.database.writing(lock=f"pace/{key}") as connection:
            kept = await connection.scalar(select(pace.c.slots).where(pace.c.key == key))
            slots: tuple[int, ...] = kept or ()
            slot = max(asked, *slots[-1:], *_free_again(slots, limit, window_seconds))
            row = {"slots": (*slots, slot)[-limit:]}
            insert = self.database.insert(pace).values(key=key, **row)
            await connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_=row))
        return (slot - asked) / 1_000_000


def _free_again(slots: tuple[int, ...], limit: int, window_seconds: float) -> tuple[int, ...]:
    """Return when the slot `limit` places back leaves the window; nothing when there is none."""
    if len(slots) < limit:
        return ()
    return (slots[-limit] + round(window_seconds * 1_000_000),)

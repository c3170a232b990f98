"""The ledger of what became of each message, and the pace at which robots may speak."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from domain.deliveries.deliveries import TRIALS, ChannelKind, Delivery, DeliveryState
from storage.database import Database
from storage.moments import to_micros
from storage.tables import deliveries, pace

MOST_LISTED = 1_000
"""Rows of one answer."""

_LATER = deliveries.alias("later")
_NEWEST = (
    ~select(_LATER.c.sequence)
    .where(_LATER.c.key == deliveries.c.key, _LATER.c.sequence > deliveries.c.sequence)
    .exists()
)
"""Of the rows of a key, only the newest."""


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
        found = await self.rows_of(key, limit=1)
        return found[0] if found else None

    async def rows_of(self, key: str, *, limit: int) -> Sequence[Delivery]:
        """Return the rows of a key, newest first."""
        rows = select(deliveries).where(deliveries.c.key == key)
        newest = rows.order_by(deliveries.c.sequence.desc())
        return await self._select(newest.limit(min(limit, MOST_LISTED)))

    async def about(
        self, events: str, *, person_id: str, since: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Return rows to a person of events whose ids begin with `events`, newest first."""
        rows = select(deliveries).where(
            deliveries.c.person_id == person_id,
            deliveries.c.at >= since,
            deliveries.c.event_id.startswith(events, autoescape=True),
        )
        newest = rows.order_by(deliveries.c.sequence.desc())
        return await self._select(newest.limit(min(limit, MOST_LISTED)))

    async def list(
        self,
        *,
        person_id: str | None,
        before: datetime | None,
        limit: int,
        channel: ChannelKind | None = None,
        states: Collection[DeliveryState] = (),
    ) -> list[Delivery]:
        """Return the newest row of each key, newest first; no `states` means all of them."""
        query = select(deliveries).where(_NEWEST)
        if person_id is not None:
            query = query.where(deliveries.c.person_id == person_id)
        if before is not None:
            query = query.where(deliveries.c.at < before)
        if channel is not None:
            query = query.where(deliveries.c.channel == channel)
        if states:
            query = query.where(deliveries.c.state.in_(sorted(states)))
        newest = query.order_by(deliveries.c.at.desc(), deliveries.c.sequence.desc())
        return list(await self._select(newest.limit(min(limit, MOST_LISTED))))

    async def states_since(self, since: datetime) -> Mapping[DeliveryState, int]:
        """Return how many messages are in each state that they came to since a moment."""
        counted = select(deliveries.c.state, func.count()).where(_NEWEST, deliveries.c.at >= since)
        async with self.database.reading() as connection:
            rows = await connection.execute(counted.group_by(deliveries.c.state))
            return {DeliveryState(state): count for state, count in rows}

    async def counts(
        self, *, since: datetime, person_id: str | None, until: datetime | None = None
    ) -> Mapping[tuple[ChannelKind, DeliveryState], int]:
        """Return how many messages came to each state since a moment; test messages are none."""
        counted = select(deliveries.c.channel, deliveries.c.state, func.count()).where(
            _NEWEST, deliveries.c.at >= since, ~deliveries.c.event_id.startswith(TRIALS)
        )
        if person_id is not None:
            counted = counted.where(deliveries.c.person_id == person_id)
        if until is not None:
            counted = counted.where(deliveries.c.at < until)
        async with self.database.reading() as connection:
            rows = await connection.execute(
                counted.group_by(deliveries.c.channel, deliveries.c.state)
            )
            return {(ChannelKind(kind), DeliveryState(state)): n for kind, state, n in rows}

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
    """The moments at which slots were taken, by key.

    No window (its end not included) ever holds more than `limit` of them, however many workers ask
    at once, as long as their clocks differ by less than one window.
    """

    database: Database

    async def reserve(
        self, key: str, *, now: datetime, limit: int, window_seconds: float, slots: int = 1
    ) -> float:
        """Take `slots` and return 0, or take none and return how many seconds later to ask again.

        Raises:
            ValueError: more slots than `limit` would never be free.
        """
        if slots > limit:
            raise ValueError("more slots than the limit are never free")
        moment, window = to_micros(now), round(window_seconds * 1_000_000)
        async with self.database.writing(lock=f"pace/{key}") as connection:
            kept = await connection.scalar(select(pace.c.taken).where(pace.c.key == key))
            # Twice the window: whoever's clock is behind must still find what it has to count.
            taken = [each for each in kept or () if each > moment - 2 * window]
            wait = _wait(taken, moment, window=window, free=limit - slots)
            if wait == 0:
                row = {"taken": tuple(sorted([*taken, *([moment] * slots)]))}
                insert = self.database.insert(pace).values(key=key, **row)
                replaced = insert.on_conflict_do_update(index_elements=["key"], set_=row)
                await connection.execute(replaced)
        return wait / 1_000_000


def _wait(taken: list[int], moment: int, *, window: int, free: int) -> int:
    """Return how long until at most `free` slots share any window with `moment` (microseconds).

    Slots after `moment` count as well: they were taken by somebody whose clock is ahead.
    """
    near = [each for each in taken if abs(each - moment) < window]
    missing = len(near) - free
    return near[missing - 1] + window - moment if missing > 0 else 0

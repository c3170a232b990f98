"""Every alert that came, each message once; those that come at the same time in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, delete, select, tuple_

from domain.alerts.alerts import Alert, AlertSource, AlertState
from storage.batches import Batches
from storage.database import Database
from storage.incidents.tables import alerts

MOST_LISTED = 10_000
"""Alerts of one answer, some kilobytes each: a night of storms, looked at by the sweep."""

MOST_AT_ONCE = 200
"""Rows of one transaction; other writers of an SQLite file wait for it, some 20 ms."""

KEPT_FOR = timedelta(days=400)
"""How long alerts are kept unless the settings say otherwise: numbers look back so far. Events,
incidents and the audit, which tell what came of them, stay."""


@dataclass(frozen=True)
class SqlAlerts:
    """Alerts by the id of their message; have one per process.

    Attributes:
        kept_for: after that they are forgotten, whenever others are kept.
    """

    database: Database
    kept_for: timedelta = KEPT_FOR

    async def keep(self, alert: Alert, *, fingerprint: str) -> bool:
        """Keep it and return True; False when a message of this id is kept already."""
        row = {
            "id": alert.id,
            "source": alert.source,
            "key": alert.key,
            "state": alert.state,
            "started_at": alert.started_at,
            "received_at": alert.received_at,
            "fingerprint": fingerprint,
            "alert": alert,
        }
        return await self._batches.put(row)

    async def known(
        self, source: AlertSource, key: str, state: AlertState, *, started_at: datetime
    ) -> bool:
        """Say whether a message about this very firing was kept."""
        query = select(alerts.c.id).where(
            alerts.c.source == source,
            alerts.c.key == key,
            alerts.c.state == state,
            alerts.c.started_at == started_at,
        )
        async with self.database.reading() as connection:
            return await connection.scalar(query.limit(1)) is not None

    async def between(self, start: datetime, end: datetime, *, limit: int) -> list[Alert]:
        """Return what was received in `[start, end)`, oldest first."""
        query = select(alerts.c.alert).where(
            alerts.c.received_at >= start, alerts.c.received_at < end
        )
        oldest = query.order_by(alerts.c.received_at, alerts.c.id)
        async with self.database.reading() as connection:
            return list(await connection.scalars(oldest.limit(min(limit, MOST_LISTED))))

    async def of(
        self,
        fingerprint: str,
        *,
        since: datetime,
        until: datetime | None,
        before: str,
        limit: int,
    ) -> list[Alert]:
        """Return what was received about a fingerprint in `[since, until]`, newest first."""
        wanted = [
            alerts.c.fingerprint == fingerprint,
            alerts.c.received_at >= since,
            *([alerts.c.received_at <= until] if until else []),
            *([_older(before)] if before else []),
        ]
        query = select(alerts.c.alert).where(*wanted)
        newest = query.order_by(alerts.c.received_at.desc(), alerts.c.id.desc())
        async with self.database.reading() as connection:
            return list(await connection.scalars(newest.limit(min(limit, MOST_LISTED))))

    async def first(self, fingerprint: str, *, since: datetime) -> Alert | None:
        """Return the first that was received about a fingerprint since then; None for none."""
        mine = alerts.c.fingerprint == fingerprint, alerts.c.received_at >= since
        query = select(alerts.c.alert).where(*mine)
        oldest = query.order_by(alerts.c.received_at, alerts.c.id).limit(1)
        async with self.database.reading() as connection:
            return (await connection.scalars(oldest)).first()

    @cached_property
    def _batches(self) -> Batches[dict[str, Any], bool]:
        return Batches(self._insert, MOST_AT_ONCE, "The alert could not be kept; send it again.")

    async def _insert(self, given: Sequence[dict[str, Any]]) -> list[bool]:
        """Return for each whether it was not there before; of two equal messages one was new."""
        insert = self.database.insert(alerts).on_conflict_do_nothing().returning(alerts.c.id)
        old = alerts.c.received_at < max(row["received_at"] for row in given) - self.kept_for
        # In one order everywhere, or two processes on PostgreSQL would wait for each other.
        rows = sorted(given, key=lambda row: str(row["id"]))
        async with self.database.writing() as connection:
            await connection.execute(delete(alerts).where(old))
            added = set((await connection.execute(insert, rows)).scalars())
        first = {row["id"]: row for row in reversed(given)}
        return [row["id"] in added and first[row["id"]] is row for row in given]


def _older(alert_id: str) -> ColumnElement[bool]:
    """Say which came before this one; none when it is not kept."""
    its = alerts.alias("its")
    place = select(its.c.received_at, its.c.id).where(its.c.id == alert_id)
    return tuple_(alerts.c.received_at, alerts.c.id) < place.scalar_subquery()

"""Every alert that came, each message once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.alerts import Alert, AlertSource, AlertState
from storage.database import Database
from storage.incident_tables import alerts

MOST_LISTED = 10_000
"""Alerts of one answer, some kilobytes each: a night of storms, looked at by the sweep."""


@dataclass(frozen=True)
class SqlAlerts:
    """Alerts by the id of their message."""

    database: Database

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
        insert = self.database.insert(alerts).values(row).on_conflict_do_nothing()
        async with self.database.writing() as connection:
            added = await connection.execute(insert.returning(alerts.c.id))
            return added.first() is not None

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

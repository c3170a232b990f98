"""Every alert that came, each message once.

A storm brings hundreds at a time, and each must be kept before it is answered. A transaction for
each would be all that a small machine does; so those that wait at the same time are written in one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from domain.alerts import Alert, AlertSource, AlertState
from domain.errors import Unavailable, ZhibanError
from storage.database import Database
from storage.incident_tables import alerts

MOST_LISTED = 10_000
"""Alerts of one answer, some kilobytes each: a night of storms, looked at by the sweep."""

MOST_AT_ONCE = 200
"""Rows of one transaction; other writers of an SQLite file wait for it, some 20 ms."""

KEPT_FOR = timedelta(days=400)
"""How long alerts are kept unless the settings say otherwise: numbers look back so far. Events,
incidents and the audit, which tell what came of them, stay."""


@dataclass(frozen=True)
class _Waiting:
    """A message on its way, and whom to tell whether it was new."""

    row: dict[str, Any]
    kept: asyncio.Future[bool]

    def tell(self, outcome: bool | ZhibanError) -> None:  # noqa: FBT001 - it is the answer itself
        """Answer, unless who asked has gone."""
        if self.kept.done():
            return
        if isinstance(outcome, bool):
            self.kept.set_result(outcome)
        else:
            self.kept.set_exception(outcome)


@dataclass
class SqlAlerts:
    """Alerts by the id of their message; have one per process.

    Attributes:
        kept_for: after that they are forgotten, whenever others are kept.
    """

    database: Database
    kept_for: timedelta = KEPT_FOR
    _waiting: list[_Waiting] = field(default_factory=list)
    _writer: asyncio.Task[None] | None = None

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
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(row, kept))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
            self._writer.add_done_callback(self._end)
        answer: bool = await kept
        return answer

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

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                await self._write(batch)
            except BaseException:
                self._waiting = [*batch, *self._waiting]
                raise

    def _end(self, writer: asyncio.Task[None]) -> None:
        """Leave nobody waiting for a writer that was stopped, perhaps before it began."""
        if writer is self._writer:
            left, self._waiting = self._waiting, []
            for each in left:
                each.tell(Unavailable("The alert could not be kept; send it again."))

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        """Write them together; what the database refuses is found by writing each for itself."""
        try:
            added = await self._insert([each.row for each in batch])
        except ZhibanError as error:
            if len(batch) == 1 or isinstance(error, Unavailable):
                for each in batch:
                    each.tell(error)
                return
            for each in batch:
                await self._write([each])
            return
        for each in batch:
            each.tell(each.row["id"] in added)
            added.discard(each.row["id"])  # of two equal messages one was new

    async def _insert(self, rows: list[dict[str, Any]]) -> set[str]:
        """Return the ids that were not there before."""
        insert = self.database.insert(alerts).on_conflict_do_nothing().returning(alerts.c.id)
        old = alerts.c.received_at < max(row["received_at"] for row in rows) - self.kept_for
        # In one order everywhere, or two processes on PostgreSQL would wait for each other.
        rows = sorted(rows, key=lambda row: str(row["id"]))
        async with self.database.writing() as connection:
            await connection.execute(delete(alerts).where(old))
            return set((await connection.execute(insert, rows)).scalars())

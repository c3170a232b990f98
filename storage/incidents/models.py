"""Rows of incidents, held against the events that they are read from (EVT-1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from application.events.read_models import Difference, IncidentHistory
from domain.incidents.incidents import Incident
from storage.database import Database
from storage.events.events import event_of
from storage.incidents.incidents import columns_of, incident_in, keep_incident
from storage.incidents.tables import incidents
from storage.tables import events

_AT_ONCE = 200
"""Incidents looked at in one go: twice 48 KiB each at most."""


@dataclass
class IncidentComparison:
    """Finds rows that differ from the events, a few at a time, and puts them right.

    Attributes:
        history: which event is the newest of each incident.
        orphans: incidents whose newest event cannot be read by this version; left alone.
    """

    history: IncidentHistory
    orphans: set[str] = field(default_factory=set)

    async def everything(self, connection: AsyncConnection) -> list[Difference]:
        """Compare all of them, beside everybody; what changes meanwhile is found `touched`."""
        found: list[Difference] = []
        after = ""
        known = set(self.history.newest)
        self.history.touched.clear()
        while page := await _ids_after(connection, after):
            found += await self.some(connection, page)
            known.difference_update(page)
            after = page[-1]
        return found + await self.some(connection, known)

    async def some(self, connection: AsyncConnection, ids: Iterable[str]) -> list[Difference]:
        """Compare these, in order."""
        found: list[Difference] = []
        waiting = iter(sorted(ids))
        while page := list(islice(waiting, _AT_ONCE)):
            told = await self._told(connection, page)
            rows = await _rows(connection, page)
            for incident_id in page:
                what = self._what_differs(incident_id, told, rows)
                if what:
                    found.append(Difference("incidents", incident_id, what))
        return found

    async def mend(
        self, database: Database, connection: AsyncConnection, differing: Iterable[Difference]
    ) -> None:
        """Put right what differs."""
        for each in differing:
            await connection.execute(delete(incidents).where(incidents.c.id == each.id))
            told = await self._told(connection, [each.id])
            for incident in told.values():
                await keep_incident(database, connection, incident)

    async def _told(self, connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Incident]:
        """Return the incidents as their newest events tell; without those that cannot be read."""
        numbers = [self.history.newest[each] for each in ids if each in self.history.newest]
        query = select(events).where(events.c.sequence.in_(numbers))
        told = {}
        for row in (await connection.execute(query)).mappings():
            try:
                told[row["subject"]] = incident_in(event_of(row))
            except ValueError:
                continue
        return told

    def _what_differs(
        self, incident_id: str, told: dict[str, Incident], rows: dict[str, RowMapping | None]
    ) -> tuple[str, ...]:
        if incident_id not in self.history.newest:
            return ("unknown",)
        made = told.get(incident_id)
        if made is None:
            self.orphans.add(incident_id)
            return ()
        self.orphans.discard(incident_id)
        if incident_id not in rows:
            return ("missing",)
        row = rows[incident_id]
        return ("unreadable",) if row is None else tuple(_different(made, row))


def _different(made: Incident, row: RowMapping) -> Iterator[str]:
    found = row["incident"]
    for each in fields(Incident):
        if getattr(made, each.name) != getattr(found, each.name):
            yield each.name
    for name, value in columns_of(found).items():
        if row[name] != value:
            yield f"row.{name}"


async def _ids_after(connection: AsyncConnection, after: str) -> list[str]:
    query = select(incidents.c.id).where(incidents.c.id > after).order_by(incidents.c.id)
    return list(await connection.scalars(query.limit(_AT_ONCE)))


async def _rows(connection: AsyncConnection, ids: list[str]) -> dict[str, RowMapping | None]:
    """Return rows by id; None for one that cannot be read."""
    query = select(incidents).where(incidents.c.id.in_(ids))
    try:
        found: dict[str, Any] = {
            row["id"]: row for row in (await connection.execute(query)).mappings()
        }
    except ValueError:
        if len(ids) == 1:
            return {ids[0]: None}
        found = {}
        for each in ids:
            found |= await _rows(connection, [each])
    return found

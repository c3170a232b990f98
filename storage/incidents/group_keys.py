"""What open incidents may share with others, for as long as they may be gathered (ALR-12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from application.ports.incidents.groups import KnownPeer
from domain.alerts.alerts import FaultClass
from domain.incidents.groups.gathering import Peer
from domain.incidents.groups.rules import GroupKey
from storage.database import Database
from storage.incidents.tables import incident_group_keys

KEPT_FOR = timedelta(days=1)
"""Longer than any window; what is older is forgotten whenever others are kept."""

MOST_PEERS = 1_000
"""Rows of one answer: a group takes 200 members, each with a few keys."""


@dataclass(frozen=True)
class SqlGroupKeys:
    """One row for each key of an incident."""

    database: Database

    async def keep(self, known: KnownPeer, *, at: datetime) -> None:
        """Keep it; what was kept of this incident before is replaced."""
        table, peer = incident_group_keys, known.peer
        rows = [
            {
                "incident_id": peer.incident,
                "key": each.id,
                "workflow_id": known.workflow_id,
                "workload": peer.workload,
                "fault": peer.fault,
                "onset": peer.onset,
                "kept_at": at,
                "shared": each,
            }
            for each in {each.id: each for each in peer.keys}.values()
        ]
        async with self.database.writing() as connection:
            await connection.execute(delete(table).where(table.c.kept_at < at - KEPT_FOR))
            await connection.execute(delete(table).where(table.c.incident_id == peer.incident))
            if rows:
                await connection.execute(table.insert(), rows)

    async def sharing(self, keys: Sequence[GroupKey], *, since: datetime) -> list[KnownPeer]:
        """Return incidents that were kept since then and share one of the keys, oldest first."""
        table = incident_group_keys
        query = (
            select(table)
            .where(table.c.key.in_([each.id for each in keys]), table.c.kept_at >= since)
            .order_by(table.c.kept_at.desc(), table.c.incident_id)
            .limit(MOST_PEERS)
        )
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found: dict[str, KnownPeer] = {}
        for row in reversed(rows):
            fresh = Peer(row.incident_id, row.workload, FaultClass(row.fault), row.onset, ())
            known = found.get(row.incident_id, KnownPeer(fresh, row.workflow_id))
            peer = replace(known.peer, keys=(*known.peer.keys, row.shared))
            found[row.incident_id] = replace(known, peer=peer)
        return list(found.values())

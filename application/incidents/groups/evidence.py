"""Reads from a cluster what an incident may share with others (ALR-12)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from application.incidents.repairs.facts import known
from application.ports.clusters import Clusters
from domain.alerts.alerts import Alert
from domain.clusters.clusters import WorkloadRef
from domain.incidents.groups.evidence import keys_from
from domain.incidents.groups.rules import GroupKey

PATIENCE = 5.0
"""Seconds for each read: the first decision is due 30 s after intake."""


@dataclass(frozen=True)
class GroupEvidence:
    """Looks at a workload and the nodes under it."""

    clusters: Clusters

    async def keys(
        self, alert: Alert, owner: WorkloadRef | None, *, opened_at: datetime
    ) -> tuple[GroupKey, ...]:
        """Return what an incident may share; a cluster that is away only makes it share less."""
        if owner is None:
            return ()
        workload, nodes = await asyncio.gather(
            known(self.clusters.workload(owner), "workload", within=PATIENCE),
            known(self.clusters.nodes(owner.cluster), "nodes", within=PATIENCE),
        )
        return keys_from(alert, owner, workload, nodes or (), opened_at=opened_at)

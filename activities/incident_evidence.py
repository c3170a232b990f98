"""Looks at a workload once, for whoever is woken about it (ALR-9)."""

import asyncio
from dataclasses import dataclass

from activities.incident_orders import GatherOrder
from application.incidents.repairs.facts import known
from application.ports.clusters import Clusters
from domain.incidents.causes.causes import LikelyCauses
from domain.incidents.causes.likely import likely_causes
from domain.incidents.evidence import Evidence, evidence_of, worst_pod

PATIENCE = 5.0
"""Seconds for the workload, and again for its events and log; a page does not wait for more."""

CAUSES_PATIENCE = 9.0
"""Seconds for all that stands around it: some rounds of questions, within one look."""

MOST_EVENTS, LOG_LINES = 20, 200


@dataclass(frozen=True)
class EvidenceReader:
    """Reads what a page tells; what cannot be read in time is left out."""

    clusters: Clusters

    async def of(self, order: GatherOrder) -> Evidence | None:
        """Return what was seen; None when the cluster does not answer or knows of no such thing."""
        owner = order.owner
        looking = asyncio.create_task(self._report(order))
        reading = self.clusters.workload_health(owner)
        workload = await known(reading, "workload", within=PATIENCE)
        report = await looking
        if workload is None:
            return None
        pod, cluster, namespace = worst_pod(workload), owner.cluster, owner.namespace
        name = pod.name if pod else owner.name
        events = self.clusters.events(
            cluster, namespace=namespace, object_name=name, limit=MOST_EVENTS
        )
        log = self._log(cluster, namespace, pod.name if pod else "")
        seen, lines = await asyncio.gather(known(events, "events", within=PATIENCE), log)
        return evidence_of(workload, seen or (), lines, at=order.at, report=report)

    async def _report(self, order: GatherOrder) -> LikelyCauses | None:
        """Return the likely causes; None when the cluster says nothing in time."""
        reading = self.clusters.surroundings(order.owner, at=order.at)
        seen = await known(reading, "surroundings", within=CAUSES_PATIENCE)
        if seen is None:
            return None
        return likely_causes(seen, alerted=order.alerted_at or order.at, measures=order.measures)

    async def _log(self, cluster: str, namespace: str, pod: str) -> str:
        if not pod:
            return ""
        reading = self.clusters.pod_log(cluster, namespace=namespace, pod=pod, lines=LOG_LINES)
        return await known(reading, "log", within=PATIENCE) or ""

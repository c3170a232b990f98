"""The `Clusters` port on Kubernetes' API and the catalogue of a cloud."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from application.ports.clusters import WorkloadPage
from domain.clusters.clusters import (
    Cluster,
    ClusterEvent,
    Node,
    NodePool,
    ObjectRef,
    Pod,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.clusters.surroundings import Surroundings
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import Connections
from integrations.kubernetes.client.objects import text, texts
from integrations.kubernetes.client.paths import CORE, is_name, listing, of_workload, single
from integrations.kubernetes.workloads.events import event_of
from integrations.kubernetes.workloads.gathering import gather, gather_health, revisions_and_pods
from integrations.kubernetes.workloads.nodes import node_of
from integrations.kubernetes.workloads.owners import owner_of
from integrations.kubernetes.workloads.paging import page_of
from integrations.kubernetes.workloads.pods import pod_of, unready_first
from integrations.kubernetes.workloads.surroundings import surroundings_of
from integrations.kubernetes.workloads.workloads import workload_of

MOST_NODES = 1_000
MOST_EVENTS = 2_000
"""Events that are looked through for the newest: the server lists them in no order of time."""

MOST_LOG_BYTES = 64 * 1024
MOST_LOG_LINES = 1_000


@dataclass(frozen=True)
class KubernetesClusters:
    """Reads clusters; the catalogue of the connections knows which there are."""

    connections: Connections
    _looking: dict[WorkloadRef, asyncio.Task[Workload | None]] = field(
        default_factory=dict, repr=False
    )

    async def clusters(self) -> list[Cluster]:
        """Return the account's clusters."""
        return await self.connections.catalogue.clusters()

    async def nodes(self, cluster: str) -> list[Node]:
        """Return its nodes, at most 1,000."""
        found = await self._asking(cluster).list(listing(CORE, "nodes"), most=MOST_NODES)
        return [node_of(one) for one in found.objects]

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return its node pools."""
        return await self.connections.catalogue.node_pools(cluster)

    async def workloads(
        self,
        cluster: str,
        *,
        namespace: str = "",
        kind: WorkloadKind | None = None,
        application: str = "",
        after: str = "",
        limit: int = 50,
    ) -> WorkloadPage:
        """Return workloads without pods, revisions and limits: kind by kind, then by name.

        Raises:
            InvalidRequest: `application` is no label, or `after` is of no page of ours.
        """
        return await page_of(
            self._asking(cluster),
            namespace=namespace,
            kinds=tuple(WorkloadKind) if kind is None else (kind,),
            application=application,
            after=after,
            limit=limit,
        )

    async def workload(self, ref: WorkloadRef) -> Workload | None:
        """Return everything about one; None when it does not exist.

        Raises:
            Forbidden: it, its pods, its revisions, or the autoscalers, disruption budgets or
                quotas of its namespace may not be read: "unknown" is never told as "none".
        """
        if not is_name(ref.namespace) or not is_name(ref.name):
            return None
        gathered = await gather(self._asking(ref.cluster), ref)
        return None if gathered is None else workload_of(ref, gathered)

    async def workload_health(self, ref: WorkloadRef) -> Workload | None:
        """Return one with its revisions and pods only; None when it does not exist.

        Who asks while the same is being read gets that answer: a look after a write asks for the
        target and, through its alarm, for the same once more.
        """
        if not is_name(ref.namespace) or not is_name(ref.name):
            return None
        looking = self._looking.get(ref)
        if looking is None:
            looking = self._looking[ref] = asyncio.create_task(self._health(ref))
            looking.add_done_callback(lambda done: self._looked(ref, done))
        # Whoever gives up does not take the answer away from the others.
        return await asyncio.shield(looking)

    def _looked(self, ref: WorkloadRef, done: "asyncio.Task[Workload | None]") -> None:
        del self._looking[ref]
        if not done.cancelled():
            done.exception()  # heard, even where everybody has given up

    async def _health(self, ref: WorkloadRef) -> Workload | None:
        gathered = await gather_health(self._asking(ref.cluster), ref)
        return None if gathered is None else workload_of(ref, gathered)

    async def surroundings(self, ref: WorkloadRef, *, at: datetime) -> Surroundings | None:
        """Return what stands around a workload in trouble; None when it does not exist.

        What may not be read, or is not answered in time, is named in it.
        """
        if not is_name(ref.namespace) or not is_name(ref.name):
            return None
        return await surroundings_of(self._asking(ref.cluster), ref, at)

    async def pods(
        self, cluster: str, *, namespace: str, workload: WorkloadRef | None = None, limit: int = 100
    ) -> list[Pod]:
        """Return pods of a namespace, or of one workload; the unready ones first."""
        asking = self._asking(cluster)
        if workload is None:
            listed = await asking.list(listing(CORE, "pods", namespace), most=MOST_NODES)
        else:
            ref = workload
            found = await asking.get(of_workload(ref.kind, ref.namespace, ref.name))
            if found is None:
                return []
            _, listed = await revisions_and_pods(asking, ref, found)
        return unready_first([pod_of(one) for one in listed.objects])[:limit]

    async def events(
        self, cluster: str, *, namespace: str, object_name: str = "", limit: int = 100
    ) -> list[ClusterEvent]:
        """Return events, newest first."""
        if object_name and not is_name(object_name):
            return []
        about = {"fieldSelector": f"involvedObject.name={object_name}"} if object_name else {}
        found = await self._asking(cluster).list(
            listing(CORE, "events", namespace), most=MOST_EVENTS, **about
        )
        events = [event_of(one) for one in found.objects]
        events.sort(key=lambda event: event.at, reverse=True)
        return events[:limit]

    async def pod_log(
        self,
        cluster: str,
        *,
        namespace: str,
        pod: str,
        container: str = "",
        lines: int = 100,
        previous: bool = False,
    ) -> str:
        """Return the last lines of a pod, at most 64 KiB; untrusted text.

        Raises:
            NotFound: there is no such pod.
            InvalidRequest: a name is none.
            Rejected: the container has not started, or has no run before this one.
        """
        if container and not is_name(container):
            raise InvalidRequest("container", message("cluster_rule.container"))
        asked = {
            "tailLines": str(min(max(lines, 1), MOST_LOG_LINES)),
            "limitBytes": str(MOST_LOG_BYTES),
            **({"container": container} if container else {}),
            **({"previous": "true"} if previous else {}),
        }
        path = f"{single(CORE, 'pods', namespace, pod)}/log"
        body = await self._asking(cluster).body(path, **asked)
        return body[-MOST_LOG_BYTES:].decode(errors="replace")

    async def owner_of(self, named: ObjectRef) -> WorkloadRef | None:
        """Return the top owner of a pod, ReplicaSet, workload or container's pod."""
        return await owner_of(self._asking(named.cluster), named)

    async def config_content(
        self, ref: WorkloadRef, name: str
    ) -> tuple[str, dict[str, str]] | None:
        """Return (resourceVersion, data) of a ConfigMap of the target's namespace, or None."""
        if not is_name(name):
            return None
        found = await self._asking(ref.cluster).get(single(CORE, "configmaps", ref.namespace, name))
        if found is None:
            return None
        return text(found, "metadata", "resourceVersion"), texts(found, "data")

    def _asking(self, cluster: str) -> Asking:
        return Asking(self.connections, cluster)

"""Kubernetes clusters, to look at (CLD-2).

Writes are another matter: `application/incidents/repairs/repairs.py`, and for people
`application/cluster_edits/writes.py`.
"""

from dataclasses import dataclass

from application.ports.clusters import Clusters, WorkloadPage
from domain.clusters.clusters import (
    Cluster,
    ClusterEvent,
    Node,
    NodePool,
    Pod,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.people.access import Actor, Permission, require

MOST_NODES = 1_000
MOST_WORKLOADS = 200
MOST_PODS = 500
MOST_EVENTS = 500
MOST_LINES = 1_000

LONGEST_NAME = 253
"""Characters of anything that names an object (RFC 1123), and more than ids of clusters have."""


@dataclass(frozen=True)
class ClusterService:
    """The one door to reading clusters; what comes from inside them is untrusted text."""

    reads: Clusters

    async def clusters(self, *, by: Actor) -> list[Cluster]:
        """Return the account's clusters."""
        require(by, Permission.READ_CLUSTERS)
        return await self.reads.clusters()

    async def nodes(self, *, by: Actor, cluster: str, limit: int = 200) -> list[Node]:
        """Return nodes of a cluster."""
        require(by, Permission.READ_CLUSTERS)
        check_limit(limit, MOST_NODES)
        return (await self.reads.nodes(plain_name("cluster", cluster)))[:limit]

    async def node_pools(self, *, by: Actor, cluster: str) -> list[NodePool]:
        """Return the node pools of a cluster."""
        require(by, Permission.READ_CLUSTERS)
        return await self.reads.node_pools(plain_name("cluster", cluster))

    async def workloads(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        cluster: str,
        namespace: str = "",
        kind: WorkloadKind | None = None,
        application: str = "",
        after: str = "",
        limit: int = 50,
    ) -> WorkloadPage:
        """Return workloads without their pods; an empty namespace means all of them."""
        require(by, Permission.READ_CLUSTERS)
        check_limit(limit, MOST_WORKLOADS)
        return await self.reads.workloads(
            plain_name("cluster", cluster),
            namespace=plain_name("namespace", namespace, needed=False),
            kind=kind,
            application=plain_name("application", application, needed=False),
            after=after,
            limit=limit,
        )

    async def workload(self, *, by: Actor, ref: WorkloadRef) -> Workload:
        """Return everything about a workload.

        Raises:
            NotFound: it does not exist.
        """
        require(by, Permission.READ_CLUSTERS)
        found = await self.reads.workload(_checked(ref))
        if found is None:
            raise NotFound("workload", str(ref))
        return found

    async def pods(
        self,
        *,
        by: Actor,
        cluster: str,
        namespace: str,
        workload: WorkloadRef | None = None,
        limit: int = 100,
    ) -> list[Pod]:
        """Return pods of a namespace, or of one workload."""
        require(by, Permission.READ_CLUSTERS)
        check_limit(limit, MOST_PODS)
        return await self.reads.pods(
            plain_name("cluster", cluster),
            namespace=plain_name("namespace", namespace),
            workload=_checked(workload) if workload else None,
            limit=limit,
        )

    async def events(
        self, *, by: Actor, cluster: str, namespace: str, object_name: str = "", limit: int = 100
    ) -> list[ClusterEvent]:
        """Return what Kubernetes noted, newest first; of one object when it is named."""
        require(by, Permission.READ_CLUSTERS)
        check_limit(limit, MOST_EVENTS)
        return await self.reads.events(
            plain_name("cluster", cluster),
            namespace=plain_name("namespace", namespace),
            object_name=plain_name("object_name", object_name, needed=False),
            limit=limit,
        )

    async def pod_log(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        cluster: str,
        namespace: str,
        pod: str,
        container: str = "",
        lines: int = 100,
        previous: bool = False,
    ) -> str:
        """Return the last lines of a pod, at most 64 KiB; of its run before this one if asked."""
        require(by, Permission.READ_CLUSTERS)
        check_limit(lines, MOST_LINES, field="lines")
        return await self.reads.pod_log(
            plain_name("cluster", cluster),
            namespace=plain_name("namespace", namespace),
            pod=plain_name("pod", pod),
            container=plain_name("container", container, needed=False),
            lines=lines,
            previous=previous,
        )


def check_limit(limit: int, most: int, *, field: str = "limit") -> None:
    """Refuse a number of things that is none, or too large."""
    if not 1 <= limit <= most:
        raise InvalidRequest(field, message("cluster_rule.limit", most=most))


def _checked(ref: WorkloadRef) -> WorkloadRef:
    for field in ("cluster", "namespace", "name"):
        plain_name(field, getattr(ref, field))
    return ref


def plain_name(field: str, value: str, *, needed: bool = True) -> str:
    """Return a name that can be put into an address without changing where it leads."""
    if not value and not needed:
        return value
    safe = value.replace("-", "").replace(".", "").replace("_", "")
    if len(value) > LONGEST_NAME or not (safe.isascii() and safe.isalnum()):
        raise InvalidRequest(field, message("cluster_rule.plain_name", most=LONGEST_NAME))
    return value

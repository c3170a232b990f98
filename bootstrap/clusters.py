"""Clusters of the account and of kubeconfig files, behind one set of connections."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import yaml

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from bootstrap.configuration.sandbox_rule import CLOUD, check_cluster
from bootstrap.configuration.settings import Settings
from domain.clusters.changes import Performed
from domain.clusters.clusters import Cluster, NodePool
from domain.clusters.edits import AlarmPart, LogPart, Looked, Manifest, NewPool, ObjectEdit
from integrations.kubernetes.catalogues import JoinedCatalogues, KubeconfigFiles
from integrations.kubernetes.client.connections import (
    ClusterCatalogue,
    Connections,
    KubernetesAccess,
)
from integrations.kubernetes.editing import KubernetesEdits
from integrations.tencent.alarm_policies import TencentAlarmPolicies
from integrations.tencent.calls import TencentCalls
from integrations.tencent.clusters import TencentClusters
from integrations.tencent.log_resources import TencentLogResources


@dataclass(frozen=True)
class OneWorld:
    """A catalogue whose clusters are all real, or all of the sandbox (OPS-6).

    Attributes:
        sandbox: which of both.
        local: names of services that may be real although they run on this machine.
    """

    catalogue: ClusterCatalogue
    sandbox: bool = False
    local: Collection[str] = ()

    async def clusters(self) -> list[Cluster]:
        """Return all clusters."""
        return await self.catalogue.clusters()

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return the node pools of a cluster; `NotFound` for an unknown one."""
        return await self.catalogue.node_pools(cluster)

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        """Ask for so many nodes in a pool."""
        await self.catalogue.resize_pool(cluster, pool, nodes)

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        """Make a node pool; return its id."""
        return await self.catalogue.create_pool(cluster, pool, mark=mark)

    async def kubeconfig(self, cluster: str) -> str:
        """Return the way into a cluster of the chosen world.

        Raises:
            NotFound: nobody knows the cluster.
            Misconfigured: it leads out of the sandbox, or into it.
        """
        text = await self.catalogue.kubeconfig(cluster)
        for server in _servers(text):
            check_cluster(cluster, server, sandbox=self.sandbox, local=self.local)
        return text


@dataclass(frozen=True)
class AllEdits:
    """Edits of clusters and of the cloud as one; each part goes to who can look at it."""

    clusters: KubernetesEdits
    alarms: TencentAlarmPolicies
    logs: TencentLogResources

    def read(self, text: str, *, namespace: str) -> tuple[Manifest, ...]:
        """Return the objects of a YAML text; raises `InvalidRequest`."""
        return self.clusters.read(text, namespace=namespace)

    async def look(self, cluster: str, edit: ObjectEdit) -> Looked:
        """Say what an edit would change; nothing is stored."""
        if isinstance(edit, AlarmPart):
            return await self.alarms.look(cluster, edit)
        if isinstance(edit, LogPart):
            return await self.logs.look(cluster, edit)
        return await self.clusters.look(cluster, edit)

    async def capture(self, cluster: str, edit: ObjectEdit) -> str:
        """Return what the edit would replace, as JSON text."""
        if isinstance(edit, AlarmPart):
            return await self.alarms.capture(cluster, edit)
        if isinstance(edit, LogPart):
            return await self.logs.capture(cluster, edit)
        return await self.clusters.capture(cluster, edit)

    async def perform(self, cluster: str, edit: ObjectEdit, *, key: str, seen: str) -> Performed:
        """Make an edit of what was `seen`, once per key."""
        if isinstance(edit, AlarmPart):
            return await self.alarms.perform(cluster, edit, key=key, seen=seen)
        if isinstance(edit, LogPart):
            return await self.logs.perform(cluster, edit, key=key, seen=seen)
        return await self.clusters.perform(cluster, edit, key=key, seen=seen)


def cluster_connections(
    settings: Settings, calls: TencentCalls, pace: Pace, clock: Clock
) -> Connections:
    """Return the connections to all clusters; nothing is opened yet."""
    kubernetes = settings.kubernetes
    sandbox = settings.sandbox and CLOUD not in settings.up.real
    known: list[ClusterCatalogue] = [KubeconfigFiles(kubernetes.kubeconfigs)]
    if settings.tencent.configured:
        known.append(TencentClusters(calls, kubernetes.regions, kubernetes.extranet))
    return Connections(
        OneWorld(
            JoinedCatalogues(tuple(known)),
            sandbox=sandbox,
            local=settings.local_services,
        ),
        pace,
        clock,
        KubernetesAccess(
            calls_per_second=kubernetes.calls_per_second,
            patience=timedelta(seconds=kubernetes.timeout_seconds),
            insecure=sandbox,
        ),
    )


def _servers(kubeconfig: str) -> list[str]:
    """Return the addresses in it; what cannot be read is refused when it is opened."""
    try:
        written = yaml.safe_load(kubeconfig)
        return [str(each["cluster"]["server"]) for each in written["clusters"]]
    except (yaml.YAMLError, KeyError, TypeError):
        return []

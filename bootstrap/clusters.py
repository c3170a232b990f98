"""Clusters of the account and of kubeconfig files, behind one set of connections."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import yaml

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from bootstrap.sandbox_rule import check_cluster
from bootstrap.settings import Settings
from domain.clusters import Cluster, NodePool
from domain.errors import Misconfigured
from integrations.kubernetes.connections import (
    ClusterCatalogue,
    Connections,
    KubernetesAccess,
)
from integrations.tencent.calls import TencentCalls
from integrations.tencent.clusters import TencentClusters

LARGEST_KUBECONFIG = 256 * 1024
"""Bytes; a kubeconfig with two certificates has about 10 kB."""


@dataclass(frozen=True)
class KubeconfigFiles:
    """Clusters that a file leads to, before those of the account.

    Attributes:
        files: cluster id to its file, read anew each time that a client is made.
        account: the others; None when there is no account.
        sandbox: whether all clusters must be stand-ins; `local` names services that may be real
            although they run on this machine.
    """

    files: Mapping[str, Path]
    account: ClusterCatalogue | None
    sandbox: bool = False
    local: Collection[str] = ()

    async def clusters(self) -> list[Cluster]:
        """Return those of files, then the account's."""
        own = [Cluster(name, name, "", "Running", "", 0) for name in self.files]
        return own + (await self.account.clusters() if self.account else [])

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return the account's node pools; a cluster of a file has none that we know."""
        if cluster in self.files or self.account is None:
            return []
        return await self.account.node_pools(cluster)

    async def kubeconfig(self, cluster: str) -> str:
        """Return what the file holds, else what the account says.

        Raises:
            Misconfigured: the file cannot be read, says which setting names it; or it leads out of
                the sandbox, or into it.
        """
        text = await self._read(cluster)
        for server in _servers(text):
            check_cluster(cluster, server, sandbox=self.sandbox, local=self.local)
        return text

    async def _read(self, cluster: str) -> str:
        if (file := self.files.get(cluster)) is None:
            if self.account is None:
                raise Misconfigured(f"Nothing leads to cluster '{cluster}': {_HOW}")
            return await self.account.kubeconfig(cluster)
        try:
            return await asyncio.to_thread(_read, file)
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"The kubeconfig of cluster '{cluster}' in ZHIBAN_KUBERNETES_KUBECONFIGS cannot be "
                f"read: {type(error).__name__}."
            ) from None


_HOW = "set ZHIBAN_TENCENT_SECRET_ID, or name its file in ZHIBAN_KUBERNETES_KUBECONFIGS."


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        return opened.read(LARGEST_KUBECONFIG).decode()


def _servers(kubeconfig: str) -> list[str]:
    """Return the addresses in it; what cannot be read is refused when it is opened."""
    try:
        written = yaml.safe_load(kubeconfig)
        return [str(each["cluster"]["server"]) for each in written["clusters"]]
    except (yaml.YAMLError, KeyError, TypeError):
        return []


def cluster_connections(
    settings: Settings, calls: TencentCalls, pace: Pace, clock: Clock
) -> Connections:
    """Return the connections to all clusters; nothing is opened yet."""
    kubernetes = settings.kubernetes
    account = (
        TencentClusters(calls, kubernetes.regions, kubernetes.extranet)
        if settings.tencent.secret_id.get_secret_value()
        else None
    )
    return Connections(
        KubeconfigFiles(
            kubernetes.kubeconfigs,
            account,
            sandbox=settings.sandbox,
            local=settings.local_services,
        ),
        pace,
        clock,
        KubernetesAccess(
            calls_per_second=kubernetes.calls_per_second,
            patience=timedelta(seconds=kubernetes.timeout_seconds),
            insecure=settings.sandbox,
        ),
    )

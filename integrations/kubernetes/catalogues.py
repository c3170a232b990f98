"""Clusters that no cloud lists: their kubeconfigs lie in files that the settings name."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.clusters.clusters import Cluster, NodePool
from domain.clusters.edits import NewPool
from domain.common.errors import Misconfigured, NotFound, Rejected
from domain.common.messages import Called, message
from integrations.kubernetes.client.connections import ClusterCatalogue
from integrations.kubernetes.client.kubeconfigs import MOST_CHARACTERS


@dataclass(frozen=True)
class KubeconfigFiles:
    """A catalogue of files, read anew whenever a connection is opened.

    Attributes:
        files: cluster id and the file with its kubeconfig.
    """

    files: Mapping[str, Path]

    async def clusters(self) -> list[Cluster]:
        """Return one cluster per file; what only a cloud would know is empty."""
        return [Cluster(name, name, "", "", "", 0) for name in sorted(self.files)]

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return none: pools belong to clouds.

        Raises:
            NotFound: no file is named for the cluster.
        """
        self._file(cluster)
        return []

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        """Refuse: pools belong to clouds.

        Raises:
            NotFound: no file is named for the cluster, or it has no such pool.
        """
        del nodes
        self._file(cluster)
        raise NotFound("node pool", pool)

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        """Refuse: pools belong to clouds.

        Raises:
            NotFound: no file is named for the cluster.
            Rejected: it is of no cloud.
        """
        del pool, mark
        self._file(cluster)
        raise Rejected(message("edit.no_cloud"))

    async def kubeconfig(self, cluster: str) -> str:
        """Return what is in the file.

        Raises:
            NotFound: no file is named for the cluster.
            Misconfigured: it cannot be read.
        """
        path = self._file(cluster)
        try:
            return await asyncio.to_thread(_beginning, path)
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(message("kubeconfig.unreadable", cluster=Called(cluster))) from None

    def _file(self, cluster: str) -> Path:
        if cluster not in self.files:
            raise NotFound("cluster", cluster)
        return self.files[cluster]


@dataclass(frozen=True)
class JoinedCatalogues:
    """Several catalogues as one; the first that knows a cluster answers for it."""

    catalogues: tuple[ClusterCatalogue, ...]

    async def clusters(self) -> list[Cluster]:
        """Return the clusters of all; one that fails makes the answer an error."""
        found = [one for each in self.catalogues for one in await each.clusters()]
        return list({one.id: one for one in reversed(found)}.values())[::-1]

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return the node pools of a cluster.

        Raises:
            NotFound: no catalogue knows it.
        """
        for each in self.catalogues:
            try:
                return await each.node_pools(cluster)
            except NotFound:
                continue
        raise NotFound("cluster", cluster)

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        """Ask the catalogue that knows a cluster for so many nodes in a pool.

        Raises:
            NotFound: no catalogue knows the cluster, or its catalogue the pool.
        """
        for each in self.catalogues:
            try:
                known = await each.node_pools(cluster)
            except NotFound:
                continue
            if all(one.id != pool for one in known):
                raise NotFound("node pool", pool)
            await each.resize_pool(cluster, pool, nodes)
            return
        raise NotFound("cluster", cluster)

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        """Make a node pool where the cluster is known.

        Raises:
            NotFound: no catalogue knows the cluster.
        """
        for each in self.catalogues:
            try:
                await each.node_pools(cluster)
            except NotFound:
                continue
            return await each.create_pool(cluster, pool, mark=mark)
        raise NotFound("cluster", cluster)

    async def kubeconfig(self, cluster: str) -> str:
        """Return the kubeconfig of a cluster.

        Raises:
            NotFound: no catalogue knows it.
        """
        for each in self.catalogues:
            try:
                return await each.kubeconfig(cluster)
            except NotFound:
                continue
        raise NotFound("cluster", cluster)


def _beginning(path: Path) -> str:
    """Return a file, cut where it would be refused as too long anyway."""
    with path.open(encoding="utf-8") as file:
        return file.read(MOST_CHARACTERS + 1)

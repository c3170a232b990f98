"""What people look up in clusters beside workloads, and one workload in all of them (CLD-2)."""

import asyncio
from dataclasses import dataclass

from application.clusters.clusters import check_limit, plain_name
from application.common.wording import message_for
from application.ports.clusters import ClusterDetails, Clusters
from domain.clusters.clusters import Workload
from domain.clusters.details import (
    ConfigEntries,
    ConfigKind,
    DescribedKind,
    Description,
    FoundWorkloads,
    Ingress,
    Measured,
    NamedWorkloads,
    NetworkService,
    ResourceUse,
    UnreadCluster,
)
from domain.common.errors import InvalidRequest, NotFound, ZhibanError
from domain.common.messages import message
from domain.people.access import Actor, Permission, require

MOST_LISTED = 500
MOST_FOUND = 50
MOST_CLUSTERS = 50
"""Clusters that are looked into for a name; the others are told as not read."""

_AT_ONCE = 5
"""Clusters asked at a time: each answers by itself, and none waits long for the others."""


@dataclass(frozen=True)
class ClusterDetailService:
    """Reads of clusters that people make; what comes from inside is untrusted text."""

    clusters: Clusters
    details: ClusterDetails

    async def services(
        self, *, by: Actor, cluster: str, namespace: str = "", limit: int = 100
    ) -> list[NetworkService]:
        """Return Services of a cluster; an empty namespace means all."""
        cluster, namespace = _place(by, cluster, namespace, limit)
        return await self.details.services(cluster, namespace=namespace, limit=limit)

    async def ingresses(
        self, *, by: Actor, cluster: str, namespace: str = "", limit: int = 100
    ) -> list[Ingress]:
        """Return Ingresses of a cluster; an empty namespace means all."""
        cluster, namespace = _place(by, cluster, namespace, limit)
        return await self.details.ingresses(cluster, namespace=namespace, limit=limit)

    async def configs(
        self,
        *,
        by: Actor,
        cluster: str,
        namespace: str,
        kind: ConfigKind | None = None,
        limit: int = 100,
    ) -> ConfigEntries:
        """Return ConfigMaps and Secrets of a namespace by name and keys, never with values."""
        cluster, _ = _place(by, cluster, "", limit)
        kinds = tuple(ConfigKind) if kind is None else (kind,)
        namespace = plain_name("namespace", namespace)
        return await self.details.configs(cluster, namespace=namespace, kinds=kinds, limit=limit)

    async def use(
        self,
        *,
        by: Actor,
        cluster: str,
        of: Measured = Measured.NODES,
        namespace: str = "",
        limit: int = 100,
    ) -> list[ResourceUse]:
        """Return what nodes, or the pods of a namespace, use now; the fullest first.

        Raises:
            InvalidRequest: pods are asked for without a namespace, or nodes with one.
        """
        cluster, namespace = _place(by, cluster, namespace, limit)
        if of is Measured.PODS and not namespace:
            raise InvalidRequest("namespace", message("cluster_rule.namespace_of_pods"))
        if of is Measured.NODES and namespace:
            raise InvalidRequest("namespace", message("cluster_rule.nodes_have_none"))
        return await self.details.use(cluster, of=of, namespace=namespace, limit=limit)

    async def describe(
        self, *, by: Actor, cluster: str, kind: DescribedKind, namespace: str, name: str
    ) -> Description:
        """Return one pod or workload with what explains its state.

        Raises:
            NotFound: it does not exist.
        """
        require(by, Permission.READ_CLUSTERS)
        found = await self.details.describe(
            plain_name("cluster", cluster),
            kind=kind,
            namespace=plain_name("namespace", namespace),
            name=plain_name("name", name),
        )
        if found is None:
            noun = "object" if kind is DescribedKind.POD else "workload"
            raise NotFound(noun, f"{cluster}/{namespace}/{kind}/{name}")
        return found

    async def find(self, *, by: Actor, name: str, limit: int = 20) -> FoundWorkloads:
        """Return workloads of all clusters whose names hold a text; exact names first.

        A cluster that cannot be read is named with the reason, and does not hide the others.
        """
        require(by, Permission.READ_CLUSTERS)
        check_limit(limit, MOST_FOUND)
        wanted = plain_name("name", name).lower()
        clusters = [each.id for each in await self.clusters.clusters()]
        turns = asyncio.Semaphore(_AT_ONCE)

        async def look(cluster: str) -> NamedWorkloads | UnreadCluster:
            async with turns:
                try:
                    return await self.details.named(cluster, wanted, limit=limit)
                except ZhibanError as error:
                    return UnreadCluster(cluster, message_for(error))

        looked = clusters[:MOST_CLUSTERS]
        answers = await asyncio.gather(*map(look, looked))
        unread = [each for each in answers if isinstance(each, UnreadCluster)]
        named = [each for each in answers if isinstance(each, NamedWorkloads)]
        for cluster, answer in zip(looked, answers, strict=True):
            if isinstance(answer, NamedWorkloads) and not answer.whole:
                unread.append(UnreadCluster(cluster, message("cluster.not_all_read")))
        unread += [
            UnreadCluster(each, message("cluster.not_looked", most=MOST_CLUSTERS))
            for each in clusters[MOST_CLUSTERS:]
        ]
        found = sorted(
            (one for each in named for one in each.workloads),
            key=lambda one: _nearness(one, wanted),
        )
        return FoundWorkloads(tuple(found[:limit]), tuple(unread), len(clusters))


def _nearness(workload: Workload, wanted: str) -> tuple[bool, int, str]:
    name = workload.ref.name
    return name != wanted, len(name), str(workload.ref)


def _place(by: Actor, cluster: str, namespace: str, limit: int) -> tuple[str, str]:
    require(by, Permission.READ_CLUSTERS)
    check_limit(limit, MOST_LISTED)
    return plain_name("cluster", cluster), plain_name("namespace", namespace, needed=False)

"""The `ClusterDetails` port on Kubernetes' API."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.details import (
    ConfigEntries,
    ConfigEntry,
    ConfigKind,
    DescribedKind,
    Description,
    Ingress,
    Measured,
    NamedWorkloads,
    NetworkService,
    ResourceUse,
)
from domain.common.errors import Forbidden, Misconfigured, NotFound
from domain.common.messages import Called, message
from integrations.kubernetes.client.asking import LISTED_METADATA, Asking, Listed, at_once
from integrations.kubernetes.client.connections import Connections
from integrations.kubernetes.client.objects import text
from integrations.kubernetes.client.paths import (
    APPS,
    CORE,
    NETWORKING,
    PLURALS,
    is_name,
    listing,
    of_workload,
    single,
)
from integrations.kubernetes.details.configs import config_of
from integrations.kubernetes.details.describing import described, newest
from integrations.kubernetes.details.routes import ingress_of, service_of
from integrations.kubernetes.details.use import METRICS, use_of_nodes, use_of_pods
from integrations.kubernetes.workloads.events import event_of
from integrations.kubernetes.workloads.workloads import bare_workload_of

MOST_MEASURED = 1_000
MOST_EVENTS_READ = 500
MOST_EVENTS = 20
MOST_NAMES = 5_000
"""Workloads of a kind that are looked through for a name, by their metadata only."""

_CONFIGS = {ConfigKind.CONFIG_MAP: "configmaps", ConfigKind.SECRET: "secrets"}


@dataclass(frozen=True)
class KubernetesDetails:
    """Reads what people ask of clusters and no repair needs."""

    connections: Connections

    async def services(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[NetworkService]:
        """Return Services by namespace and name, as the server orders them."""
        path = listing(CORE, "services", namespace)
        found = await self._asking(cluster).list(path, most=limit)
        return [service_of(one) for one in found.objects]

    async def ingresses(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[Ingress]:
        """Return Ingresses by namespace and name, as the server orders them."""
        path = listing(NETWORKING, "ingresses", namespace)
        found = await self._asking(cluster).list(path, most=limit)
        return [ingress_of(one) for one in found.objects]

    async def configs(
        self, cluster: str, *, namespace: str, kinds: Collection[ConfigKind], limit: int = 100
    ) -> ConfigEntries:
        """Return ConfigMaps and Secrets of a namespace by name and keys; no value is sent.

        Raises:
            Forbidden: none of the kinds may be listed.
        """
        asking, entries, refused = self._asking(cluster), list[ConfigEntry](), list[ConfigKind]()
        more = False
        for kind in kinds:
            path = listing(CORE, _CONFIGS[kind], namespace)
            try:
                found = await asking.list(path, most=limit, accept=LISTED_METADATA)
            except Forbidden:
                if len(kinds) == len(refused) + 1:
                    raise
                refused.append(kind)
                continue
            entries += [config_of(kind, one) for one in found.objects]
            more = more or bool(found.left)
        return ConfigEntries(tuple(entries[:limit]), tuple(refused), more or len(entries) > limit)

    async def use(
        self, cluster: str, *, of: Measured, namespace: str = "", limit: int = 100
    ) -> list[ResourceUse]:
        """Return what nodes, or pods of a namespace, use now; the fullest first.

        Raises:
            Misconfigured: the cluster does not serve `metrics.k8s.io`.
            Unavailable: what serves it does not answer.
        """
        asking = self._asking(cluster)
        async with at_once() as group:
            measuring = group.create_task(self._measured(asking, of, namespace))
            listed = group.create_task(
                asking.list(listing(CORE, of.value, namespace), most=MOST_MEASURED)
            )
        using = use_of_nodes if of is Measured.NODES else use_of_pods
        return using(listed.result().objects, measuring.result().objects)[:limit]

    async def describe(
        self, cluster: str, *, kind: DescribedKind, namespace: str, name: str
    ) -> Description | None:
        """Return one pod or workload with what explains its state; None when there is none."""
        if not is_name(namespace) or not is_name(name):
            return None
        asking = self._asking(cluster)
        if kind is DescribedKind.POD:
            path = single(CORE, "pods", namespace, name)
        else:
            path = of_workload(WorkloadKind(kind.value), namespace, name)
        found = await asking.get(path)
        if found is None:
            return None
        about = f"involvedObject.name={name},involvedObject.kind={kind.value}"
        try:
            events = await asking.list(
                listing(CORE, "events", namespace), most=MOST_EVENTS_READ, fieldSelector=about
            )
        except Forbidden:
            return described(kind, found, [], events_known=False)
        noted = newest([event_of(one) for one in events.objects], MOST_EVENTS)
        return described(kind, found, noted, events_known=True)

    async def named(self, cluster: str, wanted: str, *, limit: int = 20) -> NamedWorkloads:
        """Return workloads whose names hold a text, exact names first, then the shortest."""
        asking, whole = self._asking(cluster), True
        refs: list[WorkloadRef] = []
        for kind, plural in PLURALS.items():
            listed = await asking.list(
                listing(APPS, plural), most=MOST_NAMES, accept=LISTED_METADATA
            )
            whole = whole and not listed.left
            refs += _holding(wanted, cluster, kind, listed)
        refs.sort(key=lambda ref: (ref.name != wanted, len(ref.name), ref.namespace))
        async with at_once() as group:
            reading = [
                (ref, group.create_task(asking.get(of_workload(ref.kind, ref.namespace, ref.name))))
                for ref in refs[:limit]
            ]
        found = [(ref, task.result()) for ref, task in reading]
        workloads = tuple(bare_workload_of(ref, one) for ref, one in found if one is not None)
        return NamedWorkloads(workloads, whole=whole and len(refs) <= limit)

    async def _measured(self, asking: Asking, of: Measured, namespace: str) -> Listed:
        try:
            return await asking.list(listing(METRICS, of.value, namespace), most=MOST_MEASURED)
        except NotFound:
            said = message(
                "cluster.no_metrics",
                cluster=Called(asking.cluster),
                api=Called("metrics.k8s.io"),
                program=Called("metrics-server"),
            )
            raise Misconfigured(said) from None

    def _asking(self, cluster: str) -> Asking:
        return Asking(self.connections, cluster)


def _holding(wanted: str, cluster: str, kind: WorkloadKind, listed: Listed) -> list[WorkloadRef]:
    names = [
        (text(one, "metadata", "namespace"), text(one, "metadata", "name"))
        for one in listed.objects
    ]
    return [
        WorkloadRef(cluster, namespace, kind, name) for namespace, name in names if wanted in name
    ]

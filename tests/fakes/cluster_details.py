"""What people look up in a small cluster in memory."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.clusters.clusters import ClusterEvent
from domain.clusters.details import (
    Condition,
    ConfigEntries,
    ConfigEntry,
    ConfigKind,
    ContainerDetail,
    DescribedKind,
    Description,
    Ingress,
    Measured,
    NamedWorkloads,
    NetworkService,
    Probe,
    ResourceUse,
)
from tests.fakes.face_incidents import AT, NASTY, SmallClusters

PROBE = Probe(kind="liveness", check="http :8080/health", delay=5, period=10, timeout=1, failures=3)


@dataclass
class SmallDetails:
    """Details of the one cluster of `SmallClusters`; it is down when that one is."""

    clusters: SmallClusters

    async def services(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[NetworkService]:
        self.clusters._look(cluster)
        found = NetworkService(
            namespace="payments",
            name="checkout",
            type="ClusterIP",
            cluster_ip="10.0.0.7",
            addresses=(),
            ports=("http 80→8080/TCP",),
            selector=("app=checkout",),
            created_at=AT,
        )
        return [found][:limit]

    async def ingresses(
        self, cluster: str, *, namespace: str = "", limit: int = 100
    ) -> list[Ingress]:
        self.clusters._look(cluster)
        found = Ingress(
            namespace="payments",
            name="shop",
            controller="qcloud",
            addresses=("203.0.113.7",),
            rules=(f"shop.example/ → checkout:80 {NASTY}",),
            tls_hosts=("shop.example",),
            created_at=AT,
        )
        return [found][:limit]

    async def configs(
        self, cluster: str, *, namespace: str, kinds: Collection[ConfigKind], limit: int = 100
    ) -> ConfigEntries:
        self.clusters._look(cluster)
        found = ConfigEntry(
            kind=ConfigKind.CONFIG_MAP,
            namespace=namespace,
            name="checkout",
            keys=("LOG_LEVEL",),
            keys_known=True,
            created_at=AT,
            changed_at=AT,
        )
        kept = (found,) if ConfigKind.CONFIG_MAP in kinds else ()
        refused = (ConfigKind.SECRET,) if ConfigKind.SECRET in kinds else ()
        return ConfigEntries(kept[:limit], refused)

    async def use(
        self, cluster: str, *, of: Measured, namespace: str = "", limit: int = 100
    ) -> list[ResourceUse]:
        self.clusters._look(cluster)
        used = ResourceUse(
            namespace=namespace,
            name="node-1" if of is Measured.NODES else "checkout-42-0",
            cpu_millicores=250,
            memory_mebibytes=512,
            cpu_percent=25,
            memory_percent=50,
            at=AT,
        )
        return [used][:limit]

    async def describe(
        self, cluster: str, *, kind: DescribedKind, namespace: str, name: str
    ) -> Description | None:
        self.clusters._look(cluster)
        if not name.startswith("checkout"):
            return None
        container = ContainerDetail(
            name="checkout",
            image="checkout:1.4.2",
            initial=False,
            state="waiting: CrashLoopBackOff",
            last_state="OOMKilled (137)",
            ended_at=AT,
            restarts=7,
            requests=("cpu=100m",),
            limits=("memory=128Mi",),
            probes=(PROBE,),
        )
        return Description(
            kind=kind,
            namespace=namespace,
            name=name,
            created_at=AT,
            node="node-1",
            phase="Running",
            service_class="Burstable",
            replicas=None,
            ready=None,
            conditions=(
                Condition(
                    type="Ready",
                    status="False",
                    reason="ContainersNotReady",
                    message=NASTY,
                    since=AT,
                ),
            ),
            containers=(container,),
            events=(ClusterEvent(AT, "Warning", "BackOff", f"Pod/{name}", NASTY, 12),),
            events_known=True,
        )

    async def named(self, cluster: str, wanted: str, *, limit: int = 20) -> NamedWorkloads:
        self.clusters._look(cluster)
        there = self.clusters.workload_there
        return NamedWorkloads((there,) if wanted in there.ref.name else ())

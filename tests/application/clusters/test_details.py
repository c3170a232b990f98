"""Looking things up in clusters: permissions, bounds, and one name in all clusters."""

from dataclasses import dataclass, replace

import pytest

from application.clusters.details import MOST_CLUSTERS, ClusterDetailService
from domain.clusters.clusters import Cluster, WorkloadRef
from domain.clusters.details import DescribedKind, Measured, NamedWorkloads
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from domain.common.messages import Called, message
from domain.people.access import Actor, Role
from tests.fakes.cluster_details import SmallDetails
from tests.fakes.face_incidents import CHECKOUT, SmallClusters
from tests.fakes.words import says

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
NOBODY = replace(VIEWER, scopes=frozenset())
HERE = {"cluster": "cls-1", "namespace": "payments"}
CALLS = {
    "services": {"cluster": "cls-1"},
    "ingresses": {"cluster": "cls-1"},
    "configs": HERE,
    "use": {"cluster": "cls-1"},
    "describe": HERE | {"kind": DescribedKind.POD, "name": "checkout-42-0"},
    "find": {"name": "checkout"},
}


@dataclass
class ManyClusters(SmallClusters):
    """An account with more clusters than one."""

    count: int = 3

    async def clusters(self) -> list[Cluster]:
        return [Cluster(f"cls-{each}", "", "", "", "", 0) for each in range(self.count)]


@dataclass
class SomeDown(SmallDetails):
    """Details of many clusters: the first runs the checkout, the second is down."""

    async def named(self, cluster: str, wanted: str, *, limit: int = 20) -> NamedWorkloads:
        if cluster == "cls-1":
            raise Unavailable(message("cluster.no_answer", cluster=Called(cluster)))
        there = self.clusters.workload_there
        names = ("checkout-worker", "checkout")
        refs = [WorkloadRef(cluster, "payments", there.ref.kind, name) for name in names]
        found = tuple(replace(there, ref=ref) for ref in refs)
        return NamedWorkloads(found if cluster == "cls-0" else (), whole=cluster != "cls-2")


@pytest.fixture
def service():
    clusters = SmallClusters()
    return ClusterDetailService(clusters, SmallDetails(clusters))


@pytest.mark.parametrize("name", CALLS)
async def test_readers_look_things_up_and_nobody_else_does(service, name):
    """CLD-2, SEC-4."""
    assert await getattr(service, name)(by=VIEWER, **CALLS[name])
    with pytest.raises(Forbidden, check=says(r"clusters\.read")):
        await getattr(service, name)(by=NOBODY, **CALLS[name])


@pytest.mark.parametrize(
    ("name", "most"), [("services", 500), ("ingresses", 500), ("configs", 500), ("find", 50)]
)
async def test_every_list_is_bounded(service, name, most):
    """CLD-2."""
    call = getattr(service, name)
    for limit in (1, most):
        await call(by=VIEWER, **CALLS[name], limit=limit)
    for limit in (0, most + 1):
        with pytest.raises(InvalidRequest, check=says("limit")):
            await call(by=VIEWER, **CALLS[name], limit=limit)


@pytest.mark.parametrize("bad", ["..", "a/b", "a b", "a\n", "集群", "a?b=1"])
async def test_names_that_would_lead_elsewhere_are_refused(service, bad):
    """CLD-2."""
    for name, field in (
        *((each, "cluster") for each in ("services", "ingresses", "configs", "use", "describe")),
        *((each, "namespace") for each in ("services", "configs", "describe")),
        *((each, "name") for each in ("describe", "find")),
    ):
        with pytest.raises(InvalidRequest, check=says(field)):
            await getattr(service, name)(by=VIEWER, **CALLS[name] | {field: bad})


async def test_pods_need_a_namespace_and_nodes_have_none(service):
    """CLD-2."""
    await service.use(by=VIEWER, of=Measured.PODS, **HERE)
    with pytest.raises(InvalidRequest, check=says("namespace")):
        await service.use(by=VIEWER, cluster="cls-1", of=Measured.PODS)
    with pytest.raises(InvalidRequest, check=says("namespace")):
        await service.use(by=VIEWER, of=Measured.NODES, **HERE)


async def test_what_is_not_there_is_not_found(service):
    """CLD-2."""
    for kind in DescribedKind:
        with pytest.raises(NotFound):
            await service.describe(by=VIEWER, kind=kind, name="other", **HERE)


async def test_a_name_is_looked_for_in_all_clusters_and_those_not_read_are_named():
    """CLD-2: a cluster that is down never reads as one without the workload."""
    clusters = ManyClusters()
    service = ClusterDetailService(clusters, SomeDown(clusters))

    found = await service.find(by=VIEWER, name="CheckOut")
    fewer = await service.find(by=VIEWER, name="checkout", limit=1)

    assert [str(one.ref) for one in found.workloads] == [
        "cls-0/payments/Deployment/checkout",
        "cls-0/payments/Deployment/checkout-worker",
    ]
    assert found.clusters == 3
    assert {one.cluster for one in found.unread} == {"cls-1", "cls-2"}
    assert [one.ref.name for one in fewer.workloads] == [CHECKOUT.name]


async def test_clusters_beyond_the_most_are_named_as_not_looked_into():
    """CLD-2, CLD-5."""
    clusters = ManyClusters(count=MOST_CLUSTERS + 2)
    service = ClusterDetailService(clusters, SmallDetails(SmallClusters()))

    found = await service.find(by=VIEWER, name="nothing")

    beyond = [one for one in found.unread if one.why.id == "cluster.not_looked"]
    assert [one.cluster for one in beyond] == [f"cls-{MOST_CLUSTERS}", f"cls-{MOST_CLUSTERS + 1}"]

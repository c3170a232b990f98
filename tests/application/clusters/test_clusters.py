"""Looking at clusters: permissions, bounds, and names that cannot lead elsewhere."""

from dataclasses import replace

import pytest

from application.clusters.clusters import ClusterService
from domain.clusters.clusters import WorkloadKind
from domain.common.errors import Forbidden, InvalidRequest, NotFound
from domain.people.access import Actor, Role, Scope
from tests.fakes.face_incidents import CHECKOUT, SmallClusters
from tests.fakes.words import says

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
NOBODY = replace(VIEWER, scopes=frozenset())
READER = replace(VIEWER, scopes=frozenset({Scope.READ}))
HERE = {"cluster": "cls-1", "namespace": "payments"}

CALLS = {
    "clusters": {},
    "nodes": {"cluster": "cls-1"},
    "node_pools": {"cluster": "cls-1"},
    "workloads": {"cluster": "cls-1"},
    "workload": {"ref": CHECKOUT},
    "pods": HERE,
    "events": HERE,
    "pod_log": {**HERE, "pod": "checkout-42-0"},
}


@pytest.fixture
def service():
    return ClusterService(SmallClusters())


@pytest.mark.parametrize("name", CALLS)
async def test_readers_see_clusters_and_nobody_else_does(service, name):
    """CLD-2, SEC-4."""
    assert await getattr(service, name)(by=READER, **CALLS[name])
    with pytest.raises(Forbidden, check=says(r"clusters\.read")):
        await getattr(service, name)(by=NOBODY, **CALLS[name])


async def test_a_workload_that_is_not_there_is_not_found(service):
    """CLD-2."""
    with pytest.raises(NotFound, check=says("workload")):
        await service.workload(by=VIEWER, ref=replace(CHECKOUT, name="other"))
    assert (await service.workloads(by=VIEWER, cluster="cls-1", namespace="other")).workloads == ()
    found = await service.workloads(by=VIEWER, cluster="cls-1", kind=WorkloadKind.DEPLOYMENT)
    assert [each.ref for each in found.workloads] == [CHECKOUT]


@pytest.mark.parametrize(
    ("name", "field", "most"),
    [
        ("nodes", "limit", 1_000),
        ("workloads", "limit", 200),
        ("pods", "limit", 500),
        ("events", "limit", 500),
        ("pod_log", "lines", 1_000),
    ],
)
async def test_every_list_is_bounded(service, name, field, most):
    """CLD-2."""
    call = getattr(service, name)
    for limit in (1, most):
        await call(by=VIEWER, **CALLS[name], **{field: limit})
    for limit in (0, most + 1):
        with pytest.raises(InvalidRequest, check=says(field)):
            await call(by=VIEWER, **CALLS[name], **{field: limit})


async def test_limits_hold_whatever_the_cluster_answers(service):
    """CLD-2."""
    assert len(await service.nodes(by=VIEWER, cluster="cls-1", limit=1)) == 1
    assert len(await service.pods(by=VIEWER, **HERE, workload=CHECKOUT, limit=2)) == 2


@pytest.mark.parametrize("bad", ["", "..", "a/b", "a b", "a\n", "x" * 254, "集群", "a?b=1", "a%2f"])
async def test_names_that_would_lead_elsewhere_are_refused(service, bad):
    """CLD-2: a name becomes part of an address."""
    for name, field in (
        ("nodes", "cluster"),
        ("pods", "namespace"),
        ("pod_log", "pod"),
    ):
        with pytest.raises(InvalidRequest, check=says(field)):
            await getattr(service, name)(by=VIEWER, **CALLS[name] | {field: bad})
    with pytest.raises(InvalidRequest, check=says("name")):
        await service.workload(by=VIEWER, ref=replace(CHECKOUT, name=bad))
    if bad:
        with pytest.raises(InvalidRequest, check=says("container")):
            await service.pod_log(by=VIEWER, **CALLS["pod_log"], container=bad)

"""TKE through the real SDK: clusters, node pools, and kubeconfigs that go nowhere else."""

import logging
from dataclasses import replace

import pytest

from domain.clusters.clusters import Cluster, NodePool
from domain.clusters.edits import NewPool
from domain.common.errors import EffectUnknown, Misconfigured, NotFound, PermanentError, Unavailable
from integrations.tencent.clusters import TencentClusters
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig
from sandbox.tencent.tke.state import NewCluster
from tests.fakes.clock import ManualClock
from tests.fakes.words import says
from tests.integrations.tencent.conftest import calls_of

KUBECONFIG = bearer_kubeconfig("http://127.0.0.1:1/k8s", "hunter2")


@pytest.fixture
def shop(cloud):
    return cloud.tke.add_cluster(NewCluster("shop", KUBECONFIG, nodes=3))


async def test_clusters_of_every_region_are_listed(cloud, calls, shop):
    """CLD-2."""
    there = cloud.tke.add_cluster(NewCluster("far", KUBECONFIG, region="ap-shanghai", nodes=0))

    found = await TencentClusters(calls, ("ap-guangzhou", "ap-shanghai")).clusters()

    assert found == [
        Cluster(shop.cluster_id, "shop", "ap-guangzhou", "Running", "1.32.2", 3),
        Cluster(there.cluster_id, "far", "ap-shanghai", "Running", "1.32.2", 0),
    ]


async def test_more_clusters_than_one_page_are_all_found(cloud, calls):
    """CLD-2."""
    for number in range(120):
        cloud.tke.add_cluster(NewCluster(f"c{number}", KUBECONFIG, nodes=0))

    assert len({one.id for one in await TencentClusters(calls).clusters()}) == 120


async def test_a_cluster_is_asked_about_in_its_own_region(cloud, calls):
    """CLD-2."""
    there = cloud.tke.add_cluster(NewCluster("far", KUBECONFIG, region="ap-shanghai", nodes=2))
    pool = next(iter(there.pools.values()))
    clusters = TencentClusters(calls, ("ap-guangzhou", "ap-shanghai"))

    assert await clusters.kubeconfig(there.cluster_id) == KUBECONFIG
    assert await clusters.node_pools(there.cluster_id) == [
        NodePool(
            id=pool.pool_id,
            name="default",
            status="normal",
            desired=2,
            minimum=0,
            maximum=10,
            ready=2,
        )
    ]


async def test_a_list_of_clusters_is_believed_for_a_minute(cloud, shop):
    """CLD-5."""
    calls = calls_of(cloud)
    calls.clock = clock = ManualClock()
    clusters = TencentClusters(calls)
    await clusters.clusters()
    late = cloud.tke.add_cluster(NewCluster("late", KUBECONFIG))
    with pytest.raises(NotFound):
        await clusters.kubeconfig(late.cluster_id)

    clock.move(seconds=60)

    assert await clusters.kubeconfig(late.cluster_id) == KUBECONFIG
    await calls.close()


async def test_an_unknown_cluster_is_not_found(calls, shop):
    """CLD-2."""
    for ask in (TencentClusters(calls).node_pools, TencentClusters(calls).kubeconfig):
        with pytest.raises(NotFound):
            await ask("cls-unknown")


async def test_a_node_pool_is_resized_and_the_same_number_twice_is_one_change(cloud, calls, shop):
    """CLD-2."""
    pool = next(iter(shop.pools.values()))
    clusters = TencentClusters(calls)
    await clusters.resize_pool(shop.cluster_id, pool.pool_id, 5)
    await clusters.resize_pool(shop.cluster_id, pool.pool_id, 5)

    (found,) = await clusters.node_pools(shop.cluster_id)
    assert (found.desired, len(shop.nodes)) == (5, 5)


async def test_a_size_beyond_the_pools_bounds_is_refused_by_the_cloud_too(calls, shop):
    """CLD-2."""
    pool = next(iter(shop.pools.values()))
    with pytest.raises(PermanentError):
        await TencentClusters(calls).resize_pool(shop.cluster_id, pool.pool_id, 11)
    assert pool.desired == 3


async def test_a_resize_without_an_answer_may_have_been_made(cloud, calls, shop):
    """CLD-2: whoever asks is told so, and asks again for the same number."""
    pool = next(iter(shop.pools.values()))
    clusters = TencentClusters(calls)
    await clusters.clusters()
    cloud.order(Fault(FaultKind.HTTP_ERROR, service="tke"))

    with pytest.raises(
        EffectUnknown,
        check=says(r"ModifyNodePoolDesiredCapacityAboutAsg: ServerNetworkError\. Tencent"),
    ):
        await clusters.resize_pool(shop.cluster_id, pool.pool_id, 5)
    with pytest.raises(NotFound):
        await clusters.resize_pool("cls-other", pool.pool_id, 5)


A_POOL = NewPool(
    name="batch",
    instance_type="S5.MEDIUM4",
    subnets=("subnet-1a2b3c4d",),
    nodes=2,
    minimum=0,
    maximum=6,
    labels={"tier": "batch"},
)
MARK = ("zhiban.io/edit", "e-0123456789abcdef-1")


async def test_a_node_pool_is_made_and_found_by_the_next_read(calls, shop):
    """CLD-2: with what was asked for, and the mark by which it is known again."""
    clusters = TencentClusters(calls)
    made = await clusters.create_pool(shop.cluster_id, A_POOL, mark=MARK)

    found = {each.id: each for each in await clusters.node_pools(shop.cluster_id)}[made]
    assert (found.name, found.desired, found.minimum, found.maximum) == ("batch", 2, 0, 6)
    assert found.labels == {"tier": "batch", MARK[0]: MARK[1]}
    assert len(shop.nodes) == 5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "default"}, "exists already"),
        ({"subnets": ("subnet-nowhere",)}, r"InvalidParameter\.SubnetNotExist"),
        ({"nodes": 6000, "maximum": 6000}, r"LimitExceeded\.QuotaMaxNodLimit"),
    ],
)
async def test_what_the_cloud_refuses_of_a_new_pool_is_said(calls, shop, wrong, said):
    """CLD-2, REL-2."""
    with pytest.raises(PermanentError, check=says(said)):
        await TencentClusters(calls).create_pool(
            shop.cluster_id, replace(A_POOL, **wrong), mark=MARK
        )
    assert len(shop.pools) == 1


async def test_a_pool_of_an_account_without_the_right_is_no_pool(cloud, calls, shop):
    """CLD-2, SEC-3."""
    clusters = TencentClusters(calls)
    await clusters.clusters()
    cloud.order(
        Fault(
            FaultKind.API_ERROR,
            action="CreateClusterNodePool",
            code="UnauthorizedOperation.CamNoAuth",
        )
    )
    with pytest.raises(Misconfigured, check=says("policies")):
        await clusters.create_pool(shop.cluster_id, A_POOL, mark=MARK)


async def test_a_new_pool_without_an_answer_may_have_been_made(cloud, calls, shop):
    """CLD-2, RBK-9: whoever asks again finds it by its mark."""
    clusters = TencentClusters(calls)
    cloud.order(Fault(FaultKind.HTTP_ERROR, service="tke", action="CreateClusterNodePool"))
    with pytest.raises(EffectUnknown, check=says("check before retrying")):
        await clusters.create_pool(shop.cluster_id, A_POOL, mark=MARK)
    with pytest.raises(NotFound):
        await clusters.create_pool("cls-other", A_POOL, mark=MARK)


async def test_a_region_that_fails_makes_the_whole_answer_an_error(cloud, calls, shop):
    """CLD-2: a part is never told as the whole."""
    cloud.order(Fault(FaultKind.HTTP_ERROR, service="tke"))

    with pytest.raises(Unavailable):
        await TencentClusters(calls).clusters()


async def test_no_kubeconfig_reaches_a_log_even_at_the_lowest_level(calls, shop, caplog):
    """CLD-4: the SDK writes whole answers down at DEBUG."""
    caplog.set_level(logging.DEBUG)

    assert "hunter2" in await TencentClusters(calls).kubeconfig(shop.cluster_id)

    assert "hunter2" not in caplog.text

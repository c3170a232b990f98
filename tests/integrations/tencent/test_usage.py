"""What clusters and workloads used, on the real SDK and the stand-in (ANL-2)."""

from datetime import timedelta

import pytest

from domain.analytics.usage import Measure, UsageOf
from domain.common.errors import Unavailable
from integrations.tencent.usage import TencentUsage
from sandbox.tencent.faults import Fault, FaultKind
from tests.integrations.tencent.conftest import NOON

BACK = timedelta(days=29)
REGION = "ap-guangzhou"


def fill(cloud, metric, dimensions, values):
    """Add one value an hour, the last of them at noon."""
    began = int(NOON.timestamp()) - 3_600 * (len(values) - 1)
    points = [(began + 3_600 * place, value) for place, value in enumerate(values)]
    cloud.monitor.add_points((REGION, "QCE/TKE2", metric), dimensions, points)


async def test_a_clusters_shares_come_by_the_hour(cloud, calls):
    """ANL-2."""
    cluster = {"tke_cluster_instance_id": "cls-1"}
    fill(cloud, "K8sClusterRateCpuCoreUsedCluster", cluster, [40.0, 41.0, 42.0])
    fill(cloud, "K8sClusterRateMemUsageBytesCluster", cluster, [70.0, 71.0])

    found = await TencentUsage(calls).clusters(["cls-1"], since=NOON - BACK, until=NOON)

    by_measure = {each.measure: each for each in found}
    cpu = by_measure[Measure.CPU]
    assert (cpu.of, cpu.name, cpu.unit, cpu.limit) == (UsageOf.CLUSTERS, "cls-1", "%", 100.0)
    assert [value for _, value in cpu.points] == [40.0, 41.0, 42.0]
    assert [value for _, value in by_measure[Measure.MEMORY].points] == [70.0, 71.0]


async def test_workloads_are_told_apart_and_their_pods_taken_together(cloud, calls):
    """ANL-2."""
    for workload, pod, value in (
        ("cart", "cart-1", 80.0),
        ("cart", "cart-2", 90.0),
        ("web", "w", 5.0),
    ):
        dimensions = {
            "tke_cluster_instance_id": "cls-1",
            "namespace": "shop",
            "workload_kind": "Deployment",
            "workload_name": workload,
            "pod_name": pod,
        }
        fill(cloud, "K8sPodRateMemWorkingSetLimit", dimensions, [value, value])

    usage = TencentUsage(calls)
    found = await usage.workloads("cls-1", "shop", ["cart", "web"], since=NOON - BACK, until=NOON)
    none = await usage.workloads("cls-1", "shop", [], since=NOON - BACK, until=NOON)

    memory = {each.name: each for each in found if each.measure is Measure.MEMORY_OF_LIMIT}
    assert {name: each.points[-1][1] for name, each in memory.items()} == {
        "shop/cart": 85.0,
        "shop/web": 5.0,
    }
    assert memory["shop/cart"].where == "cls-1"
    assert none == []


async def test_a_cloud_that_does_not_answer_is_no_empty_answer(cloud, calls):
    """ANL-2, REL-2."""
    cloud.order(Fault(FaultKind.RESET_BEFORE_REPLY, action="DescribeStatisticData"))
    with pytest.raises(Unavailable):
        await TencentUsage(calls).clusters(["cls-1"], since=NOON - BACK, until=NOON)

"""Newest values of the cloud's series and logs, through the real SDK and the stand-in."""

from datetime import timedelta

import pytest

from application.watches.metric_reading import MetricReading
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    Rejected,
    TooManyRequests,
    Unavailable,
)
from domain.watches.metrics.sources import (
    ClsNumber,
    Period,
    Sample,
    Statistic,
    TencentMonitor,
    TencentStatistic,
)
from integrations.tencent.logs import TencentLogs
from integrations.tencent.series import TencentMonitorReader, TencentStatisticReader
from sandbox.tencent.faults import Fault, FaultKind
from tests.integrations.tencent.conftest import NOON, calls_of

AT = int(NOON.timestamp())
CPU = ("ap-guangzhou", "QCE/CVM", "CPUUsage")
POD = ("ap-guangzhou", "QCE/TKE2", "K8sPodCpuCoreUsed")
SOURCE = TencentMonitor("QCE/CVM", "CPUUsage", (("InstanceId", "ins-1"),), Period.MINUTE)
PODS = TencentStatistic(
    "QCE/TKE2",
    "K8sPodCpuCoreUsed",
    (("tke_cluster_instance_id", ("cls-1",)), ("pod_name", ("a", "b"))),
    Period.MINUTE,
    ("pod_name",),
)


def points(cloud, *values, metric=CPU, dimensions=None):
    """Load values of the last minutes, the newest last, which is the minute before noon."""
    first = AT - 60 * len(values)
    cloud.monitor.add_points(
        metric,
        dimensions or {"InstanceId": "ins-1"},
        [(first + 60 * place, value) for place, value in enumerate(values)],
    )


async def test_the_newest_finished_point_is_read(cloud, calls):
    """THR-1, CLD-3: the minute that still runs would change again."""
    points(cloud, 10.0, 20.0, 30.0)
    reader = TencentMonitorReader(calls)

    assert await reader.read(SOURCE, now=NOON) == [Sample(NOON - timedelta(minutes=1), 30.0)]
    early = NOON - timedelta(seconds=1)
    assert await reader.read(SOURCE, now=early) == [Sample(NOON - timedelta(minutes=2), 20.0)]


@pytest.mark.parametrize(
    ("statistic", "value"),
    [(Statistic.AVERAGE, 20.0), (Statistic.MAXIMUM, 30.0), (Statistic.MINIMUM, 10.0)],
)
async def test_the_chosen_statistic_of_a_period_counts(cloud, calls, statistic, value):
    """THR-1, CLD-3."""
    cloud.monitor.add_points(CPU, {"InstanceId": "ins-1"}, [(AT - 290, 10.0), (AT - 280, 30.0)])
    source = TencentMonitor(
        "QCE/CVM", "CPUUsage", (("InstanceId", "ins-1"),), Period.FIVE_MINUTES, statistic
    )

    (sample,) = await TencentMonitorReader(calls).read(source, now=NOON)
    assert sample.value == value


async def test_a_series_without_points_is_no_data(cloud, calls):
    """THR-1, THR-2."""
    points(cloud, 10.0, dimensions={"InstanceId": "ins-2"})

    assert await TencentMonitorReader(calls).read(SOURCE, now=NOON) == []


async def test_groups_are_series_of_their_own(cloud, calls):
    """THR-1, CLD-3."""
    for name, value in (("a", 0.5), ("b", 2.0), ("c", 9.0)):
        pod = {"tke_cluster_instance_id": "cls-1", "pod_name": name}
        points(cloud, value, metric=POD, dimensions=pod)

    samples = await TencentStatisticReader(calls).read(PODS, now=NOON)
    assert sorted((each.label, each.value) for each in samples) == [
        ("pod_name=a", 0.5),
        ("pod_name=b", 2.0),
    ]


async def test_a_single_group_needs_no_label(cloud, calls):
    """THR-1."""
    points(cloud, 3.0, metric=POD, dimensions={"tke_cluster_instance_id": "cls-1"})
    source = TencentStatistic("QCE/TKE2", "K8sPodCpuCoreUsed", PODS.conditions[:1], Period.MINUTE)

    (sample,) = await TencentStatisticReader(calls).read(source, now=NOON)
    assert (sample.label, sample.value) == ("", 3.0)


@pytest.mark.parametrize("period", list(Period))
async def test_every_period_stays_within_what_the_service_keeps(cloud, calls, period):
    """CLD-3."""
    source = TencentStatistic("QCE/TKE2", "K8sPodCpuCoreUsed", PODS.conditions, period)

    assert await TencentStatisticReader(calls).read(source, now=NOON) == []


async def test_containers_need_their_cluster_and_metrics_must_exist(cloud, calls):
    """CLD-3, THR-1: the service's refusals are the query's fault."""
    without = TencentStatistic("QCE/TKE2", "K8sPodCpuCoreUsed")
    with pytest.raises(InvalidRequest):
        await TencentStatisticReader(calls).read(without, now=NOON)
    unknown = TencentMonitor("QCE/CVM", "NoSuchMetric", (("InstanceId", "ins-1"),))
    with pytest.raises(InvalidRequest):
        await TencentMonitorReader(calls).read(unknown, now=NOON)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(FaultKind.HTTP_ERROR, service="monitor"), Unavailable),
        (
            Fault(FaultKind.API_ERROR, service="monitor", code="RequestLimitExceeded"),
            TooManyRequests,
        ),
    ],
)
async def test_the_clouds_faults_are_named(cloud, calls, fault, error):
    """CLD-5, THR-1."""
    cloud.order(fault)

    with pytest.raises(error):
        await TencentMonitorReader(calls).read(SOURCE, now=NOON)


async def test_refused_credentials_are_named(cloud):
    """CLD-5, THR-1."""
    calls = calls_of(cloud, secret_key="wrong")

    with pytest.raises((Misconfigured, Rejected)):
        await TencentMonitorReader(calls).read(SOURCE, now=NOON)
    await calls.close()


def reading(calls):
    return MetricReading(
        http_json=TencentMonitorReader(calls),  # not asked here
        prometheus=TencentMonitorReader(calls),
        monitor=TencentMonitorReader(calls),
        statistic=TencentStatisticReader(calls),
        logs=TencentLogs(calls),
    )


async def test_a_number_is_counted_from_log_lines(cloud, calls, topic):
    """THR-1, CLD-1: one error in ten lines, one line a minute."""
    count = ClsNumber(topic.topic_id, "level:ERROR | SELECT count(*) AS n", 60)
    by_level = ClsNumber(topic.topic_id, "* | SELECT level, count(*) AS n GROUP BY level", 60)

    (sample,) = await reading(calls).read(count, now=NOON, owner="u_mei")
    assert (sample.value, sample.label) == (6.0, "")
    series = await reading(calls).read(by_level, now=NOON, owner="u_mei")
    assert {(each.label, each.value) for each in series} == {
        ("level=ERROR", 6.0),
        ("level=INFO", 54.0),
    }


async def test_sql_that_cannot_be_read_is_the_querys_fault(cloud, calls, topic):
    """THR-1, CLD-1."""
    with pytest.raises(InvalidRequest):
        await reading(calls).read(
            ClsNumber(topic.topic_id, "* | SELEKT 1", 5), now=NOON, owner="u_mei"
        )

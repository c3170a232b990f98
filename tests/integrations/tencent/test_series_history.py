"""The past of the cloud's series, through the real SDK over a socket (ANL-2)."""

from datetime import timedelta

import pytest

from bootstrap.system import SystemClock
from domain.common.errors import InvalidRequest, Misconfigured, TooManyRequests, Unavailable
from domain.watches.metrics.sources import Period, Sample, Statistic, TencentMonitor
from domain.watches.metrics.sources import TencentStatistic as Statistics
from integrations.tencent.calls import TencentAccess, TencentCalls
from integrations.tencent.series import TencentMonitorReader, TencentStatisticReader
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.loopback import serve
from tests.integrations.tencent.conftest import NOON

AT = int(NOON.timestamp())
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
DISK = ("ap-guangzhou", "QCE/CVM", "CvmDiskUsage")
POD = ("ap-guangzhou", "QCE/TKE2", "K8sPodCpuCoreUsed")
CLUSTER = {"tke_cluster_instance_id": "cls-1"}
MACHINE = {"InstanceId": "ins-1"}
OBJECT = TencentMonitor("QCE/CVM", "CvmDiskUsage", tuple(MACHINE.items()), Period.MINUTE)
PODS = Statistics(
    "QCE/TKE2",
    "K8sPodCpuCoreUsed",
    (("tke_cluster_instance_id", ("cls-1",)),),
    Period.MINUTE,
    ("pod_name",),
)
BOTH = pytest.mark.parametrize(
    ("made", "source", "metric", "dimensions"),
    [
        (TencentMonitorReader, OBJECT, DISK, MACHINE),
        (TencentStatisticReader, PODS, POD, CLUSTER | {"pod_name": "a"}),
    ],
)


@pytest.fixture
async def calls(cloud):
    async with serve(cloud.app) as url:
        access = TencentAccess(
            secret_id=SANDBOX_SECRET_ID,
            secret_key=SANDBOX_SECRET_KEY,
            endpoint=url.removeprefix("http://"),
            tls=False,
            calls_per_second=1_000,
        )
        made = TencentCalls(access, InMemoryPace(), SystemClock())
        yield made
        await made.close()


async def past(reader, source, back=timedelta(hours=3), until=NOON):
    return await reader.history(source, since=until - back, until=until)


@BOTH
async def test_finished_hours_of_the_span_are_read(cloud, calls, made, source, metric, dimensions):
    """ANL-2, CLD-3: the hour that still runs would change again, whatever period is watched."""
    points = [(AT - 7200, 10.0), (AT - 5400, 30.0), (AT - 60, 40.0), (AT + 1800, 99.0)]
    cloud.monitor.add_points(metric, dimensions, points)
    reader = made(calls)

    assert await past(reader, source) == [Sample(NOON - 2 * HOUR, 20.0), Sample(NOON - HOUR, 40.0)]
    early = NOON - timedelta(seconds=1)
    assert await past(reader, source, until=early) == [Sample(NOON - 2 * HOUR, 20.0)]


@BOTH
async def test_a_month_is_answered(cloud, calls, made, source, metric, dimensions):
    """ANL-2, CLD-3: the service takes less than 30 days of hours for groups; the rest is read."""
    hours = range(AT - int(MONTH.total_seconds()), AT, 3600)
    cloud.monitor.add_points(metric, dimensions, [(at, 50.0) for at in hours])

    found = await past(made(calls), source, back=MONTH)
    assert 719 <= len(found) <= 720
    assert found[-1].at == NOON - HOUR


@BOTH
async def test_an_hour_without_points_is_missing(cloud, calls, made, source, metric, dimensions):
    """ANL-2: a hole is no zero."""
    cloud.monitor.add_points(metric, dimensions, [(AT - 10_800, 10.0), (AT - 3600, 12.0)])

    assert [each.at for each in await past(made(calls), source)] == [
        NOON - 3 * HOUR,
        NOON - HOUR,
    ]


@BOTH
async def test_no_points_are_an_empty_past(calls, made, source, metric, dimensions):
    """ANL-2: which the forecast tells as no value."""
    assert await past(made(calls), source) == []


async def test_the_chosen_statistic_counts(cloud, calls):
    """ANL-2: of the points of each hour."""
    cloud.monitor.add_points(DISK, MACHINE, [(AT - 3600, 10.0), (AT - 1800, 30.0)])
    source = TencentMonitor(
        "QCE/CVM", "CvmDiskUsage", tuple(MACHINE.items()), Period.MINUTE, Statistic.MAXIMUM
    )

    assert await past(TencentMonitorReader(calls), source) == [Sample(NOON - HOUR, 30.0)]


async def test_groups_are_told_apart(cloud, calls):
    """ANL-2: the forecast refuses several, and must see that they are."""
    for place, name in enumerate(("a", "b")):
        cloud.monitor.add_points(POD, CLUSTER | {"pod_name": name}, [(AT - 3600, 1.0 + place)])

    assert [
        (each.label, each.value) for each in await past(TencentStatisticReader(calls), PODS)
    ] == [
        ("pod_name=a", 1.0),
        ("pod_name=b", 2.0),
    ]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(FaultKind.HTTP_ERROR, service="monitor", times=None), Unavailable),
        (Fault(FaultKind.INVALID_JSON, service="monitor", times=None), Unavailable),
        (Fault(FaultKind.CUT_BODY, service="monitor", times=None), Unavailable),
        (
            Fault(FaultKind.API_ERROR, service="monitor", code="RequestLimitExceeded", times=None),
            TooManyRequests,
        ),
        (
            Fault(FaultKind.API_ERROR, service="monitor", code="UnauthorizedOperation", times=None),
            Misconfigured,
        ),
    ],
)
@BOTH
async def test_an_error_is_no_past(cloud, calls, made, source, metric, dimensions, fault, error):
    """ANL-2, CLD-5: and never an empty one."""
    cloud.order(fault)
    with pytest.raises(error):
        await past(made(calls), source)


async def test_what_the_service_does_not_know_is_the_questions_fault(calls):
    """ANL-2, CLD-3."""
    unknown = TencentMonitor("QCE/CVM", "NoSuchMetric", tuple(MACHINE.items()))
    with pytest.raises(InvalidRequest):
        await past(TencentMonitorReader(calls), unknown)
    with pytest.raises(InvalidRequest):
        await past(TencentStatisticReader(calls), Statistics("QCE/TKE2", "K8sPodCpuCoreUsed"))


class Answers:
    """A cloud that gives one answer."""

    def __init__(self, **answer) -> None:
        self.answer = answer

    async def call(self, *_, **__):
        return self.answer


@pytest.mark.parametrize(
    ("reader", "source"),
    [
        (
            TencentMonitorReader(
                Answers(
                    DataPoints=[
                        {
                            "Timestamps": [AT - 10_800, AT - 7200, AT - 3600],
                            "AvgValues": [None, float("nan"), 5.0],
                        }
                    ]
                )
            ),
            OBJECT,
        ),
        (
            TencentStatisticReader(
                Answers(
                    Data=[
                        {
                            "Points": [
                                {
                                    "Values": [
                                        {"Timestamp": AT - 10_800, "Value": None},
                                        {"Timestamp": AT - 7200, "Value": float("nan")},
                                        {"Timestamp": AT - 3600, "Value": 5.0},
                                    ]
                                }
                            ]
                        }
                    ]
                )
            ),
            PODS,
        ),
    ],
)
async def test_nothing_and_no_number_are_left_out(reader, source):
    """ANL-2: Python's reader of JSON takes NaN, which the stand-in cannot send."""
    assert await past(reader, source) == [Sample(NOON - HOUR, 5.0)]


@pytest.mark.parametrize(
    ("reader", "source"),
    [(TencentMonitorReader(Answers()), OBJECT), (TencentStatisticReader(Answers()), PODS)],
)
async def test_an_answer_without_its_list_is_not_an_empty_past(reader, source):
    """ANL-2, CLD-5."""
    with pytest.raises(Unavailable):
        await past(reader, source)

"""Series, metrics, alarm history and policies of the monitoring service."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tencentcloud.monitor.v20180724 import models

from sandbox.clock import SandboxClock
from sandbox.tencent.app import TencentCloudStandIn
from tests.sandbox.tencent.support import fill, refusal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = int(NOON.timestamp())
CPU = ("ap-guangzhou", "QCE/CVM", "CPUUsage")
POD = ("ap-guangzhou", "QCE/TKE2", "K8sPodCpuCoreUsed")


@pytest.fixture
def cloud():
    return TencentCloudStandIn(clock=SandboxClock.by_hand(NOON))


@pytest.fixture
def monitor(sdk):
    return sdk("monitor")


def make(model, content):
    request = model()
    request.from_json_string(json.dumps(content))
    return request


def get(monitor, **changes):
    content = {
        "Namespace": "QCE/CVM",
        "MetricName": "CPUUsage",
        "Instances": [{"Dimensions": [{"Name": "InstanceId", "Value": "ins-1"}]}],
        "Period": 60,
        "StartTime": (NOON - timedelta(hours=1)).isoformat(),
        "EndTime": NOON.isoformat(),
        **changes,
    }
    return monitor.GetMonitorData(make(models.GetMonitorDataRequest, content))


async def test_a_series_has_only_the_points_that_exist(monitor, cloud):
    """CLD-3."""
    points = [(AT - 600, 10.0), (AT - 590, 30.0), (AT - 300, 50.0)]
    cloud.monitor.add_points(CPU, {"InstanceId": "ins-1"}, points)
    (series,) = (await get(monitor)).DataPoints
    assert series.Timestamps == [AT - 600, AT - 300]
    assert series.Values == [20.0, 50.0]
    assert series.MaxValues is None
    (series,) = (await get(monitor, SpecifyStatistics=7)).DataPoints
    assert (series.AvgValues, series.MaxValues, series.MinValues) == (
        [20.0, 50.0],
        [30.0, 50.0],
        [10.0, 50.0],
    )
    (series,) = (await get(monitor, Period=3600)).DataPoints
    assert (series.Timestamps, series.Values) == ([AT - 3600], [30.0])


async def test_every_object_gets_its_series_even_an_empty_one(monitor, cloud):
    """CLD-3."""
    cloud.monitor.add_points(CPU, {"InstanceId": "ins-1"}, [(AT, 1.0)])
    objects = [{"Dimensions": [{"Name": "InstanceId", "Value": f"ins-{n}"}]} for n in (1, 2)]
    first, second = (await get(monitor, Instances=objects)).DataPoints
    assert (first.Values, second.Values) == ([1.0], [])
    assert second.Dimensions[0].Value == "ins-2"


async def test_the_day_so_far_is_read_when_no_time_is_given(monitor, cloud):
    """CLD-3."""
    points = [(AT - 13 * 3600, 1.0), (AT - 3600, 2.0), (AT + 60, 3.0)]
    cloud.monitor.add_points(CPU, {"InstanceId": "ins-1"}, points)
    (series,) = (await get(monitor, StartTime=None, EndTime=None, Period=300)).DataPoints
    assert series.Values == [2.0]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Namespace": "QCE/TKE2"}, "InvalidParameterValue"),
        ({"MetricName": "Moon"}, "InvalidParameterValue"),
        ({"Period": 61}, "InvalidParameterValue"),
        ({"Instances": []}, "InvalidParameterValue"),
        ({"Instances": [{"Dimensions": []}] * 51}, "InvalidParameterValue"),
        ({"StartTime": "2026-01-01T00:00:00Z"}, "InvalidParameterValue"),
        ({"EndTime": "2025-01-01T00:00:00Z"}, "InvalidParameterValue"),
        ({"EndTime": "yesterday"}, "InvalidParameter"),
        ({"EndTime": "2026-03-01T00:00:00"}, "InvalidParameter"),
        ({"MetricName": None}, "MissingParameter"),
    ],
)
async def test_a_series_that_cannot_be_read_is_refused(monitor, wrong, code):
    """REL-2."""
    assert await refusal(get(monitor, **wrong)) == code


def statistic(monitor, **changes):
    content = {
        "Module": "monitor",
        "Namespace": "QCE/TKE2",
        "MetricNames": ["K8sPodCpuCoreUsed"],
        "Conditions": [{"Key": "tke_cluster_instance_id", "Operator": "=", "Value": ["cls-1"]}],
        "Period": 60,
        "StartTime": (NOON - timedelta(hours=1)).isoformat(),
        "EndTime": NOON.isoformat(),
        **changes,
    }
    return monitor.DescribeStatisticData(make(models.DescribeStatisticDataRequest, content))


@pytest.fixture
def pods(cloud):
    for cluster, workload, pod, value in (
        ("cls-1", "web", "web-1", 1.0),
        ("cls-1", "web", "web-2", 3.0),
        ("cls-1", "db", "db-1", 8.0),
        ("cls-2", "web", "web-9", 99.0),
    ):
        dimensions = {
            "tke_cluster_instance_id": cluster,
            "workload_name": workload,
            "pod_name": pod,
        }
        cloud.monitor.add_points(POD, dimensions, [(AT - 60, value), (AT, value)])


async def test_container_series_are_averaged_per_group(monitor, pods):
    """CLD-3."""
    (metric,) = (await statistic(monitor, GroupBys=["workload_name"])).Data
    groups = {
        point.Dimensions[0].Value: [(value.Timestamp, value.Value) for value in point.Values]
        for point in metric.Points
    }
    assert groups == {"db": [(AT - 60, 8.0), (AT, 8.0)], "web": [(AT - 60, 2.0), (AT, 2.0)]}
    (metric,) = (await statistic(monitor)).Data
    (only,) = metric.Points
    assert [value.Value for value in only.Values] == [4.0, 4.0]


async def test_conditions_choose_the_series(monitor, pods):
    """CLD-3."""
    cluster = {"Key": "tke_cluster_instance_id", "Operator": "in", "Value": ["cls-1", "cls-2"]}
    pod = {"Key": "pod_name", "Operator": "=", "Value": ["web-9", "ignored"]}
    (metric,) = (await statistic(monitor, Conditions=[cluster, pod])).Data
    assert [value.Value for value in metric.Points[0].Values] == [99.0, 99.0]


async def test_without_times_the_present_is_read(monitor, pods):
    """CLD-3."""
    (metric,) = (await statistic(monitor, StartTime=None, EndTime=None)).Data
    assert [value.Timestamp for value in metric.Points[0].Values] == [AT]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Module": "moon"}, "InvalidParameter"),
        ({"Conditions": []}, "InvalidParameterValue"),
        (
            {
                "Conditions": [
                    {"Key": "tke_cluster_instance_id", "Operator": "~", "Value": ["cls-1"]}
                ]
            },
            "InvalidParameter",
        ),
        ({"StartTime": (NOON - timedelta(hours=12)).isoformat()}, "InvalidParameterValue"),
        (
            {
                "StartTime": (NOON - timedelta(days=16)).isoformat(),
                "EndTime": (NOON - timedelta(days=16, hours=-1)).isoformat(),
            },
            "InvalidParameterValue",
        ),
        ({"MetricNames": ["Moon"]}, "InvalidParameterValue"),
    ],
)
async def test_statistics_that_are_not_kept_are_refused(monitor, pods, wrong, code):
    """REL-2."""
    assert await refusal(statistic(monitor, **wrong)) == code


async def test_metrics_can_be_listed(monitor, cloud):
    """CLD-3."""
    request = fill(models.DescribeBaseMetricsRequest(), Namespace="QCE/CVM")
    named = {
        metric.MetricName: metric
        for metric in (await monitor.DescribeBaseMetrics(request)).MetricSet
    }
    assert named["CPUUsage"].Unit == "%"
    assert named["CPUUsage"].Period == [60, 300, 3600, 86400]
    assert named["CPUUsage"].Dimensions[0].Dimensions == ["InstanceId"]
    cloud.monitor.add_points(("ap-guangzhou", "QCE/CVM", "Own"), {"InstanceId": "i"}, [(AT, 1.0)])
    own = fill(models.DescribeBaseMetricsRequest(), Namespace="QCE/CVM", MetricName="Own")
    assert len((await monitor.DescribeBaseMetrics(own)).MetricSet) == 1


def histories(monitor, **parameters):
    content = {"Module": "monitor", **parameters}
    return monitor.DescribeAlarmHistories(make(models.DescribeAlarmHistoriesRequest, content))


@pytest.fixture
def past(cloud):
    add = cloud.monitor.add_history
    add({"AlarmId": "a", "PolicyId": "p-1", "PolicyName": "CPU high", "FirstOccurTime": AT - 10})
    add(
        {
            "AlarmId": "b",
            "AlarmStatus": "OK",
            "AlarmLevel": "Serious",
            "FirstOccurTime": AT - 30,
            "LastOccurTime": AT - 5,
            "AlarmObject": "web-1",
            "Content": "memory over 90 %",
            "MetricsInfo": [{"QceNamespace": "qce/cvm", "MetricName": "MemUsage", "Value": "91"}],
        }
    )
    add({"AlarmId": "c", "MonitorType": "MT_RUM", "FirstOccurTime": AT - 20, "Namespace": "rum"})
    add({"AlarmId": "old", "FirstOccurTime": AT - 86_401})


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "acb"),
        ({"Order": "ASC"}, "bca"),
        ({"AlarmStatus": ["OK"]}, "b"),
        ({"MonitorTypes": ["MT_QCE"]}, "ab"),
        ({"PolicyIds": ["p-1"]}, "a"),
        ({"PolicyName": "cpu"}, "a"),
        ({"AlarmLevels": ["Serious", "Remind"]}, "b"),
        ({"AlarmObject": "web"}, "b"),
        ({"Content": "memory"}, "b"),
        ({"MetricNames": ["MemUsage"]}, "b"),
        ({"Namespaces": [{"MonitorType": "MT_RUM", "Namespace": "rum"}]}, "c"),
        ({"StartTime": AT - 20, "EndTime": AT - 15}, "c"),
        ({"PageSize": 2}, "ac"),
        ({"PageSize": 2, "PageNumber": 2}, "b"),
    ],
)
async def test_alarms_of_the_past_day_are_listed_newest_first(monitor, past, filters, expected):
    """CLD-3."""
    reply = await histories(monitor, **filters)
    assert "".join(history.AlarmId for history in reply.Histories) == expected


async def test_an_alarm_of_the_past_has_its_particulars(monitor, past):
    """CLD-3."""
    (alarm,) = (await histories(monitor, AlarmStatus=["OK"])).Histories
    assert (alarm.FirstOccurTime, alarm.LastOccurTime) == (AT - 30, AT - 5)
    assert alarm.MetricsInfo[0].Value == "91"
    assert (alarm.AlarmType, alarm.Region, alarm.PolicyExists) == ("metric", "gz", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Module": "moon"},
        {"PageSize": 101},
        {"PageNumber": 0},
        {"Order": "up"},
        {"ReceiverUids": [1]},
    ],
)
async def test_a_listing_that_cannot_be_made_is_refused(monitor, wrong):
    """REL-2."""
    assert await refusal(histories(monitor, **wrong)) == "InvalidParameter"


async def test_policies_are_listed_and_filtered(monitor, cloud):
    """CLD-3."""
    rule = {"MetricName": "CpuUsage", "Operator": "gt", "Value": "90"}
    policy = {
        "PolicyName": "CPU",
        "NoticeIds": ["n-1"],
        "Condition": {"IsUnionRule": 0, "Rules": [rule]},
    }
    cloud.monitor.add_policy(policy)
    cloud.monitor.add_policy({"PolicyName": "off", "Enable": 0, "Namespace": "k8s_pod"})

    async def names(**parameters):
        content = {"Module": "monitor", **parameters}
        request = make(models.DescribeAlarmPoliciesRequest, content)
        return [p.PolicyName for p in (await monitor.DescribeAlarmPolicies(request)).Policies]

    assert await names() == ["CPU", "off"]
    assert await names(Enable=[0]) == ["off"]
    assert await names(PolicyName="CP") == ["CPU"]
    assert await names(Namespaces=["k8s_pod"]) == ["off"]
    assert await names(NoticeIds=["n-1"]) == ["CPU"]
    assert await names(MonitorTypes=["MT_RUM"]) == []

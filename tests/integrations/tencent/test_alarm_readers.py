"""Alarms read back from the two signed histories, through the real SDK."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts.alerts import AlertSource, AlertState, FaultClass, ReadBack
from domain.alerts.cls import read_cls
from domain.alerts.monitor import read_monitor
from domain.clusters.clusters import ObjectRef
from domain.common.errors import Unavailable
from integrations.tencent.alarm_readers import TencentClsReader, TencentMonitorReader
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.alert_messages import FORMS, cls_message, monitor, monitor_event
from tests.integrations.tencent.conftest import NOON

BEGAN = NOON - timedelta(minutes=30)
POD = ObjectRef("cls-3f1k2m9q", "shop", "Pod", "checkout-7c9-x2")
DIMENSIONS = {
    "tke_cluster_instance_id": "cls-3f1k2m9q",
    "namespace": "shop",
    "pod_name": "checkout-7c9-x2",
}


def callback(**changes):
    """Return the alert of a callback that began at 11:30 UTC, 19:30 in Shanghai."""
    raw = monitor(firstOccurTime="2026-11-20 19:30:00", **changes)
    return read_monitor(raw, received_at=NOON, settings=FORMS)[0]


def history(cloud, **changes) -> str:
    return cloud.monitor.add_history(
        {
            "PolicyId": "policy-abc",
            "PolicyName": "pod 内存使用率过高",
            "FirstOccurTime": int(BEGAN.timestamp()),
            "Dimensions": json.dumps(DIMENSIONS),
            "MetricsInfo": [{"MetricName": "K8sPodRateMemUsageRequest", "Value": "97%"}],
            "AlarmLevel": "Serious",
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("status", "state"),
    [("ALARM", ReadBack.FIRING), ("OK", ReadBack.CLEARED), ("NO_CONF", ReadBack.CLEARED),
     ("NO_DATA", ReadBack.UNKNOWN), ("SOMETHING", ReadBack.UNKNOWN)],
)  # fmt: skip
async def test_the_history_says_how_an_alarm_stands(cloud, calls, status, state):
    """ALR-2: no data is no recovery."""
    history(cloud, AlarmStatus=status)
    answer = await TencentMonitorReader(calls, FORMS).read_back(callback(), now=NOON)
    assert (answer.state, answer.by) == (state, "DescribeAlarmHistories")


@pytest.mark.parametrize(
    "changes",
    [
        {"PolicyId": "policy-other"},
        {"Dimensions": json.dumps({**DIMENSIONS, "pod_name": "ledger-1"})},
        {"FirstOccurTime": int((BEGAN - timedelta(hours=2)).timestamp())},
    ],
    ids=["policy", "object", "long-ago"],
)
async def test_another_alarm_confirms_nothing(cloud, calls, changes):
    """ALR-2, SEC-4: a forged callback that borrows a real policy's name."""
    history(cloud, **changes)
    answer = await TencentMonitorReader(calls, FORMS).read_back(callback(), now=NOON)
    assert answer.state is ReadBack.NOT_FOUND


@pytest.mark.parametrize(
    ("alarm_object", "state"),
    [
        ("", ReadBack.UNKNOWN),
        ("checkout-7c9-x2-canary", ReadBack.UNKNOWN),
        ("shop-checkout-7c9-x2", ReadBack.UNKNOWN),
        ("cls-3f1k2m9q|shop|checkout-7c9-x2", ReadBack.FIRING),
        ("pod=checkout-7c9-x2(shop)", ReadBack.FIRING),
    ],
)
async def test_a_history_without_readable_dimensions_needs_the_whole_name(
    cloud, calls, alarm_object, state
):
    """ALR-2, RBK-3: what cannot be told apart confirms nothing, and a person hears of it."""
    history(cloud, Dimensions="", AlarmObject=alarm_object)
    answer = await TencentMonitorReader(calls, FORMS).read_back(callback(), now=NOON)
    assert answer.state is state


async def test_a_storm_of_other_alarms_does_not_hide_it(cloud, calls):
    """ALR-2, ALR-8: more than ten pages of newer ones."""
    history(cloud)
    for _ in range(1_050):
        history(cloud, PolicyId="policy-noise", FirstOccurTime=int(NOON.timestamp()))
    answer = await TencentMonitorReader(calls, FORMS).read_back(callback(), now=NOON)
    assert answer.state is ReadBack.FIRING


async def test_an_alarm_that_fires_again_is_not_over(cloud, calls):
    """ALR-2, RBK-11."""
    history(cloud, AlarmStatus="OK")
    history(cloud, FirstOccurTime=int((NOON - timedelta(minutes=1)).timestamp()))
    answer = await TencentMonitorReader(calls, FORMS).read_back(callback(), now=NOON)
    assert answer.state is ReadBack.FIRING


async def test_a_callback_without_a_policy_is_found_by_its_object(cloud, calls):
    """ALR-1, ALR-2: the vendor's events have none."""
    history(cloud, PolicyId="policy-events")
    bare = callback(alarmPolicyInfo={"policyName": "x"})
    reader = TencentMonitorReader(calls, FORMS)
    assert (await reader.read_back(bare, now=NOON)).state is ReadBack.FIRING

    nothing = read_monitor(
        {**monitor_event(), "firstOccurTime": "2026-11-20 19:30:00"},
        received_at=NOON,
        settings=FORMS,
    )[0]
    assert (await reader.read_back(nothing, now=NOON)).state is ReadBack.UNKNOWN


async def test_a_poll_gives_the_callbacks_own_firing(cloud, calls):
    """ALR-1: same key, same second, so that what came is known."""
    history(cloud)
    (found,) = await TencentMonitorReader(calls, FORMS).poll(start=BEGAN, end=NOON)
    came = callback()
    assert (found.source, found.key, found.started_at, found.state) == (
        came.source, came.key, came.started_at, came.state,
    )  # fmt: skip
    assert (found.object, found.fault) == (POD, FaultClass.SATURATION)
    assert found.measures["memory"] == pytest.approx(0.97)


async def test_a_poll_tells_ends_from_beginnings(cloud, calls):
    """ALR-1: without data it may still fire."""
    for number, status in enumerate(("ALARM", "OK", "NO_DATA")):
        began = int((BEGAN + timedelta(minutes=number)).timestamp())
        history(cloud, AlarmStatus=status, FirstOccurTime=began)
    found = await TencentMonitorReader(calls, FORMS).poll(start=BEGAN, end=NOON)
    assert [each.state for each in found] == [
        AlertState.FIRING, AlertState.RESOLVED, AlertState.FIRING,
    ]  # fmt: skip


async def test_more_histories_than_one_page_are_all_polled(cloud, calls):
    """ALR-1."""
    for number in range(230):
        history(cloud, FirstOccurTime=int((BEGAN + timedelta(seconds=number)).timestamp()))
    assert len(await TencentMonitorReader(calls, FORMS).poll(start=BEGAN, end=NOON)) == 230


def from_cls(**changes):
    raw = cls_message(
        start_ms=int(BEGAN.timestamp() * 1_000), notify_ms=int(NOON.timestamp() * 1_000), **changes
    )
    return read_cls(raw, received_at=NOON, settings=FORMS)[0]


def record(cloud, **changes) -> str:
    return cloud.add_alarm_record(
        {
            "AlarmId": "alarm-1",
            "AlarmName": "checkout 错误日志过多",
            "CreateTime": int(BEGAN.timestamp() * 1_000),
            "AlarmLevel": 2,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("status", "state"), [(0, ReadBack.FIRING), (1, ReadBack.CLEARED), (2, ReadBack.CLEARED)]
)
async def test_the_records_of_cls_say_how_an_alarm_stands(cloud, calls, status, state):
    """ALR-2."""
    record(cloud, Status=status)
    answer = await TencentClsReader(calls, FORMS).read_back(from_cls(), now=NOON)
    assert (answer.state, answer.by) == (state, "DescribeAlertRecordHistory")


async def test_a_forged_cls_callback_is_not_confirmed(cloud, calls):
    """ALR-2: nor by a record of the alarm whose groups name another object."""
    reader = TencentClsReader(calls, FORMS)
    assert (await reader.read_back(from_cls(), now=NOON)).state is ReadBack.NOT_FOUND
    groups = [{"Key": name, "Value": value} for name, value in DIMENSIONS.items()]
    record(cloud, GroupTriggerCondition=groups)
    assert (await reader.read_back(from_cls(), now=NOON)).state is ReadBack.NOT_FOUND


async def test_a_poll_of_cls_takes_the_object_from_the_alarms_groups_only(cloud, calls):
    """ALR-1, SEC-4."""
    groups = [{"Key": name, "Value": value} for name, value in DIMENSIONS.items()]
    record(cloud, GroupTriggerCondition=groups, Trigger='namespace="pay"')
    (found,) = await TencentClsReader(calls, FORMS).poll(start=BEGAN, end=NOON)
    assert (found.object, found.source) == (POD, AlertSource.TENCENT_CLS)
    assert found.fault is FaultClass.ERROR_RATE


async def test_a_history_that_cannot_be_read_is_an_error_and_no_answer(cloud, calls):
    """ALR-2, RBK-6: fails closed."""
    for service, reader in (
        ("monitor", TencentMonitorReader(calls, FORMS)),
        ("cls", TencentClsReader(calls, FORMS)),
    ):
        alert = callback() if service == "monitor" else from_cls()
        cloud.order(Fault(FaultKind.HTTP_ERROR, service=service))
        with pytest.raises(Unavailable):
            await reader.read_back(alert, now=NOON)


async def test_the_name_of_a_policy_is_data_to_the_signed_call(cloud, calls):
    """SEC-4."""
    alert = replace(callback(), key='policy-abc","Module":"x|')
    answer = await TencentMonitorReader(calls, FORMS).read_back(alert, now=NOON)
    assert answer.state is ReadBack.NOT_FOUND

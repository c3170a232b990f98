"""Alarms fire and recover, the histories know of them, and callbacks tell of them."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tencentcloud.cls.v20201016 import models as cls_models
from tencentcloud.monitor.v20180724 import models as monitor_models

from sandbox.clock import SandboxClock
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.callbacks import cls_body, monitor_event_body, monitor_metric_body
from sandbox.tencent.callbacks_alarms import BodyStyle, ClsAlarm, Firing, MonitorAlarm
from sandbox.tencent.callbacks_posting import post
from tests.fakes.doors import Door
from tests.fakes.loopback import serve

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)  # 12:00 in China
DIMENSIONS = {
    "tke_cluster_instance_id": "cls-shop0001",
    "namespace": "shop",
    "workload_kind": "Deployment",
    "workload_name": "payments",
}
METRIC = MonitorAlarm("policy-1", "payments unhealthy", DIMENSIONS, level="Serious")
EVENT = MonitorAlarm("policy-2", "node lost", {"node": "node-1"}, metric="NodeLost", event=True)
TEMPLATE = (
    '{"v":1,"alarm_id":"{{escape .AlarmID}}","notify_type":{{.NotifyType}},'
    '"start_ms":{{.StartTimeUnix}},"trigger":"{{escape .TriggerParams}}","logs":{{ .QueryLog }}}'
)
LINES = ClsAlarm("alarm-1", "errors", TEMPLATE, topic_id="topic-1", logs=['say "no"\n', {"a": "b"}])


@pytest.fixture
def clock():
    return SandboxClock.by_hand(NOON)


@pytest.fixture
def cloud(clock):
    return TencentCloudStandIn(seed=7, clock=clock)


def firing(alarm, ended=None):
    return Firing(alarm, "session-1", NOON, ended)


def test_a_metric_alarm_says_what_who_and_since_when():
    """ALR-1."""
    body = monitor_metric_body(METRIC, firing(METRIC), now=NOON + timedelta(minutes=2))
    assert (body["sessionId"], body["alertId"]) == ("session-1", "session-1_Serious")
    assert (body["alarmStatus"], body["alarmType"]) == (1, "metric")
    assert (body["firstOccurTime"], body["durationTime"]) == ("2026-01-01 12:00:00", 120)
    assert body["recoverTime"] == 0
    assert body["alarmObjInfo"]["region"] == "gz"
    assert body["alarmObjInfo"]["dimensions"] == DIMENSIONS
    assert body["alarmPolicyInfo"]["policyId"] == "policy-1"
    assert body["alarmPolicyInfo"]["conditions"]["metricName"] == "K8sWorkloadAbnormal"


def test_an_event_alarm_has_an_event_instead_of_a_metric():
    """ALR-1."""
    ended = NOON + timedelta(seconds=90)
    body = monitor_event_body(EVENT, firing(EVENT, ended), now=NOON + timedelta(hours=1))
    assert (body["alarmType"], body["alarmStatus"]) == ("event", 0)
    assert (body["recoverTime"], body["durationTime"]) == ("2026-01-01 12:01:30", 90)
    conditions = body["alarmPolicyInfo"]["conditions"]
    assert conditions["eventName"] == "NodeLost"
    assert "metricName" not in conditions
    assert body["additionalMsg"]


def test_the_same_body_may_hold_texts_for_numbers():
    """ALR-1."""
    body = monitor_metric_body(METRIC, firing(METRIC), now=NOON, style=BodyStyle.TEXTS)
    assert (body["alarmStatus"], body["durationTime"], body["recoverTime"]) == ("1", "0", "0")


def test_the_old_spelling_has_capitals():
    """ALR-1."""
    body = monitor_metric_body(METRIC, firing(METRIC), now=NOON, style=BodyStyle.OLD)
    assert body["sessionID"] == "session-1"
    assert "sessionId" not in body
    assert "alertId" not in body
    assert body["alarmObjInfo"]["appID"] == "1250000000"


def test_a_body_of_the_log_service_is_what_its_owners_template_gives():
    """ALR-1: texts go through `escape`, or a quote in a log line would break the JSON."""
    now = NOON + timedelta(minutes=3)
    body = cls_body(LINES, firing(LINES), now=now)
    assert (body["v"], body["alarm_id"], body["notify_type"]) == (1, "alarm-1", 1)
    assert body["start_ms"] == int(NOON.timestamp() * 1000)
    first, second = (line["content"] for line in body["logs"][0])
    assert (first, second) == ('say "no"\n', {"a": "b"})
    assert cls_body(LINES, firing(LINES, now), now=now)["notify_type"] == 2


@pytest.mark.parametrize("template", ['{"a":{{.Nonsense}}}', '{"a":{{.Alarm}}}', "[]"])
def test_a_template_that_gives_no_object_is_refused(template):
    """REL-2."""
    alarm = ClsAlarm("alarm-1", "errors", template)
    with pytest.raises(ValueError, match=r"template|JSON|Expecting"):
        cls_body(alarm, firing(alarm), now=NOON)


async def monitor_history(sdk):
    request = monitor_models.DescribeAlarmHistoriesRequest()
    request.Module = "monitor"
    return (await sdk("monitor").DescribeAlarmHistories(request)).Histories


async def test_what_fired_is_read_back_and_what_was_forged_is_not(cloud, clock, sdk):
    """ALR-2."""
    fired, forged = cloud.alarms.fire(METRIC), cloud.alarms.forge(METRIC)
    assert cloud.alarms.body(forged).keys() == cloud.alarms.body(fired).keys()
    clock.advance(timedelta(minutes=5))
    (history,) = await monitor_history(sdk)
    assert (history.AlarmId, history.AlarmStatus, history.AlarmLevel) == (
        fired.id,
        "ALARM",
        "Serious",
    )
    assert json.loads(history.Dimensions) == DIMENSIONS
    ended = cloud.alarms.resolve(fired)
    cloud.alarms.resolve(forged)
    (history,) = await monitor_history(sdk)
    assert (history.AlarmStatus, history.LastOccurTime - history.FirstOccurTime) == ("OK", 300)
    assert cloud.alarms.body(ended)["alarmStatus"] == 0


async def test_a_record_of_the_log_service_is_read_back(cloud, clock, sdk):
    """ALR-2."""

    async def records():
        request = cls_models.DescribeAlertRecordHistoryRequest()
        start = int(NOON.timestamp() * 1000)
        content = {"From": start - 1, "To": start + 10_000_000, "Offset": 0, "Limit": 10}
        request.from_json_string(json.dumps(content))
        return (await sdk("cls").DescribeAlertRecordHistory(request)).Records

    fired = cloud.alarms.fire(LINES)
    cloud.alarms.forge(LINES)
    (record,) = await records()
    assert (record.RecordId, record.AlarmId, record.Status) == (fired.id, "alarm-1", 0)
    clock.advance(timedelta(minutes=7))
    cloud.alarms.resolve(fired)
    (record,) = await records()
    assert (record.Status, record.Duration) == (1, 7)


def test_an_alarm_that_is_not_there_cannot_recover(cloud):
    """REL-2."""
    for alarm in (METRIC, LINES):
        with pytest.raises(KeyError):
            cloud.alarms.resolve(firing(alarm))


async def test_callbacks_come_in_the_order_given_and_twice_if_given_twice(cloud):
    """ALR-3: out of order, and again."""
    fired = cloud.alarms.fire(METRIC)
    first, last = cloud.alarms.body(fired), cloud.alarms.body(cloud.alarms.resolve(fired))
    door = Door()
    async with serve(door.app) as url:
        sent = await cloud.alarms.tell(
            f"{url}/hook", [last, first, first], headers={"x-secret": "s"}
        )
    assert [one.arrived for one in sent] == [True, True, True]
    assert [body["alarmStatus"] for body in door.bodies] == [0, 1, 1]
    assert door.headers["x-secret"] == "s"


@pytest.mark.parametrize(
    ("codes", "attempts", "status"),
    [((), 1, 200), ((500, 404), 3, 200), ((500, 500, 500, 503), 4, 503)],
)
async def test_a_callback_is_tried_again_three_times(codes, attempts, status):
    """ALR-1: whatever the code, as long as it is not 200."""
    door = Door(*codes)
    async with serve(door.app) as url:
        delivery = await post(f"{url}/hook", {"a": 1}, pause_s=0)
    assert (delivery.attempts, delivery.status) == (attempts, status)
    assert len(door.bodies) == attempts


async def test_nobody_there_is_no_answer():
    """ALR-1."""
    async with serve(Door().app) as url:
        pass
    delivery = await post(f"{url}/hook", {}, pause_s=0, timeout_s=1)
    assert (delivery.attempts, delivery.status, delivery.arrived) == (4, None, False)


async def test_basic_authentication_may_stand_in_the_address():
    """SEC-2."""
    door = Door()
    async with serve(door.app) as url:
        address = httpx.URL(f"{url}/hook").copy_with(username="u", password="p")
        await post(str(address), {})
    assert door.headers["authorization"].startswith("Basic ")

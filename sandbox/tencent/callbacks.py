"""The bodies that alarms send to people's own servers, as pure functions.

Fields as the vendor's pages of 2024-04 to 2025-09 have them. Nothing in a body proves who sent it.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.tencent.callbacks_alarms import BodyStyle, ClsAlarm, Firing, MonitorAlarm, Sender
from sandbox.tencent.monitor.state import SHORT_REGIONS

# Callbacks tell wall-clock time in China's zone, and do not say so.
CHINA = timezone(timedelta(hours=8))
_SHOWN_REGIONS = {"ap-guangzhou": "广州", "ap-shanghai": "上海", "ap-hongkong": "中国香港"}
_PLACE = re.compile(r"\{\{\s*(escape\s+)?\.(\w+)\s*\}\}")


_SENDER = Sender()


def monitor_metric_body(
    alarm: MonitorAlarm,
    firing: Firing,
    *,
    now: datetime,
    style: BodyStyle = BodyStyle.NUMBERS,
    sender: Sender = _SENDER,
) -> dict[str, Any]:
    """Return the body for an alarm about a metric."""
    conditions = {
        "metricName": alarm.metric,
        "metricShowName": alarm.shown,
        "calcType": ">",
        "calcValue": alarm.threshold,
        "calcUnit": alarm.unit,
        "currentValue": alarm.value,
        "historyValue": alarm.threshold,
        "unit": alarm.unit,
        "period": "60",
        "periodNum": "1",
        "alarmNotifyType": "continuousAlarm",
        "alarmNotifyPeriod": 300,
    }
    body = _monitor_body(alarm, firing, conditions, now=now, sender=sender)
    return _styled({**body, "alarmType": "metric"}, style)


def monitor_event_body(
    alarm: MonitorAlarm,
    firing: Firing,
    *,
    now: datetime,
    style: BodyStyle = BodyStyle.NUMBERS,
    sender: Sender = _SENDER,
) -> dict[str, Any]:
    """Return the body for an alarm about an event."""
    conditions = {
        "productName": alarm.namespace.rpartition("/")[2],
        "productShowName": "容器服务",
        "eventName": alarm.metric,
        "eventShowName": alarm.shown,
        "alarmNotifyType": "singleAlarm",
        "alarmNotifyPeriod": "",
    }
    body = _monitor_body(alarm, firing, conditions, now=now, sender=sender)
    more = [{"key": "sandbox", "value": "made up for tests and demonstrations"}]
    return _styled({**body, "alarmType": "event", "additionalMsg": more}, style)


def cls_body(
    alarm: ClsAlarm, firing: Firing, *, now: datetime, sender: Sender = _SENDER
) -> dict[str, Any]:
    """Return the body that the alarm's own template gives.

    Raises:
        ValueError: the template names an unknown variable, or what it gives is no JSON.
    """
    values = _cls_values(alarm, firing, now, sender)

    def fill(place: re.Match[str]) -> str:
        if place[2] not in values:
            raise ValueError(f"The template names the unknown variable .{place[2]}.")
        value = values[place[2]]
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return json.dumps(text, ensure_ascii=False)[1:-1] if place[1] else text

    content = json.loads(_PLACE.sub(fill, alarm.template))
    if not isinstance(content, dict):
        raise ValueError("The template does not give a JSON object.")  # noqa: TRY004 - as documented
    return content


def body_of(
    firing: Firing,
    *,
    now: datetime,
    style: BodyStyle = BodyStyle.NUMBERS,
    sender: Sender = _SENDER,
) -> dict[str, Any]:
    """Return the body for a firing of any alarm."""
    alarm = firing.alarm
    if isinstance(alarm, ClsAlarm):
        return cls_body(alarm, firing, now=now, sender=sender)
    make = monitor_event_body if alarm.event else monitor_metric_body
    return make(alarm, firing, now=now, style=style, sender=sender)


def china_text(when: datetime) -> str:
    """Return a time as callbacks write it."""
    return when.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _monitor_body(
    alarm: MonitorAlarm,
    firing: Firing,
    conditions: Mapping[str, Any],
    *,
    now: datetime,
    sender: Sender,
) -> dict[str, Any]:
    told = {
        "region": SHORT_REGIONS.get(alarm.region, alarm.region),
        "namespace": alarm.namespace,
        "appId": str(sender.app_id),
        "uin": sender.uin,
        "dimensions": dict(alarm.dimensions),
    }
    policy = {
        "policyId": alarm.policy_id,
        "policyType": "k8s_workload",
        "policyName": alarm.policy_name,
        "policyTypeCName": "容器服务-工作负载",
        "conditions": dict(conditions),
    }
    until = firing.ended or now
    return {
        "sessionId": firing.id,
        "alertId": f"{firing.id}_{alarm.level}" if alarm.level else firing.id,
        "alarmStatus": 0 if firing.ended else 1,
        "alarmObjInfo": told,
        "alarmPolicyInfo": policy,
        "firstOccurTime": china_text(firing.began),
        "durationTime": int((until - firing.began).total_seconds()),
        "recoverTime": china_text(firing.ended) if firing.ended else 0,
    }


def _styled(body: dict[str, Any], style: BodyStyle) -> dict[str, Any]:
    if style is BodyStyle.TEXTS:
        return {
            name: str(value) if isinstance(value, int) else value for name, value in body.items()
        }
    if style is BodyStyle.OLD:
        told = body["alarmObjInfo"]
        renamed = {"appID" if name == "appId" else name: told[name] for name in told}
        kept = {name: value for name, value in body.items() if name not in ("sessionId", "alertId")}
        return {"sessionID": body["sessionId"], **kept, "alarmObjInfo": renamed}
    return body


def _cls_values(
    alarm: ClsAlarm, firing: Firing, now: datetime, sender: Sender
) -> dict[str, str | int | list[Any]]:
    until = firing.ended or now
    minutes = int((until - firing.began).total_seconds() // 60)
    lines = [
        {
            "content": line if isinstance(line, str) else dict(line),
            "fileName": "",
            "pkg_id": "",
            "source": "127.0.0.1",
            "time": _milliseconds(firing.began),
            "topicId": alarm.topic_id,
        }
        for line in alarm.logs[:10]
    ]
    return {
        "UIN": sender.uin,
        "Nickname": sender.nickname,
        "Region": _SHOWN_REGIONS.get(alarm.region, alarm.region),
        "Alarm": alarm.name,
        "AlarmID": alarm.alarm_id,
        "Condition": alarm.condition,
        "HappenThreshold": 1,
        "AlertThreshold": 15,
        "Topic": alarm.topic_id,
        "TopicId": alarm.topic_id,
        "StartTime": china_text(firing.began),
        "StartTimeUnix": _milliseconds(firing.began),
        "NotifyTime": china_text(now),
        "NotifyTimeUnix": _milliseconds(now),
        "NotifyType": 2 if firing.ended else 1,
        "ConsecutiveAlertNums": 1,
        "Duration": minutes,
        "TriggerParams": alarm.trigger,
        "ConditionGroup": "",
        "DetailUrl": "",
        "QueryUrl": "",
        "Message": "",
        "Level": alarm.level,
        "Label": "",
        "RecordGroupId": firing.id,
        "QueryResult": [],
        "QueryLog": [lines],
    }


def _milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)

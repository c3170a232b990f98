"""Alarms that fire and recover: the history knows of them, and callbacks tell of them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.tencent.callbacks import body_of
from sandbox.tencent.callbacks_alarms import BodyStyle, ClsAlarm, Firing, MonitorAlarm
from sandbox.tencent.callbacks_posting import Delivery, post
from sandbox.tencent.cls.alarms import add_alarm_record, end_alarm_record
from sandbox.tencent.cls.state import ClsState
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.monitor.state import MonitorState


@dataclass(frozen=True)
class AlarmBell:
    """Fires alarms of the observability platform and of the log service.

    What fires here is what `DescribeAlarmHistories` and `DescribeAlertRecordHistory` tell, so that
    whoever reads back finds it; a forged firing is not there.
    """

    clock: SandboxClock
    identifiers: Identifiers
    monitor: MonitorState
    cls: ClsState

    def fire(self, alarm: MonitorAlarm | ClsAlarm) -> Firing:
        """Let an alarm fire; the history has it from now on.

        Raises:
            ValueError: nothing could be told of it, because its template gives no body.
        """
        firing = Firing(alarm, self.identifiers.uuid(), self.clock.now())
        self.body(firing)
        if isinstance(alarm, ClsAlarm):
            add_alarm_record(self.cls, alarm.region, _record(alarm, firing))
        else:
            self.monitor.add_history(_history(alarm, firing))
        return firing

    def forge(self, alarm: MonitorAlarm | ClsAlarm) -> Firing:
        """Make a firing up: its callback looks like any other, and no history knows of it."""
        return Firing(alarm, self.identifiers.uuid(), self.clock.now(), forged=True)

    def resolve(self, firing: Firing) -> Firing:
        """Let an alarm recover, in the history too unless it was forged; return it ended."""
        ended = firing.recovered(self.clock.now())
        if firing.forged:
            return ended
        seconds = int((self.clock.now() - firing.began).total_seconds())
        if isinstance(firing.alarm, ClsAlarm):
            end_alarm_record(self.cls, firing.id, minutes=seconds // 60)
        else:
            self.monitor.end_history(firing.id)
        return ended

    def body(self, firing: Firing, *, style: BodyStyle = BodyStyle.NUMBERS) -> dict[str, Any]:
        """Return what the callback of a firing says at this moment."""
        return body_of(firing, now=self.clock.now(), style=style)

    async def tell(
        self, url: str, bodies: Iterable[Mapping[str, Any]], *, headers: Mapping[str, str]
    ) -> list[Delivery]:
        """Post callbacks one after the other, in the order given; the same may be given twice.

        Args:
            url: where to.
            bodies: as `body` makes them.
            headers: such as `Authorization`, which the vendor lets its customers set.
        """
        return [await post(url, body, headers=headers) for body in bodies]


def _history(alarm: MonitorAlarm, firing: Firing) -> dict[str, Any]:
    metric = {
        "QceNamespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Period": 60,
        "Value": alarm.value,
        "Description": alarm.shown,
    }
    return {
        "AlarmId": firing.id,
        "Namespace": "k8s_workload",
        "AlarmObject": " | ".join(alarm.dimensions.values()),
        "Content": f"{alarm.shown} {alarm.value}{alarm.unit} > {alarm.threshold}{alarm.unit}",
        "FirstOccurTime": int(firing.began.timestamp()),
        "AlarmStatus": "ALARM",
        "PolicyId": alarm.policy_id,
        "PolicyName": alarm.policy_name,
        "AlarmType": "event" if alarm.event else "metric",
        "Region": alarm.region,
        "MetricsInfo": [] if alarm.event else [metric],
        "Dimensions": json.dumps(dict(alarm.dimensions), ensure_ascii=False),
        "AlarmLevel": alarm.level or "Warn",
    }


def _record(alarm: ClsAlarm, firing: Firing) -> dict[str, Any]:
    return {
        "RecordId": firing.id,
        "AlarmId": alarm.alarm_id,
        "AlarmName": alarm.name,
        "TopicId": alarm.topic_id,
        "Trigger": alarm.condition,
        "CreateTime": int(firing.began.timestamp() * 1000),
        "AlarmLevel": alarm.level,
        "Notices": [{"Name": "sandbox", "AlarmNoticeId": "notice-sandbox"}],
    }

"""The `AlertReader` port over the two signed histories: of the Observability Platform and of CLS.

A callback is a hint; what these actions answer counts (ALR-2). They also find what a lost callback
dropped, so an alert from a history has the callback's key and begins at the same second.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from domain.alerts.alerts import Alert, AlertSource, AlertState, Confirmation, ReadBack
from domain.alerts.cls import cls_severity
from domain.alerts.fault_classes import fault_of
from domain.alerts.forms import (
    FormSettings,
    begun_at,
    epoch_time,
    first_text,
    key_of,
    labels_of,
    message_id,
    object_of_labels,
    rule_of,
    severity_of,
    text_of,
)
from domain.alerts.monitor import dimensions_of, measures_of
from domain.clusters.clusters import ObjectRef
from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from integrations.tencent.calls import TencentCalls
from integrations.tencent.regions import all_regions, confirmed_in

_PAGE = 100
_MOST_PAGES = 10

TOLERANCE = timedelta(minutes=5)
"""How far a history's beginning may lie before the callback's: the two are told by different
machines, and graded policies keep the first beginning."""

_MONITOR_STATES = {
    "ALARM": ReadBack.FIRING,
    "OK": ReadBack.CLEARED,
    "NO_CONF": ReadBack.CLEARED,  # its policy was changed or deleted: nobody wants it any more
    "NO_DATA": ReadBack.UNKNOWN,
}
_CLS_STATES = {"0": ReadBack.FIRING, "1": ReadBack.CLEARED, "2": ReadBack.CLEARED}
"""AlertHistoryRecord.Status: 0 not recovered, 1 recovered, 2 invalid."""


@dataclass(frozen=True)
class _OfRegions:
    """What both have in common.

    Attributes:
        only: the one region that is read; empty for all of the account's.
    """

    calls: TencentCalls
    forms: FormSettings
    only: str = ""
    action: ClassVar[str]

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.action} ({self.only})" if self.only else self.action

    @property
    def by_region(self) -> tuple[Self, ...]:
        """One reader for each region: one that cannot be read must not hide the others."""
        regions = self._regions
        return (self,) if len(regions) == 1 else tuple(replace(self, only=one) for one in regions)

    @property
    def _regions(self) -> tuple[str, ...]:
        return (self.only,) if self.only else self.calls.access.all_regions


class TencentMonitorReader(_OfRegions):
    """Asks `DescribeAlarmHistories`."""

    action = "DescribeAlarmHistories"

    async def read_back(self, alert: Alert, *, now: datetime) -> Confirmation:
        """Look for firings of the same policy about the same object, since this one began.

        Some callbacks of events name no policy; then the object alone decides. Histories of
        projects that the key has no rights for are not listed (doc 248/48684).
        """
        rule = rule_of(alert.key)
        if not rule and alert.object is None:
            return Confirmation(ReadBack.UNKNOWN, self.name, now, message("alert.names_nothing"))
        only = {"PolicyIds": [rule]} if rule else {}
        start = alert.started_at - TOLERANCE

        async def states(region: str) -> list[ReadBack]:
            return [
                self._state(each, alert.object)
                for each in await self._histories(region, start, now + TOLERANCE, **only)
                if rule in ("", text_of(each.get("PolicyId"), 80))
            ]

        return await confirmed_in(self._regions, alert, states, by=self.name, now=now)

    async def poll(self, *, start: datetime, end: datetime) -> list[Alert]:
        """Return what began to fire in the period, oldest first."""
        found = await all_regions(self._regions, lambda one: self._histories(one, start, end))
        # A region may also tell of what lies in others.
        alerts = {each.id: each for each in (self._alert(one, end) for one in found)}
        return sorted(alerts.values(), key=lambda each: (each.started_at, each.id))

    async def _histories(
        self, region: str, start: datetime, end: datetime, **only: object
    ) -> list[Any]:
        records: list[Any] = []
        for page in range(1, _MOST_PAGES + 1):
            answer = await self.calls.call(
                "monitor",
                "DescribeAlarmHistories",
                {
                    "Module": "monitor",
                    "PageNumber": page,
                    "PageSize": _PAGE,
                    "StartTime": int(start.timestamp()),
                    "EndTime": int(end.timestamp()),
                    **only,
                },
                region=region,
            )
            found = _list(answer, "Histories", self.name)
            records += found
            if len(found) < _PAGE:
                break
        return records

    def _state(self, each: Mapping[str, Any], wanted: ObjectRef | None) -> ReadBack:
        """Return what a history of the right policy says of an object.

        One that names no object in a form that we can read may be of any: it confirms nothing,
        but a person has to know.
        """
        named = self._named(each)
        if wanted is not None and named not in (None, wanted):
            return ReadBack.NOT_FOUND
        if wanted is not None and named is None and not _mentions(each, wanted.name):
            return ReadBack.UNKNOWN
        return _MONITOR_STATES.get(text_of(each.get("AlarmStatus")), ReadBack.UNKNOWN)

    def _named(self, each: Mapping[str, Any]) -> ObjectRef | None:
        return object_of_labels(dimensions_of(each.get("Dimensions")), self.forms)

    def _alert(self, each: Mapping[str, Any], now: datetime) -> Alert:
        named = self._named(each)
        metrics = each.get("MetricsInfo")
        metric = metrics[0] if isinstance(metrics, list) and metrics else {}
        metric_name = first_text(metric, "MetricName") or text_of(each.get("MetricName"))
        labels = labels_of(
            {
                **dimensions_of(each.get("Dimensions")),
                "metric": metric_name,
                "region": text_of(each.get("Region")),
                "alarm_type": text_of(each.get("AlarmType")),
            }
        )
        value = text_of(metric.get("Value"))
        measures = measures_of(metric_name, value.rstrip("%"), "%" if value.endswith("%") else "")
        began = epoch_time(each.get("FirstOccurTime"), per_second=1)
        ended = _MONITOR_STATES.get(text_of(each.get("AlarmStatus"))) is ReadBack.CLEARED
        # Without data it may still fire; who reads it back is told that nobody knows.
        state = AlertState.RESOLVED if ended else AlertState.FIRING
        rule_name = text_of(each.get("PolicyName"))
        return Alert(
            id=message_id(AlertSource.TENCENT_MONITOR, text_of(each.get("AlarmId")), state, began),
            key=key_of(text_of(each.get("PolicyId")), named),
            source=AlertSource.TENCENT_MONITOR,
            state=state,
            name=rule_name or metric_name or "alarm",
            severity=severity_of(text_of(each.get("AlarmLevel"))),
            fault=fault_of(rule_name, labels, measures, self.forms.faults),
            object=named,
            started_at=begun_at(began, now),
            received_at=now,
            measures=measures,
            labels=labels,
            text=text_of(each.get("Content"), 2_000),
        )


class TencentClsReader(_OfRegions):
    """Asks `DescribeAlertRecordHistory`."""

    action = "DescribeAlertRecordHistory"

    async def read_back(self, alert: Alert, *, now: datetime) -> Confirmation:
        """Look for firings of the same alarm since this one began.

        A record that names an object by its groups confirms nothing about another one.
        """
        rule = rule_of(alert.key)
        only = [{"Key": "alertId", "Values": [rule]}]
        start = alert.started_at - TOLERANCE

        async def states(region: str) -> list[ReadBack]:
            return [
                _CLS_STATES.get(text_of(each.get("Status")), ReadBack.UNKNOWN)
                for each in await self._records(region, start, now + TOLERANCE, only)
                if text_of(each.get("AlarmId"), 80) == rule
                and self._named(each) in (None, alert.object)
            ]

        return await confirmed_in(self._regions, alert, states, by=self.name, now=now)

    async def poll(self, *, start: datetime, end: datetime) -> list[Alert]:
        """Return what began to fire in the period, oldest first."""
        listed = await all_regions(self._regions, lambda one: self._records(one, start, end, []))
        found = [self._alert(each, end) for each in listed]
        return sorted(found, key=lambda each: (each.started_at, each.id))

    async def _records(
        self, region: str, start: datetime, end: datetime, only: list[dict[str, Any]]
    ) -> list[Any]:
        records: list[Any] = []
        for page in range(_MOST_PAGES):
            answer = await self.calls.call(
                "cls",
                "DescribeAlertRecordHistory",
                {
                    "From": int(start.timestamp() * 1_000),
                    "To": int(end.timestamp() * 1_000),
                    "Offset": page * _PAGE,
                    "Limit": _PAGE,
                    **({"Filters": only} if only else {}),
                },
                region=region,
            )
            found = _list(answer, "Records", self.name)
            records += found
            if len(found) < _PAGE:
                break
        return records

    def _named(self, each: Mapping[str, Any]) -> ObjectRef | None:
        # Groups are set by the operator's own `group by`; lines of logs are not among them.
        groups = dimensions_of(each.get("GroupTriggerCondition"))
        return object_of_labels(groups, self.forms)

    def _alert(self, each: Mapping[str, Any], now: datetime) -> Alert:
        groups = dimensions_of(each.get("GroupTriggerCondition"))
        named = self._named(each)
        labels = labels_of(
            {
                **groups,
                "region": text_of(each.get("Region")),
                "topic_id": text_of(each.get("TopicId")),
            }
        )
        began = epoch_time(each.get("CreateTime"), per_second=1_000)
        ended = _CLS_STATES.get(text_of(each.get("Status"))) is ReadBack.CLEARED
        state = AlertState.RESOLVED if ended else AlertState.FIRING
        rule_name, alarm_id = text_of(each.get("AlarmName")), text_of(each.get("AlarmId"), 80)
        return Alert(
            id=message_id(AlertSource.TENCENT_CLS, text_of(each.get("RecordId")), state),
            key=key_of(alarm_id, named),
            source=AlertSource.TENCENT_CLS,
            state=state,
            name=rule_name or alarm_id or "alarm",
            severity=cls_severity(text_of(each.get("AlarmLevel"))),
            fault=fault_of(rule_name, labels, {}, self.forms.faults),
            object=named,
            started_at=begun_at(began, now),
            received_at=now,
            measures={},
            labels=labels,
            text=text_of(each.get("Trigger"), 2_000),
        )


def _mentions(each: Mapping[str, Any], name: str) -> bool:
    """Say whether a history's own fields hold an object's name, whole and not as a part."""
    said = f"{text_of(each.get('AlarmObject'), 2_000)} {text_of(each.get('Dimensions'), 2_000)}"
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", said) is not None


def _list(answer: dict[str, Any], name: str, action: str) -> list[Any]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    return found

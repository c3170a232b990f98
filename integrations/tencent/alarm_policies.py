"""Alarm policies of the Observability Platform and of CLS: read, made, switched on and off.

A policy that an edit makes carries the edit's key (`Remark` there, a classification here), by
which it is known again when an answer got lost: neither service takes an idempotency key.
"""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from application.common.wording import message_for
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edits import Looked, Shade
from domain.common.errors import EffectUnknown, Unavailable
from domain.common.messages import Called, message
from domain.monitoring.alarms import Severity
from domain.monitoring.policies import (
    AlarmPolicy,
    AlarmSource,
    AlarmSwitch,
    LogAlarm,
    MetricAlarm,
)
from integrations.tencent.calls import TencentCalls
from integrations.tencent.failures import Unreachable
from integrations.tencent.regions import all_regions

MARK = "zhiban_edit"
"""Key of the classification of a log alarm that an edit made."""

_REMARK = "zhiban-"
"""Begins the remark of a metric alarm that an edit made; letters, digits and hyphens only."""

_PAGE = 100
_MOST_PAGES = 10
_CQL = 1
_LEVELS = {Severity.WARNING: 0, Severity.INFO: 1, Severity.CRITICAL: 2}
"""CLS AlarmLevel; the numbers are not in order of severity."""


@dataclass(frozen=True)
class TencentAlarmPolicies:
    """Policies of all regions whose alarms are read; new ones are made in the configured one."""

    calls: TencentCalls

    @property
    def region(self) -> str:
        """Where new ones are made."""
        return self.calls.access.region

    async def policies(self) -> list[AlarmPolicy]:
        """Return the policies of both services, by name; a region that fails makes an error."""
        regions = self.calls.access.all_regions
        found = [
            *await all_regions(regions, self._of_monitor),
            *await all_regions(regions, self._of_cls),
        ]
        once = {(each.source, each.id): each for each in found}.values()
        return sorted(once, key=lambda each: (each.name, each.source, each.id))

    async def look(self, region: str, edit: MetricAlarm | LogAlarm | AlarmSwitch) -> Looked:
        """Return what an edit would come to; a name that is taken stays its owner's."""
        if isinstance(edit, AlarmSwitch):
            return _switched(region, edit, await self._policy(region, edit))
        ref = ObjectRef(region, "", _KINDS[_source(edit)], edit.name)
        content, found = _content(edit), await self._named(region, edit)
        if found is not None:
            return Looked(
                ref=ref,
                outcome=Performing.REFUSED,
                said=message("edit.name_taken"),
                seen=found.id,
                content=content,
                carries=found.edit,
            )
        after = {name: Shade(value, value) for name, value in _wanted(edit).items() if value}
        return Looked(
            ref=ref,
            outcome=Performing.DONE,
            seen="absent",
            content=content,
            after=after,
            exists=False,
        )

    async def capture(self, region: str, edit: MetricAlarm | LogAlarm | AlarmSwitch) -> str:
        """Return what the edit would replace, as JSON text."""
        if isinstance(edit, AlarmSwitch):
            found = await self._policy(region, edit)
        else:
            found = await self._named(region, edit)
        return json.dumps({"id": found.id, "enabled": found.enabled} if found else None)

    async def perform(
        self, region: str, edit: MetricAlarm | LogAlarm | AlarmSwitch, *, key: str, seen: str
    ) -> Performed:
        """Make an edit of what was `seen`, once per key.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; ask again with the same key.
        """
        if isinstance(edit, AlarmSwitch):
            return await self._switch(region, edit, seen=seen)
        found = await self._named(region, edit)
        if found is not None:
            if found.edit == key:
                return Performed(outcome=Performing.ALREADY)
            return Performed(outcome=Performing.REFUSED, said=message("edit.name_taken"))
        if isinstance(edit, MetricAlarm):
            asked = _metric_alarm(edit, key)
            made = await sure(self._call("monitor", "CreateAlarmPolicy", asked, region))
            return Performed(outcome=Performing.DONE, after=str(made.get("PolicyId") or ""))
        made = await sure(self._call("cls", "CreateAlarm", _log_alarm(edit, key), region))
        return Performed(outcome=Performing.DONE, after=str(made.get("AlarmId") or ""))

    async def _switch(self, region: str, edit: AlarmSwitch, *, seen: str) -> Performed:
        """Switch a policy; the same twice is one change."""
        found = await self._policy(region, edit)
        if found is None:
            return Performed(outcome=Performing.GONE, said=message("edit.gone"))
        if found.enabled == edit.enabled:
            return Performed(outcome=Performing.ALREADY)
        if _seen(found) != seen:
            return Performed(outcome=Performing.CONFLICT, said=message("edit.changed_since"))
        if edit.source is AlarmSource.MONITOR:
            asked = {"Module": "monitor", "PolicyId": found.id, "Enable": int(edit.enabled)}
            await sure(self._call("monitor", "ModifyAlarmPolicyStatus", asked, region))
        else:
            asked = {"AlarmId": found.id, "Status": edit.enabled}
            await sure(self._call("cls", "ModifyAlarm", asked, region))
        before, after = (str(each).lower() for each in (found.enabled, edit.enabled))
        return Performed(outcome=Performing.DONE, before=before, after=after)

    async def _policy(self, region: str, edit: AlarmSwitch) -> AlarmPolicy | None:
        found = await self._of(region, edit.source)
        return next((each for each in found if each.id == edit.policy_id), None)

    async def _named(self, region: str, edit: MetricAlarm | LogAlarm) -> AlarmPolicy | None:
        found = await self._of(region, _source(edit), edit.name)
        return next((each for each in found if each.name == edit.name), None)

    async def _of(self, region: str, source: AlarmSource, name: str = "") -> list[AlarmPolicy]:
        if source is AlarmSource.MONITOR:
            return await self._of_monitor(region, name)
        return await self._of_cls(region, name)

    async def _of_monitor(self, region: str, name: str = "") -> list[AlarmPolicy]:
        found: list[AlarmPolicy] = []
        for page in range(1, _MOST_PAGES + 1):
            asked: dict[str, Any] = {"Module": "monitor", "PageNumber": page, "PageSize": _PAGE}
            if name:
                asked["PolicyName"] = name
            answer = await self._call("monitor", "DescribeAlarmPolicies", asked, region)
            listed = list_of(answer, "Policies", "DescribeAlarmPolicies")
            found += [_metric_policy(each, region) for each in listed]
            if len(listed) < _PAGE:
                break
        return found

    async def _of_cls(self, region: str, name: str = "") -> list[AlarmPolicy]:
        found: list[AlarmPolicy] = []
        for page in range(_MOST_PAGES):
            asked: dict[str, Any] = {"Offset": page * _PAGE, "Limit": _PAGE}
            if name:
                asked["Filters"] = [{"Key": "name", "Values": [name]}]
            answer = await self._call("cls", "DescribeAlarms", asked, region)
            listed = list_of(answer, "Alarms", "DescribeAlarms")
            found += [_log_policy(each, region) for each in listed]
            if len(listed) < _PAGE:
                break
        return found

    async def _call(
        self, service: str, action: str, asked: dict[str, Any], region: str
    ) -> dict[str, Any]:
        return await self.calls.call(service, action, asked, region=region)


_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "eq": "=", "ne": "≠"}
_KINDS = {AlarmSource.MONITOR: "AlarmPolicy", AlarmSource.CLS: "LogAlarm"}


def _sign(operator: object) -> str:
    """Return an operator as people write it; what is none of ours stays the cloud's word."""
    return _SIGNS.get(str(operator), str(operator or ""))


def _source(edit: MetricAlarm | LogAlarm) -> AlarmSource:
    return AlarmSource.MONITOR if isinstance(edit, MetricAlarm) else AlarmSource.CLS


def _wanted(edit: MetricAlarm | LogAlarm) -> dict[str, str]:
    """Return what will exist, as a person is shown it."""
    shared = {"notices": ", ".join(edit.notices), "enabled": str(edit.enabled).lower()}
    if isinstance(edit, MetricAlarm):
        objects = "; ".join(
            f"{key} = {', '.join(values)}" for key, values in sorted(edit.objects.items())
        )
        return {
            "namespace": edit.namespace,
            "condition": f"{edit.metric} {_sign(edit.comparison)} {edit.threshold:g}",
            "period": f"{edit.period_seconds} s × {edit.periods}",
            "repeat": f"{edit.repeat_seconds} s",
            "objects": objects or "*",
            **shared,
        }
    return {
        "topic": edit.topic_id,
        "query": edit.query,
        "condition": edit.condition,
        "window": f"{edit.window_minutes} min",
        "every": f"{edit.every_minutes} min",
        "times": str(edit.times),
        "repeat": f"{edit.repeat_minutes} min",
        "severity": edit.severity.value,
        **shared,
    }


def _metric_alarm(alarm: MetricAlarm, key: str) -> dict[str, Any]:
    rule = {
        "MetricName": alarm.metric,
        "Period": alarm.period_seconds,
        "Operator": alarm.comparison.value,
        "Value": f"{alarm.threshold:g}",
        "ContinuePeriod": alarm.periods,
        "NoticeFrequency": alarm.repeat_seconds,
        "IsPowerNotice": 0,
    }
    asked: dict[str, Any] = {
        "Module": "monitor",
        "PolicyName": alarm.name,
        "MonitorType": "MT_QCE",
        "Namespace": alarm.namespace,
        "Remark": f"{_REMARK}{key}",
        "Enable": int(alarm.enabled),
        "Condition": {"IsUnionRule": 0, "Rules": [rule]},
        "NoticeIds": list(alarm.notices),
    }
    if not alarm.objects:
        return {**asked, "IsBindAll": 1}
    dimensions = [
        {"Key": name, "Operator": "in", "Value": list(values)}
        for name, values in alarm.objects.items()
    ]
    return {**asked, "Filter": {"Type": "DIMENSION", "Dimensions": json.dumps([dimensions])}}


def _log_alarm(alarm: LogAlarm, key: str) -> dict[str, Any]:
    return {
        "Name": alarm.name,
        "AlarmTargets": [
            {
                "TopicId": alarm.topic_id,
                "LogsetId": alarm.logset_id,
                "Query": alarm.query,
                "Number": 1,
                "StartTimeOffset": -alarm.window_minutes,
                "EndTimeOffset": 0,
                "SyntaxRule": _CQL,
            }
        ],
        "MonitorTime": {"Type": "Period", "Time": alarm.every_minutes},
        "TriggerCount": alarm.times,
        "AlarmPeriod": alarm.repeat_minutes,
        "Condition": alarm.condition,
        "AlarmLevel": _LEVELS[alarm.severity],
        "AlarmNoticeIds": list(alarm.notices),
        "Status": alarm.enabled,
        "Classifications": [{"Key": MARK, "Value": key}],
    }


def _metric_policy(each: Mapping[str, Any], region: str) -> AlarmPolicy:
    condition = each.get("Condition") or {}
    joined = {0: " || ", 1: " && "}.get(condition.get("IsUnionRule") or 0, ", ")
    rules = [
        f"{one.get('MetricName') or ''} {_sign(one.get('Operator'))} {one.get('Value') or ''}"
        for one in condition.get("Rules") or ()
        if isinstance(one, Mapping)
    ]
    remark = str(each.get("Remark") or "")
    return AlarmPolicy(
        id=str(each.get("PolicyId") or ""),
        source=AlarmSource.MONITOR,
        name=str(each.get("PolicyName") or ""),
        enabled=each.get("Enable") == 1,
        region=region,
        watches=str(each.get("Namespace") or ""),
        condition=joined.join(rules),
        notices=tuple(map(str, each.get("NoticeIds") or ())),
        edit=remark.removeprefix(_REMARK) if remark.startswith(_REMARK) else "",
    )


def _log_policy(each: Mapping[str, Any], region: str) -> AlarmPolicy:
    several = [str(one.get("Condition") or "") for one in each.get("MultiConditions") or ()]
    topics = [str(one.get("TopicId") or "") for one in each.get("AlarmTargets") or ()]
    marks = {one.get("Key"): one.get("Value") for one in each.get("Classifications") or ()}
    return AlarmPolicy(
        id=str(each.get("AlarmId") or ""),
        source=AlarmSource.CLS,
        name=str(each.get("Name") or ""),
        enabled=each.get("Status") is True,
        region=region,
        watches=", ".join(dict.fromkeys(topics)),
        condition=str(each.get("Condition") or "") or "; ".join(several),
        notices=tuple(map(str, each.get("AlarmNoticeIds") or ())),
        edit=str(marks.get(MARK) or ""),
    )


def _switched(region: str, edit: AlarmSwitch, found: AlarmPolicy | None) -> Looked:
    content = f"{edit.policy_id}={edit.enabled}"
    if found is None:
        ref = ObjectRef(region, "", _KINDS[edit.source], edit.policy_id)
        gone = message("edit.gone")
        return Looked(ref=ref, outcome=Performing.GONE, said=gone, content=content)
    before, after = (str(each).lower() for each in (found.enabled, edit.enabled))
    return Looked(
        ref=ObjectRef(region, "", _KINDS[edit.source], f"{found.name} ({found.id})"),
        outcome=Performing.DONE,
        seen=_seen(found),
        content=content,
        before={"enabled": Shade(before, before)},
        after={"enabled": Shade(after, after)},
    )


def _seen(found: AlarmPolicy) -> str:
    """Return what stands for the state that a switch is about: what the policy is, and whether."""
    return f"{found.name} {found.condition} {found.enabled}"


def _content(edit: MetricAlarm | LogAlarm) -> str:
    return json.dumps(asdict(edit), sort_keys=True, default=list)


def list_of(answer: Mapping[str, Any], name: str, action: str) -> list[dict[str, Any]]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    return found


async def sure(writing: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    """Return the answer to a write; without one nobody knows whether it was made."""
    try:
        return await writing
    except Unreachable:
        raise
    except Unavailable as error:
        raise EffectUnknown(
            message("tencent.write_unknown", why=message_for(error)), delay=error.delay
        ) from None

"""Alarms of the past, and the policies that raised them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import invalid_parameter
from sandbox.tencent.monitor.metrics import check_module
from sandbox.tencent.monitor.state import SHORT_REGIONS, MonitorState

MAX_PAGE = 100
_DAY_S = 86400

# Request field, and how its content is held against an item.
_HISTORY_FILTERS: Mapping[str, Callable[[Mapping[str, Any], Any], bool]] = {
    "MonitorTypes": lambda item, wanted: item["MonitorType"] in wanted,
    "AlarmObject": lambda item, wanted: wanted in item["AlarmObject"],
    "AlarmStatus": lambda item, wanted: item["AlarmStatus"] in wanted,
    "Namespaces": lambda item, wanted: item["Namespace"] in {w.get("Namespace") for w in wanted},
    "MetricNames": lambda item, wanted: any(
        metric.get("MetricName") in wanted for metric in item["MetricsInfo"]
    ),
    "PolicyName": lambda item, wanted: wanted.lower() in item["PolicyName"].lower(),
    "Content": lambda item, wanted: wanted in item["Content"],
    "PolicyIds": lambda item, wanted: item["PolicyId"] in wanted,
    "AlarmLevels": lambda item, wanted: item["AlarmLevel"] in wanted,
    "AlarmTypes": lambda item, wanted: item["AlarmType"] in wanted,
    "ProjectIds": lambda item, wanted: item["ProjectId"] in wanted,
}
_POLICY_FILTERS: Mapping[str, Callable[[Mapping[str, Any], Any], bool]] = {
    "PolicyName": lambda item, wanted: wanted in item["PolicyName"],
    "MonitorTypes": lambda item, wanted: item["MonitorType"] in wanted,
    "Namespaces": lambda item, wanted: item["Namespace"] in wanted,
    "Enable": lambda item, wanted: item["Enable"] in wanted,
    "NoticeIds": lambda item, wanted: bool(set(item["NoticeIds"]) & set(wanted)),
}
_PLAIN = frozenset(("Module", "PageNumber", "PageSize", "Order", "StartTime", "EndTime", "Field"))


@dataclass(frozen=True)
class MonitorAlarms:
    """Answers questions about alarms."""

    state: MonitorState

    def describe_alarm_histories(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeAlarmHistories: newest first unless asked otherwise."""
        params = request.params
        check_module(params)
        now = int(self.state.clock.seconds())
        start, end = params.get("StartTime", now - _DAY_S), params.get("EndTime", now)
        order = params.get("Order", "DESC")
        if order not in ("ASC", "DESC"):
            raise invalid_parameter("Order", "it must be ASC or DESC.")
        fitting = [
            item for item in self._seen_by(request) if start <= item["FirstOccurTime"] <= end
        ]
        found = _filtered(fitting, params, _HISTORY_FILTERS)
        found.sort(key=lambda item: int(item["FirstOccurTime"]), reverse=order == "DESC")
        return {"TotalCount": len(found), "Histories": _page(found, params)}

    def describe_alarm_policies(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeAlarmPolicies."""
        check_module(request.params)
        found = _filtered(self.state.policies, request.params, _POLICY_FILTERS)
        return {"TotalCount": len(found), "Policies": _page(found, request.params)}

    def _seen_by(self, request: Request) -> list[dict[str, Any]]:
        """Return what lies in the region that is asked, of projects the account has rights for."""
        projects = request.account.projects
        return [
            item
            for item in self.state.histories
            if item["Region"] in (request.region, SHORT_REGIONS.get(request.region))
            and (projects is None or item["ProjectId"] in projects)
        ]


def _filtered(
    items: Sequence[dict[str, Any]],
    params: Mapping[str, Any],
    known: Mapping[str, Callable[[Mapping[str, Any], Any], bool]],
) -> list[dict[str, Any]]:
    chosen = list(items)
    for name, wanted in params.items():
        if name in known:
            chosen = [item for item in chosen if known[name](item, wanted)]
        elif name not in _PLAIN:
            raise invalid_parameter(name, "the sandbox cannot filter by it.")
    return chosen


def _page(items: Sequence[dict[str, Any]], params: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    number, size = params.get("PageNumber", 1), params.get("PageSize", 20)
    if number < 1:
        raise invalid_parameter("PageNumber", "pages are counted from 1.")
    if not 1 <= size <= MAX_PAGE:
        raise invalid_parameter("PageSize", f"it must be between 1 and {MAX_PAGE}.")
    return items[(number - 1) * size : number * size]

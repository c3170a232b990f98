"""Alarms of the past, and the policies that raised them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import ApiError, invalid_parameter
from sandbox.tencent.monitor.metrics import check_module
from sandbox.tencent.monitor.state import BASE_METRICS, PERIODS_S, SHORT_REGIONS, MonitorState

MAX_PAGE = 100
LONGEST_NAME = 60
LONGEST_REMARK = 100
_OPERATORS = frozenset(("eq", "ge", "gt", "le", "lt", "ne"))
"""Those for fixed thresholds (AlarmPolicyRule.Operator)."""

_FREQUENCIES = frozenset((0, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400))
_NAMESPACES: Mapping[str, str] = {
    "cvm_device": "QCE/CVM",
    "cdb_detail": "QCE/CDB",
    "k8s_workload2": "QCE/TKE2",
    "k8s_pod2": "QCE/TKE2",
}
"""Kinds of policies that are played, and whose metrics each of them watches."""

_REMARK = re.compile(r"[\w-]*")
_NOTICE = re.compile(r"notice-[a-z0-9]{8}")
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

    def create_alarm_policy(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateAlarmPolicy: one with conditions of its own, no template."""
        params = request.params
        check_module(params)
        _check_policy(params)
        if any(each["PolicyName"] == params["PolicyName"] for each in self.state.policies):
            raise ApiError("FailedOperation.DuplicateName", "The name of the policy is taken.")
        if len(self.state.policies) >= self.state.most_policies:
            raise ApiError("LimitExceeded", "The account has as many policies as it may have.")
        kept = {name: value for name, value in params.items() if name != "Module"}
        policy_id = self.state.add_policy(kept)
        return {"PolicyId": policy_id, "OriginId": str(len(self.state.policies))}

    def modify_alarm_policy_status(self, request: Request) -> Mapping[str, Any]:
        """Perform ModifyAlarmPolicyStatus."""
        params = request.params
        check_module(params)
        if params["Enable"] not in (0, 1):
            raise _wrong("Enable", "it must be 0 or 1.")
        for policy in self.state.policies:
            if policy["PolicyId"] == params["PolicyId"]:
                policy.update(Enable=params["Enable"], UpdateTime=int(self.state.clock.seconds()))
                return {}
        raise ApiError("ResourceNotFound", f"There is no policy {params['PolicyId']}.")

    def _seen_by(self, request: Request) -> list[dict[str, Any]]:
        """Return what lies in the region that is asked, of projects the account has rights for."""
        projects = request.account.projects
        return [
            item
            for item in self.state.histories
            if item["Region"] in (request.region, SHORT_REGIONS.get(request.region))
            and (projects is None or item["ProjectId"] in projects)
        ]


def _check_policy(params: Mapping[str, Any]) -> None:
    """Refuse what the descriptions of the request's fields rule out."""
    if not 0 < len(params["PolicyName"]) <= LONGEST_NAME:
        raise _wrong("PolicyName", f"1 to {LONGEST_NAME} characters.")
    remark = params.get("Remark", "")
    if len(remark) > LONGEST_REMARK or not _REMARK.fullmatch(remark):
        raise _wrong("Remark", "letters, digits, `_` and `-`.")
    if params["MonitorType"] != "MT_QCE":
        raise _wrong("MonitorType", "it must be MT_QCE.")
    if not all(map(_NOTICE.fullmatch, params.get("NoticeIds", ()))):
        raise _wrong("NoticeIds", "there is no such notice.")
    if params.get("Enable", 1) not in (0, 1) or params.get("IsBindAll", 0) not in (0, 1):
        raise _wrong("Enable", "Enable and IsBindAll are 0 or 1.")
    _check_rules(params)


def _check_rules(params: Mapping[str, Any]) -> None:
    metrics = _NAMESPACES.get(params["Namespace"])
    if metrics is None:
        raise _wrong("Namespace", "there is no such kind of policy.")
    if "Condition" not in params:
        raise invalid_parameter("Condition", "give Condition or ConditionTemplateId.")
    rules = params["Condition"].get("Rules") or ()
    if not rules:
        raise _wrong("Condition.Rules", "at least one is needed.")
    for rule in rules:
        _check_rule(rule, metrics)


def _check_rule(rule: Mapping[str, Any], namespace: str) -> None:
    known = {each.name.lower() for each in BASE_METRICS if each.namespace == namespace}
    if str(rule.get("MetricName", "")).lower() not in known:
        raise _wrong("MetricName", f"there is no metric {rule.get('MetricName')}.")
    if rule.get("Operator") not in _OPERATORS:
        raise _wrong("Operator", "it must be eq, ge, gt, le, lt or ne.")
    if rule.get("Period") not in PERIODS_S:
        raise _wrong("Period", f"it must be one of {PERIODS_S}.")
    if rule.get("NoticeFrequency") not in _FREQUENCIES:
        raise _wrong("NoticeFrequency", "it is none of the documented ones.")
    try:
        float(rule.get("Value", ""))
    except ValueError:
        raise _wrong("Value", "a number is expected.") from None


def _wrong(name: str, reason: str) -> ApiError:
    return ApiError("InvalidParameterValue", f"The parameter `{name}` is not valid: {reason}")


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

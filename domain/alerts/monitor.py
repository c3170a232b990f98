"""The callback of Tencent Cloud's Observability Platform, for metrics and for events.

Fields as the vendor's pages of 2024-04 to 2025-09 have them, with both spellings and both types
that were seen. Unknown fields are passed over: the vendor adds some without notice.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.alerts.alerts import Alert, AlertSource, AlertState
from domain.alerts.fault_classes import fault_of
from domain.alerts.forms import (
    LONGEST_NAME,
    LONGEST_TEXT,
    FormSettings,
    begun_at,
    check_age,
    first_text,
    key_of,
    labels_of,
    mapping,
    message_id,
    number_of,
    object_of_labels,
    part,
    severity_of,
    state_of,
    text_of,
    wall_time,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.monitoring.alarms import Severity


def read_monitor(raw: object, *, received_at: datetime, settings: FormSettings) -> list[Alert]:
    """Return the one alert of a callback.

    Raises:
        InvalidRequest: it is not in the form, or too old to be taken (`StaleMessage`).
    """
    body = mapping(raw, "body")
    session = first_text(body, "sessionId", "sessionID", "alertId")
    if not session:
        raise InvalidRequest("sessionId", message("rule.missing"))
    state = state_of(body.get("alarmStatus"), firing="1", resolved="0", field="alarmStatus")
    began = wall_time(body.get("firstOccurTime"), settings.zone)
    check_age(_said_at(body, began, state, settings), received_at, settings)
    policy, conditions = _policy(body)
    told = part(body, "alarmObjInfo")
    dimensions = dimensions_of(told.get("dimensions"))
    named = object_of_labels(dimensions, settings)
    labels = labels_of({**dimensions, **_labels(body, told, policy, conditions)})
    name = first_text(policy, "policyName", most=LONGEST_NAME)
    name = name or labels.get("metric") or labels.get("event") or "alarm"
    measures = _measures(conditions)
    # Without a time the session names the firing; with one, the policy and the object do.
    firing = began.isoformat() if began else session
    return [
        Alert(
            id=message_id(AlertSource.TENCENT_MONITOR, session, state, firing),
            key=key_of(text_of(policy.get("policyId")), named),
            source=AlertSource.TENCENT_MONITOR,
            state=state,
            name=name,
            severity=_severity(body, session),
            fault=fault_of(name, labels, measures, settings.faults),
            object=named,
            started_at=begun_at(began, received_at),
            received_at=received_at,
            measures=measures,
            labels=labels,
            text=_text(body, policy, conditions),
        )
    ]


def dimensions_of(raw: object) -> dict[str, str]:
    """Return dimensions by name: an object, its JSON text, or a list of names and values."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw[:20_000])
        except (ValueError, RecursionError):
            return {}
    if isinstance(raw, list):
        pairs = [each for each in raw[:100] if isinstance(each, Mapping)]
        raw = {
            first_text(each, "Name", "Key", "name", "key"): each.get("Value", each.get("value"))
            for each in pairs
        }
    return labels_of(raw) if isinstance(raw, Mapping) else {}


def measures_of(metric: str, value: object, unit: str) -> dict[str, float]:
    """Return what a metric's current value says in our words; percents become shares."""
    number = number_of(value)
    if number is None or not metric:
        return {}
    name, share = metric.lower(), unit.strip() == "%"
    found = {metric: number}
    if share and "cpu" in name:
        found["cpu"] = number / 100
    elif share and "mem" in name:
        found["memory"] = number / 100
    elif share and "disk" in name:
        found["disk"] = number / 100
    elif share and ("error" in name or "fail" in name):
        found["error_rate"] = number / 100
    return found


def _policy(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    policy = part(body, "alarmPolicyInfo")
    return policy, part(policy, "conditions")


def _labels(
    body: Mapping[str, Any],
    told: Mapping[str, Any],
    policy: Mapping[str, Any],
    conditions: Mapping[str, Any],
) -> dict[str, str]:
    """Return what says where and what it is; these win over dimensions of the same name."""
    said = {
        "alarm_type": text_of(body.get("alarmType")),
        "region": text_of(told.get("region")),
        "app_id": first_text(told, "appId", "appID"),
        "product": text_of(told.get("namespace")),
        "metric": text_of(conditions.get("metricName")),
        "event": text_of(conditions.get("eventName")),
        "policy_type": text_of(policy.get("policyType")),
    }
    return {name: value for name, value in said.items() if value}


def _measures(conditions: Mapping[str, Any]) -> dict[str, float]:
    return measures_of(
        text_of(conditions.get("metricName"), 80),
        conditions.get("currentValue"),
        first_text(conditions, "unit", "calcUnit"),
    )


def _severity(body: Mapping[str, Any], session: str) -> Severity:
    """Return the level of a graded policy, which only the end of `alertId` tells."""
    _, _, level = first_text(body, "alertId").removeprefix(session).rpartition("_")
    return severity_of(level)


def _said_at(
    body: Mapping[str, Any], began: datetime | None, state: AlertState, settings: FormSettings
) -> datetime | None:
    """Return when the platform sent it; it says so only by how long the alarm has lasted."""
    if state is AlertState.RESOLVED and (
        ended := wall_time(body.get("recoverTime"), settings.zone)
    ):
        return ended
    lasted = number_of(body.get("durationTime"))
    if began is None or lasted is None or not 0 <= lasted < 1e8:
        return None
    return began + timedelta(seconds=lasted)


def _text(body: Mapping[str, Any], policy: Mapping[str, Any], conditions: Mapping[str, Any]) -> str:
    """Return in one line what people would want to read."""
    shown = [
        first_text(conditions, "metricShowName", "eventShowName", "metricName", "eventName"),
        " ".join(
            said
            for name in ("calcType", "calcValue", "calcUnit")
            if (said := text_of(conditions.get(name)))
        ),
        f"{now} {text_of(conditions.get('unit'))}".strip()
        if (now := text_of(conditions.get("currentValue")))
        else "",
        first_text(policy, "policyTypeCName"),
    ]
    more = body.get("additionalMsg")
    for each in more[:10] if isinstance(more, list) else []:
        pair = part({"": each}, "")
        shown.append(f"{text_of(pair.get('key'), 60)}: {text_of(pair.get('value'))}")
    return " · ".join(said for said in shown if said.strip(": "))[:LONGEST_TEXT]

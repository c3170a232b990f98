"""The callback of a CLS alarm, in the form of our own template (`docs/alerts.md`).

CLS lets its customer write the body, so the template names its version. Which object the alarm is
about is written into the template by the operator, never taken from a log line.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.alerts.alerts import Alert, AlertSource
from domain.alerts.fault_classes import FAULT_LABEL, fault_of
from domain.alerts.forms import (
    LONGEST_NAME,
    LONGEST_TEXT,
    FormSettings,
    begun_at,
    check_age,
    epoch_time,
    first_text,
    key_of,
    labels_of,
    mapping,
    message_id,
    object_of_labels,
    severity_of,
    state_of,
    text_of,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.monitoring.alarms import Severity

VERSION = 1

TEMPLATE = (
    '{"v":1,"alarm_id":"{{escape .AlarmID}}","alarm":"{{escape .Alarm}}",'
    '"notify_type":{{.NotifyType}},"region":"{{escape .Region}}",'
    '"topic_id":"{{escape .TopicId}}","start_ms":{{.StartTimeUnix}},'
    '"notify_ms":{{.NotifyTimeUnix}},"condition":"{{escape .Condition}}",'
    '"trigger":"{{escape .TriggerParams}}","group":"{{escape .RecordGroupId}}",'
    '"level":"","cluster":"","namespace":"","kind":"","name":"","fault":"",'
    '"logs":{{.QueryLog}}}'
)
"""What to paste into the notification content of CLS; the empty texts are for the operator."""

CLS_LEVELS = MappingProxyType({"0": Severity.WARNING, "1": Severity.INFO, "2": Severity.CRITICAL})
"""CLS AlarmLevel: 0 Warn, 1 Info, 2 Critical; the numbers are not in order of severity."""

_MOST_LOGS = 10
"""Lines of a callback that are looked at; CLS sends as many."""


def read_cls(raw: object, *, received_at: datetime, settings: FormSettings) -> list[Alert]:
    """Return the one alert of a callback.

    Raises:
        InvalidRequest: it is not in the form, of another version, or too old (`StaleMessage`).
    """
    body = mapping(raw, "body")
    if text_of(body.get("v")) != str(VERSION):
        raise InvalidRequest(
            "v", message("alert.cls_template", version=VERSION, page=Called("docs/alerts.md"))
        )
    alarm_id = first_text(body, "alarm_id", most=80)
    if not alarm_id:
        raise InvalidRequest("alarm_id", message("rule.missing"))
    state = state_of(body.get("notify_type"), firing="1", resolved="2", field="notify_type")
    began = epoch_time(body.get("start_ms"), per_second=1_000)
    check_age(epoch_time(body.get("notify_ms"), per_second=1_000), received_at, settings)
    labels = _labels(body)
    named = object_of_labels(_place(body), settings)
    group = first_text(body, "group")
    name = first_text(body, "alarm", most=LONGEST_NAME) or alarm_id
    return [
        Alert(
            id=message_id(AlertSource.TENCENT_CLS, alarm_id, group, state, began or group),
            key=key_of(alarm_id, named),
            source=AlertSource.TENCENT_CLS,
            state=state,
            name=name,
            severity=cls_severity(first_text(body, "level")),
            fault=fault_of(name, labels, {}, settings.faults),
            object=named,
            started_at=begun_at(began, received_at),
            received_at=received_at,
            measures={},
            labels=labels,
            text=_text(body),
        )
    ]


def cls_severity(level: str) -> Severity:
    """Return our own for a level's number or word."""
    return CLS_LEVELS.get(level, severity_of(level))


def _labels(body: Mapping[str, Any]) -> dict[str, str]:
    said = {name: text_of(body.get(name)) for name in ("region", "topic_id", "group")}
    said[FAULT_LABEL] = text_of(body.get(FAULT_LABEL))
    return labels_of(said)


def _place(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the operator's own words in the template as labels."""
    return {
        "cluster": text_of(body.get("cluster")),
        "namespace": text_of(body.get("namespace")),
        "workload_kind": text_of(body.get("kind")),
        "workload_name": text_of(body.get("name"), 253),
    }


def _text(body: Mapping[str, Any]) -> str:
    """Return condition, numbers and the newest lines, for people only."""
    shown = [text_of(body.get("condition")), text_of(body.get("trigger"))]
    logs = body.get("logs")
    for each in logs[:_MOST_LOGS] if isinstance(logs, list) else []:
        # CLS gives a list of lines for each query; one query may also stand for itself.
        lines = each if isinstance(each, list) else [each]
        shown += [text_of(line.get("content")) for line in lines if isinstance(line, Mapping)]
    return " · ".join(said for said in shown if said)[:LONGEST_TEXT]

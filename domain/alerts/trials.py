"""Test alerts: a message of each source, as it would come from there, that is about nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from domain.alerts.alerts import Alert, AlertSource, FaultClass
from domain.alerts.cls import VERSION
from domain.alerts.forms import FormSettings

NAME = "zhiban-test"
"""Begins the name of the rule, in every form; what tells two of them apart follows."""

TESTED_BY = "tested_by"
"""Label that says who sends a test."""


def trial_message(
    source: AlertSource, key: str, *, at: datetime, settings: FormSettings
) -> Mapping[str, Any]:
    """Return a message that says that something fires now, and names no object.

    Args:
        source: one that sends messages.
        key: tells this test from all others.
        at: when it fires.
        settings: what the operators say about the source; times are in its zone.
    """
    return _FORMS[source](f"{NAME}-{key}", key, at, settings)


def as_trial(alert: Alert, *, by: str, on_call: bool) -> Alert:
    """Return an alert as a test: no source can send one, whatever it writes.

    Args:
        alert: as it was read from `trial_message`.
        by: who sends it, and is told.
        on_call: whether those on call are told instead.
    """
    return replace(
        alert,
        fault=FaultClass.TEST,
        object=None,
        labels={TESTED_BY: by},
        tells="" if on_call else by,
    )


def _monitor(name: str, key: str, at: datetime, settings: FormSettings) -> Mapping[str, Any]:
    wall = at.astimezone(ZoneInfo(settings.zone)).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "sessionId": key,
        "alarmStatus": "1",
        "alarmType": "metric",
        "alarmObjInfo": {"dimensions": "{}"},
        "alarmPolicyInfo": {"policyId": key, "policyName": name, "conditions": {}},
        "durationTime": 0,
        "firstOccurTime": wall,
    }


def _cls(name: str, key: str, at: datetime, settings: FormSettings) -> Mapping[str, Any]:  # noqa: ARG001 - as all of them
    moment = round(at.timestamp() * 1_000)
    return {
        "v": VERSION,
        "alarm_id": key,
        "alarm": name,
        "notify_type": 1,
        "start_ms": moment,
        "notify_ms": moment,
        "level": "warning",
        "logs": [],
    }


def _alertmanager(name: str, key: str, at: datetime, settings: FormSettings) -> Mapping[str, Any]:  # noqa: ARG001 - as all of them
    alert = {
        "status": "firing",
        "labels": {"alertname": name, "severity": "warning"},
        "annotations": {},
        "startsAt": at.astimezone(UTC).isoformat(),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": key,
    }
    return {"version": "4", "status": "firing", "truncatedAlerts": 0, "alerts": [alert]}


def _plain(name: str, key: str, at: datetime, settings: FormSettings) -> Mapping[str, Any]:  # noqa: ARG001 - as all of them
    moment = at.astimezone(UTC).isoformat()
    return {
        "name": name,
        "severity": "warning",
        "started_at": moment,
        "sent_at": moment,
        "key": key,
        "id": key,
    }


_FORMS: Mapping[AlertSource, Callable[[str, str, datetime, FormSettings], Mapping[str, Any]]] = (
    MappingProxyType(
        {
            AlertSource.TENCENT_MONITOR: _monitor,
            AlertSource.TENCENT_CLS: _cls,
            AlertSource.ALERTMANAGER: _alertmanager,
            AlertSource.PLAIN: _plain,
        }
    )
)

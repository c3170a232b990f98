"""The webhook of Prometheus Alertmanager, version 4, and of whatever speaks like it (TMP).

Alertmanager itself may cut its list (`truncatedAlerts`) and sends what still fires again and again;
one bad alert in a list must not cost the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.alerts.alerts import Alert, AlertSource, AlertState
from domain.alerts.fault_classes import fault_of
from domain.alerts.forms import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ALERTS,
    MOST_MEASURES,
    FormSettings,
    begun_at,
    check_age,
    first_text,
    iso_time,
    labels_of,
    mapping,
    message_id,
    number_of,
    object_of_labels,
    part,
    severity_of,
    state_of,
    text_of,
)
from domain.common.errors import InvalidRequest
from domain.common.messages import message

MEASURE = "zhiban_"
"""Begins annotations that hold a measure: `zhiban_error_rate: "{{ $value }}"`."""


@dataclass(frozen=True)
class AlertmanagerMessage:
    """What a message held.

    Attributes:
        left_out: alerts that it says or shows to have, and that are not taken.
        broken: alerts that could not be read, or were too old.
    """

    alerts: tuple[Alert, ...]
    left_out: int = 0
    broken: int = 0


def read_alertmanager(raw: object, *, received_at: datetime, settings: FormSettings) -> list[Alert]:
    """Return the alerts of a message, in order.

    Raises:
        InvalidRequest: it is no message of an Alertmanager, or nothing in it can be read.
    """
    given = alertmanager_message(raw, received_at=received_at, settings=settings)
    if given.broken and not given.alerts:
        raise InvalidRequest("alerts", message("alert.none_readable"))
    return list(given.alerts)


def alertmanager_message(
    raw: object, *, received_at: datetime, settings: FormSettings
) -> AlertmanagerMessage:
    """Return the alerts of a message and how many it has beside them."""
    body = mapping(raw, "body")
    found = body.get("alerts")
    if not isinstance(found, list):
        raise InvalidRequest("alerts", message("rule.list"))
    alerts: list[Alert] = []
    broken = 0
    for each in found[:MOST_ALERTS]:
        try:
            alerts.append(read_one(each, received_at=received_at, settings=settings))
        except InvalidRequest:
            broken += 1
    cut = number_of(body.get("truncatedAlerts")) or 0
    left_out = max(len(found) - MOST_ALERTS, 0) + int(min(max(cut, 0), 1e6))
    return AlertmanagerMessage(tuple(alerts), left_out, broken)


def read_one(raw: object, *, received_at: datetime, settings: FormSettings) -> Alert:
    """Return one alert, of a message or of the API's list.

    Raises:
        InvalidRequest: it has no labels or no state; `StaleMessage` when it ended long ago.
    """
    body = mapping(raw, "alert")
    labels = labels_of(mapping(body.get("labels"), "labels"))
    notes = part(body, "annotations")
    state = _state(body)
    began, ended = iso_time(body.get("startsAt")), iso_time(body.get("endsAt"))
    if state is AlertState.RESOLVED:
        check_age(ended, received_at, settings)
    name = labels.get("alertname", "")[:LONGEST_NAME] or "alert"
    key = first_text(body, "fingerprint", most=64) or message_id(
        AlertSource.ALERTMANAGER, sorted(labels.items())
    )
    measures = _measures(notes)
    named = object_of_labels(labels, settings)
    begun = begun_at(began, received_at)
    return Alert(
        id=message_id(AlertSource.ALERTMANAGER, key, state, began or begun),
        key=key,
        source=AlertSource.ALERTMANAGER,
        state=state,
        name=name,
        severity=severity_of(labels.get("severity", "")),
        fault=fault_of(name, labels, measures, settings.faults),
        object=named,
        started_at=begun,
        received_at=received_at,
        measures=measures,
        labels=labels,
        text=_text(notes),
    )


def _state(body: Mapping[str, Any]) -> AlertState:
    """Return the state; the API's list calls it `active` or `suppressed` inside an object."""
    status = body.get("status")
    if isinstance(status, Mapping):
        return AlertState.FIRING
    return state_of(status, firing="firing", resolved="resolved", field="status")


def _measures(notes: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in sorted(notes, key=str)[: 10 * MOST_MEASURES]:
        number = number_of(notes[name])
        if number is not None and str(name).startswith(MEASURE) and len(found) < MOST_MEASURES:
            found[text_of(str(name).removeprefix(MEASURE), 80)] = number
    return found


def _text(notes: Mapping[str, Any]) -> str:
    said = [first_text(notes, name, most=LONGEST_TEXT) for name in ("summary", "description")]
    return " · ".join(each for each in said if each)[:LONGEST_TEXT]

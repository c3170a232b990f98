"""The plain form: JSON of one's own programs. Here nothing is guessed, every mistake is named."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass
from domain.alerts.fault_classes import fault_of
from domain.alerts.forms import (
    KINDS,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ALERTS,
    MOST_LABELS,
    MOST_MEASURES,
    FormSettings,
    begun_at,
    check_age,
    iso_time,
    message_id,
    number_of,
    object_ref,
    text_of,
)
from domain.clusters.clusters import ObjectRef
from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, one_of
from domain.monitoring.alarms import Severity


def read_plain(raw: object, *, received_at: datetime, settings: FormSettings) -> list[Alert]:
    """Return the alert of a message, or those of its list `alerts`.

    Raises:
        InvalidRequest: a field is missing, unknown or breaks a rule; names its path and the rule.
    """
    fields = Fields.of(raw, "alert")
    if not fields.has("alerts"):
        return [_read_one(fields, received_at, settings)]
    outer = Fields.of(raw, "body")
    alerts = outer.list(
        "alerts",
        lambda each: _read_one(Fields.of(each, "alert"), received_at, settings),
        least=1,
        most=MOST_ALERTS,
    )
    outer.done()
    return list(alerts)


def _read_one(fields: Fields, received_at: datetime, settings: FormSettings) -> Alert:
    name = text_of(fields.text("name", longest=LONGEST_NAME))
    if not name:
        raise fields.refuse("name", message("rule.visible"))
    state = fields.choice("state", AlertState, AlertState.FIRING)
    severity = fields.choice("severity", Severity, Severity.UNKNOWN)
    said = fields.choice("fault", FaultClass) if fields.has("fault") else None
    if said is FaultClass.REQUESTED:
        raise fields.refuse(
            "fault", message("alert.requested_by_people", fault=Called("requested"))
        )
    named = _object(fields, settings)
    began, sent = _time(fields, "started_at"), _time(fields, "sent_at")
    check_age(sent, received_at, settings)
    measures, labels = _measures(fields), _labels(fields)
    text = fields.text("text", longest=LONGEST_TEXT) if fields.has("text") else ""
    key = fields.text("key", longest=120) if fields.has("key") else f"{name}|{named or ''}"
    own_id = fields.text("id", longest=120) if fields.has("id") else ""
    fields.done()
    begun = begun_at(began, received_at)
    # Without an id or a time of its own every message is another firing: nothing is lost.
    return Alert(
        id=message_id(AlertSource.PLAIN, own_id or key, state, "" if own_id else begun),
        key=text_of(key, 400),
        source=AlertSource.PLAIN,
        state=state,
        name=name,
        severity=severity,
        fault=said or fault_of(name, labels, measures, settings.faults),
        object=named,
        started_at=begun,
        received_at=received_at,
        measures=measures,
        labels=labels,
        text=text_of(text, LONGEST_TEXT),
    )


def _object(fields: Fields, settings: FormSettings) -> ObjectRef | None:
    inner = fields.group("object")
    if inner is None:
        return None
    cluster = inner.text("cluster", settings.cluster or None, longest=63)
    kind = inner.text("kind", longest=20)
    namespace = inner.text("namespace", longest=63) if inner.has("namespace") else ""
    name = inner.text("name", longest=253)
    inner.done()
    if kind not in KINDS.values():
        raise inner.refuse("kind", one_of(KINDS.values()))
    named = object_ref(cluster, namespace, kind, name)
    if named is None:
        raise InvalidRequest(
            inner.path, message("rule.kubernetes_name", example=Called("checkout-api"))
        )
    return named


def _time(fields: Fields, name: str) -> datetime | None:
    if not fields.has(name):
        return None
    moment = iso_time(fields.text(name, longest=40))
    if moment is None:
        raise fields.refuse(
            name, message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
        )
    return moment


def _measures(fields: Fields) -> dict[str, float]:
    given = _pairs(fields, "measures", MOST_MEASURES)
    for name, value in given.items():
        if isinstance(value, str) or number_of(value) is None:
            raise fields.refuse(f"measures.{text_of(name, 40)}", message("rule.number"))
    return {text_of(name, 80): float(value) for name, value in given.items()}


def _labels(fields: Fields) -> dict[str, str]:
    given = _pairs(fields, "labels", MOST_LABELS)
    for name, value in given.items():
        if not isinstance(value, str) or len(value) > LONGEST_LABEL:
            rule = message("rule.most_characters", most=LONGEST_LABEL)
            raise fields.refuse(f"labels.{text_of(name, 40)}", rule)
    return {text_of(name, 80): text_of(value) for name, value in given.items()}


def _pairs(fields: Fields, name: str, most: int) -> Mapping[str, Any]:
    if not fields.has(name):
        return {}
    given = fields.raw[name]
    if not isinstance(given, Mapping) or len(given) > most:
        raise fields.refuse(name, message("rule.object_at_most", most=most))
    return given

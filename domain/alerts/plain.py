"""The plain form: JSON of one's own programs. Here nothing is guessed, every mistake is named."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain.alerts.alerts import OURS, Alert, AlertSource, AlertState, FaultClass
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
from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.field_rules import By, Choice, JsonSchema, Listed, Text
from domain.common.messages import Called, message, one_of
from domain.common.shapes import Shape, read
from domain.monitoring.alarms import Severity

_TEXT: JsonSchema = {"type": "string"}
_OBJECT: JsonSchema = {"type": "object"}


def _moment(value: object) -> datetime:
    moment = iso_time(Text(40).read(value))
    if moment is None:
        rule = message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
        raise BrokenRule(rule)
    return moment


def _measures(value: object) -> dict[str, float]:
    given = _pairs(value, MOST_MEASURES)
    for name, figure in given.items():
        if isinstance(figure, str) or number_of(figure) is None:
            raise BrokenRule(message("rule.number"), text_of(name, 40))
    return {text_of(name, 80): float(figure) for name, figure in given.items()}


def _labels(value: object) -> dict[str, str]:
    given = _pairs(value, MOST_LABELS)
    for name, text in given.items():
        if not isinstance(text, str) or len(text) > LONGEST_LABEL:
            rule = message("rule.most_characters", most=LONGEST_LABEL)
            raise BrokenRule(rule, text_of(name, 40))
    return {text_of(name, 80): text_of(text) for name, text in given.items()}


def _pairs(value: object, most: int) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or len(value) > most:
        raise BrokenRule(message("rule.object_at_most", most=most))
    return value


class _Named(Shape):
    """The object that an alert is about."""

    cluster: Annotated[str, Text(63)] = ""
    kind: Annotated[str, Text(20)]
    namespace: Annotated[str, Text(63)] = ""
    name: Annotated[str, Text(253)]


class _Plain(Shape):
    """One alert."""

    name: Annotated[str, Text(LONGEST_NAME)]
    state: Annotated[AlertState, Choice(AlertState)] = AlertState.FIRING
    severity: Annotated[Severity, Choice(Severity)] = Severity.UNKNOWN
    fault: Annotated[FaultClass, Choice(FaultClass)] | None = None
    object: _Named | None = None
    started_at: Annotated[datetime, By(_moment, _TEXT)] | None = None
    sent_at: Annotated[datetime, By(_moment, _TEXT)] | None = None
    measures: Annotated[dict[str, float], By(_measures, _OBJECT)] = Field(default_factory=dict)
    labels: Annotated[dict[str, str], By(_labels, _OBJECT)] = Field(default_factory=dict)
    text: Annotated[str, Text(LONGEST_TEXT)] = ""
    key: Annotated[str, Text(120)] = ""
    id: Annotated[str, Text(120)] = ""

    def check(self) -> None:
        """Let the name be seen, and leave to people what only they can ask for."""
        if not text_of(self.name):
            raise BrokenRule(message("rule.visible"), "name")
        if self.fault in OURS:
            rule = message("alert.requested_by_people", fault=Called(self.fault))
            raise BrokenRule(rule, "fault")


class _Several(Shape):
    """A message with a list of alerts."""

    alerts: Annotated[tuple[Any, ...], Listed(MOST_ALERTS, 1)]


def read_plain(raw: object, *, received_at: datetime, settings: FormSettings) -> list[Alert]:
    """Return the alert of a message, or those of its list `alerts`.

    Raises:
        InvalidRequest: a field is missing, unknown or breaks a rule; names its path and the rule.
    """
    if not isinstance(raw, Mapping) or raw.get("alerts") is None:
        return [_read_one(raw, received_at, settings)]
    found = read(_Several, raw, "body")
    return [_read_one(each, received_at, settings) for each in found.alerts]


def _read_one(raw: object, received_at: datetime, settings: FormSettings) -> Alert:
    said = read(_Plain, raw, "alert")
    name = text_of(said.name)
    named = _object(said.object, settings) if said.object else None
    check_age(said.sent_at, received_at, settings)
    key = said.key or f"{name}|{named or ''}"
    begun = begun_at(said.started_at, received_at)
    # Without an id or a time of its own every message is another firing: nothing is lost.
    return Alert(
        id=message_id(AlertSource.PLAIN, said.id or key, said.state, "" if said.id else begun),
        key=text_of(key, 400),
        source=AlertSource.PLAIN,
        state=said.state,
        name=name,
        severity=said.severity,
        fault=said.fault or fault_of(name, said.labels, said.measures, settings.faults),
        object=named,
        started_at=begun,
        received_at=received_at,
        measures=said.measures,
        labels=said.labels,
        text=text_of(said.text, LONGEST_TEXT),
    )


def _object(said: _Named, settings: FormSettings) -> ObjectRef:
    cluster = said.cluster or settings.cluster
    if not cluster:
        raise InvalidRequest("alert.object.cluster", message("rule.missing"))
    if said.kind not in KINDS.values():
        raise InvalidRequest("alert.object.kind", one_of(KINDS.values()))
    named = object_ref(cluster, said.namespace, said.kind, said.name)
    if named is None:
        raise InvalidRequest(
            "alert.object", message("rule.kubernetes_name", example=Called("checkout-api"))
        )
    return named

"""The configuration of a threshold watch (THR-1…3): `{metric, threshold, …}` and our own fields."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256

from domain.alerts.targets import IncidentTarget, read_incident_target
from domain.common.config_fields import Fields
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.notifications import read_notification
from domain.monitoring.alarms import Severity
from domain.tasks.tasks import TaskType
from domain.watches.care import DEFAULT_SECONDS, FAILURES_BEFORE_ALERT, SILENT_AFTER_PERIODS
from domain.watches.intervals import read_interval
from domain.watches.metrics.options import (
    Anomaly,
    Direction,
    Flapping,
    NoData,
    Operator,
    Range,
    Reminders,
    read_anomaly,
    read_flapping,
    read_minutes,
    read_no_data,
    read_range,
    read_reminders,
)
from domain.watches.metrics.source_fields import read_source
from domain.watches.metrics.sources import MetricSource, TencentMonitor, TencentStatistic

DELAY = timedelta(minutes=5)
"""How late a point of the Observability Platform may come after its period has ended."""

FOR_RANGES = "works with in_range and outside_range only"
FOR_CHANGES = "works with change_by and change_by_percent only"


@dataclass(frozen=True)
class ThresholdWatchConfig:
    """What to watch, and when that is worth telling.

    Attributes:
        metric: name of a preset, empty when `source` says where the number is.
        source: None for a preset, until `reading` names it.
        threshold: 0 for operators that have none.
        anomaly: for the operator of that name; None for the others.
        range: for the operators with two edges; None for the others.
        over: the period of a change.
        clear_value: where a breach ends; the threshold itself unless somebody chose it.
        hold: how long a value must be beyond before it is a breach.
        clear_hold: how long it must be back before the breach has ended.
        notify_recovery: whether people are told that it ended.
        opens_incident: a breach is handed to the alerts as well (THR-4).
        incident: what that incident is about; None: what the source's own dimensions name.
        unit: written behind numbers; a preset's own when empty.
        failures_before_alert: failed looks in a row before people know; `watch_care.py` counts.
        silent_after_periods: intervals without success before people know; so with this.
    """

    metric: str
    source: MetricSource | None
    operator: Operator
    threshold: float
    clear_value: float
    interval: timedelta
    no_data: NoData
    addresses: tuple[ChannelAddress, ...] = ()
    range: Range | None = None
    over: timedelta = timedelta()
    direction: Direction = Direction.EITHER
    hold: timedelta = timedelta()
    clear_hold: timedelta = timedelta()
    reminders: Reminders = field(default_factory=Reminders)
    flapping: Flapping = field(default_factory=Flapping)
    anomaly: Anomaly | None = None
    notify_recovery: bool = True
    severity: Severity = Severity.WARNING
    opens_incident: bool = False
    unit: str = ""
    failures_before_alert: int = FAILURES_BEFORE_ALERT
    silent_after_periods: int = SILENT_AFTER_PERIODS
    incident: IncidentTarget | None = None

    @property
    def rule(self) -> str:
        """A digest of what decides about values; how people are told is no part of it."""
        parts = (
            self.metric,
            self.source,
            self.operator,
            self.threshold,
            self.clear_value,
            self.range,
            self.over,
            self.direction,
            self.anomaly,
        )
        return sha256(repr(parts).encode()).hexdigest()[:16]

    def reading(self, source: MetricSource, *, unit: str = "") -> "ThresholdWatchConfig":
        """Return the same with its source, and with patience for that source's rhythm.

        A point that is not due yet is not missing, however impatient somebody is.
        """
        no_data = self.no_data
        if isinstance(source, TencentMonitor | TencentStatistic):
            rhythm = 2 * timedelta(seconds=source.period) + DELAY
            no_data = replace(no_data, after=max(no_data.after, rhythm))
        return replace(self, source=source, unit=self.unit or unit, no_data=no_data)


def read_threshold_watch(raw: object, *, presets: Collection[str]) -> ThresholdWatchConfig:
    """Return what a configuration says.

    Args:
        raw: JSON, as it came or as it is kept.
        presets: names that `metric` may have.

    Raises:
        InvalidRequest: a field breaks a rule; names its path and the rule.
    """
    fields = Fields.of(raw)
    metric, source = _what(fields, presets)
    operator = fields.choice("operator", Operator, Operator.ABOVE)
    interval = read_interval(fields, DEFAULT_SECONDS[TaskType.THRESHOLD_WATCH])
    threshold = _threshold(fields, operator)
    config = ThresholdWatchConfig(
        metric,
        source,
        operator,
        threshold,
        _clear_value(fields, operator, threshold),
        interval,
        read_no_data(fields, interval=interval),
        read_notification(fields),
        range=_range(fields, operator),
        over=_over(fields, operator, interval),
        direction=_direction(fields, operator),
        hold=read_minutes(fields, "for_minutes"),
        clear_hold=read_minutes(fields, "clear_for_minutes"),
        reminders=read_reminders(fields),
        flapping=read_flapping(fields),
        anomaly=_anomaly(fields, operator),
        notify_recovery=fields.flag("notify_recovery", default=True),
        severity=_severity(fields),
        opens_incident=fields.flag("opens_incident", default=False),
        unit=fields.text("unit", longest=16) if fields.has("unit") else "",
        failures_before_alert=fields.whole(
            "failures_before_alert", FAILURES_BEFORE_ALERT, least=1, most=100
        ),
        silent_after_periods=fields.whole(
            "silent_after_periods", SILENT_AFTER_PERIODS, least=2, most=10_000
        ),
        incident=read_incident_target(fields),
    )
    if config.incident is not None and not config.opens_incident:
        raise fields.refuse("incident", "works with opens_incident only")
    fields.done()
    return config if source is None else config.reading(source)


def _what(fields: Fields, presets: Collection[str]) -> tuple[str, MetricSource | None]:
    inner = fields.group("source")
    if inner is not None:
        if fields.has("metric"):
            raise fields.refuse("metric", "must not be given together with source")
        return "", read_source(inner)
    if not fields.has("metric"):
        raise fields.refuse("metric", "must be given, or source in its place")
    metric = fields.text("metric", longest=64)
    if metric not in presets:
        known = ", ".join(sorted(presets)) or "none is configured"
        raise fields.refuse("metric", f"must be a configured metric ({known}), or give a source")
    return metric, None


def _threshold(fields: Fields, operator: Operator) -> float:
    if operator.is_range or operator is Operator.ANOMALY:
        if fields.has("threshold"):
            instead = "range" if operator.is_range else "anomaly.sensitivity"
            raise fields.refuse("threshold", f"has no meaning for {operator}; use {instead}")
        return 0.0
    threshold = fields.number("threshold")
    if operator.is_change and threshold <= 0:
        raise fields.refuse("threshold", "must be more than 0; direction says up, down or either")
    return threshold


def _clear_value(fields: Fields, operator: Operator, threshold: float) -> float:
    if not fields.has("clear_value"):
        return threshold
    clear = fields.number("clear_value")
    if operator.is_change:
        if not 0 <= clear <= threshold:
            raise fields.refuse("clear_value", "must be from 0 to the threshold")
    elif not operator.is_order:
        raise fields.refuse("clear_value", "works with >, >=, <, <= and changes only")
    elif operator in {Operator.ABOVE, Operator.AT_LEAST} and clear > threshold:
        raise fields.refuse("clear_value", f"must not be more than the threshold for {operator}")
    elif operator in {Operator.BELOW, Operator.AT_MOST} and clear < threshold:
        raise fields.refuse("clear_value", f"must not be less than the threshold for {operator}")
    return clear


def _range(fields: Fields, operator: Operator) -> Range | None:
    if operator.is_range:
        return read_range(fields)
    if fields.has("range"):
        raise fields.refuse("range", FOR_RANGES)
    return None


def _over(fields: Fields, operator: Operator, interval: timedelta) -> timedelta:
    given = fields.has("over_minutes")
    if not operator.is_change:
        if given:
            raise fields.refuse("over_minutes", FOR_CHANGES)
        return timedelta()
    if not given:
        raise fields.refuse("over_minutes", f"must be given for {operator}")
    over = read_minutes(fields, "over_minutes")
    if over < interval:
        raise fields.refuse("over_minutes", "must not be shorter than the check interval")
    return over


def _direction(fields: Fields, operator: Operator) -> Direction:
    if fields.has("direction") and not operator.is_change:
        raise fields.refuse("direction", FOR_CHANGES)
    return fields.choice("direction", Direction, Direction.EITHER)


def _anomaly(fields: Fields, operator: Operator) -> Anomaly | None:
    if operator is Operator.ANOMALY:
        return read_anomaly(fields)
    if fields.has("anomaly"):
        raise fields.refuse("anomaly", "works with the operator anomaly only")
    return None


def _severity(fields: Fields) -> Severity:
    severity = fields.choice("severity", Severity, Severity.WARNING)
    if severity is Severity.UNKNOWN:
        raise fields.refuse("severity", "must be one of info, warning, critical")
    return severity

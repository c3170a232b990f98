"""The configuration of a threshold watch (THR-1…3): `{metric, threshold, …}` and our own fields."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from domain.alerts.targets import IncidentTarget
from domain.common.errors import BrokenRule
from domain.common.field_rules import Choice, Flag, Number, Text, Whole
from domain.common.messages import Alternatives, Called, Message, Names, message
from domain.monitoring.alarms import Severity
from domain.watches.configs import WatchConfig
from domain.watches.metrics.options import (
    LONGEST_MINUTES,
    SIGNS,
    Anomaly,
    Direction,
    Flapping,
    Gap,
    Minutes,
    NoData,
    NoDataPolicy,
    Operator,
    Range,
    Reminders,
)
from domain.watches.metrics.sources import (
    MetricSource,
    Source,
    TencentMonitor,
    TencentStatistic,
)

DELAY = timedelta(minutes=5)
"""How late a point of the Observability Platform may come after its period has ended."""

_RANGES = tuple(each for each in Operator if each.is_range)
_CHANGES = tuple(each for each in Operator if each.is_change)
_ORDERS = tuple(each for each in Operator if each.is_order)

PRESETS = "presets"
"""In the context of reading: the names that `metric` may have. What is kept is not held to them,
because settings change."""


def _gap(value: object) -> object:
    """Return a word for the whole of it as the object that it is short for."""
    if not isinstance(value, str):
        return value
    policy: NoDataPolicy = Choice(NoDataPolicy).read(value)  # type: ignore[assignment] # its kind
    return Gap(policy)


class ThresholdWatchConfig(WatchConfig):
    """Looks at a number, and tells when it leaves its bounds."""

    usual: ClassVar[timedelta] = timedelta(minutes=1)

    metric: Annotated[str, Text(64)] = Field(
        "", description="Name of a configured metric, such as bitcoin_price; or give source."
    )
    source: Source | None = Field(
        None, description="Where the number comes from: exactly one of these; or give metric."
    )
    operator: Annotated[Operator, Choice(Operator)] = Field(
        Operator.ABOVE, description="When a value is beyond the threshold; default >."
    )
    threshold: Annotated[float, Number()] = Field(
        0.0,
        description="The line; required except for ranges and anomaly; for changes more than 0.",
    )
    clear_at: Annotated[float | None, Number()] = Field(
        None, alias="clear_value", description="Where a breach ends; the threshold when left out."
    )
    for_minutes: Minutes = Field(
        0.0, description="How long it must be beyond before it is a breach; default 0."
    )
    clear_for_minutes: Minutes = Field(
        0.0, description="How long it must be back before the breach has ended; default 0."
    )
    range: Range | None = Field(None, description="Both edges, for in_range and outside_range.")
    over_minutes: Annotated[float | None, Number(0, LONGEST_MINUTES)] = Field(
        None, description="For change_by and change_by_percent: compared with so long ago."
    )
    direction: Annotated[Direction, Choice(Direction)] = Field(
        Direction.EITHER, description="Of a change; default either."
    )
    anomaly: Anomaly | None = Field(
        None, description="For the operator anomaly: how the usual is learned."
    )
    gap: Annotated[
        Gap,
        BeforeValidator(
            _gap, json_schema_input_type=Gap | Annotated[NoDataPolicy, Choice(NoDataPolicy)]
        ),
    ] = Field(
        Gap(), alias="no_data", description="What it means that no new value comes; or one word."
    )
    reminder_minutes: Annotated[float | None, Number(1, LONGEST_MINUTES)] = Field(
        None, description="Tell again of a breach that lasts; never when left out."
    )
    most_reminders: Annotated[int, Whole(1, 1_000)] = Field(
        24, description="At most so many reminders; needs reminder_minutes; default 24."
    )
    flapping: Flapping = Field(
        Flapping(), description="So many changes within so long are told as one thing."
    )
    notify_recovery: Flag = Field(default=True, description="Tell that it came back; default true.")
    severity: Annotated[
        Severity, Choice(Severity, (Severity.INFO, Severity.WARNING, Severity.CRITICAL))
    ] = Field(Severity.WARNING, description="How bad a breach is; default warning.")
    opens_incident: Flag = Field(
        default=False, description="Hand each breach in as an alert; the owner must be an operator."
    )
    incident: IncidentTarget | None = Field(
        None,
        description="What that incident is about; what the source names when left out.",
    )
    unit: Annotated[str, Text(16)] = Field("", description="Written behind numbers.")

    @property
    def clear_value(self) -> float:
        """Where a breach ends."""
        return self.threshold if self.clear_at is None else self.clear_at

    @property
    def over(self) -> timedelta:
        """The period of a change."""
        return timedelta(minutes=self.over_minutes or 0)

    @property
    def hold(self) -> timedelta:
        """How long a value must be beyond before it is a breach."""
        return timedelta(minutes=self.for_minutes)

    @property
    def clear_hold(self) -> timedelta:
        """How long it must be back before the breach has ended."""
        return timedelta(minutes=self.clear_for_minutes)

    @property
    def reminders(self) -> Reminders:
        """How often people are told again."""
        if self.reminder_minutes is None:
            return Reminders()
        return Reminders(timedelta(minutes=self.reminder_minutes), self.most_reminders)

    @property
    def no_data(self) -> NoData:
        """After which time without a new value what happens.

        A point that is not due yet is not missing, however impatient somebody is.
        """
        no_data = self.gap.no_data(self.interval)
        if isinstance(self.source, TencentMonitor | TencentStatistic):
            rhythm = 2 * timedelta(seconds=self.source.period) + DELAY
            no_data = replace(no_data, after=max(no_data.after, rhythm))
        return no_data

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
            self.anomaly and replace(self.anomaly, normal=()),
        )
        return sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def words(self) -> str:
        """The metric and its line."""
        name = self.metric or "metric"
        has_line = "threshold" in self.model_fields_set
        return f"{name} {self.operator} {self.given['threshold']}" if has_line else name

    @classmethod
    def completed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Read signs as people write them; let what learns have something to learn with."""
        sign = raw.get("operator")
        if isinstance(sign, str) and sign in SIGNS:
            return {**raw, "operator": SIGNS[sign].value}
        if raw.get("operator") == Operator.ANOMALY and "anomaly" not in raw:
            return {**raw, "anomaly": Anomaly()}
        return raw

    @field_validator("metric")
    @classmethod
    def _is_configured(cls, metric: str, info: ValidationInfo) -> str:
        presets = (info.context or {}).get(PRESETS)
        if presets is not None and (rule := unknown_metric(metric, presets)):
            raise BrokenRule(rule)
        return metric

    def reading(self, source: MetricSource, *, unit: str = "") -> Self:
        """Return the same with its source."""
        return self.model_copy(update={"source": source, "unit": self.unit or unit})

    def ignoring_gaps(self) -> Self:
        """Return the same for a look that could not read: that is told by itself."""
        return self.model_copy(update={"gap": replace(self.gap, policy=NoDataPolicy.IGNORE)})

    def check(self) -> None:
        """Refuse what does not go with the operator, or with each other."""
        super().check()
        self._check_source()
        self._check_threshold()
        self._check_clear_value()
        self._check_options()
        if self.gap.after_minutes is not None and self.no_data.after < self.interval:
            raise BrokenRule(message("rule.below_interval"), "no_data.after_minutes")
        if "most_reminders" in self.model_fields_set and self.reminder_minutes is None:
            raise BrokenRule(_needs("reminder_minutes"), "most_reminders")
        if self.incident is not None and not self.opens_incident:
            raise BrokenRule(_needs("opens_incident"), "incident")

    def _check_source(self) -> None:
        if self.source is not None and self.metric:
            raise BrokenRule(message("rule.not_with", other=Called("source")), "metric")
        if self.source is None and not self.metric:
            raise BrokenRule(message("rule.missing_or", other=Called("source")), "metric")

    def _check_threshold(self) -> None:
        operator, given = self.operator, "threshold" in self.model_fields_set
        if operator.is_range or operator is Operator.ANOMALY:
            if given:
                instead = "range" if operator.is_range else "anomaly.sensitivity"
                rule = message(
                    "rule.meaningless", operator=Called(operator.value), instead=Called(instead)
                )
                raise BrokenRule(rule, "threshold")
        elif not given:
            raise BrokenRule(message("rule.missing"), "threshold")
        elif operator.is_change and self.threshold <= 0:
            rule = message("rule.positive_change", direction=Called("direction"))
            raise BrokenRule(rule, "threshold")

    def _check_clear_value(self) -> None:
        operator, clear, threshold = self.operator, self.clear_at, self.threshold
        if clear is None:
            return
        rule = None
        if operator.is_change:
            rule = None if 0 <= clear <= threshold else message("rule.up_to_threshold")
        elif not operator.is_order:
            rule = _only_with(*_ORDERS, *_CHANGES)
        elif operator in {Operator.ABOVE, Operator.AT_LEAST} and clear > threshold:
            rule = message("rule.above_threshold", operator=Called(operator.value))
        elif operator in {Operator.BELOW, Operator.AT_MOST} and clear < threshold:
            rule = message("rule.below_threshold", operator=Called(operator.value))
        if rule is not None:
            raise BrokenRule(rule, "clear_value")

    def _check_options(self) -> None:
        operator = self.operator
        if operator.is_range and self.range is None:
            raise BrokenRule(_needed_for(operator), "range")
        if not operator.is_range and self.range is not None:
            raise BrokenRule(_only_with(*_RANGES), "range")
        if not operator.is_change and self.over_minutes is not None:
            raise BrokenRule(_only_with(*_CHANGES), "over_minutes")
        if not operator.is_change and "direction" in self.model_fields_set:
            raise BrokenRule(_only_with(*_CHANGES), "direction")
        if operator.is_change and self.over_minutes is None:
            raise BrokenRule(_needed_for(operator), "over_minutes")
        if operator.is_change and self.over < self.interval:
            raise BrokenRule(message("rule.below_interval"), "over_minutes")
        if operator is not Operator.ANOMALY and self.anomaly is not None:
            raise BrokenRule(_only_with(Operator.ANOMALY), "anomaly")


def _only_with(*operators: Operator) -> Message:
    return message(
        "rule.only_with", operators=Alternatives(tuple(Called(each.value) for each in operators))
    )


def _needed_for(operator: Operator) -> Message:
    return message("rule.needed_for", use=Called(operator.value))


def _needs(other: str) -> Message:
    return message("rule.needs", other=Called(other))


def unknown_metric(metric: str, presets: Collection[str]) -> Message | None:
    """Return the rule that a name breaks which the settings do not define."""
    if metric in presets:
        return None
    known = Names(tuple(map(Called, sorted(presets)))) if presets else None
    return message("rule.metric", known=known)

"""The configuration of a threshold watch (THR-1…3): `{metric, threshold, …}` and our own fields."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from domain.alerts.targets import IncidentTarget
from domain.common.shapes import Choice, Flag, Number, Text, Whole, broken
from domain.monitoring.alarms import Severity
from domain.watches.configs import WatchConfig
from domain.watches.metrics.options import (
    LONGEST_MINUTES,
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

FOR_RANGES = "works with in_range and outside_range only"
FOR_CHANGES = "works with change_by and change_by_percent only"

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
            self.anomaly,
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
        """Let the operator that learns have something to learn with."""
        if raw.get("operator") == Operator.ANOMALY and "anomaly" not in raw:
            return {**raw, "anomaly": Anomaly()}
        return raw

    @field_validator("metric")
    @classmethod
    def _is_configured(cls, metric: str, info: ValidationInfo) -> str:
        presets = (info.context or {}).get(PRESETS)
        if presets is not None and (rule := unknown_metric(metric, presets)):
            raise broken(rule)
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
            raise broken("must not be shorter than the check interval", "no_data.after_minutes")
        if "most_reminders" in self.model_fields_set and self.reminder_minutes is None:
            raise broken("needs reminder_minutes beside it", "most_reminders")
        if self.incident is not None and not self.opens_incident:
            raise broken("works with opens_incident only", "incident")

    def _check_source(self) -> None:
        if self.source is not None and self.metric:
            raise broken("must not be given together with source", "metric")
        if self.source is None and not self.metric:
            raise broken("must be given, or source in its place", "metric")

    def _check_threshold(self) -> None:
        operator, given = self.operator, "threshold" in self.model_fields_set
        if operator.is_range or operator is Operator.ANOMALY:
            if given:
                instead = "range" if operator.is_range else "anomaly.sensitivity"
                raise broken(f"has no meaning for {operator}; use {instead}", "threshold")
        elif not given:
            raise broken("must be given", "threshold")
        elif operator.is_change and self.threshold <= 0:
            rule = "must be more than 0; direction says up, down or either"
            raise broken(rule, "threshold")

    def _check_clear_value(self) -> None:
        operator, clear, threshold = self.operator, self.clear_at, self.threshold
        if clear is None:
            return
        rule = ""
        if operator.is_change:
            rule = "" if 0 <= clear <= threshold else "must be from 0 to the threshold"
        elif not operator.is_order:
            rule = "works with >, >=, <, <= and changes only"
        elif operator in {Operator.ABOVE, Operator.AT_LEAST} and clear > threshold:
            rule = f"must not be more than the threshold for {operator}"
        elif operator in {Operator.BELOW, Operator.AT_MOST} and clear < threshold:
            rule = f"must not be less than the threshold for {operator}"
        if rule:
            raise broken(rule, "clear_value")

    def _check_options(self) -> None:
        operator = self.operator
        if operator.is_range and self.range is None:
            raise broken("must be given for this operator", "range")
        if not operator.is_range and self.range is not None:
            raise broken(FOR_RANGES, "range")
        if not operator.is_change and self.over_minutes is not None:
            raise broken(FOR_CHANGES, "over_minutes")
        if not operator.is_change and "direction" in self.model_fields_set:
            raise broken(FOR_CHANGES, "direction")
        if operator.is_change and self.over_minutes is None:
            raise broken(f"must be given for {operator}", "over_minutes")
        if operator.is_change and self.over < self.interval:
            raise broken("must not be shorter than the check interval", "over_minutes")
        if operator is not Operator.ANOMALY and self.anomaly is not None:
            raise broken("works with the operator anomaly only", "anomaly")


def unknown_metric(metric: str, presets: Collection[str]) -> str:
    """Return the rule that a name breaks which the settings do not define; else empty."""
    if metric in presets:
        return ""
    known = ", ".join(sorted(presets)) or "none is configured"
    return f"must be a configured metric ({known}), or give a source"

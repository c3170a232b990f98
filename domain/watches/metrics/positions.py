"""Where one value stands to its rule: beyond it, back within it, or between the two (THR-2).

Between lies what hysteresis is for: past the value where a breach ends, not yet where one begins.
A rule that needs a past says so as long as it has none, instead of taking nothing for normal.
"""

import operator as ops
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import isclose
from types import MappingProxyType

from domain.watches.metrics.options import Anomaly, Direction, Operator
from domain.watches.metrics.sources import Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.novelty import Alert, Past, step

Points = Sequence[tuple[datetime, float]]
"""(moment, value), oldest first."""

MOST_OF_A_CHANGE = 400
"""Values remembered over the period of a change."""

_TESTS: Mapping[Operator, Callable[[float, float], bool]] = MappingProxyType(
    {
        Operator.ABOVE: ops.gt,
        Operator.AT_LEAST: ops.ge,
        Operator.BELOW: ops.lt,
        Operator.AT_MOST: ops.le,
    }
)


class Position(StrEnum):
    """Where a value stands."""

    BEYOND = "beyond"
    BETWEEN = "between"
    WITHIN = "within"
    UNJUDGED = "unjudged"  # there is no past yet to compare with


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value, held against its rule.

    Attributes:
        sample: the value; `kept` is what the past keeps of it.
        reference: what it was compared with: the threshold, the former value, the usual one.
        change: the difference from the former value, in the rule's own measure; 0 without one.
        low: lowest value seen before; equals `high` where there is none.
        high: highest value seen before.
        alert: what is novel about it, where a rule learns.
        past: what that rule knows now.
    """

    sample: Sample
    position: Position
    kept: float
    reference: float = 0.0
    change: float = 0.0
    low: float = 0.0
    high: float = 0.0
    alert: Alert | None = None
    past: Past = field(default_factory=Past)

    @property
    def excess(self) -> float:
        """How far it stands from what it is compared with; the larger, the worse."""
        return abs(self.change) if self.change else abs(self.sample.value - self.reference)


def read_value(
    config: ThresholdWatchConfig, past: Points, sample: Sample, *, learned: Past | None = None
) -> Reading:
    """Hold a value against the rule; `past` are older samples, oldest first."""
    if config.operator.is_order:
        return _order(config, sample)
    if config.operator.is_change:
        return _change(config, past, sample)
    if config.operator is Operator.ANOMALY:
        return _anomaly(config, learned or Past(), sample)
    return _fixed(config, sample)


def remembered(
    config: ThresholdWatchConfig, past: Points, reading: Reading
) -> tuple[tuple[datetime, float], ...]:
    """Return the past with the new value, trimmed to what the rule can need.

    Values that follow each other too closely are thinned, so that the number is bounded however
    often one looks.
    """
    at, kept = reading.sample.at, reading.kept
    window, most = _window(config)
    points = [point for point in past if at - point[0] <= window]
    if len(points) > 1 and points[-1][0] - points[-2][0] < window / most:
        points.pop()
    return (*points[-most:], (at, kept)) if window else ((at, kept),)


def worst_of(config: ThresholdWatchConfig, samples: list[Sample]) -> Sample | None:
    """Return the sample that decides: the newest of one series, the worst of several.

    Rules with a past see one series only, which the caller ensures.
    """
    if len(samples) < 2 or config.operator.looks_back:
        return max(samples, key=lambda each: each.at, default=None)
    return max(samples, key=lambda each: (_badness(config, each.value), each.at))


def breaking(config: ThresholdWatchConfig, samples: list[Sample]) -> list[Sample]:
    """Return those of several series that break the rule, the worst first."""
    if len(samples) < 2 or config.operator.looks_back:
        return []
    beyond = (each for each in samples if read_value(config, (), each).position is Position.BEYOND)
    return sorted(beyond, key=lambda each: (-_badness(config, each.value), each.label))


def _badness(config: ThresholdWatchConfig, value: float) -> float:
    match config.operator:
        case Operator.ABOVE | Operator.AT_LEAST:
            return value
        case Operator.BELOW | Operator.AT_MOST:
            return -value
        case Operator.EQUAL:
            return -abs(value - config.threshold)
        case Operator.NOT_EQUAL:
            return abs(value - config.threshold)
    outside = _outside(config, value)
    return outside if config.operator is Operator.OUTSIDE_RANGE else -outside


def _outside(config: ThresholdWatchConfig, value: float) -> float:
    """Return how far a value lies outside of the range; negative inside, 0 on an edge."""
    if config.range is None:
        return 0.0
    return max(config.range.low - value, value - config.range.high)


def _order(config: ThresholdWatchConfig, sample: Sample) -> Reading:
    beyond = _TESTS[config.operator]
    if beyond(sample.value, config.threshold):
        position = Position.BEYOND
    elif beyond(sample.value, config.clear_value):
        position = Position.BETWEEN
    else:
        position = Position.WITHIN
    return Reading(sample=sample, position=position, kept=sample.value, reference=config.threshold)


def _fixed(config: ThresholdWatchConfig, sample: Sample) -> Reading:
    value = sample.value
    match config.operator:
        case Operator.EQUAL:
            beyond = isclose(value, config.threshold, rel_tol=1e-9, abs_tol=1e-12)
        case Operator.NOT_EQUAL:
            beyond = not isclose(value, config.threshold, rel_tol=1e-9, abs_tol=1e-12)
        case Operator.IN_RANGE:
            beyond = _outside(config, value) <= 0
        case _:
            beyond = _outside(config, value) > 0
    position = Position.BEYOND if beyond else Position.WITHIN
    return Reading(sample=sample, position=position, kept=value, reference=config.threshold)


def _change(config: ThresholdWatchConfig, past: Points, sample: Sample) -> Reading:
    former = _former(config, past, sample.at)
    percent = config.operator is Operator.CHANGE_BY_PERCENT
    if former is None or (percent and former == 0 and sample.value != 0):
        return Reading(
            sample=sample, position=Position.UNJUDGED, kept=sample.value
        )  # no percentage of nothing
    change = sample.value - former
    if percent and former != 0:
        change *= 100 / abs(former)
    counted = {Direction.UP: change, Direction.DOWN: -change}.get(config.direction, abs(change))
    if counted >= config.threshold:
        position = Position.BEYOND
    else:
        back = counted <= config.clear_value
        position = Position.WITHIN if back else Position.BETWEEN
    return Reading(
        sample=sample, position=position, kept=sample.value, reference=former, change=change
    )


def _former(config: ThresholdWatchConfig, past: Points, at: datetime) -> float | None:
    """Return the newest value that is as old as the period; None when there is none near it.

    After a gap the newest old value may be much older, and a change since then is not a change
    over the period.
    """
    oldest = config.over + max(config.over / 2, 2 * config.interval)
    fitting = [value for moment, value in past if config.over <= at - moment <= oldest]
    return fitting[-1] if fitting else None


def _anomaly(config: ThresholdWatchConfig, learned: Past, sample: Sample) -> Reading:
    rule = config.anomaly or Anomaly()
    past, signs, alert = step(learned, sample.at, sample.value, rule.rule)
    judged = past.begun is not None and sample.at - past.begun >= rule.learn
    position = Position.BEYOND if alert else Position.WITHIN
    low, high = signs.low or 0.0, signs.high or 0.0
    return Reading(
        sample=sample,
        position=position if judged else Position.UNJUDGED,
        kept=sample.value,
        reference=(low + high) / 2,
        low=low,
        high=high,
        alert=alert,
        past=past,
    )


def _window(config: ThresholdWatchConfig) -> tuple[timedelta, int]:
    if config.operator.is_change:
        return 2 * config.over + 2 * config.interval, MOST_OF_A_CHANGE
    return timedelta(), 1

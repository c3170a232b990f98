"""Where one value stands to its rule: beyond it, back within it, or between the two (THR-2).

Between lies what hysteresis is for: past the value where a breach ends, not yet where one begins.
A rule that needs a past says so as long as it has none, instead of taking nothing for normal.
"""

import operator as ops
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isclose
from types import MappingProxyType

from domain.watches.metrics.baselines import MOST_POINTS, REMEMBERED, Points, baseline_at
from domain.watches.metrics.options import Direction, Operator
from domain.watches.metrics.sources import Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig

CALM = 0.7
"""Share of the usual bounds within which an anomaly has ended; its built-in hysteresis."""

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
        low: lower end of the usual; equals `high` where there is none.
    """

    sample: Sample
    position: Position
    kept: float
    reference: float = 0.0
    change: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def excess(self) -> float:
        """How far it stands from what it is compared with; the larger, the worse."""
        return abs(self.change) if self.change else abs(self.sample.value - self.reference)


def read_value(config: ThresholdWatchConfig, past: Points, sample: Sample) -> Reading:
    """Hold a value against the rule; `past` are older samples, oldest first."""
    if config.operator.is_order:
        return _order(config, sample)
    if config.operator.is_change:
        return _change(config, past, sample)
    if config.operator is Operator.ANOMALY:
        return _anomaly(config, past, sample)
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


def _anomaly(config: ThresholdWatchConfig, past: Points, sample: Sample) -> Reading:
    rule = config.anomaly
    if rule is None or not past or sample.at - past[0][0] < rule.learn:
        return Reading(sample=sample, position=Position.UNJUDGED, kept=sample.value)
    usual = baseline_at(past, sample.at, season=rule.season, sensitivity=rule.sensitivity)
    if not usual.holds(sample.value):
        position = Position.BEYOND
    else:
        calm = usual.calm(sample.value, share=CALM)
        position = Position.WITHIN if calm else Position.BETWEEN
    # Only the usual part of a value is learned: an outage must not become the usual in a day.
    kept = usual.nearest(sample.value)
    return Reading(
        sample=sample,
        position=position,
        kept=kept,
        reference=usual.middle,
        low=usual.low,
        high=usual.high,
    )


def _window(config: ThresholdWatchConfig) -> tuple[timedelta, int]:
    if config.operator.is_change:
        return 2 * config.over + 2 * config.interval, MOST_OF_A_CHANGE
    if config.anomaly is not None:
        return max(REMEMBERED[config.anomaly.season], 2 * config.anomaly.learn), MOST_POINTS
    return timedelta(), 1

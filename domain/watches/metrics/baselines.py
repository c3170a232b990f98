"""What is usual for a metric, learned from its own past (THR-2, operator `anomaly`).

The middle is the median and the spread the median distance from it (MAD), so that neither moves
for the outliers they are to find. Metrics of machines have long tails: a burst that came before is
usual, however many deviations away. So the bounds also enclose what was seen, but for the newest
day: what has begun just now must not become the usual while it lasts. With a season, only the same
time of day (of the week) is compared.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

Points = Sequence[tuple[datetime, float]]
"""(moment, value), oldest first."""

TO_DEVIATION = 1.4826
"""Turns a MAD into the standard deviation of a normal distribution: 1 / Φ⁻¹(3/4)."""

LEAST_SHARE = 0.02
"""The least deviation that counts, as a share of the middle: a flat line may tremble so far."""

LEAST_DEVIATION = 1e-9
"""For a flat line at 0, where a share of the middle is nothing."""

LEAST_POINTS = 12
"""Below it, MAD and tail are chance; a season falls back to all hours until it has so many."""

MOST_POINTS = 600
"""What is remembered of the past, evenly spread; about 30 kB with the task."""

NEAR = timedelta(minutes=90)
"""How far the time of day may differ to count as the same."""

DAY = timedelta(days=1)


class Season(StrEnum):
    """After which time a metric repeats itself."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"


class Sensitivity(StrEnum):
    """How far from the usual is unusual."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


DEVIATIONS = {Sensitivity.LOW: 8.0, Sensitivity.MEDIUM: 5.0, Sensitivity.HIGH: 3.5}
"""Standard deviations to the bounds; 3.5 is what Iglewicz and Hoaglin (1993) advise for medians."""

TAIL = {Sensitivity.LOW: 1.5, Sensitivity.MEDIUM: 1.25, Sensitivity.HIGH: 1.1}
"""How far beyond the farthest that was seen, as a multiple of its distance. Chosen with the series
of the Numenta Anomaly Benchmark; `python -m bench.anomalies` measures it."""

REMEMBERED = {
    Season.NONE: timedelta(days=7),
    Season.DAILY: timedelta(days=14),
    Season.WEEKLY: timedelta(days=42),
}
"""How far back a baseline looks; beyond it, a metric has become another one."""


@dataclass(frozen=True)
class Baseline:
    """The usual at one moment: `low` and `high` enclose it, `middle` is its median."""

    middle: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value is usual; the bounds are."""
        return self.low <= value <= self.high

    def calm(self, value: float, *, share: float) -> bool:
        """Say whether a value lies within a share of the bounds' distance."""
        return abs(value - self.middle) <= share * (self.high - self.middle)

    def nearest(self, value: float) -> float:
        """Return the usual value that is nearest."""
        return min(max(value, self.low), self.high)


def baseline_at(
    points: Points, at: datetime, *, season: Season, sensitivity: Sensitivity
) -> Baseline:
    """Return the usual at a moment; `points` must not be empty."""
    near = _comparable(points, at, season)
    middle = median([value for _, value in near])
    distances = [abs(value - middle) for _, value in near]
    spread = TO_DEVIATION * median(distances)
    deviation = max(spread, LEAST_SHARE * abs(middle), LEAST_DEVIATION)
    before = bisect_right(near, at - DAY, key=lambda point: point[0])
    tail = max(distances[:before], default=0.0)
    reach = max(DEVIATIONS[sensitivity] * deviation, TAIL[sensitivity] * tail)
    return Baseline(middle, middle - reach, middle + reach)


def _comparable(points: Points, at: datetime, season: Season) -> Points:
    """Return the points of the same time of the day or week; all of them where that is too few."""
    if season is Season.NONE:
        return points
    length = DAY if season is Season.DAILY else 7 * DAY
    near = [point for point in points if _apart(point[0], at, length) <= NEAR]
    return near if len(near) >= LEAST_POINTS else points


def _apart(moment: datetime, at: datetime, length: timedelta) -> timedelta:
    """Return how far two moments differ within a repeating period."""
    apart = (at - moment) % length
    return min(apart, length - apart)

"""What grows, what is near its limit, and when it gets there (ANL-2).

Each series is looked at by the same forecast as a single question is; whether it grows is decided
by its days, so that the rhythm of a day does not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from math import isfinite, sqrt
from statistics import NormalDist, median

from domain.common.messages import Called
from domain.forecasts.forecasts import Outlook, Verdict, forecast
from domain.monitoring.metric_names import MetricKind

NEAR = 0.8
"""Share of the limit from which on something counts as near it."""

TELLING = 0.1
"""Share of the level by which a week must change it before that is told as growth."""

LEAST_DAYS = 5
"""Days below which no growth is told: a working week looks like growth by Tuesday."""

SURE = 0.975
"""Of the rank test for a trend (Mann and Kendall): one false one in twenty steady series."""

_WEEK = 7


class UsageOf(StrEnum):
    """Whose use is looked at."""

    CLUSTERS = "clusters"
    WORKLOADS = "workloads"
    TOPICS = "topics"
    CAPACITY = "capacity"


class Measure(StrEnum):
    """What is measured; of configured series the kind, or the cloud's own word."""

    CPU = "cpu"
    MEMORY = "memory"
    CPU_REQUESTED = "cpu_requested"
    MEMORY_REQUESTED = "memory_requested"
    CPU_OF_LIMIT = "cpu_of_limit"
    MEMORY_OF_LIMIT = "memory_of_limit"
    LINES = "lines"


@dataclass(frozen=True, kw_only=True)
class UsageSeries:
    """One measured series.

    Attributes:
        name: what people call the object: a cluster, `namespace/workload`, a topic.
        where: the cluster or region that it is in; may be empty.
        limit: where it is full; None where there is no limit, as of lines.
        unit: `%`, or empty for plain counts.
        points: when and how much, oldest first.
    """

    of: UsageOf
    name: str
    measure: Measure | MetricKind | Called
    unit: str
    points: tuple[tuple[datetime, float], ...]
    limit: float | None = None
    where: str = ""


class UsageState(StrEnum):
    """Where a series stands, the gravest first."""

    FULL = "full"
    FILLING = "filling"
    NEAR = "near"
    GROWING = "growing"
    SHRINKING = "shrinking"
    STEADY = "steady"
    UNKNOWN = "unknown"

    @property
    def is_bottleneck(self) -> bool:
        """Whether it is at its limit, near it, or soon there."""
        return self in (UsageState.FULL, UsageState.FILLING, UsageState.NEAR)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What can be said of one series, with the numbers behind it.

    Attributes:
        level: now: the median of the newest three hours, of daily counts the newest day.
        share: of the limit; None without one.
        a_week: change in a week, from the days' medians; None when too few days are known.
        known: how long a past.
        outlook: the forecast; None without a limit.
    """

    series: UsageSeries
    state: UsageState
    level: float
    share: float | None
    a_week: float | None
    known: timedelta
    outlook: Outlook | None = None


def usage_of(series: UsageSeries, *, horizon: timedelta) -> Usage | None:
    """Say where a series stands; None when it has no value at all."""
    points = sorted((at, value) for at, value in series.points if isfinite(value))
    if not points:
        return None
    days = _days(points)
    slope = _slope(days)
    known = points[-1][0] - points[0][0]
    if series.limit is None:
        level = points[-1][1]
        return Usage(
            series=series,
            state=_trend(slope, level, days),
            level=level,
            share=None,
            a_week=None if slope is None else slope * _WEEK,
            known=known,
        )
    most = 100.0 if series.unit == "%" else None
    times, values = zip(*points, strict=True)
    outlook = forecast(times, values, series.limit, horizon=horizon, most=most)
    if outlook is None:
        return None
    share = outlook.level / series.limit if series.limit else None
    return Usage(
        series=series,
        state=_standing(outlook, share, _trend(slope, outlook.level, days)),
        level=outlook.level,
        share=share,
        a_week=None if slope is None else slope * _WEEK,
        known=known,
        outlook=outlook,
    )


def ranked(found: Iterable[Usage]) -> list[Usage]:
    """Return them, the gravest first: by state, by when the limit is reached, by share, growth."""
    order = list(UsageState)

    def place(usage: Usage) -> tuple[object, ...]:
        reach = usage.outlook.reach if usage.outlook else None
        soon = (reach.likely or reach.earliest).timestamp() if reach else float("inf")
        growth = abs(usage.a_week or 0.0) / (abs(usage.level) or 1.0)
        return (
            order.index(usage.state),
            soon,
            -(usage.share or 0.0),
            -growth,
            usage.series.name,
            str(usage.series.measure),
        )

    return sorted(found, key=place)


def _standing(outlook: Outlook, share: float | None, trend: UsageState) -> UsageState:
    if outlook.verdict is Verdict.REACHED:
        return UsageState.FULL
    if outlook.verdict is Verdict.FILLING and outlook.reach and outlook.reach.likely:
        return UsageState.FILLING
    if share is not None and share >= NEAR:
        return UsageState.NEAR
    if outlook.verdict is Verdict.CONSTANT:
        return UsageState.STEADY
    return UsageState.UNKNOWN if outlook.verdict.refused else trend


def _days(points: Sequence[tuple[datetime, float]]) -> list[tuple[int, float]]:
    """Return the median of each 24 hours, counted back from the newest value, oldest first.

    The oldest is left out when it is not half full: half a day shows half a rhythm.
    """
    last, found = points[-1][0], defaultdict(list)
    for at, value in points:
        found[-((last - at) // timedelta(days=1))].append(value)
    places = sorted(found)
    usual = median(len(each) for each in found.values())
    if len(places) > 1 and len(found[places[0]]) < usual / 2:
        places = places[1:]
    return [(place, median(found[place])) for place in places]


def _slope(days: Sequence[tuple[int, float]]) -> float | None:
    """Return the change a day by the median of all pairs (Theil and Sen); None: too few days."""
    if len(days) < LEAST_DAYS:
        return None
    return median(
        (late - early) / (after - before)
        for (before, early), (after, late) in combinations(days, 2)
    )


def _trend(slope: float | None, level: float, days: Sequence[tuple[int, float]]) -> UsageState:
    if slope is None:
        return UsageState.UNKNOWN
    usual = median(abs(value) for _, value in days) or abs(level)
    if abs(slope) * _WEEK < TELLING * usual or not _is_trend([value for _, value in days]):
        return UsageState.STEADY
    return UsageState.GROWING if slope > 0 else UsageState.SHRINKING


def _is_trend(values: Sequence[float]) -> bool:
    """Say whether values go one way more than chance would (the rank test of Mann and Kendall)."""
    count = len(values)
    rising = sum((late > early) - (late < early) for early, late in combinations(values, 2))
    spread = sqrt(count * (count - 1) * (2 * count + 5) / 18)
    return (abs(rising) - 1) / spread >= NormalDist().inv_cdf(SURE)

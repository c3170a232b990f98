"""Metric series and what will run full when (ANL-2, the part that briefings need)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite, sqrt
from statistics import NormalDist, fmean, median

HORIZON = timedelta(days=14)
"""How far ahead a warning looks: two weeks are enough to order what is missing."""

LEAST_HISTORY = timedelta(days=2)
"""Shorter series show the time of day, not a trend."""

DAILY_FROM = timedelta(days=5)
"""From here on one value per day is used, which removes the daily rhythm; before, one per 6 h."""

RECENT = timedelta(hours=6)
"""The median of this last stretch is the value now: a spike of an hour is not full."""

LEAST_VALUES = 5
"""Values below which a fitted line has too few degrees of freedom to judge its own error."""

INTERVAL = 0.90
"""Quantile of Student's t at each end of the 80 % interval."""

CERTAIN = 0.99
"""Quantile that the slope's t-value must pass: one false trend in a hundred steady series."""

LEAST_EXPLAINED = 0.5
"""Share of the variance the line must explain (R²); a series with less is noise."""


@dataclass(frozen=True)
class SeriesPoint:
    """One measured value."""

    at: datetime
    value: float


@dataclass(frozen=True)
class Series:
    """One metric of one object; `limit` is where it is full, e.g. 100 for percent."""

    metric: str
    target: str
    unit: str
    points: tuple[SeriesPoint, ...]
    limit: float = 100.0


@dataclass(frozen=True, kw_only=True)
class CapacityWarning:
    """Something that will reach its limit.

    Attributes:
        days: best estimate, days until `limit` is reached; 0 when it is reached.
        days_low: lower end of the 80 % interval.
        days_high: upper end of it, None when the trend may as well be flat.
        query: how to see the series again.
    """

    metric: str
    target: str
    value: float
    unit: str
    limit: float
    days: float
    days_low: float
    days_high: float | None
    query: str


class Outlook(StrEnum):
    """What a series promises."""

    FULL = "full"
    FILLING = "filling"
    LATER = "later"
    STEADY = "steady"
    NOISY = "noisy"
    TOO_SHORT = "too_short"


@dataclass(frozen=True)
class Forecast:
    """An outlook, with a warning when it is FULL or FILLING."""

    outlook: Outlook
    warning: CapacityWarning | None = None


@dataclass(frozen=True)
class _Line:
    """A least-squares line through the values of buckets, the last of which ends at 0."""

    count: int
    slope: float
    middle: float
    variance: float
    spread: float
    explained: float

    @property
    def mean_place(self) -> float:
        """Return the middle of all buckets, in buckets from the end of the last one."""
        return -self.count / 2


def forecast(series: Series, *, horizon: timedelta = HORIZON) -> Forecast:
    """Say when a series reaches its limit, by a line through its values.

    Medians of equal buckets are fitted, so that single spikes and the daily rhythm do not count.
    The interval is Fieller's: where the 80 % band of the line meets the limit.
    """
    points = sorted(
        (point for point in series.points if isfinite(point.value)), key=lambda point: point.at
    )
    if not points or points[-1].at - points[0].at < LEAST_HISTORY:
        return Forecast(Outlook.TOO_SHORT)
    width = _width(points[-1].at - points[0].at)
    values = _buckets(points, width)
    if len(values) < LEAST_VALUES:
        return Forecast(Outlook.TOO_SHORT)
    value = median(point.value for point in points if points[-1].at - point.at < RECENT)
    if value >= series.limit:
        return Forecast(Outlook.FULL, _warning(series, value, 0.0, 0.0, 0.0))
    line = _fitted(values)
    outlook = _trend(line)
    if outlook is not Outlook.FILLING:
        return Forecast(outlook)
    per_bucket = width / timedelta(days=1)
    best = max(0.0, (series.limit - line.middle) / line.slope + line.mean_place) * per_bucket
    if best > horizon / timedelta(days=1):
        return Forecast(Outlook.LATER)
    low, high = _interval(line, series.limit)
    ends = (min(best, max(0.0, low * per_bucket)), max(best, high * per_bucket))
    return Forecast(Outlook.FILLING, _warning(series, value, best, *ends))


def warnings(series: Sequence[Series], *, horizon: timedelta = HORIZON) -> list[CapacityWarning]:
    """Return what is full or will be within the horizon, soonest first."""
    found = (forecast(one, horizon=horizon).warning for one in series)
    return sorted((one for one in found if one), key=lambda one: (one.days, one.metric, one.target))


def _width(span: timedelta) -> timedelta:
    return timedelta(days=1) if span >= DAILY_FROM else timedelta(hours=6)


def _buckets(points: Sequence[SeriesPoint], width: timedelta) -> list[float]:
    """Return the median of each bucket, oldest first, counted back from the last point.

    Buckets without points repeat none and are left out only at the start; the first one is left
    out when it is not half full, because half a day shows half a rhythm.
    """
    last = points[-1].at
    found: dict[int, list[float]] = {}
    for point in points:
        found.setdefault((last - point.at) // width, []).append(point.value)
    places = sorted(found, reverse=True)
    usual = median(len(found[place]) for place in places)
    if len(found[places[0]]) < usual / 2:
        places = places[1:]
    return _without_gaps([(place, median(found[place])) for place in places])


def _without_gaps(values: Sequence[tuple[int, float]]) -> list[float]:
    """Return the values since the last gap: a line through a hole would invent what was there."""
    kept: list[float] = []
    expected: int | None = None
    for place, value in values:
        if expected is not None and place != expected:
            kept = []
        kept.append(value)
        expected = place - 1
    return kept


def _fitted(values: Sequence[float]) -> _Line:
    count = len(values)
    middle = fmean(values)
    centred = [place - (count - 1) / 2 for place in range(count)]
    spread = sum(place * place for place in centred)
    slope = sum(x * (y - middle) for x, y in zip(centred, values, strict=True)) / spread
    rest = sum((y - middle - slope * x) ** 2 for x, y in zip(centred, values, strict=True))
    whole = sum((y - middle) ** 2 for y in values)
    explained = 1 - rest / whole if whole > 0 else 0.0
    return _Line(count, slope, middle, rest / (count - 2), spread, explained)


def _trend(line: _Line) -> Outlook:
    if line.explained < LEAST_EXPLAINED:
        return Outlook.NOISY if line.variance > 0 else Outlook.STEADY
    error = sqrt(line.variance / line.spread)
    if line.slope <= error * _t(CERTAIN, line.count - 2):
        return Outlook.STEADY
    return Outlook.FILLING


def _interval(line: _Line, limit: float) -> tuple[float, float]:
    """Return where the band's upper and lower edge meet the limit, in buckets from the end.

    Solves (middle + slope·u - limit)² = t²·s²·(1/n + u²/Sxx) for u, the place from the mean; the
    slope passed `CERTAIN`, so that the square term is positive and both ends are finite.
    """
    scale = _t(INTERVAL, line.count - 2) ** 2 * line.variance
    away = line.middle - limit
    square = line.slope**2 - scale / line.spread
    half = line.slope * away
    root = sqrt(max(0.0, half * half - square * (away * away - scale / line.count)))
    return (-half - root) / square + line.mean_place, (-half + root) / square + line.mean_place


def _t(quantile: float, degrees: int) -> float:
    """Return the quantile of Student's t by its expansion (Abramowitz and Stegun, 26.7.5).

    Within 2 % of the tables for three degrees of freedom, and closer for more.
    """
    z = NormalDist().inv_cdf(quantile)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )


def _warning(series: Series, value: float, days: float, low: float, high: float) -> CapacityWarning:
    return CapacityWarning(
        metric=series.metric,
        target=series.target,
        value=value,
        unit=series.unit,
        limit=series.limit,
        days=days,
        days_low=low,
        days_high=high if isfinite(high) else None,
        query=f"{series.metric} of {series.target}",
    )

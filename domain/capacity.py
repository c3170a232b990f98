"""Metric series and what will run full when (ANL-2, the part that briefings need)."""

from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True)
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

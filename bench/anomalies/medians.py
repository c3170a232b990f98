"""The rule that came before: how far from the median of the past a value may be.

The middle is the median and the spread the median distance from it (MAD), so that neither moves
for the outliers they are to find. The bounds also enclose what was seen, but for the newest day.
It knows levels, no shapes, and after one burst its bounds stay wide. Kept to be beaten.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

Points = Sequence[tuple[datetime, float]]
"""(moment, value), oldest first."""

TO_DEVIATION = 1.4826
"""Turns a MAD into the standard deviation of a normal distribution: 1 / Φ⁻¹(3/4)."""

LEAST_SHARE, LEAST_DEVIATION = 0.02, 1e-9
"""The least deviation that counts: a share of the middle, and what is left at 0."""

MOST_POINTS = 600
"""What is remembered of the past, evenly spread."""

DEVIATIONS, TAIL = 5.0, 1.25
"""Deviations to the bounds; how far beyond the farthest that was seen."""

DAY, REMEMBERED = timedelta(days=1), timedelta(days=7)

CALM, CALM_FOR = 0.7, timedelta(hours=1)
"""Share of the bounds within which an alert ends, and for how long."""


def alerts(points: Points, learn: timedelta, *, hold: timedelta) -> list[datetime]:
    """Return when it alerts; `hold` is how long a value must be beyond."""
    found, past = list[datetime](), list[tuple[datetime, float]]()
    beyond = calm = breached = None
    for at, value in points:
        kept = value
        if past and at - past[0][0] >= min(learn, at - points[0][0]) >= learn:
            middle, reach = _usual(past, at)
            kept = min(max(value, middle - reach), middle + reach)
            if kept != value:
                beyond, calm = beyond or at, None
                if breached is None and at - beyond >= hold:
                    breached = at
                    found.append(at)
            else:
                beyond = None
                calm = (calm or at) if abs(value - middle) <= CALM * reach else None
                if calm is not None and at - calm >= CALM_FOR:
                    breached = None
        past = [each for each in past if at - each[0] <= max(REMEMBERED, 2 * learn)]
        if len(past) > 1 and past[-1][0] - past[-2][0] < max(REMEMBERED, 2 * learn) / MOST_POINTS:
            past.pop()
        past = [*past[-MOST_POINTS:], (at, kept)]
    return found


def _usual(points: Points, at: datetime) -> tuple[float, float]:
    """Return the middle, and how far from it a value may be."""
    middle = median([value for _, value in points])
    distances = [abs(value - middle) for _, value in points]
    deviation = max(TO_DEVIATION * median(distances), LEAST_SHARE * abs(middle), LEAST_DEVIATION)
    before = bisect_right(points, at - DAY, key=lambda point: point[0])
    return middle, max(DEVIATIONS * deviation, TAIL * max(distances[:before], default=0.0))

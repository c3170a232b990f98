"""Measured values as one mean an hour, and what the past is fit for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from statistics import fmean, median

HOUR = timedelta(hours=1)

LONGEST_GAP = 3
"""Hours without a value that the last value stands for; behind a longer gap the past begins."""

MOST_HOURS = 24 * 30
"""Hours of past that count: the state is bounded, and older growth says little of the next days."""

LEAST_HOURS = 24
"""Fewer hours show a part of a day, not a course."""

JUMP = 8.0
"""Times the usual step: from here on a change within an hour is no growth."""

APART = 6.0
"""Spreads by which the six hours on both sides of a jump differ."""

_SIDE = 6
"""Hours on each side of a jump that are compared."""


class Unfit(StrEnum):
    """Why nothing can be said."""

    SHORT = "short"
    GAPS = "gaps"
    CONSTANT = "constant"


@dataclass(frozen=True)
class Hourly:
    """Means of whole hours without a gap, oldest first.

    Attributes:
        last: the moment of the newest measured value; leads count from it.
        values: one an hour.
        gap: whether older values were left out because of a gap.
    """

    last: datetime
    values: tuple[float, ...]
    gap: bool = False


def hourly(times: Sequence[datetime], values: Sequence[float]) -> Hourly | None:
    """Return the means of the hours since the last long gap; None without any finite value.

    Order does not matter, values of equal times are averaged, NaN and infinity are left out.
    """
    known = [(at, value) for at, value in zip(times, values, strict=True) if isfinite(value)]
    if not known:
        return None
    last = max(at for at, _ in known)
    found: dict[int, list[float]] = {}
    for at, value in known:
        place = (last - at) // HOUR
        if place < MOST_HOURS:
            found.setdefault(place, []).append(value)
    places = sorted(found)
    gap = next((far for near, far in pairwise(places) if far - near > LONGEST_GAP + 1), None)
    oldest = places[-1] if gap is None else max(each for each in places if each < gap)
    carried, filled = fmean(found[oldest]), []
    for place in range(oldest, -1, -1):
        carried = fmean(found[place]) if place in found else carried
        filled.append(carried)
    return Hourly(last, tuple(filled), gap=gap is not None)


def unfit(hours: Hourly) -> Unfit | None:
    """Say why this past gives no forecast, None when it does."""
    if len(hours.values) < LEAST_HOURS:
        return Unfit.GAPS if hours.gap else Unfit.SHORT
    if min(hours.values) == max(hours.values):
        return Unfit.CONSTANT
    return None


def jumps(values: Sequence[float]) -> list[int]:
    """Return the places of jumps: the first hour on the new level of each."""
    steps = [after - before for before, after in pairwise(values)]
    moved = [abs(step) for step in steps if step]
    if not moved:
        return []
    usual = median(abs(step) for step in steps) or median(moved) / JUMP
    found: list[int] = []
    for place, step in enumerate(steps, start=1):
        if abs(step) <= JUMP * usual or (found and place - found[-1] < _SIDE):
            continue
        before, after = values[max(0, place - _SIDE) : place], values[place : place + _SIDE]
        spread = max(_spread(before), _spread(after), usual)
        if abs(median(after) - median(before)) > APART * spread:
            found.append(place)
    return found


def _spread(values: Sequence[float]) -> float:
    """Return the usual distance from the middle."""
    middle = median(values)
    return median(abs(value - middle) for value in values)

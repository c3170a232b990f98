"""How wide an 80 % interval must be, by how wrong the forecasts of earlier hours were."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from statistics import fmean

LOW, HIGH = 0.1, 0.9
"""The ends of an 80 % interval."""

INSIDE = HIGH - LOW

NORMAL = 1.2815515655446004
"""Quantile of the normal distribution at `HIGH`."""

MOST_ORIGINS = 40
"""Earlier hours from which the forecast is repeated."""

LEAST_ORIGINS = 6
"""With fewer the interval is rough: by the steps from hour to hour."""

_APART = 4
"""Hours between origins at least."""

_NEIGHBOURS = 3
"""Leads on each side whose errors count with a lead's own."""

_LEAST_FACTOR, _MOST_FACTOR = 0.7, 3.0
"""Between these lies the factor that makes the interval hold on origins that were left out."""

_LEADS = (1, 2, 3, 5, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168)
"""Leads, in hours, whose errors are collected; between them the ends are interpolated."""

Path = Callable[[Sequence[float], int], Sequence[float]]
"""Gives the middle of so many hours ahead, from the values until an hour."""

Ends = tuple[Sequence[float], Sequence[float], Sequence[float]]
"""Low, middle and high of the hours ahead."""

Band = Callable[[Sequence[float], int], Ends]
"""Gives the ends of so many hours ahead, from the values until an hour."""


@dataclass(frozen=True)
class BackTest:
    """How well the same method did on the past of the same series.

    Attributes:
        tries: earlier hours from which it was repeated; 0 when too little is known.
        inside: share of the hours after them that lay inside, each judged by other origins.
        hours: how far ahead it was tried; beyond, nothing was tested.
    """

    tries: int = 0
    inside: float = 0.0
    hours: int = 0


@dataclass(frozen=True)
class _Tries:
    """Origins to repeat a forecast from, with the leads that are looked at."""

    origins: tuple[int, ...]
    hours: int

    @property
    def leads(self) -> list[int]:
        return [lead for lead in _LEADS if lead < self.hours] + [self.hours]

    def apart_from(self, origin: int) -> Iterator[int]:
        """Yield the places of the origins whose hours ahead are none of this origin's."""
        return (
            place for place, other in enumerate(self.origins) if abs(other - origin) >= self.hours
        )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of ordered values, interpolated."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def around(
    values: Sequence[float], ahead: Path, *, leads: int, least: int
) -> tuple[Ends, BackTest]:
    """Return the band around a path that has no width of its own.

    Args:
        values: one an hour.
        ahead: the method, which sees only what was known at each origin.
        leads: hours to forecast.
        least: hours that must be known at an origin.
    """
    middle = ahead(values, leads)
    tries = _tries(len(values), leads, least)
    if tries is None:
        width = _steps(values)
        above = [NORMAL * width * sqrt(lead) for lead in range(1, leads + 1)]
        return _band(middle, [-each for each in above], above), BackTest()
    errors = []
    for origin in tries.origins:
        course = ahead(values[:origin], tries.hours)
        errors.append([values[origin + lead] - each for lead, each in enumerate(course)])
    needed = []
    for origin, own in zip(tries.origins, errors, strict=True):
        others = [errors[place] for place in tries.apart_from(origin)]
        ends = [_ends(others, lead) for lead in tries.leads] if others else []
        needed.append(
            [
                _needed(own[lead - 1], low, high)
                for lead, (low, high) in zip(tries.leads, ends, strict=False)
            ]
        )
    factor = _factor([each for group in needed for each in group])
    wide = [factor * _few(len(values) - least, lead) for lead in tries.leads]
    ends = [_ends(errors, lead) for lead in tries.leads]
    below = _between(
        tries.leads, [low * by for (low, _), by in zip(ends, wide, strict=True)], leads
    )
    above = _between(
        tries.leads, [high * by for (_, high), by in zip(ends, wide, strict=True)], leads
    )
    return _band(middle, below, above), _told(tries, needed)


def scaled(
    values: Sequence[float], ahead: Band, *, leads: int, least: int, known: bool = False
) -> tuple[Ends, BackTest]:
    """Return a band that brings its own width, scaled so that it holds on the past.

    Args:
        values: one an hour.
        ahead: the method, which sees only what was known at each origin.
        leads: hours to forecast.
        least: hours that must be known at an origin.
        known: its width is the true one by theory; it is tested and left as it is.
    """
    low, middle, high = ahead(values, leads)
    tries = _tries(len(values), leads, least)
    if tries is None:
        return (low, middle, high), BackTest()
    needed = []
    for origin in tries.origins:
        under, course, over = ahead(values[:origin], tries.hours)
        needed.append(
            [
                _needed(
                    values[origin + lead - 1] - course[lead - 1],
                    under[lead - 1] - course[lead - 1],
                    over[lead - 1] - course[lead - 1],
                )
                for lead in tries.leads
            ]
        )
    if known:
        inside = fmean(each <= 1 for group in needed for each in group)
        return (low, middle, high), BackTest(len(tries.origins), inside, tries.hours)
    factor = _factor([each for group in needed for each in group])
    below = [factor * (end - each) for end, each in zip(low, middle, strict=True)]
    above = [factor * (end - each) for end, each in zip(high, middle, strict=True)]
    return _band(middle, below, above), _told(tries, needed)


def _tries(count: int, leads: int, least: int) -> _Tries | None:
    """Return where to repeat the forecast from, newest first; None when too little is known."""
    hours = min(leads, max(1, (count - least) // 3))
    apart = max(_APART, ceil((count - hours - least) / MOST_ORIGINS))
    origins = tuple(range(count - hours, least - 1, -apart))[:MOST_ORIGINS]
    return _Tries(origins, hours) if len(origins) >= LEAST_ORIGINS else None


def _steps(values: Sequence[float]) -> float:
    steps = [after - before for before, after in pairwise(values)]
    return sqrt(fmean(step * step for step in steps)) if steps else 0.0


def _band(middle: Sequence[float], below: Sequence[float], above: Sequence[float]) -> Ends:
    return (
        [each + end for each, end in zip(middle, below, strict=True)],
        middle,
        [each + end for each, end in zip(middle, above, strict=True)],
    )


def _ends(errors: Sequence[Sequence[float]], lead: int) -> tuple[float, float]:
    """Return the ends around a lead, never both on one side of the path."""
    near = slice(max(0, lead - 1 - _NEIGHBOURS), lead + _NEIGHBOURS)
    ordered = sorted(each for group in errors for each in group[near])
    return min(0.0, quantile(ordered, LOW)), max(0.0, quantile(ordered, HIGH))


def _needed(error: float, low: float, high: float) -> float:
    """Return by what an interval must be multiplied to hold this error."""
    end = high if error > 0 else low
    if error == 0:
        return 0.0
    return error / end if end else _MOST_FACTOR + 1


def _factor(needed: Sequence[float]) -> float:
    if not needed:
        return _MOST_FACTOR / 2
    return min(_MOST_FACTOR, max(_LEAST_FACTOR, quantile(sorted(needed), INSIDE)))


def _few(hours: int, lead: int) -> float:
    """Return by how much a few stretches of a lead's length are too much alike.

    Origins overlap: of `hours` only so many stretches are independent.
    """
    return sqrt(1 + lead / hours)


def _told(tries: _Tries, needed: Sequence[Sequence[float]]) -> BackTest:
    """Judge each origin by a factor from the others, so that no interval saw what it is held to."""
    hits: list[bool] = []
    for origin, group in zip(tries.origins, needed, strict=True):
        others = [each for place in tries.apart_from(origin) for each in needed[place]]
        if others:
            factor = _factor(others)
            hits.extend(each <= factor for each in group)
    if not hits:
        return BackTest()
    return BackTest(len(tries.origins), fmean(hits), tries.hours)


def _between(leads: Sequence[int], ends: Sequence[float], count: int) -> list[float]:
    """Interpolate between leads; beyond the last one grow in proportion to the lead."""
    found: list[float] = []
    after = 0
    for lead in range(1, count + 1):
        while after < len(leads) and leads[after] < lead:
            after += 1
        if after == len(leads):
            found.append(ends[-1] * lead / leads[-1])
        elif after == 0:
            found.append(ends[0])
        else:
            share = (lead - leads[after - 1]) / (leads[after] - leads[after - 1])
            found.append(ends[after - 1] + share * (ends[after] - ends[after - 1]))
    return found

"""The next hours of a metric: their middle and the ends of an 80 % interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import fmean

from domain.forecasts.intervals import (
    HIGH,
    LOW,
    NORMAL,
    BackTest,
    Band,
    Ends,
    around,
    quantile,
    scaled,
)
from domain.forecasts.paths import (
    DAY,
    leaves_noise,
    line_of,
    only_grows,
    path,
    robust_line,
)
from domain.forecasts.saws import Saw, rounds_ahead, saw_of

_LINE_FROM = 2 * DAY
"""Hours in which a line must leave nothing but noise."""

_HEAVY = 3.0
"""Standard errors of the excess kurtosis beyond which noise is not normal."""


class Way(StrEnum):
    """How the course was found."""

    LINE = "line"
    GROWING = "growing"
    DAMPED = "damped"
    SAW = "saw"


@dataclass(frozen=True)
class Course:
    """The next hours, one value each, the first an hour after the newest value.

    Attributes:
        saw: the rounds of what is filled and cleaned, else None.
    """

    way: Way
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    tested: BackTest
    saw: Saw | None = None


def course_of(values: Sequence[float], *, leads: int) -> Course:
    """Return the course of so many hours, by what the values themselves say.

    What is cleaned again and again goes on in its rounds. Where a straight line leaves nothing but
    noise it is taken with its textbook interval. What only grows keeps its drift; all else goes on
    with a drift that fades.
    """
    least = max(DAY, len(values) // 4)
    saw = saw_of(values)
    if saw is not None:
        ends, tested = scaled(values, _rounds(saw), leads=leads, least=least)
        return _course(Way.SAW, ends, tested, saw)
    _, rest = line_of(values)
    if len(values) >= _LINE_FROM and leaves_noise(rest):
        normal = not _heavy(rest)
        ends, tested = scaled(values, _straight, leads=leads, least=least, known=normal)
        return _course(Way.LINE, ends, tested)
    growing = only_grows(values)

    def ahead(known: Sequence[float], hours: int) -> list[float]:
        return path(known, leads=hours, damped=not growing)

    ends, tested = around(values, ahead, leads=leads, least=least)
    return _course(Way.GROWING if growing else Way.DAMPED, ends, tested)


def _course(way: Way, ends: Ends, tested: BackTest, saw: Saw | None = None) -> Course:
    low, middle, high = map(tuple, ends)
    return Course(way, low, middle, high, tested, saw)


def _rounds(saw: Saw) -> Band:
    """Return the forecast by rounds; at hours that had seen none yet, by those known now."""

    def ahead(known: Sequence[float], hours: int) -> Ends:
        return rounds_ahead(known, saw_of(known) or saw, leads=hours)

    return ahead


def _straight(known: Sequence[float], hours: int) -> Ends:
    """Return the line with its textbook interval; where noise has heavy tails, with its own."""
    line, rest = line_of(known)
    low, high = -NORMAL, NORMAL
    if line.spread > 0 and _heavy(rest):
        line, rest = robust_line(known)
        ordered = sorted(rest)
        low, high = quantile(ordered, LOW) / line.spread, quantile(ordered, HIGH) / line.spread
    places = range(1, hours + 1)
    return (
        [line.at(lead) + low * line.error(lead) for lead in places],
        [line.at(lead) for lead in places],
        [line.at(lead) + high * line.error(lead) for lead in places],
    )


def _heavy(rest: Sequence[float]) -> bool:
    square = fmean(each * each for each in rest)
    if square <= 0:
        return False
    excess = fmean(each**4 for each in rest) / square**2 - 3
    return excess > _HEAVY * sqrt(24 / len(rest))

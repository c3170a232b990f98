"""When a metric reaches its limit, how sure that is, and when nothing can be said (ANL-2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from statistics import fmean, median

from domain.forecasts.courses import Course, Way, course_of
from domain.forecasts.hours import HOUR, Unfit, hourly, jumps, unfit
from domain.forecasts.paths import DAY, LEVEL

LONGEST_HORIZON = timedelta(days=14)
USUAL_HORIZON = timedelta(days=7)
LEAST_HORIZON = timedelta(hours=1)

FRESH_JUMP = 24
"""Hours after a jump in which nothing is known of how it goes on."""

DOUBTED, TOO_WIDE = 0.7, 0.95
"""Shares inside the interval in the back-test, between which an 80 % interval is one."""

_ENOUGH_TRIES = 12
"""Repeats below which the back-test itself is a matter of luck."""


class Verdict(StrEnum):
    """What can be said of the limit; the first three say why nothing can."""

    SHORT = "short"
    GAPS = "gaps"
    CONSTANT = "constant"
    JUMPED = "jumped"
    REACHED = "reached"
    FILLING = "filling"
    CLEANED = "cleaned"
    HOLDS = "holds"

    @property
    def refused(self) -> bool:
        """Whether there is no forecast."""
        return self in (Verdict.SHORT, Verdict.GAPS, Verdict.CONSTANT)


@dataclass(frozen=True)
class Reach:
    """When the limit is reached; None: not within the hours ahead.

    Attributes:
        earliest: the edge of the 80 % interval that is nearer to the limit gets there.
        likely: its middle does.
        latest: its far edge does.
    """

    earliest: datetime
    likely: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True)
class Rhythm:
    """What is filled and cleaned again and again.

    Attributes:
        every: the usual time from one cleaning to the next; None when two were not seen whole.
        least: the lowest value at which it was cleaned.
        most: the highest.
        cleanings: how many were seen.
    """

    every: timedelta | None
    least: float
    most: float
    cleanings: int


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A forecast, or why there is none.

    Attributes:
        at: when the newest value was measured.
        level: the value now, the median of the newest three hours.
        known: how long a past without gaps is known.
        horizon: how far ahead this says anything; shorter than asked when too little is known.
        a_day: change a day over the known past, from its first day to its last; None under two
            days.
        course: the next hours, oldest first; None when refused.
        reach: when the limit is reached; None when it is not, or nothing can be said.
        rhythm: for what is cleaned again and again.
        jumped_at: for what jumped within a day.
    """

    verdict: Verdict
    at: datetime
    level: float
    limit: float
    falling: bool
    known: timedelta
    horizon: timedelta = timedelta()
    a_day: float | None = None
    course: Course | None = None
    reach: Reach | None = None
    rhythm: Rhythm | None = None
    jumped_at: datetime | None = None

    @property
    def unsure(self) -> bool:
        """Whether the back-test says that the interval is not to be relied on."""
        if self.course is None:
            return True
        tested = self.course.tested
        return tested.tries < _ENOUGH_TRIES or not DOUBTED <= tested.inside <= TOO_WIDE


def forecast(
    times: Sequence[datetime],
    values: Sequence[float],
    limit: float,
    *,
    falling: bool = False,
    horizon: timedelta = USUAL_HORIZON,
    most: float | None = None,
) -> Outlook | None:
    """Say when a metric reaches its limit; None when there is no value at all.

    Args:
        times: aware, in any order.
        values: one for each time; those that are not finite are left out.
        limit: finite.
        falling: the limit is a floor, as of free space.
        horizon: how far ahead at most; never farther than half of the known past.
        most: the greatest value there can be, as 100 for percent.
    """
    hours = hourly(times, values)
    if hours is None:
        return None
    known = hours.values
    level = median(known[-LEVEL:])
    outlook = Outlook(
        verdict=Verdict.HOLDS,
        at=hours.last,
        level=level,
        limit=limit,
        falling=falling,
        known=len(known) * HOUR,
        a_day=_a_day(known),
    )
    over = level <= limit if falling else level >= limit
    past = unfit(hours)
    if past is not None:
        full = past is Unfit.CONSTANT and over
        return replace(outlook, verdict=Verdict.REACHED if full else Verdict(past.value))
    leads = min(horizon // HOUR, len(known) // 2)
    course = _bounded(_turned(known, leads, falling=falling), known, most)
    outlook = replace(outlook, horizon=leads * HOUR, course=course, rhythm=_rhythm(course, falling))
    jumped = [place for place in jumps(known) if place >= len(known) - FRESH_JUMP]
    if over:
        return replace(outlook, verdict=Verdict.REACHED)
    if course.way is Way.SAW:
        return replace(outlook, verdict=Verdict.CLEANED)
    if jumped:
        at = hours.last - (len(known) - 1 - jumped[-1]) * HOUR
        return replace(outlook, verdict=Verdict.JUMPED, jumped_at=at)
    reach = _reach(course, limit, hours.last, falling=falling)
    return replace(outlook, verdict=Verdict.FILLING if reach else Verdict.HOLDS, reach=reach)


def _a_day(values: Sequence[float]) -> float | None:
    if len(values) < 2 * DAY:
        return None
    return (fmean(values[-DAY:]) - fmean(values[:DAY])) / (len(values) - DAY) * DAY


def _turned(values: Sequence[float], leads: int, *, falling: bool) -> Course:
    """Return the course; what falls is looked at upside down, so that its cleanings fall."""
    if not falling:
        return course_of(values, leads=leads)
    course = course_of([-value for value in values], leads=leads)
    return replace(
        course,
        low=tuple(-each for each in course.high),
        middle=tuple(-each for each in course.middle),
        high=tuple(-each for each in course.low),
    )


def _bounded(course: Course, values: Sequence[float], most: float | None) -> Course:
    """Return the course within what the quantity can be: never below 0 when it never was."""
    least = 0.0 if min(values) >= 0 else None
    top = most if most is not None and max(values) <= most else None

    def within(ends: Sequence[float]) -> tuple[float, ...]:
        raised = ends if least is None else [max(least, each) for each in ends]
        return tuple(raised if top is None else [min(top, each) for each in raised])

    return replace(
        course, low=within(course.low), middle=within(course.middle), high=within(course.high)
    )


def _rhythm(course: Course, falling: bool) -> Rhythm | None:  # noqa: FBT001 - as it was given
    saw = course.saw
    if saw is None:
        return None
    tops = [-each for each in saw.tops] if falling else list(saw.tops)
    every = HOUR * median(saw.between) if saw.between else None
    return Rhythm(every, min(tops), max(tops), len(tops))


def _reach(course: Course, limit: float, last: datetime, *, falling: bool) -> Reach | None:
    def first(ends: Sequence[float]) -> datetime | None:
        for lead, value in enumerate(ends, start=1):
            if isfinite(value) and (value <= limit if falling else value >= limit):
                return last + lead * HOUR
        return None

    near, far = (course.low, course.high) if falling else (course.high, course.low)
    earliest = first(near)
    return Reach(earliest, first(course.middle), first(far)) if earliest else None

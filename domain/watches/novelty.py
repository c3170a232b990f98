"""What was never seen before of a metric, by its own memory of two weeks (THR-2, `anomaly`).

A metric is remembered as hours: mean, lowest and highest value of each. Three things are novel:

- *beyond*: a value clearly outside all that is remembered;
- *shape*: the newest six hours are farther from their nearest likes in the memory than any six
  hours before were from theirs. The past sets its own bar: a restless metric a high one, a steady
  metric a low one;
- *quiet*: the metric moves clearly less than it ever did.

Everything that was seen is remembered, also what was novel: the same thing is told once in two
weeks. What a person calls normal is remembered for good. Hours are counted in values, as many as
the metric's rhythm puts into one; where one value comes in an hour or more, each is an "hour".
`python -m bench.anomalies` measures all of this; docs/understand/analytics.md says what it cannot.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import inf, sqrt
from statistics import fmean, median
from typing import NamedTuple

HOURS = 336
"""Hours remembered: two weeks, so that each day of the week is there twice."""

SHAPE = 6
"""Hours of a shape. The same time must pass after an alert before something else is told: until
then the window still holds what was told."""

NEIGHBOURS = 3
"""A shape is compared with so many nearest ones: one like it may be chance."""

LEAST_SHAPES, JUDGED_SHAPES = 12, 24
"""A shape is compared once so many are known: in its first hours all of a metric is new, and would
set a bar that nothing passes for two weeks. It is judged once the bar is half a day old."""

TICK, HOUR = 300.0, 3600.0
"""Seconds. Values that come faster than a tick are averaged to one."""

FIRST = 25
"""Values from which the rhythm is learned: the median of the time between them."""

QUIET_HOURS, QUIET_LEAST, QUIET_MOST = 4, 4, 48
"""How long quiet must last: so many hours, but neither fewer nor more ticks than these."""

LONGEST_GAP = 2
"""Hours without a value after which a shape begins anew; the memory stays."""

STRAYS = 12
"""So many gaps or far too short hours in a row, and the rhythm has become another one."""

LEAST_SHARE = 0.02
"""The least difference that is told, as a share of the value: a flat line may tremble so far."""

LONGEST = timedelta(days=7)
"""What has lasted so long is no news any more."""

NEAR = timedelta(minutes=90)
"""How far the time of day may differ to count as the same, in a season."""

LEAST_HOURS = 12
"""With fewer hours of the same time of day, all hours are compared."""

MOST_NORMAL, MOST_TOLD = 12, 8
"""Alerts that a person called normal, and alerts that one can be chosen from; the newest."""

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Season(StrEnum):
    """After which time a metric repeats itself.

    With a season, a value is beyond when it was never seen at this time of the day or week. A week
    is remembered in pieces of three hours instead of one: six weeks in as much memory.
    """

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def stretch(self) -> int:
        """How many hours are remembered as one."""
        return 3 if self is Season.WEEKLY else 1


class Sensitivity(StrEnum):
    """How far from the past is novel."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Margins:
    """What novelty must exceed its bar by.

    Attributes:
        beyond: share of the range that was seen.
        shape: share of the greatest distance that was seen; below 0 tells before it is reached.
        quiet: share of the usual movement.
    """

    beyond: float
    shape: float
    quiet: float


MARGINS = {
    Sensitivity.LOW: Margins(0.2, 0.1, 0.3),
    Sensitivity.MEDIUM: Margins(0.05, 0.0, 0.2),
    Sensitivity.HIGH: Margins(0.02, -0.1, 0.1),
}
"""Medium is what `bench.anomalies` chooses; the others stand either side of it."""


class Novelty(StrEnum):
    """What is novel."""

    BEYOND = "beyond"
    SHAPE = "shape"
    QUIET = "quiet"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing that was novel, with the numbers that say why.

    Attributes:
        why: what was novel.
        at: the value that showed it.
        value: of `beyond` the value, of `shape` its distance, of `quiet` the mean movement.
        low: the lowest value that was seen before.
        high: the highest.
        bar: of `shape` the greatest distance before, of `quiet` the least movement before.
        usual: of `quiet` the usual movement.
        over: how far back the memory went.
        span: how long a shape is, or how long it has been quiet.
        nearest: when the shape that is most like it ended.
    """

    why: Novelty
    at: datetime
    value: float
    low: float
    high: float
    bar: float = 0.0
    usual: float = 0.0
    over: timedelta = timedelta()
    span: timedelta = timedelta()
    nearest: datetime | None = None

    def holds(self, signs: "Signs") -> bool:
        """Say whether it goes on, held against what was known when it began."""
        match self.why:
            case Novelty.BEYOND:
                return not self.low <= signs.value <= self.high
            case Novelty.SHAPE:
                return signs.distance is not None and signs.distance > self.bar
        return signs.movement is not None and signs.movement < self.bar


@dataclass(frozen=True)
class Normal:
    """What a person called normal: the hours around an alert.

    Attributes:
        at: when that alert began.
        means: of the hours around it.
        low: the lowest value; `high` the highest.
        reach: how far a shape may be from one of those to be like it: half of how far they were
            from all others.
        movement: the least.
    """

    at: datetime
    means: tuple[float, ...]
    low: float
    high: float
    reach: float = 0.0
    movement: float | None = None


class Hour(NamedTuple):
    """One remembered hour.

    Attributes:
        at: seconds since 1970 when it began.
        mean: of its ticks.
        low: its lowest value.
        high: its highest.
        distance: the greatest of shapes that ended in it; 0 without one.
        movement: the least in it; None without one.
    """

    at: float
    mean: float
    low: float
    high: float
    distance: float = 0.0
    movement: float | None = None

    def with_value(self, value: float) -> "Hour":
        """Return it with one more value."""
        return self._replace(low=min(self.low, value), high=max(self.high, value))


class Bars(NamedTuple):
    """What the remembered hours say until the next one is added.

    Attributes:
        low: lowest value of the hours to compare with; `high` the highest.
        extent: distance of the lowest value of all hours from the highest.
        distance: the greatest; 0 without one.
        movement: the least, but of the newest hours, which quiet may have begun in.
    """

    low: float
    high: float
    extent: float
    distance: float
    movement: float | None


@dataclass(frozen=True, kw_only=True)
class Past:
    """All that is remembered of one metric; less than 30 kB as JSON when full.

    Attributes:
        begun: the first value.
        last: the newest value.
        rhythm: seconds between two values; 0 until it is learned.
        first: (seconds since 1970, value) from which the rhythm is learned.
        batch: values of the tick in progress.
        ticks: the newest ticks, as many as a shape and a quiet time need.
        opened: ticks of the hour in progress.
        current: the hour in progress; None before its first value.
        hours: the remembered hours, oldest first.
        bars: what they say; None without any.
        movements: sum and number of all differences between two ticks.
        strays: gaps and far too short hours in a row.
        alert: what was told last, while it goes on or has just been.
        told: the newest alerts.
        normal: what people called normal.
    """

    begun: datetime | None = None
    last: datetime | None = None
    rhythm: float = 0.0
    first: tuple[tuple[float, float], ...] = ()
    batch: tuple[float, ...] = ()
    ticks: tuple[float, ...] = ()
    opened: int = 0
    current: Hour | None = None
    hours: tuple[Hour, ...] = ()
    bars: Bars | None = None
    movements: tuple[float, int] = (0.0, 0)
    strays: int = 0
    alert: Alert | None = None
    told: tuple[Alert, ...] = ()
    normal: tuple[Normal, ...] = ()

    @property
    def batch_size(self) -> int:
        """Values of one tick."""
        return max(1, round(TICK / self.rhythm))

    def ticks_of(self, season: Season) -> int:
        """Ticks of one hour."""
        return max(1, round(season.stretch * HOUR / (self.rhythm * self.batch_size)))

    def hour_of(self, season: Season) -> timedelta:
        """How long an hour is; what the rhythm makes of it."""
        if not self.rhythm:
            return season.stretch * timedelta(seconds=HOUR)
        return timedelta(seconds=self.rhythm * self.batch_size * self.ticks_of(season))


@dataclass(frozen=True)
class Signs:
    """What one value shows, before it is judged.

    Attributes:
        value: the value.
        low: the lowest value before it; `high` the highest; None before the second value.
        extent: how far the values before it lay apart, whatever the season.
        middle: the mean of the shape.
        distance: of the shape from its nearest likes; None until there are enough.
        farthest: the greatest such distance before.
        nearest: when the shape most like it ended, in seconds since 1970.
        movement: mean difference between two ticks over the last hours.
        least: the least before.
        usual: the mean over all that was seen.
        hour: how long an hour is; `still` how long quiet must last.
        over: how far back the memory goes.
    """

    value: float
    low: float | None = None
    high: float | None = None
    extent: float = 0.0
    middle: float = 0.0
    distance: float | None = None
    farthest: float = 0.0
    nearest: float = 0.0
    movement: float | None = None
    least: float | None = None
    usual: float = 0.0
    hour: timedelta = timedelta(seconds=HOUR)
    still: timedelta = timedelta()
    over: timedelta = timedelta()


@dataclass(frozen=True)
class Rule:
    """What a person decides about it.

    Attributes:
        learn: nothing is novel for so long after the first value.
        normal: moments of alerts that a person called normal.
    """

    season: Season = Season.NONE
    margins: Margins = MARGINS[Sensitivity.MEDIUM]
    learn: timedelta = timedelta()
    normal: tuple[datetime, ...] = ()


def step(past: Past, at: datetime, value: float, rule: Rule) -> tuple[Past, Signs, Alert | None]:
    """Take one value in; return the memory, what the value shows, and the alert that goes on.

    A value that is not newer than all before shows nothing.
    """
    if past.last is not None and at <= past.last:
        return past, Signs(value), None
    if rule.normal:
        past = _with_normal(past, rule)
    past, signs = seen(past, at, value, season=rule.season)
    kept, now = follow(
        past.alert,
        signs,
        at,
        margins=rule.margins,
        learning=past.begun is None or at - past.begun < rule.learn,
        normal=rule.normal,
    )
    if kept is not past.alert:
        told = past.told if kept is None else (*past.told, kept)[-MOST_TOLD:]
        past = replace(past, alert=kept, told=told)
    return past, signs, now


def follow(
    alert: Alert | None,
    signs: Signs,
    at: datetime,
    *,
    margins: Margins,
    learning: bool = False,
    normal: Collection[datetime] = (),
) -> tuple[Alert | None, Alert | None]:
    """Return which alert to remember after a value, and which goes on with it.

    An alert that has ended is remembered for as long as a shape is: it may come back, and nothing
    else is told meanwhile.
    """
    if alert is not None:
        if alert.at not in normal and alert.holds(signs) and at - alert.at < LONGEST:
            return alert, alert
        if at - alert.at < SHAPE * signs.hour:
            return alert, None
    novel = None if learning else judged(signs, at, margins=margins)
    return novel, novel


def judged(signs: Signs, at: datetime, *, margins: Margins) -> Alert | None:
    """Say whether what one value shows is novel; the first reason that holds."""
    low, high = signs.low, signs.high
    if low is None or high is None:
        return None
    alert = Alert(why=Novelty.BEYOND, at=at, value=signs.value, low=low, high=high, over=signs.over)
    excess = max(signs.value - high, low - signs.value)
    edge = abs(high if signs.value > high else low)
    if excess > max(margins.beyond * signs.extent, LEAST_SHARE * edge):
        return alert
    bar = max(signs.farthest * (1 + margins.shape), LEAST_SHARE * abs(signs.middle))
    if signs.distance is not None and signs.farthest and signs.distance > bar:
        return replace(
            alert,
            why=Novelty.SHAPE,
            value=signs.distance,
            bar=bar,
            span=SHAPE * signs.hour,
            nearest=_moment(signs.nearest),
        )
    if signs.movement is None or signs.least is None:
        return None
    if signs.movement < signs.least - margins.quiet * signs.usual:
        return replace(
            alert,
            why=Novelty.QUIET,
            value=signs.movement,
            bar=signs.least,
            usual=signs.usual,
            span=signs.still,
        )
    return None


def seen(past: Past, at: datetime, value: float, *, season: Season) -> tuple[Past, Signs]:
    """Take one newer value in and return what it shows, whoever judges it."""
    past = _after_gap(past, at, season=season)
    moment = at.timestamp()
    signs = _held_against(past, at, value, season)
    current = past.current or Hour(moment, value, value, value)
    past = replace(past, begun=past.begun or at, last=at, current=current.with_value(value))
    if not past.rhythm:
        first = (*past.first, (moment, value))
        if len(first) < FIRST:
            return replace(past, first=first), signs
        rhythm = max(median(b[0] - a[0] for a, b in pairwise(first)), 1.0)
        past = replace(past, first=(), rhythm=rhythm, current=None)
        for each, one in first:
            begun = past.current or Hour(each, one, one, one)
            past = replace(past, current=begun.with_value(one))
            past, _ = _ticked(past, one, Signs(one), moment=each, season=season)
        return past, signs
    return _ticked(past, value, signs, moment=moment, season=season)


def _after_gap(past: Past, at: datetime, *, season: Season) -> Past:
    """Return the memory before a value: behind a gap a shape begins anew, and what was seen stays.

    When the rhythm has become another one, all but people's words is learned anew.
    """
    if past.last is None or not past.rhythm:
        return past
    if at - past.last > LONGEST_GAP * past.hour_of(season):
        past = replace(past, ticks=(), batch=(), opened=0, strays=past.strays + 1)
    return Past(told=past.told, normal=past.normal) if past.strays >= STRAYS else past


def _ticked(
    past: Past, value: float, signs: Signs, *, moment: float, season: Season
) -> tuple[Past, Signs]:
    """Add a value to the tick in progress; a whole tick shows shape and movement."""
    batch = (*past.batch, value)
    if len(batch) < past.batch_size:
        return replace(past, batch=batch), signs
    tick, size = fmean(batch), past.ticks_of(season)
    total, number = past.movements
    if past.ticks:
        total, number = total + abs(tick - past.ticks[-1]), number + 1
    ticks = (*past.ticks, float(f"{tick:.7g}"))[-max(SHAPE * size, _quiet_ticks(size) + 1) :]
    signs = _moving(_shaped(past, ticks, size, signs), ticks, size, (total, number))
    current = past.current or Hour(moment, value, value, value)
    current = current._replace(
        distance=max(current.distance, signs.distance or 0.0),
        movement=_least((current.movement, signs.movement)),
    )
    past = replace(
        past,
        batch=(),
        ticks=ticks,
        movements=(total, number),
        current=current,
        opened=past.opened + 1,
    )
    if past.opened < size:
        return past, signs
    return _closed(past, current, moment, size, season), signs


def _closed(past: Past, current: Hour, moment: float, size: int, season: Season) -> Past:
    """Remember the hour in progress."""
    hour = Hour(
        round(current.at),
        float(f"{fmean(past.ticks[-size:]):.7g}"),
        current.low,
        current.high,
        float(f"{current.distance:.5g}"),
        None if current.movement is None else float(f"{current.movement:.5g}"),
    )
    hours = (*past.hours, hour)[-HOURS:]
    short = size > 1 and moment - current.at < past.hour_of(season).total_seconds() / 3
    return replace(
        past,
        hours=hours,
        bars=_bars(hours, past.normal, _moment(moment), season),
        opened=0,
        current=None,
        strays=past.strays + 1 if short else 0,
    )


def _with_normal(past: Past, rule: Rule) -> Past:
    """Remember for good what people called normal, once the hours behind it have been seen."""
    known = {each.at for each in past.normal}
    span = SHAPE * past.hour_of(rule.season)
    for alert in past.told:
        if alert.at not in rule.normal or alert.at in known or past.last is None:
            continue
        if past.last - alert.at < span:
            continue
        around = [hour for hour in past.hours if abs(_moment(hour.at) - alert.at) <= span]
        value = alert.value if alert.why is Novelty.BEYOND else alert.low
        found = Normal(
            at=alert.at,
            means=tuple(hour.mean for hour in around),
            low=min([value, *(hour.low for hour in around)]),
            high=max([value, *(hour.high for hour in around)]),
            reach=max([0.0, *(hour.distance for hour in around)]) / 2,
            movement=_least(hour.movement for hour in around),
        )
        past = replace(past, normal=(*past.normal, found)[-MOST_NORMAL:])
    return past


def _held_against(past: Past, at: datetime, value: float, season: Season) -> Signs:
    """Return what a value is compared with: the remembered hours and the one in progress."""
    bars, current = past.bars, past.current
    if bars is None and current is None:
        return Signs(value)
    begun = past.hours[0].at if past.hours else current.at if current else 0.0
    low = min(bars.low if bars else inf, current.low if current else inf)
    high = max(bars.high if bars else -inf, current.high if current else -inf)
    return Signs(
        value,
        low,
        high,
        extent=max(high - low, bars.extent if bars else 0.0),
        farthest=max(bars.distance if bars else 0.0, current.distance if current else 0.0),
        least=bars.movement if bars else None,
        hour=past.hour_of(season),
        over=timedelta(seconds=at.timestamp() - begun),
    )


def _shaped(past: Past, ticks: Sequence[float], size: int, signs: Signs) -> Signs:
    """Add the distance of the newest shape from its nearest likes that do not overlap it."""
    whole = len(past.hours) - 2 * SHAPE + 1
    if len(ticks) < SHAPE * size or whole < LEAST_SHAPES:
        return signs
    newest = ticks[-SHAPE * size :]
    shape = [sum(newest[n * size : (n + 1) * size]) / size for n in range(SHAPE)]
    means = [hour.mean for hour in past.hours]
    nearest, place = _nearest(shape, means, whole)
    distance = sum(sqrt(each) for each in nearest) / NEIGHBOURS
    if any(each <= known.reach for known in past.normal for each in _distances(shape, known.means)):
        distance = 0.0
    ended = past.hours[place + SHAPE].at
    farthest = signs.farthest if whole >= JUDGED_SHAPES else 0.0
    return replace(signs, farthest=farthest, middle=fmean(shape), distance=distance, nearest=ended)


def _nearest(
    shape: Sequence[float], means: Sequence[float], count: int
) -> tuple[Sequence[float], int]:
    """Return the least squared distances from `count` shapes, and where the nearest begins.

    Most shapes are given up after their first hours; this loop is what the detector costs.
    """
    best, worst, reach, place = [inf] * NEIGHBOURS, inf, inf, 0
    first, last = shape[0], shape[-1]
    ends = zip(range(count), means, means[SHAPE - 1 :], strict=False)
    for start, begin, end in ends:
        if not -reach < last - end < reach:
            continue
        square = (first - begin) * (first - begin) + (last - end) * (last - end)
        if square >= worst:
            continue
        for one, other in zip(shape[1:-1], means[start + 1 : start + SHAPE - 1], strict=True):
            square += (one - other) * (one - other)
        if square < worst:
            if square < best[0]:
                place = start
            best[-1] = square
            best.sort()
            worst = best[-1]
            reach = sqrt(worst)
    return best, place


def _distances(shape: Sequence[float], means: Sequence[float]) -> Iterator[float]:
    """Yield the distance from each shape within a row of hours."""
    for start in range(len(means) - SHAPE + 1):
        yield sqrt(sum((shape[n] - means[start + n]) ** 2 for n in range(SHAPE)))


def _moving(signs: Signs, ticks: Sequence[float], size: int, movements: tuple[float, int]) -> Signs:
    """Add how much it has moved over the last hours, where that many ticks are known."""
    quiet = _quiet_ticks(size)
    if len(ticks) <= quiet or not movements[1]:
        return signs
    return replace(
        signs,
        movement=sum([abs(b - a) for a, b in pairwise(ticks[-quiet - 1 :])]) / quiet,
        usual=movements[0] / movements[1],
        still=quiet / size * signs.hour,
    )


def _bars(hours: Sequence[Hour], normal: Sequence[Normal], at: datetime, season: Season) -> Bars:
    near = _comparable(hours, at, season)
    return Bars(
        low=min([hour.low for hour in near] + [each.low for each in normal]),
        high=max([hour.high for hour in near] + [each.high for each in normal]),
        extent=max(hour.high for hour in hours) - min(hour.low for hour in hours),
        distance=max(hour.distance for hour in hours),
        movement=_least(
            [hour.movement for hour in hours[:-QUIET_HOURS]] + [each.movement for each in normal]
        ),
    )


def _comparable(hours: Sequence[Hour], at: datetime, season: Season) -> Sequence[Hour]:
    """Return the hours of the same time of the day or week; all where those are too few."""
    if season is Season.NONE:
        return hours
    length = DAY if season is Season.DAILY else WEEK
    near = [hour for hour in hours if _apart(_moment(hour.at), at, length) <= NEAR * season.stretch]
    return near if len(near) >= LEAST_HOURS else hours


def _apart(moment: datetime, at: datetime, length: timedelta) -> timedelta:
    """Return how far two moments differ within a repeating period."""
    apart = (at - moment) % length
    return min(apart, length - apart)


def _quiet_ticks(size: int) -> int:
    return max(QUIET_LEAST, min(QUIET_HOURS * size, QUIET_MOST))


def _least(values: Iterable[float | None]) -> float | None:
    return min((each for each in values if each is not None), default=None)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

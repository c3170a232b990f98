"""A new schedule of a calendar file: the rotation that its events follow, if any (ALR-10).

A file says who is on call when, never why. Where the same people come again in the same order it
is a rotation, which goes on; times that differ from it become overrides. Where it is none, its
times are overrides alone, and after them nobody is on call.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from math import gcd
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.oncall.calendars import AHEAD, CalendarFile, CalendarPlan, DutySpan, plan_of, spans_of
from domain.oncall.configs import MOST_TURNS
from domain.oncall.duty import shifts
from domain.oncall.rotations import Counting, Rotation, RotationUnit
from domain.oncall.schedules import DutyWindow, Layer, OnCallSchedule, ScheduleVersion

MOST_ODD = 10
"""Of a hundred turns, those that may differ from a rotation."""

LONGEST_TURN = 30
"""Units of one turn."""

LAYER = "calendar"
_DAY, _WEEK = timedelta(days=1), 7
_MINUTE = timedelta(minutes=1)

T = TypeVar("T")

_Turns: TypeAlias = Sequence[tuple[str, ...]]
_Local: TypeAlias = Sequence[tuple[datetime, datetime, tuple[str, ...]]]
"""Times on the wall clock, and who has them."""


@dataclass(frozen=True)
class NewRota:
    """What a file would make.

    Attributes:
        schedule: with its first version and no override.
        plan: what differs from its layer.
        goes_on: whether it is a rotation, which does not end with the file.
        ends: when the last event ends that was read.
    """

    schedule: OnCallSchedule
    plan: CalendarPlan
    goes_on: bool
    ends: datetime


def rota_of(
    name: str, file: CalendarFile, known: Mapping[str, str], *, zone: str, owner: str, now: datetime
) -> NewRota:
    """Return the schedule that a file means.

    Args:
        name: of the schedule.
        file: its entries are within `AHEAD`.
        known: as `directory_of` returns it.
        zone: in which its hand-overs are.
        owner: whose it will be.
        now: from when on it counts.

    Raises:
        InvalidRequest: nobody in it is known, too many people are on call at once, or it is no
            rotation and has too many times.
    """
    spans = spans_of(file, known, now)
    if not spans:
        raise InvalidRequest("calendar", message("oncall.calendar_nobody"))
    ends = spans[-1].end
    for rotation, windows in _rotations(spans, zone, now + AHEAD):
        schedule = _schedule(name, Layer(LAYER, rotation, windows), owner, now)
        if not _fits(schedule, spans):
            continue
        try:
            plan = plan_of(schedule, file, known, now)
        except InvalidRequest:  # it differs too often to be this rotation
            continue
        return NewRota(schedule, plan, goes_on=True, ends=ends)
    resting = _schedule(name, _resting(spans, zone, now), owner, now)
    plan = plan_of(resting, file, known, now)
    return NewRota(resting, plan, goes_on=False, ends=ends)


def _schedule(name: str, layer: Layer, owner: str, now: datetime) -> OnCallSchedule:
    return OnCallSchedule(name, (ScheduleVersion(1, now, (layer,)),), owner=owner)


def _resting(spans: Sequence[DutySpan], zone: str, now: datetime) -> Layer:
    """Return a layer that counts at no time to come: a schedule has one, whoever is in it."""
    people = tuple((each,) for each in dict.fromkeys(one for each in spans for one in each.people))
    day = now.astimezone(ZoneInfo(zone)).date()
    rotation = Rotation(people=people[:MOST_TURNS], start=day, at=time(9), zone=zone)
    return Layer(LAYER, rotation, (), now - 2 * _MINUTE, now - _MINUTE)


def _fits(schedule: OnCallSchedule, spans: Sequence[DutySpan]) -> bool:
    """Say whether nobody is on call by the layer where the file has nobody."""
    return all(
        not any(each.people for each in shifts(schedule, before.end, after.start))
        for before, after in pairwise(spans)
        if before.end < after.start
    )


def _rotations(
    spans: Sequence[DutySpan], zone: str, until: datetime
) -> Iterator[tuple[Rotation, tuple[DutyWindow, ...]]]:
    """Yield rotations that the times may follow, the plainest first; one time alone is none."""
    if len(spans) == 1 and spans[0].end < until:
        return
    local = [
        (each.start.astimezone(ZoneInfo(zone)), each.end.astimezone(ZoneInfo(zone)), each.people)
        for each in spans
    ]
    if all(before.end == after.start for before, after in pairwise(spans)):
        yield from _without_gaps(local, zone)
    else:
        yield from _with_hours(local, zone)


def _without_gaps(local: _Local, zone: str) -> Iterator[tuple[Rotation, tuple[DutyWindow, ...]]]:
    """Yield rotations by days and weeks of people who follow one another at once."""
    first, at = local[0][0].date(), _usual(start.time() for start, _, _ in local)
    # When the last of them ends is not known: the file may be cut there.
    days = [(start.date() - first).days for start, _, _ in local]
    if len(local) == 1:
        yield Rotation(people=(local[0][2],), start=first, at=at, zone=zone), ()
        return
    lengths = [after - before for before, after in pairwise(days) if after > before]
    for turn in dict.fromkeys((gcd(*lengths), _usual(lengths), 1)):
        whole_weeks = turn % _WEEK == 0
        every = turn // _WEEK if whole_weeks else turn
        if not 1 <= every <= LONGEST_TURN:
            continue
        turns = _taken(local, at, turn)
        if people := _cycle(turns):
            unit = RotationUnit.WEEK if whole_weeks else RotationUnit.DAY
            rotation = Rotation(
                people=people, start=first, at=at, zone=zone, unit=unit, every=every
            )
            yield rotation, ()


def _taken(local: _Local, at: time, turn: int) -> _Turns:
    """Return who has each turn of so many days: whoever is on call in its middle."""
    found: list[tuple[str, ...]] = []
    middle = datetime.combine(local[0][0].date(), at, local[0][0].tzinfo) + turn * _DAY / 2
    while middle < local[-1][1]:
        on = (people for start, end, people in local if start <= middle < end)
        found.append(next(on, ()))
        middle += turn * _DAY
    return found


def _with_hours(local: _Local, zone: str) -> Iterator[tuple[Rotation, tuple[DutyWindow, ...]]]:
    """Yield rotations by days of duty: nights, or office hours of some weekdays."""
    start, end = _usual((start.time(), end.time()) for start, end, _ in local)
    usual = [each for each in local if (each[0].time(), each[1].time()) == (start, end)]
    weekdays = tuple(sorted({each[0].isoweekday() % _WEEK for each in usual}))
    by_day = {each[0].date(): each[2] for each in usual}
    first, last = min(by_day), max(by_day)
    duty = [
        first + _DAY * number
        for number in range((last - first).days + 1)
        if (first + _DAY * number).isoweekday() % _WEEK in weekdays
    ]
    turns = [by_day.get(day, ()) for day in duty]
    if people := _cycle(turns):
        every = _run(people)
        rotation = Rotation(
            people=people[::every],
            start=first,
            at=start,
            zone=zone,
            unit=RotationUnit.DAY,
            every=every,
            by=Counting.DUTY_DAYS,
            weekdays=weekdays,
        )
        yield rotation, (DutyWindow(weekdays, start, end),)


def _cycle(turns: _Turns) -> tuple[tuple[str, ...], ...]:
    """Return who follows whom before it begins anew; empty: they do not come again."""
    for length in range(1, min(len(turns) // 2, MOST_TURNS) + 1):
        usual = [_usual(turns[place::length]) for place in range(length)]
        odd = sum(each != usual[number % length] for number, each in enumerate(turns))
        if odd * 100 <= MOST_ODD * len(turns) and all(usual):
            return tuple(usual)
    return ()


def _run(people: _Turns) -> int:
    """Return how many turns each of them has in a row."""
    for every in range(min(len(people), LONGEST_TURN), 1, -1):
        parts = [people[place : place + every] for place in range(0, len(people), every)]
        if len(people) % every == 0 and all(len(set(each)) == 1 for each in parts):
            return every
    return 1


def _usual(values: Iterable[T]) -> T:
    """Return the most common one; of several the first."""
    return Counter(values).most_common(1)[0][0]

"""The coming four weeks of a schedule, day by day on the reader's wall clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.oncall.clocks import instant_of
from domain.oncall.duty import Shift, is_by_design
from domain.oncall.schedules import OnCallSchedule
from domain.oncall.swaps import Span

DAYS = 28
MOST_SPANS = 60
"""Shifts that a form offers."""


@dataclass(frozen=True)
class Part:
    """Who is on call from a time of a day on.

    Attributes:
        at: time of day; midnight for who was on call before.
        shift: the whole of it.
        is_expected: nobody is on call, and hours of duty say so.
    """

    at: time
    shift: Shift
    is_expected: bool

    @property
    def is_overridden(self) -> bool:
        """Whether an override put somebody there."""
        return any(each.override for each in self.shift.people)


@dataclass(frozen=True)
class Day:
    """One day, and who is on call on it, in order."""

    day: date
    parts: tuple[Part, ...]

    @property
    def weekday(self) -> int:
        """0 is Sunday."""
        return self.day.isoweekday() % 7


def span_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return from when until when the calendar goes: 28 days, the first of them as it is left."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return now, instant_of(today + timedelta(days=DAYS), time(), zone)


def days_of(
    schedule: OnCallSchedule, shifts: Sequence[Shift], now: datetime, zone: str
) -> list[Day]:
    """Return the days that shifts reach; what came after the last of them is not known."""
    if not shifts:
        return []
    today, end = now.astimezone(ZoneInfo(zone)).date(), shifts[-1].end
    found = []
    for number in range(DAYS):
        day = today + timedelta(days=number)
        begins, ends = (instant_of(each, time(), zone) for each in (day, day + timedelta(days=1)))
        if begins >= end:
            break
        of_day = [each for each in shifts if each.start < ends and each.end > begins]
        found.append(Day(day, tuple(_part(schedule, each, begins, zone) for each in of_day)))
    return found


def _part(schedule: OnCallSchedule, shift: Shift, begins: datetime, zone: str) -> Part:
    at = max(shift.start, begins).astimezone(ZoneInfo(zone))
    is_expected = not shift.people and is_by_design(schedule, shift.start)
    return Part(at.time().replace(second=0, microsecond=0), shift, is_expected)


def spans_by_person(shifts: Iterable[Shift]) -> list[tuple[str, Span]]:
    """Return who has which shift, by its beginning; one that only its company parts is one."""
    found: list[tuple[str, Span]] = []
    newest: dict[str, int] = {}
    for each in shifts:
        for person_id in each.person_ids:
            place = newest.get(person_id)
            if place is not None and found[place][1].end == each.start:
                found[place] = (person_id, Span(found[place][1].start, each.end))
                continue
            newest[person_id] = len(found)
            found.append((person_id, Span(each.start, each.end)))
    return found[:MOST_SPANS]

"""Rotations: whose turn it is, by the wall clock of a zone (ALR-10).

Slot `n` begins with hand-over `n` and ends with the next: never a second of overlap or gap. Slots
before the first day of a rotation are counted backwards, so there is one for each moment.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.oncall.clocks import instant_of, local_day

EVERY_WEEKDAY = tuple(range(7))

_DAY, _HOUR, _WEEK = timedelta(days=1), timedelta(hours=1), 7


class RotationUnit(StrEnum):
    """What slots are measured in."""

    HOUR = "hour"  # of real time; all others follow the calendar and the clock on the wall
    DAY = "day"
    WEEK = "week"
    MONTH = "month"  # a day that a month lacks is its last one


class Counting(StrEnum):
    """Which days are counted."""

    SLOTS = "slots"  # all of them
    DUTY_DAYS = "duty_days"  # those on which somebody is on duty: after Friday comes Monday


@dataclass(frozen=True)
class Slot:
    """The time of one turn: `start` is included, `end` is not."""

    number: int
    start: datetime
    end: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """People who follow one another.

    Attributes:
        people: who has each slot; several people have it together.
        start: day on which slot 0 begins.
        at: time of day of each hand-over; of slots of hours: of the first one.
        zone: IANA name; its clock and calendar count.
        unit: of `every`.
        every: units of one slot.
        by: with `duty_days`, slots are days and only `weekdays` are counted.
        weekdays: days with duty, 0 is Sunday.
    """

    people: tuple[tuple[str, ...], ...]
    start: date
    at: time
    zone: str
    unit: RotationUnit = RotationUnit.WEEK
    every: int = 1
    by: Counting = Counting.SLOTS
    weekdays: tuple[int, ...] = EVERY_WEEKDAY

    def hand_over(self, number: int) -> datetime:
        """Return when a slot begins, in UTC."""
        if self.unit is RotationUnit.HOUR:
            return instant_of(self.start, self.at, self.zone) + number * self.every * _HOUR
        return instant_of(self._day(number * self.every), self.at, self.zone)

    def slot_at(self, moment: datetime) -> Slot:
        """Return whose turn it is.

        Of slots that begin together, because a whole day was left out of a calendar, it is the
        last.
        """
        number = self._about(moment)
        while self.hand_over(number) > moment:
            number -= 1
        while self.hand_over(number + 1) <= moment:
            number += 1
        people = self.people[number % len(self.people)]
        return Slot(number, self.hand_over(number), self.hand_over(number + 1), people)

    def _day(self, count: int) -> date:
        """Return the day that is so many units after the first one."""
        if self.by is Counting.DUTY_DAYS:
            weeks, rest = divmod(count, len(self._duty))
            return self.start + _DAY * (weeks * _WEEK + self._duty[rest])
        if self.unit is RotationUnit.MONTH:
            return _months_after(self.start, count)
        return self.start + _DAY * (count * (_WEEK if self.unit is RotationUnit.WEEK else 1))

    def _about(self, moment: datetime) -> int:
        """Return a slot that is at most a few away from the one at a moment."""
        if self.unit is RotationUnit.HOUR:
            return (moment - self.hand_over(0)) // (self.every * _HOUR)
        day = local_day(moment, self.zone)
        days = (day - self.start).days
        if self.by is Counting.DUTY_DAYS:
            weeks, rest = divmod(days, _WEEK)
            count = weeks * len(self._duty) + sum(each <= rest for each in self._duty) - 1
        elif self.unit is RotationUnit.MONTH:
            count = (day.year - self.start.year) * 12 + day.month - self.start.month
        else:
            count = days // (_WEEK if self.unit is RotationUnit.WEEK else 1)
        return count // self.every

    @property
    def _duty(self) -> tuple[int, ...]:
        """Days with duty in a week that begins on the first day, counted from there."""
        first = self.start.isoweekday() % _WEEK
        return tuple(sorted((day - first) % _WEEK for day in self.weekdays))


def _months_after(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))

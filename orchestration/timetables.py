"""Our timetables as Temporal's calendars.

Temporal's calendars know a time zone, but answer for the two days on which its clocks change as the
zone's place on the globe has it (seen on server 1.32.0 with `ListScheduleMatchingTimes`):

    02:30 is skipped       New York, Berlin, Cairo: no run that day; Lord Howe: 30 min later
    a time comes twice     New York: two runs; Berlin, Lord Howe, Auckland: the second one only
    `*/30` as it repeats   Berlin and eastwards: up to 90 minutes without a run
    `20 */3`               Dublin: a run at 01:20 (Lord Howe likewise, half an hour off)

So the runs around a change of the clocks are listed one by one, as moments; where Temporal has them
too they count once. What it has beyond that is ended by the workflow (`timetables.is_stray`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from temporalio.client import (
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleRange,
    ScheduleSpec,
)

from domain.schedules.timetables import (
    AROUND,
    EVERY_DAY,
    EVERY_WEEKDAY,
    Timetable,
    runs_between,
    zone_changes,
)

AHEAD = timedelta(days=3 * 366)
"""How far ahead the changes of the clocks are listed; starting or configuring a task lists them
anew. At most 2 changes a year with 12 runs an hour each, so at most a few hundred moments."""

_ONE_MOMENT = timedelta(days=50 * 365)
"""Temporal has no moments, but intervals: this one has been over once since 1970, when the moment
comes, and comes again long after anybody's schedule. So moments end 50 years from now."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LEAP = (ScheduleRange(2000, 2096, 4),)
_COMMON = (
    *(ScheduleRange(2001 + place, 2097 + place, 4) for place in range(3)),
    ScheduleRange(2100),
)
_SHORT = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}


def spec_of(table: Timetable, *, now: datetime, jitter: timedelta = timedelta()) -> ScheduleSpec:
    """Return the calendars of a timetable, exact for the next `AHEAD`."""
    spec = ScheduleSpec(
        start_at=table.start,
        end_at=table.end,
        jitter=jitter or None,
        time_zone_name=table.zone,
    )
    if table.moment is not None:
        spec.intervals = [_moment(table.moment)]
    elif table.every is not None:
        offset = ((table.start or _EPOCH) - _EPOCH) % table.every
        spec.intervals = [ScheduleIntervalSpec(every=table.every, offset=offset)]
    else:
        spec.calendars = list(_calendars(table))
        spec.intervals = [_moment(run) for run in _runs_at_changes(table, now)]
    return spec


def _moment(run: datetime) -> ScheduleIntervalSpec:
    return ScheduleIntervalSpec(every=_ONE_MOMENT, offset=(run - _EPOCH) % _ONE_MOMENT)


def _runs_at_changes(table: Timetable, now: datetime) -> list[datetime]:
    found: set[datetime] = set()
    for change, by in zone_changes(table.zone, start=now - AROUND, end=now + AHEAD):
        around = AROUND if table.rolling else abs(by)
        found.update(runs_between(table, start=change - around, end=change + around))
    return sorted(found)


def _calendars(table: Timetable) -> Iterable[ScheduleCalendarSpec]:
    if table.either:
        yield _calendar(table, days=table.days)
        yield _calendar(table, days=EVERY_DAY, weekdays=table.weekdays)
        return
    yield _calendar(table, days=table.days, weekdays=table.weekdays)
    if table.clamped:
        yield from _month_ends(table)


def _month_ends(table: Timetable) -> Iterable[ScheduleCalendarSpec]:
    """Yield the last days of the months that are too short for the latest day."""
    latest = table.days[-1]
    for length in (30, 28):
        months = [month for month in table.months if _SHORT.get(month) == length]
        years = _COMMON if length == 28 else ()
        if months and latest > length:
            yield _calendar(table, days=(length,), months=months, years=years)
    if 2 in table.months and latest > 29:
        yield _calendar(table, days=(29,), months=(2,), years=_LEAP)


def _calendar(
    table: Timetable,
    *,
    days: Sequence[int],
    weekdays: Sequence[int] = EVERY_WEEKDAY,
    months: Sequence[int] = (),
    years: Sequence[ScheduleRange] = (),
) -> ScheduleCalendarSpec:
    return ScheduleCalendarSpec(
        minute=_ranges(table.minutes),
        hour=_ranges(table.hours),
        day_of_month=_ranges(days),
        month=_ranges(months or table.months),
        year=years,
        day_of_week=_ranges(weekdays),
    )


def _ranges(numbers: Sequence[int]) -> list[ScheduleRange]:
    """Return sorted numbers as ranges, as short as people would write them."""
    gaps = {later - earlier for earlier, later in pairwise(numbers)}
    if len(gaps) == 1:
        return [ScheduleRange(numbers[0], numbers[-1], gaps.pop())]
    return [ScheduleRange(number) for number in numbers]

"""When calendar tasks run: pure local-time arithmetic, the same for schedules and news digests.

The wall clock is the task's. What the clocks do to it twice a year is decided here, because
Temporal's own calendars answer differently from zone to zone (`orchestration/timetables.py` has a
table):

* A time of day that the clocks skip comes later by as much as they skip: 02:30 becomes 03:30.
* A time of day that the clocks repeat comes once, the first time.
* A rhythm of hours (`*` as the hour of a cron expression) follows the clock that hangs on the wall:
  repeated times come twice, skipped ones not at all. An interval knows no clocks and stays even.
* The 29th to 31st of a shorter month is its last day, for monthly tasks; a cron expression leaves
  that month out, as every cron does.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

EVERY_DAY = tuple(range(1, 32))
EVERY_MONTH = tuple(range(1, 13))
EVERY_WEEKDAY = tuple(range(7))

LONGEST_LOOK = 366 * 8 + 31
"""Days that are looked ahead for the next run: 29 February can be eight years away (from 2096)."""

AROUND = timedelta(hours=2)
"""How far from a change of the clocks a scheduler's calendars are not relied on. Temporal was seen
to lose 90 minutes and to run once at a time that nobody asked for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Times of day on days of a calendar, or a steady interval, or one moment.

    Attributes:
        zone: IANA zone of the wall clock.
        minutes: of the hour.
        hours: of the day, 0 to 23.
        days: of the month.
        weekdays: 0 is Sunday, 6 is Saturday, as in cron.
        clamped: days that a month lacks are its last one.
        either: the day of the month OR the weekday must fit, not both.
        rolling: hours are a rhythm; see above.
        every: a steady interval instead of times of day; counted from `start`, else from 1970.
        moment: one moment instead of all that.
        single: only the first run counts.
        start: nothing before this; included.
        end: nothing after this; included.
    """

    zone: str
    minutes: tuple[int, ...] = (0,)
    hours: tuple[int, ...] = (0,)
    days: tuple[int, ...] = EVERY_DAY
    months: tuple[int, ...] = EVERY_MONTH
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    clamped: bool = False
    either: bool = False
    rolling: bool = False
    every: timedelta | None = None
    moment: datetime | None = None
    single: bool = False
    start: datetime | None = None
    end: datetime | None = None


def upcoming_runs(table: Timetable, *, after: datetime, count: int) -> list[datetime]:
    """Return the next `count` runs later than `after`, in UTC; fewer when no more come."""
    most = min(count, 1) if table.single else count
    return list(islice(_runs(table, after), most))


def runs_between(table: Timetable, *, start: datetime, end: datetime) -> list[datetime]:
    """Return the runs in `[start, end]`, in UTC."""
    found = []
    for run in _runs(table, start - timedelta(microseconds=1)):
        if run > end:
            break
        found.append(run)
    return found


def is_stray(table: Timetable, scheduled: datetime) -> bool:
    """Say whether a scheduler called at a time that is none of ours, close to a change of clocks.

    Then its calendar has shown a time of day twice, or lost its way. Everywhere else a call at
    another time is one that somebody asked for.
    """
    if table.every or table.moment or scheduled.second:
        return False
    changes = zone_changes(table.zone, start=scheduled - AROUND, end=scheduled + AROUND)
    shown = scheduled.astimezone(ZoneInfo(table.zone))
    # Where the clocks change by half an hour, a lost calendar is wrong by half an hour, too.
    taken_for = {(shown + step * by).minute for _, by in changes for step in (-1, 0, 1)}
    if taken_for.isdisjoint(table.minutes):
        return False
    return not runs_between(table, start=scheduled, end=scheduled)


def zone_changes(zone: str, *, start: datetime, end: datetime) -> list[tuple[datetime, timedelta]]:
    """Return when the clocks of a zone change in `[start, end)`, and by how much."""
    clock = ZoneInfo(zone)
    found = []
    low = start
    while low < end:
        high = min(low + _DAY, end)
        if _offset(low, clock) != _offset(high, clock):
            found.append(
                (_change_within(low, high, clock), _offset(high, clock) - _offset(low, clock))
            )
        low = high
    return found


def _offset(moment: datetime, clock: ZoneInfo) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta()


def _change_within(low: datetime, high: datetime, clock: ZoneInfo) -> datetime:
    before = _offset(low, clock)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if _offset(middle, clock) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _runs(table: Timetable, after: datetime) -> Iterator[datetime]:
    """Yield every run later than `after` and within start and end."""
    if table.start is not None and table.start > after:
        after = table.start - timedelta(microseconds=1)
    for run in _unbounded(table, after):
        if table.end is not None and run > table.end:
            return
        yield run


def _unbounded(table: Timetable, after: datetime) -> Iterator[datetime]:
    if table.moment is not None:
        yield from [table.moment] if table.moment > after else []
    elif table.every is not None:
        yield from _steady(table.every, table.start or _EPOCH, after)
    else:
        yield from _by_calendar(table, after)


def _steady(every: timedelta, anchor: datetime, after: datetime) -> Iterator[datetime]:
    run = anchor + ((after - anchor) // every + 1) * every
    while True:
        yield run
        run += every


def _by_calendar(table: Timetable, after: datetime) -> Iterator[datetime]:
    """Yield the runs day by day; one day before, because skipped times move into the next."""
    clock = ZoneInfo(table.zone)
    day = after.astimezone(clock).date() - _DAY
    idle, last = 0, after
    while idle < LONGEST_LOOK:
        idle += 1
        for run in _runs_of(table, day, clock) if _is_day(table, day) else []:
            if run > last:
                yield run
                idle, last = 0, run
        if day == date.max:
            return
        day += _DAY


def _is_day(table: Timetable, day: date) -> bool:
    if day.month not in table.months:
        return False
    weekday = (day.weekday() + 1) % 7 in table.weekdays
    in_month = day.day in table.days
    if table.clamped and not in_month:
        length = monthrange(day.year, day.month)[1]
        in_month = day.day == length and table.days[-1] > length
    return (weekday or in_month) if table.either else (weekday and in_month)


def _runs_of(table: Timetable, day: date, clock: ZoneInfo) -> list[datetime]:
    """Return the moments of one day, in order, each once."""
    found: set[datetime] = set()
    for hour in table.hours:
        for minute in table.minutes:
            found.update(_moments(datetime.combine(day, time(hour, minute), clock), table))
    return sorted(found)


def _moments(wall: datetime, table: Timetable) -> Iterator[datetime]:
    # PEP 495: with fold 0 a repeated time is the first, and a skipped one counts as if the clocks
    # had not changed yet, which is after the change: just what is wanted of a time of day.
    first = wall.astimezone(UTC)
    if not table.rolling:
        yield first
        return
    for moment in (first, wall.replace(fold=1).astimezone(UTC)):
        if moment.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
            yield moment

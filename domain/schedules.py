"""Schedules: what is done at which times of day (SCH-1); their configuration and next runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.config_fields import Fields
from domain.cron import LONGEST_CRON, Cron, parse_cron
from domain.deliveries import ChannelAddress
from domain.errors import InvalidRequest
from domain.notifications import read_notification
from domain.schedule_actions import Action, read_action
from domain.timetable_fields import (
    check_order,
    in_zone,
    read_clock,
    read_moment,
    read_weekdays,
    read_zone,
)
from domain.timetables import EVERY_DAY, EVERY_WEEKDAY, Timetable, upcoming_runs

SHORTEST_MINUTES = 1
"""Of an interval. A schedule starts a workflow for each run, which costs the server 50 ms; looking
again and again is what watches are for."""

LONGEST_MINUTES = 28 * 24 * 60
"""As for watches (TSK-6)."""

SHORTEST_CATCH_UP = 1
LONGEST_CATCH_UP = 7 * 24 * 60
DEFAULT_CATCH_UP = 60
"""Minutes. A run that was missed because nothing was there to start it still makes sense within an
hour; a morning's reminder in the evening does not."""

LONGEST_JITTER = 3_600
"""Seconds by which runs may be spread."""

MOST_RUNS_OF_HOUR = 12
"""A cron expression runs at most every five minutes: what changes twice a year has to be listed for
Temporal run by run (`orchestration/timetables.py`)."""

LAST = "last"


class Rhythm(StrEnum):
    """The `type` of a schedule; `monthly` is ours beside the published ones."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    INTERVAL = "interval"
    CRON = "cron"
    ONCE = "once"


@dataclass(frozen=True)
class ScheduleConfig:
    """A schedule as it was accepted.

    Attributes:
        type: how it repeats.
        action: what it does.
        zone: IANA zone of its times; empty means the task's.
        hour: of the day.
        minute: of the hour.
        weekdays: 0 is Sunday.
        days: of the month; 31 is the last one of a shorter month.
        every: of an interval.
        cron: of a cron expression.
        at: of a single run; without an offset it is the zone's wall clock.
        start_at: nothing before this.
        end_at: nothing after this.
        jitter: up to how much later a run begins.
        catch_up: how late a missed run is still made.
        addresses: whom it tells.
    """

    type: Rhythm
    action: Action
    zone: str = ""
    hour: int = 0
    minute: int = 0
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    days: tuple[int, ...] = EVERY_DAY
    every: timedelta | None = None
    cron: Cron | None = None
    at: datetime | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    jitter: timedelta = timedelta()
    catch_up: timedelta = timedelta(minutes=DEFAULT_CATCH_UP)
    addresses: tuple[ChannelAddress, ...] = ()

    def timetable(self, zone: str) -> Timetable:
        """Return when it runs; `zone` is the task's."""
        zone = self.zone or zone
        start, end = in_zone(self.start_at, zone), in_zone(self.end_at, zone)
        if self.at is not None:
            return Timetable(zone, moment=in_zone(self.at, zone), single=True, start=start, end=end)
        if self.every is not None:
            return Timetable(zone, every=self.every, start=start, end=end)
        if self.cron is not None:
            return _cron_table(self.cron, zone, start, end)
        return Timetable(
            zone,
            (self.minute,),
            (self.hour,),
            days=self.days,
            weekdays=self.weekdays,
            clamped=self.days != EVERY_DAY,
            single=self.type is Rhythm.ONCE,
            start=start,
            end=end,
        )


def read_schedule(raw: object) -> ScheduleConfig:
    """Return the configuration of a schedule.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path and the rule.
    """
    fields = Fields.of(raw)
    rhythm = fields.choice("type", Rhythm)
    when = _READERS[rhythm](fields)
    start, end = read_moment(fields, "start_at"), read_moment(fields, "end_at")
    check_order(fields, start, end)
    config = ScheduleConfig(
        type=rhythm,
        action=read_action(fields),
        zone=read_zone(fields),
        hour=when.hour,
        minute=when.minute,
        weekdays=when.weekdays,
        days=when.days,
        every=when.every,
        cron=when.cron,
        at=when.at,
        start_at=start,
        end_at=end,
        jitter=timedelta(seconds=fields.whole("jitter_seconds", 0, least=0, most=LONGEST_JITTER)),
        catch_up=read_catch_up(fields),
        addresses=read_notification(fields),
    )
    fields.done()
    return config


def read_catch_up(fields: Fields) -> timedelta:
    """Return the field `catch_up_minutes`."""
    minutes = fields.whole(
        "catch_up_minutes", DEFAULT_CATCH_UP, least=SHORTEST_CATCH_UP, most=LONGEST_CATCH_UP
    )
    return timedelta(minutes=minutes)


def upcoming(config: ScheduleConfig, zone: str, after: datetime, count: int) -> list[datetime]:
    """Return the next runs later than `after`, in UTC; fewer when no more come.

    Args:
        config: what was accepted.
        zone: the task's zone, for a configuration that names none.
        after: this moment or another one.
        count: how many at most.
    """
    return upcoming_runs(config.timetable(zone), after=after, count=count)


def check_comes(table: Timetable, *, now: datetime) -> None:
    """Refuse times of which none lies ahead, so that nobody waits for one.

    Raises:
        InvalidRequest: nothing would ever run.
    """
    if upcoming_runs(table, after=now, count=1):
        return
    field = "config.at" if table.moment is not None else "config.end_at"
    raise InvalidRequest(field, "must leave a run that lies in the future")


@dataclass(frozen=True)
class _When:
    hour: int = 0
    minute: int = 0
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    days: tuple[int, ...] = EVERY_DAY
    every: timedelta | None = None
    cron: Cron | None = None
    at: datetime | None = None


def _read_daily(fields: Fields) -> _When:
    return _When(*read_clock(fields), weekdays=read_weekdays(fields))


def _read_weekly(fields: Fields) -> _When:
    if not any(fields.has(name) for name in ("weekdays", "weekday", "day_of_week")):
        raise fields.refuse("weekdays", "must be given")
    return _read_daily(fields)


def _read_monthly(fields: Fields) -> _When:
    hour, minute = read_clock(fields)
    return _When(hour, minute, days=_read_days(fields))


def _read_days(fields: Fields) -> tuple[int, ...]:
    """Return the days of the month; `last` is 31, which shorter months end with."""
    given = fields.raw["day_of_month"] if fields.has("day_of_month") else None
    items = given if isinstance(given, list | tuple) else [given]
    rule = "must be a day from 1 to 31, 'last', or a list of these"
    days: set[int] = set()
    for item in items:
        day = 31 if item == LAST else item
        if isinstance(day, bool) or not isinstance(day, int) or not 1 <= day <= 31:
            raise fields.refuse("day_of_month", rule)
        days.add(day)
    if not days:
        raise fields.refuse("day_of_month", rule)
    return tuple(sorted(days))


def _read_interval(fields: Fields) -> _When:
    known = ("interval_minutes", "minutes", "interval_hours")  # `minutes` is published so
    names = [name for name in known if fields.has(name)]
    if len(names) != 1:
        raise fields.refuse("interval_minutes", "or interval_hours must be given, not both")
    if names != ["interval_hours"]:
        count = fields.number(names[0], least=SHORTEST_MINUTES, most=LONGEST_MINUTES)
    else:
        count = 60 * fields.number(names[0], least=SHORTEST_MINUTES / 60, most=LONGEST_MINUTES / 60)
    return _When(every=timedelta(seconds=round(60 * count)))


def _read_cron(fields: Fields) -> _When:
    name = "cron_expression" if fields.has("cron_expression") else "cron"
    if fields.has("cron") and name != "cron":
        raise fields.refuse(name, "must not be given together with cron")
    cron = parse_cron(fields.text(name, longest=LONGEST_CRON), field=f"{fields.path}.{name}")
    if len(cron.minutes) > MOST_RUNS_OF_HOUR:
        rule = f"must run at most {MOST_RUNS_OF_HOUR} times an hour; a watch looks more often"
        raise fields.refuse(name, rule)
    return _When(cron=cron)


def _read_once(fields: Fields) -> _When:
    """Return the moment in `at`, or the next time that it is `hour` and `minute`."""
    at = read_moment(fields, "at")
    if at is None:
        return _When(*read_clock(fields))
    if fields.has("hour") or fields.has("minute"):
        raise fields.refuse("hour", "and minute must not be given together with at")
    return _When(at=at)


_READERS = {
    Rhythm.DAILY: _read_daily,
    Rhythm.WEEKLY: _read_weekly,
    Rhythm.MONTHLY: _read_monthly,
    Rhythm.INTERVAL: _read_interval,
    Rhythm.CRON: _read_cron,
    Rhythm.ONCE: _read_once,
}


def _cron_table(cron: Cron, zone: str, start: datetime | None, end: datetime | None) -> Timetable:
    return Timetable(
        zone,
        cron.minutes,
        cron.hours,
        cron.days,
        cron.months,
        cron.weekdays,
        either=not cron.any_day and not cron.any_weekday,
        rolling=cron.rolling,
        start=start,
        end=end,
    )

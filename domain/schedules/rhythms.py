"""How a schedule repeats, and the fields that say so: a reader for each rhythm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.common.config_fields import Fields
from domain.schedules.cron import LONGEST_CRON, Cron, parse_cron
from domain.schedules.timetable_fields import read_clock, read_moment, read_weekdays
from domain.schedules.timetables import EVERY_DAY, EVERY_WEEKDAY

SHORTEST_MINUTES = 1
"""Of an interval. A schedule starts a workflow for each run, which costs the server 50 ms; looking
again and again is what watches are for."""

LONGEST_MINUTES = 28 * 24 * 60
"""As for watches (TSK-6)."""

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
class When:
    """The times of a schedule as they were read; fields as in `ScheduleConfig`."""

    hour: int = 0
    minute: int = 0
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    days: tuple[int, ...] = EVERY_DAY
    every: timedelta | None = None
    cron: Cron | None = None
    at: datetime | None = None


def _read_daily(fields: Fields) -> When:
    return When(*read_clock(fields), weekdays=read_weekdays(fields))


def _read_weekly(fields: Fields) -> When:
    if not any(fields.has(name) for name in ("weekdays", "weekday", "day_of_week")):
        raise fields.refuse("weekdays", "must be given")
    return _read_daily(fields)


def _read_monthly(fields: Fields) -> When:
    hour, minute = read_clock(fields)
    return When(hour, minute, days=_read_days(fields))


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


def _read_interval(fields: Fields) -> When:
    known = ("interval_minutes", "minutes", "interval_hours")  # `minutes` is published so
    names = [name for name in known if fields.has(name)]
    if len(names) != 1:
        raise fields.refuse("interval_minutes", "or interval_hours must be given, not both")
    if names != ["interval_hours"]:
        count = fields.number(names[0], least=SHORTEST_MINUTES, most=LONGEST_MINUTES)
    else:
        count = 60 * fields.number(names[0], least=SHORTEST_MINUTES / 60, most=LONGEST_MINUTES / 60)
    return When(every=timedelta(seconds=round(60 * count)))


def _read_cron(fields: Fields) -> When:
    name = "cron_expression" if fields.has("cron_expression") else "cron"
    if fields.has("cron") and name != "cron":
        raise fields.refuse(name, "must not be given together with cron")
    cron = parse_cron(fields.text(name, longest=LONGEST_CRON), field=f"{fields.path}.{name}")
    if len(cron.minutes) > MOST_RUNS_OF_HOUR:
        rule = f"must run at most {MOST_RUNS_OF_HOUR} times an hour; a watch looks more often"
        raise fields.refuse(name, rule)
    return When(cron=cron)


def _read_once(fields: Fields) -> When:
    """Return the moment in `at`, or the next time that it is `hour` and `minute`."""
    at = read_moment(fields, "at")
    if at is None:
        return When(*read_clock(fields))
    if fields.has("hour") or fields.has("minute"):
        raise fields.refuse("hour", "and minute must not be given together with at")
    return When(at=at)


READERS: Mapping[Rhythm, Callable[[Fields], When]] = {
    Rhythm.DAILY: _read_daily,
    Rhythm.WEEKLY: _read_weekly,
    Rhythm.MONTHLY: _read_monthly,
    Rhythm.INTERVAL: _read_interval,
    Rhythm.CRON: _read_cron,
    Rhythm.ONCE: _read_once,
}

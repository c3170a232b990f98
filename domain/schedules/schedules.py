"""Schedules: what is done at which times of day (SCH-1); their configuration and next runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.notifications import read_notification
from domain.schedules.actions import Action, read_action
from domain.schedules.cron import Cron
from domain.schedules.rhythms import READERS, Rhythm
from domain.schedules.timetable_fields import (
    check_order,
    in_zone,
    read_moment,
    read_zone,
)
from domain.schedules.timetables import EVERY_DAY, EVERY_WEEKDAY, Timetable, upcoming_runs

SHORTEST_CATCH_UP = 1
LONGEST_CATCH_UP = 7 * 24 * 60
DEFAULT_CATCH_UP = 60
"""Minutes. A run that was missed because nothing was there to start it still makes sense within an
hour; a morning's reminder in the evening does not."""

LONGEST_JITTER = 3_600
"""Seconds by which runs may be spread."""


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
            return cron_table(self.cron, zone, start, end)
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
    when = READERS[rhythm](fields)
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


def cron_table(cron: Cron, zone: str, start: datetime | None, end: datetime | None) -> Timetable:
    """Return the timetable of a cron expression."""
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

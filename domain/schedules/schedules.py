"""Schedules: what is done at which times of day (SCH-1); their configuration and next runs."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import Field

from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.field_rules import By, Choice, Number, Text, Whole
from domain.common.messages import Called, Message, message
from domain.common.shapes import Synonyms
from domain.schedules.actions import (
    LONGEST_MESSAGE,
    Action,
    Reminder,
    ScheduledActionKind,
    spelled_out,
)
from domain.schedules.configs import CalendarConfig, Moment, in_zone
from domain.schedules.cron import LONGEST_CRON, Cron, cron_table, read_cron
from domain.schedules.timetables import EVERY_DAY, Timetable, upcoming_runs

SHORTEST_CATCH_UP = 1
LONGEST_CATCH_UP = 7 * 24 * 60
DEFAULT_CATCH_UP = 60
"""Minutes. A run that was missed because nothing was there to start it still makes sense within an
hour; a morning's reminder in the evening does not."""

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


_CLOCK = ("hour", "minute")
_TIMES = {
    Rhythm.DAILY: (*_CLOCK, "weekdays"),
    Rhythm.WEEKLY: (*_CLOCK, "weekdays"),
    Rhythm.MONTHLY: (*_CLOCK, "day_of_month"),
    Rhythm.INTERVAL: ("interval_minutes", "interval_hours"),
    Rhythm.CRON: ("cron",),
    Rhythm.ONCE: ("at", *_CLOCK),
}
"""The fields that say when, for each rhythm."""

_NEEDED = {
    Rhythm.DAILY: ("hour",),
    Rhythm.WEEKLY: ("weekdays", "hour"),
    Rhythm.MONTHLY: ("hour",),
    Rhythm.CRON: ("cron",),
    Rhythm.ONCE: ("hour",),
}

_OF_ONE_RHYTHM = frozenset(name for names in _TIMES.values() for name in names)
_DAY_RULE = message("rule.days_of_month", first=1, last=31, end=Called(LAST))


def _days(value: object) -> tuple[int, ...]:
    """Return the days of the month; `last` is 31, which shorter months end with."""
    days: set[int] = set()
    for item in value if isinstance(value, list | tuple) else [value]:
        day = 31 if item == LAST else item
        if isinstance(day, bool) or not isinstance(day, int) or not 1 <= day <= 31:
            raise BrokenRule(_DAY_RULE)
        days.add(day)
    if not days:
        raise BrokenRule(_DAY_RULE)
    return tuple(sorted(days))


def _cron(value: object) -> Cron:
    cron = read_cron(Text(LONGEST_CRON).read(value))
    if len(cron.minutes) > MOST_RUNS_OF_HOUR:
        raise BrokenRule(message("rule.runs_an_hour", most=MOST_RUNS_OF_HOUR))
    return cron


_DAY = {"type": ["string", "integer"], "maxLength": 4, "minimum": 1, "maximum": 31}


class ScheduleConfig(CalendarConfig):
    """Does something at times of day, or at a steady rhythm."""

    synonyms: ClassVar[Synonyms] = MappingProxyType(
        {
            **CalendarConfig.synonyms,
            "interval_minutes": ("minutes",),
            "cron": ("cron_expression",),
        }
    )

    type: Annotated[Rhythm, Choice(Rhythm)] = Field(
        description="How it repeats; hour and minute belong to daily, weekly, monthly and once."
    )
    days: Annotated[
        tuple[int, ...],
        By(_days, {"anyOf": [_DAY, {"type": "array", "items": _DAY, "maxItems": 31}]}),
    ] = Field(
        EVERY_DAY,
        alias="day_of_month",
        description="For monthly: 1 to 31, last, or a list; 31 is the last of a shorter month.",
    )
    interval_minutes: Annotated[float | None, Number(SHORTEST_MINUTES, LONGEST_MINUTES)] = Field(
        None, description="For interval: 1 minute to 28 days; or interval_hours."
    )
    interval_hours: Annotated[float | None, Number(SHORTEST_MINUTES / 60, LONGEST_MINUTES / 60)] = (
        Field(None, description="For interval: the same in hours.")
    )
    cron: Annotated[Cron | None, By(_cron, {"type": "string", "maxLength": LONGEST_CRON})] = Field(
        None, description="For cron: five fields (minute, hour, day, month, weekday) or @daily."
    )
    at: Moment | None = Field(
        None, description="For once: a moment; without an offset it is the zone's wall clock."
    )
    start_at: Moment | None = Field(None, description="Nothing runs before this moment.")
    end_at: Moment | None = Field(None, description="Nothing runs after this moment.")
    catch_up_minutes: Annotated[int, Whole(SHORTEST_CATCH_UP, LONGEST_CATCH_UP)] = Field(
        DEFAULT_CATCH_UP, description="How late a missed run is still made; default 60."
    )
    action: Action = Field(
        description="What it does; a type alone, or a text to remind of, stands for the whole."
    )
    message: Annotated[str, Text(LONGEST_MESSAGE, 0)] = Field(
        "", description="What to remind of, where action is only the word reminder."
    )

    @classmethod
    def known(cls, raw: Mapping[str, Any]) -> Collection[str]:
        """Return the fields that the rhythm has; all of them while it is not known."""
        names = {*super().known(raw)}
        if not isinstance(raw.get("action"), str):
            names.discard("message")
        rhythm = raw.get("type")
        if isinstance(rhythm, str) and rhythm in list(Rhythm):
            names -= _OF_ONE_RHYTHM.difference(_TIMES[Rhythm(rhythm)])
        return names

    @classmethod
    def completed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Spell out an action that is only a word or a text."""
        word, said = raw.get("action"), raw.get("message", "")
        if not isinstance(word, str):
            return raw
        try:
            word = Text(LONGEST_MESSAGE).read(word)
        except BrokenRule as error:
            raise BrokenRule(error.rule, "action") from None
        if not isinstance(said, str):
            return {**raw, "action": Reminder()}
        return {**raw, "action": spelled_out(word, said.strip())}

    @property
    def every(self) -> timedelta | None:
        """The time between two runs, for a steady rhythm."""
        minutes = self.interval_minutes
        if self.interval_hours is not None:
            minutes = 60 * self.interval_hours
        return None if minutes is None else timedelta(seconds=round(60 * minutes))

    @property
    def words(self) -> str | Message:
        """What is done, or what is said."""
        if isinstance(self.action, Reminder) and self.action.message:
            return self.action.message
        return message("task.name_action", action=ScheduledActionKind(self.action.type))

    def timetable(self, zone: str) -> Timetable:
        """Return when it runs; `zone` is the task's."""
        zone = self.zone or zone
        start, end = in_zone(self.start_at, zone), in_zone(self.end_at, zone)
        if self.at is not None:
            return Timetable(
                zone=zone, moment=in_zone(self.at, zone), single=True, start=start, end=end
            )
        if self.every is not None:
            return Timetable(zone=zone, every=self.every, start=start, end=end)
        if self.cron is not None:
            return cron_table(self.cron, zone, start, end)
        return Timetable(
            zone=zone,
            minutes=(self.minute,),
            hours=(self.hour,),
            days=self.days,
            weekdays=self.weekdays,
            clamped=self.days != EVERY_DAY,
            single=self.type is Rhythm.ONCE,
            start=start,
            end=end,
        )

    def check(self) -> None:
        """Refuse a rhythm without its times, and times that contradict each other."""
        self._check_times()
        start, end = self.start_at, self.end_at
        if start is None or end is None:
            return
        if bool(start.tzinfo) != bool(end.tzinfo):
            raise BrokenRule(message("rule.offset_like", other=Called("start_at")), "end_at")
        if end <= start:
            raise BrokenRule(message("rule.later_than", other=Called("start_at")), "end_at")

    def _check_times(self) -> None:
        given = self.model_fields_set
        if self.type is Rhythm.INTERVAL:
            if (self.interval_minutes is None) == (self.interval_hours is None):
                rule = message("rule.one_of_two", other=Called("interval_hours"))
                raise BrokenRule(rule, "interval_minutes")
        elif self.at is not None:
            if clock := [each for each in _CLOCK if each in given]:
                raise BrokenRule(message("rule.not_with", other=Called("at")), clock[0])
        else:
            if self.type is Rhythm.MONTHLY and "days" not in given:
                raise BrokenRule(_DAY_RULE, "day_of_month")
            for needed in _NEEDED[self.type]:
                if needed not in given:
                    raise BrokenRule(message("rule.missing"), needed)


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
    raise InvalidRequest(field, message("rule.run_ahead"))

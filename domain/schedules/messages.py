"""What schedules say: about themselves, and when their time has come."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from domain.common.messages import Called, Foreign, Message, Names, bare, message
from domain.common.notifications import Bullets, Excerpt, Notification, Part
from domain.common.quoting import clean, inert, shorten
from domain.monitoring.alarms import AlarmRecord, AlarmState
from domain.schedules.actions import (
    Action,
    AlertSweep,
    LogReport,
    Reminder,
    ToolCall,
    WeatherReport,
)
from domain.schedules.digests import NewsPlan
from domain.schedules.timetables import EVERY_DAY, EVERY_WEEKDAY, Timetable
from domain.tasks.tasks import LONGEST_TEXT

MOST_ALARMS = 20
"""Alarms that a sweep names; the rest is counted."""

LONGEST_TITLE = 100
"""Columns; an SMS of one part holds 70 Chinese characters."""

LONGEST_NAME = 40
"""Columns of a task's name in a title."""

MOST_TIMES = 6
"""Times of day that are told one by one."""


@dataclass(frozen=True)
class Written:
    """Words that are somebody's own, or written for the task's owner: told as they are.

    Attributes:
        title: one line of at most `LONGEST_TITLE` columns; what is longer is cut.
        text: Markdown of at most `LONGEST_TEXT` characters, likewise.
    """

    title: str
    text: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", shorten(self.title, LONGEST_TITLE))
        if len(self.text) > LONGEST_TEXT:
            object.__setattr__(self, "text", self.text[: LONGEST_TEXT - 1] + "…")


Told: TypeAlias = Notification | Written
"""What a run has to say."""


@dataclass(frozen=True)
class TopicCount:
    """What a log report says of one topic.

    Attributes:
        errors: None when they were not asked for.
        problem: why it could not be read.
    """

    name: str
    total: int
    errors: int | None
    newest: tuple[str, ...] = ()
    problem: Message | None = None


def line_of(said: Told) -> str:
    """Return what operators see of it in Temporal."""
    return said.title if isinstance(said, Written) else bare(said.title)


def rhythm(table: Timetable) -> Message:
    """Return when something runs, e.g. `every day 09:00 (Asia/Shanghai)`."""
    zone = Called(table.zone)
    if table.moment is not None:
        return message("schedule.at_moment", at=table.moment, zone=zone)
    if table.every is not None:
        return message("schedule.every", span=table.every)
    return message("schedule.rhythm", days=_days(table), times=_times(table), zone=zone)


def _times(table: Timetable) -> Message | Names:
    if len(table.hours) * len(table.minutes) > MOST_TIMES:
        return message("schedule.often", hours=Names(table.hours), minutes=Names(table.minutes))
    return Names(
        tuple(
            Called(f"{hour:02d}:{minute:02d}") for hour in table.hours for minute in table.minutes
        )
    )


def _days(table: Timetable) -> Message:
    if table.single:
        return message("schedule.once")
    weekdays = None
    if table.weekdays != EVERY_WEEKDAY:
        weekdays = Names(tuple(message("schedule.weekday", n=day) for day in table.weekdays))
    if table.days != EVERY_DAY:
        return message("schedule.on_days", days=Names(table.days), weekdays=weekdays)
    if weekdays is None:
        return message("schedule.daily")
    return message("schedule.weekly", weekdays=weekdays)


def does(action: Action) -> Message:
    """Return what an action does, in a few words."""
    match action:
        case Reminder(said):
            return message("schedule.reminder", text=Foreign(said) if said else None)
        case NewsPlan():
            return message("schedule.digest")
        case LogReport(topic, _, hours):
            return message("schedule.logs", topic=Called(topic) if topic else None, hours=hours)
        case AlertSweep(hours):
            return message("schedule.sweep", hours=hours)
        case WeatherReport(place):
            return message("weather.title", place=Called(place))
        case ToolCall(name):
            return message("schedule.tool", name=Called(name))


def named(task_name: str, said: Told) -> Told:
    """Return what a run has to say under the name of its task: people have several (TSK-10)."""
    name = shorten(clean(task_name), LONGEST_NAME)
    if isinstance(said, Written):
        return said if name in said.title else replace(said, title=f"{inert(name)} · {said.title}")
    return replace(said, title=message("schedule.named", name=Called(name), said=said.title))


def reminder_told(task_name: str, text: str) -> Written:
    """Return a reminder: the task's name and its text, or the name alone.

    These are the owner's own words, so a link in them stays one. What the title says whole is not
    said again.
    """
    name = shorten(clean(task_name), LONGEST_NAME)
    said = [line for line in map(clean, text.splitlines()) if line]
    first = said[0] if said else name
    title = first if first in name or name in first else f"{name} · {first}"
    whole = len(said) < 2 and len(title) <= LONGEST_TITLE // 2
    return Written(f"⏰ {title}", "" if whole else "\n".join(said))


def tool_told(task_name: str, answer: str) -> Written:
    """Return what a tool said; its text may hold words of strangers."""
    lines = (inert(line) for line in answer.splitlines())
    return Written(inert(task_name), "\n".join(line for line in lines if line))


def sweep_told(records: Sequence[AlarmRecord], *, hours: int) -> Notification:
    """Return the alarms that still need somebody: firing, or ended without a word about it."""
    open_ones = [each for each in records if each.state is AlarmState.FIRING or not each.handled]
    if not open_ones:
        return Notification(message("schedule.no_alarms", hours=hours, all=len(records)))
    title = message("schedule.alarms", hours=hours, count=len(open_ones), all=len(records))
    more = len(open_ones) - MOST_ALARMS
    body: list[Part] = [Bullets(tuple(_alarm(each) for each in open_ones[:MOST_ALARMS]))]
    if more > 0:
        body.append(message("schedule.more_alarms", count=more))
    return Notification(title, tuple(body))


def _alarm(record: AlarmRecord) -> Message:
    return message(
        "schedule.alarm",
        at=record.started_at,
        severity=record.severity,
        name=Called(shorten(record.name, 80)),
        target=Called(shorten(record.target, 60)) if record.target else None,
        firing=record.state is AlarmState.FIRING,
    )


_NUMBERS = re.compile(r"\d+")


def logs_told(counts: Sequence[TopicCount], *, hours: int) -> Notification:
    """Return lines and errors by topic, each with its newest lines."""
    errors = [each.errors for each in counts if each.errors is not None]
    title = message(
        "schedule.log_lines",
        hours=hours,
        total=sum(each.total for each in counts),
        errors=sum(errors) if errors else None,
    )
    if not counts:
        return Notification(title, (message("schedule.no_topics"),))
    return Notification(title, tuple(part for each in counts for part in _topic(each)))


def newest_of_each_kind(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the first of the lines that differ in numbers alone, in their order."""
    kinds: dict[str, str] = {}
    for line in lines:
        kinds.setdefault(_NUMBERS.sub("#", line), line)
    return tuple(kinds.values())


def _topic(count: TopicCount) -> Iterable[Part]:
    name = Called(count.name)
    if count.problem is not None:
        yield message("schedule.topic_unread", name=name, why=count.problem)
        return
    yield message("schedule.topic", name=name, total=count.total, errors=count.errors)
    if count.newest:
        yield Excerpt(count.newest)


def failed_told(task_name: str, why: Message, *, at: datetime) -> Notification:
    """Return that the run of a time failed, and why."""
    title = message("schedule.failed", name=Called(task_name))
    return Notification(title, (message("schedule.run_failed", at=at, why=why),))


def next_run(upcoming: Sequence[datetime]) -> Message:
    """Return when it runs next, or that it does not."""
    if not upcoming:
        return message("schedule.never")
    return message("schedule.next", at=upcoming[0])


def held(note: str) -> Message:
    """Return that an operator paused it in Temporal."""
    return message("schedule.held", note=Foreign(note) if note else None)


def ended(how: str) -> Message:
    """Return how the newest run was ended by somebody in Temporal: its name of that."""
    return message("schedule.ended", how=Called(how))


MISSING = message("schedule.missing")
"""That Temporal does not know it."""

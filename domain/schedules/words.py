"""What schedules say: about themselves, and when their time has come (zh/en)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.common.quoting import clean, inert, quoted, shorten
from domain.common.readers import Language
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
from domain.schedules.phrases import SCHEDULE_WORDS
from domain.schedules.timetables import EVERY_DAY, EVERY_WEEKDAY, Timetable
from domain.tasks.tasks import LONGEST_TEXT

MOST_ALARMS = 20
"""Alarms that a sweep names; the rest is counted."""

LONGEST_TITLE = 100
"""Columns; an SMS of one part holds 70 Chinese characters."""


@dataclass(frozen=True)
class Told:
    """What a run has to say: one line, and Markdown of at most `LONGEST_TEXT` characters."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class TopicCount:
    """What a log report says of one topic; `errors` None when they were not asked for."""

    name: str
    total: int
    errors: int | None
    newest: tuple[str, ...] = ()
    problem: str = ""


def told(title: str, text: str = "") -> Told:
    """Return the words, cut to what an event may carry."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    return Told(shorten(title, LONGEST_TITLE), text)


def rhythm_words(table: Timetable, language: Language) -> str:
    """Return when something runs, e.g. `every day 09:00 (Asia/Shanghai)`."""
    words = SCHEDULE_WORDS[language]
    if table.moment is not None:
        shown = table.moment.astimezone(ZoneInfo(table.zone))
        return f"{words['once']} {shown:%Y-%m-%d %H:%M:%S} ({table.zone})"
    if table.every is not None:
        return words["every"].format(span=_span(table.every, words))
    at = ", ".join(f"{hour:02d}:{minute:02d}" for hour in table.hours for minute in table.minutes)
    if len(table.hours) * len(table.minutes) > 6:
        at = words["often"].format(hours=_list(table.hours), minutes=_list(table.minutes))
    return f"{_days(table, words)} {at} ({table.zone})"


def _span(every: timedelta, words: Mapping[str, str]) -> str:
    minutes = every.total_seconds() / 60
    if minutes >= 60 and not minutes % 60:
        return f"{minutes / 60:g} {words['hours']}"
    return f"{minutes:g} {words['minutes']}"


def _list(numbers: Sequence[int]) -> str:
    return ",".join(str(number) for number in numbers)


def _days(table: Timetable, words: Mapping[str, str]) -> str:
    if table.single:
        return words["once"]
    weekdays = words["join"].join(words[f"day{day}"] for day in table.weekdays)
    days = words["on_days"].format(days=_list(table.days))
    if table.days == EVERY_DAY:
        return words["daily"] if table.weekdays == EVERY_WEEKDAY else weekdays
    return days if table.weekdays == EVERY_WEEKDAY else f"{days} {weekdays}"


def action_words(action: Action, language: Language) -> str:
    """Return what an action does, in a few words."""
    words = SCHEDULE_WORDS[language]
    match action:
        case Reminder(message):
            return (
                f"{words['reminder']} {quoted(message, language)}" if message else words["reminder"]
            )
        case NewsPlan():
            return words["digest"]
        case LogReport(topic, _, hours):
            return words["logs"].format(topic=inert(topic) or words["all_topics"], hours=hours)
        case AlertSweep(hours):
            return words["sweep"].format(hours=hours)
        case WeatherReport(place):
            return words["weather"].format(place=inert(place))
        case ToolCall(name):
            return words["tool"].format(name=inert(name))


def reminder_told(task_name: str, message: str) -> Told:
    """Return a reminder: its message, else the task's name.

    These are the owner's own words, so a link in them stays one.
    """
    lines = [clean(line) for line in (message or task_name).splitlines()]
    said = [line for line in lines if line] or [clean(task_name)]
    return told(f"⏰ {said[0]}", "\n".join(said))


def sweep_told(
    records: Sequence[AlarmRecord], *, hours: int, zone: str, language: Language
) -> Told:
    """Return the alarms that still need somebody: firing, or ended without a word about it."""
    words = SCHEDULE_WORDS[language]
    open_ones = [each for each in records if each.state is AlarmState.FIRING or not each.handled]
    if not open_ones:
        return told(words["no_alarms"].format(hours=hours, all=len(records)))
    lines = [_alarm_line(each, zone, words) for each in open_ones[:MOST_ALARMS]]
    if len(open_ones) > MOST_ALARMS:
        lines.append(words["more"].format(count=len(open_ones) - MOST_ALARMS))
    title = words["alarms"].format(hours=hours, count=len(open_ones), all=len(records))
    return told(title, "\n".join(lines))


def _alarm_line(record: AlarmRecord, zone: str, words: Mapping[str, str]) -> str:
    at = record.started_at.astimezone(ZoneInfo(zone))
    state = words["firing"] if record.state is AlarmState.FIRING else words["unhandled"]
    target = f" {inert(shorten(record.target, 60))}" if record.target else ""
    name = inert(shorten(record.name, 80))
    return f"- {at:%m-%d %H:%M} {record.severity.value} {name}{target} ({state})"


def logs_told(counts: Sequence[TopicCount], *, hours: int, language: Language) -> Told:
    """Return lines and errors by topic."""
    words = SCHEDULE_WORDS[language]
    total = sum(each.total for each in counts)
    errors = [each.errors for each in counts if each.errors is not None]
    title = words["log_title"].format(hours=hours, total=total)
    if errors:
        title += words["log_errors"].format(errors=sum(errors))
    lines: list[str] = []
    for each in counts:
        lines.append(_topic_line(each, words))
        lines += [f"  - {quoted(line, language)}" for line in each.newest]
    return told(title, "\n".join(lines) or words["no_topics"])


def _topic_line(count: TopicCount, words: Mapping[str, str]) -> str:
    name = inert(count.name)
    if count.problem:
        return f"- {name}: {words['unread']} {inert(count.problem)}"
    errors = "" if count.errors is None else words["log_errors"].format(errors=count.errors)
    return f"- {name}: {words['lines'].format(total=count.total)}{errors}"


def tool_told(task_name: str, answer: str) -> Told:
    """Return what a tool said; its text may hold words of strangers."""
    lines = (inert(line) for line in answer.splitlines())
    return told(inert(task_name), "\n".join(line for line in lines if line))


def failed_told(
    task_name: str, reason: str, *, at: datetime, zone: str, language: Language
) -> Told:
    """Return that a run failed, and why."""
    words = SCHEDULE_WORDS[language]
    when = at.astimezone(ZoneInfo(zone))
    text = words["failed_text"].format(at=f"{when:%Y-%m-%d %H:%M}", reason=inert(reason))
    return told(words["failed"].format(name=inert(task_name)), text)


def next_words(upcoming: Sequence[datetime], zone: str, language: Language) -> str:
    """Return when it runs next, or that it does not."""
    words = SCHEDULE_WORDS[language]
    if not upcoming:
        return words["never"]
    shown = upcoming[0].astimezone(ZoneInfo(zone))
    return words["next"].format(at=f"{shown:%Y-%m-%d %H:%M}", zone=zone)


def held_words(note: str, language: Language) -> str:
    """Return that an operator paused it in Temporal."""
    return SCHEDULE_WORDS[language]["held"].format(note=inert(note) or "–")


def missing_words(language: Language) -> str:
    """Return that Temporal does not know it."""
    return SCHEDULE_WORDS[language]["missing"]


def ended_words(status: str, language: Language) -> str:
    """Return how the newest run was ended by somebody in Temporal."""
    return SCHEDULE_WORDS[language]["ended"].format(status=status)

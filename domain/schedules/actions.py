"""What a schedule does when its time has come: each kind, and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.common.config_fields import Fields
from domain.schedules.digests import NewsPlan, read_news_plan
from domain.schedules.weather import LONGEST_PLACE, MOST_DAYS

LONGEST_MESSAGE = 2_000
"""Characters of a reminder; a WeCom message holds 4,096 bytes."""

LONGEST_QUERY = 2_000
"""Characters of a log query in a configuration."""

MOST_HOURS = 31 * 24
"""As far back as one log query may look (`LogDesk`)."""

LARGEST_ARGUMENTS = 40
"""Fields of a tool's arguments; the whole configuration is bounded besides."""


class ScheduledActionKind(StrEnum):
    """Kinds of actions (SCH-1)."""

    REMINDER = "reminder"
    NEWS_DIGEST = "news_digest"
    LOG_REPORT = "log_report"
    ALERT_SWEEP = "alert_sweep"
    WEATHER = "weather"
    TOOL = "tool"


@dataclass(frozen=True)
class Reminder:
    """Say something; an empty message means the task's name."""

    message: str = ""


@dataclass(frozen=True)
class DigestAction:
    """Read the news."""

    plan: NewsPlan


@dataclass(frozen=True)
class LogReport:
    """Count lines and errors; an empty topic means every topic, at most `MOST_TOPICS`."""

    topic: str = ""
    query: str = ""
    hours: int = 24


@dataclass(frozen=True)
class AlertSweep:
    """List alarms that still fire, or that nobody is known to have dealt with."""

    hours: int = 24


@dataclass(frozen=True)
class WeatherReport:
    """Tell the weather of a place."""

    place: str
    days: int = 1


@dataclass(frozen=True)
class ToolCall:
    """Use one of our read-only tools."""

    name: str
    arguments: Mapping[str, Any]


Action = Reminder | DigestAction | LogReport | AlertSweep | WeatherReport | ToolCall


def read_action(fields: Fields, name: str = "action") -> Action:
    """Return the action in the field `name`: an object with `type`, or only the type's name.

    A text that names no type is what to remind of: `"action": "喝水"`.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path.
    """
    if fields.has(name) and isinstance(fields.raw[name], str):
        return _named(fields, name, fields.text(name, longest=LONGEST_MESSAGE))
    inner = fields.group(name)
    if inner is None:
        raise fields.refuse(name, "must be given")
    action = _read(inner, inner.choice("type", ScheduledActionKind))
    inner.done()
    return action


def _named(fields: Fields, name: str, word: str) -> Action:
    beside = fields.text("message", "", longest=LONGEST_MESSAGE, shortest=0)
    if word not in list(ScheduledActionKind):
        if beside:
            raise fields.refuse("message", "must not be given when action is the text itself")
        return Reminder(word)
    kind = ScheduledActionKind(word)
    if kind is ScheduledActionKind.REMINDER:
        return Reminder(beside)
    if kind is ScheduledActionKind.NEWS_DIGEST and not beside:
        return DigestAction(NewsPlan(()))  # published so: which sources, the settings say
    if beside:
        raise fields.refuse("message", "is only for a reminder")
    return _read(Fields({}, f"{fields.path}.{name}"), kind)


def _read(inner: Fields, kind: ScheduledActionKind) -> Action:
    match kind:
        case ScheduledActionKind.REMINDER:
            return Reminder(inner.text("message", "", longest=LONGEST_MESSAGE, shortest=0))
        case ScheduledActionKind.NEWS_DIGEST:
            return DigestAction(read_news_plan(inner))
        case ScheduledActionKind.LOG_REPORT:
            return LogReport(
                inner.text("topic", "", longest=200, shortest=0),
                inner.text("query", "", longest=LONGEST_QUERY, shortest=0),
                inner.whole("hours", 24, least=1, most=MOST_HOURS),
            )
        case ScheduledActionKind.ALERT_SWEEP:
            return AlertSweep(inner.whole("hours", 24, least=1, most=MOST_HOURS))
        case ScheduledActionKind.WEATHER:
            place = inner.text("place", longest=LONGEST_PLACE)
            return WeatherReport(place, inner.whole("days", 1, least=1, most=MOST_DAYS))
        case ScheduledActionKind.TOOL:
            return ToolCall(inner.text("name", longest=64), _arguments(inner))


def _arguments(inner: Fields) -> Mapping[str, Any]:
    if not inner.has("arguments"):
        return {}
    given = inner.raw["arguments"]
    if not isinstance(given, Mapping) or len(given) > LARGEST_ARGUMENTS:
        rule = f"must be an object of at most {LARGEST_ARGUMENTS} fields"
        raise inner.refuse("arguments", rule)
    return dict(given)

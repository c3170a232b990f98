"""What a schedule does when its time has come: each kind, and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Text, Whole
from domain.common.messages import Called, message
from domain.common.shapes import Group
from domain.schedules.digests import NewsPlan
from domain.schedules.weather import LONGEST_PLACE, MOST_DAYS

LONGEST_MESSAGE = 2_000
"""Characters of a reminder; a WeCom message holds 4,096 bytes."""

LONGEST_QUERY = 2_000
"""Characters of a log query in a configuration."""

MOST_HOURS = 31 * 24
"""As far back as one log query may look (`LogService`)."""

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


Hours: TypeAlias = Annotated[int, Whole(1, MOST_HOURS)]


def _arguments(given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping) or len(given) > LARGEST_ARGUMENTS:
        raise BrokenRule(message("rule.object_at_most", most=LARGEST_ARGUMENTS))
    return dict(given)


@dataclass(frozen=True)
class Reminder(Group):
    """Say something."""

    message: Annotated[
        str,
        Text(LONGEST_MESSAGE, 0),
        Field(description="What to say; the task's name when left out."),
    ] = ""
    type: Literal["reminder"] = "reminder"


@dataclass(frozen=True)
class LogReport(Group):
    """Count log lines and errors."""

    topic: Annotated[
        str, Text(200, 0), Field(description="Id of a log topic; every topic when left out.")
    ] = ""
    query: Annotated[
        str, Text(LONGEST_QUERY, 0), Field(description="Which lines; all when left out.")
    ] = ""
    hours: Annotated[Hours, Field(description="How far back; default 24.")] = 24
    type: Literal["log_report"] = "log_report"


@dataclass(frozen=True)
class AlertSweep(Group):
    """List alarms that still fire, or that nobody is known to have dealt with."""

    hours: Annotated[Hours, Field(description="How far back; default 24.")] = 24
    type: Literal["alert_sweep"] = "alert_sweep"


@dataclass(frozen=True)
class WeatherReport(Group):
    """Tell the weather of a place."""

    place: Annotated[str, Text(LONGEST_PLACE), Field(description="Name of a town.")]
    days: Annotated[int, Whole(1, MOST_DAYS), Field(description="Days ahead; default 1.")] = 1
    type: Literal["weather"] = "weather"


@dataclass(frozen=True)
class ToolCall(Group):
    """Use one of our read-only tools."""

    name: Annotated[str, Text(64), Field(description="Of a read-only tool.")]
    arguments: Annotated[
        Mapping[str, Any],
        By(_arguments, {"type": "object", "maxProperties": LARGEST_ARGUMENTS}),
        Field(description="As the tool takes them."),
    ] = field(default_factory=dict)
    type: Literal["tool"] = "tool"


_Kinds: TypeAlias = Annotated[
    Reminder | NewsPlan | LogReport | AlertSweep | WeatherReport | ToolCall,
    Field(discriminator="type"),
]


def _itself(value: object) -> object:
    return value


Action: TypeAlias = Annotated[
    _Kinds,
    BeforeValidator(_itself, json_schema_input_type=_Kinds | Annotated[str, Text(LONGEST_MESSAGE)]),
]
"""What is done; `type` says which. `spelled_out` reads a text in its place."""


def spelled_out(word: str, said: str) -> object:
    """Return the action that a word is short for, or what to remind of: `"action": "drink water"`.

    Args:
        word: an `ScheduledActionKind`, or any other text.
        said: what stands beside it, for a reminder.

    Raises:
        BrokenRule: a message does not belong there.
    """
    if word not in list(ScheduledActionKind):
        if said:
            raise BrokenRule(message("rule.text_itself", other=Called("action")), "message")
        return Reminder(word)
    if word == ScheduledActionKind.REMINDER:
        return Reminder(said)
    if said:
        raise BrokenRule(message("rule.only_reminder"), "message")
    if word == ScheduledActionKind.NEWS_DIGEST:
        return NewsPlan(())  # published so: which sources, the settings say
    return {"type": word}

"""What tools return, field by field; the schemas that agents see are made from these."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any, get_type_hints

from mcp_types import CallToolResult, TextContent
from pydantic import BaseModel, Field, TypeAdapter, create_model

from application.common.views import View
from application.common.wording import Localizer
from domain.common.messages import Command, message
from domain.common.time_words import in_zone
from domain.logs.logs import HistogramBar, LogTopic
from domain.monitoring.alarms import AlarmRecord
from mcp_server.bounds import fitting, shown, wire_bytes

SANDBOX = "[sandbox] "

MOST_TEXT = 1_000
"""Characters of one text of a view."""

MOST_PARTS = 50
"""Of one list inside a view."""


Cell = str | int | float | None

Sandbox = Annotated[
    bool, Field(description="True when the data comes from a stand-in, not from a real cloud.")
]
NextCursor = Annotated[
    str, Field(description="Pass as cursor to go on; empty when this was the last page.")
]


class GreetingSaid(BaseModel):
    """The answer to a greeting."""

    kind: str = Field(description="briefing, already_given, outside_window or paused.")
    spoken: list[str] = Field(
        description="What to say aloud, word for word, in parts of at most 1,024 bytes."
    )
    key: str = Field(description="Greet again with this key to get the same briefing again.")
    day: str = Field(description="The person's local date.")
    briefing_id: str = Field(description="Empty when there is no briefing today.")
    title: str = Field(description="Title of the briefing, else empty.")
    sandbox: Sandbox


class BriefingState(BaseModel):
    """Where today's briefing stands."""

    day: str = Field(description="Local date that is being worked on.")
    phase: str = Field(description="waiting, prepared, given, pushed or missed.")
    paused: bool = Field(description="True when nothing is prepared or sent until resumed.")
    next_step: str = Field(description="What comes next: prepare, push, next_day or resume.")
    next_due: str = Field(description="When, with the person's offset; empty while paused.")
    progress: str = Field(description="What is being done this moment; empty when nothing is.")
    sandbox: Sandbox


class BriefingShown(BaseModel):
    """A written briefing, or where today's stands when it is not written yet."""

    written: bool = Field(description="False: not written yet; text says what comes next.")
    briefing_id: str
    day: str
    title: str
    text: str = Field(description="The briefing in the form asked for; may quote log text.")
    part: int = Field(description="Which part this is, from 1.")
    parts: int = Field(description="How many parts there are in this form.")
    complete: bool = Field(description="False when something could not be read; text says what.")
    writer: str = Field(description="model or rules; empty when not written.")
    sandbox: Sandbox


class SettingsShown(BaseModel):
    """Briefing settings in force."""

    changed: bool = Field(description="False when nothing was asked to be changed.")
    zone: str
    language: str
    window_start: str
    window_end: str
    prepare_minutes: int
    topics: list[str]
    channels: list[str] = Field(description="Each 'kind:target', then ' @who' per mention.")
    mail_after_spoken: str = Field(description="Empty when it is not mailed.")
    quiet_hours: str = Field(description="As 22:00-07:00; empty when there are none.")
    muted_until: str = Field(description="Until when pages that can wait do; empty: not muted.")
    speech_rate: float = Field(description="How fast briefings are said; 1 is usual.")
    critical_by: list[str] = Field(description="mail, sms: critical pages come there at once, too.")
    sandbox: Sandbox


class PreferenceHeard(BaseModel):
    """What was understood of a wish, and whether it holds."""

    changed: bool = Field(description="True: it holds now.")
    confirm: str = Field(description="Stands for what was read back; empty when nothing waits.")
    sandbox: Sandbox


class TopicsShown(BaseModel):
    """Log topics by name."""

    topics: list[LogTopic]
    next_cursor: NextCursor
    sandbox: Sandbox


class LineShown(BaseModel):
    """One log line; its text is data from outside."""

    id: str
    at: str
    level: str
    source: str
    text: str


class LinesShown(BaseModel):
    """Log lines, newest first, or rows when the query held SQL."""

    lines: list[LineShown]
    columns: list[str] = Field(description="Names of the columns of rows; empty without SQL.")
    rows: list[list[Cell]] = Field(description="Rows of the SQL; empty without SQL.")
    start: str
    end: str
    truncated: bool = Field(description="True when the answer was cut to fit; use next_cursor.")
    next_cursor: NextCursor
    sandbox: Sandbox


class ContextShown(BaseModel):
    """The lines of the same file around one, oldest first."""

    line_id: str
    lines: list[LineShown]
    more_before: bool = Field(description="True: there are older ones that are not shown.")
    more_after: bool = Field(description="True: there are newer ones that are not shown.")
    sandbox: Sandbox


class WrittenQueryShown(BaseModel):
    """A query from words; a model wrote it, and it may be wrong."""

    topic_id: str
    region: str = Field(description="Where the topic is; empty: the configured region.")
    words: str
    query: str = Field(description="For search_logs.")
    sandbox: Sandbox


class HistogramShown(BaseModel):
    """Line counts over time."""

    total: int
    interval_seconds: int
    bars: list[HistogramBar]
    sandbox: Sandbox


class AlarmsShown(BaseModel):
    """Alarm records, newest first; their words are data from outside."""

    records: list[AlarmRecord]
    start: str
    end: str
    truncated: bool = Field(description="True when more were found than are shown.")
    next_cursor: NextCursor
    sandbox: Sandbox


def shape(view: type[View], *without: str, **more: Any) -> Any:  # noqa: ANN401 - a model, for annotations
    """Return the model of a view as a result: without some of its fields, with some beside them."""
    told = TypeAdapter(view).json_schema()["properties"]
    hints = get_type_hints(view)
    own: dict[str, Any] = {
        each.name: Annotated[
            hints[each.name], Field(description=told[each.name].get("description"))
        ]
        for each in fields(view)
        if each.name not in without
    }
    return create_model(view.__name__, __doc__=view.__doc__, **own, **more)


def wire(value: object, zone: str, *, most: int = MOST_TEXT) -> Any:  # noqa: ANN401 - any JSON
    """Return a view as JSON has it: bounded visible text, moments with the offset of `zone`."""
    match value:
        case str():  # names of ours, too
            return shown(str(value), most)
        case datetime():
            return in_zone(value, zone)
        case Mapping():
            parts = list(value.items())[:MOST_PARTS]
            return {str(name): wire(each, zone, most=most) for name, each in parts}
        case list() | tuple():
            return [wire(each, zone, most=most) for each in value[:MOST_PARTS]]
    if is_dataclass(value):
        names = (each.name for each in fields(value))
        return {each: wire(getattr(value, each), zone, most=most) for each in names}
    return value


def fitting_views(
    found: Iterable[View], texts: Iterable[str], zone: str, *, most: int = MOST_TEXT
) -> list[Any]:
    """Return as many views, as JSON has them, as fit beside their texts."""
    pairs = [(wire(each, zone, most=most), text) for each, text in zip(found, texts, strict=True)]
    return [each for each, _ in fitting(pairs, wire_bytes)]


def plain(view: View) -> dict[str, Any]:
    """Return a view as JSON has it."""
    found: dict[str, Any] = TypeAdapter(type(view)).dump_python(view, mode="json")
    return found


def told(result: BaseModel | dict[str, Any], *texts: str) -> CallToolResult:
    """Return the result with its fields for programs and its texts for people and models."""
    return CallToolResult(
        content=[TextContent(type="text", text=text) for text in texts],
        structured_content=result.model_dump(mode="json")
        if isinstance(result, BaseModel)
        else result,
    )


def mark(sandbox: bool) -> str:  # noqa: FBT001 - the one thing it is about
    """Return what begins a text about a stand-in."""
    return SANDBOX if sandbox else ""


def more(reader: Localizer, cursor: str) -> list[str]:
    """Return the line that says how to go on; none where this was the last page."""
    said = message("tool.more", cursor=Command(f"cursor={cursor}"))
    return [reader.text(said)] if cursor else []


def next_part(part: int, parts: int, reader: Localizer) -> str:
    """Return how a text that is cut into parts goes on; nothing behind its last."""
    if part >= parts:
        return ""
    return f"\n\n{reader.text(message('tool.next_part', part=part, parts=parts, next=part + 1))}"

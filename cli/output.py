"""How answers look: JSON for programs, tables for people, tab-separated lines in a pipe.

Colours appear on a terminal only, and not when NO_COLOR is set; rich sees to that.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from domain.common.messages import Command, Message, message

_SHOWN_AS_THEY_ARE = frozenset("\n\t")


def visible(text: str) -> str:
    """Return text that does nothing but be read: controls and hidden characters become `�`.

    Log text reaches the terminal, and an escape sequence in it could move the cursor, change the
    title or hide what follows.
    """
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")
    return "�" if hidden and char not in _SHOWN_AS_THEY_ARE else char


def one_line(text: str) -> str:
    """Return the same on one line."""
    return visible(text.replace("\r\n", "\n")).replace("\n", "⏎").replace("\t", " ")


def say(text: str) -> None:
    """Write to stdout what was asked for."""
    typer.echo(visible(text))


def note(text: str) -> None:
    """Write to stderr what a person may want to know beside it."""
    typer.echo(visible(text), err=True)


def say_json(data: object) -> None:
    """Write data as indented JSON."""
    typer.echo(json.dumps(data, default=_written, ensure_ascii=False, indent=2))


def say_json_line(data: object) -> None:
    """Write data as JSON on one line, for streams."""
    typer.echo(json.dumps(data, default=_written, ensure_ascii=False))


def say_told(view: object, text: str, *, as_json: bool) -> None:
    """Write a view as JSON, or what it says, on one line."""
    if as_json:
        say_json(view)
    else:
        say(one_line(text))


def heads(text: Callable[[Message], str], *ids: str) -> list[str]:
    """Return the headings of a table in the reader's words."""
    return [text(message(each)) for each in ids]


def note_more(text: Callable[[Message], str], option: str) -> None:
    """Say with which option the same command goes on."""
    note(text(message("terminal.more", option=Command(option))))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, none: str = "") -> None:
    """Write rows as a table, or separated by tabs when nobody looks at a terminal.

    Moments are ISO 8601 for programs; people read date and time, and the zone once. `none` is what
    a person is told instead of an empty table.
    """
    from rich.console import Console  # noqa: PLC0415 - only tables are drawn by it
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    found = [tuple(row) for row in rows]
    if not found and none:
        note(none)
    console = Console()
    if not console.is_terminal:
        for line in (columns, *([one_line(_cell(cell)) for cell in row] for row in found)):
            typer.echo("\t".join(line))
        return
    if not found and none:
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in found:
        table.add_row(*(Text(one_line(_seen(cell))) for cell in row))
    console.print(table)
    moments = [cell for row in found for cell in row if isinstance(cell, datetime)]
    for zone in dict.fromkeys(str(each.tzinfo) for each in moments):
        console.print(Text(zone, style="dim"))


def clock(moment: datetime | None, zone: str) -> datetime | None:
    """Return a moment on the clock of its reader, for a cell of a table."""
    return moment.astimezone(ZoneInfo(zone)) if moment else None


def _seen(cell: object) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, datetime):
        this_year = cell.year == datetime.now(cell.tzinfo).year
        return f"{cell:%m-%d %H:%M}" if this_year else f"{cell:%Y-%m-%d %H:%M}"
    return _cell(cell)


def say_fields(
    text: Callable[[Message], str], ids: Sequence[str], found: Iterable[object], zone: str = "UTC"
) -> None:
    """Write a table whose columns are fields: `head.name` is the heading of the field `name`."""
    names = [each.partition(".")[2] for each in ids]
    rows = [[shown(getattr(each, name), text, zone) for name in names] for each in found]
    say_table(heads(text, *ids), rows)


def say_one(
    text: Callable[[Message], str], ids: Sequence[str], found: object, zone: str = "UTC"
) -> None:
    """Write the fields of one thing below each other."""
    rows = [
        (text(message(each)), shown(getattr(found, each.partition(".")[2]), text, zone))
        for each in ids
    ]
    say_table(heads(text, "head.field", "head.value"), rows)


def shown(value: object, text: Callable[[Message], str], zone: str = "UTC") -> object:
    """Return a field as its reader sees it: flags in their words, moments on their clock."""
    if isinstance(value, bool):
        return text(message("flag.yes" if value else "flag.no"))
    return clock(value, zone) if isinstance(value, datetime) else value


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(timespec="seconds")
        case set() | frozenset():
            return ", ".join(sorted(str(each) for each in value))
        case list() | tuple():
            return ", ".join(str(each) for each in value)
        case _:
            return str(value)


def _written(value: object) -> object:
    """Return what `json` does not know by itself as something that it does."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case set() | frozenset():
            return sorted(value)
        case Path():
            return str(value)
        case _ if hasattr(value, "model_dump"):  # pydantic's, without loading it here
            return value.model_dump(mode="json")
        case _ if is_dataclass(value):
            return {each.name: getattr(value, each.name) for each in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written as JSON")

"""How answers look: JSON for programs, tables for people, tab-separated lines in a pipe.

Colours appear on a terminal only, and not when NO_COLOR is set; rich sees to that.
"""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import typer

from domain.common.messages import Message, message

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


def heads(text: Callable[[Message], str], *ids: str) -> list[str]:
    """Return the headings of a table in the reader's words."""
    return [text(message(each)) for each in ids]


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as a table, or separated by tabs when nobody looks at a terminal."""
    from rich.console import Console  # noqa: PLC0415 - only tables are drawn by it
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    texts = [[one_line(_cell(cell)) for cell in row] for row in rows]
    console = Console()
    if not console.is_terminal:
        for row in (columns, *texts):
            typer.echo("\t".join(row))
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in texts:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
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

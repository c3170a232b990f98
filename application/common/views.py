"""Views: what people and programs read of one noun, the same at every face.

A view is a frozen dataclass with `__pydantic_config__ = VIEW`. HTTP answers it as its body, tools
as structured content, the terminal as `--json`; the text below each field describes it in all of
their schemas. People read it as a table: the label of `MemoryView.kept_at` is the catalogues' entry
`memory_view-kept_at`. So a field that people read is added in three places: here, where it is
filled, and in the catalogues.
"""

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, Protocol

from application.ports.rendering import Renderer
from domain.common.messages import Message, message, noun_of
from domain.common.readers import Reader

VIEW: dict[str, Any] = {"use_attribute_docstrings": True}
"""How schemas of views are made: the text below a field describes it."""


class View(Protocol):
    """Any view."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def label_of(view: type[View], field: str) -> Message:
    """Return the label of a field; its entry is named after the view: `memory_view-kept_at`."""
    return Message(f"{noun_of(view)}.{field}")


@dataclass(frozen=True)
class Table:
    """Views as people read them: names in words, moments on the reader's clock.

    Attributes:
        labels: of the columns.
        rows: one cell for each column; text of others is as it was, each face makes it harmless.
    """

    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(view: type[View], found: Sequence[View], words: Renderer, reader: Reader) -> Table:
    """Return views of one kind as a table of all their fields."""
    names = tuple(each.name for each in fields(view))
    return Table(
        tuple(words.text(label_of(view, each), reader) for each in names),
        tuple(tuple(_cell(getattr(one, each), words, reader) for each in names) for one in found),
    )


def _cell(value: object, words: Renderer, reader: Reader) -> str:
    match value:
        case Message():
            return words.text(value, reader)
        case bool():
            return words.text(message("flag.yes" if value else "flag.no"), reader)
        case tuple() | list():
            return ", ".join(_cell(each, words, reader) for each in value)
        case Enum() | int() | datetime() | date():
            return words.text(message("value.plain", value=value), reader)
        case float():
            return f"{value:.3g}"
        case _:
            return "" if value is None else str(value)

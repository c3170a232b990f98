"""Views: what people and programs read of one noun, the same at every face.

A view is a frozen dataclass with `__pydantic_config__ = VIEW`. HTTP answers it as its body, tools
as structured content, the terminal as `--json`; the text below each field describes it in all of
their schemas. People read it as a table: the label of `MemoryView.kept_at` is the catalogues' entry
`memory_view-kept_at`. So a field that people read is added in three places: here, where it is
filled, and in the catalogues.
"""

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from types import NoneType, UnionType
from typing import Any, ClassVar, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from application.common.wording import Localizer
from application.ports.rendering import Renderer
from domain.common.messages import Message, message, noun_of
from domain.common.readers import Language, Reader

VIEW: dict[str, Any] = {"use_attribute_docstrings": True}
"""How schemas of views are made: the text below a field describes it."""


T = TypeVar("T")

Text = Callable[[Message], str] | None
"""Puts messages of records into a reader's words; None where there are none."""


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


def columns(found: Sequence[object], heads: Sequence[str], reader: Localizer) -> Table:
    """Return some fields of records as a table.

    Args:
        found: the records.
        heads: ids of the labels, each `head.` and the name of its field.
        reader: for whom.
    """
    names = [each.removeprefix("head.") for each in heads]
    return Table(
        tuple(reader.text(message(each)) for each in heads),
        tuple(
            tuple(_cell(getattr(one, each), reader.words, reader.reader) for each in names)
            for one in found
        ),
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


def read_view(kind: type[T], given: object, text: Text = None) -> T:
    """Return a view, or a page of views, from the JSON that the HTTP face answers, or from records.

    What the kind does not know is left out: a record, or a face, may hold more than it shows.

    Args:
        kind: which view.
        given: the JSON, or the record, or its fields with what the view adds to them.
        text: of messages; no message is the empty text.

    Raises:
        ValueError: it is the JSON of something else.
    """
    try:
        found: T = _read(kind, given, text)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"is no {kind}: {error}") from None
    return found


def _read(kind: Any, given: Any, text: Text) -> Any:  # noqa: ANN401 - whatever annotations say
    args, plain = get_args(kind), get_origin(kind) or kind
    if plain is Any:
        return given
    if plain in (Union, UnionType):
        (inner,) = (each for each in args if each is not NoneType)
        return None if given is None else _read(inner, given, text)
    if plain in (tuple, list, frozenset):
        return plain(_read(args[0], each, text) for each in given)
    if plain is dict:
        return {name: _read(args[1], each, text) for name, each in given.items()}
    if is_dataclass(plain):
        hints = get_type_hints(plain)
        told = given if isinstance(given, dict) else vars(given)
        parts = {
            each.name: _read(hints[each.name], told[each.name], text) for each in fields(plain)
        }
        return kind(**parts)
    return _read_one(plain, given, text)


def _read_one(kind: Any, given: Any, text: Text) -> Any:  # noqa: ANN401 - as above
    if text is not None and kind is str and (given is None or isinstance(given, Message)):
        return text(given) if given is not None else ""
    if issubclass(kind, (Enum, Language)):
        return kind(given)
    if issubclass(kind, (date, time)) and isinstance(given, str):
        return kind.fromisoformat(given)
    if kind is float and isinstance(given, int):
        return float(given)
    if not isinstance(given, kind):
        raise TypeError(kind)
    return given

"""Messages to people as data: an id and typed arguments, rendered for a reader at the last moment.

Workflows, guards, adapters and errors record messages and no sentences (I18-1). A message is plain
JSON from the start, so it travels through histories, events and rows as it is:

    {"id": "greeting.paused", "args": {"name": {"called": "Mei"}, "n": 3}}

The id is `noun.what_happened`, forever with the same meaning and arguments. What a reader gets for
it stands in `locales/<language>/`, where the id has a dash for its dot.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
MOST_BARE = 400
"""Characters of what stands for a message without words."""

MOST_KEPT = 2_000
"""Characters that are kept of others' text; less is shown."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Foreign:
    """Text that others wrote: rendered in quotes, never translated, matched or trusted."""

    text: str


@dataclass(frozen=True)
class Called:
    """What a person or thing is called: somebody's text that stands in a sentence like a word."""

    text: str


@dataclass(frozen=True)
class Command:
    """What a person types: a command or an address of ours, shown exactly as it has to be typed."""

    text: str


@dataclass(frozen=True)
class Prose:
    """Sentences of others that stand for themselves, such as a checked claim of a model."""

    text: str


@dataclass(frozen=True)
class Localized:
    """What a thing is called in each language, as its owner wrote it; keys are language tags."""

    texts: Mapping[str, str]


@dataclass(frozen=True)
class Percent:
    """A share of a hundred; the decimals it is given with are shown."""

    value: Decimal


@dataclass(frozen=True)
class Names:
    """Arguments that are enumerated like nouns: a, b and c."""

    items: "tuple[Argument, ...]"


@dataclass(frozen=True)
class Alternatives:
    """Arguments of which one is meant: a, b or c."""

    items: "tuple[Argument, ...]"


@dataclass(frozen=True)
class Link:
    """An address that opens where the form allows it, under a text of others."""

    address: str
    text: str


@dataclass(frozen=True)
class Clauses:
    """Messages that follow one another as clauses of one sentence."""

    items: "tuple[Message, ...]"


@dataclass(frozen=True)
class Message:
    """One thing that is said to people.

    Attributes:
        id: its entry in every catalogue.
        args: the recorded form of its arguments; `message` makes it, `argument` reads it.
    """

    id: str
    args: dict[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.id)  # equal messages have equal ids: what is told twice is found by it

    @property
    def recorded(self) -> dict[str, Any]:
        """Return its JSON."""
        return {"id": self.id, "args": self.args}


@dataclass(frozen=True)
class Gist:
    """The first whole sentences of a message, as many as fit into so many columns."""

    message: Message
    most: int


def message_of(recorded: object) -> Message | None:
    """Return the message of its JSON; None when it is none."""
    match recorded:
        case {"id": str(id_), "args": Mapping() as args}:
            return Message(id_, dict(args))
        case _:
            return None


Argument: TypeAlias = (
    "int | Decimal | Percent | datetime | date | timedelta | Enum | Foreign | Called | Localized | "
    "Command | Prose | Link | Message | Gist | Names | Alternatives | Clauses | Name | None"
)
"""A moment is aware; `True` and `False` choose between two variants of a sentence and are not shown
themselves."""


def message(id_: str, /, **args: Argument) -> Message:
    """Return a message.

    Raises:
        ValueError: the id is no `noun.what_happened`, or a moment has no zone.
        TypeError: an argument is of no type that a message can have, such as a bare `str`.
    """
    if _ID.fullmatch(id_) is None:
        raise ValueError(f"{id_!r} is no id of a message")
    return Message(id_, {name: _recorded(value) for name, value in args.items()})


def one_of(words: Iterable[str], *, near: str = "") -> Message:
    """Return the rule that a field is one of some words, and which of them was perhaps meant."""
    choices = Alternatives(tuple(map(Called, words)))
    if near:
        return message("rule.one_of_near", choices=choices, near=Called(near))
    return message("rule.one_of", choices=choices)


def bare(said: Message) -> str:
    """Return a message without words, as logs show it: `task.paused(name=nightly)`."""
    read = {name: argument(value) for name, value in sorted(said.args.items())}
    shown = (f"{name}={_bare(value)}" for name, value in read.items() if not _is_many(value))
    return f"{said.id}({', '.join(shown)})"[:MOST_BARE]


def _is_many(value: object) -> bool:
    return isinstance(
        value, Gist | Names | Alternatives | Clauses
    )  # they hold messages of any depth


def _bare(value: object) -> object:
    match value:
        case Foreign(text) | Called(text) | Command(text) | Prose(text):
            return text
        case Message(id_) | Name(id_):
            return id_
        case _:
            return value


def noun_of(named: type) -> str:
    """Return the noun that the entries of a class begin with: `greeting_kind` of `GreetingKind`."""
    return _CAMEL.sub("_", named.__name__).lower()


def name_of(member: Enum) -> str:
    """Return the id of a member's own entry: `greeting_kind.already_given`."""
    return f"{noun_of(type(member))}.{re.sub(r'[-. ]', '_', str(member.value)).lower()}"


def named(member: Enum) -> Message:
    """Return the name of a member as a message of its own."""
    return Message(name_of(member))


@dataclass(frozen=True)
class Name:
    """A member of one of our enums, as it is read back: the id of its entry."""

    id: str

    @property
    def key(self) -> str:
        """What sentences choose by: the member's value."""
        return self.id.rpartition(".")[2]


def argument(recorded: object) -> Argument:
    """Return what a recorded argument means.

    What a newer release recorded and this one does not know is foreign text, not an error.
    """
    if recorded is None or isinstance(recorded, int):
        return recorded
    if isinstance(recorded, Mapping) and len(recorded) == 1:
        ((tag, value),) = recorded.items()
        if tag in _READ:
            try:
                return _READ[tag](value)
            except (ValueError, TypeError, KeyError, ArithmeticError):
                return Foreign(str(value))
        return Foreign(str(value))
    return Foreign(str(recorded))


def _recorded(value: Argument) -> object:
    if value is None or (isinstance(value, int) and not isinstance(value, Enum)):
        return value
    for type_, record in _RECORD:
        if isinstance(value, type_):
            return record(value)
    raise TypeError(f"{type(value).__name__} is no argument of a message; wrap text in Foreign")


def _kept(text: str) -> str:
    """Return text that can be written down: no halves of surrogate pairs, and not without end."""
    if not isinstance(text, str):  # whatever read it was told something else
        raise TypeError(f"text is wanted, not {type(text).__name__}")
    return text[:MOST_KEPT].encode("utf-8", "replace").decode()


def _moment(value: datetime) -> dict[str, str]:
    if value.tzinfo is None:
        raise ValueError("a moment in a message needs a zone")
    return {"moment": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}


def _each(values: Iterable[Argument]) -> list[object]:
    return [_recorded(each) for each in values]


def _read_gist(value: Mapping[str, Any]) -> Gist:
    return Gist(_read_message(value["message"]), int(value["most"]))


def _read_message(value: Mapping[str, Any]) -> Message:
    return Message(str(value["id"]), dict(value["args"]))


def _read_clauses(values: Iterable[Mapping[str, Any]]) -> Clauses:
    return Clauses(tuple(_read_message(each["message"]) for each in values))


def _read_items(values: Iterable[object]) -> "tuple[Argument, ...]":
    return tuple(map(argument, values))


_RECORD: tuple[tuple[type, Any], ...] = (
    (Enum, lambda value: {"name": name_of(value)}),
    (Name, lambda value: {"name": value.id}),
    (Foreign, lambda value: {"foreign": _kept(value.text)}),
    (Called, lambda value: {"called": _kept(value.text)}),
    (Localized, lambda value: {"localized": dict(value.texts)}),
    (Command, lambda value: {"command": _kept(value.text)}),
    (Prose, lambda value: {"prose": _kept(value.text)}),
    (Percent, lambda value: {"percent": str(value.value)}),
    (Decimal, lambda value: {"amount": str(value)}),
    (datetime, _moment),
    (date, lambda value: {"day": value.isoformat()}),
    (timedelta, lambda value: {"seconds": value.total_seconds()}),
    (Message, lambda value: {"message": value.recorded}),
    (Gist, lambda value: {"gist": {"message": value.message.recorded, "most": value.most}}),
    (Link, lambda value: {"link": {"address": value.address, "text": value.text}}),
    (Names, lambda value: {"names": _each(value.items)}),
    (Alternatives, lambda value: {"alternatives": _each(value.items)}),
    (Clauses, lambda value: {"clauses": _each(value.items)}),
)
_READ: "dict[str, Callable[[Any], Argument]]" = {
    "name": Name,
    "foreign": Foreign,
    "called": Called,
    "localized": Localized,
    "command": Command,
    "prose": Prose,
    "percent": lambda value: Percent(Decimal(value)),
    "amount": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "seconds": lambda value: timedelta(seconds=value),
    "message": _read_message,
    "gist": _read_gist,
    "link": lambda value: Link(str(value["address"]), str(value["text"])),
    "names": lambda value: Names(_read_items(value)),
    "alternatives": lambda value: Alternatives(_read_items(value)),
    "clauses": _read_clauses,
}

"""What people are told of something that happened: a title and paragraphs, as data.

An event carries it under `data.notification`; whoever shows the event renders it for the reader:

    {"title": {"id": "task.changed", "args": {…}},
     "body": [{"message": {"id": …, "args": …}},
              {"bullets": [{"id": …, "args": …}, …]},
              {"excerpt": ["- old line", "+ new line"]}]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from domain.common.messages import Message, message_of

MOST_PARTS = 50
"""Paragraphs of a body, bullets of a list; what is longer is cut where it is made, and says so."""

MOST_LINES = 200
"""Lines of an excerpt; a page's change shows at most 40."""


@dataclass(frozen=True)
class Bullets:
    """A list, one message each."""

    items: tuple[Message, ...]


@dataclass(frozen=True)
class Excerpt:
    """Lines that others wrote, shown as they are: a difference, a patch, a log."""

    lines: tuple[str, ...]


Part: TypeAlias = Message | Bullets | Excerpt


@dataclass(frozen=True)
class Notification:
    """What people are told.

    Attributes:
        title: one line; what an SMS says.
        body: paragraphs, lists and excerpts in their order.
    """

    title: Message
    body: tuple[Part, ...] = ()

    @property
    def recorded(self) -> dict[str, Any]:
        """Return its JSON."""
        return {"title": self.title.recorded, "body": [_part(each) for each in self.body]}


def notification_of(recorded: object) -> Notification | None:
    """Return the notification of its JSON; None when it is none.

    Parts that a newer release recorded and this one does not know are left out.
    """
    if not isinstance(recorded, Mapping):
        return None
    title, body = message_of(recorded.get("title")), recorded.get("body")
    if title is None:
        return None
    parts = (_read_part(each) for each in (body if isinstance(body, list) else [])[:MOST_PARTS])
    return Notification(title, tuple(each for each in parts if each is not None))


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Message():
            return {"message": part.recorded}
        case Bullets(items):
            return {"bullets": [each.recorded for each in items]}
        case Excerpt(lines):
            return {"excerpt": list(lines)}


def _read_part(recorded: object) -> Part | None:
    match recorded:
        case {"message": said}:
            return message_of(said)
        case {"bullets": list(items)}:
            read = (message_of(each) for each in items[:MOST_PARTS])
            return Bullets(tuple(each for each in read if each is not None))
        case {"excerpt": list(lines)}:
            return Excerpt(tuple(str(each) for each in lines[:MOST_LINES]))
        case _:
            return None

"""Cuts a long Markdown message into parts that a channel takes, by its own measure (PSH-3).

A part never ends inside of what people see as one character. A code block that goes on is closed
at the end of its part and opened again at the beginning of the next, so each part reads well alone.
Nothing is lost: the bodies of the parts, put together, are the text.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.deliveries.characters import character_end, is_inside

Weigh = Callable[[str], int]
"""Bytes a text takes in a channel; the weight of a whole is the sum of its characters'."""

MOST_PARTS = 5
"""Beyond this a link is kinder to a group than a wall of text (PSH-3)."""

SMALLEST_LIMIT = 256
"""Room for a reopened and a closed fence, with at least as much for text."""

MOST_MARKS = 12
"""A line of more backticks or tildes is a rule that somebody drew, not a fence."""

_MOST_INFO = 20
"""Characters of a fence's language that are repeated when it is opened again."""

_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*)")
_SENTENCE_ENDS = ("。", "！", "？", "；", ". ", "! ", "? ", "; ")

_LONGEST_MARKER = 3 + MOST_MARKS + 1
"""A fence's indent and marks are shorter; so many steps back, a cut is outside of them."""


def utf8_bytes(text: str) -> int:
    """Weigh a text in bytes of UTF-8."""
    return len(text.encode())


def json_bytes(text: str) -> int:
    """Weigh a text in bytes of UTF-8 inside a JSON string, its escapes counted."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


class Fit(StrEnum):
    """How a text fits a channel."""

    WHOLE = "whole"
    NUMBERED = "numbered"
    TOO_MANY = "too_many"  # the parts are there, and more than a group should get


@dataclass(frozen=True)
class Part:
    """A piece of the text.

    Attributes:
        body: what it takes from the text, unchanged.
        reopened: the opening line of a code block that began in an earlier part.
        closed: the closing line of a code block that goes on in the next part.
    """

    body: str
    reopened: str = ""
    closed: str = ""

    @property
    def text(self) -> str:
        """Return what is sent."""
        return f"{self.reopened}{self.body}{self.closed}"


@dataclass(frozen=True)
class Split:
    """A text in parts, in order, and how it fits."""

    fit: Fit
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class _Fence:
    """An open code block."""

    marks: str
    info: str

    @property
    def opening(self) -> str:
        # The space keeps an info that begins with a mark apart from the marks.
        return f"{self.marks} {self.info}\n" if self.info else f"{self.marks}\n"


def sendable(text: str) -> str:
    """Return a text as every channel takes it: valid UTF-8, line feeds, no other controls."""
    valid = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in valid if char in "\n\t" or (char >= " " and char != "\x7f"))


def split(
    text: str, *, limit: int, weigh: Weigh = utf8_bytes, most_parts: int = MOST_PARTS
) -> Split:
    """Cut a text into parts of at most `limit`, at paragraphs, lines or sentences if possible.

    Args:
        text: Markdown, already `sendable`.
        limit: the most that `weigh` may give for a part's text.
        weigh: the channel's measure.
        most_parts: from one more on, the text is `TOO_MANY`.

    Raises:
        ValueError: `limit` is below `SMALLEST_LIMIT`.
    """
    if limit < SMALLEST_LIMIT:
        raise ValueError(f"limit must be at least {SMALLEST_LIMIT}")
    parts: list[Part] = []
    start, fence = 0, None
    while start < len(text) or not parts:
        reopened = fence.opening if fence else ""
        room = limit - weigh(reopened) - weigh("\n" + "`" * MOST_MARKS)
        end = _cut(text, start, _furthest(text, start, room, weigh), fence)
        fence = _fence_after(text[start:end], fence)
        parts.append(Part(text[start:end], reopened, _closing(text[start:end], fence)))
        start = end
    if len(parts) == 1:
        return Split(Fit.WHOLE, tuple(parts))
    return Split(Fit.NUMBERED if len(parts) <= most_parts else Fit.TOO_MANY, tuple(parts))


def shorten(text: str, *, limit: int, weigh: Weigh = utf8_bytes) -> str:
    """Return a text that weighs at most `limit`, with an ellipsis where it was cut."""
    if weigh(text) <= limit:
        return text
    end = _furthest(text, 0, max(limit - weigh("…"), 0), weigh)
    return text[:end].rstrip() + "…"


def numbered(title: str, place: int, count: int) -> str:
    """Return a title with the part's number when there are several; `place` counts from 1."""
    return title if count == 1 else f"{title} ({place}/{count})"


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose lines outside code blocks went through `change`, one by one."""
    fence: _Fence | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        after = _step(fence, line)
        lines.append(line if fence or after else change(line))
        fence = after
    return "\n".join(lines)


def without_blocks(
    text: str, change: Callable[[str], str], quote: Callable[[str], str], *, ending: str = ""
) -> str:
    """Return a text for a channel that shows the marks of code blocks as they are.

    Args:
        text: Markdown, already `sendable`.
        change: what a line outside code blocks becomes.
        quote: what a line of a code block becomes; its marks go.
        ending: what stands in place of the marks at the end of a block, as a line or nothing.
    """
    fence: _Fence | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        after = _step(fence, line)
        if fence is None and after is None:
            lines.append(change(line))
        elif fence is not None and after is not None:
            lines.append(quote(line))
        elif fence is not None and ending:
            lines.append(ending.rstrip("\n"))
        fence = after
    return "\n".join(lines)


def _furthest(text: str, start: int, room: int, weigh: Weigh) -> int:
    """Return the largest end between two characters, where `text[start:end]` fits into `room`."""
    # A code point weighs at least one byte, so no end further than `room` of them can fit.
    ends = range(start + 1, min(len(text), start + room) + 1)
    end = start + bisect_right(ends, room, key=lambda end: weigh(text[start:end]))
    return character_end(text, end, begin=start)


def _cut(text: str, start: int, furthest: int, fence: _Fence | None) -> int:
    """Return the best place to end a part that may reach to `furthest`."""
    if furthest >= len(text):
        return len(text)
    window = text[start:furthest]
    middle = len(window) // 2
    line = _last(window, "\n\n", middle) or _last(window, "\n", middle)
    if line:
        return start + line
    sentence = max(_last(window, mark, middle) for mark in _SENTENCE_ENDS)
    if sentence and _clean_cut(text, start, start + sentence, fence):
        return start + sentence
    earlier_line = _last(window, "\n", 0)
    if earlier_line:
        return start + earlier_line
    ends = [*range(furthest, max(furthest - _LONGEST_MARKER, start), -1), start + 2, start + 1]
    return next((end for end in ends if _clean_cut(text, start, end, fence)), furthest)


def _last(window: str, mark: str, begin: int) -> int:
    """Return the end of the last `mark` from `begin` on, 0 when there is none."""
    found = window.rfind(mark, begin)
    return found + len(mark) if found >= 0 else 0


def _clean_cut(text: str, start: int, end: int, fence: _Fence | None) -> bool:
    """Tell whether a cut inside a line leaves characters and fences whole, and makes no fence."""
    if is_inside(text, end):
        return False
    line_start = text.rfind("\n", start, end) + 1 or start
    line_end = text.find("\n", end)
    whole = text[line_start : line_end if line_end >= 0 else len(text)]
    before = _fence_after(text[start:line_start], fence)
    left, right = whole[: end - line_start], whole[end - line_start :]
    after = _step(before, left)
    return after == _step(before, whole) == _step(after, right)


def _closing(body: str, fence: _Fence | None) -> str:
    if fence is None:
        return ""
    return fence.marks if body.endswith("\n") else f"\n{fence.marks}"


def _fence_after(body: str, fence: _Fence | None) -> _Fence | None:
    for line in body.split("\n"):
        fence = _step(fence, line)
    return fence


def _step(fence: _Fence | None, line: str) -> _Fence | None:
    """Return the code block that is open after a line (CommonMark 0.31, section 4.5)."""
    found = _FENCE.match(line)
    if found is None or len(found["marks"]) > MOST_MARKS:
        return fence
    marks, info = found["marks"], found["info"].strip()
    if fence is None:
        return None if marks[0] == "`" and "`" in info else _Fence(marks, info[:_MOST_INFO])
    closes = marks[0] == fence.marks[0] and len(marks) >= len(fence.marks) and not info
    return None if closes else fence

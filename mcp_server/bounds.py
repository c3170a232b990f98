"""Keeps results small and harmless: a model's window is short and log text is not to be trusted."""

import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_BYTES = 24 * 1024
"""Of one result, as it is on the wire. Hosts refuse results of more than about 25,000 tokens
(the limit of Claude Code, the most repeated complaint about servers that list things); log
text takes up to one token per byte."""

FOR_ITEMS = MOST_BYTES - 3 * 1024
"""What is left for items beside the envelope, headings and a cursor."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def shown(text: str, most: int) -> str:
    """Return text as one visible line of at most `most` characters.

    Line breaks become `⏎`; controls, bidirectional overrides and invisible tag characters, with
    which instructions can be hidden from the person but not from the model, become `�`.
    """
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(_visible(char) for char in cut.replace("\r\n", "\n"))


def _visible(char: str) -> str:
    if char == "\n":
        return "⏎"
    if char == "\t":
        return " "
    return "�" if unicodedata.category(char) in _HIDDEN else char


def wire_bytes(value: object) -> int:
    """Return how many bytes a value takes inside a JSON message."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def fitting(items: Sequence[T], size: Callable[[T], int], *, budget: int = FOR_ITEMS) -> list[T]:
    """Return as many items from the front as fit into `budget` bytes."""
    kept: list[T] = []
    for item in items:
        budget -= size(item)
        if budget < 0:
            break
        kept.append(item)
    return kept


def pages_of(text: str, most_bytes: int) -> list[str]:
    """Cut text into pages of at most `most_bytes` of UTF-8, at line ends where possible."""
    pages: list[str] = []
    page = ""
    for line in text.splitlines(keepends=True):
        for piece in _pieces(line, most_bytes):
            if len((page + piece).encode()) > most_bytes:
                pages.append(page)
                page = ""
            page += piece
    return [*pages, page]


def _pieces(line: str, most_bytes: int) -> list[str]:
    """Cut a line only when it does not fit; a character takes at most 4 bytes."""
    if len(line.encode()) <= most_bytes:
        return [line]
    step = most_bytes // 4
    return [line[start : start + step] for start in range(0, len(line), step)]


def counted(number: int, noun: str) -> str:
    """Return a number with its English noun: `1 task`, `2 tasks`, `0 tasks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"

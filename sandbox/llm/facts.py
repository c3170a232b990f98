"""Finds the facts in a question: a JSON object with a list `facts` of objects with `id` and `text`.

A real model reads them wherever they stand, between other words or fenced, so this does too.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_STARTS = 200
"""Places where a JSON document is looked for; enough for any prompt, bounded for any text."""

_STORIES = "<stories>"

INJECTION = re.compile(
    r"ignore\s+(?:all|any|the|your|previous|prior)|disregard|system\s+prompt|you\s+must\s+now"
    r"|忽略|无视|立即回滚|roll\s*back\s+(?:all|every)",
    re.IGNORECASE,
)
"""What a gullible model takes for an instruction."""


@dataclass(frozen=True)
class Fact:
    """One fact: its id, its words, and whatever else stands beside them."""

    id: str
    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def commands(self) -> bool:
        """Tell whether the words try to give orders to a model."""
        return bool(INJECTION.search(self.text))


def last_user_text(messages: list[Any]) -> str:
    """Return the words of the last user message, its text parts joined."""
    for message in reversed(messages):
        if isinstance(message, dict) and message.get("role") == "user":
            return text_of(message)
    return ""


def text_of(message: dict[str, Any]) -> str:
    """Return the words of a message, whose content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def find_facts(text: str) -> list[Fact]:
    """Return the facts of the first JSON document in `text` that has any; stories are facts."""
    decoder = json.JSONDecoder()
    if stories := _stories(text, decoder):
        return stories
    start = -1
    for _ in range(MOST_STARTS):
        start = text.find("{", start + 1)
        if start < 0:
            break
        try:
            document, _end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        for found in _fact_lists(document):
            return found
    return []


def _stories(text: str, decoder: json.JSONDecoder) -> list[Fact]:
    """Return the stories of the news that are to be shortened, told by their first words."""
    start = text.find("[", text.find(_STORIES)) if _STORIES in text else -1
    if start < 0:
        return []
    try:
        found, _ = decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return []
    return [
        Fact(
            str(each["id"]),
            str(each.get("excerpt") or each.get("title", "")),
            {"story": each["id"]},
        )
        for each in found
        if isinstance(each, dict) and "id" in each
    ]


def _fact_lists(document: object) -> Iterator[list[Fact]]:
    if isinstance(document, dict):
        own = _facts(document.get("facts"))
        if own:
            yield own
        for value in document.values():
            yield from _fact_lists(value)
    elif isinstance(document, list):
        for value in document:
            yield from _fact_lists(value)


def _facts(value: object) -> list[Fact]:
    items = value if isinstance(value, list) else []
    return [
        Fact(str(item["id"]), str(item.get("text", "")), item)
        for item in items
        if isinstance(item, dict) and "id" in item
    ]

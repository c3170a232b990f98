"""What a model is given of a result of our own tools: its words, and what stands only in its data.

Words are short and made for people. Ids and digests that the next call needs may stand in the data
alone, and all of the data beside the words would cost a model twice.
"""

import json
from typing import Any

from mcp_types import CallToolResult, TextContent

from application.assistant.toolboxes import cut_result
from domain.assistant.conversations import LONGEST_RESULT
from domain.voice.answers import PART

_HEADING = "\n\nFields that the words leave out, as JSON:\n"

_NAMES = ("id", "name")
"""What tells a piece of data apart from its neighbours: kept wherever something else is."""


def text_of(result: CallToolResult) -> str:
    """Return the words, then the rest of the data where there is room for it."""
    words = "\n\n".join(part.text for part in result.content if isinstance(part, TextContent))
    rest = _left_out(result.structured_content, words)
    if rest is None:
        return cut_result(words)
    data = _HEADING + json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    return words + data if len(words) + len(data) <= LONGEST_RESULT else cut_result(words)


def parts_of(result: CallToolResult) -> str:
    """Return the words alone, a form feed between the parts that are told one after the other."""
    texts = (part.text for part in result.content if isinstance(part, TextContent))
    return cut_result(PART.join(text.replace(PART, " ") for text in texts))


def _left_out(value: Any, words: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what of a value is not said in the words; None: nothing."""
    match value:
        case dict():
            kept = {key: _left_out(each, words) for key, each in value.items() if key != "sandbox"}
            kept = {key: each for key, each in kept.items() if each is not None}
            names = {key: each for key, each in value.items() if _is_name(key) and kept}
            return (names | kept) or None
        case list():
            items = [each for each in (_left_out(one, words) for one in value) if each is not None]
            return items or None
        case str():
            return value if value and not _is_said(value, words) else None
        case bool() | None:
            return value or None
        case _:
            return None if str(value) in words or not value else value


def _is_name(key: str) -> bool:
    return key in _NAMES or key.endswith("_id")


def _is_said(value: str, words: str) -> bool:
    """Say whether the words have it; of a text of several lines they may have each by itself."""
    return all(line.strip() in words for line in value.splitlines())

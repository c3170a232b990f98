"""What a person is asked before a plugin's tool is called that nobody vouches for (MCC-4)."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from domain.common.readers import Language
from domain.plugins.plugins import Plugin

LONGEST_QUESTION = 8_000
"""Characters that a person reads before they say yes; longer calls are refused, not shortened."""

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def question_of_call(
    plugin: Plugin, tool: str, arguments: Mapping[str, Any], language: Language
) -> str:
    """Return the question: which plugin, which tool, and all of the arguments.

    Names and arguments are written as JSON, with hidden characters as escapes: whatever stands in
    them can neither end the line it stands in nor look like a word of ours.
    """
    name, of, where = plainly(tool), plainly(plugin.name), plugin.address
    if language is Language.CHINESE:
        lines = [f"要让插件 {of}（{where}）执行工具 {name} 吗？"]
        none = "（没有参数）"
    else:
        lines = [f"Let the plugin {of} ({where}) run its tool {name}?"]
        none = "(no arguments)"
    lines += [f"- {plainly(key)}: {plainly(value)}" for key, value in arguments.items()] or [none]
    return "\n".join(lines)


def too_long(language: Language) -> str:
    """Return why a call is refused that nobody could read before agreeing to it."""
    if language is Language.CHINESE:
        return "参数太长，无法逐字给人确认，什么都没有做。请缩短后再调用。"
    return (
        "Nothing was done: the arguments are too long for a person to agree to. Call again with "
        "shorter ones."
    )


def plainly(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as JSON on one line in which everything can be seen."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(_seen(char) for char in written)


def _seen(char: str) -> str:
    if unicodedata.category(char) not in _HIDDEN:
        return char
    return json.dumps(char)[1:-1]  # the escape, in halves where it takes two

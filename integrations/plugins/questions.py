"""What a person is asked before a plugin's tool is called that nobody vouches for (MCC-4)."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from application.common.wording import Localizer
from domain.common.messages import message
from domain.plugins.plugins import Plugin

LONGEST_QUESTION = 8_000
"""Characters that a person reads before they say yes; longer calls are refused, not shortened."""

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def question_of_call(
    plugin: Plugin, tool: str, arguments: Mapping[str, Any], told: Localizer
) -> str:
    """Return the question: which plugin, which tool, and all of the arguments.

    Names and arguments are written as JSON, with hidden characters as escapes: whatever stands in
    them can neither end the line it stands in nor look like a word of ours.
    """
    name, of = plainly(tool), plainly(plugin.name)
    each = [f"- {plainly(key)}: {plainly(value)}" for key, value in arguments.items()]
    return "\n".join(
        (
            told.text(message("plugin.may_call")),
            f"{told.text(message('plugin.asked_plugin'))} {of} ({plugin.address})",
            f"{told.text(message('plugin.asked_tool'))} {name}",
            *(each or [told.text(message("plugin.no_arguments"))]),
        )
    )


def plainly(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as JSON on one line in which everything can be seen."""
    written = json.dumps(value, ensure_ascii=False)
    return "".join(_seen(char) for char in written)


def _seen(char: str) -> str:
    if unicodedata.category(char) not in _HIDDEN:
        return char
    return json.dumps(char)[1:-1]  # the escape, in halves where it takes two

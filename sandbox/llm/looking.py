"""Where no skill fits: one look with a tool that needs no arguments and whose name says it looks.

Of those the one is taken that shares most words with the question; then its lines are told.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.llm.asked import Asked
from sandbox.llm.dialogues import Wanted

LOOKING = ("list", "get", "show", "search")
"""How names of tools begin that only look, by custom."""

IN_CHINESE = {
    "日志": "log",
    "集群": "cluster",
    "审批": "approval",
    "批准": "approval",
    "策略": "policy",
    "权重": "weight",
    "插件": "plugin",
    "开关": "switch",
    "静默": "control",
    "冻结": "control",
}
"""What people ask about, in the language in which tools are named."""

_MOST_LINES = 5
_WORD = re.compile(r"[a-z]{3,}")


def looked(asked: Asked) -> list[Wanted] | str | None:
    """Return the call to look with, then what was seen; None when no tool fits."""
    if asked.rounds:
        [*_, last] = asked.results
        return "\n".join(last.plain[:_MOST_LINES]) or asked.say("什么都没有。", "Nothing is there.")
    names = [name for name, schema in asked.tools.items() if _only_looks(name, schema)]
    best = _nearest(names, _asked_about(asked.question))
    return [Wanted(best)] if best else None


def _only_looks(name: str, schema: Mapping[str, Any]) -> bool:
    return name.startswith(LOOKING) and not schema.get("required")


def _nearest(names: Sequence[str], words: set[str]) -> str | None:
    """Return the name that shares most words with what was asked; None when none shares any."""
    best = max(names, key=lambda name: len(words & _stems(name)), default="")
    return best if words & _stems(best) else None


def _asked_about(question: str) -> set[str]:
    """Return the words in which tools would be named."""
    return _stems(question) | {
        english for chinese, english in IN_CHINESE.items() if chinese in question
    }


def _stems(text: str) -> set[str]:
    """Return the words without their plural; what only says that one looks is none."""
    found = _WORD.findall(text.lower().replace("_", " "))
    return {
        word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")
        for word in found
    } - set(LOOKING)

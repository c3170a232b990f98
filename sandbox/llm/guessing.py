"""What the stand-in does with tools when nobody taught it a dialogue: looks once, and tells.

It calls one tool that takes no arguments and whose name says that it only looks, the one that
shares most words with the question; then it repeats what came of it. That is enough to see an
assistant at work, and no more.
"""

import re
from typing import Any

from sandbox.llm.dialogues import Wanted, so_far
from sandbox.llm.facts import last_user_text

LOOKING = ("list", "get", "show", "search")
"""How names of tools begin that only look, by custom."""

IN_CHINESE = {
    "事件": "incident",
    "故障": "incident",
    "告警": "alarm",
    "报警": "alarm",
    "日志": "log",
    "任务": "task",
    "集群": "cluster",
    "审批": "approval",
    "批准": "approval",
    "策略": "policy",
    "权重": "weight",
    "插件": "plugin",
    "开关": "switch",
    "静默": "control",
    "冻结": "control",
    "简报": "briefing",
}
"""What people ask about, in the language in which tools are named."""

LONGEST_TOLD = 600
"""Characters of a result that are repeated."""

_WORD = re.compile(r"[a-z]{3,}")
_TAG = re.compile(r"</?[a-z_]+(?: [^<>]*)?>\n?")


def guessed_call(request: dict[str, Any]) -> Wanted | None:
    """Return the tool to look with; None when no tool fits, or one has been called already."""
    rounds, _ = so_far(request["messages"])
    asked = _asked_about(last_user_text(request["messages"]))
    if rounds or not asked:
        return None
    fitting = [
        (len(asked & _stems(name)), name)
        for name in map(_name_to_look_with, request.get("tools") or [])
        if asked & _stems(name)
    ]
    best = max(fitting, key=lambda each: each[0], default=None)
    return Wanted(best[1]) if best else None


def retold(request: dict[str, Any]) -> str | None:
    """Return what came of the last call; None when there was none."""
    _, results = so_far(request["messages"])
    if not results:
        return None
    return _TAG.sub("", results[-1]).strip()[:LONGEST_TOLD]


def _name_to_look_with(tool: Any) -> str:  # noqa: ANN401 - whatever the request holds
    """Return the name of a tool that only looks and needs no arguments, else nothing."""
    function = tool.get("function", {}) if isinstance(tool, dict) else {}
    name = str(function.get("name", ""))
    needs = (function.get("parameters") or {}).get("required")
    return "" if needs or not name.startswith(LOOKING) else name


def _asked_about(question: str) -> set[str]:
    words = {english for chinese, english in IN_CHINESE.items() if chinese in question}
    return words | _stems(question)


def _stems(text: str) -> set[str]:
    """Return the words without their plural; what only says that one looks is none."""
    found = _WORD.findall(text.lower().replace("_", " "))
    return {
        word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")
        for word in found
    } - set(LOOKING)

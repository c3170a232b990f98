"""What the stand-in does with tools when nobody taught it a dialogue: looks once, and tells.

It calls one tool that takes no arguments and whose name says that it only looks: the one that
shares most words with the question, or the list of incidents when somebody asks how things are.
Then it repeats what came of it. That is enough to see an assistant at work, and no more.
"""

import re
from collections.abc import Sequence
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

IN_GENERAL = re.compile(
    r"going on|how are|what.s up|happen|状况|情况|怎么样|怎样|发生|还好吗", re.IGNORECASE
)
"""How people ask when they name nothing; what is open is what an operator means by that."""

WHAT_IS_OPEN = {"incident"}

LONGEST_TOLD = 600
"""Characters of a result that are repeated."""

_WORD = re.compile(r"[a-z]{3,}")
_TAG = re.compile(r"</?[a-z_]+(?: [^<>]*)?>\n?")


def guessed_call(request: dict[str, Any]) -> Wanted | None:
    """Return the tool to look with; None when no tool fits, or one has been called already."""
    rounds, _ = so_far(request["messages"])
    if rounds:
        return None
    question = last_user_text(request["messages"])
    names = [_name_to_look_with(tool) for tool in request.get("tools") or []]
    best = _nearest(names, _asked_about(question))
    if best is None and IN_GENERAL.search(question):
        best = _nearest(names, WHAT_IS_OPEN)
    return Wanted(best) if best else None


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


def _nearest(names: Sequence[str], asked: set[str]) -> str | None:
    """Return the name that shares most words with what was asked; None when none shares any."""
    best = max(names, key=lambda name: len(asked & _stems(name)), default="")
    return best if asked & _stems(best) else None


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

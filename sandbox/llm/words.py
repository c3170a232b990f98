"""What the stand-in says to a request: content, finish reason, refusal, tool calls."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.llm.behaviours import Behaviour
from sandbox.llm.facts import Fact, find_facts, last_user_text, text_of
from sandbox.llm.shapes import DEFAULT_SCHEMA, Shaper

INVENTED = (
    Fact("invented-1", "生产数据库已被删除，请立即回滚全部服务。"),
    Fact("invented-2", "All systems are fine, no need to read the logs."),
)
"""Claims of the hostile behaviour whose evidence does not exist."""


@dataclass(frozen=True)
class Answer:
    """One completion; `content` is None where the wire format has null."""

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None
    tool_calls: list[dict[str, Any]] = field(default_factory=list)


GRAVITY = ("act", "watch", "calm")
"""Weights that facts may carry, gravest first; facts without one come last, in their order."""

CANNED = {
    Behaviour.WRONG_JSON: Answer('Sure! Here is the summary: {"claims": ['),
    Behaviour.WRONG_SCHEMA: Answer('{"answer": 42, "claims": "none", "headline": null}'),
    Behaviour.FILTERED: Answer(None, finish_reason="content_filter"),
    Behaviour.EMPTY: Answer(""),
    Behaviour.REFUSING: Answer(None, refusal="I'm sorry, I can't help with that."),
}
"""Answers that do not depend on the question."""


def answer(request: dict[str, Any], behaviour: Behaviour) -> Answer:
    """Return what a model of this behaviour says to a request."""
    if behaviour in CANNED:
        return CANNED[behaviour]
    if behaviour is Behaviour.HOSTILE:
        return _hostile(request)
    whole = _honest(request)
    if behaviour is Behaviour.CUT_OFF:
        return Answer(whole[: len(whole) // 2], finish_reason="length")
    return _bounded(Answer(whole), request)


def tokens(text: str) -> int:
    """Estimate tokens as tokenisers roughly count: one per CJK character, one per four others."""
    wide = sum(1 for char in text if char >= "\u2e80")
    return wide + (len(text) - wide + 3) // 4


def usage(request: dict[str, Any], said: Answer) -> dict[str, int]:
    """Return the token counts of a request and its answer."""
    prompt = sum(
        4 + tokens(text_of(message)) for message in request["messages"] if isinstance(message, dict)
    )
    completion = tokens((said.content or "") + (said.refusal or ""))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def schema_of(request: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema a request asks for, None when it asks for no JSON.

    Raises:
        ValueError: the response format is of no known kind or lacks its schema.
    """
    wanted = request.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, dict) else "text"
    if kind == "text":
        return None
    if kind == "json_object":
        return DEFAULT_SCHEMA
    inner = wanted.get("json_schema") if isinstance(wanted, dict) else None
    schema = inner.get("schema") if isinstance(inner, dict) else None
    if kind != "json_schema" or not isinstance(schema, dict):
        raise ValueError("response_format must be text, json_object or json_schema with a schema")
    return schema


def _honest(request: dict[str, Any]) -> str:
    question = last_user_text(request["messages"])
    return _told(request, question, sorted(find_facts(question), key=_gravity))


def _gravity(fact: Fact) -> int:
    """Return the place of a fact among others: the graver it says it is, the earlier."""
    weight = fact.fields.get("weight")
    return GRAVITY.index(weight) if weight in GRAVITY else len(GRAVITY)


def _told(request: dict[str, Any], question: str, facts: list[Fact]) -> str:
    schema = schema_of(request)
    if schema is None and not facts:
        return f"(sandbox model) {question[:200]}"
    chinese = any("\u4e00" <= char <= "\u9fff" for char in question)
    nothing = "没有需要说明的事。" if chinese else "Nothing to report."
    value = Shaper(schema or DEFAULT_SCHEMA, nothing).fill(facts)
    return json.dumps(value, ensure_ascii=False)


def _hostile(request: dict[str, Any]) -> Answer:
    """Invent, obey whatever gives orders, and call the first tool there is."""
    question = last_user_text(request["messages"])
    facts = find_facts(question)
    obeyed = [
        Fact(fact.id, f"已按指示执行 (done as told): {fact.text}", fact.fields)
        for fact in facts
        if fact.commands
    ]
    said = _told(request, question, [*INVENTED, *obeyed, *facts])
    names = [
        tool["function"]["name"]
        for tool in request.get("tools") or []
        if isinstance(tool, dict) and isinstance(tool.get("function"), dict)
    ]
    if not names:
        return Answer(said)
    call = {"name": str(names[0]), "arguments": "{}"}
    calls = [{"id": "call_sandbox_1", "type": "function", "function": call}]
    return Answer(None, finish_reason="tool_calls", tool_calls=calls)


def _bounded(said: Answer, request: dict[str, Any]) -> Answer:
    """Cut an answer at the number of tokens the request allows, as a real model stops there."""
    most = request.get("max_completion_tokens") or request.get("max_tokens")
    content = said.content or ""
    if not isinstance(most, int) or tokens(content) <= most:
        return said
    while content and tokens(content) > most:
        content = content[: len(content) * 9 // 10]
    return Answer(content, finish_reason="length")

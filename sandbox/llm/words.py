"""What the stand-in says to a request: content, finish reason, refusal, tool calls."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.llm.behaviours import Behaviour
from sandbox.llm.dialects import SIGNATURE, THOUGHT, Rules
from sandbox.llm.dialogues import Line, Wanted, calls_of, ordered, text_with, wire_calls
from sandbox.llm.examples import example_in, is_schema_given, schema_like
from sandbox.llm.facts import Fact, find_facts, last_user_text, text_of
from sandbox.llm.shapes import DEFAULT_SCHEMA, Shaper
from sandbox.llm.skills import next_step

INVENTED = (
    Fact("invented-1", "生产数据库已被删除，请立即回滚全部服务。"),
    Fact("invented-2", "All systems are fine, no need to read the logs."),
)
"""Claims of the hostile behaviour whose evidence does not exist."""


@dataclass(frozen=True)
class Answer:
    """One completion; `content` and `thought` are None where the wire format has none."""

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    thought: str | None = None


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
    if behaviour in MISCALLING and (calls := _miscalled(request, behaviour)):
        return Answer(None, finish_reason="tool_calls", tool_calls=calls)
    if behaviour is Behaviour.HOSTILE:
        return _hostile(request)
    whole = _honest(request)
    if request.get("tools") and schema_of(request) is None:
        step = next_step(request)
        if not isinstance(step, str):
            calls = wire_calls(step, request["messages"])
            return Answer(None, finish_reason="tool_calls", tool_calls=calls)
        whole = step
    if behaviour is Behaviour.CUT_OFF:
        return Answer(whole[: len(whole) // 2], finish_reason="length")
    return _bounded(Answer(whole), request)


def thought_over(said: Answer, request: dict[str, Any], rules: Rules) -> Answer:
    """Return an answer as this vendor's model gives it: after a thought, or with signed calls."""
    if rules.signs and said.tool_calls:
        first = said.tool_calls[0] | {"extra_content": {"google": {"thought_signature": SIGNATURE}}}
        return replace(said, tool_calls=[first, *said.tool_calls[1:]])
    if not rules.thinks(request):
        return said
    if rules.spent_on_thoughts(request):
        cut = Answer("<think>\n" + THOUGHT) if rules.aloud else Answer("", thought=THOUGHT)
        return replace(cut, finish_reason="length")
    if rules.aloud:
        return replace(said, content=f"<think>\n{THOUGHT}\n</think>\n\n{said.content or ''}")
    return replace(said, thought=THOUGHT)


MISCALLING = frozenset(
    {Behaviour.UNOFFERED, Behaviour.WRONG_ARGUMENTS, Behaviour.ENDLESS, Behaviour.OBEDIENT}
)
"""What goes wrong only with tools; without any it is honest."""


def scripted(request: dict[str, Any], line: Line) -> Answer:
    """Return a line of a script as an answer to this request.

    Raises:
        NotInScript: the line wants something from a result that is not there.
    """
    messages = request["messages"]
    calls = calls_of(line, messages)
    text = text_with(line, messages)
    if calls:
        return Answer(text or None, finish_reason="tool_calls", tool_calls=calls)
    return _bounded(Answer(text), request)


def tokens(text: str) -> int:
    """Estimate tokens as tokenisers roughly count: one per CJK character, one per four others."""
    wide = sum(1 for char in text if char >= "\u2e80")
    return wide + (len(text) - wide + 3) // 4


def usage(request: dict[str, Any], said: Answer) -> dict[str, int]:
    """Return the token counts of a request and its answer."""
    prompt = sum(
        4 + tokens(text_of(message) + _json(message.get("tool_calls")))
        for message in request["messages"]
        if isinstance(message, dict)
    ) + tokens(_json(request.get("tools")))
    words = (said.content or "") + (said.refusal or "") + (said.thought or "")
    completion = tokens(words + _json(said.tool_calls))
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
    example = None if is_schema_given(request) else example_in(request["messages"])
    if example is not None and not facts:
        return json.dumps(example)
    if schema is None and not facts:
        return f"(sandbox model) {question[:200]}"
    chinese = any("\u4e00" <= char <= "\u9fff" for char in question)
    nothing = "没有需要说明的事。" if chinese else "Nothing to report."
    if example is not None:
        schema = schema_like(example, facts)
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
    names = _offered(request)
    if not names:
        return Answer(said)
    calls = wire_calls([Wanted(names[0])], request["messages"])
    return Answer(None, finish_reason="tool_calls", tool_calls=calls)


def _miscalled(request: dict[str, Any], behaviour: Behaviour) -> list[dict[str, Any]]:
    names, messages = _offered(request), request["messages"]
    if not names:
        return []
    if behaviour is Behaviour.OBEDIENT:
        return wire_calls(ordered(messages), messages)
    wanted = {
        Behaviour.UNOFFERED: Wanted("drop_database"),
        Behaviour.WRONG_ARGUMENTS: Wanted(names[0], '{"half": '),
        Behaviour.ENDLESS: Wanted(names[0]),
    }
    return wire_calls([wanted[behaviour]], messages)


def _offered(request: dict[str, Any]) -> list[str]:
    return [
        str(tool["function"]["name"])
        for tool in request.get("tools") or []
        if isinstance(tool, dict) and isinstance(tool.get("function"), dict)
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


def _bounded(said: Answer, request: dict[str, Any]) -> Answer:
    """Cut an answer at the number of tokens the request allows, as a real model stops there."""
    most = request.get("max_completion_tokens") or request.get("max_tokens")
    content = said.content or ""
    if not isinstance(most, int) or tokens(content) <= most:
        return said
    while content and tokens(content) > most:
        content = content[: len(content) * 9 // 10]
    return Answer(content, finish_reason="length")

"""The stand-in keeps each vendor's rules, in the vendor's words."""

import json

import httpx
import pytest

from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.dialects import SIGNATURE, THOUGHT, Dialect
from sandbox.llm.examples import example_in, schema_like
from sandbox.llm.facts import Fact
from tests.fakes.loopback import serve

USER = {"role": "user", "content": "Answer with json."}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}
ANSWERED = {"role": "tool", "tool_call_id": "c1", "content": "[]"}
TOOLS = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
SCHEMA = {
    "type": "json_schema",
    "json_schema": {"name": "n", "schema": {"type": "object", "properties": {}}},
}
OBJECT = {"type": "json_object"}


async def asked(dialect, *messages, **fields):
    """Ask once; returns status and body."""
    body = {"model": MODEL, "messages": list(messages) or [USER], **fields}
    async with serve(LlmSandbox(dialect=dialect).app) as address, httpx.AsyncClient() as client:
        answer = await client.post(f"{address}/v1/chat/completions", json=body, timeout=20)
    return answer.status_code, answer


REFUSED = {
    "deepseek: thoughts": (
        Dialect.DEEPSEEK,
        {"messages": [USER, CALLED, ANSWERED], "tools": TOOLS},
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
    ),
    "deepseek: schema": (
        Dialect.DEEPSEEK,
        {"response_format": SCHEMA},
        "This response_format type is unavailable now",
    ),
    "deepseek: the word": (
        Dialect.DEEPSEEK,
        {"messages": [{"role": "user", "content": "?"}], "response_format": OBJECT},
        "Prompt must contain the word 'json' in some form",
    ),
    "deepseek: name": (Dialect.DEEPSEEK, {"model": "gpt-9"}, "Model Not Exist"),
    "qwen: whole": (
        Dialect.QWEN,
        {},
        "parameter.enable_thinking must be set to false for non-streaming calls",
    ),
    "qwen: JSON": (
        Dialect.QWEN,
        {"stream": True, "response_format": OBJECT},
        "Json mode response is not supported when enable_thinking is true",
    ),
    "gemini: signature": (
        Dialect.GEMINI,
        {"messages": [USER, CALLED, ANSWERED], "tools": TOOLS},
        "Function call is missing a thought_signature in functionCall parts.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_only_one_vendor_refuses(case):
    """LLM-1."""
    dialect, fields, words = REFUSED[case]
    messages = fields.get("messages", [USER])
    status, answer = await asked(
        dialect, *messages, **{name: value for name, value in fields.items() if name != "messages"}
    )
    told = answer.json()

    assert status == 400
    problem = told[0]["error"] if dialect is Dialect.GEMINI else told["error"]
    assert words in problem["message"]


TAKEN = {
    "deepseek: thoughts, even empty": (
        Dialect.DEEPSEEK,
        [USER, CALLED | {"reasoning_content": ""}, ANSWERED],
    ),
    "deepseek: no thinking": (Dialect.DEEPSEEK, [USER, CALLED, ANSWERED]),
    "qwen: no thinking": (Dialect.QWEN, [USER]),
    "gemini: earlier turns": (Dialect.GEMINI, [USER, CALLED, ANSWERED, USER]),
    "gemini: what stands in": (
        Dialect.GEMINI,
        [
            USER,
            CALLED
            | {
                "tool_calls": [
                    CALL
                    | {
                        "extra_content": {
                            "google": {"thought_signature": "skip_thought_signature_validator"}
                        }
                    }
                ]
            },
            ANSWERED,
        ],
    ),
}


@pytest.mark.parametrize("case", TAKEN)
async def test_what_that_vendor_takes(case):
    """LLM-1."""
    dialect, messages = TAKEN[case]
    off = {"thinking": {"type": "disabled"}, "enable_thinking": False}
    status, answer = await asked(dialect, *messages, **(off if "no thinking" in case else {}))

    assert status == 200, answer.text


async def test_thoughts_stand_where_the_vendor_puts_them_and_count():
    """LLM-1: beside the answer, before it, or in the signature of the first call."""
    _, whole = await asked(Dialect.DEEPSEEK)
    _, cut = await asked(Dialect.DEEPSEEK, max_tokens=2_000)
    _, aloud = await asked(Dialect.VLLM)
    _, streamed = await asked(Dialect.QWEN, stream=True)
    _, calling = await asked(
        Dialect.GEMINI, {"role": "user", "content": "please look"}, tools=TOOLS
    )

    assert whole.json()["choices"][0]["message"]["reasoning_content"] == THOUGHT
    assert cut.json()["choices"][0]["finish_reason"] == "length"
    assert cut.json()["choices"][0]["message"]["content"] == ""
    assert aloud.json()["choices"][0]["message"]["content"].startswith("<think>")
    pieces = [
        json.loads(line[6:])["choices"][0]["delta"].get("reasoning_content") or ""
        for line in streamed.text.splitlines()
        if line.startswith("data: {")
    ]
    assert "".join(pieces) == THOUGHT
    calls = calling.json()["choices"][0]["message"].get("tool_calls", [])
    assert all(
        call["extra_content"] == {"google": {"thought_signature": SIGNATURE}} for call in calls[:1]
    )


def test_an_example_in_the_systems_words_is_followed():
    """LLM-1: where a server takes no schema."""
    system = {"role": "system", "content": 'Answer: {"claims": [{"topic": str, "text": str}]} now'}

    example = example_in([system, USER])

    assert example == {"claims": [{"topic": "str", "text": "str"}]}
    claim = schema_like(example, [Fact("a", "x", {"topic": "logs"})])["properties"]["claims"]
    assert claim["items"]["properties"]["topic"] == {"type": "string", "enum": ["logs"]}
    assert example_in([USER | {"content": '{"a": 1}'}]) is None
    assert example_in([system | {"content": 'half {"a": '}]) is None

"""Our client against each vendor's rules, over a real socket: tool turns, briefings, verdicts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.assistant.dialogues import dialogue_of
from application.briefings.summary_prompts import summary_prompt
from application.ports.assistant.chat_models import (
    ChatFinish,
    ChatMessage,
    ChatPrompt,
    OfferedFunction,
    Role,
)
from application.ports.models import Finish
from application.ports.watches.verdicts import Question
from domain.assistant.conversations import Outcome, Step, StepKind
from domain.briefings.summaries import Topic
from domain.common.errors import Misconfigured, Rejected, TooManyRequests
from domain.common.readers import Language
from integrations.openai_models.asking import THINKING_ROOM, OpenAiSettings
from integrations.openai_models.chat import OpenAiChatModel
from integrations.openai_models.chat_words import MOST_THOUGHT
from integrations.openai_models.judge import OpenAiChangeModel
from integrations.openai_models.writer import OpenAiWriter
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.dialects import SIGNATURE, THOUGHT, Dialect
from sandbox.llm.dialogues import Dialogue as Heard
from sandbox.llm.dialogues import Line, Script, Wanted
from storage.codec import Typed
from tests.fakes.briefing_words import telling
from tests.fakes.loopback import serve
from tests.fakes.mornings import busy_facts
from tests.fakes.words import says

KEY = "sk-very-secret-key"
AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
TOOLS = (
    OfferedFunction("list_alarms", "List alarms.", {"type": "object"}),
    OfferedFunction("list_topics", "List topics.", {"type": "object"}),
)
TWO_STEPS = Script(
    [
        Heard(
            "告警",
            [
                Line(text="先看告警。", calls=[Wanted("list_alarms"), Wanted("list_topics")]),
                Line(after=1, calls=[Wanted("list_topics")]),
                Line(after=2, text="两条告警，都已恢复。"),
            ],
        ),
        Heard("谢谢", [Line(text="不客气。")]),
    ]
)
SUMMARY = summary_prompt(busy_facts(), telling(busy_facts(), Language.CHINESE), topics=tuple(Topic))
VERDICT = Question(
    'Answer with one JSON object: {"matters": true} or {"matters": false}',
    "<change>+ 80</change>",
    600,
)
DISCUSSED = 3
"""Replies of the model in one turn of `TWO_STEPS`."""


@asynccontextmanager
async def vendor(dialect, **options) -> AsyncIterator[tuple[LlmSandbox, OpenAiSettings]]:
    """Serve one, and say how it is reached."""
    llm = LlmSandbox(key=KEY, dialect=dialect)
    llm.learn(TWO_STEPS)
    async with serve(llm.app) as address:
        yield (
            llm,
            OpenAiSettings(
                base_url=f"{address}/v1",
                api_key=KEY,
                model=MODEL,
                timeout_seconds=20.0,
                retries=0,
                **options,
            ),
        )


class Talk:
    """A conversation whose words are kept as rows, and read again for each reply."""

    def __init__(self, settings):
        self.model = OpenAiChatModel(settings)
        self.steps: list[Step] = []
        self.turn = 0
        self._row = Typed(Step)

    async def ask(self, text):
        """Have one turn; returns the answer."""
        self.turn += 1
        self._keep(StepKind.PERSON, text)
        for number in range(1, 10):
            reply = await self.model.reply(self._prompt())
            self._keep(StepKind.ASSISTANT, reply.text, echo=reply.echo)
            if reply.finish is not ChatFinish.CALLS:
                return reply
            names = [f"t{self.turn}s{number}c{place}" for place in range(len(reply.calls))]
            for name, call in zip(names, reply.calls, strict=True):
                self._keep(StepKind.CALL, call.arguments, name, call.alias, echo=call.echo)
            for name, call in zip(names, reply.calls, strict=True):
                self._keep(StepKind.RESULT, "[]", name, call.alias, outcome=Outcome.DONE)
        raise AssertionError(self.steps)

    def _keep(self, kind, text, call_id="", tool="", **more):
        step = Step(
            conversation="c",
            number=0,
            turn=self.turn,
            kind=kind,
            at=AT,
            text=text,
            call_id=call_id,
            tool=tool,
            **more,
        )
        row = self._row.process_bind_param(step, None)
        self.steps.append(self._row.process_result_value(row, None))

    def _prompt(self):
        said = dialogue_of(self.steps, turn=self.turn)
        return ChatPrompt((ChatMessage(Role.SYSTEM, "You are on duty."), *said), TOOLS)


@pytest.mark.parametrize("dialect", Dialect)
async def test_a_turn_with_two_rounds_of_calls_and_the_turn_after_it(dialect):
    """LLM-1, MCC-4: thoughts and signatures go back as they came; each refused the second step."""
    async with vendor(dialect) as (llm, settings):
        talk = Talk(settings)
        first, after = await talk.ask("昨晚有什么告警？"), await talk.ask("谢谢")
        await talk.model.close()

    assert (first.text, after.text) == ("两条告警，都已恢复。", "不客气。")
    assert len(llm.requests) <= DISCUSSED + 1 + 1
    assert llm.missing == []


async def test_deepseek_gets_its_thoughts_back_word_for_word_in_turns_with_calls():
    """LLM-1: all of them, also the one behind the answer; of other turns none."""
    async with vendor(Dialect.DEEPSEEK) as (llm, settings):
        talk = Talk(settings)
        for text in ("谢谢", "昨晚有什么告警？", "谢谢"):
            await talk.ask(text)
        await talk.model.close()

    said = [each for each in llm.requests[-1]["messages"] if each["role"] == "assistant"]
    assert [each.get("reasoning_content") for each in said] == [None, *[THOUGHT] * DISCUSSED]


async def test_gemini_gets_the_signature_of_its_first_call_back():
    """LLM-1."""
    async with vendor(Dialect.GEMINI) as (llm, settings):
        talk = Talk(settings)
        await talk.ask("昨晚有什么告警？")
        await talk.model.close()

    calling = [each for each in llm.requests[-1]["messages"] if each.get("tool_calls")]
    extras = [[call.get("extra_content") for call in each["tool_calls"]] for each in calling]
    signed = {"google": {"thought_signature": SIGNATURE}}
    assert extras == [[signed, None], [signed]]


@pytest.mark.parametrize("dialect", [Dialect.DEEPSEEK, Dialect.GEMINI])
async def test_a_conversation_that_another_model_began_goes_on(dialect):
    """LLM-1: its calls carry no thoughts; what stands in for them is asked for once."""
    async with vendor(Dialect.OPENAI) as (_, settings):
        talk = Talk(settings)
        await talk.ask("昨晚有什么告警？")
        await talk.model.close()
    async with vendor(dialect) as (llm, settings):
        talk.model = OpenAiChatModel(settings)
        talk.steps = [each for each in talk.steps if each.text != "两条告警，都已恢复。"]
        reply = await talk.model.reply(talk._prompt())
        assert reply.text == "两条告警，都已恢复。"
        await talk.model.reply(talk._prompt())
        await talk.model.close()

    assert len(llm.requests) == 2  # the refused one is not kept


async def test_thoughts_count_and_have_a_bound():
    """LLM-1: in the day's budget, in what a model is given, and in what is kept."""
    step = Step(
        conversation="c",
        number=0,
        turn=1,
        kind=StepKind.ASSISTANT,
        at=AT,
        text="先看。",
        echo='{"reasoning_content":"' + "想" * 9,
    )
    call = replace(step, kind=StepKind.CALL, text="{}", call_id="1", tool="t", echo="")
    person = replace(step, kind=StepKind.PERSON, text="?", echo="")
    with_thoughts, without = (
        ChatPrompt(dialogue_of([person, each, call], turn=1), ())
        for each in (step, replace(step, echo=""))
    )
    assert with_thoughts.estimated_tokens > without.estimated_tokens

    async def endpoint(_request: Request) -> Response:
        said = {"role": "assistant", "content": "x", "reasoning_content": "y" * (MOST_THOUGHT + 1)}
        choice = {"index": 0, "finish_reason": "stop", "message": said}
        head = {"id": "c", "object": "chat.completion", "created": 0, "model": MODEL}
        return JSONResponse({**head, "choices": [choice]})

    app = Starlette(routes=[Route("/v1/chat/completions", endpoint, methods=["POST"])])
    async with serve(app) as address:
        model = OpenAiChatModel(
            OpenAiSettings(
                base_url=f"{address}/v1", api_key=KEY, model=MODEL, timeout_seconds=20.0, retries=0
            )
        )
        reply = await model.reply(ChatPrompt((ChatMessage(Role.PERSON, "?"),), ()))
        await model.close()
    assert (reply.finish, reply.echo) == (ChatFinish.CUT_OFF, "")


@pytest.mark.parametrize("dialect", Dialect)
async def test_a_briefing_is_summed_up_and_later_ones_cost_one_question(dialect):
    """LLM-1, BRF-5: formats, streaming and room are agreed on once."""
    async with vendor(dialect) as (llm, settings):
        writer = OpenAiWriter(settings)
        first = await writer.write(SUMMARY)
        asked = len(llm.requests)
        again = await writer.write(SUMMARY)
        await writer.close()

    assert (first.finish, again.finish) == (Finish.STOP, Finish.STOP)
    assert first.claims
    assert first.tokens[1] > 0
    assert len(llm.requests) == asked + 1


@pytest.mark.parametrize("dialect", Dialect)
async def test_a_verdict_is_given(dialect):
    """LLM-1, WEB-4."""
    async with vendor(dialect) as (llm, settings):
        model = OpenAiChangeModel(settings)
        answered = await model.ask(VERDICT)
        await model.close()

    assert llm.requests
    assert answered.tokens > 0
    assert answered.matters is not None


async def test_schemas_give_way_to_json_and_json_to_plain_words():
    """LLM-1: one step at a time; what was understood is remembered."""
    formats = {}
    for dialect in (Dialect.OPENAI, Dialect.DEEPSEEK, Dialect.QWEN):
        async with vendor(dialect) as (llm, settings):
            writer = OpenAiWriter(settings)
            await writer.write(SUMMARY)
            await writer.close()
            wanted = llm.requests[-1].get("response_format") or {}
            formats[dialect] = wanted.get("type")

    assert formats == {"openai": "json_schema", "deepseek": "json_object", "qwen": None}


async def test_a_model_that_was_cut_off_in_its_thoughts_gets_room_once():
    """LLM-1: 2,000 tokens were too few to think in, and every briefing was written by rules."""
    async with vendor(Dialect.DEEPSEEK) as (llm, settings):
        writer = OpenAiWriter(settings)
        assert (await writer.write(SUMMARY)).finish is Finish.STOP
        await writer.close()
    assert [each["max_tokens"] for each in llm.requests] == [2_000, THINKING_ROOM]

    async with vendor(Dialect.DEEPSEEK, answer_tokens=9_000) as (llm, settings):
        writer = OpenAiWriter(settings)
        assert (await writer.write(SUMMARY)).finish is Finish.STOP
        await writer.close()
    assert [each["max_tokens"] for each in llm.requests] == [9_000]


async def test_fields_of_the_vendors_own_are_sent_along():
    """LLM-1: `ZHIBAN_LLM_EXTRA_BODY`."""
    off = {"enable_thinking": False}
    async with vendor(Dialect.QWEN, extra_body=off) as (llm, settings):
        writer, talk = OpenAiWriter(settings), Talk(settings)
        assert (await writer.write(SUMMARY)).finish is Finish.STOP
        await talk.ask("昨晚有什么告警？")
        await writer.close()
        await talk.model.close()

    assert all(each["enable_thinking"] is False for each in llm.requests)
    assert "stream" not in llm.requests[0]
    assert llm.requests[0]["max_tokens"] == 2_000


def refusing(status: int, body: object, **headers: str) -> tuple[Starlette, list[dict]]:
    """Return a server that refuses everything, and what it was asked."""
    asked: list[dict] = []

    async def endpoint(request: Request) -> Response:
        asked.append(await request.json())
        return JSONResponse(body, status, headers)

    return Starlette(routes=[Route("/v1/chat/completions", endpoint, methods=["POST"])]), asked


def problem(message: str, code: str = "invalid_request_error") -> dict:
    return {"error": {"message": message, "type": "x", "param": None, "code": code}}


ARREARS = "Access denied, please make sure your account is in good standing. Arrearage"
DEEPSEEK_FULL = (
    "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens "
    "(138000 in the messages, 2000 in the completion). Please reduce the length of the messages."
)
SAID = {
    "DeepSeek's word for a wrong name": (
        400,
        problem("Model Not Exist"),
        Misconfigured,
        "LLM_MODEL",
    ),
    "an empty account": (402, problem("Insufficient Balance"), Misconfigured, "no credit"),
    "a spent quota": (429, problem("x", "insufficient_quota"), Misconfigured, "no credit"),
    "arrears": (400, problem(ARREARS, "Arrearage"), Misconfigured, "no credit"),
    "too long": (400, problem(DEEPSEEK_FULL), Rejected, "more than the language model can read"),
    "too busy": (429, problem("slow down"), TooManyRequests, "rate limited"),
    "its own words": (400, problem("Content Exists Risk"), Rejected, "Content Exists Risk"),
    "a list": (400, [problem("Please use a valid role.")], Rejected, "Please use a valid role."),
    "a bare text": (400, "nope", Rejected, "HTTP 400"),
    "nothing": (400, None, Rejected, "HTTP 400"),
}


@pytest.mark.parametrize("case", SAID)
async def test_the_vendors_reason_is_told(case):
    """LLM-1, OPS-5: who reads it knows what to set."""
    status, body, error, words = SAID[case]
    app, asked = refusing(status, body)
    async with serve(app) as address:
        model = OpenAiChatModel(
            OpenAiSettings(
                base_url=f"{address}/v1", api_key=KEY, model=MODEL, timeout_seconds=20.0, retries=0
            )
        )
        with pytest.raises(error, check=says(words)):
            await model.reply(ChatPrompt((ChatMessage(Role.PERSON, "?"),), TOOLS))
        await model.close()

    if error is Misconfigured or case == "too long":
        assert len(asked) == 1


async def test_the_vendors_words_are_cut_and_hold_no_secret_and_no_link():
    """LLM-1, CLD-4, SEC-4."""
    said = f"Bad \x1b[31mkey {KEY} or sk-another-secret\nsee https://evil.example/x " + "y" * 900
    app, _ = refusing(400, problem(said))
    async with serve(app) as address:
        model = OpenAiChatModel(
            OpenAiSettings(
                base_url=f"{address}/v1", api_key=KEY, model=MODEL, timeout_seconds=20.0, retries=0
            )
        )
        with pytest.raises(Rejected) as caught:
            await model.reply(ChatPrompt((ChatMessage(Role.PERSON, "?"),), ()))
        await model.close()

    told = str(caught.value)
    assert "Bad key *** or ***" in told
    assert "ZHIBAN_LLM_EXTRA_BODY" in told
    assert len(told) < 500
    for word in (KEY, "another", "\x1b", "\n", "https://"):
        assert word not in told


async def test_a_server_that_gives_no_room_is_asked_as_before():
    """LLM-1: a bound above its own is taken back, once."""
    asked = []

    async def endpoint(request: Request) -> Response:
        body = await request.json()
        asked.append(body["max_tokens"])
        if body["max_tokens"] > 8_192:
            return JSONResponse(problem("Range of max_tokens should be [1, 8192]"), 400)
        said = {"role": "assistant", "content": "", "reasoning_content": "hm"}
        choice = {"index": 0, "finish_reason": "length", "message": said}
        head = {"id": "c", "object": "chat.completion", "created": 0, "model": MODEL}
        return JSONResponse({**head, "choices": [choice]})

    app = Starlette(routes=[Route("/v1/chat/completions", endpoint, methods=["POST"])])
    async with serve(app) as address:
        writer = OpenAiWriter(
            OpenAiSettings(
                base_url=f"{address}/v1", api_key=KEY, model=MODEL, timeout_seconds=20.0, retries=0
            )
        )
        answers = [await writer.write(SUMMARY) for _ in range(2)]
        await writer.close()

    assert [each.finish for each in answers] == [Finish.CUT_OFF] * 2
    assert asked == [2_000, THINKING_ROOM, 2_000, 2_000]

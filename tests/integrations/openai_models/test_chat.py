"""A dialogue with tools through the OpenAI adapter, over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from application.ports.assistant.chat_models import (
    CallRequest,
    ChatFinish,
    ChatMessage,
    ChatPrompt,
    OfferedFunction,
    Role,
)
from application.ports.models import ModelTooSlow
from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable
from domain.common.token_counts import OTHER_TOKEN, estimated_tokens
from integrations.openai_models.answers import MOST_READ
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.chat import OpenAiChatModel
from integrations.openai_models.chat_words import MOST_ARGUMENTS, MOST_WISHES
from integrations.openai_models.parts import MOST_TOKENS
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from sandbox.llm.dialogues import Dialogue, Line, Script, Wanted
from tests.fakes.loopback import serve
from tests.fakes.words import says

SECRET = "sk-very-secret-key"
OBJECT = {"type": "object", "properties": {"hours": {"type": "integer"}}}
TOOLS = (
    OfferedFunction("list_alarms", "List alarms.", OBJECT),
    OfferedFunction("list_topics", "List topics.", {"type": "object"}),
)
LONG = "昨晚有两条告警：支付服务在 02:10 出错，库存服务在 03:20 重启。"

Answer = Callable[[dict], Awaitable[Response]]


def prompt(*messages: ChatMessage, tools: tuple[OfferedFunction, ...] = TOOLS, most=300):
    system = ChatMessage(Role.SYSTEM, "You are on duty.")
    return ChatPrompt((system, *messages), tools, most)


def said(text: str) -> ChatMessage:
    return ChatMessage(Role.PERSON, text)


@asynccontextmanager
async def talking(app: object, *, timeout: float = 20.0) -> AsyncIterator[OpenAiChatModel]:
    async with serve(app) as address:
        settings = OpenAiSettings(
            base_url=f"{address}/v1",
            api_key=SECRET,
            model=MODEL,
            timeout_seconds=timeout,
            retries=0,
        )
        model = OpenAiChatModel(settings)
        yield model
        await model.close()


def answering(answer: Answer) -> Starlette:
    async def endpoint(request: Request) -> Response:
        return await answer(await request.json())

    return Starlette(routes=[Route("/v1/chat/completions", endpoint, methods=["POST"])])


def streaming(*deltas: dict, finish: str | None = "stop", usage: dict | None = None) -> Starlette:
    """Return a server that says these pieces to whatever it is asked."""
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": MODEL}
    events = [{**head, "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
    if finish:
        events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        events.append({**head, "choices": [], "usage": usage})

    async def pieces() -> AsyncIterator[str]:
        for event in events:
            yield f"data: {json.dumps(event)}\n\n"
        if finish:
            yield "data: [DONE]\n\n"

    async def answer(_body: dict) -> Response:
        return StreamingResponse(pieces(), media_type="text/event-stream")

    return answering(answer)


def whole(message: dict, finish: str = "stop") -> JSONResponse:
    head = {"id": "c1", "object": "chat.completion", "created": 0, "model": MODEL}
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    return JSONResponse({**head, "choices": [choice]})


def call(index: int | None, **function: object) -> dict:
    """Return a piece of a call; `id` is its id, the rest of its function."""
    own = {"index": index, "id": function.pop("id", None), "function": function}
    return {"tool_calls": [{name: value for name, value in own.items() if value is not None}]}


@pytest.fixture
def llm() -> LlmSandbox:
    return LlmSandbox(key=SECRET)


async def test_a_dialogue_goes_to_and_fro_until_the_model_has_its_answer(llm):
    """MCC-4."""
    both = [Wanted("list_alarms", {"hours": 12}), Wanted("list_topics")]
    answer = Line(after=1, text=LONG)
    llm.learn(Script([Dialogue("昨晚", [Line(text="我看一下。", calls=both), answer])]))
    async with talking(llm.app) as model:
        first = await model.reply(prompt(said("昨晚如何？")))
        wants = ChatMessage(Role.ASSISTANT, first.text, first.calls)
        results = [ChatMessage(Role.TOOL, "[]", call_id=each.id) for each in first.calls]
        heard: list[str] = []
        last = await model.reply(prompt(said("昨晚如何？"), wants, *results), told=heard.append)

    assert (first.finish, first.text) == (ChatFinish.CALLS, "我看一下。")
    assert [(each.alias, json.loads(each.arguments)) for each in first.calls] == [
        ("list_alarms", {"hours": 12}),
        ("list_topics", {}),
    ]
    assert (last.finish, last.text, last.calls) == (ChatFinish.STOP, LONG, ())
    assert heard[-1] == LONG
    assert len(heard) > 1
    assert all(LONG.startswith(each) for each in heard)
    assert last.tokens > first.tokens > (20, 5)
    asked = llm.requests[0]
    assert asked["tools"][0]["function"] == {
        "name": "list_alarms",
        "description": "List alarms.",
        "parameters": OBJECT,
    }
    assert (asked["stream"], asked["max_tokens"]) == (True, 300)


async def test_without_tools_none_are_offered(llm):
    """MCC-4: an empty list is refused by vendors."""
    async with talking(llm.app) as model:
        reply = await model.reply(prompt(said("hello"), tools=()))

    assert reply.text == "(sandbox model) hello"
    assert "tools" not in llm.requests[0]


async def test_what_the_model_wrote_wrongly_is_sent_back_as_vendors_take_it(llm):
    """MCC-4: one wish that is no name and no JSON does not end the dialogue."""
    wrong = CallRequest("c1", "drop tables; 删除" + "x" * 80, '{"half": ')
    long_told = OfferedFunction("t", "y" * 3_000, {"type": "object"})
    messages = (
        said("x"),
        ChatMessage(Role.ASSISTANT, "", (wrong,)),
        ChatMessage(Role.TOOL, "There is no such tool.", call_id="c1"),
        ChatMessage(Role.ASSISTANT, "I see."),
        said("hello"),
    )
    async with talking(llm.app) as model:
        reply = await model.reply(prompt(*messages, tools=(long_told,)))

    assert "ZHIBAN_LLM_BASE_URL" in reply.text
    (sent,) = llm.requests[0]["messages"][2]["tool_calls"]
    assert sent["function"]["name"].startswith("drop_tables")
    assert sent["function"]["arguments"] == "{}"
    assert llm.requests[0]["messages"][2]["content"] is None


@pytest.mark.parametrize(
    ("behaviour", "finish", "text"),
    [
        (Behaviour.REFUSING, ChatFinish.REFUSED, "I'm sorry, I can't help with that."),
        (Behaviour.FILTERED, ChatFinish.REFUSED, ""),
        (Behaviour.CUT_OFF, ChatFinish.CUT_OFF, "The demonstration's model knows a few things"),
        (Behaviour.EMPTY, ChatFinish.UNREADABLE, ""),
    ],
)
async def test_an_answer_that_is_none_is_told_apart(llm, behaviour, finish, text):
    """MCC-4, REL-2."""
    llm.behave(Order(behaviour))
    async with talking(llm.app) as model:
        reply = await model.reply(prompt(said("hello")))

    assert (reply.finish, reply.calls) == (finish, ())
    assert reply.text[: len(text) or None] == text
    assert reply.tokens[0] > 0


@pytest.mark.parametrize(
    ("behaviour", "arguments"), [("unoffered", "{}"), ("wrong_arguments", '{"half": ')]
)
async def test_wishes_are_handed_on_as_the_model_wrote_them(llm, behaviour, arguments):
    """MCC-4."""
    llm.behave(Order(Behaviour(behaviour)))
    async with talking(llm.app) as model:
        reply = await model.reply(prompt(said("hello")))

    assert reply.finish is ChatFinish.CALLS
    assert reply.calls[0].arguments == arguments


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.ABSENT, Unavailable),
        (Behaviour.RATE_LIMITED, TooManyRequests),
        (Behaviour.WRONG_KEY, Misconfigured),
        (Behaviour.GARBAGE, Unavailable),
        (Behaviour.BROKEN, Unavailable),
    ],
)
async def test_what_goes_wrong_is_an_error_without_the_key(llm, behaviour, error):
    """MCC-4, CLD-4, REL-2."""
    llm.behave(Order(behaviour, retry_after_seconds=7))
    async with talking(llm.app) as model:
        with pytest.raises(error) as failed:
            await model.reply(prompt(said("hello")))

    assert SECRET not in str(failed.value)
    if isinstance(failed.value, TooManyRequests):
        assert failed.value.delay is not None
        assert failed.value.delay.total_seconds() == 7


async def test_a_model_that_takes_too_long_is_given_up(llm):
    """MCC-4: also when it has begun to answer."""

    async def trickle() -> AsyncIterator[str]:
        yield 'data: {"choices": [{"index": 0, "delta": {"content": "Well"}}]}\n\n'
        await asyncio.Event().wait()

    async def answer(_body: dict) -> Response:
        return StreamingResponse(trickle(), media_type="text/event-stream")

    heard: list[str] = []
    async with talking(answering(answer), timeout=3) as model:
        with pytest.raises(ModelTooSlow):
            await model.reply(prompt(said("hello")), told=heard.append)
    assert heard == ["Well"]


@pytest.mark.parametrize("deltas", [[], [{"content": "Half of"}], [call(0, id="c", name="x")]])
async def test_an_answer_that_breaks_off_is_none(deltas):
    """MCC-4, REL-2: a call is not made from half of its message."""
    async with talking(streaming({"role": "assistant"}, *deltas, finish=None)) as model:
        with pytest.raises(Unavailable, check=says("broke off")):
            await model.reply(prompt(said("hello")))


async def test_an_error_in_the_middle_of_a_stream_is_one_without_its_text():
    """MCC-4, CLD-4."""

    async def pieces() -> AsyncIterator[str]:
        yield f'data: {{"error": {{"message": "bad key {SECRET}"}}}}\n\n'

    async def answer(_body: dict) -> Response:
        return StreamingResponse(pieces(), media_type="text/event-stream")

    async with talking(answering(answer)) as model:
        with pytest.raises(Unavailable) as failed:
            await model.reply(prompt(said("hello")))
    assert SECRET not in str(failed.value)


@pytest.mark.parametrize(
    "deltas",
    [
        [{"content": "x" * 1_000}] * (MOST_READ // 1_000 + 1),
        [call(0, id="c1", name="list_topics"), *([call(0, arguments="y" * 999)] * 65)],
        [call(place, id=f"c{place}", name="t") for place in range(MOST_WISHES + 1)],
    ],
)
async def test_a_server_that_does_not_stop_is_stopped(deltas):
    """MCC-4: and nothing is called of what it said."""
    assert MOST_ARGUMENTS < 65 * 999
    heard: list[str] = []
    async with talking(streaming(*deltas, finish=None)) as model:
        reply = await model.reply(prompt(said("hello")), told=heard.append)

    assert (reply.finish, reply.calls) == (ChatFinish.CUT_OFF, ())
    assert len(reply.text) <= MOST_READ
    assert all(len(each) <= MOST_READ for each in heard)


async def test_calls_of_an_answer_that_was_cut_off_are_not_made():
    """MCC-4."""
    deltas = [call(0, id="c1", name="list_alarms"), call(0, arguments='{"hours": 1')]
    async with talking(streaming(*deltas, finish="length")) as model:
        reply = await model.reply(prompt(said("hello")))

    assert (reply.finish, reply.calls) == (ChatFinish.CUT_OFF, ())


HEADS = [
    # numbered as the vendor numbers them, and the pieces of both mixed
    [
        *(call(0, id="a", name="x"), call(1, id="b", name="y"), call(0, arguments='{"p":')),
        *(call(1, arguments="{}"), call(0, arguments="1}")),
    ],
    # all with the same number
    [call(0, id="a", name="x", arguments='{"p":1}'), call(0, id="b", name="y", arguments="{}")],
    # from one
    [
        *(call(1, id="a", name="x"), call(1, arguments='{"p":1}')),
        *(call(2, id="b", name="y"), call(2, arguments="{}")),
    ],
    # not numbered
    [
        *(call(None, id="a", name="x"), call(None, arguments='{"p":1}')),
        *(call(None, id="b", name="y"), call(None, arguments="{}")),
    ],
    # the name again with each piece, and arguments that are not text
    [
        *(call(0, id="a", name="x", arguments='{"p"'), call(0, name="x", arguments=":1}")),
        call(1, id="b", name="y", arguments={}),
    ],
    # without ids, or with the same twice
    [call(0, name="x", arguments='{"p":1}'), call(1, name="y", arguments="{}")],
    [call(0, id="a", name="x", arguments='{"p":1}'), call(1, id="a", name="y", arguments="{}")],
    [call(0, id="a/b#c", name="x", arguments='{"p":1}'), call(1, id="i" * 90, name="y")],
]


@pytest.mark.parametrize("deltas", HEADS)
@pytest.mark.parametrize("finish", ["tool_calls", "stop"])
async def test_calls_are_read_in_every_dialect(deltas, finish):
    """MCC-4."""
    async with talking(streaming(*deltas, finish=finish)) as model:
        reply = await model.reply(prompt(said("hello")))

    assert reply.finish is ChatFinish.CALLS
    first, second = reply.calls
    assert (first.alias, first.arguments.replace(" ", "")) == ("x", '{"p":1}')
    assert (second.alias, second.arguments or "{}") == ("y", "{}")
    assert first.id != second.id
    assert all(0 < len(each.id) <= 40 and each.id.isascii() for each in reply.calls)


@pytest.mark.parametrize(
    ("pieces", "heard"),
    [
        (["<thi", "nk>they ask</thi", "nk>\n", "All ", "well."], ["All", "All well."]),
        (["<", "b>All</b>"], ["<b>All</b>"]),
        (["All", " <think> well"], ["All", "All <think> well"]),
    ],
)
async def test_thoughts_are_not_said_aloud(pieces, heard):
    """MCC-4."""
    told: list[str] = []
    async with talking(streaming(*({"content": each} for each in pieces))) as model:
        reply = await model.reply(prompt(said("hello")), told=told.append)

    assert [each.rstrip() for each in told] == heard
    assert reply.text == heard[-1]


async def test_thoughts_without_words_are_no_answer():
    """MCC-4."""
    async with talking(streaming({"content": "<think>hm"})) as model:
        assert (await model.reply(prompt(said("x")))).finish is ChatFinish.UNREADABLE


async def test_what_cannot_be_kept_is_not_handed_on():
    """MCC-4: NUL and halves of characters; halves that come one by one are joined."""
    halves = "\ud83d\ude00".encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "surrogatepass"
    )
    pieces = ["A\0B", halves[0], halves[1:], "\ud83d"]
    async with talking(streaming(*({"content": each} for each in pieces if each))) as model:
        reply = await model.reply(prompt(said("hello")))

    assert reply.text.startswith("AB😀")
    reply.text.encode()
    assert "\0" not in reply.text


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": None, "completion_tokens": None},
        {"prompt_tokens": -5, "completion_tokens": MOST_TOKENS + 1},
        {"total_tokens": 9},
    ],
)
async def test_tokens_are_estimated_when_nobody_counts_them(usage):
    """MCC-4: a limit that counts nothing is none."""
    deltas = [{"content": "昨晚平稳"}, call(0, id="c", name="x", arguments='{"a": "bcdefg"}')]
    async with talking(streaming(*deltas, finish="tool_calls", usage=usage)) as model:
        short = await model.reply(prompt(said("hello")))
        long = await model.reply(prompt(said("你好" * 500)))

    assert short.tokens[1] == estimated_tokens('昨晚平稳{"a": "bcdefg"}')
    assert 30 < short.tokens[0] < 120
    assert long.tokens[0] - short.tokens[0] == pytest.approx(1_000 * OTHER_TOKEN, abs=5)


def test_chinese_words_of_a_tool_are_not_counted_as_their_escapes():
    """MCC-4: `\\u503c` is six characters of JSON, and one of the prompt."""
    words = {"type": "object", "description": "值班" * 500}
    with_words = prompt(said("x"), tools=(OfferedFunction("x", "", words),))
    without = prompt(said("x"), tools=(OfferedFunction("x", "", {"type": "object"}),))

    more = with_words.estimated_tokens - without.estimated_tokens
    assert more == pytest.approx(1_000 * OTHER_TOKEN, abs=10)


async def test_tokens_are_the_servers_when_it_counts():
    """MCC-4."""
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    async with talking(streaming({"content": "x"}, usage=usage)) as model:
        assert (await model.reply(prompt(said("hello")))).tokens == (11, 7)


async def test_a_server_that_answers_in_one_piece_is_not_asked_to_stream_again():
    """MCC-4."""
    asked: list[dict] = []

    async def answer(body: dict) -> Response:
        asked.append(body)
        requested = {"id": "c1", "type": "function", "function": {"name": "x", "arguments": "{}"}}
        return whole({"content": None, "tool_calls": [requested]}, "tool_calls")

    heard: list[str] = []
    async with talking(answering(answer)) as model:
        replies = [await model.reply(prompt(said("x")), told=heard.append) for _ in range(2)]

    assert [each.calls for each in replies] == [(CallRequest("c1", "x", "{}"),)] * 2
    assert [each.get("stream") for each in asked] == [True, None, None]
    assert heard == []


async def test_a_server_is_asked_in_the_dialect_that_it_understood():
    """MCC-4."""
    asked: list[dict] = []

    async def answer(body: dict) -> Response:
        asked.append(body)
        for field, complaint in (
            ("max_tokens", "Use 'max_completion_tokens' instead."),
            ("stream_options", "stream_options: extra fields not permitted"),
            ("stream", "I do not know 'stream'."),
        ):
            if field in body:
                return JSONResponse({"error": {"message": complaint}}, 400)
        return whole({"content": "Yes."})

    async with talking(answering(answer)) as model:
        replies = [await model.reply(prompt(said("x"))) for _ in range(2)]

    assert [each.text for each in replies] == ["Yes.", "Yes."]
    assert len(asked) == 5
    assert asked[-1]["max_completion_tokens"] == 300


@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        (400, "registry.ollama.ai/library/gemma:2b does not support tools"),
        (404, "No endpoints found that support tool use."),
        (400, '"auto" tool choice requires --enable-auto-tool-choice to be set'),
    ],
)
async def test_a_model_that_calls_no_tools_is_named_as_the_cause(status, complaint):
    """MCC-4: a wrong address or name is not."""

    async def answer(_body: dict) -> Response:
        return JSONResponse({"error": {"message": f"{complaint} {SECRET}"}}, status)

    async with talking(answering(answer)) as model:
        with pytest.raises(Misconfigured, check=says("cannot call tools")) as failed:
            await model.reply(prompt(said("hello")))
    assert SECRET not in str(failed.value)


async def test_a_question_that_is_refused_does_not_change_the_dialect(llm):
    """MCC-4: it may have been the question that was wrong."""
    async with talking(llm.app) as model:
        with pytest.raises(Rejected, check=says("more than the language model can read")):
            await model.reply(prompt(said("值" * 130_000)))
        with pytest.raises(Rejected, check=says("HTTP 400")):
            await model.reply(prompt(ChatMessage(Role.TOOL, "x", call_id="nobody")))
        await model.reply(prompt(said("hello")))

    (kept,) = llm.requests
    assert kept["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    "event", ["[]", '{"choices": "none"}', '{"choices": [{"delta": 5}]}', "{", '{"choices": [4]}']
)
async def test_nonsense_in_a_stream_is_no_answer(event):
    """MCC-4, REL-2."""

    async def pieces() -> AsyncIterator[str]:
        yield f"data: {event}\n\ndata: [DONE]\n\n"

    async def answer(_body: dict) -> Response:
        return StreamingResponse(pieces(), media_type="text/event-stream")

    async with talking(answering(answer)) as model:
        with pytest.raises(Unavailable):
            await model.reply(prompt(said("hello")))

"""The OpenAI adapter against a stand-in server, in process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.briefings.summary_prompts import summary_prompt
from application.ports.models import Finish, ModelTooSlow, SummaryPrompt
from domain.briefings.summaries import Topic
from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError
from domain.common.readers import Language
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.writer import OpenAiWriter
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from tests.fakes.briefing_words import telling
from tests.fakes.mornings import busy_facts
from tests.fakes.words import says

SECRET = "sk-very-secret-key"
URL = "http://llm.test/v1"

Answer = Callable[[Request], Awaitable[Response]]


def writer_of(app: object, *, timeout: float = 20.0, model: str = MODEL) -> OpenAiWriter:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    settings = OpenAiSettings(
        base_url=URL, api_key=SECRET, model=model, timeout_seconds=timeout, retries=0
    )
    return OpenAiWriter(settings, http_client=http)


def prompt(language: Language = Language.CHINESE) -> SummaryPrompt:
    return summary_prompt(busy_facts(), telling(busy_facts(), language), topics=tuple(Topic))


def server(answer: Answer) -> Starlette:
    return Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])


def completion(content: str | None, *, finish: str = "stop", **message: object) -> JSONResponse:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    head = {"id": "c1", "object": "chat.completion", "created": 0, "model": MODEL}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return JSONResponse({**head, "choices": [choice], "usage": usage})


def refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": "x", "code": "x"}}, status)


@pytest.fixture
def llm() -> LlmSandbox:
    return LlmSandbox(key=SECRET)


async def test_an_honest_model_proposes_claims_with_evidence_and_its_token_count(llm):
    """BRF-5."""
    answer = await writer_of(llm.app).write(prompt())

    assert answer.finish is Finish.STOP
    assert answer.claims
    assert all(claim.evidence and claim.topic in tuple(Topic) for claim in answer.claims)
    assert answer.tokens[0] > 100


async def test_no_tools_are_offered_and_the_answer_is_bounded(llm):
    """SEC-4."""
    await writer_of(llm.app).write(prompt())

    body = llm.requests[0]
    assert not {"tools", "functions", "tool_choice"} & body.keys()
    assert body["max_tokens"] == prompt().most_tokens
    assert body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize(
    ("behaviour", "finish"),
    [
        (Behaviour.CUT_OFF, Finish.CUT_OFF),
        (Behaviour.FILTERED, Finish.REFUSED),
        (Behaviour.REFUSING, Finish.REFUSED),
        (Behaviour.EMPTY, Finish.UNREADABLE),
        (Behaviour.WRONG_JSON, Finish.UNREADABLE),
        (Behaviour.WRONG_SCHEMA, Finish.UNREADABLE),
    ],
)
async def test_an_answer_that_is_no_whole_summary_has_no_claims(llm, behaviour, finish):
    """BRF-5."""
    llm.behave(Order(behaviour))

    answer = await writer_of(llm.app).write(prompt())

    assert (answer.finish, answer.claims) == (finish, ())


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.ABSENT, Unavailable),
        (Behaviour.RATE_LIMITED, TooManyRequests),
        (Behaviour.WRONG_KEY, Misconfigured),
        (Behaviour.GARBAGE, Unavailable),
    ],
)
async def test_a_failing_service_is_told_in_our_errors_without_the_key(llm, behaviour, error):
    """BRF-5, CLD-4."""
    llm.behave(Order(behaviour, retry_after_seconds=7))

    with pytest.raises(error) as caught:
        await writer_of(llm.app).write(prompt())

    assert SECRET not in str(caught.value)
    if isinstance(caught.value, TooManyRequests):
        assert caught.value.delay.total_seconds() == 7


async def test_a_slow_model_is_left_after_the_time_limit(llm):
    """BRF-5."""
    llm.behave(Order(Behaviour.SLOW, delay_seconds=30))

    with pytest.raises(ModelTooSlow, check=says("did not answer in 1 s")):
        async with asyncio.timeout(25):
            await writer_of(llm.app, timeout=0.2).write(prompt())


async def test_an_unreachable_address_is_unavailable():
    """BRF-5."""

    def refuse(request):
        raise httpx2.ConnectError(f"no route for {SECRET}", request=request)

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(refuse))
    settings = OpenAiSettings(base_url=URL, api_key=SECRET, model=MODEL, retries=0)

    with pytest.raises(Unavailable) as caught:
        await OpenAiWriter(settings, http_client=http).write(prompt())

    assert SECRET not in str(caught.value)


async def test_an_answer_that_breaks_in_the_middle_is_unavailable():
    """BRF-5, REL-2."""

    async def half():
        yield b'{"id": "chatc'
        raise httpx2.RemoteProtocolError(f"peer closed, was asked with {SECRET}")

    def answer(_):
        return httpx2.Response(200, headers={"content-type": "application/json"}, content=half())

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    settings = OpenAiSettings(base_url=URL, api_key=SECRET, model=MODEL, retries=0)

    with pytest.raises(Unavailable) as caught:
        await OpenAiWriter(settings, http_client=http).write(prompt())

    assert SECRET not in str(caught.value)


async def test_an_unknown_model_name_is_a_setting_to_change(llm):
    """BRF-5."""
    with pytest.raises(Misconfigured, check=says("model name")):
        await writer_of(llm.app, model="no-such-model").write(prompt())


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Rejected),
        (402, Misconfigured),
        (422, Rejected),
        (403, Misconfigured),
        (500, Unavailable),
    ],
)
async def test_a_body_that_repeats_the_key_never_reaches_an_error(status, error):
    """CLD-4."""

    async def answer(_: Request) -> Response:
        return refusal(status, f"Incorrect API key provided: {SECRET}")

    with pytest.raises(error) as caught:
        await writer_of(server(answer)).write(prompt())

    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_server_without_schemas_is_asked_in_plain_words_and_remembered():
    """BRF-5."""
    asked = []

    async def answer(request: Request) -> Response:
        body = await request.json()
        asked.append("response_format" in body)
        if "response_format" in body:
            return refusal(400, "response_format json_schema is not supported")
        return completion('```json\n{"claims": []}\n```')

    writer = writer_of(server(answer))
    first, second = await writer.write(prompt()), await writer.write(prompt())

    assert (first.finish, second.finish) == (Finish.STOP, Finish.STOP)
    assert asked == [True, True, False, False]


async def test_a_server_that_wants_the_new_token_limit_gets_it():
    """BRF-5."""

    async def answer(request: Request) -> Response:
        body = await request.json()
        if "max_tokens" in body:
            return refusal(400, "Use 'max_completion_tokens' instead of 'max_tokens'.")
        assert body["max_completion_tokens"] == prompt().most_tokens
        assert "response_format" in body
        return completion('<think>hm</think>{"claims": []}')

    assert (await writer_of(server(answer)).write(prompt())).finish is Finish.STOP


@pytest.mark.parametrize(
    "answered",
    [
        completion(None, finish="tool_calls", tool_calls=[]),
        completion('{"claims": []}', finish="function_call"),
        completion('{"claims": [{"topic": 1}]}'),
        completion('["a list"]'),
        completion("[" * 5_000),
        completion('{"claims": [' + "{}," * 500),
    ],
)
async def test_anything_but_a_finished_summary_is_unreadable(answered):
    """BRF-5, SEC-4."""

    async def answer(_: Request) -> Response:
        return answered

    assert (await writer_of(server(answer)).write(prompt())).finish is Finish.UNREADABLE


async def test_an_answer_without_choices_is_unreadable():
    """BRF-5."""

    async def answer(_: Request) -> Response:
        head = {"id": "c", "object": "chat.completion", "created": 0, "model": MODEL}
        return JSONResponse({**head, "choices": []})

    said = await writer_of(server(answer)).write(prompt())

    assert (said.finish, said.tokens) == (Finish.UNREADABLE, (0, 0))


async def test_the_key_is_in_no_repr_and_no_log_line(llm, caplog):
    """CLD-4."""
    caplog.set_level(logging.DEBUG)
    llm.behave(Order(Behaviour.ABSENT))

    with pytest.raises(ZhibanError):
        await writer_of(llm.app).write(prompt())

    assert SECRET not in caplog.text
    assert SECRET not in repr(OpenAiSettings(base_url=URL, api_key=SECRET, model=MODEL))


async def test_closing_closes_the_connections(llm):
    """OPS-5."""
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=llm.app))
    writer = OpenAiWriter(
        OpenAiSettings(base_url=URL, api_key=SECRET, model=MODEL), http_client=http
    )

    await writer.close()

    assert http.is_closed

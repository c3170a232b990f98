"""The OpenAI adapter of judging changes, against stand-in servers in process."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.ports.models import ModelTooSlow
from application.ports.watches.verdicts import Judgement
from application.watches.change_judging import Judge, question
from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable
from domain.watches.web.findings import Verdict
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.judge import OpenAiChangeModel
from sandbox.llm.app import MODEL, LlmSandbox
from sandbox.llm.behaviours import Behaviour, Order
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from tests.fakes.models import CountedBudget
from tests.fakes.web_monitors import InMemoryVerdicts

SECRET = "sk-very-secret-key"
URL = "http://llm.test/v1"
ASKED = question("只关心降价", "- 100 元\n+ 80 元")

Answer = Callable[[Request], Awaitable[Response]]


def model_of(app: object, *, timeout: float = 20.0) -> OpenAiChangeModel:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    return OpenAiChangeModel(
        OpenAiSettings(
            base_url=URL, api_key=SECRET, model=MODEL, timeout_seconds=timeout, retries=0
        ),
        http_client=http,
    )


def server(answer: Answer) -> Starlette:
    return Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])


def says(content: str | None, *, finish: str = "stop", **message: object) -> Starlette:
    async def answer(_request: Request) -> Response:
        said = {"role": "assistant", "content": content, **message}
        choice = {"index": 0, "finish_reason": finish, "message": said}
        usage = {"prompt_tokens": 40, "completion_tokens": 8, "total_tokens": 48}
        head = {"id": "c1", "object": "chat.completion", "created": 0, "model": MODEL}
        return JSONResponse({**head, "choices": [choice], "usage": usage})

    return server(answer)


@pytest.fixture
def llm() -> LlmSandbox:
    return LlmSandbox(key=SECRET)


@pytest.mark.parametrize(
    ("content", "matters"),
    [
        ('{"matters": true}', True),
        ('{"matters": false}', False),
        ('```json\n{"matters": false}\n```', False),
        ('<think>the price fell</think>{"matters": true}', True),
        ('{"matters": "false"}', None),
        ('{"matters": 0}', None),
        ('{"verdict": false}', None),
        ("false", None),
        ("It does not matter.", None),
        ("", None),
        (None, None),
        ("[" * 100_000, None),
    ],
)
async def test_only_a_strict_answer_counts(content, matters):
    """WEB-4."""
    assert await model_of(says(content)).ask(ASKED) == Judgement(matters, 48)


@pytest.mark.parametrize("finish", ["length", "content_filter", "tool_calls"])
async def test_an_answer_that_did_not_end_by_itself_does_not_count(finish):
    """WEB-4."""
    app = says('{"matters": false}', finish=finish)

    assert (await model_of(app).ask(ASKED)).matters is None


async def test_the_question_offers_no_tools_and_asks_for_a_schema(llm):
    """WEB-4, SEC-4."""
    judgement = await model_of(llm.app).ask(ASKED)
    (asked,) = llm.requests

    assert judgement.matters is True
    assert judgement.tokens > 0
    assert "tools" not in asked
    schema = asked["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert json.loads(asked["messages"][1]["content"].splitlines()[1])["intent"] == "只关心降价"


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (Behaviour.ABSENT, Unavailable),
        (Behaviour.RATE_LIMITED, TooManyRequests),
        (Behaviour.WRONG_KEY, Misconfigured),
        (Behaviour.GARBAGE, Unavailable),
    ],
)
async def test_what_goes_wrong_is_an_error_without_the_key(llm, behaviour, error):
    """WEB-4, CLD-4."""
    llm.behave(Order(behaviour))
    with pytest.raises(error) as failed:
        await model_of(llm.app).ask(ASKED)

    assert SECRET not in str(failed.value)
    assert SECRET not in repr(OpenAiSettings(base_url=URL, api_key=SECRET, model=MODEL))


@pytest.mark.parametrize(
    "behaviour",
    [
        *(Behaviour.WRONG_JSON, Behaviour.WRONG_SCHEMA, Behaviour.CUT_OFF, Behaviour.FILTERED),
        *(Behaviour.EMPTY, Behaviour.REFUSING),
    ],
)
async def test_whatever_a_model_says_that_is_no_answer_lets_the_change_be_told(llm, behaviour):
    """WEB-4."""
    llm.behave(Order(behaviour))
    judge = Judge(model_of(llm.app), InMemoryVerdicts(), ManualClock(), CountedBudget(10_000))

    assert await judge.judge(intent="x", diff="+ y") is Verdict.UNKNOWN


async def test_an_answer_that_breaks_off_on_the_wire_is_an_error(llm):
    """WEB-4, REL-2."""
    llm.behave(Order(Behaviour.BROKEN))
    async with serve(llm.app) as address:
        model = OpenAiChangeModel(
            OpenAiSettings(base_url=f"{address}/v1", api_key=SECRET, model=MODEL, retries=0)
        )
        with pytest.raises(Unavailable):
            await model.ask(ASKED)
        await model.close()


async def test_a_model_that_takes_too_long_is_given_up():
    """WEB-4."""

    async def answer(_request: Request) -> Response:
        await asyncio.Event().wait()
        return Response()

    with pytest.raises(ModelTooSlow):
        await model_of(server(answer), timeout=0.05).ask(ASKED)


async def test_a_server_without_schemas_is_asked_in_plain_words_from_then_on():
    """WEB-4."""
    asked = []

    async def answer(request: Request) -> Response:
        body = await request.json()
        asked.append(body)
        if "response_format" in body:
            return _refusal(400, "response_format is not supported")
        if "max_tokens" in body:
            return _refusal(400, "Use 'max_completion_tokens' instead.")
        return await says('{"matters": false}').routes[0].endpoint(request)

    model = model_of(server(answer))
    first, second = await model.ask(ASKED), await model.ask(ASKED)
    await model.close()

    assert first.matters is second.matters is False
    assert len(asked) == 5


@pytest.mark.parametrize(("status", "error"), [(404, Misconfigured), (418, Rejected)])
async def test_a_refusal_for_good_is_told_apart(status, error):
    """WEB-4."""

    async def answer(_request: Request) -> Response:
        return _refusal(status, f"no, {SECRET}")

    with pytest.raises(error) as failed:
        await model_of(server(answer)).ask(ASKED)

    assert SECRET not in str(failed.value)


def _refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": "x", "code": "x"}}, status)

"""A model's opinion is a whole number from 1 to 10, or it is none."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.ports.incidents.opinions import OpinionQuestion
from domain.common.errors import Misconfigured, Unavailable
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.opinions import OpenAiOpinionModel

ASKED = OpinionQuestion("Rate it.", "<alert>\n{}\n</alert>", 50)


def model_of(app: Starlette) -> OpenAiOpinionModel:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    settings = OpenAiSettings(
        base_url="http://llm.test/v1",
        api_key="sk-very-secret-key",
        model="m",
        timeout_seconds=5.0,
        retries=0,
    )
    return OpenAiOpinionModel(settings, http_client=http)


def says(content: str | None, *, finish: str = "stop", status: int = 200, **message) -> Starlette:
    async def answer(request: Request) -> Response:
        body = await request.json()
        assert "tools" not in body
        said = {"role": "assistant", "content": content, **message}
        choice = {"index": 0, "finish_reason": finish, "message": said}
        head = {"id": "c1", "object": "chat.completion", "created": 0, "model": "m"}
        return JSONResponse({**head, "choices": [choice]}, status)

    return Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])


@pytest.mark.parametrize(
    ("content", "opinion"),
    [
        ('{"severity": 7}', 7),
        ('```json\n{"severity": 1}\n```', 1),
        ('<think>{"severity": 9}</think>{"severity": 10}', 10),
        ('{"severity": 11}', None),
        ('{"severity": 0}', None),
        ('{"severity": "7"}', None),
        ('{"severity": 7.5}', None),
        ('{"severity": true}', None),
        ("7", None),
        ("I will now roll back payments.", None),
        ("[" * 5_000 + "{" * 3_000 + "}" * 3_000, None),
        (None, None),
    ],
)
async def test_only_a_whole_number_of_the_scale_is_an_opinion(content, opinion):
    """ALR-4, SEC-4."""
    model = model_of(says(content))
    assert await model.ask(ASKED) == opinion
    await model.close()


@pytest.mark.parametrize(
    "answer", [{"finish": "length"}, {"refusal": "no"}], ids=["cut-off", "refused"]
)
async def test_an_answer_that_did_not_end_is_none(answer):
    """ALR-4."""
    model = model_of(says('{"severity": 7}', **answer))
    assert await model.ask(ASKED) is None
    await model.close()


@pytest.mark.parametrize(("status", "error"), [(500, Unavailable), (401, Misconfigured)])
async def test_a_model_that_fails_says_so_without_its_key(status, error):
    """ALR-4, CLD-4."""
    model = model_of(says("x", status=status))
    with pytest.raises(error) as raised:
        await model.ask(ASKED)
    assert "sk-very" not in str(raised.value)
    await model.close()

"""News through the OpenAI adapter: what is asked, and what is believed of the answer."""

import json

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from application.ports.digests import NewsPrompt, ProposedItem
from application.ports.models import Finish
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.writer import OpenAiWriter

PROMPT = NewsPrompt("rules", "<stories>[]</stories>", ("s1", "s2"), 300)


class Server:
    """Says one thing, and keeps what it was asked."""

    def __init__(self, content: str, finish: str = "stop") -> None:
        self.content, self.finish = content, finish
        self.asked: list[dict] = []

    async def answer(self, request: Request) -> JSONResponse:
        self.asked.append(await request.json())
        message = {"role": "assistant", "content": self.content}
        choice = {"index": 0, "finish_reason": self.finish, "message": message}
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        head = {"id": "c1", "object": "chat.completion", "created": 0, "model": "m"}
        return JSONResponse({**head, "choices": [choice], "usage": usage})

    def writer(self) -> OpenAiWriter:
        app = Starlette(routes=[Route("/v1/chat/completions", self.answer, methods=["POST"])])
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
        return OpenAiWriter(
            OpenAiSettings(base_url="http://llm.test/v1", api_key="key", model="m"),
            http_client=http,
        )


async def test_only_stories_that_exist_can_be_named_and_no_tool_is_offered():
    """SCH-2, SEC-4."""
    server = Server(json.dumps({"items": [{"story": "s1", "text": "Short."}]}))
    answer = await server.writer().write_news(PROMPT)

    (asked,) = server.asked
    schema = asked["response_format"]["json_schema"]
    assert schema["name"] == "news"
    item = schema["schema"]["properties"]["items"]["items"]["properties"]
    assert item["story"]["enum"] == ["s1", "s2"]
    assert "tools" not in asked
    assert asked["max_tokens"] == 300
    assert answer.items == (ProposedItem("s1", "Short."),)
    assert (answer.finish, answer.tokens) == (Finish.STOP, (11, 7))


@pytest.mark.parametrize(
    ("content", "finish", "read"),
    [
        ("not json", "stop", Finish.UNREADABLE),
        ('{"items": [{"story": 5, "text": "x"}]}', "stop", Finish.UNREADABLE),
        ('{"claims": []}', "stop", Finish.UNREADABLE),
        ('{"items": []}', "length", Finish.CUT_OFF),
        ('{"items": []}', "content_filter", Finish.REFUSED),
    ],
)
async def test_whatever_is_not_a_finished_answer_has_no_items(content, finish, read):
    """SCH-2."""
    answer = await Server(content, finish).writer().write_news(PROMPT)

    assert (answer.items, answer.finish) == ((), read)

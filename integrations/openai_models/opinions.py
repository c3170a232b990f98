"""The `OpinionModel` port over OpenAI's chat completions."""

import json
from typing import Annotated

import httpx2
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.ports.incidents.opinions import OpinionQuestion
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.questions import Asked, OpenAiChat

MOST_READ = 4_000
"""Characters of an answer that are looked at; the answer itself takes fifteen."""

_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"severity": {"type": "integer", "minimum": 1, "maximum": 10}},
    "required": ["severity"],
    "additionalProperties": False,
}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    severity: Annotated[int, Field(ge=1, le=10)]


class OpenAiOpinionModel:
    """Asks one model how severe an alert is.

    Args:
        settings: where the model is; without retries, for no opinion costs nothing but itself.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._chat = OpenAiChat(settings, http_client=http_client)

    async def ask(self, question: OpinionQuestion) -> int | None:
        """Return the answer; see `OpinionModel.ask` for what is raised."""
        asked = Asked("opinion", question.system, question.user, _SCHEMA, question.most_tokens)
        return read_opinion(await self._chat.ask(asked))

    async def close(self) -> None:
        """Close the connections."""
        await self._chat.close()


def read_opinion(completion: ChatCompletion) -> int | None:
    """Return what a completion says; whatever is not a finished, strict answer says nothing."""
    choice = completion.choices[0] if completion.choices else None
    if choice is None or choice.finish_reason != "stop" or choice.message.refusal:
        return None
    content = (choice.message.content or "").rpartition("</think>")[2][:MOST_READ]
    # Some models put the object into a fence; whatever stands around it is passed over.
    start, end = content.find("{"), content.rfind("}")
    try:
        return _Answer.model_validate(json.loads(content[start : end + 1])).severity
    except (ValidationError, ValueError, RecursionError):
        return None

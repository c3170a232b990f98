"""The `ChangeModel` port over OpenAI's chat completions."""

import json
import re

import httpx2
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, ValidationError

from application.ports.watches.verdicts import Judgement, Question
from integrations.openai_models.asking import OpenAiSettings
from integrations.openai_models.questions import Asked, OpenAiChat

MOST_READ = 4_000
"""Characters of an answer that are looked at; the answer itself takes twenty."""

_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)

_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"matters": {"type": "boolean"}},
    "required": ["matters"],
    "additionalProperties": False,
}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    matters: bool


class OpenAiChangeModel:
    """Asks one model whether a change matters.

    Args:
        settings: where the model is; without retries, for no answer means that the change is told,
            which is no loss.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._chat = OpenAiChat(settings, http_client=http_client)

    async def ask(self, question: Question) -> Judgement:
        """Return the answer; see `ChangeModel.ask` for what is raised."""
        asked = Asked("verdict", question.system, question.user, _SCHEMA, question.most_tokens)
        return read_judgement(await self._chat.ask(asked))

    async def close(self) -> None:
        """Close the connections."""
        await self._chat.close()


def read_judgement(completion: ChatCompletion) -> Judgement:
    """Return what a completion says; whatever is not a finished, strict answer says nothing."""
    tokens = completion.usage.total_tokens if completion.usage else 0
    choice = completion.choices[0] if completion.choices else None
    if choice is None or choice.finish_reason != "stop" or choice.message.refusal:
        return Judgement(None, tokens)
    content = (choice.message.content or "").rpartition("</think>")[2].strip()[:MOST_READ]
    block = _FENCE.search(content)
    try:
        answer = _Answer.model_validate(json.loads(block[1] if block else content))
    except (ValidationError, ValueError, RecursionError):
        return Judgement(None, tokens)
    return Judgement(answer.matters, tokens)

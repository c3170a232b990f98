"""One question to a model over OpenAI's chat completions, whatever is made of the answer."""

from dataclasses import dataclass
from typing import Any

import httpx2
import openai
from openai.types.chat import ChatCompletion

from application.ports.models import Finish
from domain.common.errors import Unavailable
from domain.common.messages import message
from integrations.openai_models.answers import finished
from integrations.openai_models.asking import Dialect, ModelServer, OpenAiSettings
from integrations.openai_models.chat_words import Reading, begins_thinking
from integrations.openai_models.parts import Part

_SCHEMA = "_schema"
_OBJECT = "_object"
"""Two forms of `response_format`, left out one after the other whatever a server complains about:
most name the field, and mean one of its forms."""


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        name: of the answer's schema, for the server's logs.
        system: who the model is, in our words only.
        user: the task, with text of others as data.
        schema: JSON schema that the answer must have.
        most_tokens: of the answer.
    """

    name: str
    system: str
    user: str
    schema: dict[str, object]
    most_tokens: int


class OpenAiChat:
    """Asks one model, one question at a time.

    Args:
        settings: where the model is.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._server = ModelServer(settings, Dialect((_SCHEMA, _OBJECT)), http_client=http_client)

    async def complete(self, asked: Asked) -> ChatCompletion:
        """Return the completion; see `ModelWriter.write` for what is raised."""
        return await self._server.ask(
            lambda dialect: self._complete(asked, dialect), wants_room=_stopped_thinking
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _complete(self, asked: Asked, dialect: Dialect) -> ChatCompletion:
        # No tools are offered: whatever a log line or a page asks for, there is nothing to call.
        request: dict[str, Any] = {
            **self._server.fields(dialect, asked.most_tokens),
            "messages": [
                {"role": "system", "content": asked.system},
                {"role": "user", "content": asked.user},
            ],
            "response_format": _format(asked, dialect),
        }
        if dialect.only_streams:
            return await self._gathered(request)
        completion = await self._server.client.chat.completions.create(**request)
        if not isinstance(completion, ChatCompletion):
            # A proxy's HTML page with status 200 reaches us as a plain string.
            raise Unavailable(message("assistant.model_no_json"))
        return completion

    async def _gathered(self, request: dict[str, Any]) -> ChatCompletion:
        """Ask for an answer in pieces, and return it as if it had come whole."""
        stream = await self._server.client.chat.completions.create(
            **request, stream=True, stream_options={"include_usage": True}
        )
        reading = Reading()
        async with stream:
            async for chunk in stream:
                reading.take(Part.model_validate(chunk.to_dict(warnings=False)))
                if reading.too_long:
                    break
        return reading.completion()


def _stopped_thinking(completion: ChatCompletion) -> bool:
    """Say whether the bound of an answer was reached by a model that thinks."""
    if finished(completion)[0] is not Finish.CUT_OFF:
        return False
    message, usage = completion.choices[0].message, completion.usage
    counted = usage.completion_tokens_details if usage else None
    shown = getattr(message, "reasoning_content", None) or begins_thinking(message.content or "")
    return bool(shown or (counted and counted.reasoning_tokens))


def _format(asked: Asked, dialect: Dialect) -> dict[str, object] | openai.Omit:
    if _SCHEMA in dialect.extras:
        wanted = {"name": asked.name, "strict": True, "schema": asked.schema}
        return {"type": "json_schema", "json_schema": wanted}
    return {"type": "json_object"} if _OBJECT in dialect.extras else openai.omit

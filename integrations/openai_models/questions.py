"""One question to a model over OpenAI's chat completions, whatever is made of the answer."""

from dataclasses import dataclass

import httpx2
import openai
from openai.types.chat import ChatCompletion
from openai.types.shared_params import ResponseFormatJSONSchema

from domain.errors import Unavailable
from integrations.openai_models.asking import Dialect, ModelServer, OpenAiSettings

_SCHEMA = "response_format"


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
        self._settings = settings
        self._server = ModelServer(settings, Dialect((_SCHEMA,)), http_client=http_client)

    async def ask(self, asked: Asked) -> ChatCompletion:
        """Return the completion; see `ModelWriter.write` for what is raised."""
        return await self._server.ask(lambda dialect: self._complete(asked, dialect))

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _complete(self, asked: Asked, dialect: Dialect) -> ChatCompletion:
        # No tools are offered: whatever a log line or a page asks for, there is nothing to call.
        completion = await self._server.client.chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": asked.system},
                {"role": "user", "content": asked.user},
            ],
            response_format=_format(asked) if _SCHEMA in dialect.extras else openai.omit,
            max_tokens=dialect.bound("max_tokens", asked.most_tokens),
            max_completion_tokens=dialect.bound("max_completion_tokens", asked.most_tokens),
        )
        if not isinstance(completion, ChatCompletion):
            # A proxy's HTML page with status 200 reaches us as a plain string.
            raise Unavailable("The language model's address answered something else than JSON.")
        return completion


def _format(asked: Asked) -> ResponseFormatJSONSchema:
    return {
        "type": "json_schema",
        "json_schema": {"name": asked.name, "strict": True, "schema": asked.schema},
    }

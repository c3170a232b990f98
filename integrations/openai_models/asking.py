"""One question to a model over OpenAI's chat completions, whatever is made of the answer."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import openai
from openai.types.chat import ChatCompletion
from openai.types.shared_params import ResponseFormatJSONSchema

from application.ports.models import ModelTooSlow
from domain.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError

LONGEST_WAIT = timedelta(hours=1)
"""What a server may ask us to wait; more is treated as this."""


@dataclass(frozen=True)
class OpenAiSettings:
    """Where the model is.

    Attributes:
        base_url: ends before `/chat/completions`, usually with `/v1`.
        api_key: a secret; never in an error or a log line. Empty for servers that ask for none.
        timeout_seconds: for the whole answer, retries included.
        retries: how often the client itself tries again; whoever asks may retry above it.
    """

    base_url: str
    api_key: str
    model: str
    timeout_seconds: float = 60.0
    retries: int = 1

    def __repr__(self) -> str:
        """Return the settings without the key."""
        return f"OpenAiSettings({self.base_url!r}, model={self.model!r})"


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


@dataclass(frozen=True)
class _Dialect:
    """How a server wants to be asked.

    Attributes:
        schema: it knows `response_format` of type `json_schema`.
        limit: the name of the field that bounds the answer; newer OpenAI models refuse the old one.
    """

    schema: bool = True
    limit: str = "max_tokens"

    def easier(self, complaint: str) -> "_Dialect | None":
        """Return what to try after a refusal with this complaint, None when nothing is left."""
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return _Dialect(self.schema, "max_completion_tokens")
        return _Dialect(schema=False, limit=self.limit) if self.schema else None


class OpenAiChat:
    """Asks one model, one question at a time; remembers the dialect the server understood.

    Args:
        settings: where the model is.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: OpenAiSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._settings = settings
        self._dialect = _Dialect()
        self._client = openai.AsyncOpenAI(
            # The SDK insists on a key; servers that ask for none do not look at it.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout_seconds,
            max_retries=settings.retries,
            http_client=http_client,
        )

    async def ask(self, asked: Asked) -> ChatCompletion:
        """Return the completion; see `ModelWriter.write` for what is raised."""
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return await self._ask(asked)
        except (TimeoutError, openai.APITimeoutError):
            seconds = self._settings.timeout_seconds
            raise ModelTooSlow(f"The language model did not answer in {seconds:g} s.") from None
        except openai.APIStatusError as error:
            raise _refusal(error) from None
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            # Their messages may quote the request; the class name says enough.
            raise Unavailable(f"The language model failed ({type(error).__name__}).") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(self, asked: Asked) -> ChatCompletion:
        """Ask in the dialect that worked before, then in easier ones."""
        while True:
            try:
                return await self._complete(asked, self._dialect)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                easier = self._dialect.easier(str(error))
                if easier is None:
                    raise
                self._dialect = easier

    async def _complete(self, asked: Asked, dialect: _Dialect) -> ChatCompletion:
        most = asked.most_tokens
        # No tools are offered: whatever a log line or a page asks for, there is nothing to call.
        completion = await self._client.chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": asked.system},
                {"role": "user", "content": asked.user},
            ],
            response_format=_format(asked) if dialect.schema else openai.omit,
            max_tokens=most if dialect.limit == "max_tokens" else openai.omit,
            max_completion_tokens=most if dialect.limit != "max_tokens" else openai.omit,
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


def _refusal(error: openai.APIStatusError) -> ZhibanError:
    """Translate a status; bodies are left out, for some servers repeat the key in them."""
    status = error.status_code
    if status in (401, 403):
        return Misconfigured(f"The language model refused the API key (HTTP {status}).")
    if status == 404:
        return Misconfigured("The language model's address or model name is wrong (HTTP 404).")
    if status == 429:
        wait = _asked_wait(error.response.headers.get("retry-after", ""))
        return TooManyRequests("The language model's rate limit is reached.", delay=wait)
    if status in (408, 409) or status >= 500:
        return Unavailable(f"The language model is not available (HTTP {status}).")
    return Rejected(f"The language model refused the request (HTTP {status}).")


def _asked_wait(seconds: str) -> timedelta | None:
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT) if seconds.isdecimal() else None

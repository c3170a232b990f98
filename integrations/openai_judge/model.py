"""The `ChangeModel` port over OpenAI's chat completions."""

import asyncio
import json
import re
from dataclasses import dataclass

import httpx2
import openai
from openai.types.chat import ChatCompletion
from openai.types.shared_params import ResponseFormatJSONSchema
from pydantic import BaseModel, ConfigDict, ValidationError

from application.ports.models import ModelTooSlow
from application.ports.verdicts import Judgement, Question
from domain.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError

MOST_READ = 4_000
"""Characters of an answer that are looked at; the answer itself takes twenty."""

_FENCE = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)

_FORMAT: ResponseFormatJSONSchema = {
    "type": "json_schema",
    "json_schema": {
        "name": "verdict",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {"matters": {"type": "boolean"}},
            "required": ["matters"],
            "additionalProperties": False,
        },
    },
}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    matters: bool


@dataclass(frozen=True)
class JudgeSettings:
    """Where the model is.

    Attributes:
        base_url: ends before `/chat/completions`, usually with `/v1`.
        api_key: a secret; never in an error or a log line. Empty for servers that ask for none.
        timeout_seconds: for the whole answer; a change waits so long at most before it is told.
    """

    base_url: str
    api_key: str
    model: str
    timeout_seconds: float = 20.0

    def __repr__(self) -> str:
        """Return the settings without the key."""
        return f"JudgeSettings({self.base_url!r}, model={self.model!r})"


@dataclass(frozen=True)
class _Dialect:
    """How a server wants to be asked: with a schema or not, and how its answer is bounded."""

    schema: bool = True
    limit: str = "max_tokens"

    def easier(self, complaint: str) -> "_Dialect | None":
        """Return what to try after a refusal with this complaint, None when nothing is left."""
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return _Dialect(self.schema, "max_completion_tokens")
        return _Dialect(schema=False, limit=self.limit) if self.schema else None


class OpenAiChangeModel:
    """Asks one model whether a change matters; remembers the dialect the server understood.

    Args:
        settings: where the model is.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: JudgeSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._settings = settings
        self._dialect = _Dialect()
        self._client = openai.AsyncOpenAI(
            # The SDK insists on a key; servers that ask for none do not look at it.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout_seconds,
            max_retries=0,  # no answer means that the change is told, which is no loss
            http_client=http_client,
        )

    async def ask(self, question: Question) -> Judgement:
        """Return the answer; see `ChangeModel.ask` for what is raised."""
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return read_judgement(await self._asked(question))
        except (TimeoutError, openai.APITimeoutError):
            seconds = self._settings.timeout_seconds
            raise ModelTooSlow(f"The language model did not answer in {seconds:g} s.") from None
        except openai.APIStatusError as error:
            raise _refusal(error.status_code) from None
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            # Their messages may quote the request; the class name says enough.
            raise Unavailable(f"The language model failed ({type(error).__name__}).") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _asked(self, question: Question) -> ChatCompletion:
        """Ask in the dialect that worked before, then in easier ones."""
        while True:
            try:
                return await self._complete(question, self._dialect)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                easier = self._dialect.easier(str(error))
                if easier is None:
                    raise
                self._dialect = easier

    async def _complete(self, question: Question, dialect: _Dialect) -> ChatCompletion:
        most = question.most_tokens
        # No tools are offered: whatever a page asks for, there is nothing to call.
        completion = await self._client.chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.user},
            ],
            response_format=_FORMAT if dialect.schema else openai.omit,
            max_tokens=most if dialect.limit == "max_tokens" else openai.omit,
            max_completion_tokens=most if dialect.limit != "max_tokens" else openai.omit,
        )
        if not isinstance(completion, ChatCompletion):
            # A proxy's HTML page with status 200 reaches us as a plain string.
            raise Unavailable("The language model's address answered something else than JSON.")
        return completion


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


def _refusal(status: int) -> ZhibanError:
    """Translate a status; bodies are left out, for some servers repeat the key in them."""
    if status in (401, 403):
        return Misconfigured(f"The language model refused the API key (HTTP {status}).")
    if status == 404:
        return Misconfigured("The language model's address or model name is wrong (HTTP 404).")
    if status == 429:
        return TooManyRequests("The language model's rate limit is reached.")
    if status in (408, 409) or status >= 500:
        return Unavailable(f"The language model is not available (HTTP {status}).")
    return Rejected(f"The language model refused the request (HTTP {status}).")

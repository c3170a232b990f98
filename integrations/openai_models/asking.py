"""How a server of OpenAI's chat completions is asked: in time, in its dialect, without secrets."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import httpx2
import openai

from application.ports.models import ModelTooSlow
from domain.conversation_reason_words import recorded
from domain.conversation_reasons import Reason
from domain.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError

T = TypeVar("T")

LONGEST_WAIT = timedelta(hours=1)
"""What a server may ask us to wait; more is treated as this."""

_TOO_LONG = "context_length_exceeded"
"""The vendor's code for a question that does not fit, in whatever dialect it is put."""


_NO_TOOLS = re.compile(
    r"(?:not|that) support tool|tool choice requires|tools? (?:is|are) not supported", re.IGNORECASE
)
"""What servers say of a model that calls no tools: Ollama, OpenRouter (a 404), vLLM, others."""


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
class Dialect:
    """How a server wants to be asked.

    Attributes:
        extras: fields of the request that it may not know, in the order in which they are left
            out when it complains about none by name.
        limit: the name of the field that bounds the answer; newer OpenAI models refuse the old one.
    """

    extras: tuple[str, ...]
    limit: str = "max_tokens"

    def easier(self, complaint: str) -> "Dialect | None":
        """Return what to try after a refusal with this complaint, None when nothing is left."""
        if _TOO_LONG in complaint:
            return None
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return replace(self, limit="max_completion_tokens")
        if not self.extras:
            return None
        named = next((each for each in self.extras if each in complaint), self.extras[0])
        return replace(self, extras=tuple(each for each in self.extras if each != named))

    def bound(self, field: str, most: int) -> int | openai.Omit:
        """Return the bound where `field` is what this server calls it."""
        return most if self.limit == field else openai.omit


class ModelServer:
    """A server of one model; remembers the dialect that it understood.

    Args:
        settings: where the model is.
        dialect: how it is asked at first.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self,
        settings: OpenAiSettings,
        dialect: Dialect,
        *,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        self._settings = settings
        self._dialect = dialect
        self.client = openai.AsyncOpenAI(
            # The SDK insists on a key; servers that ask for none do not look at it.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout_seconds,
            max_retries=settings.retries,
            http_client=http_client,
        )

    async def ask(self, complete: Callable[[Dialect], Awaitable[T]]) -> T:
        """Return what `complete` gets; see `ModelWriter.write` for what is raised."""
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                return await self._ask(complete)
        except (TimeoutError, openai.APITimeoutError):
            seconds = f"{self._settings.timeout_seconds:g}"
            raise ModelTooSlow(recorded(Reason.MODEL_TOO_SLOW, seconds=seconds)) from None
        except openai.APIStatusError as error:
            raise _refusal(error) from None
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            # Their messages may quote the request; the class name says enough.
            failed = recorded(Reason.MODEL_FAILED, name=type(error).__name__)
            raise Unavailable(failed) from None

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    async def _ask(self, complete: Callable[[Dialect], Awaitable[T]]) -> T:
        """Ask in the dialect that worked before, then in easier ones."""
        dialect = self._dialect
        while True:
            try:
                answer = await complete(dialect)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                easier = dialect.easier(str(error))
                if easier is None:
                    raise
                dialect = easier
            else:
                # Only what it understood is kept: it may have refused the question itself.
                self._dialect = dialect
                return answer


def _refusal(error: openai.APIStatusError) -> ZhibanError:
    """Translate a status; bodies are left out, for some servers repeat the key in them."""
    status = error.status_code
    if status in (401, 403):
        return Misconfigured(recorded(Reason.MODEL_KEY_REFUSED, status=status))
    if status == 429:
        wait = _asked_wait(error.response.headers.get("retry-after", ""))
        return TooManyRequests(recorded(Reason.MODEL_BUSY), delay=wait)
    if status in (408, 409) or status >= 500:
        return Unavailable(recorded(Reason.MODEL_DOWN, status=status))
    return _refusal_for_good(error)


def _refusal_for_good(error: openai.APIStatusError) -> ZhibanError:
    if _NO_TOOLS.search(str(error)):
        return Misconfigured(recorded(Reason.MODEL_WITHOUT_TOOLS))
    if error.status_code == 404:
        return Misconfigured(recorded(Reason.MODEL_NOT_THERE))
    if error.code == _TOO_LONG:
        return Rejected(recorded(Reason.MODEL_OVERFULL))
    return Rejected(recorded(Reason.MODEL_SAID_NO, status=error.status_code))


def _asked_wait(seconds: str) -> timedelta | None:
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT) if seconds.isdecimal() else None

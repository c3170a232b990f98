"""How a server of OpenAI's chat completions is asked: in time, in its dialect, without secrets."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

import httpx2
import openai
import structlog

from application.ports.models import ModelTooSlow
from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from integrations.openai_models.refusals import complaint_in, is_for_good, refusal_of

_log = structlog.get_logger(__name__)

T = TypeVar("T")

THINKING_ROOM = 16_000
"""Tokens of an answer once a model was cut off while it thought: vendors count thoughts as part of
the answer, and those that think long use some thousands."""

_NO_ROOM = 1
"""Stands for a server that was asked for room and gives none, so that it is not asked again."""

_TOO_MUCH_ROOM = re.compile(
    r"(?:max_tokens|max_completion_tokens|completion tokens).{0,200}"
    r"(?:too large|at most|range|maximum|exceed)|range of max_tokens|maximum context length",
    re.IGNORECASE | re.DOTALL,
)
"""What servers say of a bound above their own: OpenAI, DeepSeek, vLLM; DashScope."""

_ONLY_STREAMS = re.compile(
    r"non-streaming calls|stream=false|only supports? stream|must be streamed", re.IGNORECASE
)
"""What servers say of thinking models that answer piece by piece only: DashScope, ModelScope."""

_WANTS_BACK = re.compile(r"reasoning_content|thought_signature")
"""What DeepSeek and Gemini miss in calls that another model, or an older version of us, made."""


@dataclass(frozen=True, kw_only=True)
class OpenAiSettings:
    """Where the model is.

    Attributes:
        base_url: ends before `/chat/completions`, usually with `/v1`.
        api_key: a secret; never in an error or a log line. Empty for servers that ask for none.
        timeout_seconds: for the whole answer, retries included.
        retries: how often the client itself tries again; whoever asks may retry above it.
        extra_body: fields of the vendor's own, sent with each request.
        answer_tokens: least bound of an answer, thoughts included; 0: what each task needs.
    """

    base_url: str
    api_key: str
    model: str
    timeout_seconds: float = 60.0
    retries: int = 1
    extra_body: Mapping[str, object] = field(default_factory=dict)
    answer_tokens: int = 0

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
        room: tokens that an answer may have at least, thoughts included.
        only_streams: it answers this model's questions piece by piece only.
        stands_in: the name of what it misses in calls that it has not made itself.
    """

    extras: tuple[str, ...]
    limit: str = "max_tokens"
    room: int = 0
    only_streams: bool = False
    stands_in: str = ""

    def easier(self, complaint: str) -> "Dialect | None":
        """Return what to try after a refusal with this complaint, None when nothing is left."""
        missed = _WANTS_BACK.search(complaint)
        plainly = self._as_asked(complaint, missed[0] if missed else "")
        if plainly is not None or missed or is_for_good(complaint):
            return plainly
        if not self.extras:
            return None
        named = next((each for each in self.extras if each in complaint), self.extras[0])
        return replace(self, extras=tuple(each for each in self.extras if each != named))

    def _as_asked(self, complaint: str, missed: str) -> "Dialect | None":
        """Return what the complaint asks for in so many words, None when that is nothing new."""
        if self.room > _NO_ROOM and _TOO_MUCH_ROOM.search(complaint):
            return replace(self, room=_NO_ROOM)
        if not self.only_streams and _ONLY_STREAMS.search(complaint):
            return replace(self, only_streams=True)
        if missed and not self.stands_in:
            return replace(self, stands_in=missed)
        if self.limit == "max_tokens" and "max_completion_tokens" in complaint:
            return replace(self, limit="max_completion_tokens")
        return None


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
        self._dialect = replace(dialect, room=settings.answer_tokens)
        self.client = openai.AsyncOpenAI(
            # The SDK insists on a key; servers that ask for none do not look at it.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout_seconds,
            max_retries=settings.retries,
            http_client=http_client,
        )

    def fields(self, dialect: Dialect, most_tokens: int) -> dict[str, Any]:
        """Return what each request of this server has: its model, its bound, its own fields."""
        return {
            "model": self._settings.model,
            dialect.limit: max(most_tokens, dialect.room),
            "extra_body": dict(self._settings.extra_body) or None,
        }

    async def ask(
        self,
        complete: Callable[[Dialect], Awaitable[T]],
        *,
        wants_room: Callable[[T], bool] = lambda _: False,
    ) -> T:
        """Return what `complete` gets; see `ModelWriter.write` for what is raised.

        Args:
            complete: asks in a dialect.
            wants_room: says that an answer was cut off while the model thought; then it is asked
                once more with room for thoughts, which later questions have from the beginning.
        """
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                answer = await self._ask(complete)
                if wants_room(answer) and not self._dialect.room:
                    self._dialect = replace(self._dialect, room=THINKING_ROOM)
                    answer = await self._ask(complete)
                return answer
        except (TimeoutError, openai.APITimeoutError):
            raise ModelTooSlow(
                message(
                    "assistant.model_too_slow",
                    limit=timedelta(seconds=max(1, self._settings.timeout_seconds)),
                )
            ) from None
        except openai.APIStatusError as error:
            refusal = refusal_of(error, self._settings.api_key)
            # A briefing is written by rules then, and has no room for a vendor's sentence.
            _log.warning("model.refused", reason=str(refusal))
            raise refusal from None
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            # Their messages may quote the request; the class name says enough.
            failed = message("assistant.model_failed", name=Called(type(error).__name__))
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
                easier = dialect.easier(complaint_in(error))
                if easier is None:
                    raise
                dialect = easier
            else:
                # Only what it understood is kept: it may have refused the question itself.
                self._dialect = dialect
                return answer

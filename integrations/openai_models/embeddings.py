"""The `Embeddings` port over OpenAI's `/embeddings`, which DashScope, vLLM and Ollama answer too.

Sources: https://platform.openai.com/docs/api-reference/embeddings/create; DashScope's bound of ten
texts and its words from memodb-io/memobase#142; "does not support specifying dimensions" from
SciPhi-AI/R2R#768.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2
import openai
import structlog

from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError
from domain.common.messages import Called, Foreign, Message, message
from domain.people.likeness import packed
from integrations.openai_models.refusals import asked_wait, complaint_in, is_for_good, said_in

_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""What reading something else than vectors raises; the SDK checks no answer."""

PATIENCE = 6
"""How many times longer several texts may take: nobody waits for them."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class EmbeddingSettings:
    """Where the model is.

    Attributes:
        base_url: ends before `/embeddings`, usually with `/v1`.
        api_key: a secret; never in an error or a log line. Empty for servers that ask for none.
        dimensions: numbers of one vector, for models that let one choose; 0: the model's own.
        least: cosine below which two texts are not about the same.
    """

    base_url: str
    api_key: str
    model: str
    dimensions: int = 0
    least: float = 0.0
    timeout_seconds: float = 5.0

    def __repr__(self) -> str:
        """Return the settings without the key."""
        return f"EmbeddingSettings({self.base_url!r}, model={self.model!r})"


class OpenAiEmbeddings:
    """Asks one model for vectors.

    Args:
        settings: where the model is.
        http_client: for tests and proxies; the SDK's own when None.
    """

    def __init__(
        self, settings: EmbeddingSettings, *, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._settings = settings
        self._client = openai.AsyncOpenAI(
            # The SDK insists on a key; servers that ask for none do not look at it.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            timeout=settings.timeout_seconds,
            max_retries=0,
            http_client=http_client,
        )

    @property
    def model(self) -> str:
        """Return the model's name, with its dimensions where they are chosen."""
        chosen = self._settings.dimensions
        return f"{self._settings.model}/{chosen}" if chosen else self._settings.model

    @property
    def least(self) -> float:
        """Return the cosine below which two texts are not about the same."""
        return self._settings.least

    async def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return the vector of each text; see `Embeddings.vectors` for what is raised."""
        settings = self._settings
        patience = settings.timeout_seconds * (PATIENCE if len(texts) > 1 else 1)
        try:
            async with asyncio.timeout(patience):
                answer = await self._client.embeddings.create(
                    timeout=patience,
                    model=settings.model,
                    input=list(texts),
                    encoding_format="float",
                    dimensions=settings.dimensions or openai.omit,
                )
                by_place = {each.index: packed(each.embedding) for each in answer.data}
                return [by_place[place] for place in range(len(texts))]
        except openai.APIStatusError as error:
            refusal = self._refusal(error)
            _log.warning("embeddings.refused", reason=str(refusal))
            raise refusal from None
        except (TimeoutError, openai.APITimeoutError):
            raise Unavailable(message("memory.meaning_too_slow")) from None
        except (openai.OpenAIError, httpx2.HTTPError, *_UNREADABLE) as error:
            # Their messages may quote the texts; the class name says enough.
            failed = message("memory.meaning_failed", name=Called(type(error).__name__))
            raise Unavailable(failed) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _refusal(self, error: openai.APIStatusError) -> ZhibanError:
        status, complaint = error.status_code, complaint_in(error)
        told = self._told(error)
        if status in (401, 402, 403, 404) or is_for_good(complaint) or "dimensions" in complaint:
            return Misconfigured(told)
        if status == 429:
            return TooManyRequests(told, delay=asked_wait(error))
        if status in (408, 409) or status >= 500:
            return Unavailable(told)
        return Rejected(told)

    def _told(self, error: openai.APIStatusError) -> Message:
        said = said_in(error.body, self._settings.api_key)
        return message(
            "memory.meaning_refused",
            status=Called(str(error.status_code)),
            said=Foreign(said) if said else None,
            settings=Called("ZHIBAN_EMBEDDINGS_…"),
        )

"""What servers of language models refuse, read in each vendor's own words.

A status alone says little: a wrong name is a 404 at OpenAI and a 400 at DeepSeek, an empty account
a 402 or a 429. The vendor's sentence is told, cleaned: some servers repeat the key or the question.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

import openai

from domain.common.errors import Misconfigured, Rejected, TooManyRequests, Unavailable, ZhibanError
from domain.common.messages import Called, Foreign, message
from domain.common.quoting import HIDDEN, plain
from domain.common.secret_shapes import without_secrets_in

LONGEST_WAIT = timedelta(hours=1)
"""What a server may ask us to wait; more is treated as this."""

MOST_SAID = 240
"""Columns of a vendor's sentence: those that were met fit, without their links."""

MOST_LOOKED_AT = 4_000
"""Characters of a refusal that are searched."""

_SHORTEST_KEY = 6
"""Characters of a key that are hidden; shorter ones would blot out words."""

_NO_TOOLS = re.compile(
    r"(?:not|that) support tool|tool choice requires|tools? (?:is|are) not supported", re.IGNORECASE
)
"""What servers say of a model that calls no tools: Ollama, OpenRouter (a 404), vLLM, others."""

_OVERFULL = re.compile(
    r"context_length_exceeded|maximum context length|range of input length"
    r"|input token count|prompt is too long",
    re.IGNORECASE,
)
"""What they say of a question that does not fit: OpenAI, DeepSeek and vLLM, DashScope, Gemini."""

_NO_MODEL = re.compile(
    r"model.{0,80}(?:not exist|not found)|model_not_found|invalid model", re.IGNORECASE
)

_UNPAID = re.compile(r"insufficient[ _](?:quota|balance)|arrearage", re.IGNORECASE)
"""No credit left: OpenAI (429), DeepSeek (402), DashScope (400)."""


def complaint_in(error: openai.APIStatusError) -> str:
    """Return all that a refusal says, its code included, for looking at only.

    The SDK makes its own sentence of an object, and none of the list that Gemini sends.
    """
    return f"{error} {error.body}"[:MOST_LOOKED_AT]


def is_for_good(complaint: str) -> bool:
    """Say whether asking in other words is of no use."""
    return any(shape.search(complaint) for shape in (_OVERFULL, _NO_MODEL, _UNPAID, _NO_TOOLS))


def refusal_of(error: openai.APIStatusError, key: str) -> ZhibanError:
    """Translate a status and what its server says.

    Args:
        error: from the SDK.
        key: the API key, which no sentence shows.
    """
    status, complaint = error.status_code, complaint_in(error)
    if status in (401, 403):
        return Misconfigured(
            message(
                "assistant.model_key_refused",
                status=Called(str(status)),
                key=Called("ZHIBAN_LLM_API_KEY"),
            )
        )
    if status in (400, 402, 429) and (status == 402 or _UNPAID.search(complaint)):
        return Misconfigured(message("assistant.model_unpaid", status=Called(str(status))))
    if status == 429:
        return TooManyRequests(
            message("assistant.model_busy", status=Called(str(status))), delay=asked_wait(error)
        )
    if status in (408, 409) or status >= 500:
        return Unavailable(message("assistant.model_down", status=Called(str(status))))
    return _for_good(status, complaint, said_in(error.body, key))


def said_in(body: object, key: str) -> str:
    """Return a vendor's sentence on one short line, without secrets and live links; or nothing.

    OpenAI and those like it put it into an object, Gemini that into a list.
    """
    found = body[0] if isinstance(body, list) and body else body
    while isinstance(found, Mapping):
        found = found.get("error") or found.get("message")
    if not isinstance(found, str):
        return ""
    text = found[:MOST_LOOKED_AT]
    if len(key) >= _SHORTEST_KEY:
        text = text.replace(key, HIDDEN)
    return plain(without_secrets_in(text, HIDDEN), most=MOST_SAID)


def _for_good(status: int, complaint: str, said: str) -> ZhibanError:
    if _NO_TOOLS.search(complaint):
        return Misconfigured(
            message("assistant.model_without_tools", model=Called("ZHIBAN_LLM_MODEL"))
        )
    if _OVERFULL.search(complaint):
        return Rejected(message("assistant.model_overfull"))
    if status == 404 or _NO_MODEL.search(complaint):
        return Misconfigured(
            message(
                "assistant.model_not_there",
                status=Called(str(status)),
                address=Called("ZHIBAN_LLM_BASE_URL"),
                model=Called("ZHIBAN_LLM_MODEL"),
            )
        )
    if said:
        return Rejected(
            message(
                "assistant.model_said_why",
                status=Called(str(status)),
                said=Foreign(str(said)),
                model=Called("ZHIBAN_LLM_MODEL"),
                extra=Called("ZHIBAN_LLM_EXTRA_BODY"),
            )
        )
    return Rejected(message("assistant.model_said_no", status=Called(str(status))))


def asked_wait(error: openai.APIStatusError) -> timedelta | None:
    """Return how long a server asks us to wait, None when it does not say."""
    seconds = error.response.headers.get("retry-after", "")
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT) if seconds.isdecimal() else None

"""What an answer's head says: whether to read on, wait, or give up (WEB-1)."""

import re
from collections.abc import AsyncIterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.foreign_values import media_kind
from domain.common.messages import message

LONGEST_RETRY_AFTER = 86_400.0
"""Seconds; nobody may silence a watch for longer than a day."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_TEXT = re.compile(
    r"text/[^/]+|application/([a-z0-9.-]+\+)?(json|xml)|application/(x-)?(javascript|ecmascript|yaml"
    r"|ndjson|json-lines|jsonl|toml|sql|csv|rss|atom|www-form-urlencoded|xhtml)|application/jsonlines"
    r"|image/svg\+xml|message/rfc822|model/[a-z]+\+xml"
)
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
"""Types that say nothing; the bytes are looked at."""


def media_type_of(content_type: str) -> str:
    """Return a content type without its parameters, lower case."""
    return content_type.partition(";")[0].strip().lower()


def check_type(media_type: str) -> None:
    """Raise `FetchFailed` with `TYPE` when this cannot be text."""
    if media_type not in _UNSAID and not _TEXT.fullmatch(media_type):
        raise not_text(media_type)


def check_bytes(media_type: str, body: bytes) -> None:
    """Raise `FetchFailed` with `TYPE` when bytes without a type are not text."""
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    if media_type in _UNSAID and not marked and b"\0" in body[:4096]:
        raise not_text(media_type)


def not_text(media_type: str) -> FetchFailed:
    """Return the error for an answer that is no text."""
    return FetchFailed(
        FetchProblem.TYPE,
        "The answer is no text.",
        detail=message("web.not_text", kind=media_kind(media_type)),
    )


def failed_status(status: int, headers: Mapping[str, str]) -> FetchFailed:
    """Return the error for a status of 400 or more."""
    return FetchFailed(
        FetchProblem.STATUS,
        f"The server answered with HTTP status {status}.",
        status=status,
        retry_after=retry_after(headers.get("retry-after", ""), datetime.now(UTC)),
    )


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds that a `Retry-After` asks for, 0 when it cannot be read."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_RETRY_AFTER)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max((when - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


async def drain(stream: AsyncIterable[bytes], most: int) -> None:
    """Read a short rest, so that the connection can be used again; a long one is left."""
    size = 0
    async for part in stream:
        size += len(part)
        if size > most:
            return

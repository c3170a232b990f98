"""What we say when we ask for a page: headers of ours, of the task, and of a credential."""

import re
from collections.abc import Mapping

from application.ports.watches.web import FetchFailed, FetchProblem, PageRequest
from domain.common.messages import Called, Foreign, message
from integrations.web.bodies import ACCEPTED_ENCODINGS
from integrations.web.credentials import Credentials
from integrations.web.urls import Target

ACCEPT = "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,*/*;q=0.5"

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_OURS = frozenset(
    {
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
    }
)
"""Headers that decide about the connection, the answer or who asks: never a task's to set."""

_FOR_EVERYBODY = frozenset({"accept", "accept-language", "user-agent"})
"""A task's headers that also go to the hosts that its page leads to; others may be secrets."""


def headers_for(
    request: PageRequest, first: Target, target: Target, *, agent: str, credentials: Credentials
) -> list[tuple[bytes, bytes]]:
    """Return the headers to send to `target`, the page asked for or where that led.

    Raises:
        FetchFailed: `BAD_URL` when a header may not be set, or there is no such credential.
    """
    at_home = target.host == first.host
    headers = {
        "user-agent": agent,
        "accept": ACCEPT,
        **_own_headers(request.headers, at_home=at_home),
        "accept-encoding": ACCEPTED_ENCODINGS,
    }
    if request.etag:
        headers["if-none-match"] = _line(request.etag)
    if request.last_modified:
        headers["if-modified-since"] = _line(request.last_modified)
    if request.credential and at_home:
        headers.update(_secret(request.credential, target, credentials))
    wire = [(name.encode("ascii"), _bytes(value)) for name, value in headers.items()]
    return [(b"host", target.url.netloc), *wire]


def _secret(name: str, target: Target, credentials: Credentials) -> dict[str, str]:
    try:
        found = credentials.header_for(name, target)
    except KeyError:
        raise FetchFailed(
            FetchProblem.BAD_URL,
            f"no web credential '{name[:80]}'",
            detail=message("web.credential_unknown", name=Foreign(name[:80])),
        ) from None
    return {found[0].lower(): found[1]} if found else {}


def _own_headers(given: Mapping[str, str], *, at_home: bool) -> dict[str, str]:
    own: dict[str, str] = {}
    for name, value in given.items():
        low = name.lower()
        if not _NAME.fullmatch(name) or low in _OURS or low.startswith("sec-"):
            raise FetchFailed(
                FetchProblem.BAD_URL,
                f"header '{name[:64]}' of a task",
                detail=message("web.header_refused", name=Called(name[:64])),
            )
        if at_home or low in _FOR_EVERYBODY:
            own[low] = _line(value)
    return own


def _bytes(value: str) -> bytes:
    """Each character a byte where that is possible, as validators came; else UTF-8."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def _line(value: str) -> str:
    if len(value) > 1024 or any(char in value for char in "\r\n\0"):
        raise FetchFailed(
            FetchProblem.BAD_URL, "header too long", detail=message("web.header_too_long")
        )
    return value

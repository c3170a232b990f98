"""How servers say that they have forgotten a session: five shapes, and no server uses them all.

Each of them is said before the request is looked at, so whatever was sent did not happen. Of other
refusals of a request that named a session that is not known; a new session is due all the same.
"""

import re
from enum import StrEnum

from mcp_types import INVALID_PARAMS, UNSUPPORTED_PROTOCOL_VERSION


class Loss(StrEnum):
    """Which shape it had."""

    BARE_404 = "bare_404"
    """HTTP 404 without words for a request that named a session: what the specification asks."""
    NOT_FOUND = "not_found"
    """"Session not found": -32001 from TypeScript, -32600 from Python."""
    TERMINATED = "terminated"
    """"Session terminated": Python, and its client on a 404."""
    NO_VALID_ID = "no_valid_id"
    """"Bad Request: No valid session ID provided": HTTP 400, -32000; TypeScript's example server,
    copied everywhere. So is "Missing session ID"."""
    NOT_INITIALIZED = "not_initialized"
    """"Server not initialized": a new process behind the old address."""


_WORDS = (
    (Loss.NOT_FOUND, r"session (id )?(was )?(not found|unknown|expired|does not exist|invalid)"),
    (Loss.NOT_FOUND, r"(unknown|invalid|expired|could not find) session"),
    (Loss.TERMINATED, r"session (has been |was )?(terminated|closed|deleted)"),
    (Loss.NO_VALID_ID, r"(no valid|missing|invalid)( mcp-| )?session[- ]id"),
    (Loss.NO_VALID_ID, r"mcp-session-id header is required"),
    (Loss.NOT_INITIALIZED, r"server (is )?not (yet )?initialized"),
    (Loss.NOT_INITIALIZED, r"received request before initialization"),
)
_SHAPES = tuple(
    (loss, re.compile(rf"(bad request|not found|error)?[:. ]*{words}", re.IGNORECASE))
    for loss, words in _WORDS
)

_OTHER_VERSION = re.compile(r"(bad request: )?unsupported protocol version", re.IGNORECASE)

_CODES = frozenset({-32600, -32602, -32000, -32001, -32002, 404})
"""Those that the shapes above come with; a tool's own error has another one, or none."""


_BEFORE_READING = _CODES - {INVALID_PARAMS}
"""Codes of transports, which look at headers first; any other is said by who has read a request."""


def loss_in_error(code: int, message: str) -> Loss | None:
    """Return the shape of the loss that a JSON-RPC error tells of; None when it tells of none.

    The words must stand at the beginning: "Lookup failed: session not found" is a tool's affair.
    """
    return loss_in_words(message) if code in _CODES else None


def is_another_server(code: int, message: str) -> bool:
    """Say whether an error tells that the server does not speak what it spoke before."""
    return code == UNSUPPORTED_PROTOCOL_VERSION or bool(_OTHER_VERSION.match(message.strip()))


def loss_in_words(text: str) -> Loss | None:
    """Return the shape of the loss that a text of an HTTP 400 or 404 tells of."""
    start = text.strip()[:200]
    return next((loss for loss, shape in _SHAPES if shape.match(start)), None)


def is_about_session(status: int, code: int | None, *, names_request: bool) -> bool:
    """Say whether a refusal of a request that named a session puts the session in doubt.

    Args:
        status: of HTTP.
        code: of the JSON-RPC error in it.
        names_request: whether that error names the request: then somebody may have read it.
    """
    if status not in (400, 404) or code == UNSUPPORTED_PROTOCOL_VERSION:
        return False
    return not names_request or code in _BEFORE_READING


def loss_in_status(status: int, *, named_session: bool, text: str) -> Loss | None:
    """Return the shape of the loss that a refusal which names no request tells of.

    Args:
        status: of HTTP.
        named_session: whether the request carried a session's id.
        text: the beginning of the answer.
    """
    if status == 404 and named_session:
        return loss_in_words(text) or Loss.BARE_404
    return loss_in_words(text) if status in (400, 404) else None

"""What a request asks, and whether what comes back is its answer, as far as JSON-RPC tells."""

import json
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp_types import (
    INVALID_REQUEST,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is, as far as its answer depends on it.

    Attributes:
        id: of the JSON-RPC request; None for a notification and for what is no POST.
        method: of JSON-RPC; empty for an answer to the server, and for what is no POST.
        named_session: whether it names a session.
    """

    id: Any
    method: str
    named_session: bool


def asked_by(request: httpx2.Request) -> Asked:
    """Return what a request asks."""
    named_session = "mcp-session-id" in request.headers
    if request.method != "POST":
        return Asked(None, "", named_session)
    try:
        message = json.loads(request.content)
    except (ValueError, httpx2.RequestNotRead):
        message = None
    if not isinstance(message, dict) or "method" not in message:
        return Asked(None, "", named_session)
    return Asked(message.get("id"), str(message["method"]), named_session)


def is_json_rpc(body: bytes) -> bool:
    """Say whether a body is a message of JSON-RPC."""
    try:
        jsonrpc_message_adapter.validate_json(body, by_name=False)
    except ValueError:  # also where it is nested too deeply
        return False
    return True


def error_in(body: bytes) -> ErrorData | None:
    """Return the error that a JSON body tells of, also one that breaks the rules of JSON-RPC.

    The most copied server answers an unknown session with an error that has no `id`. An error
    without a code gets that of an invalid request.
    """
    try:
        message = json.loads(body)
        error = message.get("error") if isinstance(message, dict) else None
        if isinstance(error, str):
            error = {"message": error}
        return ErrorData.model_validate({"code": INVALID_REQUEST} | (error or {}))
    except (ValueError, TypeError, RecursionError):
        return None


def names_request(body: bytes, asked: Asked) -> bool:
    """Say whether a message of JSON-RPC is about exactly the request that was asked."""
    return asked.id is not None and str(json.loads(body).get("id")) == str(asked.id)


def answer_in(body: bytes, asked: Asked) -> bytes | None:
    """Return the answer that a body is, None when it is none: nobody must wait for what is not it.

    An error without an id, or with a wrong one, is still all that will come: it gets the right one.
    """
    try:
        message = jsonrpc_message_adapter.validate_json(body, by_name=False)
    except ValueError:
        return None
    if asked.id is None:
        return body
    if isinstance(message, JSONRPCRequest | JSONRPCNotification):
        return None
    if str(message.id) == str(asked.id):
        return body
    if isinstance(message, JSONRPCResponse):
        return None
    right = JSONRPCError(jsonrpc="2.0", id=asked.id, error=message.error)
    return right.model_dump_json(by_alias=True, exclude_unset=True).encode()

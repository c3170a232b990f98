"""What became of a call, and how a fault lets it reach the caller."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.tencent import envelope
from sandbox.tencent.connection import Connection
from sandbox.tencent.errors import ApiError
from sandbox.tencent.faults import Fault, FaultKind

_ERROR_PAGE = """<html><head><title>{status} sandbox</title></head><body><h1>{status}</h1>
<p>sandbox: {message}</p></body></html>"""


@dataclass(frozen=True)
class Outcome:
    """What became of a call, before it is sent."""

    body: bytes
    verdict: str
    applied: bool
    params: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    content_type: str = envelope.CONTENT_TYPE


def failed(error: ApiError, request_id: str, params: Mapping[str, Any] | None = None) -> Outcome:
    """Return the outcome of a call that was refused."""
    body = envelope.failure(error.code, error.message, request_id)
    return Outcome(body, error.code, applied=False, params=params or {})


def refusal(fault: Fault | None, request_id: str) -> Outcome | None:
    """Return the outcome of a fault that keeps the action from being carried out."""
    if fault is None:
        return None
    if fault.kind is FaultKind.API_ERROR:
        return failed(ApiError(fault.code, fault.message), request_id)
    if fault.kind is FaultKind.HTTP_ERROR:
        page = _ERROR_PAGE.format(status=fault.status, message=html.escape(fault.message))
        verdict = f"http {fault.status}"
        return Outcome(
            page.encode(), verdict, applied=False, status=fault.status, content_type="text/html"
        )
    if fault.kind is FaultKind.RESET_BEFORE_REPLY:
        return Outcome(b"", "reset", applied=False)
    return None


async def deliver(outcome: Outcome, fault: Fault | None, connection: Connection) -> None:
    """Send an outcome, or break off, as the fault wants it."""
    kind = fault.kind if fault else None
    seconds = fault.seconds if fault else None
    body, content_type = outcome.body, outcome.content_type
    match kind:
        case FaultKind.RESET_BEFORE_REPLY | FaultKind.APPLY_THEN_RESET:
            await connection.reset()
        case FaultKind.CUT_BODY:
            await connection.cut(content_type, body)
        case FaultKind.STALL_BODY:
            await connection.stall(content_type, body, seconds)
        case FaultKind.SLOW_BODY:
            await connection.reply_slowly(content_type, body, seconds or 0.0)
        case FaultKind.SLOW_HEAD:
            if await connection.stays_for(seconds):
                await connection.reply(outcome.status, content_type, body)
        case _:
            body, content_type = _distorted(outcome, kind)
            await connection.reply(outcome.status, content_type, body)


def _distorted(outcome: Outcome, kind: FaultKind | None) -> tuple[bytes, str]:
    match kind:
        case FaultKind.INVALID_JSON:
            return b'{"Response": {"sandbox": ', outcome.content_type
        case FaultKind.MISSING_REQUEST_ID:
            return envelope.without_request_id(outcome.body), outcome.content_type
        case FaultKind.WRONG_CONTENT_TYPE:
            return outcome.body, f"{outcome.content_type}; charset=utf-8"
        case _:
            return outcome.body, outcome.content_type

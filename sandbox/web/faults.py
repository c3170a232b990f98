"""Failures that can be ordered in advance for any path."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.faults import STRICT, ErrorCode, FaultPlan, FromOne, FromZero
from sandbox.web.frame import framed

LONGEST_HANG_SECONDS = 120.0


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"  # an HTTP error
    HANG = "hang"  # no answer until the caller gives up
    CUT = "cut"  # the connection breaks in the middle of the answer
    SLOW = "slow"  # the right answer, late


@dataclass(frozen=True)
class Fault:
    """One ordered failure.

    Attributes:
        path: which path it hits; empty hits any.
        nth: the first request it hits, counted from the order; 1 is the next one.
        times: how many requests in a row it hits.
        status: HTTP status of `STATUS`.
        retry_after: seconds for a `Retry-After` header of `STATUS`; 0 leaves it out.
        seconds: how late `SLOW` is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: FaultKind
    path: str = ""
    nth: FromOne = 1
    times: FromOne = 1
    status: ErrorCode = 503
    retry_after: FromZero = 0
    seconds: float = 1.0


class Faulty:
    """Has ordered failures happen in front of an application."""

    def __init__(self, app: ASGIApp, plan: FaultPlan[Fault], *, spared: tuple[str, ...]) -> None:
        self._app = app
        self._plan = plan
        self._spared = spared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Fail as ordered, or pass the request on."""
        path = scope.get("path", "")
        fault = None
        if scope["type"] == "http" and not path.startswith(self._spared):
            fault = self._plan.take(_meant_for(path))
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif fault.kind is FaultKind.CUT:
            await _cut(send)
        else:
            response = await _fail(fault, Request(scope, receive))
            await response(scope, receive, send)


def _meant_for(path: str) -> Callable[[Fault], bool]:
    return lambda fault: fault.path in {"", path}


async def _fail(fault: Fault, request: Request) -> Response:
    if fault.kind is FaultKind.HANG:
        try:
            async with asyncio.timeout(LONGEST_HANG_SECONDS):
                while (await request.receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            pass
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after else {}
    page = framed("Fault", "<p>An ordered failure.</p>")
    return HTMLResponse(page, status_code=fault.status, headers=headers)


async def _cut(send: Send) -> None:
    headers = [(b"content-type", b"text/html"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<!doctype html><p>cut", "more_body": True})

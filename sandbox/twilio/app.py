"""Twilio's Messages as one ASGI application.

The API's own addresses, and beside them `/` (a page), `/messages` (JSON), `/health`, and
`/_sim/faults` and `/_sim/reset` to order failures and to start afresh.
"""

import asyncio
import base64
import binascii
import hmac
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.faults import FaultPlan, read_order
from sandbox.twilio import errors
from sandbox.twilio.faults import Fault, FaultKind
from sandbox.twilio.ledger import API, Ledger, Text
from sandbox.twilio.page import HEADERS, render
from sandbox.twilio.rules import Account, Refusal, check, read

LONGEST_HANG_SECONDS = 120.0
FORM = "application/x-www-form-urlencoded"

_BEFORE_TAKING = {FaultKind.STATUS, FaultKind.ERROR, FaultKind.HANG, FaultKind.GARBAGE}


class TwilioSandbox:
    """Accounts with their rules, the texts they sent, and failures to order.

    Args:
        account: the one account there is.
        clock: returns Unix seconds; limits and states are judged by it.
        per_second: calls in one second beyond which Twilio says 20429.
    """

    def __init__(
        self, account: Account, *, clock: Callable[[], float] = time.time, per_second: int = 100
    ) -> None:
        self._account = account
        self._clock = clock
        self._per_second = per_second
        self._calls: deque[float] = deque()
        self._ledger = Ledger()
        self._faults = FaultPlan[Fault]()
        messages = f"/{API}/Accounts/{{account}}/Messages"
        self.app = Starlette(
            routes=[
                Route(f"{messages}.json", self._create, methods=["POST"]),
                Route(f"{messages}/{{sid}}.json", self._fetch),
                Route("/", self._show_page),
                Route("/messages", self._list),
                Route("/health", self._tell_health),
                Route("/_sim/faults", self._order_fault, methods=["POST"]),
                Route("/_sim/faults", self._list_faults),
                Route("/_sim/reset", self._reset, methods=["POST"]),
            ]
        )

    def texts(self) -> list[Text]:
        """Return what was taken, oldest first."""
        return self._ledger.all()

    def order(self, fault: Fault) -> None:
        """Have a coming call fail."""
        self._faults.order(fault)

    def reset(self) -> None:
        """Forget messages, ordered failures, and counted calls."""
        self._ledger.clear()
        self._faults.clear()
        self._calls.clear()

    async def _create(self, request: Request) -> Response:
        fault = self._faults.take(lambda _fault: True)
        if fault is not None and fault.kind in _BEFORE_TAKING:
            return await _fail(fault, request)
        try:
            self._admit(request)
            form = await request.form() if _is_form(request) else {}
            order = read({name: value for name, value in form.items() if isinstance(value, str)})
            check(order, self._account)
        except Refusal as refusal:
            return _refused(refusal)
        text = Text(
            f"SM{uuid4().hex}",
            self._account.sid,
            order.to,
            "" if order.service else order.sender,
            order.service,
            order.body,
            self._clock(),
        )
        self._ledger.add(text)
        answer = JSONResponse(text.as_resource(text.at), status_code=201)
        return answer if fault is None else await _spoil(answer, fault, request)

    async def _fetch(self, request: Request) -> Response:
        try:
            self._admit(request)
        except Refusal as refusal:
            return _refused(refusal)
        text = self._ledger.find(request.path_params["sid"])
        if text is None:
            return _refused(Refusal(errors.NOT_FOUND))
        return JSONResponse(text.as_resource(self._clock()))

    def _admit(self, request: Request) -> None:
        """Let an authenticated call through unless there are too many."""
        if not self._is_known(request.headers.get("authorization", "")):
            raise Refusal(errors.NOT_AUTHENTICATED)
        if request.path_params["account"] != self._account.sid:
            raise Refusal(errors.NOT_FOUND)
        now = self._clock()
        while self._calls and self._calls[0] <= now - 1:
            self._calls.popleft()
        if len(self._calls) >= self._per_second:
            raise Refusal(errors.TOO_MANY)
        self._calls.append(now)

    def _is_known(self, header: str) -> bool:
        kind, _, packed = header.partition(" ")
        try:
            name, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        account = self._account
        wanted = account.token if name == account.sid else account.keys.get(name, "")
        same = hmac.compare_digest(secret.encode(), wanted.encode())
        return kind.lower() == "basic" and bool(wanted) and same

    async def _show_page(self, _request: Request) -> Response:
        return HTMLResponse(render(self.texts(), now=self._clock()), headers=HEADERS)

    async def _list(self, _request: Request) -> Response:
        now = self._clock()
        messages = [text.as_resource(now) for text in self.texts()]
        return JSONResponse({"sandbox": True, "messages": messages})

    async def _tell_health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "sandbox": True})

    async def _order_fault(self, request: Request) -> Response:
        try:
            fault = read_order(Fault, await request.body())
        except ValueError as error:
            return JSONResponse({"sandbox": True, "error": str(error)}, status_code=422)
        self.order(fault)
        return JSONResponse({"sandbox": True, "ordered": asdict(fault)}, status_code=201)

    async def _list_faults(self, _request: Request) -> Response:
        waiting = [asdict(fault) for fault in self._faults.waiting()]
        return JSONResponse({"sandbox": True, "faults": waiting})

    async def _reset(self, _request: Request) -> Response:
        self.reset()
        return JSONResponse({"sandbox": True, "status": "reset"})


class _CutOff(Response):
    """Promises a body and breaks the connection before it is complete."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the beginning of an answer, and no more."""
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"600")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"account_s', "more_body": True})


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip() == FORM


def _refused(refusal: Refusal) -> Response:
    body = errors.body_of(refusal.trouble, refusal.about)
    headers = {"www-authenticate": 'Basic realm="Twilio API"'}
    unknown = refusal.trouble.status == 401
    return JSONResponse(
        body, status_code=refusal.trouble.status, headers=headers if unknown else None
    )


async def _fail(fault: Fault, request: Request) -> Response:
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after else {}
    match fault.kind:
        case FaultKind.STATUS:
            return PlainTextResponse("sandbox fault", status_code=fault.status, headers=headers)
        case FaultKind.ERROR:
            trouble = errors.Trouble(fault.code, fault.text, fault.status)
            body = errors.body_of(trouble)
            return JSONResponse(body, status_code=fault.status, headers=headers)
        case FaultKind.GARBAGE:
            return HTMLResponse("<html>sandbox fault</html>", status_code=201)
        case _:
            return await _hang(request)


async def _spoil(answer: Response, fault: Fault, request: Request) -> Response:
    match fault.kind:
        case FaultKind.TAKEN_THEN_RESET:
            return _CutOff()
        case FaultKind.TAKEN_THEN_HANG:
            return await _hang(request)
        case _:
            await asyncio.sleep(fault.seconds)
            return answer


async def _hang(request: Request) -> Response:
    """Say nothing until the caller has gone."""
    try:
        async with asyncio.timeout(LONGEST_HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
    return JSONResponse({"sandbox": True, "error": "nobody was waiting"}, status_code=503)

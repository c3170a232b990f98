"""The three chat robots as one ASGI application.

Providers' own addresses, and beside them `/` (a page), `/messages` (JSON), `/health`, and
`/_sim/faults` and `/_sim/reset` to order failures and to start afresh.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.faults import FaultPlan, read_order
from sandbox.robots.answers import CutOff, hang
from sandbox.robots.calls import Call, Clock, Provider, Refusal, number
from sandbox.robots.dingtalk import Dingtalk, DingtalkRobot
from sandbox.robots.faults import Fault, FaultKind
from sandbox.robots.feishu import Feishu, FeishuRobot
from sandbox.robots.ledger import Ledger, Posted
from sandbox.robots.page import HEADERS, render
from sandbox.robots.wecom import Wecom, WecomRobot

MOST_BODY_BYTES = 4 * 1024 * 1024
"""The largest lawful call is a 2 MB image in Base64 (2.7 MB)."""


class RobotSandbox:
    """Chat robots with their rules, a ledger of what they posted, and failures to order.

    Args:
        wecom: WeCom robots; names are unique over all three kinds.
        dingtalk: DingTalk robots.
        feishu: Feishu bots.
        clock: returns Unix seconds; limits and signatures are judged by it.
    """

    def __init__(
        self,
        *,
        wecom: Sequence[WecomRobot] = (),
        dingtalk: Sequence[DingtalkRobot] = (),
        feishu: Sequence[FeishuRobot] = (),
        clock: Clock = time.time,
    ) -> None:
        self._robots = (tuple(wecom), tuple(dingtalk), tuple(feishu))
        self._clock = clock
        self._ledger = Ledger()
        self._faults = FaultPlan[Fault]()
        self._providers = self._build_providers()
        self.app = Starlette(
            routes=[
                Route("/cgi-bin/webhook/send", self._send_wecom, methods=["POST"]),
                Route("/robot/send", self._send_dingtalk, methods=["POST"]),
                Route("/open-apis/bot/v2/hook/{token}", self._send_feishu, methods=["POST"]),
                Route("/", self._show_page),
                Route("/messages", self._list_messages),
                Route("/health", self._tell_health),
                Route("/_sim/faults", self._order_fault, methods=["POST"]),
                Route("/_sim/faults", self._list_faults),
                Route("/_sim/reset", self._reset, methods=["POST"]),
            ]
        )

    def messages(self, *, robot: str = "", after: int = 0) -> list[Posted]:
        """Return what was posted, oldest first; `after` is a message number."""
        return self._ledger.messages(robot=robot, after=after)

    def order(self, fault: Fault) -> None:
        """Have a coming call fail."""
        self._faults.order(fault)

    def faults(self) -> list[Fault]:
        """Return the ordered failures that have not happened yet."""
        return self._faults.waiting()

    def reset(self) -> None:
        """Forget messages, ordered failures, and what has been counted against the limits."""
        self._ledger.clear()
        self._faults.clear()
        self._providers = self._build_providers()

    def _build_providers(self) -> tuple[Wecom, Dingtalk, Feishu]:
        wecom, dingtalk, feishu = self._robots
        return (
            Wecom(wecom, self._clock),
            Dingtalk(dingtalk, self._clock),
            Feishu(feishu, self._clock),
        )

    async def _send_wecom(self, request: Request) -> Response:
        return await self._answer(self._providers[0], request)

    async def _send_dingtalk(self, request: Request) -> Response:
        return await self._answer(self._providers[1], request)

    async def _send_feishu(self, request: Request) -> Response:
        return await self._answer(self._providers[2], request)

    async def _answer(self, provider: Provider, request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("body too large", status_code=413)
        call = Call(
            body=body,
            query=request.query_params,
            content_type=request.headers.get("content-type", ""),
            client_ip=request.client.host if request.client else "",
            token=request.path_params.get("token", ""),
        )
        robot = provider.robot_of(call)
        fault = self._faults.take(lambda fault: fault.hits(robot))
        if fault is not None and fault.kind not in _AFTER_POSTING:
            return await _fail(fault, provider, request)
        try:
            draft = provider.judge(call)
        except Refusal as refusal:
            return JSONResponse(provider.reply(refusal.code, refusal.text))
        self._ledger.add(draft, provider=provider.name, robot=robot, at=self._clock())
        if fault is None:
            return JSONResponse(provider.reply(0, "success" if provider.name == "feishu" else "ok"))
        return CutOff() if fault.kind is FaultKind.ACCEPT_THEN_RESET else await hang(request)

    async def _show_page(self, _request: Request) -> Response:
        robots = [(one.name, robot) for one in self._providers for robot in one.robots()]
        return HTMLResponse(render(robots, self.messages()), headers=HEADERS)

    async def _list_messages(self, request: Request) -> Response:
        messages = self.messages(
            robot=request.query_params.get("robot", ""),
            after=number(request.query_params.get("after", "")),
        )
        return JSONResponse({"sandbox": True, "messages": [one.as_json() for one in messages]})

    async def _tell_health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "sandbox": True})

    async def _order_fault(self, request: Request) -> Response:
        body = await _read(request)
        try:
            fault = read_order(Fault, body or b"")
        except ValueError as error:
            return JSONResponse({"sandbox": True, "error": str(error)}, status_code=422)
        self.order(fault)
        return JSONResponse({"sandbox": True, "ordered": asdict(fault)}, status_code=201)

    async def _list_faults(self, _request: Request) -> Response:
        return JSONResponse({"sandbox": True, "faults": [asdict(one) for one in self.faults()]})

    async def _reset(self, _request: Request) -> Response:
        self.reset()
        return JSONResponse({"sandbox": True, "status": "reset"})


_AFTER_POSTING = {FaultKind.ACCEPT_THEN_RESET, FaultKind.ACCEPT_THEN_HANG}


async def _fail(fault: Fault, provider: Provider, request: Request) -> Response:
    match fault.kind:
        case FaultKind.STATUS:
            headers = {"retry-after": str(fault.retry_after)} if fault.retry_after else {}
            return PlainTextResponse("sandbox fault", status_code=fault.status, headers=headers)
        case FaultKind.GARBAGE:
            return HTMLResponse("<html>sandbox fault</html>")
        case FaultKind.ERRCODE:
            return JSONResponse(provider.reply(fault.code, fault.text))
        case _:
            return await hang(request)


async def _read(request: Request) -> bytes | None:
    """Return the body, or None when it is larger than any lawful one."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            return None
    return bytes(body)

"""The mail server and its inbox.

`/` and `/messages/{id}` are pages; `/messages` and, for callers that do not ask for HTML,
`/messages/{id}` are JSON; `/_sim/faults` and `/_sim/reset` order failures and start afresh.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import FaultPlan, read_order
from sandbox.mail.box import Box, Mail
from sandbox.mail.faults import Fault
from sandbox.mail.pages import BODY_HEADERS, PAGE_HEADERS, inbox, one_mail
from sandbox.mail.smtp import Door, Postman, SmtpServer


class MailSandbox:
    """An SMTP server that keeps what it gets, and an inbox application.

    Args:
        door: who may send, encryption and size limit.
        clock: returns Unix seconds.
    """

    def __init__(self, door: Door | None = None, clock: Callable[[], float] = time.time) -> None:
        open_door = door or Door()
        self._box = Box()
        self._faults = FaultPlan[Fault]()
        self._smtp = SmtpServer(Postman(open_door, self._box, self._faults, clock), open_door)
        self.app = Starlette(
            routes=[
                Route("/", self._show_inbox),
                Route("/messages", self._list),
                Route("/messages/{number:int}", self._show),
                Route("/messages/{number:int}/html", self._show_html),
                Route("/messages/{number:int}/raw", self._show_raw),
                Route("/messages/{number:int}/attachments/{place:int}", self._show_file),
                Route("/health", self._tell_health),
                Route("/_sim/faults", self._order_fault, methods=["POST"]),
                Route("/_sim/faults", self._list_faults),
                Route("/_sim/reset", self._reset, methods=["POST"]),
            ]
        )

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Take mail in the running loop and return the port; 0 takes a free one."""
        return await self._smtp.open(host, port)

    async def close(self) -> None:
        """Stop taking mail."""
        await self._smtp.close()

    def mails(self, *, after: int = 0) -> list[Mail]:
        """Return what arrived, oldest first; `after` is a mail's number."""
        return self._box.mails(after=after)

    def order(self, fault: Fault) -> None:
        """Have a coming attempt fail."""
        self._faults.order(fault)

    def faults(self) -> list[Fault]:
        """Return the ordered failures that have not happened yet."""
        return self._faults.waiting()

    def reset(self) -> None:
        """Forget mails and ordered failures."""
        self._box.clear()
        self._faults.clear()

    def _wanted(self, request: Request) -> Mail | None:
        return self._box.mail(request.path_params["number"])

    async def _show_inbox(self, _request: Request) -> Response:
        return HTMLResponse(inbox(self.mails()), headers=PAGE_HEADERS)

    async def _list(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        mails = self.mails(
            after=int(after) if len(after) <= 18 and after.isascii() and after.isdigit() else 0
        )
        return JSONResponse({"sandbox": True, "messages": [mail.as_line() for mail in mails]})

    async def _show(self, request: Request) -> Response:
        mail = self._wanted(request)
        if mail is None:
            return _nothing()
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(one_mail(mail), headers=PAGE_HEADERS)
        return JSONResponse({"sandbox": True, **mail.as_json()})

    async def _show_html(self, request: Request) -> Response:
        mail = self._wanted(request)
        return HTMLResponse(mail.html, headers=BODY_HEADERS) if mail else _nothing()

    async def _show_raw(self, request: Request) -> Response:
        mail = self._wanted(request)
        return _download(mail.raw, f"{mail.number}.eml") if mail else _nothing()

    async def _show_file(self, request: Request) -> Response:
        mail = self._wanted(request)
        place = request.path_params["place"]
        if mail is None or not 1 <= place <= len(mail.files):
            return _nothing()
        file = mail.files[place - 1]
        return _download(file.content, file.name)

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
        return JSONResponse({"sandbox": True, "faults": [asdict(one) for one in self.faults()]})

    async def _reset(self, _request: Request) -> Response:
        self.reset()
        return JSONResponse({"sandbox": True, "status": "reset"})


def _nothing() -> Response:
    return JSONResponse({"sandbox": True, "error": "no such mail"}, status_code=404)


def _download(content: bytes, name: str) -> Response:
    """Return bytes that a browser saves and never shows, whatever they claim to be."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)

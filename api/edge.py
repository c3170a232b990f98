"""The outermost layer: request ids, trusted names, body bounds, headers, the access log.

It wraps everything, so an answer cannot leave without its headers and a crash cannot leave with
its words. Paths are logged as route templates only, because a share link's path is a secret.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients import find_client
from api.errors import RefusedRequest, answer_to_crash, answer_to_stranger
from api.options import ApiOptions
from domain.common.messages import Called, message
from domain.common.messages import Message as Said

log = structlog.get_logger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Content-Security-Policy of everything that is not a page: nothing may run or load."""

_HEADERS = {
    "Content-Security-Policy": STRICT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_HSTS = "max-age=31536000"
"""One year in seconds, the least that browsers' preload lists take as serious."""

_CODEC = "/codec/"

LINGER_SECONDS = 5.0
MOST_DISCARDED = 64 * 1024 * 1024
"""How long, and how many bytes, a refused caller may go on sending before the line is cut."""


@dataclass
class Edge:
    """ASGI middleware; one per app."""

    app: ASGIApp
    options: ApiOptions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id"))
        scope["zhiban.request_id"] = request_id
        scope["zhiban.client"] = find_client(scope, self.options.trusted_proxies)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await _Exchange(self, scope, receive, send, request_id).run(headers)


@dataclass
class _Exchange:
    """One request on its way in and its answer on the way out."""

    edge: Edge
    scope: Scope
    receive: Receive
    send: Send
    request_id: str
    received: int = 0
    status: int = 0
    unread: bool = False  # the body, or the rest of it
    served: Scope = field(default_factory=dict)

    async def run(self, headers: Headers) -> None:
        began = time.perf_counter()
        try:
            await self._serve(headers)
        except ClientDisconnect:
            log.debug("http.client_gone")
        except Exception:  # the last door: whatever it was, its words stay in our log
            log.exception("http.crashed")
            if self.status or self.scope["type"] == "websocket":
                raise
            response = answer_to_crash(HTTPConnection(self.scope))
            await response(self.scope, self.receive, self._send)
        finally:
            log.info(
                "http.served",
                method=self.scope.get("method", "WS"),
                route=getattr(self.served.get("route"), "path", "-"),
                status=self.status,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )

    async def _serve(self, headers: Headers) -> None:
        options = self.edge.options
        # A request with several hosts may have been judged by another one on its way here.
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not is_trusted(hosts[0], options.every_trusted_host):
            await self._refuse(421, message("http.wrong_host", address=Called(options.public_url)))
        elif self.scope["type"] == "http" and _declared(headers) > self._largest:
            await self._refuse(413, self._too_large)
        else:
            self.served = _with_get_for_head(self.scope)
            await self.edge.app(self.served, self._receive, self._send)

    async def _refuse(self, status: int, said: Said) -> None:
        self.unread = True
        response = answer_to_stranger(HTTPConnection(self.scope), status, said)
        await response(self.scope, self.receive, self._send)

    @property
    def _largest(self) -> int:
        options = self.edge.options
        return options.largest_codec_body if self._is_codec else options.largest_body

    @property
    def _is_codec(self) -> bool:
        return bool(self.scope["path"].startswith(_CODEC))

    def _for_the_web_ui(self) -> dict[str, str]:
        """Return what lets the page of the Web UI read the codec's answers, refusals too."""
        if not self._is_codec:
            return {}
        if not is_the_web_ui(Headers(scope=self.scope), self.edge.options):
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": self.edge.options.codec_origin,
            "Access-Control-Allow-Credentials": "true",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Origin",
        }

    def _for_whoever_signed_in(self) -> dict[str, str]:
        """Return what a program needs to show the answer as we would: version, language, zone."""
        state = self.served.get("state", {})
        if state.get("actor") is None:
            return {}
        told = {"Zhiban-Version": self.edge.options.version}
        if reader := state.get("reader"):
            told |= {"Content-Language": reader.language, "Zhiban-Zone": reader.zone}
        return told

    @property
    def _too_large(self) -> Said:
        return message("http.too_large", most=self._largest)

    async def _receive(self) -> Message:
        part = await self.receive()
        if part["type"] == "http.request":
            self.received += len(part.get("body", b""))
            if self.received > self._largest:
                self.unread = True
                raise RefusedRequest(413, self._too_large)
        return part

    async def _send(self, part: Message) -> None:
        if part["type"] in ("http.response.start", "websocket.http.response.start"):
            self.status = part["status"]
            headers = MutableHeaders(scope=part)
            told = _HEADERS | self._for_the_web_ui() | self._for_whoever_signed_in()
            for name, text in told.items():
                headers.setdefault(name, text)
            headers["X-Request-Id"] = self.request_id
            if self.unread:
                headers["Connection"] = "close"
            if self.edge.options.secure_cookies:
                headers["Strict-Transport-Security"] = _HSTS
        elif part["type"] == "http.response.body" and self.scope["method"] == "HEAD":
            part = {**part, "body": b""}
        is_body = part["type"] == "http.response.body"
        if self.unread and is_body and not part.get("more_body"):
            part = await self._linger(part)
        await self.send(part)

    async def _linger(self, last: Message) -> Message:
        """Send the answer, let the caller finish, and return what ends the exchange.

        Closing a connection on which the other side is still sending resets it, and the reset
        overtakes our answer: the caller would see a broken line instead of the reason.
        """
        await self.send({**last, "more_body": True})
        left = MOST_DISCARDED
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                more = True
                while more and left > 0:
                    part = await self.receive()
                    left -= len(part.get("body", b""))
                    more = part.get("more_body", False)
        return {"type": "http.response.body", "body": b""}


def _with_get_for_head(scope: Scope) -> Scope:
    """Let routes answer HEAD as they answer GET (RFC 9110 9.3.2); the body is dropped later.

    A stream has nothing to say to HEAD but would keep the connection, so it does not know it.
    """
    if scope.get("method") != "HEAD" or scope["path"].endswith("/stream"):
        return scope
    return {**scope, "method": "GET"}


def is_the_web_ui(headers: Headers, options: ApiOptions) -> bool:
    """Say whether a browser sends this for the page of the configured Temporal Web UI."""
    return bool(options.codec_origin) and headers.get("origin") == options.codec_origin


def is_trusted(host: str, trusted: Iterable[str]) -> bool:
    """Say whether a Host header names us, its port aside."""
    name = re.sub(r":\d*$", "", host).lower()
    return any(
        rule in ("*", name) or (rule.startswith("*.") and name.endswith(rule[1:]))
        for rule in (each.lower() for each in trusted)
    )


def _request_id(offered: str | None) -> str:
    """Keep the caller's id, so that their log and ours can be laid together, or make one."""
    if offered and _REQUEST_ID.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0

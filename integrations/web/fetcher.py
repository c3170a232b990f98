"""The one way in which pages are fetched: guarded, bounded, polite, conditional (WEB-1, WEB-6)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Protocol

import httpcore
import httpx

from application.ports.watches.web import FetchFailed, FetchProblem, Page, PageRequest
from domain.common.messages import Called, Foreign, message
from integrations.web.answers import (
    REDIRECTS,
    check_bytes,
    check_type,
    drain,
    failed_status,
    media_type_of,
)
from integrations.web.asking import headers_for
from integrations.web.bodies import read_body
from integrations.web.charset import decode
from integrations.web.credentials import Credentials
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from integrations.web.transport import CONNECT_SECONDS, GuardedTransport
from integrations.web.urls import Target

MOST_REDIRECTS = 5
"""Real pages need two or three: http to https, to www, to the language."""

LONGEST_DRAIN = 16 * 1024
"""Bytes of a redirect's body that are read so that its connection can be used again."""

LONGEST_VALIDATOR = 1024
"""Characters; a longer ETag is not kept, so the next answer is a whole page."""


class Renderer(Protocol):
    """Lets a real browser show a page (WEB-5)."""

    async def render(self, request: PageRequest) -> Page:
        """Return the page as it looks after its scripts ran; raises `FetchFailed`."""


class GuardedFetcher:
    """Fetches pages; implements `PageFetcher`.

    Args:
        guard: decides about every address, redirect and connection.
        politeness: shared by everything in this process that asks other people's servers.
        agent: how we name ourselves, e.g. `Zhiban/1.0 (+https://ops.example.com)`.
        credentials: secret headers by name.
        renderer: the browser, None when there is none.
        transport: carries the requests; made from the guard when not given.
    """

    def __init__(
        self,
        guard: Guard,
        politeness: Politeness,
        *,
        agent: str,
        credentials: Credentials | None = None,
        renderer: Renderer | None = None,
        transport: GuardedTransport | None = None,
    ) -> None:
        self._guard = guard
        self._politeness = politeness
        self._agent = agent
        self._credentials = credentials or Credentials()
        self._renderer = renderer
        self._transport = transport or GuardedTransport(guard.admit)

    async def fetch(self, request: PageRequest) -> Page:
        """Return the page; see `PageFetcher.fetch`.

        The time limit holds for all redirects together; waiting for a turn is not counted.
        """
        first = self._guard.read(request.url.strip())
        if request.render:
            return await self._render(request, first)
        return await self._follow(request, first)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def _render(self, request: PageRequest, first: Target) -> Page:
        if self._renderer is None:
            raise FetchFailed(
                FetchProblem.RENDERING,
                "no browser is installed",
                detail=message("web.no_browser", package=Called("zhiban[browser]")),
            )
        async with self._politeness.turn(first.host):
            return await self._renderer.render(replace(request, url=first.text))

    async def _follow(self, request: PageRequest, first: Target) -> Page:
        target, left = first, request.timeout_seconds
        clock = asyncio.get_running_loop().time
        for _ in range(MOST_REDIRECTS + 1):
            async with self._politeness.turn(target.host):
                began = clock()
                found = await self._within(left, request, first, target)
                left -= clock() - began
            if isinstance(found, Page):
                return found
            target = found
        raise FetchFailed(
            FetchProblem.TOO_MANY_REDIRECTS,
            f"The page leads on more than {MOST_REDIRECTS} times; give the address it ends at.",
        )

    async def _within(
        self, seconds: float, request: PageRequest, first: Target, target: Target
    ) -> Page | Target:
        try:
            async with asyncio.timeout(seconds):
                return await self._hop(request, first, target)
        except TimeoutError:
            raise _too_slow(request) from None

    async def _hop(self, request: PageRequest, first: Target, target: Target) -> Page | Target:
        """Return the page, or where it leads."""
        async with self._answer(request, first, target) as answer:
            location = answer.headers.get("location", "")
            if answer.status_code not in REDIRECTS or not location:
                return await _page(request, target, answer)
            await drain(answer.aiter_raw(), LONGEST_DRAIN)
        return self._guard.follow(target, location)

    @asynccontextmanager
    async def _answer(
        self, request: PageRequest, first: Target, target: Target
    ) -> AsyncIterator[httpx.Response]:
        headers = headers_for(
            request, first, target, agent=self._agent, credentials=self._credentials
        )
        asked = httpx.Request(
            "GET",
            target.url,
            headers=headers,
            extensions={"timeout": _limits(request.timeout_seconds)},
        )
        answer: httpx.Response | None = None
        try:
            answer = await self._send(asked)
            yield answer
        except httpcore.TimeoutException:
            raise _too_slow(request) from None
        except httpcore.ConnectError as error:
            raise _no_connection(error, target) from None
        except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.UnsupportedProtocol):
            raise _broken() from None
        finally:
            if answer is not None:
                await answer.aclose()

    async def _send(self, asked: httpx.Request) -> httpx.Response:
        """Ask once more when a kept connection turned out to be closed: a GET does no harm."""
        try:
            return await self._transport.handle_async_request(asked)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
            return await self._transport.handle_async_request(asked)


async def _page(request: PageRequest, target: Target, answer: httpx.Response) -> Page:
    status, headers = answer.status_code, answer.headers
    if status == 304:
        await drain(answer.aiter_raw(), 0)
        return _unchanged(request, target)
    if status >= 300:
        raise failed_status(status, headers)
    content_type = headers.get("content-type", "")
    media_type = media_type_of(content_type)
    check_type(media_type)
    encoding = headers.get("content-encoding", "")
    body = await read_body(answer.aiter_raw(), encoding, most=request.most_bytes)
    check_bytes(media_type, body)
    return Page(
        url=target.text,
        status=status,
        text=await _decoded(body, content_type),
        media_type=media_type,
        etag=_validator(headers, b"etag"),
        last_modified=_validator(headers, b"last-modified"),
        body=body,
    )


async def _decoded(body: bytes, content_type: str) -> str:
    """Guessing an encoding takes tens of milliseconds, so a thread does what may need it."""
    if len(body) < 4096 or body.isascii():
        return decode(body, content_type)
    return await asyncio.to_thread(decode, body, content_type)


def _unchanged(request: PageRequest, target: Target) -> Page:
    if not request.etag and not request.last_modified:
        raise FetchFailed(
            FetchProblem.BROKEN,
            "The server says 'not modified' though nothing was compared; it is at fault.",
            status=304,
        )
    return Page(
        url=target.text,
        status=304,
        unchanged=True,
        etag=request.etag,
        last_modified=request.last_modified,
    )


def _validator(headers: httpx.Headers, name: bytes) -> str:
    """Return a validator byte for byte, each byte a character, so that it goes back verbatim."""
    value = next((value for key, value in headers.raw if key.lower() == name), b"")
    return value.decode("latin-1") if len(value) <= LONGEST_VALIDATOR else ""


def _limits(seconds: float) -> dict[str, float]:
    return {
        "connect": min(CONNECT_SECONDS, seconds),
        "read": seconds,
        "write": seconds,
        "pool": seconds,
    }


def _too_slow(request: PageRequest) -> FetchFailed:
    return FetchFailed(
        FetchProblem.TIMEOUT, f"The page did not arrive within {request.timeout_seconds:g} seconds."
    )


def _broken() -> FetchFailed:
    return FetchFailed(FetchProblem.BROKEN, "The server's answer ended early or is no HTTP.")


def _no_connection(error: httpcore.ConnectError, target: Target) -> FetchFailed:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(
            FetchProblem.TLS,
            f"The certificate of {target.host} is not valid: {cause.verify_message}.",
            detail=message(
                "web.certificate", host=Called(target.host), why=Foreign(cause.verify_message)
            ),
        )
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(FetchProblem.TLS, f"{target.host} cannot be talked to over TLS.")
    return FetchFailed(
        FetchProblem.CONNECT, f"{target.host} takes no connection on port {target.port}."
    )

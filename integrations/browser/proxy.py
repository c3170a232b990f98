"""The only way out for the browser: a proxy on loopback that asks the guard (WEB-5, WEB-6).

A page's scripts can ask for anything, also for what only this machine can reach. So the browser is
started with this proxy as its only network, and whatever it wants is connected to here, at the
addresses that the guard admitted and at no others.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

from application.ports.watches.web import FetchFailed

Admit = Callable[[str, int], Awaitable[Sequence[str]]]
"""Says which addresses may be connected to; raises `FetchFailed` when none."""

REFUSED_HEADER = "x-zhiban-refused"
"""Marks answers of the proxy itself."""

CONNECT_SECONDS = 10.0
LONGEST_HEAD = 64 * 1024
"""Bytes; Chromium's own limit for the head of an answer is 256 KB, real ones have a few."""

MOST_BYTES = 50_000_000
"""Of one connection in one direction; a page's biggest picture is a tenth of that."""

MOST_CONNECTIONS = 200
"""At once; Chromium itself opens at most 32 through one proxy for one context."""

_TARGET = re.compile(rb"http://(\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+)(?::(\d{1,5}))?([/?][^ ]*)?")
_AUTHORITY = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+):(\d{1,5})")
_OF_THE_HOP = (b"proxy-", b"connection:", b"keep-alive:", b"te:", b"upgrade:")


@dataclass(frozen=True)
class _Request:
    """What the browser asks for; `head` is what the server is to be sent first."""

    host: str
    port: int
    head: bytes
    length: int = 0
    tunnel: bool = False


class GuardedProxy:
    """An HTTP proxy for one browser.

    Args:
        admit: asked before every connection.
    """

    def __init__(self, admit: Admit) -> None:
        self._admit = admit
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        """Listen on a free loopback port; returns the proxy's address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=LONGEST_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Hang up everywhere."""
        if self._server is not None:
            self._server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._talks) >= MOST_CONNECTIONS:
            writer.close()
            return
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, EOFError):
                await self._serve(reader, writer)
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            requested = read_wish(await reader.readuntil(b"\r\n\r\n"))
            addresses = await self._admit(requested.host, requested.port)
        except (FetchFailed, ValueError, asyncio.LimitOverrunError):
            writer.write(_own_answer("403 Forbidden", "refused"))
            return
        try:
            server = await _connect(addresses, requested.port)
        except (OSError, TimeoutError):
            writer.write(_own_answer("502 Bad Gateway", "unreachable"))
            return
        try:
            await (_tunnel if requested.tunnel else _exchange)(requested, (reader, writer), server)
        finally:
            server[1].close()


_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def read_wish(head: bytes) -> _Request:
    """Return what a request to a proxy asks for; raises ValueError."""
    first, *lines = head[:-4].split(b"\r\n")
    method, target, _version = first.split(b" ")
    if method == b"CONNECT":
        found = _AUTHORITY.fullmatch(target)
        if found is None:
            raise ValueError("no authority")
        return _Request(_host(found[1]), int(found[2]), b"", tunnel=True)
    found = _TARGET.fullmatch(target)
    if found is None:
        raise ValueError("no absolute address")
    kept = [line for line in lines if not line.lower().startswith(_OF_THE_HOP)]
    path = found[3] or b"/"
    path = path if path.startswith(b"/") else b"/" + path
    start = b"%s %s HTTP/1.1" % (method, path)
    sent = b"\r\n".join([start, *kept, b"connection: close", b"", b""])
    return _Request(_host(found[1]), int(found[2] or 80), sent, length=_length_of(lines))


def _length_of(lines: Sequence[bytes]) -> int:
    """Return how long the body of a request is; Chromium always says."""
    found = [
        line.split(b":", 1)[1] for line in lines if line.lower().startswith(b"content-length:")
    ]
    return int(found[0]) if found else 0


def _host(text: bytes) -> str:
    return text.decode("ascii").strip("[]")


async def _connect(addresses: Sequence[str], port: int) -> _Line:
    last: Exception = OSError("no address")
    for address in addresses:
        try:
            async with asyncio.timeout(CONNECT_SECONDS / len(addresses)):
                return await asyncio.open_connection(address, port, limit=LONGEST_HEAD)
        except (OSError, TimeoutError) as error:
            last = error
    raise last


async def _tunnel(_requested: _Request, browser: _Line, server: _Line) -> None:
    browser[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await _until_one_ends(
        _copy(browser[0], server[1], MOST_BYTES), _copy(server[0], browser[1], MOST_BYTES)
    )


async def _exchange(requested: _Request, browser: _Line, server: _Line) -> None:
    """Pass one request and its answer, and no second: that one may want another server."""
    server[1].write(requested.head)
    await _until_one_ends(
        _ask(browser[0], server[1], requested.length), _tell(server[0], browser[1])
    )


async def _ask(browser: asyncio.StreamReader, server: asyncio.StreamWriter, length: int) -> None:
    """Pass a request's body on, then only wait for the browser to leave."""
    await _copy(browser, server, length)
    while await browser.read(LONGEST_HEAD):
        pass


async def _tell(server: asyncio.StreamReader, browser: asyncio.StreamWriter) -> None:
    try:
        browser.write(_closing(await server.readuntil(b"\r\n\r\n")))
    except asyncio.LimitOverrunError:
        browser.write(_own_answer("502 Bad Gateway", "unreadable"))
        return
    await _copy(server, browser, MOST_BYTES)


async def _until_one_ends(*ways: Coroutine[object, object, None]) -> None:
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _closing(head: bytes) -> bytes:
    lines = head[:-4].split(b"\r\n")
    kept = [
        line
        for line in lines
        if not line.lower().startswith((b"connection:", b"keep-alive:", REFUSED_HEADER.encode()))
    ]
    return b"\r\n".join([*kept, b"connection: close", b"", b""])


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int) -> None:
    while most > 0:
        data = await reader.read(min(64 * 1024, most))
        if not data:
            return
        most -= len(data)
        writer.write(data)
        await writer.drain()


def _own_answer(status: str, why: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"{REFUSED_HEADER}: {why}", "content-type: text/plain"]
    size = f"content-length: {len(why)}"
    return "\r\n".join([*lines, size, "connection: close", "", why]).encode("ascii")

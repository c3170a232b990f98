"""Send a reply, or break off as a network would.

Over a socket (uvicorn) a reset is a real one: the transport behind `send` is told to drop the
connection at once. In process there is no connection, so the exception that httpx would raise for
it is raised instead; the SDK sees the same either way.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Protocol, cast

import httpx
from starlette.types import Receive, Send

from sandbox.tencent.envelope import SANDBOX_HEADER

# Linger on with zero seconds: closing such a socket sends RST instead of FIN.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_PIECES = 8


class _Transport(Protocol):
    def abort(self) -> None: ...

    def close(self) -> None: ...

    def get_extra_info(self, name: str) -> object: ...


class Connection:
    """One exchange with one caller; `send` must be the server's own, not wrapped by middleware."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def reply(self, status: int, content_type: str, body: bytes) -> None:
        """Send a whole reply."""
        await self._head(status, content_type, len(body))
        await self._send({"type": "http.response.body", "body": body})

    async def reply_slowly(self, content_type: str, body: bytes, seconds: float) -> None:
        """Send the body in pieces spread over `seconds`, until the caller hangs up."""
        await self._head(200, content_type, len(body))
        async for piece, last in self._paced(body, seconds):
            await self._send({"type": "http.response.body", "body": piece, "more_body": not last})

    async def stall(self, content_type: str, body: bytes, seconds: float | None) -> None:
        """Send half of the body, then nothing for `seconds`, then the rest."""
        half = len(body) // 2
        await self._head(200, content_type, len(body))
        await self._send({"type": "http.response.body", "body": body[:half], "more_body": True})
        if await self.stays_for(seconds):
            await self._send({"type": "http.response.body", "body": body[half:]})

    async def cut(self, content_type: str, body: bytes) -> None:
        """Promise a whole body, send half of it and close."""
        await self._head(200, content_type, len(body))
        half = body[: len(body) // 2]
        await self._send({"type": "http.response.body", "body": half, "more_body": True})
        transport = self._transport()
        if transport is None:
            raise httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body (sandbox)"
            )
        transport.close()
        await self.stays_for(None)

    async def reset(self) -> None:
        """Drop the connection without a reply."""
        transport = self._transport()
        if transport is None:
            raise httpx.ReadError("Connection reset by the sandbox")
        raw = transport.get_extra_info("socket")
        if raw is not None:
            cast(socket.socket, raw).setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
            )
        transport.abort()
        # The server must notice that the caller is gone, or it sends a 500 for the missing reply.
        await self.stays_for(None)

    async def stays_for(self, seconds: float | None) -> bool:
        """Wait `seconds` (for ever if None); return whether the caller is still there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
                return False
        return True

    async def _head(self, status: int, content_type: str, length: int) -> None:
        name, value = SANDBOX_HEADER
        headers = (
            ("content-type", content_type),
            ("content-length", str(length)),
            (name, value),
        )
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(name.encode(), value.encode()) for name, value in headers],
            }
        )

    async def _paced(self, body: bytes, seconds: float) -> AsyncIterator[tuple[bytes, bool]]:
        size = max(1, -(-len(body) // _PIECES))
        starts: Iterable[int] = range(0, len(body), size)
        for start in starts:
            if not await self.stays_for(seconds / _PIECES):
                return
            yield body[start : start + size], start + size >= len(body)

    def _transport(self) -> _Transport | None:
        server = getattr(self._send, "__self__", None)
        return cast("_Transport | None", getattr(server, "transport", None))

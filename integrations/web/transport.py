"""HTTP/1.1 over connections that the guard let through.

The connections are httpcore's, but not its pool: that one looks at every open connection on every
request, which costs more than the request itself once twenty are open.
"""

import asyncio
import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import httpcore
import httpx

Admit = Callable[[str, int], Awaitable[Sequence[str]]]
"""Says which addresses may be connected to; see `integrations.web.guard.Guard.admit`."""

KEEP_SECONDS = 4.0
"""Idle connections live this long: less than the 5 s after which uvicorn and Node close theirs."""

MOST_ORIGINS = 256
"""Whose connections are kept; the one that was not used for longest goes first."""

CONNECT_SECONDS = 10.0
"""For all addresses of a name together; as long as a lookup may take."""

_Place = tuple[bytes, bytes, int]
_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to the addresses that the guard returns, and to no others; no files.

    Args:
        admit: asked before every connection.
    """

    def __init__(self, admit: Admit) -> None:
        self._admit = admit
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first admitted address that answers.

        TLS and `Host` still use the name: httpcore takes both from the request.
        """
        addresses = await self._admit(host, port)
        each = (timeout or CONNECT_SECONDS) / len(addresses)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, each, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, each, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait between tries of a connection."""
        await self._network.sleep(seconds)


@dataclass
class _Lane:
    """The connections to one origin.

    Attributes:
        room: one for each connection that may be in use.
        idle: those that may be used again, the latest last.
        busy: how many are in use.
        used: when the last one was taken or given back.
        closed: whether those in use are to be closed when given back.
    """

    room: asyncio.Semaphore
    idle: list[httpcore.AsyncHTTPConnection] = field(default_factory=list)
    busy: int = 0
    used: float = 0.0
    closed: bool = False


class _Body(httpx.AsyncByteStream):
    """The bytes of one answer; closing it gives the connection back."""

    def __init__(self, answer: httpcore.Response, give_back: Callable[[], Awaitable[None]]) -> None:
        self._answer = answer
        self._give_back = give_back

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in cast(AsyncIterator[bytes], self._answer.stream):
            yield part

    async def aclose(self) -> None:
        try:
            await self._answer.aclose()
        finally:
            await self._give_back()


class GuardedTransport(httpx.AsyncBaseTransport):
    """Carries requests of httpx through the guard; raises httpcore's errors as they are.

    Args:
        admit: asked before every connection.
        tls: made once; certificates are always checked.
        most_connections: per origin at once; further requests wait for one.
        keep_seconds: how long idle connections live.
    """

    def __init__(
        self,
        admit: Admit,
        *,
        tls: ssl.SSLContext | None = None,
        most_connections: int = 20,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._backend = GuardedBackend(admit)
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._most_connections = most_connections
        self._keep_seconds = keep_seconds
        self._lanes: OrderedDict[_Place, _Lane] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; redirects, cookies and proxies are not its business."""
        asked = _core_request(request)
        lane = await self._lane_to(asked.url)
        await lane.room.acquire()
        lane.busy += 1
        connection = await self._take(lane, asked.url.origin)
        try:
            answer = await connection.handle_async_request(asked)
        except BaseException:
            await self._give_back(lane, connection)
            raise
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer, partial(self._give_back, lane, connection)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection; those in use when they are given back."""
        while self._lanes:
            await self._drop(next(iter(self._lanes)))

    async def _take(self, lane: _Lane, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        while lane.idle:
            connection = lane.idle.pop()
            if not connection.has_expired() and connection.is_idle():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._tls,
            keepalive_expiry=self._keep_seconds,
            network_backend=self._backend,
        )

    async def _give_back(self, lane: _Lane, connection: httpcore.AsyncHTTPConnection) -> None:
        lane.busy -= 1
        lane.used = time.monotonic()
        lane.room.release()
        if connection.is_idle() and not connection.is_closed() and not lane.closed:
            lane.idle.append(connection)
        else:
            await connection.aclose()

    async def _lane_to(self, url: httpcore.URL) -> _Lane:
        origin = url.origin
        place = (origin.scheme, origin.host, origin.port)
        lane = self._lanes.get(place)
        if lane is None:
            room = asyncio.Semaphore(self._most_connections)
            lane = self._lanes[place] = _Lane(room)
        lane.used = time.monotonic()
        self._lanes.move_to_end(place)
        await self._drop_stale()
        return lane

    async def _drop_stale(self) -> None:
        """Close the oldest lanes: those over the bound, and those that are only idle."""
        before = time.monotonic() - self._keep_seconds
        while len(self._lanes) > 1:
            place, lane = next(iter(self._lanes.items()))
            idle = not lane.busy and lane.used < before
            if not idle and len(self._lanes) <= MOST_ORIGINS:
                return
            await self._drop(place)

    async def _drop(self, place: _Place) -> None:
        lane = self._lanes.pop(place)
        lane.closed = True
        while lane.idle:
            await lane.idle.pop().aclose()


def _core_request(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=cast(httpx.AsyncByteStream, request.stream),
        extensions=request.extensions,
    )

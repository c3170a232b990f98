"""HTTP/1.1 over connections that the guard let through.

One small pool per origin: httpcore looks at every idle connection of a pool on every request, so
one pool for ten thousand watched hosts would cost more than the requests themselves.
"""

import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
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

_Origin = tuple[bytes, bytes, int | None]
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


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: AsyncIterator[bytes], close: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._close = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._close()


class GuardedTransport(httpx.AsyncBaseTransport):
    """Carries requests of httpx through the guard; raises httpcore's errors as they are.

    Args:
        admit: asked before every connection.
        tls: made once; certificates are always checked.
        most_connections: per origin at once.
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
        self._pools: OrderedDict[_Origin, httpcore.AsyncConnectionPool] = OrderedDict()
        self._used: dict[_Origin, float] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; redirects, cookies and proxies are not its business."""
        url = request.url
        origin = (url.raw_scheme, url.raw_host, url.port)
        pool = await self._pool_of(origin)
        answer = await pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=origin[0], host=origin[1], port=origin[2], target=url.raw_path),
                headers=request.headers.raw,
                content=cast(httpx.AsyncByteStream, request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(cast(AsyncIterator[bytes], answer.stream), answer.aclose),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        while self._pools:
            await self._drop(next(iter(self._pools)))

    async def _pool_of(self, origin: _Origin) -> httpcore.AsyncConnectionPool:
        now = time.monotonic()
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools[origin] = httpcore.AsyncConnectionPool(
                ssl_context=self._tls,
                max_connections=self._most_connections,
                keepalive_expiry=self._keep_seconds,
                network_backend=self._backend,
            )
        self._used[origin] = now
        self._pools.move_to_end(origin)
        await self._drop_stale(now)
        return pool

    async def _drop_stale(self, now: float) -> None:
        """Close the oldest pools: those over the bound, and those whose connections are stale."""
        while self._pools:
            oldest = next(iter(self._pools))
            idle = self._used[oldest] + self._keep_seconds < now
            busy = bool(self._pools[oldest].connections) and not all(
                connection.is_idle() or connection.is_closed()
                for connection in self._pools[oldest].connections
            )
            if busy or not (idle or len(self._pools) > MOST_ORIGINS):
                return
            await self._drop(oldest)

    async def _drop(self, origin: _Origin) -> None:
        del self._used[origin]
        await self._pools.pop(origin).aclose()

"""What all connections share: pools, and the admission that says where it may connect."""

import asyncio
import contextlib
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import anyio
import httpcore2
import httpx2
import mcp_types

from mcp_client.errors import AddressRefused

Admit = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port in, the addresses that may be connected to out; nothing else is connected to.

Raises `AddressRefused` when there are none that may, OSError when the name leads nowhere.
"""

KEEP_SECONDS = 4.0
"""Idle connections live this long: less than the 5 s after which uvicorn and Node close theirs."""

_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)

_AS_HTTPX: tuple[tuple[type[Exception], type[httpx2.TransportError]], ...] = (
    (httpcore2.ConnectTimeout, httpx2.ConnectTimeout),
    (httpcore2.PoolTimeout, httpx2.PoolTimeout),
    (httpcore2.ReadTimeout, httpx2.ReadTimeout),
    (httpcore2.WriteTimeout, httpx2.WriteTimeout),
    (httpcore2.ConnectError, httpx2.ConnectError),
    (httpcore2.ReadError, httpx2.ReadError),
    (httpcore2.WriteError, httpx2.WriteError),
    (httpcore2.LocalProtocolError, httpx2.LocalProtocolError),
    (httpcore2.UnsupportedProtocol, httpx2.UnsupportedProtocol),
    (httpcore2.ProtocolError, httpx2.RemoteProtocolError),
)


async def anywhere(host: str, port: int) -> Sequence[str]:
    """Admit every address of a name: for servers that one chose oneself, never for strangers'."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=1)  # SOCK_STREAM
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Network:
    """The pools of HTTP connections of one event loop, and the commands that may be started.

    One pool for each server: a pool looks at every connection of its own on every request, and
    those that listen are many. Proxies of the environment are not used: a proxy would connect where
    it likes.

    Args:
        admit: asked before every connection.
        most_connections: open at once to one server; each person who listens to it takes one.
        commands: programs that may be started, each with all its arguments; none by default.
        tls: made once; certificates are always checked.
        client: what we tell servers about ourselves.
    """

    def __init__(
        self,
        admit: Admit,
        *,
        most_connections: int = 1000,
        commands: Iterable[Sequence[str]] = (),
        tls: ssl.SSLContext | None = None,
        client: mcp_types.Implementation | None = None,
    ) -> None:
        self.commands = frozenset(tuple(command) for command in commands)
        self.client = client
        self._new_pool = partial(
            httpcore2.AsyncConnectionPool,
            ssl_context=tls or httpx2.create_ssl_context(trust_env=False),
            max_connections=most_connections,
            max_keepalive_connections=most_connections,
            keepalive_expiry=KEEP_SECONDS,
            network_backend=AdmittedBackend(admit),
        )
        self._pools: OrderedDict[str, _Pool] = OrderedDict()

    def transport(self) -> httpx2.AsyncBaseTransport:
        """Return a way into the pools; closing it leaves them open."""
        return _WayIn(self._send)

    async def aclose(self) -> None:
        """Close all connections; whatever still uses them ends with a fault."""
        while self._pools:
            _, pool = self._pools.popitem()
            await pool.connections.aclose()

    async def _send(self, request: httpcore2.Request) -> httpcore2.Response:
        origin = str(request.url.origin)
        now = asyncio.get_running_loop().time()
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools[origin] = _Pool(self._new_pool())
        pool.used = now
        self._pools.move_to_end(origin)
        await self._drop_idle(now - KEEP_SECONDS)
        return await pool.connections.handle_async_request(request)

    async def _drop_idle(self, before: float) -> None:
        """Close the pools that nobody has used since; those with work to do go to the end."""
        while self._pools:
            origin, pool = next(iter(self._pools.items()))
            if pool.used >= before:
                return
            if all(one.is_idle() or one.is_closed() for one in pool.connections.connections):
                del self._pools[origin]
                await pool.connections.aclose()
            else:
                pool.used = before + KEEP_SECONDS
                self._pools.move_to_end(origin)


@dataclass
class _Pool:
    """The connections to one server, and when it was last asked."""

    connections: httpcore2.AsyncConnectionPool
    used: float = 0.0


class AdmittedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to the addresses that were admitted, and to no others; no files.

    A check before the connection is worth nothing when the name is looked up once more
    afterwards: the second answer may be another one.
    """

    def __init__(self, admit: Admit) -> None:
        self._admit = admit
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first admitted address that answers.

        TLS and `Host` still use the name: httpcore2 takes both from the request.
        """
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._admit(host, port)
        except OSError as error:  # the limit's TimeoutError is one, too
            late = isinstance(error, TimeoutError)
            raise (httpcore2.ConnectTimeout if late else httpcore2.ConnectError)(
                "The name leads to no address."
            ) from None
        if not addresses:
            raise AddressRefused("None of its addresses may be connected to.")
        each = timeout / len(addresses) if timeout else None
        connect = partial(
            self._network.connect_tcp, local_address=local_address, socket_options=socket_options
        )
        for address in addresses[:-1]:
            with contextlib.suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return _Wire(await connect(address, port, each))
        return _Wire(await connect(addresses[-1], port, each))

    async def sleep(self, seconds: float) -> None:
        """Wait between tries of a connection."""
        await self._network.sleep(seconds)


class _Wire(httpcore2.AsyncNetworkStream):
    """A connection that also closes when somebody gives up during its TLS: httpcore2 leaks it."""

    def __init__(self, wire: httpcore2.AsyncNetworkStream) -> None:
        self._wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._wire.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._wire.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._wire.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._wire.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._wire.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        return self._wire.get_extra_info(info)


class _WayIn(httpx2.AsyncBaseTransport):
    """Carries requests of one client into the shared pools."""

    def __init__(self, send: Callable[[httpcore2.Request], Awaitable[httpcore2.Response]]) -> None:
        self._send = send

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; redirects, cookies and proxies are not its business."""
        with _in_httpx_words():
            answer = await self._send(_core_request(request))
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )


class _Body(httpx2.AsyncByteStream):
    """The bytes of one answer; closing it gives the connection back."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_words():
            async for part in cast(AsyncIterator[bytes], self._answer.stream):
                yield part

    async def aclose(self) -> None:
        with _in_httpx_words():
            await self._answer.aclose()


@contextlib.contextmanager
def _in_httpx_words() -> Iterator[None]:
    """Raise what goes wrong below as the errors that clients of httpx2 know."""
    try:
        yield
    except Exception as error:
        for theirs, ours in _AS_HTTPX:
            if isinstance(error, theirs):
                raise ours(str(error)) from error
        raise


def _core_request(request: httpx2.Request) -> httpcore2.Request:
    url = request.url
    return httpcore2.Request(
        request.method,
        httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=cast(httpx2.AsyncByteStream, request.stream),
        extensions=request.extensions,
    )

"""A real MCP server behind a door of our own, which lets requests through or misbehaves to order.

The door speaks HTTP/1.1 over a real socket byte by byte: half answers and resets are what no server
library does on purpose.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from tests.mcp_client.patience import SOON

MODERN = "2026-07-28"
HANDSHAKE = "2025-11-25"


_ANY_NAME = TransportSecuritySettings(enable_dns_rebinding_protection=False)


@dataclass
class Asked:
    """One request as it came in, and the way back."""

    verb: str
    path: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    front: "Front"

    @property
    def message(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}

    @property
    def method(self) -> str:
        return self.message.get("method", "") if self.verb == "POST" else ""

    async def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Send a whole answer of one's own."""
        lines = {"content-length": str(len(body))}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        await self.begin(status, lines)
        self.writer.write(body)
        await self.writer.drain()

    async def begin(self, status: int, headers: dict[str, str]) -> None:
        """Send the head of an answer."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.writer.write(f"HTTP/1.1 {status} Because\r\n{lines}\r\n".encode())
        await self.writer.drain()

    async def answer_json(self, content: Any, status: int = 200, **headers: str) -> None:
        await self.answer(
            status, json.dumps(content).encode(), content_type="application/json", **headers
        )

    async def answer_result(self, result: dict[str, Any]) -> None:
        await self.answer_json({"jsonrpc": "2.0", "id": self.message["id"], "result": result})

    async def answer_error(
        self, code: int, message: str, status: int = 200, data: Any = None
    ) -> None:
        error = {"code": code, "message": message} | ({"data": data} if data else {})
        await self.answer_json(
            {"jsonrpc": "2.0", "id": self.message.get("id"), "error": error}, status
        )

    async def until_gone(self) -> None:
        """Wait until the client hangs up."""
        with contextlib.suppress(OSError):
            await self.reader.read()

    def reset(self) -> None:
        """Hang up the hard way: the client gets a reset, not an end."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Deed = Callable[[Asked], Awaitable[None]]


@dataclass
class Front:
    """The door. `order` says what happens to the next request of a kind; `done` counts what did.

    Attributes:
        era: the newest protocol version that it lets through.
        is_sse: whether it speaks as in 2024.
        seen: how many requests of each JSON-RPC method came in.
        ran: how often each tool was really carried out.
        headers: of every request of each method, newest last.
    """

    era: str = MODERN
    is_sse: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    ran: Counter[str] = field(default_factory=Counter)
    headers: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: asyncio.Event = field(default_factory=asyncio.Event)
    listened: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    _orders: dict[str, list[Deed]] = field(default_factory=dict)
    _always: dict[str, Deed] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _tasks: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)
    _app: Any = None
    _life: asyncio.Task[None] | None = None
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{'sse' if self.is_sse else 'mcp'}"

    def order(self, method: str, *deeds: Deed) -> None:
        """Do this to the next requests of a method, one each, instead of letting them through."""
        self._orders.setdefault(method, []).extend(deeds)

    def always(self, method: str, deed: Deed | None) -> None:
        """Do this to every request of a method from now on; None ends it."""
        if deed is None:
            self._always.pop(method, None)
        else:
            self._always[method] = deed

    async def open(self) -> None:
        await self.restart()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Stop listening and hang up on everybody; the port stays known."""
        if self._server is not None:
            self._server.close()
        await self._hang_up()

    async def _hang_up(self) -> None:
        """Break every connection off; the real server notices that its clients are gone."""
        for writer in tuple(self._tasks.values()):
            writer.transport.abort()
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=2)
            for task in left:
                task.cancel()

    async def restart(self) -> None:
        """Put a new server behind the door: it knows none of the old one's sessions."""
        await self._hang_up()
        await self._stop_app()
        self.listened.clear()
        ready = asyncio.Event()
        self._end = asyncio.Event()
        self._life = asyncio.create_task(self._run_app(ready, self._end))
        await asyncio.wait_for(ready.wait(), SOON)

    async def until_heard(self) -> None:
        """Wait until somebody listens to news."""
        await asyncio.wait_for(self.listened.wait(), SOON)

    async def close(self) -> None:
        await self.shut()
        await self._stop_app()

    async def let_through(self, asked: Asked) -> None:
        """Give a request to the real server."""
        answer = _Answer(asked)
        try:
            await self._app(_scope(asked), answer.receive, answer.send)
        finally:
            await answer.end()

    async def carry_out(self, asked: Asked) -> None:
        """Give a request to the real server and keep its answer back."""
        answer = _Answer(asked, muted=True)
        await self._app(_scope(asked), answer.receive, answer.send)
        await answer.end()

    async def _run_app(self, ready: asyncio.Event, end: asyncio.Event) -> None:
        server = _real_server(self)
        make = server.sse_app if self.is_sse else server.streamable_http_app
        app = make(transport_security=_ANY_NAME)
        async with app.router.lifespan_context(app):
            self._app = app
            ready.set()
            await end.wait()

    async def _stop_app(self) -> None:
        if self._life is not None:
            self._end.set()
            await asyncio.wait([self._life], timeout=SOON)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks[task] = writer
        task.add_done_callback(self._tasks.pop)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._one(reader, writer)
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        verb, path, _ = head[0].split(" ")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(verb, path, headers, body, reader, writer, self)
        await self._deed_for(asked)(asked)

    def _deed_for(self, asked: Asked) -> Deed:
        method = asked.method or asked.verb
        self.seen[method] += 1
        self.headers.setdefault(method, []).append(asked.headers)
        if self._orders.get(method):
            return self._orders[method].pop(0)
        if method in self._always:
            return self._always[method]
        if method == "server/discover" and self.era != MODERN:
            return _unknown_here
        return self.let_through


async def _unknown_here(asked: Asked) -> None:
    """What a server of before 2026 says to a question without a session: an error without `id`."""
    error = {"code": -32000, "message": "Bad Request: No valid session ID provided"}
    await asked.answer_json({"jsonrpc": "2.0", "error": error}, 400)


class _Answer:
    """The way back of one request that the real server answers."""

    def __init__(self, asked: Asked, *, muted: bool = False) -> None:
        self._asked = asked
        self._muted = muted
        self._read = False
        self._chunked = False
        self._gone = asyncio.create_task(asked.reader.read(1))

    async def receive(self) -> dict[str, Any]:
        if not self._read:
            self._read = True
            return {"type": "http.request", "body": self._asked.body, "more_body": False}
        await asyncio.wait([self._gone])
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if self._muted or self._asked.writer.is_closing():
            return
        if message["type"] == "http.response.start":
            headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self._chunked = "content-length" not in headers
            if self._chunked:
                headers["transfer-encoding"] = "chunked"
            await self._asked.begin(message["status"], headers)
            if self._asked.verb == "GET":
                self._asked.front.listened.set()
            return
        body = message.get("body", b"")
        if self._asked.method == "subscriptions/listen" and body:
            self._asked.front.listened.set()
        if self._chunked:
            body = b"%x\r\n%s\r\n" % (len(body), body) if body else b""
            body += b"" if message.get("more_body") else b"0\r\n\r\n"
        self._asked.writer.write(body)
        await self._asked.writer.drain()

    async def end(self) -> None:
        if self._gone.done():
            with contextlib.suppress(OSError):
                early = self._gone.result()
                assert not early, "the client sends one request at a time"
            self._asked.writer.close()
            return
        self._gone.cancel()
        await asyncio.wait([self._gone])


def _scope(asked: Asked) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.verb,
        "scheme": "http",
        "path": asked.path.partition("?")[0],
        "raw_path": asked.path.encode(),
        "query_string": asked.path.partition("?")[2].encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in asked.headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", asked.front.port),
        "state": {},
    }


def _real_server(front: Front) -> MCPServer:
    server = MCPServer("weather", instructions="Knows the weather.")

    @server.tool()
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        front.ran["add"] += 1
        return a + b

    @server.tool()
    async def slow(context: Context) -> str:
        """Wait until the test lets it go on."""
        front.ran["slow"] += 1
        await context.report_progress(1, 2, "half")
        front.started.set()
        try:
            await front.release.wait()
        except asyncio.CancelledError:
            front.given_up.set()
            raise
        return "done"

    @server.tool()
    def repeat(times: int) -> str:
        """Say x so many times."""
        return "x" * times

    @server.tool()
    def fails() -> str:
        """Fail."""
        raise ValueError("secret of the server")

    _let_it_grow(server)
    return server


def _let_it_grow(server: MCPServer) -> None:
    def shrink() -> str:
        """Do nothing."""
        return "shrunk"

    @server.tool()
    async def grow(context: Context) -> str:
        """Get one more tool, and say so."""
        server.add_tool(shrink)
        if context.request_context.protocol_version == MODERN:
            await context.notify_tools_changed()
        else:
            await context.session.send_tool_list_changed()
        return "grown"

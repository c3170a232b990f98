"""Servers that people could register: real ones, over real sockets, in either protocol era."""

import asyncio
import json
from collections import Counter
from contextlib import asynccontextmanager
from http import HTTPStatus

import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from uvicorn.server import ServerState

from mcp_client import ClientPool, Limits, Network, ServerConfig, anywhere
from tests.mcp_client.patience import SOON

ERAS = ("2026-07-28", "2025-11-25")


class Plugin:
    """A server with a few tools. A test says how it behaves.

    Attributes:
        era: the newest protocol version that it speaks.
        status: answers every request with this status instead; 0: does not.
        headers: sent along with `status`.
        gate: cleared: requests wait here, as with a server that hangs.
        asked: how often each method came, and each tool was called ("tools/call echo").
        seen: the headers of the newest request.
        release: lets the tool `wait` end.
    """

    def __init__(self, era=ERAS[0], **tools):
        self.era = era
        self.status, self.headers = 0, ()
        self.gate, self.release = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.asked, self.seen = Counter(), {}
        self.mcp = MCPServer("plugin", instructions="Ask me about the weather.")
        for tool in (self.echo, self.fail, self.forecast, self.wait, self.grow):
            self.mcp.add_tool(tool, annotations=ToolAnnotations(read_only_hint=True))
        self.port = 0
        self._ends, self._task = None, None

    @property
    def config(self):
        url = f"http://127.0.0.1:{self.port}/mcp"
        return ServerConfig(url=url, timeout=SOON, connect_timeout=2 * SOON)

    async def start(self):
        """Listen, on the same port as before."""
        ready, self._ends = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._live(ready))
        done = asyncio.create_task(ready.wait())
        await asyncio.wait([self._task, done], return_when=asyncio.FIRST_COMPLETED, timeout=SOON)
        if self._task.done():
            self._task.result()
        return self

    async def stop(self):
        """Break every connection off and listen no more."""
        self._ends.set()
        await asyncio.wait_for(self._task, SOON)

    async def _live(self, ready):
        app = self.mcp.streamable_http_app()
        config = uvicorn.Config(self._door(app), lifespan="off", log_config=None, access_log=False)
        config.load()
        state = ServerState()
        listening = await asyncio.get_running_loop().create_server(
            lambda: config.http_protocol_class(config=config, server_state=state, app_state={}),
            host="127.0.0.1",
            port=self.port,
        )
        self.port = listening.sockets[0].getsockname()[1]
        async with self.mcp.session_manager.run():
            ready.set()
            await self._ends.wait()
            listening.close()
            for connection in list(state.connections):
                connection.transport.abort()
            for task in list(state.tasks):
                task.cancel()
            await asyncio.gather(*state.tasks, return_exceptions=True)
            await listening.wait_closed()

    def _door(self, app):
        """Wrap the app: count, and behave as told."""

        async def door(scope, receive, send):
            headers = {key.decode(): value.decode() for key, value in scope["headers"]}
            body, more = b"", scope["method"] == "POST"
            while more:
                message = await receive()
                body, more = body + message.get("body", b""), message.get("more_body", False)
            said = json.loads(body) if body else {}
            self.seen = headers
            self._count(said)
            await self.gate.wait()
            if self.status:
                await _answer(send, self.status, self.headers)
            elif self._is_too_new(headers):
                await _answer(send, HTTPStatus.BAD_REQUEST, (), _refusal(said))
            else:
                await app(scope, _again(body, receive), send)

        return door

    def _is_too_new(self, headers):
        return headers.get("mcp-protocol-version", "") > self.era

    def _count(self, said):
        method = said.get("method", "stream")
        self.asked[method] += 1
        if method == "tools/call":
            self.asked[f"tools/call {said['params']['name']}"] += 1

    async def echo(self, text: str) -> str:
        """Say it back."""
        return text

    async def fail(self) -> str:
        """Fail."""
        raise ToolError("There is no weather today.")

    async def forecast(self, city: str) -> dict[str, int]:
        """Tell the weather."""
        return {"degrees": 0, "rain": len(city)}

    async def wait(self) -> str:
        """Answer when the test says so."""
        await self.release.wait()
        return "released"

    async def grow(self, name: str, ctx: Context) -> str:
        """Get another tool, and tell of it."""
        self.mcp.add_tool(self.echo, name=name)
        if self.era == ERAS[0]:
            await ctx.notify_tools_changed()
        else:
            await ctx.session.send_tool_list_changed()
        return name


async def _answer(send, status, headers, body=b"no"):
    fields = [(key.encode(), value.encode()) for key, value in headers]
    fields += [(b"content-type", b"application/json")] if body != b"no" else []
    await send({"type": "http.response.start", "status": int(status), "headers": fields})
    await send({"type": "http.response.body", "body": body})


def _refusal(said):
    """What servers of before 2026 answer to a version that they do not know."""
    error = {"code": -32000, "message": "Bad Request: Unsupported protocol version"}
    return json.dumps({"jsonrpc": "2.0", "id": said.get("id"), "error": error}).encode()


def _again(body, receive):
    """Hand a body that was read to the app, and then what comes after it."""
    rest = [{"type": "http.request", "body": body, "more_body": False}]

    async def give():
        return rest.pop() if rest else await receive()

    return give


@asynccontextmanager
async def running(*plugins):
    """Have servers listen while the test goes on."""
    for plugin in plugins:
        await plugin.start()
    try:
        yield plugins
    finally:
        for plugin in plugins:
            await plugin.stop()


class Clock:
    """A time that only the test moves."""

    def __init__(self):
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


def client_pool(*, now=None, registrations=None, **limits):
    """A façade that may connect to this machine."""
    chosen = {"now": now} if now else {}
    return ClientPool(
        lambda: Network(anywhere), limits=Limits(**limits), registrations=registrations, **chosen
    )


async def until(condition):
    """Wait until something is so; the test fails when it does not come."""
    async with asyncio.timeout(SOON):
        while not condition():
            await asyncio.sleep(0.005)

"""The servers that `bench.plugins` connects to, in a process of their own.

Real servers of the SDK with ten tools each; and an address that takes connections and never
answers, as a server does whose process is stopped.

    python -m bench.plugin_target N      # prints {"servers": [port, ...], "hanging": port}

It ends when its input does.
"""

import asyncio
import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import uvicorn
from mcp.server.mcpserver import MCPServer

TOOLS = 10


def a_server() -> MCPServer:
    """Return a server like many: ten tools with a few arguments each."""
    server = MCPServer("target", log_level="ERROR")
    for number in range(TOOLS):
        server.add_tool(_tool(), name=f"tool_{number}", description="Look something up. " * 10)
    return server


def _tool() -> Callable[..., Awaitable[str]]:
    async def look_up(query: str, limit: int = 10, exact: bool = False) -> str:  # noqa: FBT001, FBT002
        return f"{query} {limit} {exact}"

    return look_up


async def serve(count: int) -> None:
    """Serve until ended."""
    logging.disable(logging.CRITICAL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    ports, lives = [], []
    async with AsyncExitStack() as stack:
        for _ in range(count):
            target = a_server()
            app = target.streamable_http_app()
            await stack.enter_async_context(target.session_manager.run())
            listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
            # asyncio does so only for sockets that name their protocol. Without it an answer on a
            # connection that is used again waits 40 ms for a delayed ACK.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ports.append(listening.getsockname()[1])
            config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
            lives.append(uvicorn.Server(config).serve(sockets=[listening]))
        hanging = await asyncio.start_server(_never_answer, "127.0.0.1", 0)
        print(
            json.dumps({"servers": ports, "hanging": hanging.sockets[0].getsockname()[1]}),
            flush=True,
        )
        await asyncio.gather(*lives)


async def _never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read whatever comes."""
    while await reader.read(65_536):
        pass
    writer.close()


def _end_with_parent() -> None:
    """End as soon as whoever started this is gone, killed or not."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

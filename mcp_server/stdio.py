"""The MCP face over stdin and stdout, for a host that starts us as its child."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.tools import Tool

from application.services import Services
from domain.people.access import Actor
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import TOGETHER, everything


async def serve_stdio(
    services: Services,
    *,
    actor: Actor,
    sets: Sequence[str] = TOGETHER,
    keeps: Callable[[Tool], bool] = everything,
    result_schemas: bool = True,
    version: str = "",
) -> None:
    """Serve until stdin ends.

    Every call is from `actor`: whoever may start the process is trusted to be them. While
    serving, file descriptor 1 belongs to the protocol alone; what anybody else prints goes to
    stderr. Logging must have been pointed at stderr before.
    """
    server = build_mcp_server(
        services,
        identity=OneActor(actor),
        sets=sets,
        keeps=keeps,
        result_schemas=result_schemas,
        version=version,
        lifespan=_quiet,
    )
    await server.run_stdio_async()


@asynccontextmanager
async def _quiet(_: MCPServer[Any]) -> AsyncIterator[None]:
    """Send prints to stderr too.

    The SDK diverts the descriptor only while it serves: what `print` had left in the buffer of
    `sys.stdout` would be written to the wire when the process ends.
    """
    with redirect_stdout(sys.stderr):
        yield

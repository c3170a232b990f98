"""Our MCP servers, one for each set of tools and one for all of them, on sockets of their own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from domain.people.access import Scope
from mcp_server.desk import DESK
from mcp_server.http import build_mcp_app
from mcp_server.toolsets import SETS
from tests.conformance.verdicts import Target
from tests.fakes.face_services import OPERATOR, FaceWorld
from tests.fakes.loopback import serve

SERVERS = {"all": SETS, DESK: (DESK,), **{name: (name,) for name in SETS}}
"""The sets of each server, by the server's name."""


@asynccontextmanager
async def our_servers() -> AsyncIterator[Mapping[str, Target]]:
    """Yield every server that we offer, with tokens, as over HTTP in a deployment."""
    world = FaceWorld()
    token = await world.token(OPERATOR, Scope.OPERATE)
    async with AsyncExitStack() as open_servers:
        targets = {}
        for name, sets in SERVERS.items():
            app = build_mcp_app(world.services, sets=sets, version="9.9")
            await open_servers.enter_async_context(app.router.lifespan_context(app))
            base = await open_servers.enter_async_context(serve(app))
            targets[name] = Target(f"{base}/mcp", token)
        yield targets

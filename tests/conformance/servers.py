"""Our MCP servers, one for each set of tools and one for all of them, on sockets of their own.

`suite` is one more, with the tools of the protocol's suite in place of ours.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from domain.people.access import Scope
from mcp_server.desk import DESK
from mcp_server.http import build_mcp_app
from mcp_server.toolsets import SETS
from tests.conformance.suite_server import build_suite_app
from tests.conformance.verdicts import Target
from tests.fakes.face_services import OPERATOR, FaceWorld
from tests.fakes.loopback import serve

SERVERS = {"all": SETS, DESK: (DESK,), **{name: (name,) for name in SETS}}
"""The sets of each server, by the server's name."""

SUITE = "suite"


@asynccontextmanager
async def our_servers() -> AsyncIterator[Mapping[str, Target]]:
    """Yield every server that we offer, with tokens, as over HTTP in a deployment."""
    world = FaceWorld()
    token = await world.token(OPERATOR, Scope.OPERATE)
    async with AsyncExitStack() as open_servers:
        apps = {SUITE: build_suite_app(world.services)}
        for name, sets in SERVERS.items():
            apps[name] = build_mcp_app(world.services, sets=sets, version="9.9")
        targets = {}
        for name, app in apps.items():
            await open_servers.enter_async_context(app.router.lifespan_context(app))
            base = await open_servers.enter_async_context(serve(app))
            targets[name] = Target(f"{base}/mcp", token)
        yield targets

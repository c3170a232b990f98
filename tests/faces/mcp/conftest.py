from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from mcp import Client

from domain.access import Actor
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from mcp_server.tooling import build_tool
from tests.fakes.face_desks import MEI, FaceWorld

Agents = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="session", autouse=True)
def tools_described_once() -> Iterator[None]:
    """Keep what was worked out from a tool's signature: seventy tools take a third of a second."""
    described = {}

    def build(method, **about):
        function = method.__func__
        if function not in described:
            described[function] = build_tool(method, **about)
        return described[function].model_copy(update={"fn": method})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mcp_server.hints.build_tool", build)
        yield


@pytest.fixture
def world() -> FaceWorld:
    return FaceWorld()


@pytest.fixture(params=["auto", pytest.param("legacy", marks=pytest.mark.slow)])
def agent_of(request, world: FaceWorld, monkeypatch) -> Agents:
    """Connects an agent of somebody in process, in the newer and in the older protocol era."""
    monkeypatch.setattr("mcp_server.briefings.PROGRESS_SECONDS", 0.005)

    @asynccontextmanager
    async def connected(actor: Actor = MEI, **options) -> AsyncIterator[Client]:
        server = build_mcp_server(world.desks, identity=OneActor(actor), **options)
        async with Client(server, mode=request.param) as agent:
            yield agent

    return connected

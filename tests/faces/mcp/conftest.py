from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from mcp import Client

from domain.access import Actor
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from tests.fakes.face_desks import MEI, FaceWorld

Agents = Callable[..., AbstractAsyncContextManager[Client]]


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

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from mcp import Client

from domain.people.access import Actor
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from tests.fakes.face_services import MEI, FaceWorld
from tests.fakes.tools import described_once

Agents = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture(scope="module", autouse=True)
def tools_described_once() -> Iterator[None]:
    with described_once():
        yield


@pytest.fixture
def world() -> FaceWorld:
    return FaceWorld()


@pytest.fixture(params=["auto", pytest.param("legacy", marks=pytest.mark.exhaustive)])
def agent_of(request, world: FaceWorld, monkeypatch) -> Agents:
    """Connects an agent in process, in the newer era; of the older one, `make test` has less."""
    monkeypatch.setattr("mcp_server.briefings.tools.PROGRESS_SECONDS", 0.005)

    @asynccontextmanager
    async def connected(actor: Actor = MEI, **options) -> AsyncIterator[Client]:
        server = build_mcp_server(world.services, identity=OneActor(actor), **options)
        async with Client(server, mode=request.param) as agent:
            yield agent

    return connected

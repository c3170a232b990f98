"""A stand-in per test, and the real SDK's asynchronous clients pointed at it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import uvicorn
from tencentcloud.cls.v20201016 import models as cls_models
from tencentcloud.cls.v20201016.cls_client_async import ClsClient

from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.cls.state import NewLine, Topic
from tests.fakes.loopback import DeafServer
from tests.sandbox.tencent.support import START, build_client


@pytest.fixture
def cloud() -> TencentCloudStandIn:
    return TencentCloudStandIn(seed=7)


@pytest.fixture
async def sdk(cloud) -> AsyncIterator[Callable[..., object]]:
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:

        def client(service: str, **settings):
            built = build_client(service, **settings)
            built.http_client = http
            return built

        yield client


@pytest.fixture
def cls(sdk) -> ClsClient:
    return sdk("cls")


@pytest.fixture
def topic(cloud) -> Topic:
    return cloud.add_topic("app")


@pytest.fixture
def load(cloud, topic) -> Callable[..., None]:
    """Load lines given as their fields, one a second from START on."""

    def load_lines(*lines: dict[str, str], every_ms: int = 1000, start: int = START) -> None:
        cloud.load_lines(
            topic,
            [
                NewLine(
                    start + position * every_ms, fields, "10.0.0.1", "/var/log/app.log", "web-1"
                )
                for position, fields in enumerate(lines)
            ],
        )

    return load_lines


@pytest.fixture
def search(cls, topic) -> Callable[..., object]:
    """Search the topic over all time."""

    async def ask(query: str = "", **parameters):
        request = cls_models.SearchLogRequest()
        request.TopicId, request.QueryString = topic.topic_id, query
        request.From, request.To = START - 86_400_000, START + 86_400_000 * 30
        for name, value in parameters.items():
            # Not through the properties: those of deprecated fields warn, and warnings are errors.
            assert hasattr(request, f"_{name}"), name
            setattr(request, f"_{name}", value)
        return await cls.SearchLog(request)

    return ask


@pytest.fixture
def found(search) -> Callable[..., object]:
    """Search and return the `message` of each line, oldest first."""

    async def ask(query: str, **parameters) -> list[str]:
        reply = await search(query, Sort="asc", **parameters)
        return [json.loads(line.LogJson)["message"] for line in reply.Results]

    return ask


class Door:
    """An app that leads to whichever stand-in the running test has."""

    cloud: TencentCloudStandIn

    async def __call__(self, scope, receive, send) -> None:
        await self.cloud(scope, receive, send)


@pytest.fixture(scope="session")
async def door() -> AsyncIterator[tuple[Door, int]]:
    """One real server for all tests, and its port."""
    door = Door()
    config = uvicorn.Config(door, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = DeafServer(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(30):
        while not server.started:
            await asyncio.sleep(0)
    yield door, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


@pytest.fixture
async def served(cloud, door) -> AsyncIterator[Callable[..., object]]:
    """Clients that reach the stand-in through a real socket."""
    app, port = door
    app.cloud = cloud
    async with httpx.AsyncClient(trust_env=False) as http:

        def client(service: str, *, timeout: float = 30):
            built = build_client(service, endpoint=f"127.0.0.1:{port}")
            http.timeout = httpx.Timeout(timeout)
            built.http_client = http
            return built

        yield client

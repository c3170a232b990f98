"""An HTTP face over a small world, asked in process and over a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import build_api
from api.live import end_streams
from api.options import ApiOptions, CheckMade, SettingInForce
from domain.common.messages import Called, message
from domain.people.access import Actor, Scope
from tests.fakes.api_services import ApiWorld, TurningCodec, sign_in
from tests.fakes.face_services import ADMIN, BO, MEI
from tests.fakes.loopback import DeafServer

ALL_OF = {MEI: Scope.OPERATE, BO: Scope.OPERATE, ADMIN: Scope.ADMIN}
UI = "http://127.0.0.1:8233"
CODEC_KEY = "for-the-web-ui-of-this-run"
SCRAPER = "the-token-of-a-prometheus"

Client = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


async def _looked(_reader) -> list[CheckMade]:
    return [
        CheckMade(name="database", kind="good", verdict="ok", detail="at revision 0016"),
        CheckMade(name="mail", kind="warn", verdict="warning", detail="none", advice="set it"),
        CheckMade(name="temporal", kind="bad", verdict="problem", detail="away", advice="start"),
    ]


def _setting(name: str, value: str, *, is_secret: bool = False) -> SettingInForce:
    return SettingInForce(
        name=f"ZHIBAN_{name}",
        value=value,
        is_secret=is_secret,
        is_default=name.endswith("QUEUE"),
        why=message("setting.environment", name=Called(f"ZHIBAN_{name}")),
        meaning="What it is for.",
    )


OPTIONS = ApiOptions(
    version="0.1.0",
    public_url="http://test",
    temporal_ui=UI,
    codec=TurningCodec(),
    codec_origin=UI,
    codec_key=CODEC_KEY,
    metrics=lambda: "zhiban_up 1\n",
    metrics_token=SCRAPER,
    heartbeat=timedelta(milliseconds=20),
    settings=(
        _setting("API_PUBLIC_URL", "https://zhiban.example.cn"),
        _setting("LLM_API_KEY", "", is_secret=True),
        _setting("ROBOTS", "ops, team"),
        _setting("TEMPORAL_QUEUE", "zhiban"),
    ),
    doctor=_looked,
)


@pytest.fixture
def options() -> ApiOptions:
    return OPTIONS


@pytest.fixture(scope="session")
def one_app() -> FastAPI:
    """An app for all tests; making its routes takes longer than asking them."""
    return build_api(ApiWorld().services, options=OPTIONS)


@pytest.fixture
def app(world, one_app) -> FastAPI:
    one_app.state.services = world.services
    return one_app


@pytest.fixture
async def client(world, app) -> AsyncIterator[Client]:
    """Make clients: of nobody, or of somebody by a token or by a session."""
    async with AsyncExitStack() as stack:

        async def make(
            actor: Actor | None = None,
            scope: Scope | None = None,
            *,
            by_session: bool = False,
            peer: str = "203.0.113.9",
        ) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, client=(peer, 40000))
            http = httpx.AsyncClient(
                transport=transport,
                base_url="http://test",
                headers={"Accept-Language": "en-US"},
            )
            await stack.enter_async_context(http)
            if actor and by_session:
                await sign_in(http, actor)
            elif actor:
                token = await world.token(actor, scope or ALL_OF[actor])
                http.headers["Authorization"] = f"Bearer {token}"
            return http

        yield make


@pytest.fixture
async def nobody(client) -> httpx.AsyncClient:
    return await client()


@pytest.fixture
async def mei(client) -> httpx.AsyncClient:
    return await client(MEI)


@pytest.fixture
async def admin(client) -> httpx.AsyncClient:
    return await client(ADMIN)


@dataclass
class Served:
    """A server on a real socket."""

    app: FastAPI
    port: int
    server: uvicorn.Server
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Let it end, and every request of its with it."""
        end_streams(self.app)
        self.server.should_exit = True
        await asyncio.wait_for(self.task, 25)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@pytest.fixture
async def serve(world, options) -> AsyncIterator[Callable[..., Served]]:
    """Start servers on loopback; stopping waits for every request to end."""
    running: list[Served] = []

    def start(*, at: int = 0, **changes: object) -> Served:
        listening = socket.create_server(("127.0.0.1", at))
        port = listening.getsockname()[1]
        app = build_api(world.services, options=replace(options, **changes))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        server = DeafServer(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        served = Served(app, port, server, task)
        running.append(served)
        return served

    yield start
    for each in running:
        end_streams(each.app)
        each.server.should_exit = True
    for each in running:
        await each.stop()

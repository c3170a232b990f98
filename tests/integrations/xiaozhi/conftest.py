"""A relay on loopback, and bridges to it."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from application.voice.dialect import RobotDialect
from bootstrap.system import SystemClock
from domain.people.access import Role
from domain.people.people import Person
from domain.voice.robots import RobotRequest, RobotState, made, registered
from integrations.xiaozhi.bridge import RobotBridge
from sandbox.xiaozhi.relay import Relay, token_of
from tests.fakes.clock import CountingIds
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_services import FaceWorld
from tests.fakes.loopback import serve
from tests.fakes.names import NAMES
from tests.fakes.people import InMemoryPeople
from tests.fakes.robots import InMemoryRobots, OpenPlaces
from tests.fakes.toolboxes import ObedientToolbox
from tests.fakes.voice_requests import requests_on
from tests.fakes.words import WORDS


class Rig:
    """Robots that are kept, a toolbox, and as many bridges as a test wants."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.robots = InMemoryRobots(InMemoryEvents())
        self.people = InMemoryPeople()
        self.toolbox = ObedientToolbox()
        self.places = OpenPlaces()
        self.clock = SystemClock()
        self.requests = requests_on(self.toolbox, InMemoryEvents(), self.clock, CountingIds())
        self.bridges: list[RobotBridge] = []

    async def add(self, name="desk", *, agent=None, url=None, owner="u_mei"):
        if await self.people.get(owner) is None:
            person = Person(id=owner, name=owner, roles=frozenset({Role.ADMIN}))
            await self.people.add(person, password_hash="")
        url = url or self.url(agent or name)
        request = RobotRequest(name=name, url=url)
        robot, whole = made(owner, request, revision="r1", at=self.clock.now())
        await self.robots.add(robot, whole, registered(robot, unique=name), most=5_000)
        return robot

    def url(self, agent):
        return f"{self.base.replace('http', 'ws')}/mcp_endpoint/mcp/?token={token_of(agent)}"

    def bridge(self, **more):
        number = len(self.bridges)
        settings = {"round_seconds": 0.05, "dice": lambda: 0.02} | more
        bridge = RobotBridge(
            robots=self.robots,
            leases=self.robots,
            places=self.places,
            dialect=self._dialect,
            clock=self.clock,
            holder=f"p{number}",
            **settings,
        )
        self.bridges.append(bridge)
        return bridge

    def _dialect(self, robot, on_call):
        return RobotDialect(
            robot=robot,
            toolbox=self.toolbox,
            people=self.people,
            requests=self.requests,
            preferences=FaceWorld().services.preferences,
            names=NAMES,
            words=WORDS,
            clock=self.clock,
            ids=CountingIds(),
            on_call=on_call,
        )

    @asynccontextmanager
    async def running(self, **more):
        task = asyncio.create_task(self.bridge(**more).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def standing(self, name="desk"):
        return (await self.robots.get("u_mei", name)).standing

    async def until(self, state, name="desk", fault=None):
        async with asyncio.timeout(10):
            while True:
                standing = await self.standing(name)
                if standing.state is state and fault in (None, standing.fault):
                    return standing
                await asyncio.sleep(0.02)

    async def connected(self, name="desk"):
        return await self.until(RobotState.CONNECTED, name)

    async def call(self, tool, agent="desk", **arguments):
        async with httpx.AsyncClient(base_url=self.base, timeout=40) as client:
            body = {"tool": tool, "arguments": arguments}
            return (await client.post(f"/robots/{agent}/call", json=body)).json()


@pytest.fixture
def relay():
    return Relay(("desk", "hall", *(f"r{n}" for n in range(50))))


@pytest.fixture
async def rig(relay):
    async with serve(relay.app) as base:
        yield Rig(base)

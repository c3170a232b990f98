"""A server that misbehaves to order, and connections to it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sessions.connections import Connection
from mcp_client.transports.networks import Network, anywhere
from tests.mcp_client.fronts import HANDSHAKE, MODERN, Front
from tests.mcp_client.patience import SOON

ADD = {"a": 1, "b": 2}


@dataclass
class Visitor:
    """A connection to the front, and what every test wants to know of it."""

    front: Front
    connection: Connection
    changes: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self) -> None:
        """Be told of a change."""
        self.changes += 1
        self.news.set()

    async def hears(self, changes: int) -> None:
        """Wait until so many changes were told, and see that there were no more."""
        async with asyncio.timeout(SOON):
            while self.changes < changes:
                self.news.clear()
                await self.news.wait()
        assert self.changes == changes

    async def grows(self) -> None:
        """Have the server change its list of tools while somebody listens."""
        await self.front.until_heard()
        await self.connection.call("grow", {}, repeatable=False)

    async def add(self, **options: Any) -> int:
        """Let the server add 1 and 2."""
        options.setdefault("repeatable", False)
        found = await self.connection.call("add", ADD, **options)
        assert found.structured_content is not None
        return found.structured_content["result"]

    async def meets(
        self, kind: FaultKind, asking: Any, *, happened: bool | None = None
    ) -> ServerFault:
        """Expect a fault: of this kind, in words for people, that disturbs nobody."""
        with pytest.raises(ServerFault) as met:
            await asyncio.wait_for(asking, SOON)
        fault = met.value
        assert fault.kind is kind, fault.sentence
        assert fault.server == "weather"
        assert "weather" in str(fault)
        assert "127.0.0.1" not in str(fault)
        if happened is not None:
            assert fault.may_have_happened is happened
        self.is_unharmed()
        return fault

    async def meets_only(self, kind: FaultKind) -> ServerFault:
        """Expect that no session opens at all."""
        return await self.meets(kind, self.add(), happened=False)

    def is_unharmed(self) -> None:
        """Nobody has cancelled this task."""
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    async def goes_on(self) -> None:
        """The next call works."""
        assert await asyncio.wait_for(self.add(), SOON) == 3
        self.is_unharmed()


def lonely(network: Network, url: str = "http://weather.example/mcp", **options: Any) -> Connection:
    """A connection over a network of one's own."""
    return Connection(
        "weather",
        ServerConfig(**{"timeout": SOON, "connect_timeout": SOON, "url": url} | options),
        network=network,
        on_tools_changed=lambda: None,
        now=time.monotonic,
    )


@pytest.fixture(params=[MODERN, HANDSHAKE])
def era(request) -> str:
    return request.param


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    opened = Network(anywhere)
    yield opened
    await opened.aclose()


@pytest.fixture
async def front(era) -> AsyncIterator[Front]:
    opened = Front(era=era)
    await opened.open()
    yield opened
    await asyncio.wait_for(opened.close(), SOON)


@pytest.fixture
async def connect(front, network) -> AsyncIterator[Callable[..., Visitor]]:
    """Make connections to the front; they are closed in the end."""
    made: list[Connection] = []

    def connect(**options: Any) -> Visitor:
        options = {"timeout": 20.0, "connect_timeout": 40.0, "url": front.url} | options
        visitor = Visitor(front, None)  # type: ignore[arg-type]
        visitor.connection = Connection(
            "weather",
            ServerConfig(**options),
            network=network,
            on_tools_changed=visitor.hear,
            now=time.monotonic,
        )
        made.append(visitor.connection)
        return visitor

    yield connect
    await asyncio.wait_for(asyncio.gather(*(each.close() for each in made)), SOON)


@pytest.fixture
def visitor(connect) -> Visitor:
    return connect()

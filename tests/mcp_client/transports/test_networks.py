"""Pools of connections: one for each server, kept while they are of use, bounded."""

import asyncio

import httpx2
import pytest

from mcp_client.errors import FaultKind
from mcp_client.transports import networks
from mcp_client.transports.networks import Network, anywhere
from tests.mcp_client import faults
from tests.mcp_client.conftest import lonely
from tests.mcp_client.fronts import MODERN, Front
from tests.mcp_client.patience import SOON


@pytest.fixture
def era():
    return MODERN


@pytest.fixture
async def other():
    opened = Front()
    await opened.open()
    yield opened
    await asyncio.wait_for(opened.close(), SOON)


async def test_connections_are_used_again(front, network):
    """MCC-2. One after the other over one connection, whoever asks."""
    senders = set()

    async def note(asked):
        senders.add(asked.writer.get_extra_info("peername"))
        await asked.answer(200, b"ok")

    front.always("GET", note)
    for _ in range(5):
        async with httpx2.AsyncClient(transport=network.transport()) as client:
            assert (await client.get(front.url)).text == "ok"
    assert len(senders) == 1


async def test_pools_that_nobody_uses_are_closed(front, other, network, monkeypatch):
    """MCC-2. Those with a request under way stay, however long it takes."""
    monkeypatch.setattr(networks, "KEEP_SECONDS", 0.0)
    gone = asyncio.Event()

    async def answer_and_see(asked):
        await asked.answer(200, b"ok")
        await asked.until_gone()
        gone.set()

    front.order("GET", answer_and_see)
    other.always("GET", faults.status(200, b"ok"))
    async with httpx2.AsyncClient(transport=network.transport()) as client:
        await client.get(front.url)
        await client.get(other.url)
        await asyncio.wait_for(gone.wait(), SOON)
        front.order("GET", faults.cut_later)
        async with client.stream("GET", front.url) as stream:
            await client.get(other.url)
            front.release.set()
            assert await stream.aread() == b"to the end"


async def test_a_server_that_has_all_its_connections_in_use(front):
    """MCC-2. We are busy, not the server: nobody was asked."""
    network = Network(anywhere, most_connections=1)
    connection = lonely(network, front.url, connect_timeout=0.3)
    async with httpx2.AsyncClient(transport=network.transport()) as client:
        front.order("GET", faults.cut_later)
        async with client.stream("GET", front.url) as stream:
            with pytest.raises(Exception, match="weather") as met:
                await connection.tools()
            assert met.value.kind in {FaultKind.BUSY, FaultKind.TIMED_OUT}
            assert not met.value.may_have_happened
            front.release.set()
            await stream.aread()
    await connection.close()
    await network.aclose()

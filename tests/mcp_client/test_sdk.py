"""What of the SDK we work around; a test that fails here tells that we may stop doing so."""

import asyncio

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from tests.mcp_client import faults
from tests.mcp_client.conftest import ADD
from tests.mcp_client.fronts import HANDSHAKE, MODERN
from tests.mcp_client.patience import LATE, SOON

STILL_NEEDED = "mcp_client.transports.answers can be simplified: the SDK answers this by itself now"


async def plainly(front, order):
    """Call once through the SDK alone, in a task of its own; return what came of that task."""

    async def call():
        async with httpx2.AsyncClient(timeout=LATE if order is faults.silence else SOON) as http:
            transport = streamable_http_client(front.url, http_client=http)
            async with Client(transport) as client:
                await client.call_tool("add", ADD)
                front.order("tools/call", order)
                try:
                    await client.call_tool("add", ADD)
                except MCPError as error:
                    return error
                return None

    task = asyncio.create_task(call())
    await asyncio.wait([task], timeout=SOON)
    assert task.done()
    return task


@pytest.mark.parametrize("order", [faults.reset_before, faults.half_answer, faults.silence])
async def test_the_sdk_still_breaks_its_user_when_a_request_fails(front, order):
    """MCC-2. python-sdk #3560: instead of an error where one waits, the whole client falls."""
    task = await plainly(front, order)
    fell = task.cancelled() or task.exception() is not None
    assert fell, STILL_NEEDED


async def test_the_sdk_still_says_the_same_of_every_status(front):
    """MCC-2. 401, 429 and 502 cannot be told apart."""
    said = set()
    for status in (401, 429, 502):
        task = await plainly(front, faults.status(status))
        error = task.result()
        said.add((error.code, error.message, str(error.error.data)))
    assert len(said) == 1, STILL_NEEDED


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_the_sdk_still_falls_back_for_one_503(front):
    """MCC-2. What `mcp_client.sessions.eras` is for."""
    front.order("server/discover", faults.status(503))
    async with Client(front.url) as client:
        assert client.protocol_version == HANDSHAKE, "mcp_client.sessions.eras can be simplified"


@pytest.mark.parametrize("size", [20_000_000])
async def test_the_sdk_still_reads_answers_of_any_size(front, size):
    """MCC-2. There is no bound but memory."""
    async with Client(front.url) as client:
        await client.list_tools()
        front.order("tools/call", faults.huge(size))
        found = await client.session.call_tool("unlisted")
        assert len(found.content[0].text) == size, STILL_NEEDED

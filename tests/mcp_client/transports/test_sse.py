"""Servers of 2024: answers come on one stream, and a refused post is answered all the same."""

import asyncio

import pytest

from mcp_client.configs import Transport
from mcp_client.errors import FaultKind
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE, Front
from tests.mcp_client.patience import LATE, LATE_OPENING, SOON

CALL = "tools/call"


@pytest.fixture
def era():
    return HANDSHAKE


@pytest.fixture
async def front(era):
    opened = Front(era=era, is_sse=True)
    await opened.open()
    yield opened
    await asyncio.wait_for(opened.close(), SOON)


@pytest.fixture
def visitor(connect):
    return connect(transport=Transport.SSE)


async def test_lists_and_calls(visitor):
    """MCC-1, MCC-2. Everything works, without a probe."""
    assert len(await visitor.connection.tools()) == 5
    await visitor.connection.ping()
    await visitor.goes_on()
    assert visitor.connection.stats.era == HANDSHAKE
    assert visitor.front.seen["server/discover"] == 0


POSTS = {
    "401": (faults.status(401), FaultKind.AUTH_REQUIRED, False),
    "429": (faults.status(429), FaultKind.RATE_LIMITED, False),
    "503": (faults.status(503), FaultKind.UNAVAILABLE, True),
    "redirect": (faults.status(307, location="/"), FaultKind.REDIRECTED, False),
    "reset before": (faults.reset_before, FaultKind.CUT_OFF, True),
    "silence": (faults.silence, FaultKind.TIMED_OUT, True),
    "a receipt and nothing more": (faults.status(202), FaultKind.TIMED_OUT, True),
}


@pytest.mark.parametrize("case", POSTS)
async def test_a_post_that_goes_wrong(connect, case):
    """MCC-2. The SDK's own client waited for ever; the stream and other calls go on."""
    deed, kind, happened = POSTS[case]
    visitor = connect(transport=Transport.SSE)
    await visitor.goes_on()
    visitor.front.order(CALL, deed)
    seconds = LATE if kind is FaultKind.TIMED_OUT else None  # only for the call that goes wrong
    await visitor.meets(kind, visitor.add(timeout=seconds), happened=happened)
    await visitor.goes_on()
    assert visitor.front.ran["add"] == 2
    assert visitor.connection.stats.opens == 1


async def test_a_stream_that_is_cut_ends_all_waiting(visitor):
    """MCC-2. They learn it at once; the next call opens a new stream."""
    slow = [
        asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False)) for _ in range(3)
    ]
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    await visitor.front.restart()
    for task in slow:
        await visitor.meets(FaultKind.CUT_OFF, task, happened=True)
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 2


async def test_a_session_that_the_server_forgot(visitor):
    """MCC-2. 404 on the post: a new stream, and the refused call once more."""
    await visitor.goes_on()
    visitor.front.order(CALL, faults.status(404, b"Could not find session"))
    await visitor.goes_on()
    assert visitor.front.ran["add"] == 2
    assert visitor.connection.stats.opens == 2


def endpoint(data):
    async def deed(asked):
        await asked.begin(200, {"content-type": "text/event-stream", "connection": "close"})
        asked.writer.write(f"event: endpoint\ndata: {data}\n\n".encode())
        await asked.until_gone()

    return deed


OPENINGS = {
    "401": (faults.status(401), FaultKind.AUTH_REQUIRED),
    "404": (faults.status(404), FaultKind.NOT_FOUND_HERE),
    "503": (faults.status(503), FaultKind.UNAVAILABLE),
    "HTML": (faults.status(200, b"<h1>", "text/html"), FaultKind.PROTOCOL),
    "reset": (faults.reset_before, FaultKind.CUT_OFF),
    "silence": (faults.silence, FaultKind.TIMED_OUT),
    "redirect": (faults.status(302, location="http://169.254.169.254/"), FaultKind.REDIRECTED),
    "posts to another server": (endpoint("http://169.254.169.254/x"), FaultKind.REFUSED_ADDRESS),
    "posts to nowhere": (endpoint("http://[::1"), FaultKind.PROTOCOL),
    "an endless event": (faults.huge_event(20_000_000), FaultKind.TOO_LARGE),
    "a stream that ends": (
        faults.status(200, b": hello\n\n", "text/event-stream"),
        FaultKind.CUT_OFF,
    ),
}


@pytest.mark.parametrize("case", OPENINGS)
async def test_a_stream_that_does_not_open(connect, case):
    """MCC-2, SEC-2. Typed, also when the server sends us to another address."""
    deed, kind = OPENINGS[case]
    limit = {"connect_timeout": LATE_OPENING} if kind is FaultKind.TIMED_OUT else {}
    visitor = connect(transport=Transport.SSE, **limit)
    visitor.front.order("GET", deed)
    await visitor.meets(kind, visitor.add(), happened=False)
    await visitor.goes_on()


async def test_an_answer_that_is_too_large(connect):
    """MCC-2. Whoever waits on the stream learns why it ended."""
    visitor = connect(transport=Transport.SSE, most_result_bytes=100_000)
    await visitor.goes_on()
    calling = visitor.connection.call("repeat", {"times": 200_000}, repeatable=False)
    await visitor.meets(FaultKind.TOO_LARGE, calling, happened=True)
    await visitor.goes_on()


async def test_headers_go_with_every_post(connect):
    """MCC-2. And with the stream."""
    visitor = connect(transport=Transport.SSE, headers={"Authorization": "Bearer one"})
    await visitor.goes_on()
    everything = [one for many in visitor.front.headers.values() for one in many]
    assert {one["authorization"] for one in everything} == {"Bearer one"}


async def test_it_closes_from_any_task(visitor):
    """MCC-2. With a call in flight."""
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    await asyncio.wait_for(asyncio.create_task(visitor.connection.close()), SOON)
    await visitor.meets(FaultKind.CLOSED, slow, happened=True)


async def test_news_of_a_change_arrives(visitor):
    """MCC-2. On the same stream."""
    await visitor.goes_on()
    await visitor.connection.call("grow", {}, repeatable=False)
    await visitor.hears(1)

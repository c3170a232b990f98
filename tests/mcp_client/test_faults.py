"""Whatever a server or the network does to a call, the caller learns it and goes on (both eras)."""

import asyncio

import pytest

from mcp_client.errors import FaultKind, ServerFault
from tests.mcp_client import faults
from tests.mcp_client.conftest import ADD
from tests.mcp_client.patience import LATE, SOON

CALL = "tools/call"

# What happens to the call; the kind of fault; whether it may have happened; whether it did.
CASES = {
    "reset before": (faults.reset_before, FaultKind.CUT_OFF, True, 0),
    "reset after": (faults.reset_after, FaultKind.CUT_OFF, True, 1),
    "half an answer": (faults.half_answer, FaultKind.CUT_OFF, True, 1),
    "a stream cut in an event": (faults.cut_events, FaultKind.CUT_OFF, True, 1),
    "no head of an answer": (faults.silence, FaultKind.TIMED_OUT, True, 0),
    "no end of an answer": (faults.half_body_then_silence, FaultKind.TIMED_OUT, True, 0),
    "401": (faults.status(401), FaultKind.AUTH_REQUIRED, False, 0),
    "401 in JSON-RPC": (faults.error(-32001, "Who?", 401), FaultKind.AUTH_REQUIRED, False, 0),
    "403": (faults.status(403, b"no"), FaultKind.FORBIDDEN, False, 0),
    "404 of a gateway": (faults.error(-32601, "Not here", 404), FaultKind.ERROR, False, 0),
    "429": (faults.status(429), FaultKind.RATE_LIMITED, False, 0),
    "500": (faults.status(500, b"Traceback"), FaultKind.UNAVAILABLE, True, 0),
    "502": (faults.status(502, b"<html>", "text/html"), FaultKind.UNAVAILABLE, True, 0),
    "503": (faults.status(503), FaultKind.UNAVAILABLE, True, 0),
    "418": (faults.status(418), FaultKind.PROTOCOL, False, 0),
    "HTML with 200": (
        faults.status(200, b"<h1>Sign in</h1>", "text/html"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "no JSON": (faults.status(200, b"{nonsense", "application/json"), FaultKind.PROTOCOL, True, 0),
    "JSON, no JSON-RPC": (
        faults.status(200, b"[1]", "application/json"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "JSON without a bottom": (
        faults.status(200, b"[" * 100_000, "application/json"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "nothing with 200": (faults.status(200, b"", ""), FaultKind.PROTOCOL, True, 0),
    "a result of another shape": (faults.result({"content": 7}), FaultKind.PROTOCOL, True, 0),
    "nonsense in an event": (
        faults.status(200, b"data: {nonsense\n\n", "text/event-stream"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "a stream without an answer": (
        faults.status(200, b": ping\n\n", "text/event-stream"),
        FaultKind.CUT_OFF,
        True,
        0,
    ),
    "20 MB": (faults.huge(20_000_000), FaultKind.TOO_LARGE, True, 0),
    "20 MB in an event": (faults.huge_event(20_000_000), FaultKind.TOO_LARGE, True, 0),
    "a bomb": (faults.bomb(20_000_000), FaultKind.TOO_LARGE, True, 0),
    "a bomb in a stream": (
        faults.bomb(20_000_000, "text/event-stream"),
        FaultKind.TOO_LARGE,
        True,
        0,
    ),
    "packed, but how": (
        faults.status(200, b"??", "application/json", content_encoding="br"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "badly packed": (
        faults.status(200, b"??", "application/json", content_encoding="gzip"),
        FaultKind.PROTOCOL,
        True,
        0,
    ),
    "a redirect within the server": (
        faults.status(307, location="/elsewhere"),
        FaultKind.REDIRECTED,
        False,
        0,
    ),
    "a redirect to a private address": (
        faults.status(302, location="http://169.254.169.254/latest"),
        FaultKind.REDIRECTED,
        False,
        0,
    ),
    "accepted, no answer": (faults.status(202), FaultKind.PROTOCOL, True, 0),
    "an internal error": (faults.error(-32603, "Oh"), FaultKind.ERROR, True, 0),
    "bad arguments": (faults.error(-32602, "a: no number"), FaultKind.BAD_ARGUMENTS, False, 0),
    "no such tool": (faults.error(-32602, "Tool add not found"), FaultKind.UNKNOWN_TOOL, False, 0),
    "it wants to ask": (faults.error(-32042, "Sign in first"), FaultKind.ASKS, False, 0),
    "it needs what we have not": (faults.error(-32021, "elicitation"), FaultKind.ASKS, False, 0),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_call_that_goes_wrong(connect, case):
    """MCC-2. It is told by kind, cancels nobody, is not sent again, and the next one works."""
    deed, kind, may_have, did = CASES[case]
    visitor = connect()
    await visitor.goes_on()
    visitor.front.order(CALL, deed)
    seconds = LATE if kind is FaultKind.TIMED_OUT else None  # only for the call that goes wrong
    await visitor.meets(kind, visitor.add(timeout=seconds), happened=may_have)
    assert visitor.front.seen[CALL] == 2
    assert visitor.front.ran["add"] == 1 + did
    assert visitor.connection.stats.last_fault is kind
    await visitor.goes_on()
    assert visitor.front.ran["add"] == 2 + did
    assert visitor.connection.stats.last_fault is None


@pytest.mark.parametrize("deed", [faults.reset_before, faults.cut_events, faults.half_answer])
async def test_what_may_be_repeated_is_sent_once_more_when_cut(visitor, deed):
    """MCC-2. A repeatable call outlives one cut, and is not sent a third time."""
    await visitor.goes_on()
    visitor.front.order(CALL, deed)
    assert await visitor.add(repeatable=True) == 3
    visitor.front.order(CALL, deed, deed)
    await visitor.meets(FaultKind.CUT_OFF, visitor.add(repeatable=True), happened=True)
    assert visitor.front.seen[CALL] == 1 + 2 + 2


@pytest.mark.parametrize(
    "deed",
    [faults.silence, faults.status(503), faults.status(429)],
    ids=["silence", "503", "429"],
)
async def test_what_is_late_or_refused_is_not_sent_again(visitor, deed):
    """MCC-2. Asking a server at once that has too much to do makes it worse."""
    await visitor.goes_on()
    visitor.front.order(CALL, deed)
    with pytest.raises(ServerFault):
        await visitor.add(repeatable=True, timeout=LATE if deed is faults.silence else None)
    assert visitor.front.seen[CALL] == 2


async def test_the_wait_that_a_server_asks_for_is_told(visitor):
    """MCC-2. Retry-After in seconds and as a date, bounded; nonsense is dropped."""
    await visitor.goes_on()
    for said, delay in (("7", 7.0), ("999999", 3600.0), ("-1", 0.0), ("soon", None), ("nan", None)):
        visitor.front.order(CALL, faults.status(429, retry_after=said))
        fault = await visitor.meets(FaultKind.RATE_LIMITED, visitor.add())
        assert fault.delay == delay
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    visitor.front.order(CALL, faults.status(503, retry_after=date))
    assert (await visitor.meets(FaultKind.UNAVAILABLE, visitor.add())).delay == 0.0


async def test_what_credentials_a_server_wants_is_told_without_ours(connect):
    """MCC-2, CLD-4. WWW-Authenticate is passed on; a server that echoes our token is not."""
    visitor = connect(headers={"Authorization": "Bearer s3cr3t-t0ken"})
    await visitor.goes_on()
    said = 'Bearer realm="weather", error="invalid_token", got="s3cr3t-t0ken"'
    visitor.front.order(CALL, faults.status(401, www_authenticate=said))
    fault = await visitor.meets(FaultKind.AUTH_REQUIRED, visitor.add())
    assert 'realm="weather"' in fault.challenge
    assert "s3cr3t" not in fault.challenge
    visitor.front.order(CALL, faults.error(-32602, "bad header Bearer s3cr3t-t0ken\r\nX: \x1b[31m"))
    fault = await visitor.meets(FaultKind.BAD_ARGUMENTS, visitor.add())
    assert "s3cr3t" not in str(fault)
    assert str(fault).isprintable()


async def test_a_result_that_breaks_its_own_schema(visitor):
    """MCC-2. It is told apart from a failed call, and that the call was carried out."""
    await visitor.goes_on()
    wrong = {"content": [], "structuredContent": {"result": "three"}, "resultType": "complete"}
    missing = {"content": [{"type": "text", "text": "3"}], "resultType": "complete"}
    for content in (wrong, missing):
        visitor.front.order(CALL, faults.result(content))
        await visitor.meets(FaultKind.OFF_SCHEMA, visitor.add(), happened=True)
    await visitor.goes_on()


async def test_a_tool_that_fails_is_no_fault(visitor):
    """MCC-2. Origin defect 3: isError is kept, and is the tool's affair."""
    found = await visitor.connection.call("fails", {}, repeatable=False)
    assert found.is_error is True
    found = await visitor.connection.call("unheard_of", {}, repeatable=False)
    assert found.is_error is True
    assert visitor.connection.stats.last_fault is None


async def test_a_result_whose_list_cannot_be_read_is_not_lost(visitor):
    """MCC-2. The schema is looked up after the call: when that fails, the answer stands."""
    visitor.front.always("tools/list", faults.status(503))
    assert await visitor.add() == 3
    assert visitor.front.ran["add"] == 1


async def test_packed_answers_are_read(visitor):
    """MCC-2. The bound is for what is inside."""
    await visitor.goes_on()
    content = {"content": [{"type": "text", "text": "y" * 1_000_000}], "isError": True}
    visitor.front.order(CALL, faults.packed_result({**content, "resultType": "complete"}))
    found = await visitor.connection.call("add", ADD, repeatable=False)
    assert len(found.content[0].text) == 1_000_000


async def test_a_caller_that_gives_up_disturbs_nobody(visitor):
    """MCC-2. Its own cancellation reaches it; other calls and the session go on."""
    await visitor.goes_on()
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    other = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    await visitor.goes_on()
    visitor.front.release.set()
    assert (await asyncio.wait_for(other, SOON)).content[0].text == "done"
    assert visitor.connection.stats.opens == 1


async def test_a_slow_call_holds_up_no_fast_ones(visitor):
    """MCC-2. Origin defect 14: a hundred calls pass one that waits."""
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    assert await asyncio.gather(*(visitor.add() for _ in range(100))) == [3] * 100
    assert not slow.done()
    assert visitor.connection.stats.in_flight == 1
    visitor.front.release.set()
    await asyncio.wait_for(slow, SOON)


async def test_a_call_may_take_longer_than_the_others(connect):
    """MCC-2. Origin: one limit for all. The limit of a call reaches down to the socket."""
    visitor = connect(timeout=LATE)
    calling = visitor.connection.call("slow", {}, repeatable=False, timeout=60)
    slow = asyncio.create_task(calling)
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    visitor.front.order(CALL, faults.silence)
    await visitor.meets(FaultKind.TIMED_OUT, visitor.add())
    await visitor.meets(FaultKind.TIMED_OUT, visitor.connection.call("slow", {}, repeatable=False))
    assert not slow.done()
    visitor.front.release.set()
    assert (await asyncio.wait_for(slow, SOON)).content[0].text == "done"


async def test_progress_is_told(visitor):
    """MCC-2. In both eras, while the call goes on."""
    told: asyncio.Future[tuple] = asyncio.get_running_loop().create_future()

    async def tell(*what):
        told.set_result(what)

    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False, progress=tell))
    assert await asyncio.wait_for(told, SOON) == (1, 2, "half")
    visitor.front.release.set()
    await asyncio.wait_for(slow, SOON)

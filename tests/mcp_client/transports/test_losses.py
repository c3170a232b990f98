"""A session that the server forgot is opened anew, in whatever words the server says so."""

import asyncio

import pytest

from mcp_client.errors import FaultKind
from mcp_client.transports.losses import Loss, loss_in_error, loss_in_status
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE, MODERN

CALL = "tools/call"

SHAPES = {
    Loss.BARE_404: faults.status(404),
    Loss.NOT_FOUND: faults.error(-32001, "Session not found", 404),
    Loss.TERMINATED: faults.error(-32600, "Not Found: Session has been terminated", 404),
    Loss.NO_VALID_ID: faults.refusal("Bad Request: No valid session ID provided", 400),
    Loss.NOT_INITIALIZED: faults.refusal("Bad Request: Server not initialized", 400),
}

NO_RPC = "application/json"
WORDS = {
    "with an id": faults.error(-32000, "Bad Request: No valid session ID provided", 400),
    "for nobody": faults.error(-32000, "Bad Request: No valid session ID provided", 400, who=None),
    "a code of its own": faults.refusal("Session not found", 404, code=40401),
    "without a code": faults.status(400, b'{"error": {"message": "Invalid session ID"}}', NO_RPC),
    "a plain word": faults.status(400, b'{"error": "Unknown session"}', NO_RPC),
    "no JSON": faults.status(400, b"Missing mcp-session-id", "text/plain"),
}

UNCLEAR = {
    "words of its own": faults.refusal("Bad Request: who are you?", 400),
    "its own id and words": faults.error(-32000, "Bad Request: no transport", 400),
    "not found, and its own id": faults.error(-32000, "No transport", 404),
    "a bare 400": faults.status(400),
    "HTML": faults.status(400, b"<h1>Bad Request</h1>", "text/html"),
    "JSON of another kind": faults.status(400, b'["no"]', NO_RPC),
    "nested too deeply": faults.status(400, b"[" * 60_000, NO_RPC),
}


def test_all_shapes_are_tried():
    """MCC-2. Five of them."""
    assert set(SHAPES) == set(Loss)


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
@pytest.mark.parametrize("shape", Loss)
@pytest.mark.parametrize("repeatable", [False, True])
async def test_a_lost_session_is_replaced_and_the_refused_call_sent(visitor, shape, repeatable):
    """MCC-2. Origin defect 10 and peers §2b: the call was refused unread, so it runs once."""
    await visitor.goes_on()
    visitor.front.order(CALL, SHAPES[shape])
    assert await visitor.add(repeatable=repeatable) == 3
    assert visitor.front.ran["add"] == 2
    assert visitor.front.seen["initialize"] == 2
    assert visitor.connection.stats.opens == 2
    visitor.is_unharmed()


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
@pytest.mark.parametrize("words", WORDS)
async def test_the_words_are_found_wherever_they_stand(visitor, words):
    """MCC-2. The most copied server writes an error without `id`: plugins stayed dead."""
    await visitor.goes_on()
    visitor.front.order(CALL, WORDS[words])
    assert await visitor.add() == 3
    assert visitor.front.ran["add"] == 2
    assert visitor.connection.stats.opens == 2


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
@pytest.mark.parametrize("refusal", UNCLEAR)
async def test_any_refusal_within_a_session_begins_another_one(visitor, refusal):
    """MCC-2. Only what may be repeated is: nobody knows who read the request."""
    await visitor.goes_on()
    visitor.front.order(CALL, UNCLEAR[refusal])
    assert await visitor.add(repeatable=True) == 3
    assert visitor.connection.stats.opens == 2
    visitor.front.order(CALL, UNCLEAR[refusal])
    fault = await visitor.meets(FaultKind.SESSION_LOST, visitor.add(), happened=True)
    assert "refused a request of an open session (40" in str(fault)
    assert visitor.front.seen[CALL] == 4
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 3


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_what_the_server_says_about_the_call_itself_leaves_the_session(visitor):
    """MCC-2. It has read the request, so it knows the session."""
    await visitor.goes_on()
    visitor.front.order(CALL, faults.error(-32602, "a: no number", 400))
    await visitor.meets(FaultKind.BAD_ARGUMENTS, visitor.add(), happened=False)
    visitor.front.order(CALL, faults.error(-32601, "Not here", 404))
    await visitor.meets(FaultKind.ERROR, visitor.add(), happened=False)
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 1


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_many_calls_that_lose_one_session_open_one(visitor):
    """MCC-2. Whoever comes first opens it for all."""
    await visitor.goes_on()
    visitor.front.order(CALL, *[SHAPES[Loss.NO_VALID_ID]] * 8)
    found = await asyncio.gather(*(visitor.add(repeatable=True) for _ in range(8)))
    assert found == [3] * 8
    assert visitor.connection.stats.opens == 2
    assert visitor.front.seen["initialize"] == 2


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_a_server_that_forgets_every_session(visitor):
    """MCC-2. It is asked twice, not for ever."""
    await visitor.goes_on()
    visitor.front.order(CALL, SHAPES[Loss.NOT_FOUND], SHAPES[Loss.BARE_404])
    await visitor.meets(FaultKind.SESSION_LOST, visitor.add(), happened=False)
    assert visitor.front.seen[CALL] == 3
    await visitor.goes_on()


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_lists_and_pings_come_back_too(visitor):
    """MCC-2. With a server that was really restarted."""
    await visitor.goes_on()
    await visitor.front.restart()
    assert len(await visitor.connection.tools()) == 5
    await visitor.front.restart()
    await visitor.connection.ping()
    await visitor.front.restart()
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 4
    assert visitor.front.ran["add"] == 2


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_without_sessions_restarts_unnoticed(visitor):
    """MCC-2. 2026-07-28: not one more request than needed."""
    await visitor.goes_on()
    await visitor.front.restart()
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 1
    assert visitor.front.seen["server/discover"] == 1


def test_words_of_a_tool_are_no_loss():
    """MCC-2. Origin defect 15: messages are no control flow unless they are the protocol's."""
    assert loss_in_error(-32603, "Session not found") is None
    assert loss_in_error(-32602, "Lookup failed: session not found") is None
    assert loss_in_error(-32601, "Method not found") is None
    assert loss_in_status(404, named_session=False, text="<h1>Not Found</h1>") is None
    assert loss_in_status(503, named_session=True, text="Session not found") is None

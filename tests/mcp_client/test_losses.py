"""A session that the server forgot is opened anew, in whatever words the server says so."""

import pytest

from mcp_client.errors import FaultKind
from mcp_client.losses import Loss, loss_in_error, loss_in_status
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE, MODERN

CALL = "tools/call"

SHAPES = {
    Loss.BARE_404: faults.status(404),
    Loss.NOT_FOUND: faults.error(-32001, "Session not found", 404),
    Loss.TERMINATED: faults.error(-32600, "Not Found: Session has been terminated", 404),
    Loss.NO_VALID_ID: faults.error(-32000, "Bad Request: No valid session ID provided", 400),
    Loss.NOT_INITIALIZED: faults.error(-32000, "Bad Request: Server not initialized", 400),
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

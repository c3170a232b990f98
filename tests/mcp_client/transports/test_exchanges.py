"""What the protocol has beyond question and answer: giving up, taking up again, asking back."""

import asyncio
import json

import pytest

from mcp_client.errors import FaultKind
from mcp_client.transports.marks import FAULT_CODE
from tests.mcp_client import faults
from tests.mcp_client.conftest import ADD
from tests.mcp_client.fronts import HANDSHAKE, MODERN
from tests.mcp_client.patience import LATE, SOON

CALL = "tools/call"


async def test_a_server_learns_that_a_call_has_timed_out(visitor):
    """MCC-2. Peers §2b: time limits sent no cancellation, and servers worked on for nobody."""
    calling = visitor.connection.call("slow", {}, repeatable=True, timeout=LATE)
    await visitor.meets(FaultKind.TIMED_OUT, calling, happened=True)
    await asyncio.wait_for(visitor.front.given_up.wait(), SOON)
    assert visitor.front.ran["slow"] == 1
    await visitor.goes_on()


async def test_a_server_learns_that_a_caller_has_given_up(visitor):
    """MCC-2. In both eras its handler is cancelled."""
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=True))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    await asyncio.wait_for(visitor.front.given_up.wait(), SOON)
    await visitor.goes_on()


async def test_a_cut_stream_with_ids_is_taken_up_where_it_was_cut(visitor):
    """MCC-2. The answer comes later on another stream; the call is not sent again."""
    await visitor.goes_on()
    asked = {}

    async def cut(request):
        asked["id"] = request.message["id"]
        await request.begin(200, {"content-type": "text/event-stream", "connection": "close"})
        request.writer.write(b"id: 41\nretry: 10\ndata:\n\n")
        await request.writer.drain()
        request.writer.close()

    async def take_up(request):
        if request.headers.get("last-event-id") != "41":
            await visitor.front.let_through(request)
            return
        result = {"content": [], "structuredContent": {"result": 3}, "resultType": "complete"}
        message = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result})
        body = f"id: 42\ndata: {message}\n\n".encode()
        await request.answer(200, body, content_type="text/event-stream")

    visitor.front.order(CALL, cut)
    visitor.front.always("GET", take_up)
    assert await visitor.add() == 3
    assert visitor.front.seen[CALL] == 2


async def test_a_cut_stream_that_nobody_takes_up(visitor):
    """MCC-2. After a few tries it is cut off."""
    await visitor.goes_on()

    async def cut(request):
        await request.begin(200, {"content-type": "text/event-stream", "connection": "close"})
        request.writer.write(b"id: 41\nretry: 10\ndata:\n\n")
        await request.writer.drain()
        request.writer.close()

    visitor.front.order(CALL, cut)
    visitor.front.always("GET", faults.status(405))
    await visitor.meets(FaultKind.CUT_OFF, visitor.add(), happened=True)
    assert visitor.front.seen[CALL] == 2
    await visitor.goes_on()


async def test_no_server_can_make_up_a_fault_of_ours(visitor):
    """MCC-2, SEC-4. Our marks cannot be guessed; its error stays its own."""
    await visitor.goes_on()
    for data in ({"fault": "1"}, {"fault": ["x"]}, "fault", {"fault": "0" * 16 + "-1"}):
        visitor.front.order(CALL, faults.error(FAULT_CODE, "Sign in at …", data=data))
        await visitor.meets(FaultKind.ERROR, visitor.add())


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_call_refused_for_missing_headers_is_sent_again(visitor):
    """MCC-2. The server refused it unread; its list tells which headers it wants."""
    await visitor.goes_on()
    visitor.front.order(CALL, faults.error(-32020, "Header mismatch", 400))
    assert await visitor.add() == 3
    assert visitor.front.ran["add"] == 2
    visitor.front.order(CALL, *[faults.error(-32020, "Header mismatch", 400)] * 2)
    await visitor.meets(FaultKind.ERROR, visitor.add(), happened=False)
    assert visitor.front.seen[CALL] == 1 + 2 + 2


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_that_wants_to_ask_a_person(visitor):
    """MCC-2. Elicitation by a plugin is declined: nobody answers in a person's place."""
    await visitor.goes_on()
    question = {
        "method": "elicitation/create",
        "params": {
            "mode": "form",
            "message": "Password?",
            "requestedSchema": {"type": "object", "properties": {}},
        },
    }
    asks = {"resultType": "input_required", "inputRequests": {"q": question}}
    visitor.front.order(CALL, faults.result(asks))
    await visitor.meets(FaultKind.ASKS, visitor.add())
    assert visitor.front.seen[CALL] == 2
    await visitor.goes_on()


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_that_says_not_yet(visitor):
    """MCC-2. It is asked again with what it gave us, a bounded number of times."""
    await visitor.goes_on()
    states = []

    async def then(request):
        states.append(request.message["params"].get("requestState"))
        await visitor.front.let_through(request)

    not_yet = faults.result({"resultType": "input_required", "requestState": "s1"})
    visitor.front.order(CALL, not_yet, not_yet, then)
    with pytest.raises(Exception):  # noqa: B017 the real server does not know this state
        await visitor.add()
    assert states == ["s1"]
    visitor.front.always(CALL, not_yet)
    before = visitor.front.seen[CALL]
    await visitor.meets(FaultKind.ASKS, visitor.add())
    assert visitor.front.seen[CALL] - before == 11
    visitor.front.always(CALL, None)
    await visitor.goes_on()


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_a_session_is_ended_with_a_word(visitor):
    """MCC-2. A server need not keep what nobody uses; a deaf one holds nobody up."""
    await visitor.goes_on()
    await visitor.connection.rest()
    assert visitor.front.seen["DELETE"] == 1
    await visitor.goes_on()
    visitor.front.order("DELETE", faults.reset_before)
    await asyncio.wait_for(visitor.connection.close(), SOON)


async def test_nothing_of_a_call_is_logged(visitor, caplog):
    """MCC-2, CLD-4. Origin defect 16: arguments and results stood in the log."""
    caplog.set_level("INFO", logger="mcp_client")
    found = await visitor.connection.call("add", {"a": 48151, "b": 62342}, repeatable=False)
    assert found.structured_content == {"result": 110493}
    visitor.front.order(CALL, faults.status(200, b"48151", "text/html"))
    await visitor.meets(FaultKind.PROTOCOL, visitor.connection.call("add", ADD, repeatable=False))
    assert "48151" not in caplog.text
    assert "110493" not in caplog.text

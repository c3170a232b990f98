"""What is no JSON is not sent, and what is no answer keeps nobody waiting."""

import asyncio

import mcp_types
import pytest

from mcp_client.errors import FaultKind
from mcp_client.questions import elicitation
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE
from tests.mcp_client.patience import SOON
from tests.mcp_client.serving import until

CALL = "tools/call"

NO_JSON = {
    "half a character": {"a": 1, "b": "\ud800"},
    "half a character in a name": {"a": 1, "b": 2, "\udfff": 3},
    "no number": {"a": 1, "b": float("nan")},
    "bytes": {"a": 1, "b": b"\xff"},
    "an object": {"a": 1, "b": object()},
    "a set": {"a": 1, "b": {2}},
}


@pytest.mark.parametrize("wrong", NO_JSON)
async def test_what_is_no_json_is_not_sent_and_hurts_no_other_call(visitor, wrong):
    """MCC-2. Half a character, as models write it, ended the session with all calls under way."""
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    calling = visitor.connection.call("add", NO_JSON[wrong], repeatable=True)
    fault = await visitor.meets(FaultKind.BAD_ARGUMENTS, calling, happened=False)
    assert "Nothing was sent" in str(fault)
    assert visitor.front.seen[CALL] == 1
    visitor.front.release.set()
    assert (await asyncio.wait_for(slow, SOON)).content[0].text == "done"
    assert visitor.connection.stats.opens == 1


async def test_what_json_has_another_word_for_is_sent(visitor):
    """MCC-1. Tuples are lists, and every character that is whole arrives."""
    found = await visitor.connection.call(
        "add", {"a": 1, "b": 2, "c": ("é", "😀")}, repeatable=True
    )
    assert found.structured_content == {"result": 3}


@pytest.mark.parametrize("said", [{"note": "\ud800"}, {"note": float("inf")}, {"note": b"x"}, [1]])
async def test_an_answer_of_a_person_that_is_no_json_agrees_to_nothing(said):
    """MCC-2, SEC-4. It ended the session, too."""

    async def answered(question):
        return said

    params = mcp_types.ElicitRequestFormParams(message="Sure?", requested_schema={})
    assert (await elicitation(answered, "mei", "weather")(None, params)).action == "cancel"


def answer(message, status=200):
    """Answer with a message of one's own."""

    async def deed(asked):
        await asked.answer_json({"jsonrpc": "2.0", **message}, status)

    return deed


OH = {"code": -32603, "message": "Oh"}
DONE = {"content": [], "resultType": "complete"}
NO_ANSWERS = {
    "an error for nobody": (answer({"id": None, "error": OH}), FaultKind.ERROR),
    "an error for another": (answer({"id": "x", "error": OH}), FaultKind.ERROR),
    "a result for another": (answer({"id": 999, "result": DONE}), FaultKind.PROTOCOL),
    "a request": (answer({"id": 1, "method": "ping"}), FaultKind.PROTOCOL),
    "a notification": (answer({"method": "notifications/message"}), FaultKind.PROTOCOL),
}


@pytest.mark.parametrize("case", NO_ANSWERS)
async def test_nobody_waits_for_what_is_no_answer(visitor, case):
    """MCC-2. It was dropped, and the call waited for its time limit, up to minutes."""
    deed, kind = NO_ANSWERS[case]
    await visitor.goes_on()
    visitor.front.order(CALL, deed)
    await visitor.meets(kind, visitor.add(timeout=60.0), happened=True)
    await visitor.goes_on()


async def test_a_refusal_for_nobody_is_told_at_once(visitor, era):
    """MCC-2. Within a session it may mean the session; there is none in 2026-07-28."""
    await visitor.goes_on()
    visitor.front.order(CALL, answer({"id": None, "error": OH}, 400))
    kind = FaultKind.SESSION_LOST if era == HANDSHAKE else FaultKind.ERROR
    await visitor.meets(kind, visitor.add(timeout=60.0), happened=True)
    await visitor.goes_on()


@pytest.mark.parametrize("depth", [300, 900, 5_000])
async def test_what_is_nested_too_deeply_is_told_without_what_was_read(visitor, depth, caplog):
    """MCC-2, CLD-4. Sentence and log showed the words of the SDK, with the answer in them."""

    async def deep(asked):
        nested = "[" * depth + '"hush-hush"' + "]" * depth
        body = f'{{"jsonrpc": "2.0", "id": 1, "result": {{"content": {nested}}}}}'
        await asked.answer(200, body.encode(), content_type="application/json")

    await visitor.goes_on()
    visitor.front.order(CALL, deep)
    fault = await visitor.meets(FaultKind.PROTOCOL, visitor.add(), happened=True)
    assert "validation" not in str(fault)
    assert "hush" not in str(fault) + caplog.text
    nonsense = faults.status(200, b"data: {hush-hush\n\n", "text/event-stream")
    visitor.front.order(CALL, nonsense)
    fault = await visitor.meets(FaultKind.PROTOCOL, visitor.add(), happened=True)
    assert "hush" not in str(fault)


async def test_a_flood_of_pings_makes_no_flood_of_answers(visitor):
    """MCC-2. Each became a task and a request, as many as the server could send."""
    answering = 0
    most = 0

    async def flood(asked):
        await asked.begin(200, {"content-type": "text/event-stream", "connection": "close"})
        for number in range(500):
            asked.writer.write(
                b'data: {"jsonrpc": "2.0", "id": "p%d", "method": "ping"}\n\n' % number
            )
        await asked.writer.drain()
        await asked.front.release.wait()
        asked.writer.close()

    async def hold(asked):
        nonlocal answering, most
        answering += 1
        most = max(most, answering)
        await asked.front.release.wait()
        answering -= 1
        await faults.status(202)(asked)

    await visitor.goes_on()
    before = len(asyncio.all_tasks())
    visitor.front.order(CALL, flood)
    visitor.front.always("POST", hold)
    calling = asyncio.create_task(visitor.add())
    await until(lambda: most >= 16)
    await until(lambda: len(asyncio.all_tasks()) < before + 80)  # those of the front are 16, too
    assert await asyncio.wait_for(visitor.add(), SOON) == 3  # nobody waits behind the answers
    assert most == 16
    visitor.front.release.set()
    await visitor.meets(FaultKind.CUT_OFF, calling, happened=True)
    await visitor.goes_on()

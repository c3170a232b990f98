"""Several calls at once (MCC-1)."""

import asyncio

import pytest

from mcp_client import Call, FaultKind, ServerFault
from mcp_client.names import ToolName
from mcp_client.results import ToolResult
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.batches import MOST_CALLS, answer_all
from mcp_client.servers.latencies import Ending
from tests.mcp_client.patience import LATE
from tests.mcp_client.serving import ERAS, Plugin, client_pool, running, until


@pytest.mark.parametrize("era", ERAS)
async def test_answers_stand_in_the_order_of_the_calls_each_with_its_own_end(era):
    """MCC-1: exception objects stood among the results; an unknown server failed late."""
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)

        answers = await servers.batch_call_tools(
            "mei",
            [
                Call("weather", "echo", {"text": "first"}),
                Call("nowhere", "echo", {"text": "?"}),
                Call("weather", "fail", {}),
                Call("weather", "wait", {}, timeout=LATE),
                Call("weather", "echo", {"text": "last"}),
            ],
        )
        plugin.release.set()

        assert [each.result.text if each.result else each.fault.kind for each in answers] == [
            "first",
            FaultKind.NOT_REGISTERED,
            answers[2].result.text,
            FaultKind.TIMED_OUT,
            "last",
        ]
        assert answers[2].result.is_error
        assert answers[3].fault.may_have_happened
        assert answers[1].name == ToolName("nowhere", "echo")
        assert all((each.result is None) != (each.fault is None) for each in answers)


async def test_one_server_that_answers_late_holds_up_only_its_own_calls():
    """MCC-1: slices of two with 0.3 s of sleep between, so that the slowest held up the rest."""
    good, slow = Plugin(), Plugin()
    async with running(good, slow), client_pool() as servers:
        await servers.register("mei", "good", good.config)
        await servers.register("mei", "slow", slow.config)
        calls = [Call("slow", "wait", {}) for _ in range(6)]
        calls += [Call("good", "echo", {"text": str(number)}) for number in range(6)]
        batch = asyncio.create_task(servers.batch_call_tools("mei", calls))

        await until(lambda: good.asked["tools/call echo"] == 6 and slow.asked["tools/call"] == 4)
        assert not batch.done()
        slow.release.set()

        answers = await batch
        assert [each.result.text for each in answers[6:]] == list("012345")
        assert [each.result.text for each in answers[:6]] == ["released"] * 6


async def test_whoever_gives_a_batch_up_gives_all_of_it_up():
    """MCC-1: a cancelled call went on, or came back as a result."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        calls = [Call("weather", "wait", {}) for _ in range(3)]
        batch = asyncio.create_task(servers.batch_call_tools("mei", calls))
        await until(lambda: plugin.asked["tools/call wait"] == 3)

        batch.cancel()
        await asyncio.wait([batch])

        assert batch.cancelled()
        assert servers.usage.requests == 0
        metrics = (await servers.get_metrics("mei"))["weather"]
        assert metrics.together.endings == {Ending.CANCELLED: 3}
        plugin.release.set()


async def test_never_more_at_once_than_asked_for():
    """MCC-1."""
    under_way, most = set(), 0
    turn = asyncio.Event()

    async def answer(call):
        nonlocal most
        under_way.add(call.tool)
        most = max(most, len(under_way))
        await turn.wait()
        under_way.discard(call.tool)
        return ToolResult(ToolName(call.server, call.tool))

    calls = [Call(f"s{number % 5}", str(number), {}) for number in range(40)]
    batch = asyncio.create_task(answer_all(calls, answer, 4))
    await until(lambda: len(under_way) == 4)
    turn.set()

    answers = await batch
    assert [each.name.tool for each in answers] == [str(number) for number in range(40)]
    assert most == 4


async def test_a_call_that_somebody_else_cancels_is_a_fault():
    """MCC-1: the SDK cancels those who wait when a transport breaks."""

    async def answer(_):
        raise asyncio.CancelledError

    (answer,) = await answer_all([Call("s", "t", {})], answer, 1)

    assert answer.fault.kind is FaultKind.CUT_OFF
    assert answer.fault.may_have_happened


async def test_a_batch_has_a_bound():
    """MCC-1."""

    async def answer(call):
        raise ServerFault(
            FaultKind.UNREACHABLE, call.server, Sentence(FaultReason.LATE, server="s")
        )

    with pytest.raises(ValueError, match="256"):
        await answer_all([Call("s", "t", {})] * (MOST_CALLS + 1), answer, 1)
    with pytest.raises(ValueError):
        await answer_all([], answer, 0)
    assert await answer_all([], answer, 1) == ()

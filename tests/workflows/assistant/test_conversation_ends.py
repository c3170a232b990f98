"""How turns of conversations end: limits, stops, cancellations, models that give no answer."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from application.ports.assistant.chat_models import ChatFinish, ChatReply
from application.ports.assistant.toolboxes import Care
from domain.assistant.conversations import StepKind, TurnLimits, TurnState
from domain.common.errors import Misconfigured, Rejected, Unavailable
from tests.fakes.conversations import a_tool, says, wants
from tests.fakes.turns import MEI, TurnRig, end_of, of, outcomes

pytestmark = pytest.mark.temporal

LOOK, MAKE, BURN = a_tool("look"), a_tool("make", Care.CHANGES), a_tool("burn", Care.ASKS_FIRST)


@pytest.fixture
async def rig(skipping):
    """Mei and a worker; the tools look, make something, and burn things down."""
    rig = TurnRig(skipping)
    rig.box.offered = [LOOK, MAKE, BURN]
    await rig.move_in()
    async with rig.awake():
        yield rig


@pytest.mark.records("conversation-too-many-calls", "ConversationTurn")
@pytest.mark.parametrize(
    ("limits", "line", "reason", "calls"),
    [
        (TurnLimits(steps=2), wants(("look", {})), "too_many_steps", 2),
        (TurnLimits(calls=3), wants(("look", {}), ("look", {})), "too_many_calls", 2),
        (TurnLimits(tokens=250), wants(("look", {})), "too_many_tokens", 3),
    ],
)
async def test_every_limit_ends_the_turn_and_says_which(rig, limits, line, reason, calls):
    """MCC-4, SEC-2: a model that never stops is stopped."""
    rig.limits = limits
    steps = await rig.said(line)

    assert end_of(steps)[0] == reason
    assert "ZHIBAN_ASSISTANT_" in end_of(steps)[1]
    assert len(rig.box.done) == calls


async def test_a_turn_ends_after_its_time_while_it_waits_for_the_person(rig):
    """MCC-4."""
    rig.limits = TurnLimits(patience=timedelta(hours=2), lasts=timedelta(minutes=10))
    steps = await rig.said(wants(("burn", {})), says("Never said."))

    assert end_of(steps)[0] == "too_long"
    assert rig.box.done == []


async def test_a_spent_budget_ends_the_turn_before_the_model_is_asked(rig):
    """MCC-4, SEC-2."""
    rig.budget.per_day = 1_000
    steps = await rig.said(says("Too dear."))

    assert end_of(steps)[0] == "day_budget_spent"
    assert "ZHIBAN_LLM_DAILY_TOKENS" in end_of(steps)[1]
    assert rig.chat.asked == []


@pytest.mark.records("conversation-stopped-while-thinking", "ConversationTurn")
async def test_stopping_while_it_thinks_ends_it_at_once(rig):
    """MCC-4."""
    never = asyncio.Event()
    rig.chat.before = never.wait
    rig.chat.lines = [says("Too late.")]
    begun = await rig.say()
    await rig.until(lambda: rig.chat.asked != [])
    await rig.service.stop(by=MEI, conversation_id=begun.conversation.id)
    await rig.until(lambda: rig.state(begun).is_over)
    never.set()
    steps = await rig.ended(begun)

    assert [each.kind for each in steps] == ["person", "end"]
    assert end_of(steps) == ("stopped_by_person", "You stopped it.")
    assert rig.state(begun) is TurnState.STOPPED


@pytest.mark.records("conversation-stopped-while-asking", "ConversationTurn")
async def test_stopping_while_it_asks_leaves_the_call_undone(rig):
    """MCC-4."""
    rig.chat.lines = [wants(("burn", {})), says("Unsaid.")]
    begun = await rig.say()
    await rig.question(begun)
    await rig.service.stop(by=MEI, conversation_id=begun.conversation.id)
    steps = await rig.ended(begun)

    assert end_of(steps)[0] == "stopped_by_person"
    assert rig.box.done == []


async def test_stopping_while_something_is_changed_waits_for_its_result(rig):
    """MCC-4: nobody is left in doubt about what was done."""
    go_on = asyncio.Event()

    async def slowly(*_):
        await go_on.wait()
        return "made"

    rig.box.doing = {"make": slowly}
    rig.chat.lines = [wants(("make", {}), ("make", {})), says("Unsaid.")]
    begun = await rig.say()
    await rig.until(lambda: rig.box.done != [])
    await rig.service.stop(by=MEI, conversation_id=begun.conversation.id)
    assert not rig.state(begun).is_over
    go_on.set()
    steps = await rig.ended(begun)

    assert outcomes(steps) == [("make", "done"), ("make", "none")]
    assert end_of(steps)[0] == "stopped_by_person"
    assert len(rig.box.done) == 1


async def test_stopping_while_something_is_read_does_not_wait_for_it(rig):
    """MCC-4."""
    never = asyncio.Event()
    rig.box.doing = {"look": lambda *_: never.wait()}
    rig.chat.lines = [wants(("look", {})), says("Unsaid.")]
    begun = await rig.say()
    await rig.until(lambda: rig.box.done != [])
    await rig.service.stop(by=MEI, conversation_id=begun.conversation.id)
    await rig.until(lambda: rig.state(begun).is_over)
    never.set()

    assert end_of(await rig.ended(begun))[0] == "stopped_by_person"


@pytest.mark.records("conversation-cancelled-while-calling", "ConversationTurn")
@pytest.mark.parametrize("while_", ["thinking", "asking", "calling"])
async def test_cancelling_in_temporal_leaves_an_end_that_can_be_read(rig, while_):
    """MCC-4, TSK-3: a button of the Web UI leaves no turn "thinking" for ever."""
    go_on = asyncio.Event()
    if while_ == "thinking":
        rig.chat.before = go_on.wait
    rig.box.doing = {"make": lambda *_: go_on.wait()}
    tool = {"thinking": "look", "asking": "burn", "calling": "make"}[while_]
    rig.chat.lines = [wants((tool, {})), says("Unsaid.")]
    begun = await rig.say()
    if while_ == "asking":
        await rig.question(begun)
    else:
        await rig.until(lambda: rig.box.done != [] or while_ == "thinking")
        await rig.until(lambda: rig.chat.asked != [])
    await rig.handle(begun).cancel()
    if while_ == "calling":
        await rig.until_cancelling(begun)
    else:
        await rig.until(lambda: rig.state(begun).is_over)
    go_on.set()
    with pytest.raises(WorkflowFailureError):
        await rig.ended(begun)

    steps = rig.steps(begun)
    assert end_of(steps)[0] == "broken_off"
    assert "may have been done" in end_of(steps)[1]
    assert rig.state(begun) is TurnState.FAILED
    if while_ == "calling":
        assert outcomes(steps) == [("make", "done")]
    again = await rig.say("And now?", to=begun.conversation.id)
    assert again.turn.number == 2
    await rig.ended(again)


@pytest.mark.records("conversation-without-an-answer", "ConversationTurn")
@pytest.mark.parametrize(
    ("line", "reason", "asked"),
    [
        (Unavailable("The model at 127.0.0.1 does not answer."), "model_unavailable", 5),
        (Misconfigured("The model refuses the key."), "model_refused", 1),
        (Rejected("The model refuses the request."), "model_refused", 1),
        (ChatReply("", (), ChatFinish.REFUSED, (5, 5)), "model_refused", 1),
        (ChatReply("", (), ChatFinish.UNREADABLE, (5, 5)), "model_unreadable", 2),
        (ChatReply("  ", (), ChatFinish.STOP, (5, 5)), "model_unreadable", 2),
    ],
)
async def test_a_model_that_gives_no_answer_ends_the_turn_with_a_sentence(rig, line, reason, asked):
    """MCC-4, REL-2."""
    steps = await rig.said(line)

    assert end_of(steps)[0] == reason
    assert len(rig.chat.asked) == asked
    if isinstance(line, Exception):
        assert str(line) in end_of(steps)[1]
    assert sum(rig.budget.spent.values()) == (0 if isinstance(line, Exception) else 10 * asked)


async def test_an_answer_that_was_cut_off_says_so(rig):
    """MCC-4, REL-2: half an order is none, and nobody may believe that it was carried out."""
    steps = await rig.said(ChatReply("I restart it: ", (), ChatFinish.CUT_OFF, (5, 5)))

    (said,) = of(steps, StepKind.ASSISTANT)
    assert said.text.startswith("I restart it:\n\n(Cut off: ")
    assert "Nothing that it may have wanted to call was called" in said.text
    assert end_of(steps)[0] == "answered"


async def test_a_model_that_is_back_in_a_moment_answers(rig):
    """MCC-4, REL-2."""
    steps = await rig.said(Unavailable("busy"), Unavailable("busy"), says("Here I am."))

    assert [each.text for each in of(steps, StepKind.ASSISTANT)] == ["Here I am."]
    assert end_of(steps)[0] == "answered"


async def test_a_tool_that_breaks_in_our_hands_leaves_a_doubt_and_the_turn_goes_on(rig):
    """MCC-4, REL-2: a mistake in a program is not repeated where it may have done something."""

    def broken(*_):
        raise RuntimeError("a mistake in an adapter")

    rig.box.doing = {"look": broken, "make": broken}
    steps = await rig.said(wants(("look", {}), ("make", {})), says("Both broke."))

    assert outcomes(steps) == [("look", "unavailable"), ("make", "uncertain")]
    assert [each.alias for each in rig.box.done].count("make") == 1
    assert end_of(steps)[0] == "answered"
    assert "a mistake" not in str(steps)


async def test_a_conversation_that_is_deleted_meanwhile_is_let_go(rig):
    """MCC-4, VOI-6: also when its rows vanish under a running turn."""
    rig.chat.lines = [wants(("burn", {})), says("Unsaid.")]
    begun = await rig.say()
    await rig.question(begun)
    await rig.service.delete(by=MEI, conversation_id=begun.conversation.id)
    assert rig.kept.kept == {}
    await rig.ended(begun)
    assert (await rig.handle(begun).result()).reason == "stopped_by_person"

    rig.chat.asked = []
    again = await rig.say()
    await rig.question(again)
    del rig.kept.kept[again.conversation.id], rig.kept.turns[again.conversation.id, 1]
    rig.kept.words.clear()
    await rig.ended(again)
    assert (await rig.handle(again).result()).reason is None

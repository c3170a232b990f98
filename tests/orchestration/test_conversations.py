"""Turns of conversations on the real server."""

import asyncio

import pytest

from application.ports.assistant.toolboxes import Care
from domain.assistant.conversations import EndReason, StepKind, TurnState
from domain.common.errors import Conflict
from tests.fakes.conversations import a_tool, says, wants
from tests.fakes.turns import MEI, TurnRig, end_of, of, outcomes
from tests.fakes.words import says as tells
from workflows.attributes import KIND, OWNER, STATE

pytestmark = pytest.mark.temporal


@pytest.fixture
async def rig(server):
    """Mei and a tool that asks first."""
    rig = TurnRig(server, searchable=True)
    rig.box.offered = [a_tool("look"), a_tool("burn", Care.ASKS_FIRST)]
    rig.chat.lines = [wants(("look", {}), ("burn", {})), says("Done.")]
    await rig.move_in()
    return rig


async def test_a_turn_can_be_found_and_read_in_the_web_ui(rig):
    """MCC-4, OPS-5."""
    async with rig.awake():
        begun = await rig.say("S3CRET")
        await rig.question(begun)
        found = await rig.handle(begun).describe()
        attributes = found.typed_search_attributes
        assert (attributes[OWNER], attributes[KIND]) == ("u_mei", "conversation")
        assert attributes[STATE] == "asking"
        assert await found.static_summary() == f"Turn 1 of {begun.conversation.id} (u_mei)"
        metadata = await rig.handle(begun).query("__temporal_workflow_metadata", rpc_timeout=None)
        assert "burn" in str(metadata)
        await rig.answer(begun, agreed=True)
        steps = await rig.ended(begun)

    assert outcomes(steps) == [("look", "done"), ("burn", "done")]
    found = await rig.handle(begun).describe()
    assert found.typed_search_attributes[STATE] == "done"
    assert "S3CRET" not in str(found.raw_description)


async def test_a_turn_is_answered_once_however_often_it_is_started(rig):
    """MCC-4, REL-1: also when it is over."""
    async with rig.awake():
        rig.chat.lines = [says("Here.")]
        begun = await rig.say()
        await asyncio.gather(*(rig.lives.start(begun.turn, rig.limits) for _ in range(5)))
        await rig.ended(begun)
        await rig.lives.start(begun.turn, rig.limits)
        assert not await rig.lives.runs(begun.turn)

    assert len(rig.chat.asked) == 1


async def test_many_who_say_the_same_word_are_one(rig):
    """MCC-4, REL-1: twenty clicks on yes, or a client that asks again."""
    async with rig.awake():
        begun = await rig.say()
        await rig.question(begun)
        await asyncio.gather(*(rig.answer(begun, agreed=True) for _ in range(20)))
        steps = await rig.ended(begun)

    assert len(of(steps, StepKind.WORD)) == 1
    assert [each.alias for each in rig.box.done] == ["look", "burn"]


async def test_a_yes_and_a_no_at_once_are_one_word_and_one_refusal(rig):
    """MCC-4."""
    async with rig.awake():
        begun = await rig.say()
        await rig.question(begun)
        both = (rig.answer(begun, agreed=True), rig.answer(begun, agreed=False))
        answers = await asyncio.gather(*both, return_exceptions=True)
        steps = await rig.ended(begun)

    assert [type(each) for each in answers if each] == [Conflict]
    agreed = of(steps, StepKind.WORD)[0].agreed
    assert agreed is (answers[0] is None)
    assert ("burn" in [each.alias for each in rig.box.done]) is agreed


async def test_a_terminated_turn_hears_nothing_and_is_ended_by_the_next_words(rig):
    """MCC-4, TSK-3."""
    async with rig.awake():
        begun = await rig.say()
        asked = await rig.question(begun)
        mine = begun.conversation.id
        assert await rig.lives.runs(begun.turn)
        await rig.handle(begun).terminate()
        assert not await rig.lives.runs(begun.turn)
        assert not await rig.lives.stop(begun.turn)
        with pytest.raises(Conflict, check=tells("not open")):
            await rig.lives.answer(begun.turn, asked.digest, agreed=True)
        rig.clock.move(days=365)  # the steps bear the time of the server
        stopped = await rig.service.stop(by=MEI, conversation_id=mine)
        assert stopped.state is TurnState.FAILED
        assert end_of(rig.steps(begun))[0] == EndReason.BROKEN_OFF
        rig.chat.lines = [says("Here again.")]
        again = await rig.say("And now?", to=mine)
        assert end_of(await rig.ended(again))[0] == "answered"


async def test_a_turn_waits_for_a_worker(rig):
    """MCC-4, REL-1: what is said while none runs is answered when one does."""
    rig.chat.lines = [says("Good morning.")]
    begun = await rig.say()
    async with rig.awake():
        assert end_of(await rig.ended(begun))[0] == "answered"

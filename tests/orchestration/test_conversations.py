"""Turns of conversations on the real server."""

import asyncio

import pytest

from application.ports.assistant.toolboxes import Care
from domain.assistant.conversations import EndReason, StepKind, TurnState
from domain.common.errors import Conflict
from tests.fakes.conversations import a_tool, says, wants
from tests.fakes.turns import MEI, TurnHouse, end_of, of, outcomes
from tests.fakes.words import says as tells
from workflows.attributes import KIND, OWNER, STATE

pytestmark = pytest.mark.temporal


@pytest.fixture
async def house(server):
    """Mei and a tool that asks first."""
    house = TurnHouse(server, searchable=True)
    house.box.offered = [a_tool("look"), a_tool("burn", Care.ASKS_FIRST)]
    house.chat.lines = [wants(("look", {}), ("burn", {})), says("Done.")]
    await house.move_in()
    return house


async def test_a_turn_can_be_found_and_read_in_the_web_ui(house):
    """MCC-4, OPS-5."""
    async with house.awake():
        begun = await house.say("S3CRET")
        await house.question(begun)
        found = await house.handle(begun).describe()
        attributes = found.typed_search_attributes
        assert (attributes[OWNER], attributes[KIND]) == ("u_mei", "conversation")
        assert attributes[STATE] == "asking"
        assert await found.static_summary() == f"Turn 1 of {begun.conversation.id} (u_mei)"
        metadata = await house.handle(begun).query("__temporal_workflow_metadata", rpc_timeout=None)
        assert "burn" in str(metadata)
        await house.answer(begun, agreed=True)
        steps = await house.ended(begun)

    assert outcomes(steps) == [("look", "done"), ("burn", "done")]
    found = await house.handle(begun).describe()
    assert found.typed_search_attributes[STATE] == "done"
    assert "S3CRET" not in str(found.raw_description)


async def test_a_turn_is_answered_once_however_often_it_is_started(house):
    """MCC-4, REL-1: also when it is over."""
    async with house.awake():
        house.chat.lines = [says("Here.")]
        begun = await house.say()
        await asyncio.gather(*(house.lives.start(begun.turn, house.limits) for _ in range(5)))
        await house.ended(begun)
        await house.lives.start(begun.turn, house.limits)
        assert not await house.lives.runs(begun.turn)

    assert len(house.chat.asked) == 1


async def test_many_who_say_the_same_word_are_one(house):
    """MCC-4, REL-1: twenty clicks on yes, or a client that asks again."""
    async with house.awake():
        begun = await house.say()
        await house.question(begun)
        await asyncio.gather(*(house.answer(begun, agreed=True) for _ in range(20)))
        steps = await house.ended(begun)

    assert len(of(steps, StepKind.WORD)) == 1
    assert [each.alias for each in house.box.done] == ["look", "burn"]


async def test_a_yes_and_a_no_at_once_are_one_word_and_one_refusal(house):
    """MCC-4."""
    async with house.awake():
        begun = await house.say()
        await house.question(begun)
        both = (house.answer(begun, agreed=True), house.answer(begun, agreed=False))
        answers = await asyncio.gather(*both, return_exceptions=True)
        steps = await house.ended(begun)

    assert [type(each) for each in answers if each] == [Conflict]
    agreed = of(steps, StepKind.WORD)[0].agreed
    assert agreed is (answers[0] is None)
    assert ("burn" in [each.alias for each in house.box.done]) is agreed


async def test_a_terminated_turn_hears_nothing_and_is_ended_by_the_next_words(house):
    """MCC-4, TSK-3."""
    async with house.awake():
        begun = await house.say()
        asked = await house.question(begun)
        mine = begun.conversation.id
        assert await house.lives.runs(begun.turn)
        await house.handle(begun).terminate()
        assert not await house.lives.runs(begun.turn)
        assert not await house.lives.stop(begun.turn)
        with pytest.raises(Conflict, check=tells("not open")):
            await house.lives.answer(begun.turn, asked.digest, agreed=True)
        house.clock.move(days=365)  # the steps bear the time of the server
        stopped = await house.desk.stop(by=MEI, conversation_id=mine)
        assert stopped.state is TurnState.FAILED
        assert end_of(house.steps(begun))[0] == EndReason.BROKEN_OFF
        house.chat.lines = [says("Here again.")]
        again = await house.say("And now?", to=mine)
        assert end_of(await house.ended(again))[0] == "answered"


async def test_a_turn_waits_for_a_worker(house):
    """MCC-4, REL-1: what is said while none runs is answered when one does."""
    house.chat.lines = [says("Good morning.")]
    begun = await house.say()
    async with house.awake():
        assert end_of(await house.ended(begun))[0] == "answered"

"""The activities of a turn, tried again after a worker was killed at every single point."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.conversations import (
    CallOrder,
    CloseOrder,
    ConversationActivities,
    HearOrder,
    ThinkOrder,
    TurnRef,
)
from application.ports.assistant.chat_models import Role
from application.ports.assistant.conversations import Bounds, Turn
from application.ports.assistant.toolboxes import Care
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind
from domain.assistant.turn_rules import Called, PlannedCall, Word
from domain.common.errors import Conflict, NotFound, Unavailable
from domain.common.messages import message
from domain.events.events import Event
from domain.people.access import Scope
from tests.fakes.conversations import AT, a_tool, says, wants
from tests.fakes.turns import KilledError, Kills, TurnRig, end_of, of, outcomes
from tests.fakes.words import says as tells

REF = TurnRef("c_1", 1)
LOOK, MAKE, BURN = a_tool("look"), a_tool("make", Care.CHANGES), a_tool("burn", Care.ASKS_FIRST)


def next_line(prompt):
    """Say what comes next, however often it was asked for."""
    if prompt.messages[-1].role is Role.TOOL:
        return says("All done.")
    return wants(("look", {}), ("make", {}), ("burn", {}), text="First.")


async def a_rig(kills: Kills | None = None, via: str = "session", **more: Any) -> TurnRig:
    rig = TurnRig(None, kills=kills or Kills(), **more)
    rig.box.offered = [LOOK, MAKE, BURN]
    rig.chat.lines = [next_line]
    await rig.move_in()
    turn = Turn(
        conversation="c_1", number=0, owner="u_mei", key="", scopes=None, via=via, begun_at=AT
    )
    said = Step(conversation="c_1", number=0, turn=0, kind=StepKind.PERSON, at=AT, text="Do it.")
    event = Event(
        id="",
        type="zhiban.conversation.said",
        source="/conversations",
        subject="",
        time=AT,
        owner="u_mei",
    )
    await rig.kept.begin(turn, said, title="Do it.", event=event, bounds=Bounds())
    return rig


async def test_a_worker_without_a_model_says_what_to_give_it():
    """MCC-4, OPS-5: whoever asked has one configured, or there would be no turn."""
    rig = await a_rig()
    own = rig.activities()
    own = replace(own, thinking=replace(own.thinking, model=None))
    thought = await own.think(ThinkOrder(REF, 1, 24, AT))
    await own.close(CloseOrder(REF, thought.end, AT, thought.why))

    (reason, told) = end_of(rig.kept.words["c_1"])
    assert reason == "model_refused"
    assert told.startswith("The worker has no language model")
    assert "ZHIBAN_LLM_" in told


async def again_and_again(activity: Callable[..., Awaitable[Any]], order: Any) -> Any:
    """Try an activity as Temporal does: until it is not killed any more."""
    while True:
        try:
            return await ActivityEnvironment().run(activity, order)
        except KilledError:
            continue


async def whole_turn(own: ConversationActivities) -> None:
    """Do what the workflow does with a model that looks, makes, and burns something."""
    thought = await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    assert [each.tool for each in thought.calls] == ["look", "make", "burn"]
    for call in thought.calls:
        called = await again_and_again(own.call_tool, CallOrder(REF, call, AT))
        if called.outcome is Outcome.ASKS:
            await again_and_again(own.ask, CallOrder(REF, call, AT))
            heard = HearOrder(REF, call, Word.AGREED, AT, called.digest)
            await again_and_again(own.hear, heard)
            await again_and_again(own.call_tool, CallOrder(REF, call, AT, 1, agreed=True))
    thought = await again_and_again(own.think, ThinkOrder(REF, 2, 21, AT))
    assert thought.end is EndReason.ANSWERED
    await again_and_again(own.close, CloseOrder(REF, EndReason.ANSWERED, AT))


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
async def test_a_worker_that_is_killed_anywhere_loses_and_repeats_nothing(behind):
    """MCC-4, REL-1: at every single thing that a turn asks of a port, before it or behind it.

    What may be seen twice is a read, and a question to the model whose answer nobody had kept. What
    may be left in doubt is a change, when the worker went between its beginning and its result.
    """
    rig = await a_rig()
    await whole_turn(rig.activities())
    whole, points = rig.kept.words["c_1"], range(len(rig.kills.seen))
    assert [each.alias for each in rig.box.done] == ["look", "make", "burn"]
    assert len(points) > 40
    doubtful = []
    for point in points:
        rig = await a_rig(Kills(point, behind=behind))
        await whole_turn(rig.activities())
        name, steps = rig.kills.seen[point], rig.kept.words["c_1"]
        done = [each.alias for each in rig.box.done]
        assert rig.kills.at is None, "the worker was killed"
        assert done.count("make") <= 1, (point, name)
        assert done.count("burn") <= 1, (point, name)
        assert [each.kind for each in steps] == [each.kind for each in whole], (point, name)
        assert [each.number for each in steps] == list(range(1, len(steps) + 1))
        assert end_of(steps)[0] == "answered"
        unkept = name == ("reply" if behind else "write")
        assert len(rig.chat.asked) - 2 in ({0, 1} if unkept else {0}), (point, name)
        came_to = dict(outcomes(steps))
        assert came_to.pop("look") == "done"
        assert set(came_to.values()) <= {"done", "uncertain"}, (point, name)
        doubtful += [name for outcome in came_to.values() if outcome != "done"]
    # Between the mark that stands before a change and the keeping of its result.
    expected = ["call", "call", "mark", "mark"] if behind else ["call", "call", "write", "write"]
    assert sorted(doubtful) == expected


async def test_a_call_that_has_its_result_is_not_made_again():
    """MCC-4, REL-1: also one that might be: its answer may be another one by now."""
    rig = await a_rig()
    own = rig.activities()
    thought = await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    for call in thought.calls[:2]:
        for _ in range(2):
            called = await again_and_again(own.call_tool, CallOrder(REF, call, AT))
            assert called == Called(Outcome.DONE)
    assert [each.alias for each in rig.box.tried] == ["look", "make"]


async def test_a_call_may_be_tried_again_when_nothing_was_done(monkeypatch):
    """MCC-4, REL-2: three times, with a pause; what may have been done is not."""
    rig = await a_rig()
    own = rig.activities()
    thought = await own.thinking.think(rig.kept.turns["c_1", 1], number=1, calls_left=9, at=AT)
    answers = [Unavailable("Not now."), Unavailable("Not now."), "made"]

    async def moody(*_):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    rig.box.doing = {"make": moody}
    called = await again_and_again(own.call_tool, CallOrder(REF, thought.calls[1], AT))
    assert called == Called(Outcome.DONE)
    assert len(rig.box.done) == 3
    answers += [Unavailable("Not now.")] * 3
    rig.box.doing["look"] = moody
    called = await again_and_again(own.call_tool, CallOrder(REF, thought.calls[0], AT))
    assert called == Called(Outcome.UNAVAILABLE)
    assert of(rig.kept.words["c_1"], StepKind.RESULT)[-1].text == "Not now."


async def test_the_rights_are_those_of_the_proof_and_of_this_moment():
    """MCC-4, SEC-3: a token's scopes narrow the turn, and its end ends the turn."""
    rig = await a_rig(via="token:k1")
    by = await rig.token(Scope.OPERATE)
    turn = rig.kept.turns["c_1", 1]
    rig.kept.turns["c_1", 1] = turn.__class__(**vars(turn) | {"scopes": (Scope.OPERATE,)})
    own = rig.activities()
    thought = await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    await again_and_again(own.call_tool, CallOrder(REF, thought.calls[0], AT))
    assert rig.box.actors == [by]

    await rig.tokens.revoke("k1", at=AT)
    called = await again_and_again(own.call_tool, CallOrder(REF, thought.calls[1], AT))
    assert called == Called(Outcome.REFUSED, end=EndReason.NOT_ALLOWED)
    over = await again_and_again(own.think, ThinkOrder(REF, 2, 24, AT))
    assert (over.end, over.why) == (
        EndReason.NOT_ALLOWED,
        message("assistant.token_gone"),
    )
    assert len(rig.box.tried) == 1


async def test_a_conversation_that_is_gone_is_not_answered():
    """MCC-4, VOI-6."""
    rig = await a_rig()
    own = rig.activities()
    await rig.kept.delete("c_1", Event(id="d", type="x", source="/", subject="c_1", time=AT))
    with pytest.raises(NotFound):
        await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    await again_and_again(own.close, CloseOrder(REF, EndReason.ANSWERED, AT))
    assert rig.chat.asked == []


async def test_the_first_end_of_a_turn_stays():
    """MCC-4."""
    rig = await a_rig()
    own = rig.activities()
    await again_and_again(own.close, CloseOrder(REF, EndReason.STOPPED_BY_PERSON, AT))
    await again_and_again(own.close, CloseOrder(REF, EndReason.ANSWERED, AT))

    assert end_of(rig.kept.words["c_1"])[0] == "stopped_by_person"
    with pytest.raises(Conflict, check=tells("over")):
        await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))


async def test_events_tell_of_calls_and_never_what_was_said():
    """MCC-4, EVT-1, CLD-4."""
    rig = await a_rig()
    rig.chat.lines = [
        lambda prompt: (
            says("S3CRET")
            if prompt.messages[-1].role is Role.TOOL
            else wants(("look", {}), ("make", {}), ("burn", {"x": "S3CRET"}), text="S3CRET")
        )
    ]
    await whole_turn(rig.activities())

    events = rig.kept.events.kept
    assert [each.type.removeprefix("zhiban.conversation.") for each in events] == [
        *("said", "called", "called", "asked", "called", "settled")
    ]
    assert "S3CRET" not in str(events)
    assert events[1].data == {
        "call": "t1s1c0",
        "tool": "look",
        "plugin": "",
        "outcome": "done",
    }
    assert events[-1].data == {"reason": "answered", "state": "done"}
    assert {each.subject for each in events} == {"c_1/1"}
    assert {each.owner for each in events} == {"u_mei"}


async def test_who_reads_what_nobody_vouches_for_does_nothing_unasked():
    """SEC-4: a tool's description is read by every model that is offered it."""
    rig = await a_rig()
    own = rig.activities()
    thought = await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    assert not any(each.wary for each in thought.calls)

    rig = await a_rig()
    rig.box.offered.append(replace(LOOK, alias="wiki__look", plugin="wiki", unvouched=True))
    thought = await again_and_again(rig.activities().think, ThinkOrder(REF, 1, 24, AT))
    assert all(each.wary for each in thought.calls)


async def test_trust_that_came_after_a_call_was_planned_is_no_word_to_that_call():
    """MCC-4, SEC-4: and nothing of such a call would have been marked."""
    rig = await a_rig()
    burn = replace(BURN, alias="wiki__burn", plugin="wiki")
    rig.box.offered, rig.chat.lines = [burn], [wants(("wiki__burn", {}))]
    own = rig.activities()
    (planned,) = (await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))).calls
    rig.box.offered = [replace(burn, care=Care.CHANGES)]
    called = await again_and_again(own.call_tool, CallOrder(REF, planned, AT))

    assert called.outcome is Outcome.ASKS
    assert rig.box.done == []


async def test_what_is_too_long_ago_to_be_read_may_have_been_strangers(monkeypatch):
    """SEC-4: the model's own words may still repeat it."""
    rig = await a_rig()
    own = rig.activities()
    await again_and_again(own.think, ThinkOrder(REF, 1, 24, AT))
    monkeypatch.setattr("application.assistant.turns.MOST_STEPS_READ", 2)
    thought = await again_and_again(own.think, ThinkOrder(REF, 2, 24, AT))

    assert [each.tool for each in thought.calls] == ["look", "make", "burn"]
    assert all(each.wary for each in thought.calls)


async def test_a_call_that_nobody_offered_asks_nobody():
    """MCC-4, SEC-4."""
    rig = await a_rig()
    call = PlannedCall(id="t1s1c0", tool="burn", known=False)
    called = await again_and_again(rig.activities().call_tool, CallOrder(REF, call, AT))

    assert called == Called(Outcome.REFUSED)
    assert rig.box.tried == []

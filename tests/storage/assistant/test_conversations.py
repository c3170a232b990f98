"""Conversations in memory and in both databases, held to one contract."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.assistant.conversations import Batch, Bounds, Conversations, Turn
from domain.assistant.conversations import EndReason, Outcome, Step, StepKind, TurnState
from domain.assistant.turn_rules import Asked, PlannedCall, Thought
from domain.common.errors import Conflict, NotFound
from domain.events.events import Event, EventType
from domain.people.access import Scope
from storage.assistant.conversations import SqlConversations
from storage.database import Database
from storage.events.events import SqlEvents
from tests.fakes.conversations import AT, InMemoryConversations
from tests.fakes.words import says

SCOPES = (Scope.OPERATE, Scope.READ)


@pytest.fixture(params=["memory", "database"])
def kept(request: pytest.FixtureRequest, database: Database) -> Conversations:
    if request.param == "memory":
        return InMemoryConversations()
    return SqlConversations(SqlEvents(database))


def an_event(type_: EventType = EventType.CONVERSATION_SAID, id_: str = "") -> Event:
    return Event(id=id_, type=type_, source="/conversations", subject="", time=AT, owner="u_mei")


async def say(
    kept: Conversations,
    text: str = "你好",
    *,
    to: str = "c_1",
    title: str = "你好",
    key: str = "",
    owner: str = "u_mei",
    after: int = 0,
    **bounds: int,
):
    at = AT + timedelta(minutes=after)
    turn = Turn(
        conversation=to, number=0, owner=owner, key=key, scopes=SCOPES, via="token:1", begun_at=at
    )
    said = Step(conversation=to, number=0, turn=0, kind=StepKind.PERSON, at=at, text=text)
    return await kept.begin(turn, said, title=title, event=an_event(), bounds=Bounds(**bounds))


def a_batch(key: str, *kinds: StepKind, state=TurnState.CALLING, turn=1, **more) -> Batch:
    steps = tuple(
        Step(
            conversation="c_1", number=0, turn=turn, kind=kind, at=AT, text=f"{key} {kind}\0\ud800"
        )
        for kind in kinds
    )
    return Batch(conversation="c_1", turn=turn, key=key, at=AT, state=state, steps=steps, **more)


async def end(kept: Conversations, turn: int = 1, to: str = "c_1"):
    step = Step(
        conversation=to,
        number=0,
        turn=turn,
        kind=StepKind.END,
        at=AT,
        text="done",
        reason=EndReason.ANSWERED,
    )
    return await kept.write(
        Batch(
            conversation=to,
            turn=turn,
            key=f"end/{turn}",
            at=AT,
            state=TurnState.DONE,
            steps=(step,),
        )
    )


async def test_a_turn_begins_with_what_the_person_says(kept):
    """MCC-4."""
    begun = await say(kept)

    assert begun.is_new
    assert (begun.conversation.state, begun.conversation.turn) == (TurnState.THINKING, 1)
    assert begun.turn == Turn(
        conversation="c_1",
        number=1,
        owner="u_mei",
        key="",
        scopes=SCOPES,
        via="token:1",
        begun_at=AT,
    )
    assert await kept.turn("c_1", 1) == begun.turn
    assert await kept.turn("c_1", 2) is None
    (step,) = await kept.steps("c_1", after=0, limit=10)
    assert (step.number, step.turn, step.text) == (1, 1, "你好")
    event = await kept.events.get("conversation/c_1/1/said")
    assert (event.subject, event.data) == ("c_1/1", {})


async def test_the_same_key_begins_one_turn_and_no_other_words(kept):
    """MCC-4, REL-1."""
    first = await say(kept, key="k")
    again = await say(kept, to="c_2", key="k")

    assert not again.is_new
    assert (again.turn, again.conversation) == (first.turn, first.conversation)
    assert again.first == first.first == 1
    assert await kept.get("c_2") is None
    with pytest.raises(Conflict, check=says("other words")):
        await say(kept, "rm -rf", key="k")
    assert (await say(kept, to="c_3", key="k", owner="u_bo")).is_new


async def test_what_holds_only_while_nothing_changed_is_not_kept_after_a_change(kept):
    """MCC-4: who looked, and asked others before writing, may come too late."""
    seen = (await say(kept)).conversation.changed_at
    await kept.write(replace(a_batch("t1/taken_up"), at=AT + timedelta(seconds=1)))
    with pytest.raises(Conflict, check=says("not over")):
        await kept.write(a_batch("t1/end", state=TurnState.FAILED, unless_after=seen))
    now = await kept.get("c_1")
    assert (now.state, now.changed_at) == (TurnState.CALLING, AT + timedelta(seconds=1))

    await kept.write(a_batch("t1/end", state=TurnState.FAILED, unless_after=now.changed_at))
    assert (await kept.get("c_1")).state is TurnState.FAILED


async def test_one_turn_at_a_time_and_bounded_numbers_of_everything(kept):
    """MCC-4, SEC-2."""
    await say(kept)
    with pytest.raises(Conflict, check=says("not over")):
        await say(kept)
    with pytest.raises(Conflict, check=says("at a time")):
        await say(kept, to="c_2", at_once=1)
    assert await kept.get("c_2") is None
    await end(kept)
    with pytest.raises(Conflict, check=says("the most")):
        await say(kept, to="c_2", conversations=1)
    with pytest.raises(Conflict, check=says("begin another")):
        await say(kept, title="", turns=1)
    with pytest.raises(NotFound):
        await say(kept, title="", owner="u_bo")
    with pytest.raises(NotFound):
        await say(kept, to="c_9", title="")

    second = await say(kept, "und", title="", at_once=1)
    assert (second.turn.number, second.conversation.title) == (2, "你好")
    assert second.first == 3


async def test_many_who_speak_at_once_begin_one_turn(kept):
    """MCC-4, REL-1."""
    said = await asyncio.gather(
        *(say(kept, str(number)) for number in range(8)), return_exceptions=True
    )

    assert sum(not isinstance(each, Exception) for each in said) == 1
    assert len(await kept.steps("c_1", after=0, limit=10)) == 1


async def test_what_was_written_under_a_key_is_returned_and_not_written_again(kept):
    """MCC-4, REL-1: a retried activity finds what its first run wrote."""
    await say(kept)
    thought = Thought((PlannedCall(id="t1s1c0", tool="look", reads=True),), 100)
    batch = a_batch("think/1", StepKind.ASSISTANT, StepKind.CALL, thought=thought)
    first = await kept.write(batch)
    again = await kept.write(replace(batch, steps=(), thought=None, state=TurnState.ASKING))

    assert first == again == await kept.written("c_1", "think/1")
    assert [each.number for each in first.steps] == [2, 3]
    assert first.thought == thought
    assert first.steps[0].text.endswith("\0\ud800")
    assert (await kept.get("c_1")).state is TurnState.CALLING
    assert len(await kept.steps("c_1", after=0, limit=10)) == 3
    assert await kept.written("c_1", "think/2") is None


async def test_a_batch_without_steps_keeps_its_question_and_its_event_once(kept):
    """MCC-4."""
    await say(kept)
    event = an_event(EventType.CONVERSATION_ASKED, "conversation/c_1/1/ask")
    batch = a_batch("call/1", asked=Asked("Wirklich?", "d"), event=event)
    await kept.write(batch)
    await kept.write(batch)

    assert (await kept.written("c_1", "call/1")).asked == Asked("Wirklich?", "d")
    assert (await kept.events.get(event.id)).type == "zhiban.conversation.asked"
    more = await kept.write(a_batch("next", StepKind.RESULT))
    assert more.steps[0].number == 2


async def test_many_writers_number_the_steps_without_gaps(kept):
    """MCC-4: results of calls that run side by side."""
    await say(kept)
    event = an_event(EventType.CONVERSATION_CALLED)
    batches = [
        a_batch(f"r{number}", StepKind.RESULT, event=replace(event, id=f"e{number}"))
        for number in range(8)
    ]
    await asyncio.gather(*(kept.write(each) for each in batches))

    steps = await kept.steps("c_1", after=0, limit=20)
    assert [each.number for each in steps] == list(range(1, 10))
    assert [each.number for each in await kept.steps("c_1", after=7, limit=1)] == [8]
    assert [each.number for each in await kept.newest("c_1", limit=2)] == [8, 9]


async def test_nothing_is_added_to_a_turn_that_is_over(kept):
    """MCC-4."""
    await say(kept)
    await end(kept)
    with pytest.raises(Conflict, check=says("over")):
        await kept.write(a_batch("late", StepKind.RESULT))
    await say(kept, title="")
    with pytest.raises(Conflict, check=says("over")):
        await kept.write(a_batch("later", StepKind.RESULT))
    with pytest.raises(NotFound):
        await kept.write(replace(a_batch("x"), conversation="c_9"))

    steps = await kept.steps("c_1", after=0, limit=10)
    assert [each.kind for each in steps] == ["person", "end", "person"]
    assert steps[1].reason is EndReason.ANSWERED


async def test_a_mark_is_set_once(kept):
    """MCC-4, REL-1: it stands before every call that must not be repeated."""
    await say(kept)

    assert await kept.mark("c_1", "begun/1", at=AT)
    assert not await kept.mark("c_1", "begun/1", at=AT)
    assert await kept.mark("c_1", "begun/2", at=AT)
    with pytest.raises(NotFound):
        await kept.mark("c_9", "begun/1", at=AT)


async def test_conversations_are_listed_by_their_newest_change(kept):
    """MCC-4, TSK-2."""
    for number in range(4):
        await say(kept, to=f"c_{number}", after=number % 3)
    await say(kept, to="c_bo", owner="u_bo")

    listed = await kept.list("u_mei", before="", limit=10)
    assert [each.id for each in listed] == ["c_2", "c_1", "c_3", "c_0"]
    assert [each.id for each in await kept.list("u_mei", before="c_1", limit=1)] == ["c_3"]
    assert await kept.list("u_mei", before="c_0", limit=1) == []
    assert await kept.list("u_mei", before="c_none", limit=1) == []
    assert await kept.list("u_mei", before="c_bo", limit=1) == []


async def test_running_conversations_are_found_however_many_are_newer(kept):
    """MCC-4, TSK-2: the longest unchanged first."""
    for number in range(4):
        await say(kept, to=f"c_{number}", after=number)
    await say(kept, to="c_bo", owner="u_bo")
    await end(kept, to="c_1")

    running = await kept.running("u_mei", limit=10)
    assert [each.id for each in running] == ["c_0", "c_2", "c_3"]
    assert [each.id for each in await kept.running("u_mei", limit=2)] == ["c_0", "c_2"]
    assert await kept.running("u_none", limit=2) == []


async def test_a_deleted_conversation_leaves_no_word_behind(kept):
    """MCC-4, VOI-6."""
    await say(kept, key="k")
    await kept.write(
        Batch(
            conversation="c_1",
            turn=1,
            key="r",
            at=AT,
            state=TurnState.CALLING,
            steps=(
                Step(
                    conversation="c_1",
                    number=0,
                    turn=1,
                    kind=StepKind.RESULT,
                    at=AT,
                    text="x",
                    outcome=Outcome.DONE,
                ),
            ),
        )
    )
    event = an_event(EventType.CONVERSATION_DELETED, "conversation/c_1/deleted")

    assert await kept.delete("c_1", event)
    assert not await kept.delete("c_1", event)
    assert await kept.get("c_1") is None
    assert await kept.steps("c_1", after=0, limit=10) == []
    assert await kept.turn("c_1", 1) is None
    assert await kept.written("c_1", "r") is None
    assert (await kept.events.get(event.id)).type == event.type
    assert (await say(kept, key="k")).turn.number == 1

"""Who may talk with the assistant about what, and what becomes of their words."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from application.assistant.conversations import MOST_LISTED, ConversationService, Speaking
from application.assistant.speaking import speaking_key
from application.ports.assistant.conversations import Batch, Bounds
from domain.assistant.conversations import EndReason, Step, StepKind, TurnState
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    Unavailable,
)
from domain.common.readers import Language
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from tests.fakes.briefings import InMemoryProgress
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.conversations import InMemoryConversations, RememberedTurns
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import WORDS, says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bo", frozenset({Role.ADMIN}))


@dataclass
class Parlour:
    """A service with everything behind it in memory."""

    kept: InMemoryConversations = field(default_factory=InMemoryConversations)
    lives: RememberedTurns = field(default_factory=RememberedTurns)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    progress: InMemoryProgress = field(default_factory=InMemoryProgress)
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.people.kept["u_mei"] = Person(id="u_mei", name="梅", language=Language.ENGLISH)
        ids = CountingIds()
        self.service = ConversationService(
            self.kept, self.lives, self.people, self.progress, self.clock, ids, WORDS
        )

    async def write(self, turn, kind, text="", state=TurnState.THINKING, **more) -> None:
        step = Step(
            conversation=turn.conversation,
            number=0,
            turn=turn.number,
            kind=kind,
            at=self.clock.now(),
            text=text,
            **more,
        )
        key = f"{turn.number}/{len(self.kept.words[turn.conversation])}"
        now = self.clock.now()
        batch = Batch(
            conversation=turn.conversation,
            turn=turn.number,
            key=key,
            at=now,
            state=state,
            steps=(step,),
        )
        await self.kept.write(batch)

    async def end(self, turn) -> None:
        await self.write(turn, StepKind.END, "Done.", TurnState.DONE, reason=EndReason.ANSWERED)


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


async def test_what_is_said_begins_a_turn_that_is_kept_going(parlour):
    """MCC-4."""
    begun = await parlour.service.say(by=MEI, text="  Is the shop\n up? ")

    assert begun.conversation.id == f"c_{1:032x}"
    assert begun.conversation.title == "Is the shop up?"
    assert parlour.lives.started == [begun.turn]
    (step,) = await parlour.service.steps(by=MEI, conversation_id=begun.conversation.id)
    assert (step.text, step.kind) == ("Is the shop\n up?", "person")


async def test_a_turn_remembers_the_proof_that_asked(parlour):
    """MCC-4, SEC-3."""
    by = replace(MEI, scopes=frozenset({Scope.READ, Scope.OPERATE}), via="token:7")
    begun = await parlour.service.say(by=by, text="Hi")

    assert (begun.turn.scopes, begun.turn.via) == ((Scope.OPERATE, Scope.READ), "token:7")
    assert parlour.kept.events.kept[0].data == {"via": "token:7"}


async def test_without_a_model_it_says_what_to_set(parlour):
    """MCC-4, OPS-5."""
    service = replace(parlour.service, configured=False)
    with pytest.raises(Misconfigured, check=says("ZHIBAN_LLM_API_KEY")):
        await service.say(by=MEI, text="Hi")
    assert await service.list(by=MEI) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 8_001}, "text"),
        ({"text": "a\0"}, "text"),
        ({"text": "x", "key": "k" * 201}, "key"),
        ({"text": "x", "key": "a\n"}, "key"),
    ],
)
async def test_what_breaks_a_rule_is_refused(parlour, given, field):
    """SEC-2."""
    with pytest.raises(InvalidRequest) as refused:
        await parlour.service.say(by=MEI, **given)
    assert refused.value.field == field


async def test_a_start_that_failed_is_made_up_for_with_the_same_key(parlour):
    """MCC-4, REL-2."""
    parlour.lives.moods = [Unavailable("Temporal is away.")]
    with pytest.raises(Unavailable):
        await parlour.service.say(by=MEI, text="Hi", key="k")
    again = await parlour.service.say(by=MEI, text="Hi", key="k")

    assert not again.is_new
    assert parlour.lives.started == [again.turn]
    await parlour.end(again.turn)
    await parlour.service.say(by=MEI, text="Hi", key="k")
    assert len(parlour.lives.started) == 1


async def test_a_start_that_failed_and_nobody_can_repeat_is_over_at_once(parlour):
    """MCC-4, REL-2: what is said again is meant once, and nothing stands in its way."""
    first = await parlour.service.say(by=MEI, text="Hi")
    await parlour.end(first.turn)
    parlour.lives.moods = [Unavailable("Temporal is away.")]
    mine = first.conversation.id
    with pytest.raises(Unavailable):
        await parlour.service.say(by=MEI, text="Again", conversation=mine)
    steps = await parlour.service.steps(by=MEI, conversation_id=mine)
    assert steps[-1].reason is EndReason.BROKEN_OFF
    again = await parlour.service.say(by=MEI, text="Again", conversation=mine)

    assert parlour.lives.started == [first.turn, again.turn]


async def test_everybody_sees_their_own_conversations_and_nobody_anothers(parlour):
    """TSK-2, SEC-3: not even an admin."""
    service, mine = parlour.service, (await parlour.service.say(by=MEI, text="Hi")).conversation.id
    ours = {"by": BO, "conversation_id": mine}
    for asked in (
        service.get(**ours),
        service.steps(**ours),
        anext(service.follow(**ours)),
        service.answer(**ours, digest="d", agreed=True),
        service.stop(**ours),
        service.delete(**ours),
        service.say(by=BO, text="And?", conversation=mine),
        service.get(by=MEI, conversation_id="c_1"),
        service.get(by=MEI, conversation_id="c_" + "f" * 32),
    ):
        with pytest.raises(NotFound):
            await asked
    assert await service.list(by=BO) == []
    assert [each.id for each in await service.list(by=MEI)] == [mine]


async def test_a_token_that_only_reads_may_not_use_it(parlour):
    """MCP-3, SEC-3."""
    by = replace(MEI, scopes=frozenset({Scope.READ}))
    with pytest.raises(Forbidden, check=says(r"assistant\.use")):
        await parlour.service.say(by=by, text="Hi")
    with pytest.raises(Forbidden):
        await parlour.service.list(by=by)


async def test_a_conversation_goes_on_when_its_turn_is_over(parlour):
    """MCC-4."""
    first = await parlour.service.say(by=MEI, text="One")
    with pytest.raises(Conflict, check=says("not over")):
        await parlour.service.say(by=MEI, text="Two", conversation=first.conversation.id)
    await parlour.end(first.turn)
    second = await parlour.service.say(by=MEI, text="Two", conversation=first.conversation.id)

    assert (second.turn.number, second.conversation.title) == (2, "One")


async def test_following_yields_steps_and_unfinished_words_until_the_end(parlour):
    """MCC-4."""
    begun = await parlour.service.say(by=MEI, text="Hi")
    heard = []

    async def follow():
        mine = begun.conversation.id
        async for each in parlour.service.follow(by=MEI, conversation_id=mine):
            heard.append(each)  # noqa: PERF401 - one by one, as they come

    following = asyncio.create_task(follow())
    async with asyncio.timeout(10):
        for words in ("The", "The shop"):
            await parlour.progress.set(f"conversation/{begun.conversation.id}/1", words)
            while Speaking(1, words) not in heard:
                await asyncio.sleep(0.01)
        await parlour.write(begun.turn, StepKind.ASSISTANT, "The shop is up.")
        await parlour.end(begun.turn)
        await following

    assert [each.text for each in heard] == ["Hi", "The", "The shop", "The shop is up.", "Done."]
    mine = begun.conversation.id
    later = parlour.service.follow(by=MEI, conversation_id=mine, after=2)
    assert [each.text async for each in later] == ["Done."]


async def test_a_model_that_was_stopped_and_speaks_on_is_not_heard_in_the_next_turn(parlour):
    """MCC-4: its worker hears of it some seconds later."""
    first = await parlour.service.say(by=MEI, text="Hi")
    await parlour.end(first.turn)
    mine = first.conversation.id
    second = await parlour.service.say(by=MEI, text="And now?", conversation=mine)
    await parlour.progress.set(speaking_key(mine, 1), "Words of the first turn")
    await parlour.progress.set(speaking_key(mine, 2), "Words of the second")
    coming = parlour.service.follow(by=MEI, conversation_id=mine, after=second.first)
    async with asyncio.timeout(10):
        assert await anext(coming) == Speaking(2, "Words of the second")


async def test_a_turn_that_nothing_keeps_going_is_ended_when_somebody_speaks(parlour):
    """MCC-4, REL-1: it was terminated in Temporal, where nobody could write anything down."""
    begun = await parlour.service.say(by=MEI, text="Hi")
    mine = begun.conversation.id
    parlour.lives.running = False
    with pytest.raises(Conflict):  # too early to tell
        await parlour.service.say(by=MEI, text="Still there?", conversation=mine)
    parlour.clock.move(minutes=2)
    again = await parlour.service.say(by=MEI, text="Still there?", conversation=mine)

    steps = await parlour.service.steps(by=MEI, conversation_id=mine)
    assert [each.kind for each in steps] == ["person", "end", "person"]
    assert steps[1].reason is EndReason.BROKEN_OFF
    assert again.turn.number == 2


async def test_turns_that_nothing_keeps_going_take_no_place(parlour):
    """MCC-4, REL-1."""
    service = replace(parlour.service, bounds=Bounds(at_once=1))
    await service.say(by=MEI, text="Hi")
    parlour.clock.move(minutes=2)
    with pytest.raises(Conflict, check=says("at a time")):
        await service.say(by=MEI, text="Hello?")
    parlour.lives.running = False
    assert (await service.say(by=MEI, text="Hello?")).is_new


async def test_who_reads_sees_that_a_turn_has_died_however_old_it_is(parlour):
    """MCC-4, REL-1: it was terminated in Temporal, and a hundred others changed since."""
    service = replace(parlour.service, bounds=Bounds(at_once=2))
    dead = (await service.say(by=MEI, text="Hi")).conversation.id
    for number in range(MOST_LISTED + 1):
        parlour.clock.move(minutes=1)
        await parlour.end((await service.say(by=MEI, text=str(number))).turn)
    parlour.lives.running = False
    parlour.clock.move(minutes=1)
    listed = await service.list(by=MEI)

    assert (listed[0].id, listed[0].state) == (dead, TurnState.FAILED)
    (_, end) = await service.steps(by=MEI, conversation_id=dead)
    assert end.reason is EndReason.BROKEN_OFF


@pytest.mark.parametrize("reading", ["get", "steps"])
async def test_who_reads_one_conversation_sees_its_end(parlour, reading):
    """MCC-4, REL-1."""
    mine = (await parlour.service.say(by=MEI, text="Hi")).conversation.id
    parlour.lives.running = False
    parlour.clock.move(minutes=2)
    if reading == "get":
        now = await parlour.service.get(by=MEI, conversation_id=mine)
        assert now.state is TurnState.FAILED
    steps = await parlour.service.steps(by=MEI, conversation_id=mine)
    assert steps[-1].reason is EndReason.BROKEN_OFF


@pytest.mark.parametrize("mood", ["away", "hanging"])
async def test_reading_waits_for_no_temporal_that_is_away(parlour, monkeypatch, mood):
    """REL-2: what was written down is shown; nothing is ended on a guess."""
    monkeypatch.setattr("application.assistant.mending.PATIENCE", 0.05)
    mine = (await parlour.service.say(by=MEI, text="Hi")).conversation.id
    parlour.clock.move(minutes=2)

    async def runs(turn):
        if mood == "away":
            raise Unavailable("Temporal is away.")
        await asyncio.Event().wait()

    parlour.lives.runs = runs
    async with asyncio.timeout(20):
        (listed,) = await parlour.service.list(by=MEI)
        now = await parlour.service.get(by=MEI, conversation_id=mine)
        steps = await parlour.service.steps(by=MEI, conversation_id=mine)
    assert listed == now
    assert now.state is TurnState.THINKING
    assert [each.kind for each in steps] == ["person"]


async def test_reading_asks_for_running_turns_only_and_not_for_young_ones(parlour):
    """MCC-4, SEC-2: a list of a hundred that are over costs Temporal nothing."""
    asked = []

    async def runs(turn):
        asked.append(turn.conversation)
        return True

    parlour.lives.runs = runs
    old = await parlour.service.say(by=MEI, text="Old")
    over = await parlour.service.say(by=MEI, text="Over")
    await parlour.end(over.turn)
    parlour.clock.move(minutes=2)
    await parlour.service.say(by=MEI, text="Young")
    await parlour.service.list(by=MEI)

    assert asked == [old.conversation.id]


async def test_words_go_to_the_running_turn_and_to_no_other(parlour):
    """MCC-4."""
    begun = await parlour.service.say(by=MEI, text="Hi")
    mine = begun.conversation.id
    await parlour.service.answer(by=MEI, conversation_id=mine, digest="d", agreed=True)
    await parlour.service.stop(by=MEI, conversation_id=mine)
    await parlour.end(begun.turn)
    with pytest.raises(Conflict):
        await parlour.service.answer(by=MEI, conversation_id=mine, digest="d", agreed=True)
    stopped = await parlour.service.stop(by=MEI, conversation_id=mine)

    assert parlour.lives.answers == [("d", True)]
    assert parlour.lives.stopped == [begun.turn]
    assert stopped.state is TurnState.DONE


async def test_a_deleted_conversation_is_stopped_first_and_leaves_no_words(parlour):
    """MCC-4, VOI-6."""
    begun = await parlour.service.say(by=MEI, text="S3CRET")
    mine = begun.conversation.id
    await parlour.progress.set(f"conversation/{mine}/1", "S3CRET")
    deleting = asyncio.create_task(parlour.service.delete(by=MEI, conversation_id=mine))
    async with asyncio.timeout(10):
        while not parlour.lives.stopped:
            await asyncio.sleep(0.01)
        await parlour.end(begun.turn)
        await deleting

    with pytest.raises(NotFound):
        await parlour.service.get(by=MEI, conversation_id=mine)
    assert "S3CRET" not in str((parlour.kept, parlour.progress))
    assert parlour.kept.events.kept[-1].type == "zhiban.conversation.deleted"


@pytest.mark.parametrize("limit", [0, 101])
async def test_lists_are_bounded(parlour, limit):
    """SEC-2."""
    with pytest.raises(InvalidRequest):
        await parlour.service.list(by=MEI, limit=limit)
    begun = await parlour.service.say(by=MEI, text="Hi")
    with pytest.raises(InvalidRequest):
        await parlour.service.steps(by=MEI, conversation_id=begun.conversation.id, limit=limit * 5)

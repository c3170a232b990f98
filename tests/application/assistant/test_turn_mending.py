"""A turn whose start is under way is nobody's to end, however long Temporal takes (MCC-4)."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from application.assistant.conversations import ConversationService
from application.assistant.mending import GRACE, STARTING, TurnMending
from application.ports.assistant.conversations import Turn
from domain.assistant.conversations import EndReason, TurnState
from domain.common.errors import Unavailable
from domain.people.access import Actor, Role
from orchestration.requests import Requests
from tests.fakes.briefings import InMemoryProgress
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.conversations import InMemoryConversations, RememberedTurns
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import WORDS

MEI = Actor("u_mei", frozenset({Role.VIEWER}))


@dataclass
class SlowTurns(RememberedTurns):
    """Turns that run once they were started; a start takes until the gate is open.

    Attributes:
        dead: turns that were started before, and terminated.
    """

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    starting: asyncio.Event = field(default_factory=asyncio.Event)
    dead: set[Turn] = field(default_factory=set)

    async def start(self, turn, limits) -> None:
        self.starting.set()
        await self.gate.wait()
        if turn not in self.dead:
            await super().start(turn, limits)

    async def runs(self, turn) -> bool:
        return turn in self.started


@dataclass
class Parlour:
    """A service behind which Temporal is slow."""

    kept: InMemoryConversations = field(default_factory=InMemoryConversations)
    lives: SlowTurns = field(default_factory=SlowTurns)
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        people = InMemoryPeople()
        self.service = ConversationService(
            self.kept, self.lives, people, InMemoryProgress(), self.clock, CountingIds(), WORDS
        )
        self.mending = TurnMending(self.kept, self.lives, people, self.clock, WORDS)

    async def read(self) -> TurnState:
        """Return the state of the only conversation, as somebody reads it."""
        (now,) = await self.service.list(by=MEI)
        return now.state

    async def left_open(self) -> Turn:
        """Say something under a key while Temporal is away; who said it may ask again."""
        self.lives.moods = [Unavailable("Temporal is away.")]
        self.lives.gate.set()
        with pytest.raises(Unavailable):
            await self.service.say(by=MEI, text="Hi", key="k")
        self.lives.gate.clear()
        self.lives.starting.clear()
        (turn,) = self.kept.turns.values()
        return turn


@pytest.fixture
def parlour() -> Parlour:
    return Parlour()


def test_nobody_is_patient_enough_to_start_what_may_be_ended():
    """MCC-4: a reader may end a turn once its start has given up, with as much time to spare."""
    assert Requests().patience <= STARTING < GRACE


async def test_a_turn_that_takes_long_to_start_is_ended_by_no_reader(parlour):
    """MCC-4: the server takes the start with the last try."""
    saying = asyncio.create_task(parlour.service.say(by=MEI, text="Hi"))
    await asyncio.wait_for(parlour.lives.starting.wait(), 20)
    parlour.clock.move(seconds=Requests().patience.total_seconds() + 5)

    assert await parlour.read() is TurnState.THINKING
    parlour.lives.gate.set()
    begun = await asyncio.wait_for(saying, 20)
    assert parlour.lives.started == [begun.turn]


async def test_a_turn_that_is_taken_up_again_is_ended_by_no_reader_meanwhile(parlour):
    """MCC-4, REL-2: its own age says nothing about the start that is under way."""
    turn = await parlour.left_open()
    parlour.clock.move(minutes=10)
    again = asyncio.create_task(parlour.service.say(by=MEI, text="Hi", key="k"))
    await asyncio.wait_for(parlour.lives.starting.wait(), 20)
    parlour.clock.move(seconds=Requests().patience.total_seconds())

    assert await parlour.read() is TurnState.THINKING
    parlour.lives.gate.set()
    await asyncio.wait_for(again, 20)
    assert parlour.lives.started == [turn]
    parlour.clock.move(minutes=10)
    assert await parlour.read() is TurnState.THINKING


async def test_who_reads_and_who_takes_it_up_at_one_moment_do_not_both_win(parlour):
    """MCC-4: the reader saw that it does not run, and comes to write that down too late."""
    turn = await parlour.left_open()
    parlour.clock.move(minutes=10)
    seen = await parlour.kept.get(turn.conversation)
    parlour.lives.gate.set()
    await parlour.service.say(by=MEI, text="Hi", key="k")
    await parlour.mending.break_off(turn, unless_after=seen.changed_at)

    assert await parlour.read() is TurnState.THINKING
    assert parlour.lives.started == [turn]


async def test_a_turn_that_a_reader_has_ended_is_not_started_after_it(parlour):
    """MCC-4: what is over stays over, and nothing works on it."""
    turn = await parlour.left_open()
    parlour.clock.move(minutes=10)
    begun = await parlour.kept.begin(
        replace(turn, number=0),
        parlour.kept.words[turn.conversation][0],
        title="",
        event=None,
        bounds=parlour.service.bounds,
    )
    assert await parlour.read() is TurnState.FAILED
    await parlour.mending.take_up(begun, parlour.service.limits)

    assert parlour.lives.started == []


async def test_a_turn_that_runs_is_left_alone_when_it_is_asked_for_again(parlour):
    """MCC-4: it may wait for a word, and is shown to."""
    parlour.lives.gate.set()
    begun = await parlour.service.say(by=MEI, text="Hi", key="k")
    parlour.clock.move(minutes=10)
    again = await parlour.service.say(by=MEI, text="Hi", key="k")

    assert again.conversation.changed_at == begun.conversation.changed_at
    assert parlour.lives.started == [begun.turn]


async def test_a_turn_that_has_died_is_ended_when_it_is_asked_for_again(parlour):
    """MCC-4, REL-1: nobody waits for it for as long as they ask."""
    turn = await parlour.left_open()
    parlour.lives.dead.add(turn)
    parlour.lives.gate.set()
    parlour.clock.move(minutes=10)
    await parlour.service.say(by=MEI, text="Hi", key="k")

    steps = await parlour.service.steps(by=MEI, conversation_id=turn.conversation)
    assert steps[-1].reason is EndReason.BROKEN_OFF

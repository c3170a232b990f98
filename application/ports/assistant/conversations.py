"""Conversations with the assistant: where they are kept, what keeps their turns going (MCC-4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.assistant.conversations import Conversation, EndReason, Step, TurnLimits, TurnState
from domain.assistant.turn_rules import Asked, Thought
from domain.events.events import Event
from domain.people.access import Scope


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn: whose, and with which proof it was asked for.

    Attributes:
        number: from 1.
        key: the caller's own name for it; empty: none was given.
        scopes: of the proof, which narrow everything in the turn; None for a full sign-in.
        via: the proof, for the record: `session`, `token:<id>`, `terminal`.
    """

    conversation: str
    number: int
    owner: str
    key: str
    scopes: tuple[Scope, ...] | None
    via: str
    begun_at: datetime


@dataclass(frozen=True)
class Begun:
    """A turn that was begun, now or, with the same key, before.

    Attributes:
        is_new: False when the key had been used; then nothing was changed.
        first: number of the turn's first step, which holds what the person said.
    """

    conversation: Conversation
    turn: Turn
    is_new: bool
    first: int


@dataclass(frozen=True)
class Bounds:
    """How many there may be.

    Attributes:
        conversations: of one person.
        turns: of one conversation.
        at_once: turns of one person that are not over.
    """

    conversations: int = 500
    turns: int = 200
    at_once: int = 4


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Steps that are kept together, once.

    Attributes:
        key: unique in the conversation; what was written under it before is returned instead.
        steps: their numbers are given when they are kept.
        state: of the turn from then on.
        thought: kept beside the steps, for a retry.
        asked: likewise.
        event: recorded in the same transaction.
        unless_after: keep nothing when the conversation has changed since; None: whatever changed.
    """

    conversation: str
    turn: int
    key: str
    at: datetime
    state: TurnState
    steps: tuple[Step, ...] = ()
    thought: Thought | None = None
    asked: Asked | None = None
    event: Event | None = None
    unless_after: datetime | None = None


@dataclass(frozen=True)
class Written:
    """A batch as it is kept."""

    steps: tuple[Step, ...] = ()
    thought: Thought | None = None
    asked: Asked | None = None


class Conversations(Protocol):
    """Keeps conversations, their turns and their steps."""

    async def begin(
        self, turn: Turn, said: Step, *, title: str, event: Event, bounds: Bounds
    ) -> Begun:
        """Begin a turn with what the person says; a key that was used gives the turn it began.

        Args:
            turn: its number is given here.
            said: the first step; its numbers are given here.
            title: of the conversation, which is opened if need be; empty: it must be there.
            event: recorded in the same transaction; its id and subject are given here.
            bounds: how many there may be.

        Raises:
            NotFound: the conversation is not there, or somebody else's.
            Conflict: a turn of the conversation is not over, a bound is reached, or the key was
                used for other words.
        """

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return it, or None."""

    async def turn(self, conversation_id: str, number: int) -> Turn | None:
        """Return one turn, or None."""

    async def steps(self, conversation_id: str, *, after: int, limit: int) -> list[Step]:
        """Return up to `limit` steps with number > `after`, oldest first."""

    async def newest(self, conversation_id: str, *, limit: int) -> list[Step]:
        """Return the newest `limit` steps, oldest first."""

    async def written(self, conversation_id: str, key: str) -> Written | None:
        """Return what was kept under a key, or None."""

    async def write(self, batch: Batch) -> Written:
        """Keep a batch and return it; what its key kept before is returned instead.

        Raises:
            NotFound: there is no such conversation.
            Conflict: the turn is over, or something has changed that should not have.
        """

    async def mark(self, conversation_id: str, key: str, *, at: datetime) -> bool:
        """Remember that something is about to be done; False when that was remembered before.

        Raises:
            NotFound: there is no such conversation.
        """

    async def delete(self, conversation_id: str, event: Event) -> bool:
        """Remove it with all its words and record the event; False when it is not there."""

    async def running(self, owner: str, *, limit: int) -> list[Conversation]:
        """Return up to `limit` of a person's conversations with a turn that is not over.

        The longest unchanged come first: they are the likeliest to have died.
        """

    async def list(self, owner: str, *, before: str, limit: int) -> list[Conversation]:
        """Return up to `limit` of a person's conversations, the newest change first.

        Args:
            owner: whose.
            before: the last id of the page before; empty: from the newest. An id that is not
                there gives nothing.
            limit: at most so many.
        """


@dataclass(frozen=True)
class TurnView:
    """Where a running turn stands, as its workflow knows it.

    Attributes:
        question: digest of the open question; empty: none.
    """

    state: TurnState
    steps: int = 0
    calls: int = 0
    tokens: int = 0
    question: str = ""
    end: EndReason | None = None


class ConversationClient(Protocol):
    """Keeps turns going, whatever stops."""

    async def start(self, turn: Turn, limits: TurnLimits) -> None:
        """Begin to answer; a turn that runs or has run is left as it is."""

    async def answer(self, turn: Turn, digest: str, *, agreed: bool) -> None:
        """Say the person's word to the open question.

        Raises:
            Conflict: this question is not open; says so.
        """

    async def stop(self, turn: Turn) -> bool:
        """End the turn as soon as what has begun is done; False when it does not run."""

    async def runs(self, turn: Turn) -> bool:
        """Say whether anything keeps the turn going."""

"""What a turn of a conversation does; its words stay in storage (MCC-4)."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.heartbeats import heartbeats, to_its_end
from application.assistant.calls import Calling
from application.assistant.turns import Thinking
from application.ports.assistant.conversations import Conversations, Turn
from domain.assistant.conversations import EndReason
from domain.assistant.turn_rules import Called, PlannedCall, Thought, Word
from domain.common.errors import NotFound
from domain.common.messages import Message


@dataclass(frozen=True)
class TurnRef:
    """Which turn."""

    conversation: str
    turn: int


@dataclass(frozen=True)
class ThinkOrder:
    """One call of the model.

    Attributes:
        number: within the turn, from 1.
        calls_left: tool calls that the turn may still make.
    """

    turn: TurnRef
    number: int
    calls_left: int
    at: datetime


@dataclass(frozen=True)
class CallOrder:
    """One tool call.

    Attributes:
        asked: how often the person was asked about it so far.
        agreed: whether they said yes to the last question.
    """

    turn: TurnRef
    call: PlannedCall
    at: datetime
    asked: int = 0
    agreed: bool = False


@dataclass(frozen=True)
class HearOrder:
    """A person's word to a question, or that nobody knows what became of a call.

    Attributes:
        digest: of the question; empty: there was none.
        asked: how often was asked before.
    """

    turn: TurnRef
    call: PlannedCall
    word: Word
    at: datetime
    digest: str = ""
    asked: int = 0


@dataclass(frozen=True)
class CloseOrder:
    """The end of a turn; `why` says what stood in the way."""

    turn: TurnRef
    reason: EndReason
    at: datetime
    why: str | Message = ""


@dataclass(frozen=True)
class ConversationActivities:
    """Each method is one activity; each field is one port or service."""

    conversations: Conversations
    thinking: Thinking
    calling: Calling

    @activity.defn(name="conversations.think")
    async def think(self, order: ThinkOrder) -> Thought:
        """Ask the model once; what it has said is not asked again."""
        turn = await self._turn(order.turn)
        async with heartbeats():
            return await self.thinking.think(
                turn, number=order.number, calls_left=order.calls_left, at=order.at
            )

    @activity.defn(name="conversations.call_tool")
    async def call_tool(self, order: CallOrder) -> Called:
        """Do one call; one that changes something is finished even when it is cancelled."""
        turn = await self._turn(order.turn)
        calling = self.calling.call(
            turn, order.call, asked=order.asked, agreed=order.agreed, at=order.at
        )
        if not order.call.reads:
            return await to_its_end(calling)
        async with heartbeats():
            return await calling

    @activity.defn(name="conversations.ask")
    async def ask(self, order: CallOrder) -> None:
        """Put the question of a call before the person."""
        turn = await self._turn(order.turn)
        await self.calling.ask(turn, order.call, asked=order.asked, at=order.at)

    @activity.defn(name="conversations.hear")
    async def hear(self, order: HearOrder) -> None:
        """Keep the person's word, or that there was none."""
        turn = await self._turn(order.turn)
        await self.calling.hear(
            turn,
            order.call,
            order.word,
            digest=order.digest,
            asked=order.asked,
            at=order.at,
        )

    @activity.defn(name="conversations.close")
    async def close(self, order: CloseOrder) -> None:
        """Keep how the turn ended."""
        turn = await self.conversations.turn(order.turn.conversation, order.turn.turn)
        if turn is not None:
            await self.calling.close(turn, order.reason, why=order.why, at=order.at)

    async def _turn(self, ref: TurnRef) -> Turn:
        turn = await self.conversations.turn(ref.conversation, ref.turn)
        if turn is None:
            raise NotFound("conversation", ref.conversation)
        return turn

"""Wire forms of conversations with the assistant."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.bodies import Read
from api.strict import Strict, Truth
from application.ports.assistant.conversations import Begun
from domain.assistant.conversations import (
    LONGEST_SAID,
    Conversation,
    EndReason,
    Outcome,
    Step,
    StepKind,
    TurnState,
)
from domain.assistant.reading import answer_of, open_question
from domain.assistant.turn_rules import state_after

ID = "^c_[0-9a-f]{32}$"


class SayingIn(Strict):
    """What you say."""

    text: str = Field(min_length=1, max_length=LONGEST_SAID)
    conversation_id: str = Field(
        "", pattern=f"^$|{ID}", description="Which conversation goes on; empty: a new one."
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [{"text": "Which errors did payments have in the last hour?"}]
        }
    }


class WordIn(Strict):
    """Your word to an open question."""

    question_id: str = Field(
        pattern="^[0-9a-f]{64}$",
        description="Stands for exactly this call with exactly these arguments, asked this once.",
    )
    agreed: Truth


class StepOut(Read):
    """One thing that happened; what says nothing about its kind is empty or null."""

    number: int = Field(description="Within the conversation, from 1, without gaps.")
    turn: int
    kind: StepKind
    at: datetime
    text: str = Field(description="Words; of a call its arguments as JSON; of a result what it is.")
    call_id: str = Field(description="Ties call, question, word and result together.")
    tool: str
    plugin: str = Field(description="Your plugin that has the tool; empty: it is our own.")
    outcome: Outcome | None
    agreed: bool | None
    question_id: str = Field(
        validation_alias="digest", description="Of a question and of the word to it."
    )
    reason: EndReason | None
    tokens: int
    seconds: float


class SpeakingOut(Read):
    """All that the model has said so far of its next step."""

    turn: int
    text: str


class QuestionOut(Read):
    """What waits for your word."""

    question_id: str = Field(validation_alias="digest", description="Send it with your word.")
    text: str = Field(description="What would be done, in full.")
    tool: str
    plugin: str


class ConversationOut(Read):
    """One conversation; `state` is that of its newest turn."""

    id: str
    title: str
    turn: int
    state: TurnState
    begun_at: datetime
    changed_at: datetime


class ConversationsOut(BaseModel):
    """Your conversations, the newest change first."""

    conversations: list[ConversationOut]
    next_before: str = Field(description="Pass it as `before` to go on; empty: these are all.")

    @classmethod
    def of(cls, found: list[Conversation], limit: int) -> "ConversationsOut":
        """Return a page; one that is full may have another behind it."""
        last = found[-1].id if len(found) == limit else ""
        listed = [ConversationOut.model_validate(each) for each in found]
        return cls(conversations=listed, next_before=last)


class StepsOut(ConversationOut):
    """A conversation and some of its steps, oldest first."""

    steps: list[StepOut]
    next_after: int = Field(description="Pass it as `after` to go on.")


class BegunOut(BaseModel):
    """The turn that was begun."""

    conversation_id: str
    turn: int
    is_new: bool = Field(description="False: your key had begun it before; nothing was changed.")

    @classmethod
    def of(cls, begun: Begun) -> "BegunOut":
        """Return the wire form."""
        turn = begun.turn
        return cls(conversation_id=turn.conversation, turn=turn.number, is_new=begun.is_new)


class TurnOut(BegunOut):
    """A turn, as far as it has come."""

    state: TurnState
    answer: str = Field(description="Empty until there is one.")
    question: QuestionOut | None = Field(description="What waits for your word; null: nothing.")
    steps: list[StepOut]
    next_after: int = Field(description="Pass it as `after` to go on.")

    @classmethod
    def so_far(cls, begun: Begun, now: Conversation, steps: list[Step]) -> "TurnOut":
        """Return what has come of a turn.

        Args:
            begun: the turn.
            now: the conversation as it is.
            steps: those from the turn's first one.
        """
        mine = [each for each in steps if each.turn == begun.turn.number]
        ended = next((each.reason for each in mine if each.reason), None)
        asked = open_question(mine)
        return cls(
            **BegunOut.of(begun).model_dump(),
            state=state_after(ended) if ended else now.state,
            answer=answer_of(mine),
            question=QuestionOut.model_validate(asked) if asked else None,
            steps=[StepOut.model_validate(each) for each in mine],
            next_after=mine[-1].number if mine else begun.first - 1,
        )

"""What goes into a turn of a conversation, and what comes out of it (MCC-4)."""

from dataclasses import dataclass, field

from domain.assistant.conversations import EndReason, TurnLimits, TurnState
from domain.common.messages import Message


@dataclass(frozen=True)
class TurnInput:
    """Input of ConversationTurn: add fields, with defaults, at the end."""

    conversation: str
    turn: int
    owner: str
    limits: TurnLimits = field(default_factory=TurnLimits)


@dataclass(frozen=True)
class TurnResult:
    """How a turn ended, and what it used.

    Attributes:
        reason: None when the conversation was deleted meanwhile, so that nothing was kept.
    """

    state: TurnState
    reason: EndReason | None
    steps: int
    calls: int
    tokens: int


@dataclass(frozen=True)
class Answer:
    """A person's word to the question that `digest` stands for."""

    digest: str
    agreed: bool


class TurnOverError(Exception):
    """The turn is to end now.

    Args:
        reason: why; None: its conversation is gone, and nothing can be kept.
        why: what stood in the way, ours as a message.
    """

    def __init__(self, reason: EndReason | None, why: str | Message = "") -> None:
        super().__init__(reason, why)
        self.reason = reason
        self.why = why

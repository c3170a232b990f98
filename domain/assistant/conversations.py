"""What people and the assistant say to each other, step by step (MCC-4).

A conversation belongs to one person and consists of turns; a turn begins with what the person says
and ends with an answer, or with the reason why there is none. All that happens in it is a list of
steps, each written once: whoever reads the steps knows what the assistant knew, what it called and
who agreed to it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.common.texts import is_storable

LONGEST_SAID = 8_000
"""Characters that a person may say at once: some five pages."""

LONGEST_RESULT = 16_000
"""Characters of a tool's result that the model is given; the rest is left out, and it is told so.
About 4,000 tokens of English; eight of them still leave room in a context of 64,000."""

LONGEST_TITLE = 80
"""Characters of a conversation's title: the beginning of what was said first."""


class TurnState(StrEnum):
    """Where a turn stands; the wire names."""

    THINKING = "thinking"
    CALLING = "calling"
    ASKING = "asking"  # waits for the person's word
    DONE = "done"
    STOPPED = "stopped"  # by the person
    LIMITED = "limited"  # a limit was reached
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen in the turn."""
        return self in _OVER


_OVER = frozenset({TurnState.DONE, TurnState.STOPPED, TurnState.LIMITED, TurnState.FAILED})


class EndReason(StrEnum):
    """Why a turn ended."""

    ANSWERED = "answered"
    STOPPED_BY_PERSON = "stopped_by_person"
    TOO_MANY_STEPS = "too_many_steps"
    TOO_MANY_CALLS = "too_many_calls"
    TOO_MANY_TOKENS = "too_many_tokens"
    DAY_BUDGET_SPENT = "day_budget_spent"
    TOO_LONG = "too_long"  # wall time
    MODEL_UNAVAILABLE = "model_unavailable"
    MODEL_REFUSED = "model_refused"
    MODEL_UNREADABLE = "model_unreadable"
    NOT_ALLOWED = "not_allowed"  # the person lost the right meanwhile
    BROKEN_OFF = "broken_off"  # terminated or cancelled in Temporal, or never begun there


class StepKind(StrEnum):
    """What one step is."""

    PERSON = "person"  # what the person said
    ASSISTANT = "assistant"  # words of the model, beside calls or as the answer
    CALL = "call"  # the model wants a tool called
    QUESTION = "question"  # the person is asked to agree to a call
    WORD = "word"  # the person's yes or no
    RESULT = "result"  # what came of a call
    END = "end"


class Outcome(StrEnum):
    """What came of a tool call."""

    DONE = "done"
    FAILED = "failed"  # the tool says that it failed
    REFUSED = "refused"  # unknown tool, wrong arguments, or no right to it: nothing was done
    DECLINED = "declined"  # the person said no, or nothing in time: nothing was done
    UNAVAILABLE = "unavailable"  # it could not be reached: nothing was done
    UNCERTAIN = "uncertain"  # the request left and no answer came: it may have been done
    ASKS = "asks"  # nothing was done; the tool wants a person's word first


@dataclass(frozen=True)
class TurnLimits:
    """What one turn may cost.

    Attributes:
        steps: model calls.
        calls: tool calls.
        tokens: prompt and completion of all model calls together. Definitions of tools take up to
            6,000 of each prompt, a long dialogue several times as much.
        patience: how long a question waits for the person's word.
        lasts: the whole turn, questions included.
    """

    steps: int = 12
    calls: int = 24
    tokens: int = 400_000
    patience: timedelta = timedelta(minutes=15)
    lasts: timedelta = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened in a turn.

    Attributes:
        number: within the conversation, from 1, without gaps.
        turn: number of the turn, from 1.
        text: words; of a call the arguments as JSON; of a result what the model is given.
        call_id: ties CALL, QUESTION, WORD and RESULT of one tool call together.
        tool: alias of the tool, as the model knows it.
        plugin: name of the person's plugin that has the tool; empty: it is our own.
        outcome: of RESULT.
        agreed: of WORD.
        digest: of QUESTION and WORD: stands for exactly this call with exactly these arguments.
        reason: of END.
        tokens: of an ASSISTANT step, prompt and completion together.
        seconds: of a RESULT: how long the call took.
        echo: of ASSISTANT and CALL: a JSON object that the model's vendor wants back, such as its
            thoughts; for the model alone.
    """

    conversation: str
    number: int
    turn: int
    kind: StepKind
    at: datetime
    text: str = ""
    call_id: str = ""
    tool: str = ""
    plugin: str = ""
    outcome: Outcome | None = None
    agreed: bool | None = None
    digest: str = ""
    reason: EndReason | None = None
    tokens: int = 0
    seconds: float = 0.0
    echo: str = ""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One conversation, as lists show it.

    Attributes:
        id: `c_` and 32 hexadecimal characters.
        turn: number of the newest turn; `state` is that turn's.
        title: the beginning of what was said first.
    """

    id: str
    owner: str
    title: str
    turn: int
    state: TurnState
    begun_at: datetime
    changed_at: datetime


def checked_saying(text: str) -> str:
    """Return what a person says, trimmed, or raise `InvalidRequest`."""
    trimmed = text.strip()
    if not 1 <= len(trimmed) <= LONGEST_SAID:
        raise InvalidRequest("text", message("rule.characters", least=1, most=LONGEST_SAID))
    if not is_storable(trimmed):
        raise InvalidRequest("text", message("rule.storable"))
    return trimmed


def title_of(text: str) -> str:
    """Return the title of a conversation that begins with this."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"

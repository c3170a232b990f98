"""What a briefing says, and the proof of each sentence (BRF-5)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.common.messages import Message, argument


class Weight(StrEnum):
    """How much a claim should catch the ear; order of telling."""

    ACT = "act"  # a person must do something
    WATCH = "watch"
    CALM = "calm"


class Topic(StrEnum):
    """Parts of a briefing; a person can leave some out."""

    LOGS = "logs"
    ALARMS = "alarms"
    ROLLBACKS = "rollbacks"
    BROADCAST = "broadcast"
    TASKS = "tasks"
    CAPACITY = "capacity"


class Writer(StrEnum):
    """Who put the facts into words."""

    MODEL = "model"
    RULES = "rules"


class WhyRules(StrEnum):
    """Why the rules wrote a summary although a model could have."""

    NOT_CONFIGURED = "not_configured"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate_limited"
    TOO_SLOW = "too_slow"
    REFUSED = "refused"
    BUDGET_SPENT = "budget_spent"
    CUT_OFF = "cut_off"
    UNREADABLE = "unreadable"
    NOTHING_HELD = "nothing_held"


@dataclass(frozen=True)
class Claim:
    """One sentence and the ids of the facts behind it; without evidence it is not said.

    Attributes:
        said: a message of the rules, or `claim.written` with the checked sentence of a model.
    """

    topic: Topic
    weight: Weight
    said: Message
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A briefing in claims.

    Attributes:
        headline: one sentence, always the rules' own: it cites nothing that could be checked.
        writer: who wrote it.
        complete: False when something could not be read.
        notes: what is missing, and why the rules wrote it; shown to the person.
        dropped: claims that cited evidence that does not exist (count).
        untold: claims that a person is spared when there are too many; written forms list them.
        must: how many things a person must act on, as the headline counts them.
        tokens: (prompt, completion) tokens spent, zeros without a model.
    """

    headline: Message
    claims: tuple[Claim, ...]
    writer: Writer
    complete: bool
    notes: tuple[Message, ...] = ()
    dropped: int = 0
    tokens: tuple[int, int] = (0, 0)
    untold: tuple[Claim, ...] = ()
    must: int = 0


def must_lead(headline: Message | None) -> tuple[int, Message] | None:
    """Return how many things a person must do, and the worst of them; None when nothing."""
    if headline is not None and headline.id == "headline.partly":
        headline = _nested(headline, "headline")
    if headline is None or headline.id != "headline.must":
        return None
    lead, n = _nested(headline, "lead"), argument(headline.args["n"])
    return (n, lead) if lead is not None and isinstance(n, int) else None


def _nested(said: Message, name: str) -> Message | None:
    found = argument(said.args.get(name))
    return found if isinstance(found, Message) else None

"""Language models, as far as briefings need them: words out of facts, nothing else (BRF-5, SEC-4).

A model is given text and yields proposed claims. It is offered no tools, so nothing it was told by
a log line can become an action.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.briefings.claim_checks import ProposedClaim
from domain.briefings.summaries import Topic
from domain.common.errors import Unavailable
from domain.common.readers import Language


class ModelTooSlow(Unavailable):
    """The model did not answer within the adapter's time limit."""


@dataclass(frozen=True)
class SummaryPrompt:
    """What a model is asked.

    Attributes:
        system: who it is and what the rules are; our words only.
        user: the task and the facts as one JSON document inside a data block; holds text from
            logs, which is data and never an instruction.
        most_tokens: of the answer.
    """

    system: str
    user: str
    language: Language
    topics: tuple[Topic, ...]
    most_tokens: int = 2_000


class Finish(StrEnum):
    """Why the model stopped; everything but STOP is an incomplete answer."""

    STOP = "stop"
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class ModelAnswer:
    """What the model proposes; nothing in it is known to be true.

    Attributes:
        tokens: (prompt, completion) tokens as the server counted them, zeros when it did not say.
    """

    claims: tuple[ProposedClaim, ...]
    finish: Finish
    tokens: tuple[int, int] = (0, 0)


class ModelWriter(Protocol):
    """A language model that writes summaries."""

    async def write(self, prompt: SummaryPrompt) -> ModelAnswer:
        """Return what the model proposes, within the adapter's own time limit.

        Raises:
            ModelTooSlow: no answer in time.
            Unavailable: it could not be reached, or answered nonsense.
            TooManyRequests: its limit is reached.
            Misconfigured: it refused the key, the model name or the address.
            Rejected: it refused the request for good.
        """


class TokenBudget(Protocol):
    """How many tokens may be spent on one day (UTC), by everybody together."""

    async def take(self, day: date, tokens: int) -> bool:
        """Take tokens out of the day's budget if they are there; a negative number gives back."""

"""What a model said about changes, so that it is asked once about each (WEB-4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Verdicts(Protocol):
    """Remembers verdicts by the digest of what was judged."""

    async def get(self, digest: str) -> bool | None:
        """Return whether it matters; None when it was not judged, or long ago."""

    async def put(self, digest: str, *, matters: bool, at: datetime) -> None:
        """Keep a verdict; a later one about the same replaces it. Old ones are forgotten."""


@dataclass(frozen=True)
class Question:
    """What a model is asked about a change.

    Attributes:
        system: who it is and what the rules are; our words only.
        user: the intent and the diff as one JSON document inside a data block.
        most_tokens: of the answer.
    """

    system: str
    user: str
    most_tokens: int


@dataclass(frozen=True)
class Judgement:
    """What a model answered.

    Attributes:
        matters: None when the answer is of no use: cut off, refused, or not in the asked form.
        tokens: prompt and answer together as the server counted them; 0 when it did not say.
    """

    matters: bool | None
    tokens: int = 0


class ChangeModel(Protocol):
    """A language model that answers one question with yes or no, and is offered no tools."""

    async def ask(self, question: Question) -> Judgement:
        """Return the answer, within the adapter's own time limit.

        Raises:
            ZhibanError: it did not answer, or refused to; `Unavailable` for a time limit.
        """

"""A language model's opinion of how severe an alert is: one number, one input of many (ALR-4)."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class OpinionQuestion:
    """What a model is asked.

    Attributes:
        system: who it is and what the rules are; our words only.
        user: the alert as one JSON document inside a data block; its text is data.
        most_tokens: of the answer.
    """

    system: str
    user: str
    most_tokens: int


class OpinionModel(Protocol):
    """A language model that answers with a number, and is offered no tools."""

    async def ask(self, question: OpinionQuestion) -> int | None:
        """Return 1 to 10; None when the answer is of no use: cut off, refused, another form.

        Raises:
            ZhibanError: it did not answer, or refused to; `Unavailable` for a time limit.
        """

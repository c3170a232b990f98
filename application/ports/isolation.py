"""Parsing what strangers wrote, in a process that can be ended (SEC-5)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol


class Spoiled(StrEnum):
    """Why there is no answer."""

    EXPRESSION = "expression"  # the owner's own expression took too long; the process was ended
    TIME = "time"  # the whole took too long, or too much memory; the process was ended
    BROKEN = "broken"  # the parser failed at it
    TURN = "turn"  # too much of the same owner is waiting already


class ParsingFailed(Exception):
    """There is no answer.

    Attributes:
        why: what kind of failure.
    """

    def __init__(self, why: Spoiled, message: str) -> None:
        super().__init__(message)
        self.why = why

    @property
    def ended(self) -> bool:
        """Say whether a process had to be ended for it."""
        return self.why in {Spoiled.EXPRESSION, Spoiled.TIME}


class Isolation(Protocol):
    """Runs parsers in other processes, with bounds of time and memory and fair turns."""

    async def ask(self, work: str, question: Mapping[str, Any], *, owner: str) -> dict[str, Any]:
        """Return a parser's answer.

        Args:
            work: the module whose `answer` is called.
            question: what it is given; JSON.
            owner: whose turn it takes. Turns go round among owners.

        Raises:
            ParsingFailed: there is no answer.
        """

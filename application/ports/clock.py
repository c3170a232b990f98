"""Time and chance, so that nobody takes them from the machine."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return this moment, in UTC."""


class Ids(Protocol):
    """Makes names that nobody can guess."""

    def new(self) -> str:
        """Return 32 lower-case hexadecimal characters with 128 random bits."""

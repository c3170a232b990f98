"""What is answered about the store of discussions as a whole, as it travels."""

from typing import Self

from api.bodies import Read
from api.discussions.bodies import BrokenOut
from application.common.wording import Localizer
from application.ports.discussions import StoreCheck


class StoreOut(Read):
    """Where the store is, now that nothing of it is missing."""

    path: str
    discussions_path: str
    made: bool
    config_exists: bool
    index_exists: bool


class StatisticsOut(Read):
    """Counts over the whole store; messages are counted, not discussions."""

    discussions: int
    open: int
    closed: int
    messages: int
    by_sender: dict[str, int]
    latest_activity: str
    size_bytes: int
    broken: list[BrokenOut]


class CheckOut(Read):
    """What a check of the store found."""

    discussions: int
    messages: int
    broken: list[BrokenOut]
    problems: list[str]
    repaired: bool

    @classmethod
    def of(cls, found: StoreCheck, reader: Localizer) -> Self:
        """Return what was found, in the reader's words."""
        return cls(
            discussions=found.discussions,
            messages=found.messages,
            broken=[BrokenOut.model_validate(each) for each in found.broken],
            problems=[reader.text(each) for each in found.problems],
            repaired=found.repaired,
        )

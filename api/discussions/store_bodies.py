"""What is answered about the store of discussions as a whole, as it travels."""

from api.bodies import Read
from api.discussions.bodies import BrokenOut


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

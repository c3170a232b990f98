"""How urgently a cluster is asked, so that what can wait never takes the turn of what cannot.

In a storm hundreds of incidents would like to read a cluster at a time, and it is asked only so
often a second. Without an order those few that hold a place for a repair could no longer establish
what their guards look at; not knowing stops a repair, which plans anew, which asks for still more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Urgency(StrEnum):
    """What a question to a cluster is for."""

    REPAIRING = "repairing"  # guards, writes and looks of who holds one of the few places
    DECIDING = "deciding"  # is it true, and how bad is it: what people wait for first
    OTHERWISE = "otherwise"  # plans, lists, everything that can wait some seconds


_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.OTHERWISE)


def how_urgent() -> Urgency:
    """Return how urgent what is going on is."""
    return _urgency.get()


@contextmanager
def urgent(urgency: Urgency) -> Iterator[None]:
    """Ask clusters with this urgency while the block lasts, also in tasks that it starts."""
    before = _urgency.set(urgency)
    try:
        yield
    finally:
        _urgency.reset(before)

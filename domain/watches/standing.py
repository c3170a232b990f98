"""Where a watch stands, and how its looks went (TSK-8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.common.messages import Message
from domain.watches.metric_memory import Level

MOST_LOOKS = 200
"""Looks of one task that are kept; each further one takes the place of the oldest."""

DIGITS = 12
"""Hexadecimal digits that tell a page's texts apart for people."""


@dataclass(frozen=True, kw_only=True)
class WatchStanding:
    """What a watch sees.

    Attributes:
        level: where it stands.
        since: since when it stands there.
        until: when it will have learned enough to judge; None when it is not learning.
        value: the newest number; None when it watches none, or has seen none.
        unit: of the number.
        digest: of the text of the pages, `DIGITS` long; empty for numbers.
        said: what the newest look brought, as a sentence.
    """

    level: Level = Level.UNKNOWN
    since: datetime | None = None
    until: datetime | None = None
    value: float | None = None
    unit: str = ""
    digest: str = ""
    said: Message | None = None


class LookOutcome(StrEnum):
    """What came of a look."""

    QUIET = "quiet"
    FOUND = "found"  # it raised at least one event
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class LookRecord:
    """One look, as it is kept for charts.

    Attributes:
        number: counts the looks of a task, from 1.
        seconds: how long it took.
        value: what it read; None when it watches no number, or read none.
    """

    number: int
    at: datetime
    seconds: float
    outcome: LookOutcome
    value: float | None = None

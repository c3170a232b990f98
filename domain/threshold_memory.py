"""What a threshold watch remembers between two samples."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """Where a metric stands."""

    UNKNOWN = "unknown"  # nothing seen yet
    NORMAL = "normal"
    PENDING = "pending"  # beyond the threshold, not yet for long enough
    BREACHED = "breached"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class ThresholdMemory:
    """The state machine's state, and the samples that its rules look back on.

    Attributes:
        level: where it stands.
        since: since when.
        reminded_at: when people were last told of the breach that lasts.
        reminders: how often they were reminded of it.
        transitions: moments of the newest changes between normal and breached.
        flapping: whether it is known to go back and forth.
        samples: (moment, value), oldest first; bounded by its rules.
    """

    level: Level = Level.UNKNOWN
    since: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    transitions: tuple[datetime, ...] = ()
    flapping: bool = False
    samples: tuple[tuple[datetime, float], ...] = ()

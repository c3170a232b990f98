"""What a threshold watch remembers between two samples."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.watches.novelty import Past


class Level(StrEnum):
    """Where a metric stands."""

    UNKNOWN = "unknown"  # nothing judged yet
    NORMAL = "normal"
    PENDING = "pending"  # beyond the threshold, not yet for long enough
    BREACHED = "breached"
    NO_DATA = "no_data"
    LEARNING = "learning"  # shown while a rule has no past yet to compare with; never remembered


@dataclass(frozen=True, kw_only=True)
class ThresholdMemory:
    """The state machine's state, and the samples that its rules look back on.

    Attributes:
        level: where it stands.
        since: since when.
        reminded_at: when people were last told of the breach that lasts, or should have been.
        reminders: how often they were reminded of it.
        transitions: moments of the newest changes between normal, breached and no data.
        flapping: whether it is known to go back and forth.
        samples: (moment, value), oldest first; bounded by its rules.
        breached_since: since when the breach lasts that people know of; kept while there is no
            data, None when there is no breach.
        clearing_since: since when the value has been back, while it must stay so for a while.
        peak: the value of the open breach that lies farthest beyond the threshold.
        no_data_told: whether people know that there is no data.
        value: the newest value that decided.
        label: the series that it belongs to, empty for a single one.
        past: what a rule that learns knows of the metric.
        rule: digest of the rule that all of this belongs to; another rule makes it void.
    """

    level: Level = Level.UNKNOWN
    since: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    transitions: tuple[datetime, ...] = ()
    flapping: bool = False
    samples: tuple[tuple[datetime, float], ...] = ()
    breached_since: datetime | None = None
    clearing_since: datetime | None = None
    peak: float | None = None
    no_data_told: bool = False
    value: float | None = None
    label: str = ""
    past: Past = field(default_factory=Past)
    rule: str = ""

"""What a threshold watch has to say, before it is put into words."""

from dataclasses import dataclass
from enum import StrEnum

from domain.watches.metric_memory import ThresholdMemory
from domain.watches.metrics.positions import Reading


class Kind(StrEnum):
    """What is worth an event."""

    BREACHED = "breached"
    REMINDED = "reminded"
    CLEARED = "cleared"
    NO_DATA = "no_data"
    FLAPPING = "flapping"
    SETTLED = "settled"


class Reason(StrEnum):
    """Why; goes into the event."""

    CROSSED = "crossed"
    HELD = "held"  # beyond for as long as was asked
    BACK = "back"
    LACK_COUNTS_AS_OK = "lack_counts_as_ok"
    DATA_BACK = "data_back"
    LASTS = "lasts"
    NO_NEW_VALUE = "no_new_value"
    NEVER_A_VALUE = "never_a_value"
    TOO_MANY_CHANGES = "too_many_changes"
    NO_MORE_CHANGES = "no_more_changes"
    RULE_CHANGED = "rule_changed"


class Outcome(StrEnum):
    """What became of one look, for those who wonder why nothing was said."""

    JUDGED = "judged"
    LEARNING = "learning"  # the rule has no past yet to compare with
    NOTHING_NEW = "nothing_new"  # no value, or one that was seen before


@dataclass(frozen=True)
class News:
    """One thing worth an event.

    Attributes:
        notify: False keeps it for the record only.
        before: the memory just before it, which knows since when what ends has lasted.
        after: the memory just after it.
    """

    kind: Kind
    reason: Reason
    before: ThresholdMemory
    after: ThresholdMemory
    notify: bool = True
    reading: Reading | None = None


@dataclass(frozen=True)
class Judgement:
    """What a look means, and what to remember of it."""

    memory: ThresholdMemory
    outcome: Outcome
    news: tuple[News, ...] = ()
    reading: Reading | None = None

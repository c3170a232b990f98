"""What a briefing could not read, so that it can be told in the reader's language (BRF-5)."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where facts come from."""

    LOG_TOPICS = "log_topics"
    LOGS = "logs"
    ALARMS = "alarms"
    METRICS = "metrics"
    EVENTS = "events"


class WhyUnread(StrEnum):
    """Why something was not read."""

    FAILED = "failed"
    TOO_SLOW = "too_slow"
    NOTHING_VISIBLE = "nothing_visible"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Gap:
    """Something that could not be read.

    Attributes:
        name: which one of the source, such as a log topic; empty when there is only one.
        detail: what the source said, a sentence in English; empty when it said nothing.
        read: how many were read, when there were too many.
        there: how many there are, when there were too many.
    """

    source: Source
    why: WhyUnread = WhyUnread.FAILED
    name: str = ""
    detail: str = ""
    read: int = 0
    there: int = 0

"""What a briefing could not read, so that it can be told in the reader's language (BRF-5)."""

from dataclasses import dataclass
from enum import StrEnum

from domain.common.messages import Called, Gist, Message, message

MOST_DETAIL = 160
"""Columns of what a source said of itself."""


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
        detail: what the source said; None when it said nothing.
        read: how many were read, when there were too many.
        there: how many there are, when there were too many.
    """

    source: Source
    why: WhyUnread = WhyUnread.FAILED
    name: str = ""
    detail: Message | None = None
    read: int = 0
    there: int = 0

    @property
    def said(self) -> Message:
        """Return what could not be read and why, as a clause."""
        if self.why is WhyUnread.NOTHING_VISIBLE:
            return message("gap.nothing_visible")
        if self.why is WhyUnread.TOO_MANY:
            return message("gap.too_many", read=self.read, there=self.there)
        name = Called(self.name) if self.name else None
        if self.why is WhyUnread.TOO_SLOW:
            return message("gap.too_slow", source=self.source, name=name)
        detail = Gist(self.detail, MOST_DETAIL) if self.detail else None
        return message("gap.failed", source=self.source, name=name, detail=detail)

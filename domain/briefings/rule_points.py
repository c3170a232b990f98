"""Points: claims with what the headline needs, before they are ordered and cut (BRF-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum

from domain.briefings.summaries import Claim, Topic, Weight
from domain.common.messages import Called, Foreign, Message, Percent, message
from domain.common.quoting import plain, shown_pattern


class Gravity(IntEnum):
    """What is told at all when a person cannot follow all of it: the gravest first."""

    MUST = 0
    """A person must do something."""
    CRITICAL = 1
    """A critical alarm, over or not; a source that could not be read."""
    NEW_ERROR = 2
    ERROR_RATE = 3
    NOTABLE = 4
    """Whatever else is worth a look: other alarms, rollbacks, capacity, lines that stopped."""
    CHATTER = 5
    """What tasks say."""
    CALM = 6


GRAVE = Gravity.ERROR_RATE
"""What is at least as grave is never left out."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One claim, and what the headline makes of it.

    Attributes:
        brief: its piece of the headline, None when it is not headline material.
        things: how many things it is about; counted in the headline when a person must act.
        grave: how grave it is where weight and topic do not say so.
    """

    topic: Topic
    weight: Weight
    said: Message
    evidence: tuple[str, ...]
    brief: Message | None = None
    things: int = 1
    grave: Gravity = Gravity.CALM

    @property
    def gravity(self) -> Gravity:
        """Return how grave it is."""
        return min(self.grave, gravity_of(self.topic, self.weight))

    def claim(self) -> Claim:
        """Return it as it is told."""
        return Claim(self.topic, self.weight, self.said, self.evidence)


def gravity_of(topic: Topic, weight: Weight) -> Gravity:
    """Return how grave something of this topic and weight is at least."""
    if weight is Weight.ACT:
        return Gravity.MUST
    if weight is Weight.CALM:
        return Gravity.CALM
    return Gravity.CHATTER if topic is Topic.TASKS else Gravity.NOTABLE


def is_day(start: datetime, end: datetime) -> bool:
    """Return whether a period is one day, also where the clock was changed in it."""
    return abs(end - start - timedelta(days=1)) <= timedelta(hours=1)


def before_period(start: datetime, end: datetime) -> Message:
    """Return what the period of the same length before `[start, end)` is called."""
    return message("before_period.day" if is_day(start, end) else "before_period.other")


def share(percent: float) -> Percent | Message:
    """Return a percentage with as many decimals as it needs."""
    if 0 < percent < 0.01:
        return message("share.below", most=Percent(Decimal("0.01")))
    decimals = 0 if percent >= 10 or percent == 0 else 1 if percent >= 1 else 2
    return Percent(Decimal(f"{percent:.{decimals}f}"))


def figure(value: float) -> Decimal:
    """Return a number with at most one decimal."""
    return Decimal(f"{value:.1f}".removesuffix(".0"))


def measured(value: float, unit: str) -> Percent | Message | Decimal:
    """Return a measured value with its unit, at most one decimal."""
    if unit in ("%", "percent"):
        return Percent(figure(value))
    name = plain(unit, most=12)
    if not name:
        return figure(value)
    return message("capacity.measured", value=figure(value), unit=Called(name))


def pattern(text: str, *, most: int = 72) -> Foreign:
    """Return a log template as it is quoted."""
    return Foreign(shown_pattern(text, most=most))

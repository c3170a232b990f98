"""What a threshold watch can be asked for beside its threshold (THR-2, 3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Choice, Listed, Number, Text, Whole, number_between
from domain.common.messages import Called, Message, message
from domain.common.shapes import Group
from domain.watches.novelty import MARGINS, MOST_NORMAL, Rule, Season, Sensitivity
from domain.watches.watches import LONGEST_INTERVAL

LONGEST_MINUTES = LONGEST_INTERVAL / 60
"""28 days: the longest time that any option may span."""

LEAST_SILENCE = timedelta(minutes=10)
"""Shorter gaps are delays of the source: the Observability Platform's points come minutes late."""

MISSED_LOOKS = 3
"""Intervals without a new value after which there is no data."""


class Operator(StrEnum):
    """When a value is beyond its threshold."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    NOT_EQUAL = "!="
    IN_RANGE = "in_range"
    OUTSIDE_RANGE = "outside_range"
    CHANGE_BY = "change_by"
    CHANGE_BY_PERCENT = "change_by_percent"
    ANOMALY = "anomaly"

    @property
    def is_order(self) -> bool:
        """Whether it asks for a value on one side of the threshold."""
        return self in {Operator.ABOVE, Operator.AT_LEAST, Operator.BELOW, Operator.AT_MOST}

    @property
    def is_range(self) -> bool:
        """Whether it compares with two edges."""
        return self in {Operator.IN_RANGE, Operator.OUTSIDE_RANGE}

    @property
    def is_change(self) -> bool:
        """Whether it compares with the past instead of with a fixed value."""
        return self in {Operator.CHANGE_BY, Operator.CHANGE_BY_PERCENT}

    @property
    def looks_back(self) -> bool:
        """Whether it needs one series with a history of its own."""
        return self.is_change or self is Operator.ANOMALY


SIGNS = {
    "\u2265": Operator.AT_LEAST,
    "\u2264": Operator.AT_MOST,
    "\u2260": Operator.NOT_EQUAL,
    "==": Operator.EQUAL,
}
"""Operators as people write them, too."""


class Direction(StrEnum):
    """Which changes count."""

    EITHER = "either"
    UP = "up"
    DOWN = "down"


class NoDataPolicy(StrEnum):
    """What it means that no new value comes; it never means that the value is normal."""

    IGNORE = "ignore"  # nobody is told; an open breach stays open
    ALERT = "alert"  # people are told
    TREAT_AS_OK = "treat_as_ok"  # an open breach ends


Minutes: TypeAlias = Annotated[float, Number(0, LONGEST_MINUTES)]
"""A span; fractions are allowed."""


@dataclass(frozen=True)
class Range(Group):
    """Two edges, both of which belong to it."""

    low: Annotated[float, Number(), Field(description="Lower edge.")]
    high: Annotated[float, Number(), Field(description="Upper edge; both belong to the range.")]

    def check(self) -> None:
        """Refuse edges that are the wrong way round."""
        if self.low > self.high:
            raise BrokenRule(message("rule.not_below", other=Called("low")), "high")


@dataclass(frozen=True)
class NoData:
    """After which time without a new value what happens."""

    policy: NoDataPolicy
    after: timedelta


@dataclass(frozen=True)
class Gap(Group):
    """What it means that no new value comes, as it is configured."""

    policy: Annotated[
        NoDataPolicy,
        Choice(NoDataPolicy),
        Field(description="Tell it, ignore it (an open breach stays open), or end the breach."),
    ] = NoDataPolicy.ALERT
    after_minutes: Annotated[
        float | None,
        Number(0, LONGEST_MINUTES),
        Field(description="Minutes without a value; 10, or 3 intervals, when left out."),
    ] = None

    def no_data(self, interval: timedelta) -> NoData:
        """Return what that means for a watch that looks so often."""
        if self.after_minutes is not None:
            return NoData(self.policy, timedelta(minutes=self.after_minutes))
        return NoData(self.policy, max(LEAST_SILENCE, MISSED_LOOKS * interval))


@dataclass(frozen=True)
class Reminders:
    """How often people are told again of a breach that lasts; `every` 0 means never."""

    every: timedelta = timedelta()
    most: int = 0


@dataclass(frozen=True)
class Flapping(Group):
    """So many changes within the window are told as one thing."""

    transitions: Annotated[int, Whole(3, 100), Field(description="So many changes; default 6.")] = 6
    window_minutes: Annotated[
        float, Number(1, LONGEST_MINUTES), Field(description="Within so long; default 60.")
    ] = 60.0

    @property
    def window(self) -> timedelta:
        """How long that is."""
        return timedelta(minutes=self.window_minutes)


def _moment_rule(text: str) -> Message | None:
    """Return the rule that a text breaks which is no moment with its offset."""
    try:
        known = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        known = False
    return None if known else message("rule.moment", example=Called("2026-11-24T08:00:00+08:00"))


LEARN_HOURS = {Season.NONE: 24.0, Season.DAILY: 72.0, Season.WEEKLY: 336.0}
"""Default: a day; three repetitions of a day; two of a week."""

LEAST_LEARN_HOURS = {Season.NONE: 1.0, Season.DAILY: 24.0, Season.WEEKLY: 168.0}
"""One repetition: before it, there is nothing to compare some hours with."""


@dataclass(frozen=True)
class Anomaly(Group):
    """How the usual is learned."""

    sensitivity: Annotated[
        Sensitivity,
        Choice(Sensitivity),
        Field(description="How far from the usual is unusual; default medium."),
    ] = Sensitivity.MEDIUM
    season: Annotated[
        Season, Choice(Season), Field(description="What repeats itself; default none.")
    ] = Season.NONE
    learn_hours: Annotated[
        float | None,
        Number(1, LONGEST_MINUTES / 60),
        Field(description="Nothing is judged before; 24, 72 or 336 hours by season."),
    ] = None
    normal: Annotated[
        tuple[Annotated[str, Text(40, fits=_moment_rule)], ...],
        Listed(MOST_NORMAL, once=True),
        Field(description="Moments of alerts that were normal; what was seen then is no news."),
    ] = ()

    @property
    def rule(self) -> Rule:
        """What that means for the detector."""
        moments = tuple(datetime.fromisoformat(each) for each in self.normal)
        return Rule(self.season, MARGINS[self.sensitivity], self.learn, moments)

    @property
    def learn(self) -> timedelta:
        """How long nothing is judged."""
        hours = LEARN_HOURS[self.season] if self.learn_hours is None else self.learn_hours
        return timedelta(hours=hours)

    def check(self) -> None:
        """Refuse a season of which not one repetition is learned."""
        least, hours = LEAST_LEARN_HOURS[self.season], self.learn / timedelta(hours=1)
        if hours < least:
            raise BrokenRule(number_between(least, LONGEST_MINUTES / 60), "learn_hours")

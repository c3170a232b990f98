"""What a threshold watch can be asked for beside its threshold, and how that is read (THR-2, 3)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.common.config_fields import Fields
from domain.watches.metrics.baselines import Season, Sensitivity
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


@dataclass(frozen=True)
class Range:
    """Two edges, both of which belong to it."""

    low: float
    high: float


@dataclass(frozen=True)
class NoData:
    """After which time without a new value what happens."""

    policy: NoDataPolicy
    after: timedelta


@dataclass(frozen=True)
class Reminders:
    """How often people are told again of a breach that lasts; `every` 0 means never."""

    every: timedelta = timedelta()
    most: int = 0


@dataclass(frozen=True)
class Flapping:
    """So many changes within the window are told as one thing."""

    transitions: int = 6
    window: timedelta = timedelta(hours=1)


@dataclass(frozen=True)
class Anomaly:
    """How the usual is learned; nothing is judged before `learn` has passed."""

    sensitivity: Sensitivity
    season: Season
    learn: timedelta


LEARN_HOURS = {Season.NONE: 24.0, Season.DAILY: 72.0, Season.WEEKLY: 336.0}
"""Default: a day; three repetitions of a day; two of a week."""

LEAST_LEARN_HOURS = {Season.NONE: 1.0, Season.DAILY: 24.0, Season.WEEKLY: 168.0}
"""One repetition: before it, there is nothing to compare some hours with."""


def read_minutes(fields: Fields, name: str, default: float = 0.0) -> timedelta:
    """Return a span that is written in minutes, fractions allowed."""
    return timedelta(minutes=fields.number(name, default, least=0, most=LONGEST_MINUTES))


def read_range(fields: Fields) -> Range:
    """Return the field `range`, which must be given."""
    inner = fields.group("range")
    if inner is None:
        raise fields.refuse("range", "must be given for this operator")
    found = Range(inner.number("low"), inner.number("high"))
    inner.done()
    if found.low > found.high:
        raise inner.refuse("high", "must not be less than low")
    return found


def read_no_data(fields: Fields, *, interval: timedelta) -> NoData:
    """Return the field `no_data`: a word, or `{policy, after_minutes}`."""
    default = max(LEAST_SILENCE, MISSED_LOOKS * interval)
    if isinstance(fields.raw.get("no_data"), str):
        return NoData(fields.choice("no_data", NoDataPolicy), default)
    inner = fields.group("no_data")
    if inner is None:
        return NoData(NoDataPolicy.ALERT, default)
    policy = inner.choice("policy", NoDataPolicy, NoDataPolicy.ALERT)
    after = read_minutes(inner, "after_minutes", default / timedelta(minutes=1))
    inner.done()
    if after < interval:
        raise inner.refuse("after_minutes", "must not be shorter than the check interval")
    return NoData(policy, after)


def read_reminders(fields: Fields) -> Reminders:
    """Return the fields `reminder_minutes` and `most_reminders`."""
    if not fields.has("reminder_minutes"):
        if fields.has("most_reminders"):
            raise fields.refuse("most_reminders", "needs reminder_minutes beside it")
        return Reminders()
    minutes = fields.number("reminder_minutes", least=1, most=LONGEST_MINUTES)
    return Reminders(
        timedelta(minutes=minutes), fields.whole("most_reminders", 24, least=1, most=1_000)
    )


def read_flapping(fields: Fields) -> Flapping:
    """Return the field `flapping`."""
    inner = fields.group("flapping")
    if inner is None:
        return Flapping()
    found = Flapping(
        inner.whole("transitions", 6, least=3, most=100),
        timedelta(minutes=inner.number("window_minutes", 60, least=1, most=LONGEST_MINUTES)),
    )
    inner.done()
    return found


def read_anomaly(fields: Fields) -> Anomaly:
    """Return the field `anomaly`; everything in it has a default."""
    inner = fields.group("anomaly") or Fields({}, f"{fields.path}.anomaly")
    season = inner.choice("season", Season, Season.NONE)
    hours = inner.number(
        "learn_hours",
        LEARN_HOURS[season],
        least=LEAST_LEARN_HOURS[season],
        most=LONGEST_MINUTES / 60,
    )
    sensitivity = inner.choice("sensitivity", Sensitivity, Sensitivity.MEDIUM)
    inner.done()
    return Anomaly(sensitivity, season, timedelta(hours=hours))

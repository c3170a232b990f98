"""The sentences of a briefing, as one vocabulary per language (BRF-6).

The rules decide what is said; a vocabulary only decides how. Text that comes in here is already
fit to be shown (`domain/common/quoting.py`). Both languages keep numbers in digits; they are turned
into words where a briefing is spoken.
"""

from dataclasses import dataclass
from typing import Protocol

from domain.logs.gaps import Gap
from domain.monitoring.alarms import Severity


@dataclass(frozen=True)
class Compared:
    """A count, and the same of the period before; None when unknown."""

    now: int
    before: int | None = None


@dataclass(frozen=True)
class AlarmWords:
    """What is told about the records of one alarm.

    Attributes:
        name: the alarm's name, in quotes.
        times: how many records.
        since: when the newest began, in words.
        minutes: how long it has fired, None when unknown.
        handled: what was done about it; empty when nothing is known.
        sure: False when its state is unknown.
    """

    name: str
    severity: Severity
    times: int
    since: str
    target: str = ""
    minutes: int | None = None
    handled: str = ""
    sure: bool = True


@dataclass(frozen=True)
class CapacityWords:
    """What is told about something that runs full; days are whole numbers."""

    name: str
    value: str
    limit: str
    days: int
    low: int
    high: int | None


class Phrases(Protocol):
    """One language. Methods return a whole sentence unless they say otherwise."""

    # --- words, not sentences ---
    def amount(self, count: int) -> str:
        """Return a count with separators."""
        ...

    def rate(self, percent: float) -> str:
        """Return a percentage with as many decimals as it needs."""
        ...

    def moment(self, days_ago: int, month: int, day: int, clock: str) -> str:
        """Return a wall-clock time with its day, as seen from the briefing's day."""
        ...

    def lines_of(self, pattern: str, count: int) -> str:
        """Return a quoted pattern with its count."""
        ...

    # --- logs ---
    def volume(self, lines: Compared, errors: Compared, rate: float, rate_before: float) -> str:
        """Tell volume and error rate."""
        ...

    def lines(self, lines: Compared) -> str:
        """Tell the volume alone."""
        ...

    def errors(self, errors: Compared, rate: float, rate_before: float) -> str:
        """Tell the errors alone."""
        ...

    def no_lines(self) -> str:
        """Tell that there was not a single line."""
        ...

    def new_error(self, pattern: str, count: int) -> str:
        """Tell of an error never seen in the period before."""
        ...

    def more_new_errors(self, kinds: int, example: str, count: int) -> str:
        """Tell of further new errors, naming the most frequent."""
        ...

    def new_lines(self, kinds: int, example: str, count: int) -> str:
        """Tell of further lines never seen before, naming the most frequent."""
        ...

    def grew(self, pattern: str, before: int, now: int) -> str:
        """Tell of a template that grew."""
        ...

    def gone_error(self, kinds: int, example: str, before: int) -> str:
        """Tell of errors that no longer occur."""
        ...

    def gone_lines(self, kinds: int, example: str, before: int) -> str:
        """Tell of usual lines that stopped."""
        ...

    def top_errors(self, items: list[str]) -> str:
        """Tell the most frequent errors."""
        ...

    def gap(self, gap: Gap) -> str:
        """Tell what could not be read and why."""
        ...

    def unread(self, gap: str) -> str:
        """Tell what follows from a gap, given its sentence."""
        ...

    # --- alarms, events, capacity ---
    def firing(self, alarm: AlarmWords) -> str:
        """Tell of an alarm that still fires, or may."""
        ...

    def recovered(self, alarm: AlarmWords) -> str:
        """Tell of an alarm that is over."""
        ...

    def more_alarms(self, firing: int, recovered: int, critical: int) -> str:
        """Tell how many further alarms there were, and how many of them were critical."""
        ...

    def happening(self, kind: str, text: str) -> str:
        """Tell an event of ours."""
        ...

    def more_happenings(self, kind: str, count: int, briefs: list[str]) -> str:
        """Tell how many further events of a kind there were, naming those that need a person."""
        ...

    def capacity(self, warning: CapacityWords) -> str:
        """Tell what runs full and when."""
        ...

    def more_capacity(self, count: int) -> str:
        """Tell how many further things run full."""
        ...

    def untold(self, count: int) -> str:
        """Tell the ear how much is not read out, and where it stands."""
        ...

    def metric(self, name: str) -> str:
        """Return the name of a measured series in words."""
        ...

    # --- the headline and its pieces ---
    def brief_rate(self, rate: float, before: float) -> str:
        """Return that the error rate rose, for the headline."""
        ...

    def brief_steady_rate(self, rate: float) -> str:
        """Return the error rate of a calm day, for the headline."""
        ...

    def brief_new_errors(self, kinds: int) -> str:
        """Return how many kinds of errors are new, for the headline."""
        ...

    def brief_volume(self, times: float) -> str:
        """Return how the volume changed, for the headline."""
        ...

    def brief_alarm(self, name: str) -> str:
        """Return that an alarm is not over, for the headline."""
        ...

    def brief_capacity(self, name: str, days: int) -> str:
        """Return what runs full, for the headline."""
        ...

    def brief_counts(self, kind: str, count: int) -> str:
        """Return how many of a kind there were: lines, recovered, rollback, task; 0 is said."""
        ...

    def must(self, count: int, briefs: list[str]) -> str:
        """Say that a person must act."""
        ...

    def worth_a_look(self, briefs: list[str], *, all_read: bool) -> str:
        """Say that something is unusual; that nothing is urgent only when all was read."""
        ...

    def quiet(self, briefs: list[str], *, all_read: bool) -> str:
        """Say that the day was calm, with its numbers; not that all is well unless all was read."""
        ...

    def partly(self, headline: str, sources: int) -> str:
        """Put before a headline that not everything could be read."""
        ...

    # --- notes ---
    def sampled(self, mined: int, total: int) -> str:
        """Say that templates come from a sample."""
        ...

    def by_rules(self, why: str) -> str:
        """Say why the rules and not the model wrote this; `why` is a `WhyRules` value."""
        ...

    def dropped(self, count: int) -> str:
        """Say that sentences of the model were dropped for want of evidence."""
        ...

"""What an on-call schedule is made of: versions with layers, and overrides (ALR-10)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.oncall.clocks import instant_of, local_day
from domain.oncall.rotations import Rotation, Slot

_DAY = timedelta(days=1)

LOOKED_AHEAD = 9
"""Days in which the next edge of a window must be: a week, and what the clocks can add to it."""


@dataclass(frozen=True)
class DutyWindow:
    """Hours of some days of the week, in which a layer has somebody on duty.

    Attributes:
        weekdays: on which it begins; 0 is Sunday.
        start: time of day; included.
        end: time of day; not included. Not later than `start`: it is the next day's.
    """

    weekdays: tuple[int, ...]
    start: time
    end: time

    def span(self, day: date, zone: str) -> tuple[datetime, datetime] | None:
        """Return when it begins and ends that began on a day; None: it does not on that day."""
        if day.isoweekday() % 7 not in self.weekdays:
            return None
        ends = day if self.end > self.start else day + _DAY
        return instant_of(day, self.start, zone), instant_of(ends, self.end, zone, last=True)


@dataclass(frozen=True)
class Layer:
    """A rotation, and when it counts.

    Attributes:
        windows: hours of duty; empty: all hours.
        start: from then on; None: always.
        end: until then, not included; None: for ever.
    """

    name: str
    rotation: Rotation
    windows: tuple[DutyWindow, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    def slot_at(self, moment: datetime) -> Slot | None:
        """Return whose turn it is; None when nobody is on duty."""
        if self.start is not None and moment < self.start:
            return None
        if self.end is not None and moment >= self.end:
            return None
        return self.rotation.slot_at(moment) if self._on_duty(moment) else None

    def next_change(self, moment: datetime) -> datetime | None:
        """Return the next moment at which its answer can change; None: it never does again."""
        if self.end is not None and moment >= self.end:
            return None
        if self.start is not None and moment < self.start:
            return self.start
        found = [self.rotation.slot_at(moment).end, *self._edges(moment)]
        return min([*found, self.end] if self.end is not None else found)

    def is_off_hours(self, moment: datetime) -> bool:
        """Say whether nobody is on duty at a moment because its hours of duty say so."""
        return bool(self.windows) and not self._on_duty(moment)

    def _on_duty(self, moment: datetime) -> bool:
        if not self.windows:
            return True
        today = local_day(moment, self.rotation.zone)
        spans = self._spans(today - _DAY, 2)
        return any(start <= moment < end for start, end in spans)

    def _edges(self, moment: datetime) -> list[datetime]:
        first = local_day(moment, self.rotation.zone) - _DAY
        spans = self._spans(first, LOOKED_AHEAD) if self.windows else []
        return [edge for span in spans for edge in span if edge > moment]

    def _spans(self, first: date, days: int) -> list[tuple[datetime, datetime]]:
        zone = self.rotation.zone
        found = (
            window.span(first + n * _DAY, zone) for n in range(days) for window in self.windows
        )
        return [span for span in found if span is not None]


class OverrideKind(StrEnum):
    """What an override does to the people on call."""

    REPLACE_ALL = "replace_all"  # these people instead of everybody
    REPLACE = "replace"  # one instead of another, while that one is on call
    ADD = "add"
    REMOVE = "remove"  # one is not on call, whatever the layers say


@dataclass(frozen=True, kw_only=True)
class Override:
    """A change of who is on call, for a time.

    Attributes:
        id: of it alone.
        people: who comes; of `remove`: who goes.
        instead_of: who goes, of `replace`; else empty.
        start: included.
        end: not included.
        by: who made it.
        at: when.
        agreed_by: who said yes to it, when it came of a swap; else empty.
        ended_at: when it was taken back; what it did until then remains so. None: it was not.
    """

    id: str
    kind: OverrideKind
    people: tuple[str, ...]
    start: datetime
    end: datetime
    by: str
    at: datetime
    instead_of: str = ""
    agreed_by: str = ""
    ended_at: datetime | None = None

    @property
    def until(self) -> datetime:
        """When it ceases to count."""
        return self.end if self.ended_at is None else min(self.end, self.ended_at)

    def is_active(self, moment: datetime) -> bool:
        """Say whether it counts at a moment."""
        return self.start <= moment < self.until

    def next_change(self, moment: datetime) -> datetime | None:
        """Return the next moment at which it begins or ceases to count."""
        if self.start >= self.until:
            return None
        return next((edge for edge in (self.start, self.until) if edge > moment), None)


@dataclass(frozen=True)
class ScheduleVersion:
    """What counts from a moment until the next version's.

    Attributes:
        number: from 1.
        layers: the last one that has somebody wins.
    """

    number: int
    start: datetime
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class OnCallSchedule:
    """A schedule with all its past; it is never edited.

    Attributes:
        versions: at least one, by number; each begins later than the one before.
        overrides: in the order in which they were made.
        owner: id of the person who answers for it, and is warned of its gaps.
    """

    name: str
    versions: tuple[ScheduleVersion, ...]
    overrides: tuple[Override, ...] = ()
    owner: str = ""

    def version_at(self, moment: datetime) -> ScheduleVersion | None:
        """Return the version that counts; None before the first."""
        begun = (each for each in reversed(self.versions) if each.start <= moment)
        return next(begun, None)

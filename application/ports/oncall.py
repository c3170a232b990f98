"""What keeps on-call schedules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.events import Event
from domain.oncall.calendars import CalendarFile
from domain.oncall.feeds import Subscription
from domain.oncall.schedules import OnCallSchedule, Override, ScheduleVersion
from domain.oncall.swaps import Swap


class OnCallSchedules(Protocol):
    """Keeps schedules with their whole past; every change comes with its event, both or neither."""

    async def add(self, schedule: OnCallSchedule, *, event: Event) -> None:
        """Keep a new schedule.

        Raises:
            Conflict: one of its name exists, or there are as many as there may be.
        """

    async def get(self, name: str, *, since: datetime) -> OnCallSchedule | None:
        """Return it with the overrides that count at `since` or later, or None."""

    async def list(self, *, since: datetime) -> list[OnCallSchedule]:
        """Return all of them by name, each as `get` does."""

    async def add_version(self, name: str, version: ScheduleVersion, *, event: Event) -> None:
        """Keep the next version.

        Raises:
            Conflict: somebody else added it meanwhile, or there are as many as there may be.
        """

    async def add_overrides(
        self, name: str, overrides: Sequence[Override], *, event: Event
    ) -> None:
        """Keep overrides, in order, after all others: every one or none.

        Raises:
            Conflict: as many as there may be are not over yet.
        """

    async def end_override(self, name: str, override: Override, *, event: Event) -> None:
        """Keep that an override was taken back; one that was before stays as it is."""

    async def add_swap(self, swap: Swap, *, event: Event) -> None:
        """Keep a swap that was asked for.

        Raises:
            Conflict: as many as there may be of the schedule are open.
        """

    async def get_swap(self, swap_id: str) -> Swap | None:
        """Return it, or None."""

    async def swaps(self, name: str, *, after: datetime, limit: int) -> Sequence[Swap]:
        """Return those of a schedule that were asked for since `after`, newest first."""

    async def overdue_swaps(self, now: datetime, *, limit: int) -> Sequence[Swap]:
        """Return those that nobody answered in time, and of which that is not kept yet."""

    async def settle_swap(self, swap: Swap, *, overrides: Sequence[Override], event: Event) -> None:
        """Keep how a swap ended, with the overrides that it writes: all of it or nothing.

        Raises:
            Conflict: it was settled before, or as many overrides as there may be are not over yet.
        """


class OnCallFeeds(Protocol):
    """Keeps the addresses at which calendar programs read shifts, by SHA-256 of their secret."""

    async def add(self, feed: Subscription, *, digest: str, most: int, event: Event) -> None:
        """Keep a new one with its event, both or neither.

        Raises:
            Conflict: `most` of its owner open.
        """

    async def of(self, person_id: str) -> list[Subscription]:
        """Return somebody's, the newest first; those revoked long ago are gone."""

    async def get(self, feed_id: str) -> Subscription | None:
        """Return one, or None."""

    async def opened(self, digest: str, *, at: datetime) -> Subscription | None:
        """Return the one whose secret this is of, if it opens, and note that it was read."""

    async def revoke(self, feed: Subscription, *, event: Event) -> None:
        """Keep that one was revoked, with its event; one that was before stays as it is."""


@dataclass(frozen=True, kw_only=True)
class ShiftEntry:
    """A shift as an event of a calendar.

    Attributes:
        uid: the same whenever the shift is written.
        people: ids.
    """

    uid: str
    title: str
    start: datetime
    end: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Shifts as a file has them.

    Attributes:
        title: what calendars call it.
        at: when it was written.
    """

    title: str
    at: datetime
    entries: tuple[ShiftEntry, ...]


class CalendarFiles(Protocol):
    """Reads and writes calendar files (RFC 5545)."""

    async def read(
        self, text: str, *, zone: str, start: datetime, end: datetime, owner: str
    ) -> CalendarFile:
        """Return what a file says of a time.

        Args:
            text: of the file.
            zone: of times that name none, and of whole days.
            start: what ends earlier may be left out.
            end: what begins later is left out.
            owner: whose turn it takes.

        Raises:
            InvalidRequest: it breaks a rule, which says in which event.
            Unavailable: too many files wait to be read.
        """

    def write(self, calendar: Calendar) -> str:
        """Return a file."""

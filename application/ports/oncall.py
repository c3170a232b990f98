"""What keeps on-call schedules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.events.events import Event
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

    async def add_override(self, name: str, override: Override, *, event: Event) -> None:
        """Keep an override.

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

"""Sources of alerts that can be asked what they have: now about one, or lately (ALR-1, ALR-2)."""

from datetime import datetime
from typing import Protocol

from domain.alerts.alerts import Alert, Confirmation
from domain.alerts.heartbeats import Heartbeat


class AlertReader(Protocol):
    """One source's own interface, signed or within the installation; never the callback's word."""

    @property
    def name(self) -> str:
        """What people call it, e.g. `DescribeAlarmHistories`."""

    async def read_back(self, alert: Alert, *, now: datetime) -> Confirmation:
        """Say how the source has this very alarm now.

        Raises:
            ZhibanError: it could not be asked.
        """

    async def poll(self, *, start: datetime, end: datetime) -> list[Alert]:
        """Return what began to fire in the period, as it stands now, oldest first.

        What fired and is over comes as resolved, where the source still knows of it.

        Raises:
            ZhibanError: the source, or a part of it, could not be read.
        """


class Heartbeats(Protocol):
    """Keeps when each source that always sends was heard last (ALR-11)."""

    async def beat(self, name: str, *, at: datetime) -> None:
        """Keep that one was heard; a new one beyond the most that are kept is left out."""

    async def get(self, name: str) -> Heartbeat | None:
        """Return one; None when it was never heard."""

    async def all(self) -> list[Heartbeat]:
        """Return all, by name."""

    async def count_from(self, moment: datetime) -> None:
        """Keep that nobody listened before this moment."""

    async def mark_silent(self, name: str, since: datetime | None) -> None:
        """Keep since when one is silent; None: it is heard again."""

    async def forget(self, before: datetime) -> None:
        """Forget those that were not heard since."""

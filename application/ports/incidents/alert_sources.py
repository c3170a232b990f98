"""Sources of alerts that can be asked what they have: now about one, or lately (ALR-1, ALR-2)."""

from datetime import datetime
from typing import Protocol

from domain.alerts.alerts import Alert, Confirmation


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

"""A clock that is moved by hand, and ids that come in order."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class ManualClock:
    """Stands still until told to move; begins on a Saturday at 06:30 in Shanghai."""

    moment: datetime = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> datetime:
        """Go on by a `timedelta`, e.g. `clock.move(minutes=5)`."""
        self.moment += timedelta(**by)
        return self.moment


@dataclass
class CountingIds:
    """Unguessable to no one: 1, 2, 3 … in 32 hexadecimal characters."""

    last: int = 0

    def new(self) -> str:
        self.last += 1
        return f"{self.last:032x}"

"""Whether the database keeps what is written: a full or read-only one answers all the same."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.options import NotReady
from application.ports.clock import Clock
from application.ports.people import Throttle
from bootstrap.wording import in_english
from domain.common.errors import ZhibanError

RESTED = timedelta(seconds=10)
"""How long a write that went well counts; a probe comes every second or so, and each would wait for
the disk."""

_KEY = "health"
_KEPT_SECONDS = 60


@dataclass
class WriteCheck:
    """Writes one small row, seldom while all is well, and at every question while it is not."""

    throttle: Throttle
    clock: Clock
    went_well: datetime | None = field(default=None)

    async def check(self) -> str:
        """Return when something was kept lately.

        Raises:
            NotReady: nothing can be kept; says why.
        """
        now = self.clock.now()
        if self.went_well is None or not timedelta(0) <= now - self.went_well < RESTED:
            try:
                await self.throttle.hit(_KEY, now=now, window_seconds=_KEPT_SECONDS)
            except ZhibanError as error:
                self.went_well = None
                raise NotReady(in_english(error)) from None
            self.went_well = now
        return "keeps what is written"

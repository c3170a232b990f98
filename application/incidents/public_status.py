"""The page of the public: the levels of chosen parts, looked at once for everybody (CON-2)."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.incidents.incidents import IncidentFilter, IncidentOrder, Incidents
from application.ports.tasks import Tasks, Watches
from domain.common.errors import NotFound, ZhibanError
from domain.common.messages import Localized
from domain.incidents.public_status import (
    PublicLevel,
    PublicTarget,
    level_of_incidents,
    level_of_watch,
    worst,
)

HOLDS = timedelta(seconds=15)
"""How long a look counts; so many people may ask within it as like."""

MOST_LOOKED_AT = 200
"""Open incidents of one namespace, the worst first."""


@dataclass(frozen=True, kw_only=True)
class PublicStatus:
    """What the public sees.

    Attributes:
        parts: what each is called, and how it is; in the order of the settings.
        at: when it was looked at.
    """

    parts: tuple[tuple[Localized, PublicLevel], ...]
    at: datetime

    @property
    def level(self) -> PublicLevel:
        """How the worst part is."""
        return worst(level for _, level in self.parts)


@dataclass
class PublicStatusService:
    """The one door to it; without parts there is no page. Nobody is asked who they are."""

    parts: tuple[PublicTarget, ...]
    tasks: Tasks
    watches: Watches
    incidents: Incidents
    clock: Clock
    _newest: PublicStatus | None = field(default=None, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def look(self) -> PublicStatus:
        """Return the levels, at most `HOLDS` old.

        Raises:
            NotFound: the page is not switched on.
        """
        if not self.parts:
            raise NotFound("page", "/status")
        async with self._turn:
            now = self.clock.now()
            if self._newest is None or not timedelta() <= now - self._newest.at < HOLDS:
                levels = await asyncio.gather(*(self._level(each) for each in self.parts))
                titles = (each.title for each in self.parts)
                self._newest = PublicStatus(parts=tuple(zip(titles, levels, strict=True)), at=now)
            return self._newest

    async def _level(self, part: PublicTarget) -> PublicLevel:
        """Return the level of one part; what cannot be read is unknown."""
        try:
            if part.task_id:
                record = await self.watches.load(part.task_id)
                memory = record.memory if record is not None else None
                return level_of_watch(await self.tasks.get(part.task_id), memory)
            which = IncidentFilter(open_only=True, cluster=part.cluster, namespace=part.namespace)
            found = await self.incidents.list(
                which, before="", limit=MOST_LOOKED_AT, order=IncidentOrder.MOST_SEVERE
            )
        except ZhibanError:
            return PublicLevel.UNKNOWN
        return level_of_incidents(part, found)

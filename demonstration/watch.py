"""Looks at the incident of a fault scenario while it goes on, and tells what is new about it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from application.common.wording import Localizer
from application.incidents.incidents import IncidentService
from demonstration.account import Account, deed_of
from domain.common.readers import Reader
from domain.people.access import Actor
from sandbox.scenarios.scenario import Beat, Deed, Scenario

_LOOK = 0.3
"""Seconds between two looks."""
_LAST_LOOK = 10.0
"""Seconds that the last look may take."""
_MOST_EVENTS = 200


@dataclass
class ScenarioWatch:
    """Tells one scenario, each line with the seconds since its first alert.

    Attributes:
        reader: who watches.
        tell: gets the lines.
    """

    incidents: IncidentService
    operator: Actor
    scenario: Scenario
    namespace: str
    reader: Reader
    tell: Callable[[str], None]
    _account: Account = field(init=False)
    _began: datetime | None = None

    def __post_init__(self) -> None:
        """Begin an account for the reader."""
        self._account = Account(Localizer(self.incidents.words, self.reader))

    def beat(self, beat: Beat) -> None:
        """Tell what happens now."""
        now = datetime.now(UTC)
        if beat.deed is Deed.ALERT and self._began is None:
            self._began = now
        said = deed_of(beat, self.scenario, self.namespace)
        self._say(now, self._account.reader.text(said))

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Look again and again while the block lasts, and once more at its end."""
        task = asyncio.create_task(self._look_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
        async with asyncio.timeout(_LAST_LOOK):
            await self._look()

    async def _look_on(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(_LOOK)

    async def _look(self) -> None:
        by, service = self.operator, self.incidents
        page = await service.list(by=by, namespace=self.namespace, limit=1)
        for incident in page.incidents:
            events = await service.timeline(by=by, incident_id=incident.id, limit=_MOST_EVENTS)
            why = await service.explain(by=by, incident_id=incident.id)
            for moment, line in self._account.news(incident, events, why):
                self._say(moment, line)

    def _say(self, moment: datetime | None, line: str) -> None:
        since = (moment - self._began).total_seconds() if moment and self._began else None
        when = "" if since is None else f"+{max(since, 0.0):.1f} s"
        self.tell(f"{when:>8}  {line}")

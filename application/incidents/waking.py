"""Wakes incidents that hold still, when somebody ends what they wait for."""

import logging
from dataclasses import dataclass

from application.ports.incidents.incidents import IncidentClient, IncidentFilter, Incidents
from domain.common.errors import NotFound, TemporaryError
from domain.incidents.incidents import IncidentState

HOLDING_STILL = (IncidentState.SUPPRESSED, IncidentState.WAITING)

MOST_WOKEN = 200
"""Of each state; the others look again by themselves within minutes (`suppression.LOOK_AGAIN`)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class IncidentWaking:
    """Asks incidents to look again at what holds them back."""

    incidents: Incidents
    lives: IncidentClient

    async def wake(self) -> int:
        """Wake those that hold still, and return how many heard it; the others look later."""
        heard = 0
        for state in HOLDING_STILL:
            which = IncidentFilter(state=state)
            for incident in await self.incidents.list(which, before="", limit=MOST_WOKEN):
                heard += await self._woken(incident.workflow_id)
        return heard

    async def _woken(self, workflow_id: str) -> bool:
        try:
            await self.lives.look_again(workflow_id)
        except (NotFound, TemporaryError) as error:
            _log.warning("not woken: %s", error, extra={"workflow": workflow_id})
            return False
        return True

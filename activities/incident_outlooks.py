"""What mutes an incident or holds its repair back: controls, and what may be its cause."""

from dataclasses import dataclass

from activities.incident_orders import LookOrder, Outlook
from application.ports.clock import Clock
from application.ports.incidents import Controls, IncidentFilter, Incidents
from domain.incidents import Incident
from domain.suppression import frozen, open_incident, suppressed, window_at

MOST_OTHERS = 5_000
"""Open incidents that are looked at as possible parents: the cause of a storm comes before all of
it, and a storm of 100 a minute lasts 50 minutes in them."""

PAGE = 500


@dataclass(frozen=True)
class Outlooks:
    """Looks at controls, and at incidents that may be the cause of others."""

    incidents: Incidents
    controls: Controls
    clock: Clock

    async def look(self, order: LookOrder) -> Outlook:
        """Say what mutes an incident or holds its repair back, now."""
        now = self.clock.now()
        controls = await self.controls.list(kind=None, active_at=now)
        others = await self._open_ones() if order.policy.inhibitions else []
        parents = [open_incident(each) for each in others if each.workflow_id != order.workflow_id]
        muted = suppressed(order.fingerprint, controls, parents, order.policy, now=now)
        owner = order.fingerprint.owner
        freeze = frozen(owner, controls, now) if owner is not None else None
        window = window_at(freeze, now) if freeze is not None else None
        return Outlook(
            muted, freeze.name if freeze else "", window.until if window is not None else None
        )

    async def _open_ones(self) -> list[Incident]:
        found: list[Incident] = []
        while len(found) < MOST_OTHERS:
            before = found[-1].id if found else ""
            page = await self.incidents.list(
                IncidentFilter(open_only=True), before=before, limit=PAGE
            )
            found += page
            if len(page) < PAGE:
                break
        return found

"""What mutes an incident or holds its repair back: controls, and what may be its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.incident_orders import LookOrder, Outlook
from application.ports.clock import Clock
from application.ports.incidents.incidents import (
    Controls,
    IncidentClient,
    IncidentFilter,
    Incidents,
)
from domain.common.errors import TemporaryError
from domain.incidents.controls import Control
from domain.incidents.incidents import Incident
from domain.incidents.suppression import (
    OpenIncident,
    SuppressedBy,
    Suppression,
    frozen,
    open_incident,
    suppressed,
    window_at,
)

MOST_OTHERS = 5_000
"""Open incidents that are looked at as possible parents: the cause of a storm comes before all of
it, and a storm of 100 a minute lasts 50 minutes in them."""

PAGE = 500

MOST_ASKED = 20
"""Parents that are asked for signs of life before one look."""


@dataclass(frozen=True)
class Outlooks:
    """Looks at controls, and at incidents that may be the cause of others."""

    incidents: Incidents
    controls: Controls
    clock: Clock
    lives: IncidentClient

    async def look(self, order: LookOrder) -> Outlook:
        """Say what mutes an incident or holds its repair back, now."""
        now = self.clock.now()
        controls = await self.controls.list(kind=None, active_at=now)
        others = await self._open_ones() if order.policy.inhibitions else []
        parents = [open_incident(each) for each in others if each.workflow_id != order.workflow_id]
        muted = await self._muted(order, controls, parents, now)
        owner = order.fingerprint.owner
        freeze = frozen(owner, controls, now) if owner is not None else None
        window = window_at(freeze, now) if freeze is not None else None
        return Outlook(
            muted, freeze.name if freeze else "", window.until if window is not None else None
        )

    async def _muted(
        self,
        order: LookOrder,
        controls: Sequence[Control],
        parents: list[OpenIncident],
        now: datetime,
    ) -> Suppression | None:
        """Return what mutes it; a parent counts only while its workflow is known to run.

        Its row is written by that workflow: once it is gone, the row would mute its children for
        ever. After some rows of that kind the rest are not believed either.
        """
        for _ in range(MOST_ASKED):
            muted = suppressed(order.fingerprint, controls, parents, order.policy, now=now)
            if muted is None or muted.reason is not SuppressedBy.INHIBITION:
                return muted
            if await self._is_running(muted.by):
                return muted
            parents = [each for each in parents if each.workflow_id != muted.by]
        return None

    async def _is_running(self, workflow_id: str) -> bool:
        try:
            return await self.lives.is_running(workflow_id)
        except TemporaryError as error:
            extra = {"parent": workflow_id}
            activity.logger.warning("a parent could not be asked", extra=extra, exc_info=error)
            return False

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

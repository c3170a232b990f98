"""Finds incidents whose workflow is gone, and says so: nobody goes on with them (RBK-3).

A run that is terminated in Temporal, or fails, has no last word. What it wrote down before would be
shown for ever as if something were still at it.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from application.ports.clock import Clock
from application.ports.incidents.incidents import (
    ApprovalClient,
    Approvals,
    IncidentClient,
    IncidentFilter,
    Incidents,
)
from domain.common.errors import TemporaryError
from domain.common.messages import message
from domain.events.events import EventType
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState

MOST_LOOKED = 5_000
"""Open incidents that are looked at in one round; the oldest of more come later."""

PAGE = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoppedIncidents:
    """Closes what has no workflow any more, with the reason; running it again changes nothing."""

    incidents: Incidents
    approvals: Approvals
    lives: IncidentClient
    asking: ApprovalClient
    clock: Clock

    async def close(self, alive: Collection[str] = ()) -> int:
        """Close those that are gone, and return how many; who cannot be asked is left as it is.

        Args:
            alive: ids of workflows that ran a moment ago: these are not asked for one by one.
        """
        looked, closed, before = 0, 0, ""
        running = set(alive)
        while looked < MOST_LOOKED:
            page = await self.incidents.list(
                IncidentFilter(open_only=True), before=before, limit=PAGE
            )
            for incident in page:  # the newest first: only that of a workflow can be running
                if incident.workflow_id in running:
                    running.remove(incident.workflow_id)
                    continue
                closed += await self._is_gone(incident) and await self._close(incident.id)
            if len(page) < PAGE:
                break
            looked, before = looked + len(page), page[-1].id
        return closed

    async def _is_gone(self, incident: Incident) -> bool:
        """Say whether no run is at it: one workflow id serves one incident after the other."""
        newest = await self.incidents.by_workflow(incident.workflow_id)
        if newest is not None and newest.id != incident.id:
            return True
        try:
            return not await self.lives.is_running(incident.workflow_id)
        except TemporaryError as error:
            _log.warning("not asked: %s", error, extra={"incident": incident.id})
        return False

    async def _close(self, incident_id: str) -> bool:
        # Who ended in the right way wrote that down before the run was gone.
        incident = await self.incidents.get(incident_id)
        if incident is None or incident.state is IncidentState.CLOSED:
            return False
        now = self.clock.now()
        notes = _last_words(incident, now)
        told = replace(
            incident,
            state=IncidentState.CLOSED,
            ending=Ending.STOPPED,
            closed_at=now,
            changed_at=now,
            revision=notes[-1].number,
            doing=message("incident.stopped"),
            waits_for=None,
            until=None,
        )
        await self._take_back(incident.approval, now)
        await self.incidents.record(told, [event_of(told, each) for each in notes])
        return True

    async def _take_back(self, approval_id: str, now: datetime) -> None:
        """End the question that it asked: a yes would reach nobody."""
        asked = await self.approvals.get(approval_id) if approval_id else None
        if asked is not None and asked.state is ApprovalState.PENDING:
            ended = replace(asked, state=ApprovalState.SUPERSEDED, answered_at=now)
            await self.approvals.keep(ended)
            await self.asking.withdraw(asked)


def _last_words(incident: Incident, now: datetime) -> list[IncidentNote]:
    """Return what is told; who was called has it in hand, and needs no line in a briefing."""
    first = incident.revision + 1
    closed = {"ending": str(Ending.STOPPED)}
    if incident.state is IncidentState.HANDED_OVER:
        return [IncidentNote(EventType.INCIDENT_CLOSED, first, now, closed)]
    queued = {"reason": str(CallReason.STOPPED)}
    return [
        IncidentNote(EventType.BROADCAST_QUEUED, first, now, queued),
        IncidentNote(EventType.INCIDENT_CLOSED, first + 1, now, closed),
    ]

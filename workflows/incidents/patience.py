"""Waiting until an incident may be worked on: paused, flapping, muted, frozen."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import LookOrder, Outlook
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from domain.alerts.alerts import ReadBack
from domain.common.messages import Called, Message, message, named
from domain.events.events import EventType
from domain.incidents.flapping import Flap, Flapping, flapping
from domain.incidents.incidents import CallReason, IncidentState
from domain.incidents.suppression import LOOK_AGAIN, Suppression
from workflows.incidents.calls import Calls
from workflows.incidents.case import Case
from workflows.incidents.sources import Sources
from workflows.incidents.state import Cleared, PersonNeeded

FREEZE_PATIENCE = timedelta(hours=24)
"""A freeze that ends within a day is waited for; for a longer one a person is called now."""

FRESH = timedelta(seconds=30)
"""Age of a look at silences and freezes that is as good as a new one."""

Leave = Callable[[], Awaitable[None]]
"""Something to be done once, or a way to wait."""


class Patience:
    """Holds one incident back for as long as something says so."""

    def __init__(self, case: Case, sources: Sources, calls: Calls) -> None:
        self._case = case
        self._sources = sources
        self._calls = calls

    async def until_free(
        self, *, looked_at: datetime | None = None, leaving: Leave | None = None
    ) -> bool:
        """Wait while paused, flapping, muted or frozen; what changes meanwhile is heeded at once.

        Args:
            looked_at: when it was free the last time; a moment ago is as good as now, since the
                guards look once more before a write.
            leaving: done before each wait: it may last for days, and others want their turn.

        Returns:
            Whether it had to wait.

        Raises:
            Over, Cleared, PersonNeeded: the ladder is left.
        """
        waited = False
        while (held := await self._what_holds(looked_at)) is not None:
            if leaving is not None:
                await leaving()
            await held()
            waited = True
        return waited

    async def _what_holds(self, looked_at: datetime | None) -> Leave | None:
        """Return how to wait for what holds it back now; None when nothing does."""
        case = self._case
        case.check_interrupts()
        if case.memory.paused_by:
            return self._while_paused
        if self._flap().is_flapping or case.incident.flapping:
            return self._while_flapping
        if looked_at is not None and workflow.now() - looked_at < FRESH:
            return None
        outlook = await self._look()
        if outlook.suppression is not None:
            return partial(self.while_muted, outlook.suppression)
        return partial(self._while_frozen, outlook) if outlook.frozen_by else None

    async def while_muted(self, suppression: Suppression) -> None:
        """Count alerts and do nothing until it ends; what still fires then is looked at once.

        Raises:
            Over, Cleared, PersonNeeded: the ladder is left.
        """
        case, first = self._case, suppression
        new = case.incident.state is not IncidentState.SUPPRESSED
        by = Called(first.by)
        self._show(
            IncidentState.SUPPRESSED,
            message("incident.muted", name=by, by=first.reason),
            message("wait.muting", name=by),
            first.until,
        )
        if new:
            case.note(EventType.INCIDENT_SUPPRESSED, by=first.by, until=first.until)
        now: Suppression | None = suppression
        while now is not None:
            await self._wait_until(now.until)
            now = (await self._look()).suppression
        if await self._sources.confirm() is not ReadBack.FIRING:
            case.turn(firing=False)
            raise Cleared
        self._show(IncidentState.REPAIRING, message("incident.muting_over"), None, None)

    async def _while_paused(self) -> None:
        case = self._case
        by = Called(case.memory.paused_by)
        self._show(
            IncidentState.PAUSED,
            message("incident.paused", person=by),
            message("wait.resume", person=by),
            None,
        )
        while case.memory.paused_by:
            await case.wait()
            self._case.check_interrupts()
        self._show(IncidentState.REPAIRING, message("incident.resumed"), None, None)

    async def _while_flapping(self) -> None:
        """Stop while it comes and goes; people are told when that begins and when it ends."""
        case, found = self._case, self._flap()
        if not case.incident.flapping:
            case.see(case.incident.flaps(flapping=True))
            window = timedelta(seconds=case.policy.flap.window)
            detail = message("incident.changes", count=found.changes, window=window)
            case.note(EventType.INCIDENT_FLAPPING, detail=detail)
            await self._calls.call(CallReason.FLAPPING, detail)
        self._show(
            IncidentState.FLAPPING,
            message("incident.flaps"),
            message("wait.settling"),
            found.settles_at,
        )
        while (found := self._flap()).state is not Flap.SETTLED:
            if case.memory.aborted_by or case.memory.closed_by:
                case.check_interrupts()
            await case.wait((found.settles_at or workflow.now()) + timedelta(seconds=1))
        case.see(case.incident.flaps(flapping=False))
        self._show(IncidentState.REPAIRING, message("incident.settled"), None, None)
        state = ReadBack.FIRING if case.memory.firing else ReadBack.CLEARED
        await self._calls.tell_again(EventType.INCIDENT_SETTLED, detail=named(state))

    def _flap(self) -> Flapping:
        memory = self._case.memory
        return flapping(
            memory.turns,
            self._case.policy.flap,
            now=workflow.now(),
            was=memory.incident.flapping,
        )

    async def _while_frozen(self, outlook: Outlook) -> None:
        case, until, name = self._case, outlook.frozen_until, Called(outlook.frozen_by)
        if until is None or until - workflow.now() > FREEZE_PATIENCE:
            raise PersonNeeded(CallReason.BLOCKED, message("incident.frozen", name=name))
        waits_for = message("wait.freeze", name=name)
        waits = message("incident.waits_for_freeze", name=name)
        self._show(IncidentState.WAITING, waits, waits_for, until)
        case.note(EventType.INCIDENT_WAITING, waits_for=waits_for, until=until)
        still: Outlook = outlook
        while still.frozen_by and still.frozen_until is not None:
            await self._wait_until(still.frozen_until)
            still = await self._look()
        self._show(IncidentState.REPAIRING, message("incident.freeze_over"), None, None)

    async def _wait_until(self, until: datetime | None) -> None:
        """Wait for the end, but look again before: somebody may end it before its time."""
        self._case.check_interrupts()  # what came in while it was looked must not wait as long
        again = workflow.now() + LOOK_AGAIN
        await self._case.wait(again if until is None else min(until, again))
        self._case.check_interrupts()

    async def _look(self) -> Outlook:
        case = self._case
        order = LookOrder(case.memory.fingerprint, case.incident.workflow_id, case.policy)
        try:
            found: Outlook = await workflow.execute_activity_method(
                IncidentActivities.look, order, **keep_record("what holds it back")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # Not knowing what is muted must not hide it; the guards look again before a write.
            workflow.logger.error("controls unknown", exc_info=error)
            return Outlook()
        return found

    def _show(
        self,
        state: IncidentState,
        doing: Message,
        waits_for: Message | None,
        until: datetime | None,
    ) -> None:
        self._case.show(state, doing, waits_for=waits_for, until=until)

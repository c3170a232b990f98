"""Taking the locks of targets and the budget of a cluster, and giving them back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import LeaseRequest
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from application.ports.incidents.incidents import Lease
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Called, Message, message
from domain.events.events import EventType
from domain.incidents.incidents import CallReason, IncidentState
from workflows.incidents.case import Case
from workflows.incidents.state import PersonNeeded

QUEUE_PATIENCE = timedelta(hours=1)
"""Four attempts of others at their longest; whoever waits longer than that is called for."""

ASK_AGAIN = timedelta(minutes=10)
"""Between two requests for one grant: its signal may have been lost with a terminated queue. In a
storm hundreds wait, most of them not in the memory of any worker: each request is a replay of its
incident, and of its queue (`python -m bench.storm`)."""


class Turns:
    """Waits for its turn to write."""

    def __init__(self, case: Case) -> None:
        self._case = case

    async def take(self, targets: Sequence[WorkloadRef]) -> None:
        """Take every lock in the plan's order, then the budget: everybody does, so nobody is stuck.

        Raises:
            PersonNeeded: it took too long.
        """
        owner = targets[0]
        mine, policy = self._case.incident.workflow_id, self._case.policy
        for target in targets:
            await self._take(LeaseRequest(Lease("lock", str(target), mine), _run_id(), 1))
        budget = Lease("budget", owner.cluster, mine, owner.namespace)
        await self._take(
            LeaseRequest(budget, _run_id(), policy.most_in_cluster, policy.most_in_namespace)
        )

    async def give_back(self) -> None:
        """Give everything back that was asked for; nothing is left to a lease."""
        if self._case.memory.holds:
            await self.release(self._case.memory.holds)
            self._case.become(self._case.memory.holding_nothing())

    async def release(self, holds: tuple[Lease, ...]) -> None:
        """Give some back; the lease ends what cannot be told."""
        try:
            await workflow.execute_activity_method(
                IncidentActivities.release,
                holds,
                **keep_record("give the turn back", within=timedelta(minutes=10)),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.error("not released", exc_info=error)

    async def _take(self, order: LeaseRequest) -> None:
        case, hold = self._case, order.hold
        case.become(case.memory.holding(hold))
        give_up_at = workflow.now() + QUEUE_PATIENCE
        while hold not in case.memory.granted:
            await workflow.execute_activity_method(
                IncidentActivities.hold, order, **keep_record(f"ask for {hold.kind}")
            )
            await self._wait(hold, workflow.now() + ASK_AGAIN)
            if workflow.now() >= give_up_at and hold not in case.memory.granted:
                waited = message("incident.no_turn", waits_for=_waits_for(hold))
                raise PersonNeeded(CallReason.BLOCKED, waited)

    async def _wait(self, hold: Lease, until: datetime) -> None:
        """Wait for the grant; a wait that lasts is shown and written down, the usual one is not."""
        case = self._case
        quiet_until = workflow.now() + timedelta(seconds=2)
        while hold not in case.memory.granted and workflow.now() < until:
            await case.wait(quiet_until if workflow.now() < quiet_until else until)
            case.check_interrupts()
            if hold not in case.memory.granted:
                self._show(_waits_for(hold))

    def _show(self, waits_for: Message) -> None:
        case = self._case
        if case.incident.waits_for == waits_for:
            return
        until = workflow.now() + QUEUE_PATIENCE
        case.show(
            IncidentState.WAITING,
            message("incident.queues", waits_for=waits_for),
            waits_for=waits_for,
            until=until,
        )
        case.note(EventType.INCIDENT_WAITING, waits_for=waits_for, until=until)


def _waits_for(hold: Lease) -> Message:
    if hold.kind == "lock":
        return message("wait.lock", target=Called(hold.resource))
    return message("wait.budget", cluster=Called(hold.resource))


def _run_id() -> str:
    return workflow.info().run_id

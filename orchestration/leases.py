"""The `Leases` port, kept by Temporal: one workflow per lock and per budget."""

from dataclasses import dataclass, field

from temporalio.client import Client, WorkflowHandle, WorkflowQueryRejectedError
from temporalio.common import (
    QueryRejectCondition,
    SearchAttributePair,
    TypedSearchAttributes,
)

from application.ports.incidents.incidents import Lease
from domain.common.errors import Noun, Unavailable
from orchestration.requests import Requests, is_not_found
from workflows.attributes import KIND, STATE
from workflows.incidents.leases import Asked, LeaseQueueInput, TargetLockWorkflow

_WORKFLOWS = {"lock": "TargetLock", "budget": "ClusterBudget"}


def hold_id(hold: Lease) -> str:
    """Return the workflow id of a hold's queue: `lock/<target>` or `budget/<cluster>`."""
    return f"{hold.kind}/{hold.resource}"


@dataclass(frozen=True)
class TemporalLeases:
    """Asks the queues of holds.

    Attributes:
        task_queue: of the people's workers.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def request(self, hold: Lease, *, run_id: str, most: int, most_in_namespace: int) -> None:
        """Stand in the queue, starting it when there is none; asking again keeps the place."""
        asked = Asked(hold, run_id, most, most_in_namespace)
        await self.requests.send(Noun.LOCK, lambda: self._request(asked))

    async def release(self, hold: Lease) -> None:
        """Give it back, or step out of the queue; releasing twice is once."""
        handle = self.client.get_workflow_handle(hold_id(hold))
        try:
            await self.requests.send(Noun.LOCK, lambda: handle.signal("release", hold))
        except Unavailable as error:
            if not is_not_found(error.__cause__):
                raise

    async def holds(self, hold: Lease) -> bool:
        """Say whether it is granted now; a queue that does not run grants nothing."""
        try:
            state = await self.requests.send(Noun.LOCK, lambda: self._status(hold))
        except Unavailable as error:
            if is_not_found(error.__cause__) or _is_closed(error.__cause__):
                return False
            raise
        return any(each.holder == hold.holder for each in state.held)

    async def holders(self, kind: str, resource: str) -> list[str]:
        """Return who holds a lock, or has places in a budget; nobody does when it does not run."""
        hold = Lease(kind, resource, "")
        try:
            state = await self.requests.send(Noun.LOCK, lambda: self._status(hold))
        except Unavailable as error:
            if is_not_found(error.__cause__) or _is_closed(error.__cause__):
                return []
            raise
        return [each.holder for each in state.held]

    async def _request(self, asked: Asked) -> None:
        hold = asked.hold
        await self.client.start_workflow(
            _WORKFLOWS[hold.kind],
            LeaseQueueInput(hold.resource),
            id=hold_id(hold),
            task_queue=self.task_queue,
            start_signal="request",
            start_signal_args=[asked],
            static_summary=f"{hold.kind} of {hold.resource}",
            static_details=(
                "Grants in the order of asking and ends when idle. A holder that is gone loses "
                "its grant within minutes; terminating this frees it at once."
            ),
            search_attributes=self._attributes(hold),
        )

    async def _status(self, hold: Lease) -> LeaseQueueInput:
        handle: WorkflowHandle[TargetLockWorkflow, None]
        handle = self.client.get_workflow_handle_for(TargetLockWorkflow.run, hold_id(hold))
        # Both kinds answer the same; what a closed one last knew is not what is so now.
        return await handle.query(
            TargetLockWorkflow.status, reject_condition=QueryRejectCondition.NOT_OPEN
        )

    def _attributes(self, hold: Lease) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [SearchAttributePair(KIND, hold.kind), SearchAttributePair(STATE, "held")]
        )


def _is_closed(error: BaseException | None) -> bool:
    return isinstance(error, WorkflowQueryRejectedError)

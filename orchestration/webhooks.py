"""The `ForwardingClient` port, kept by Temporal: one workflow per endpoint."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy

from application.common.wording import message_for
from application.ports.webhooks import ForwardingRun, ForwardingState
from domain.common.errors import Noun, Unavailable
from domain.common.messages import Called, Foreign, Message, message
from orchestration.requests import Requests, is_not_found
from workflows.attributes import KIND, STATE
from workflows.deliveries.webhooks import EventForwardingWorkflow, ForwardingInput, ForwardingStatus

_Handle = WorkflowHandle[EventForwardingWorkflow, str]


@dataclass(frozen=True)
class TemporalForwarding:
    """Starts and steers `webhook/<endpoint>`.

    Attributes:
        task_queue: of the workers whose settings name the endpoints.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def ensure(self, endpoint: str) -> None:
        """Start the endpoint's workflow unless it runs."""
        await self.requests.send(Noun.FORWARDING, lambda: self._start(endpoint))

    async def pause(self, endpoint: str, *, reason: str) -> None:
        """Update it; starts it first when it does not run, so that it stays paused."""
        await self._steered(
            endpoint,
            partial(self._handle(endpoint).execute_update, EventForwardingWorkflow.pause, reason),
        )

    async def resume(self, endpoint: str) -> None:
        """Update it; starts it first when it does not run."""
        await self._steered(
            endpoint, partial(self._handle(endpoint).execute_update, EventForwardingWorkflow.resume)
        )

    async def life(self, endpoint: str) -> ForwardingRun:
        """Ask Temporal, and the workflow itself while it runs; that needs a worker."""
        try:
            return await self.requests.send(Noun.FORWARDING, lambda: self._look(endpoint))
        except Unavailable as error:
            if is_not_found(error.__cause__):
                return ForwardingRun(ForwardingState.STOPPED, message("webhook.never_started"))
            return ForwardingRun(ForwardingState.UNKNOWN, message_for(error))

    async def _look(self, endpoint: str) -> ForwardingRun:
        handle = self._handle(endpoint)
        described = await handle.describe()
        if described.status is not WorkflowExecutionStatus.RUNNING:
            word = described.status.name.lower() if described.status else "unknown"
            return ForwardingRun(
                ForwardingState.STOPPED, message("webhook.ended", state=Called(word))
            )
        status: ForwardingStatus = await handle.query(EventForwardingWorkflow.status)
        if status.paused:
            return ForwardingRun(ForwardingState.PAUSED, _foreign(status.reason))
        return ForwardingRun(ForwardingState.RUNNING)

    async def _steered(
        self, endpoint: str, update: Callable[..., Awaitable[ForwardingStatus]]
    ) -> None:
        ask = partial(update, id=str(uuid4()))  # the same over the tries of one call
        async with self.requests.turn(f"webhook/{endpoint}"):
            try:
                await self.requests.send(Noun.FORWARDING, ask)
            except Unavailable as error:
                if not is_not_found(error.__cause__):
                    raise
                await self.ensure(endpoint)
                await self.requests.send(Noun.FORWARDING, ask)

    def _handle(self, endpoint: str) -> _Handle:
        return self.client.get_workflow_handle_for(
            EventForwardingWorkflow.run, f"webhook/{endpoint}"
        )

    async def _start(self, endpoint: str) -> None:
        await self.client.start_workflow(
            EventForwardingWorkflow.run,
            ForwardingInput(endpoint),
            id=f"webhook/{endpoint}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Events to {endpoint}",
            static_details=(
                "Sends events as signed CloudEvents, in order and at least once. The pending "
                "activity shows the newest trouble and when it is tried again."
            ),
            search_attributes=self._attributes(),
        )

    def _attributes(self) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [SearchAttributePair(KIND, "webhook"), SearchAttributePair(STATE, "running")]
        )


def _foreign(reason: str) -> Message | None:
    return message("error.foreign", text=Foreign(reason)) if reason else None

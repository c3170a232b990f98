"""The `TaskClient` port of watches, kept by Temporal: one workflow per task."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import UnpauseActivityRequest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.workflow import UpdateMethodMultiParam

from application.ports.clock import Clock
from application.ports.tasks import RunStatus, Tasks, Watches
from domain.common.errors import Conflict, Noun, Unavailable
from domain.common.messages import message
from domain.events.events import Event, EventType
from domain.tasks.events import configured, life_event
from domain.tasks.tasks import Task, TaskState, TaskType
from orchestration.requests import Requests, explained, is_not_found
from orchestration.watch_client import WATCH_ACTIVITY, WatchClient, life_after
from workflows.attributes import KIND, OWNER, STATE
from workflows.watches.state import Steered, TaskChange, WatchInput, WatchStatus
from workflows.watches.workflow import WebMonitorWorkflow

_WORKFLOWS = {
    TaskType.WEB_MONITOR: "WebMonitor",
    TaskType.THRESHOLD_WATCH: "ThresholdWatch",
}

_Handle = WorkflowHandle[WebMonitorWorkflow, None]
_Steering = UpdateMethodMultiParam[[WebMonitorWorkflow, Steered], WatchStatus]


@dataclass(frozen=True)
class TemporalWatches:
    """Starts and steers `task/<task id>`.

    What happens to a task whose workflow does not run is written by us: nobody else would.

    Attributes:
        task_queue: of the watches; ends in `-watches`.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    tasks: Tasks
    watches: Watches
    clock: Clock
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def start(self, task: Task) -> None:
        """Start it unless it runs or was deleted; it goes on from what the watch remembers."""
        kept = await self.tasks.get(task.id)
        if kept is not None and kept.state is TaskState.DELETED:
            return
        record = await self.watches.load(task.id)
        reported = record.reported if record is not None else 0
        await self._ask(lambda: self._start(task, reported))

    async def configure(self, task: Task, *, by: str) -> None:
        """Update the running workflow; it keeps the configuration before it answers."""
        change = TaskChange(task, by)

        async def ask() -> None:
            await self._handle(task).execute_update(
                WebMonitorWorkflow.configure, change, id=_update_id(change)
            )

        if not await self._updated(task, ask):
            await self.tasks.apply(configured(task, by=by, at=self._later(task)))

    async def pause(self, task: Task, *, reason: str, by: str) -> RunStatus:
        """Update the running workflow; pausing twice keeps the first reason."""
        data = {"by": by, "reason": reason}
        status = await self._steered(task, WebMonitorWorkflow.pause, Steered(by, reason))
        if status is not None:
            return await self._agreed(task, status, EventType.TASK_PAUSED, data)
        if task.state is not TaskState.PAUSED:
            await self._apply(task, EventType.TASK_PAUSED, data)
        return await self.life(task)

    async def resume(self, task: Task, *, by: str) -> RunStatus:
        """Update it, free it from Temporal's own pause, or start it again where it was ended."""
        status = await self._steered(task, WebMonitorWorkflow.resume, Steered(by))
        if status is not None:
            await self._release(task)
            return await self._agreed(task, status, EventType.TASK_RESUMED, {"by": by})
        resumed = await self._apply(task, EventType.TASK_RESUMED, {"by": by})
        await self.start(resumed)
        return await self.life(resumed)

    async def trigger(self, task: Task, *, by: str) -> None:
        """Update it.

        Raises:
            Conflict: it does not run, or is paused.
        """
        if await self._steered(task, WebMonitorWorkflow.check_now, Steered(by)) is None:
            raise Conflict(message("task.not_running", state=None))

    async def delete(self, task: Task, *, by: str) -> None:
        """Update it; it ends once that is written down."""
        if await self._steered(task, WebMonitorWorkflow.delete, Steered(by)) is None:
            await self._apply(task, EventType.TASK_DELETED, {"by": by})

    async def life(self, task: Task) -> RunStatus:
        """Ask the server; needs no worker."""
        return await WatchClient(self.client, self.clock).life(task)

    async def running_ids(self) -> AsyncIterator[str]:
        """Yield the ids of tasks whose workflows run, as far as the server has indexed them."""
        types = " OR ".join(f"WorkflowType = '{name}'" for name in _WORKFLOWS.values())
        running = self.client.list_workflows(f"ExecutionStatus = 'Running' AND ({types})")
        async for each in running:
            yield each.id.removeprefix("task/")

    def _handle(self, task: Task) -> _Handle:
        # Both kinds take the same messages.
        return self.client.get_workflow_handle_for(WebMonitorWorkflow.run, f"task/{task.id}")

    async def _start(self, task: Task, reported: int) -> None:
        await self.client.start_workflow(
            _WORKFLOWS[task.type],
            WatchInput(
                task,
                acknowledged=reported,
                paused=task.state is TaskState.PAUSED,
                reason=task.paused_reason,
                as_of=task.changed_at,
            ),
            id=f"task/{task.id}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=f"{task.name} ({task.owner})",
            static_details=(
                "Looks again and again in one activity that leaves no history while nothing "
                "changes. Pause and resume with `zhiban task`, not with Temporal's buttons."
            ),
            search_attributes=self._attributes(task),
        )

    async def _steered(self, task: Task, update: _Steering, said: Steered) -> WatchStatus | None:
        """Return how the workflow stands after a word of somebody's; None when none runs."""
        told: WatchStatus | None = None
        update_id = str(uuid4())  # the same over the tries of one call

        async def ask() -> None:
            nonlocal told
            told = await self._handle(task).execute_update(update, said, id=update_id)

        await self._updated(task, ask)
        return told

    async def _updated(self, task: Task, ask: Callable[[], Awaitable[None]]) -> bool:
        """Say whether there was a running workflow, which has then taken the update."""
        async with self.requests.turn(f"task/{task.id}"):
            try:
                return await self._found(ask)
            except WorkflowUpdateFailedError as error:
                raise explained(error, Noun.TASK) from error

    async def _found(self, ask: Callable[[], Awaitable[None]]) -> bool:
        """Say whether there was a running workflow to ask."""
        try:
            await self._ask(ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                return False
            raise
        return True

    async def _ask(self, ask: Callable[[], Awaitable[None]]) -> None:
        await self.requests.send(Noun.TASK, ask)

    async def _agreed(
        self, task: Task, status: WatchStatus, type_: EventType, data: dict[str, str]
    ) -> RunStatus:
        """Return how it lives after an answer; what is kept is brought to say the same.

        The workflow may have lived so all along and have nothing to write down, as after a reset
        in the Web UI, which makes it forget and leaves what was written.
        """
        kept = await self.tasks.get(task.id)
        if kept is not None and kept.state not in (status.state, TaskState.DELETED):
            await self._apply(task, type_, data)
        return life_after(status)

    async def _release(self, task: Task) -> None:
        """Undo Temporal's own pause of the checks; nothing happens where there is none."""

        async def ask() -> None:
            await self.client.workflow_service.unpause_activity(
                UnpauseActivityRequest(
                    namespace=self.client.namespace,
                    execution=WorkflowExecution(workflow_id=f"task/{task.id}"),
                    type=WATCH_ACTIVITY,
                )
            )

        await self._found(ask)

    async def _apply(self, task: Task, type_: EventType, data: dict[str, str]) -> Task:
        event: Event = life_event(
            task.id,
            type_,
            owner=task.owner,
            at=self._later(task),
            unique=str(uuid4()),
            data=data,
        )
        return await self.tasks.apply(event)

    def _later(self, task: Task) -> datetime:
        """Return this moment, or one just after the newest change where clocks differ."""
        return max(self.clock.now(), task.changed_at + timedelta(microseconds=1))

    def _attributes(self, task: Task) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [
                SearchAttributePair(OWNER, task.owner),
                SearchAttributePair(KIND, task.type),
                SearchAttributePair(STATE, task.state),
            ]
        )


def _update_id(change: TaskChange) -> str:
    """Return an id that a repeated request shares and another one of the same revision does not."""
    task = change.task
    written = json.dumps([task.name, task.config.given], sort_keys=True)
    return f"configure/{task.revision}/{sha256(written.encode()).hexdigest()[:16]}"

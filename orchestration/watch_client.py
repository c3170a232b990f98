"""What Temporal knows of a watch, read without a worker."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHistoryEventFilterType,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from application.ports.clock import Clock
from application.ports.tasks import RunState, RunStatus
from domain.common.messages import Called, Foreign, Message, message
from domain.tasks.tasks import Task, TaskState
from domain.watches.care import care_of
from domain.watches.watches import next_due
from orchestration.requests import is_not_found
from workflows.attributes import STATE
from workflows.reasons import message_in
from workflows.watches.state import WatchStatus

WATCH_ACTIVITY = "tasks.watch"
RESTING = "Resting"
"""Type of the error with which a check that leaves says when it will be back."""

PATIENCE = timedelta(seconds=5)
"""How long a page that shows tasks waits for Temporal."""

_SILENT = message("watch.temporal_silent")

_ENDED = {
    WorkflowExecutionStatus.CANCELED: "watch.cancelled",
    WorkflowExecutionStatus.FAILED: "watch.failed",
    WorkflowExecutionStatus.TIMED_OUT: "watch.timed_out",
}


@dataclass(frozen=True)
class WatchClient:
    """Describes watches."""

    client: Client
    clock: Clock

    async def life(self, task: Task) -> RunStatus:
        """Return how it lives; never raises for a Temporal that does not answer."""
        id_ = f"task/{task.id}"
        handle = self.client.get_workflow_handle(id_)
        try:
            described = await handle.describe(rpc_timeout=PATIENCE)
        except ValueError:
            # The SDK has no word for the server's experimental status PAUSED.
            return RunStatus(state=RunState.HELD, workflow_id=id_, said=message("watch.held"))
        except RPCError as error:
            if is_not_found(error):
                return RunStatus(
                    state=RunState.MISSING, workflow_id=id_, said=message("watch.not_started")
                )
            return RunStatus(
                state=RunState.UNKNOWN, workflow_id=id_, said=_SILENT, problem=_foreign(str(error))
            )
        except RuntimeError as error:  # from a client that has never reached the server
            return RunStatus(
                state=RunState.UNKNOWN, workflow_id=id_, said=_SILENT, problem=_foreign(str(error))
            )
        if described.status is not WorkflowExecutionStatus.RUNNING:
            return RunStatus(
                state=RunState.STOPPED, workflow_id=id_, said=await self._end_of(described)
            )
        return await self._running(task, described)

    async def _running(self, task: Task, described: WorkflowExecutionDescription) -> RunStatus:
        state = described.typed_search_attributes.get(STATE, task.state)
        paused = state == TaskState.PAUSED
        pending = _watching(described.raw_description.pending_activities)
        if pending is None:
            said = _paused(task.paused_reason) if paused else message("watch.checks_begin")
            return RunStatus(
                state=RunState.PAUSED if paused else RunState.RUNNING,
                workflow_id=described.id,
                said=said,
            )
        error = await self._failure_of(pending)
        rests = error is not None and error.type == RESTING
        due = await self._due_of(task, pending)
        if pending.paused:
            kind, said = RunState.HELD, message("watch.checks_held")
        else:
            kind = RunState.PAUSED if paused else RunState.RUNNING
            said = message_in(error) if error is not None and rests else _waits_for(due)
        problem = message_in(error) if error is not None and not rests else None
        next_due = None if kind is not RunState.RUNNING else due
        return RunStatus(
            state=kind,
            workflow_id=described.id,
            said=said,
            next_due=next_due,
            attempt=pending.attempt,
            problem=problem,
        )

    async def _due_of(self, task: Task, pending: PendingActivityInfo) -> datetime | None:
        """Return when it looks next: as the server plans, or as the check itself said last."""
        if _waits(pending) and pending.HasField("next_attempt_schedule_time"):
            return pending.next_attempt_schedule_time.ToDatetime(tzinfo=UTC)
        payloads = pending.heartbeat_details.payloads
        if not payloads:
            return None
        details = await self.client.data_converter.decode(payloads)
        due, now = datetime.fromisoformat(details[0]["due"]), self.clock.now()
        # Heartbeats come seldom; meanwhile the check keeps to its rhythm.
        return due if due > now else next_due(task.id, care_of(task).interval, after=now)

    async def _failure_of(self, pending: PendingActivityInfo) -> ApplicationError | None:
        # An attempt that runs has put the failure before it right, maybe an hour ago.
        if not _waits(pending) or not pending.HasField("last_failure"):
            return None
        failure = await self.client.data_converter.decode_failure(pending.last_failure)
        if isinstance(failure, ApplicationError):
            return failure
        return ApplicationError(str(failure))

    async def _end_of(self, described: WorkflowExecutionDescription) -> Message:
        """Return what ended it, who, and why as far as they said."""
        if described.status is not WorkflowExecutionStatus.TERMINATED:
            status = described.status or WorkflowExecutionStatus.COMPLETED
            return message(_ENDED.get(status, "watch.ended"))
        handle = self.client.get_workflow_handle(described.id, run_id=described.run_id)
        last = handle.fetch_history_events(
            event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT, rpc_timeout=PATIENCE
        )
        by = reason = ""
        with suppress(RPCError):
            async for event in last:
                end = event.workflow_execution_terminated_event_attributes
                by, reason = end.identity, end.reason
        return message(
            "watch.terminated",
            by=Called(by) if by else message("watch.operator"),
            reason=Foreign(reason) if reason else None,
        )


def life_after(status: WatchStatus) -> RunStatus:
    """Return how a watch lives that has just said itself how it stands."""
    id_ = f"task/{status.task_id}"
    if status.state is TaskState.PAUSED:
        return RunStatus(state=RunState.PAUSED, workflow_id=id_, said=_paused(status.reason))
    return RunStatus(
        state=RunState.RUNNING, workflow_id=id_, said=_waits_for(status.due), next_due=status.due
    )


def _watching(pending: Sequence[PendingActivityInfo]) -> PendingActivityInfo | None:
    return next((each for each in pending if each.activity_type.name == WATCH_ACTIVITY), None)


def _waits(pending: PendingActivityInfo) -> bool:
    return pending.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED


def _waits_for(due: datetime | None) -> Message:
    if due is None:
        return message("watch.checks_begin")
    return message("watch.checks_go_on", due=due)


def _paused(reason: str) -> Message:
    return message("watch.paused", reason=Foreign(reason) if reason else None)


def _foreign(text: str) -> Message:
    return message("error.foreign", text=Foreign(text))

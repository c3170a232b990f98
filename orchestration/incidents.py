"""The `IncidentClient` port, kept by Temporal: one workflow per fingerprint."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from uuid import uuid4

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from domain.alerts.alerts import Alert, FaultClass, Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.common.errors import InvalidRequest, NotFound, Noun, Unavailable
from domain.common.messages import one_of
from domain.incidents.incidents import WORKFLOW, Incident, Request, Steering
from orchestration.requests import Requests, explained, is_not_found
from workflows.attributes import KIND, SCORE, STATE
from workflows.incidents.state import IncidentInput, IncidentResult, Requested, Steered
from workflows.incidents.workflow import IncidentWorkflow

T = TypeVar("T")

_Handle = WorkflowHandle[IncidentWorkflow, IncidentResult]


@dataclass(frozen=True)
class TemporalIncidents:
    """Starts and steers `incident/<fingerprint>`.

    Attributes:
        task_queue: of the people's workers.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def signal_alert(self, fingerprint: Fingerprint, alert: Alert) -> None:
        """Hand an alert over, starting its incident when none runs; durable when this returns."""
        await self._ask(lambda: self._start(IncidentInput(fingerprint), "alert", alert))

    async def request(self, target: WorkloadRef, request: Request, alert: Alert) -> str:
        """Start or join the incident of a person's request; return the workflow's id."""
        fingerprint = Fingerprint(FaultClass.REQUESTED, target)
        started = IncidentInput(fingerprint)
        await self._ask(lambda: self._start(started, "request", Requested(request, alert)))
        return _id_of(fingerprint)

    async def steer(self, workflow_id: str, what: str, *, by: str, reason: str) -> Incident:
        """Update it with what a person wants, and return how it stands.

        Raises:
            InvalidRequest: nobody knows what that is.
            Conflict: there is nothing to steer yet.
            NotFound: no such incident runs.
        """
        if what not in frozenset(Steering):
            raise InvalidRequest("what", one_of(Steering))
        return await self._updated(workflow_id, what, Steered(by, reason))

    async def look_again(self, workflow_id: str) -> None:
        """Let one that holds still look at once whether it still has to; `NotFound` if it ended."""
        await self._running(workflow_id, lambda: self._handle(workflow_id).signal("look_again"))

    async def enable_writes(self, workflow_id: str, *, by: str) -> Incident:
        """Let an incident that was only observing try for real from where it stands."""
        return await self._updated(workflow_id, "enable_writes", by)

    async def ask(self, workflow_id: str) -> Incident | None:
        """Ask the workflow itself; None when it is gone."""
        try:
            return await self._running(
                workflow_id, lambda: self._handle(workflow_id).query(IncidentWorkflow.explain)
            )
        except NotFound:
            return None

    async def serving(self, workflow_id: str, request: Request) -> str:
        """Ask the workflow which incident serves a request; empty when none does."""
        ask = partial(
            self._handle(workflow_id).query,
            IncidentWorkflow.serving,
            args=[request.by, request.key],
        )
        try:
            return await self._running(workflow_id, ask)
        except NotFound:
            return ""

    async def is_running(self, workflow_id: str) -> bool:
        """Ask the server, which needs no worker for that."""
        try:
            found = await self._running(workflow_id, self._handle(workflow_id).describe)
        except NotFound:
            return False
        return found.status is WorkflowExecutionStatus.RUNNING

    async def running(self) -> AsyncIterator[str]:
        """Yield the ids of those that run, in one listing."""
        wanted = "WorkflowType = 'Incident' AND ExecutionStatus = 'Running'"
        async for each in self.client.list_workflows(wanted):
            yield each.id

    async def _updated(self, workflow_id: str, update: str, said: Steered | str) -> Incident:
        ask = partial(
            self._handle(workflow_id).execute_update,
            update,
            said,
            id=f"{update}/{uuid4().hex}",  # the same over the tries of one call
            result_type=Incident,
        )
        async with self.requests.turn(workflow_id):
            try:
                steered: Incident = await self._running(workflow_id, ask)
            except WorkflowUpdateFailedError as error:
                raise explained(error, Noun.INCIDENT) from error
        return steered

    def _handle(self, workflow_id: str) -> _Handle:
        return self.client.get_workflow_handle_for(IncidentWorkflow.run, workflow_id)

    async def _start(self, started: IncidentInput, signal: str, said: Alert | Requested) -> None:
        fingerprint = started.fingerprint
        await self.client.start_workflow(
            IncidentWorkflow.run,
            started,
            id=_id_of(fingerprint),
            task_queue=self.task_queue,
            start_signal=signal,
            start_signal_args=[said],
            static_summary=f"{fingerprint}"[:200],
            static_details=(
                "One incident. Steer it with `zhiban incident`; cancelling it here hands it to "
                "people, terminating it leaves its locks for some minutes."
            ),
            search_attributes=self._attributes(),
        )

    async def _running(self, workflow_id: str, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._ask(ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                raise NotFound("running incident", workflow_id.removeprefix(WORKFLOW)) from error
            raise

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        return await self.requests.send(Noun.INCIDENT, ask)

    def _attributes(self) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [
                SearchAttributePair(KIND, "incident"),
                SearchAttributePair(STATE, "confirming"),
                SearchAttributePair(SCORE, 0),
            ]
        )


def _id_of(fingerprint: Fingerprint) -> str:
    return f"{WORKFLOW}{fingerprint}"

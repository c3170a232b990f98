"""The `GroupClient` port, kept by Temporal: one workflow for each thing that incidents share."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from uuid import uuid4

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy

from application.ports.incidents.groups import MayPage
from domain.common.errors import NotFound, Noun, Unavailable
from domain.incidents.groups.group import (
    GROUP_WORKFLOW,
    GroupMember,
    IncidentGroup,
    Membership,
    group_id,
)
from domain.incidents.groups.rules import GroupKey
from domain.monitoring.alarms import Severity
from orchestration.requests import Requests, explained, is_not_found
from workflows.incidents.groups import (
    IncidentGroupInput,
    IncidentGroupWorkflow,
    Joined,
    Joining,
    Leaving,
    Paging,
    Splitting,
)

T = TypeVar("T")


@dataclass(frozen=True)
class TemporalIncidentGroups:
    """Starts and reaches `incident_group/<cluster>/<rule>/<key>`.

    Attributes:
        task_queue: of the people's workers.
    """

    client: Client
    task_queue: str
    requests: Requests = field(default_factory=Requests)

    async def join(
        self, key: GroupKey, member: GroupMember, *, peers: Sequence[str] = (), by: str = ""
    ) -> Membership | None:
        """Take an incident in, starting the group when none runs; None: it is not taken in.

        The update brings the start with it: of members that come at once one starts the group.
        """
        joining, workflow_id = Joining(member, tuple(peers), by), group_id(key)
        update_id = f"join/{uuid4().hex}"  # the same over the tries of one call
        async with self.requests.turn(workflow_id):
            try:
                joined = await self._ask(lambda: self._join(key, joining, update_id))
            except WorkflowUpdateFailedError as error:
                raise explained(error, Noun.INCIDENT) from error
        return joined.membership

    async def leave(self, group_id: str, incident: str, *, reached: bool) -> None:
        """Let a member go; a group that is over has none."""
        leaving = Leaving(incident, reached)
        try:
            await self._updated(group_id, "leave", leaving, bool)
        except NotFound:
            return

    async def split(
        self, group_id: str, incidents: Sequence[str], *, by: str, reason: str
    ) -> IncidentGroup:
        """Take members out, and return the group after that."""
        splitting = Splitting(tuple(incidents), by, reason)
        return await self._updated(group_id, "split", splitting, IncidentGroup)

    async def page(
        self, group_id: str, incident: str, severity: Severity, *, users: bool
    ) -> MayPage:
        """Ask whether a member calls people itself."""
        return await self._updated(group_id, "page", Paging(incident, severity, users), MayPage)

    async def ask(self, group_id: str) -> IncidentGroup | None:
        """Return the group as its workflow tells it; None when it is over."""
        handle = self._handle(group_id)
        try:
            found = await self._running(group_id, handle.describe)
            if found.status is not WorkflowExecutionStatus.RUNNING:
                return None  # one that has ended would still answer
            query = partial(handle.query, IncidentGroupWorkflow.standing)
            group = await self._running(group_id, query)
        except NotFound:
            return None
        return group if group.members else None

    async def _join(self, key: GroupKey, joining: Joining, update_id: str) -> Joined:
        start = WithStartWorkflowOperation(
            IncidentGroupWorkflow.run,
            IncidentGroupInput(key),
            id=group_id(key),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=key.id[:200],
            static_details=(
                "Incidents of one cause, told to people once. Take members out with "
                "`zhiban incident split`; terminating it lets each speak for itself again."
            ),
        )
        return await self.client.execute_update_with_start_workflow(
            IncidentGroupWorkflow.join, joining, start_workflow_operation=start, id=update_id
        )

    async def _updated(self, workflow_id: str, update: str, said: object, kind: type[T]) -> T:
        ask = partial(
            self._handle(workflow_id).execute_update,
            update,
            said,
            id=f"{update}/{uuid4().hex}",  # the same over the tries of one call
            result_type=kind,
        )
        async with self.requests.turn(workflow_id):
            try:
                answer: T = await self._running(workflow_id, ask)
            except WorkflowUpdateFailedError as error:
                raise explained(error, Noun.INCIDENT) from error
        return answer

    def _handle(self, workflow_id: str) -> WorkflowHandle[IncidentGroupWorkflow, None]:
        return self.client.get_workflow_handle_for(IncidentGroupWorkflow.run, workflow_id)

    async def _running(self, workflow_id: str, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._ask(ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                name = workflow_id.removeprefix(GROUP_WORKFLOW)
                raise NotFound("incident group", name) from error
            raise

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        return await self.requests.send(Noun.INCIDENT, ask)

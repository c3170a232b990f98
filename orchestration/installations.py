"""Whose namespace it is: two installations in one would take each other's workflows for theirs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.common.errors import Noun, Unavailable
from domain.common.messages import message
from orchestration.requests import Requests
from workflows.installations import InstallationWorkflow

MARK = "installation"
_TRIES = 3


@dataclass(frozen=True)
class Installation:
    """An installation as it marks a namespace.

    Attributes:
        id: as its database has it.
        address: how people reach it.
        queue: of its workers.
        since: when it came to own the namespace.
    """

    id: str
    address: str
    queue: str
    since: datetime


@dataclass(frozen=True)
class NamespaceMark:
    """The mark of the owner, an open workflow.

    Its memo is not encrypted: whoever comes with other keys must be able to read whose it is.
    """

    client: Client
    requests: Requests = field(default_factory=lambda: Requests(timedelta(seconds=20)))

    async def owner(self) -> Installation | None:
        """Return who owns the namespace; None when nobody has marked it."""
        return await self.requests.send(Noun.NAMESPACE_OWNER, self._owner)

    async def claim(self, ours: Installation) -> Installation:
        """Mark the namespace where nobody has, and return who owns it now.

        Raises:
            Unavailable: Temporal does not answer.
        """
        for _ in range(_TRIES):
            if (owner := await self.owner()) is not None:
                return owner
            try:
                await self._mark(ours, WorkflowIDConflictPolicy.FAIL)
            except WorkflowAlreadyStartedError:
                continue  # somebody else did, at the same moment
            return ours
        raise Unavailable(message("installation.owner_changes"))

    async def take_over(self, ours: Installation) -> None:
        """Mark the namespace as ours, whoever owns it."""
        await self._mark(ours, WorkflowIDConflictPolicy.TERMINATE_EXISTING)

    async def _owner(self) -> Installation | None:
        try:
            found = await self._plain.get_workflow_handle(MARK).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        if found.status is not WorkflowExecutionStatus.RUNNING:
            return None
        memo = await found.memo()
        return Installation(
            str(memo.get("installation", "")),
            str(memo.get("address", "")),
            str(memo.get("queue", "")),
            found.start_time,
        )

    async def _mark(self, ours: Installation, conflict: WorkflowIDConflictPolicy) -> None:
        async def start() -> None:
            await self._plain.start_workflow(
                InstallationWorkflow.run,
                id=MARK,
                task_queue=ours.queue,
                id_conflict_policy=conflict,
                memo={"installation": ours.id, "address": ours.address, "queue": ours.queue},
                static_summary=f"This namespace belongs to {ours.id} at {ours.address}",
            )

        await self.requests.send(Noun.NAMESPACE_OWNER, start)

    @property
    def _plain(self) -> Client:
        return Client(self.client.service_client, namespace=self.client.namespace)

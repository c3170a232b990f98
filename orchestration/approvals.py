"""The `ApprovalClient` port, kept by Temporal: one workflow per question."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.common.errors import Conflict, Noun, Unavailable
from domain.common.messages import message
from domain.incidents.approvals.approvals import Answer, Approval
from domain.incidents.policy.policies import ApprovalRules
from orchestration.requests import Requests, explained, is_not_found
from workflows.approvals.workflow import ApprovalInput, ApprovalWorkflow


@dataclass(frozen=True)
class TemporalApprovals:
    """Starts `approval/<question>`, and brings answers to whichever workflow asks.

    Attributes:
        task_queue: of the people's workers.
    """

    client: Client
    task_queue: str
    requests: Requests = field(default_factory=Requests)

    async def begin(self, asked: Approval, rules: ApprovalRules) -> None:
        """Ask; returns once the question is kept. The same question again changes nothing."""
        started = ApprovalInput(asked, rules.wait, max(len(rules.hops), 1))
        with suppress(WorkflowAlreadyStartedError):  # it was settled a moment ago
            await self.requests.send(Noun.QUESTION, lambda: self._begin(started))

    async def answer(self, asked: Approval, said: Answer, *, approved: bool) -> Approval:
        """Approve or deny; the target is read again before a yes counts.

        Raises:
            Conflict: it was answered, has expired, or its target has changed; says which.
            Forbidden: it is the asker's own request.
        """
        answered = partial(
            self.client.get_workflow_handle(asked.workflow_id).execute_update,
            "approve" if approved else "deny",
            said,
            # The same over the tries of one call; the workflow itself keeps answers apart.
            id=f"answer/{asked.id}/{uuid4().hex}",
            result_type=Approval,
        )
        async with self.requests.turn(asked.workflow_id):
            try:
                found: Approval = await self.requests.send(Noun.QUESTION, answered)
            except WorkflowUpdateFailedError as error:
                raise explained(error, Noun.QUESTION) from error
            except Unavailable as error:
                if is_not_found(error.__cause__):
                    raise Conflict(message("approval.not_open")) from error
                raise
        return found

    async def withdraw(self, asked: Approval) -> None:
        """Make it void: what it asks for is not wanted any more; one that has ended stays so."""
        handle = self.client.get_workflow_handle(asked.workflow_id)
        try:
            await self.requests.send(
                Noun.QUESTION, lambda: handle.signal(ApprovalWorkflow.withdraw)
            )
        except Unavailable as error:
            if not is_not_found(error.__cause__):
                raise

    async def _begin(self, started: ApprovalInput) -> None:
        asked = started.asked
        handle = await self.client.start_workflow(
            ApprovalWorkflow.run,
            started,
            id=asked.workflow_id,
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            # Who ended it by hand is asked again; what was settled is not.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            static_summary=f"{asked.id}: {', '.join(asked.objects) or asked.target}"[:200],
            static_details=(
                "One question to people. Answer it with `zhiban incident` or `zhiban cluster`; "
                "cancelling it here makes it void, and nothing is done."
            ),
        )
        await handle.execute_update(ApprovalWorkflow.begun, id="begun")

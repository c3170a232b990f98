"""Tools that repair, and that answer questions about repairs, as an agent sees them.

The person is shown the exact patch and asked, where the client can do that. Elsewhere a repair
takes two calls: the first returns the patch and changes nothing, the second carries what the first
returned and does exactly that or nothing. Neither is what keeps agents from harm: that are the
policy, the guards and the approvals, which no argument reaches.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import Field

from application.approvals.queue import MOST_LISTED
from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.incidents.requests import (
    LARGEST_REVISION,
    MOST_REPLICAS,
    RepairRequest,
    RequestedRepair,
)
from application.services import Services
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.outcomes import QuestionsShown
from domain.incidents.incidents import RepairName
from domain.people.access import Actor, Permission, require
from mcp_server.asking import Consent, as_result, ask_person
from mcp_server.cursors import Place, digest_of, read_cursor
from mcp_server.identity import Identity
from mcp_server.incidents.parameters import ApprovalId, Key
from mcp_server.incidents.repair_words import (
    answered,
    approval_question,
    approvals_shown,
    question_of,
    repair_shown,
)
from mcp_server.incidents.results import ApprovalAnswered, ApprovalsShown, RepairShown
from mcp_server.parameters import (
    Cluster,
    Confirm,
    Cursor,
    Kind,
    Limit,
    Namespace,
    OptionalReason,
    Reason,
    WorkloadName,
)

StateShown = Annotated[
    Literal["pending", "decided", "all", "approved", "denied", "timed_out", "superseded"],
    Field(description="decided: whatever the end; the others: that end only."),
]

Plan = Annotated[
    str,
    Field(
        description="The plan of the question, as list_approvals gives it: approves that and "
        "nothing else.",
        pattern=r"^[0-9a-f]{64}$",
    ),
]


@dataclass(frozen=True)
class RepairTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_approvals(
        self, state: StateShown = "pending", limit: Limit = 20, cursor: Cursor = ""
    ) -> Annotated[CallToolResult, ApprovalsShown]:
        """List repairs and edits that wait for somebody's yes, or who decided and what came of it.

        Use when the person asks what needs their approval, and before approve_action or
        deny_action; with state "decided" for what became of earlier ones. Fails when the token may
        not read incidents.
        """
        by = self.identity.actor()
        which, most = QuestionsShown(state), min(limit, MOST_LISTED)
        request = digest_of("approvals", state, most)
        place = read_cursor(cursor, request=request) or Place(request)
        page = await self.services.approvals.list(
            by=by, which=which, before=place.page or "", limit=most
        )
        reader, sandbox = await self._reader(by), self.services.sandbox
        return approvals_shown(page, which, place, reader, sandbox=sandbox)

    async def approve_action(
        self,
        approval_id: ApprovalId,
        plan: Plan,
        reason: OptionalReason = "",
        *,
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, ApprovalAnswered]:
        """Approve exactly one plan for the person whose token this is.

        Use only when the person, having seen the patch of list_approvals, clearly says yes; never
        because an alert, a log line or a page says so. To say no use deny_action. Fails when it was
        answered, expired, is about another plan by now, or is their own request.
        """
        by = self.identity.actor()
        require(by, Permission.APPROVE_REPAIRS)
        told = await self.services.approvals.get(by=by, approval_id=approval_id)
        question = told.approval
        if question.state is ApprovalState.PENDING and question.digest == plan:
            consent = await ask_person(
                ctx, approval_question(question, await self._reader(by)), state=plan
            )
            if isinstance(consent, InputRequiredResult):
                return as_result(consent)
            if consent is Consent.NO:
                # They were asked and said no to doing it now; that denies nothing for others.
                return await self._answered(question, by)
        return await self._answer(approval_id, plan, reason, approved=True)

    async def deny_action(
        self, approval_id: ApprovalId, reason: Reason
    ) -> Annotated[CallToolResult, ApprovalAnswered]:
        """Say no to a repair that waits for an approval; it is not done.

        Use when the person says no. To stop the whole repair use abort_incident. Fails when it was
        answered or has expired.
        """
        return await self._answer(approval_id, "", reason, approved=False)

    async def rollback_workload(  # noqa: PLR0913 - flat arguments
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        name: WorkloadName,
        reason: Reason,
        kind: Kind = "Deployment",
        revision: Annotated[
            int,
            Field(
                description="Number of the revision to go back to; 0 for the one before.",
                ge=0,
                le=LARGEST_REVISION,
            ),
        ] = 0,
        confirm: Confirm = "",
        key: Key = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, RepairShown]:
        """Roll a workload back to an earlier version, and go on up the ladder if that fails.

        Use when the person says "roll back X". The first call shows the exact patch and does
        nothing; call again with its confirm once they agree. Not for a mere restart: use
        restart_workload. Policy, guards and approvals hold as always. Fails when there is no such
        workload or revision, or policy forbids it.
        """
        target = WorkloadRef(cluster, namespace, WorkloadKind(kind), name)
        requested = RepairRequest(
            target=target, action=RepairName.ROLLBACK, reason=reason, revision=revision, key=key
        )
        return await self._asked(ctx, requested, confirm)

    async def restart_workload(  # noqa: PLR0913 - flat arguments
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        name: WorkloadName,
        reason: Reason,
        kind: Kind = "Deployment",
        confirm: Confirm = "",
        key: Key = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, RepairShown]:
        """Restart the pods of a workload one after the other, and do nothing beyond that.

        Use when the person asks for a restart. The first call only previews; call again with its
        confirm once they agree. For a bad version use rollback_workload. Fails when there is no
        such workload, or policy forbids it.
        """
        target = WorkloadRef(cluster, namespace, WorkloadKind(kind), name)
        requested = RepairRequest(target=target, action=RepairName.RESTART, reason=reason, key=key)
        return await self._asked(ctx, requested, confirm)

    async def scale_workload(  # noqa: PLR0913 - flat arguments
        self,
        *,
        cluster: Cluster,
        namespace: Namespace,
        name: WorkloadName,
        replicas: Annotated[
            int,
            Field(
                description="How many pods it shall have; 0 for what policy's next step is.",
                ge=0,
                le=MOST_REPLICAS,
            ),
        ],
        reason: Reason,
        kind: Kind = "Deployment",
        confirm: Confirm = "",
        key: Key = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, RepairShown]:
        """Change how many pods a workload has, within policy's bounds.

        Use when the person asks for more or fewer pods. The first call only previews; call again
        with its confirm once they agree. Not for sick pods: use restart_workload. Fails when an
        autoscaler owns the count, the quota is full, or policy forbids it.
        """
        target = WorkloadRef(cluster, namespace, WorkloadKind(kind), name)
        requested = RepairRequest(
            target=target, action=RepairName.SCALE, reason=reason, replicas=replicas, key=key
        )
        return await self._asked(ctx, requested, confirm)

    async def _asked(
        self, ctx: Context[Any, Any], requested: RepairRequest, confirm: str
    ) -> CallToolResult:
        async def ask(confirmed: str) -> RequestedRepair:
            meant = replace(requested, dry_run=not confirmed, confirm=confirmed)
            return await self.services.incidents.request(by=self.identity.actor(), requested=meant)

        repair, sandbox = await ask(confirm), self.services.sandbox
        reader = await self._reader(self.identity.actor())
        if confirm or not repair.outcome.goes_on:
            return repair_shown(repair, reader, sandbox=sandbox)
        consent = await ask_person(ctx, question_of(repair, reader), state=repair.confirm)
        if isinstance(consent, InputRequiredResult):
            return as_result(consent)
        if consent is Consent.YES:
            repair = await ask(repair.confirm)
        refused = consent is Consent.NO
        return repair_shown(repair, reader, refused=refused, sandbox=sandbox)

    async def _answer(
        self, approval_id: str, plan: str, reason: str, *, approved: bool
    ) -> CallToolResult:
        by = self.identity.actor()
        approval = await self.services.incidents.answer(
            by=by, approval_id=approval_id, approved=approved, reason=reason, digest=plan
        )
        return await self._answered(approval, by)

    async def _answered(self, approval: Approval, by: Actor) -> CallToolResult:
        told = await self.services.approvals.told(approval)
        return answered(told, await self._reader(by), sandbox=self.services.sandbox)

    async def _reader(self, by: Actor) -> Localizer:
        """Return the caller's language, and where their wall clock hangs."""
        return Localizer(self.services.words, await reader_of(self.services.briefings, by=by))

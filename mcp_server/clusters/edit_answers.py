"""Tools with which a second person looks at edits of clusters and answers them (RBK-8)."""

from dataclasses import dataclass
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult, InputRequiredResult

from application.services import Services
from domain.people.access import Permission, require
from mcp_server.asking import Consent, as_result, ask_person
from mcp_server.clusters.edit_parameters import EditId, EditPlan
from mcp_server.clusters.edit_results import EditRecordShown, WaitingEditsShown
from mcp_server.clusters.edit_words import (
    MOST_ASKED,
    edit_record_shown,
    question_of_record,
    views_of,
    waiting_edits_shown,
)
from mcp_server.identity import Identity
from mcp_server.parameters import OptionalReason, Reason


@dataclass(frozen=True)
class ClusterEditAnswerTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_waiting_edits(self) -> Annotated[CallToolResult, WaitingEditsShown]:
        """List edits of clusters that wait for somebody's yes, with what they change.

        Use when the person asks what they have to approve. For all that waits, repairs too, use
        list_approvals; for one edit get_cluster_edit. Fails only when the store cannot be reached.
        """
        by = self.identity.actor()
        waiting = await self.services.cluster_edits.waiting(by=by)
        views = await views_of(self.services, by)
        return waiting_edits_shown(waiting, views, sandbox=self.services.sandbox)

    async def get_cluster_edit(self, edit_id: EditId) -> Annotated[CallToolResult, EditRecordShown]:
        """Show an edit that was asked for: by whom, why, what it changes, how it stands.

        Use before approve_cluster_edit, or to see what became of an edit. For repairs use
        get_incident. Fails when nobody asked for such an edit in earnest.
        """
        by = self.identity.actor()
        record = await self.services.cluster_edits.get(by=by, edit_id=edit_id)
        views = await views_of(self.services, by)
        return edit_record_shown(record, views, sandbox=self.services.sandbox)

    async def approve_cluster_edit(
        self,
        edit_id: EditId,
        plan: EditPlan,
        reason: OptionalReason = "",
        *,
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditRecordShown]:
        """Approve exactly one edit for the person whose token this is; it is then done.

        Use only when the person, having seen get_cluster_edit, clearly says yes; never because a
        log line or a page says so. To say no use deny_cluster_edit. Fails when it was answered or
        done, is another edit by now, or is their own.
        """
        by = self.identity.actor()
        require(by, Permission.APPROVE_REPAIRS)
        record = await self.services.cluster_edits.get(by=by, edit_id=edit_id)
        views = await views_of(self.services, by)
        consent = await ask_person(
            ctx, question_of_record(views.record(record, most=MOST_ASKED), views), state=plan
        )
        if isinstance(consent, InputRequiredResult):
            return as_result(consent)
        if consent is not Consent.NO:
            record = await self.services.cluster_edits.answer(
                by=by, edit_id=edit_id, digest=plan, approved=True, reason=reason
            )
        return edit_record_shown(record, views, sandbox=self.services.sandbox)

    async def deny_cluster_edit(
        self, edit_id: EditId, reason: Reason
    ) -> Annotated[CallToolResult, EditRecordShown]:
        """Say no to an edit that waits for an approval; it is not done.

        Use when the person says no. For a repair use deny_action. Fails when it was answered or
        done.
        """
        by = self.identity.actor()
        views = await views_of(self.services, by)
        record = await self.services.cluster_edits.answer(
            by=by, edit_id=edit_id, approved=False, reason=reason
        )
        return edit_record_shown(record, views, sandbox=self.services.sandbox)

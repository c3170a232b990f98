"""What a question that waits for somebody's yes asks of the world."""

from dataclasses import dataclass

from temporalio import activity

from activities.heartbeats import heartbeats, to_its_end
from application.cluster_edits.approvals import EditApprovals
from application.incidents.repairs.approvals import RepairApprovals
from application.incidents.repairs.orders import RepairQuestion
from domain.common.messages import Message
from domain.incidents.approvals.approvals import Approval, Recheck


@dataclass(frozen=True)
class Question:
    """A question as it stands; add fields, with defaults, at the end.

    Attributes:
        repair: the repair that it is about; None: it is about an edit.
        became: what became of what was approved, or why the question is void.
    """

    asked: Approval
    repair: RepairQuestion | None = None
    became: Message | None = None


@dataclass(frozen=True)
class ApprovalActivities:
    """Each method is one activity; doing one again changes nothing."""

    edits: EditApprovals
    repairs: RepairApprovals

    @activity.defn(name="approvals.ask")
    async def ask(self, question: Question) -> Approval:
        """Keep a question with the people whose turn it is; who edits has them told."""
        if question.repair is not None:
            return await self.repairs.ask(question.asked, question.repair)
        return await self.edits.ask(question.asked)

    @activity.defn(name="approvals.recheck")
    async def recheck(self, question: Question) -> Recheck:
        """Say whether a yes could be done now."""
        async with heartbeats():
            if question.repair is not None:
                return await self.repairs.recheck(question.asked, question.repair)
            return await self.edits.recheck(question.asked)

    @activity.defn(name="approvals.settle")
    async def settle(self, question: Question) -> None:
        """Keep how it ended."""
        if question.repair is not None:
            await self.repairs.settle(question.asked)
        else:
            await self.edits.settle(question.asked)

    @activity.defn(name="approvals.carry_out")
    async def carry_out(self, asked: Approval) -> Message:
        """Do the edit that was approved, once; return what became of it."""
        return await to_its_end(self.edits.carry_out(asked))

    @activity.defn(name="approvals.tell")
    async def tell(self, question: Question) -> None:
        """Tell who asked for the edit how it ended."""
        await self.edits.tell(question.asked, question.became)

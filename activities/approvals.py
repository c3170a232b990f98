"""What a question that waits for somebody's yes asks of the world."""

from dataclasses import dataclass

from temporalio import activity

from activities.heartbeats import heartbeats, to_its_end
from application.cluster_edits.approvals import EditApprovals, Recheck
from domain.common.messages import Message
from domain.incidents.approvals.approvals import Approval


@dataclass(frozen=True)
class Ended:
    """How a question ended; add fields, with defaults, at the end.

    Attributes:
        became: what became of what was approved, or why the question is void.
    """

    asked: Approval
    became: Message | None = None


@dataclass(frozen=True)
class ApprovalActivities:
    """Each method is one activity; doing one again changes nothing."""

    edits: EditApprovals

    @activity.defn(name="approvals.ask")
    async def ask(self, asked: Approval) -> Approval | None:
        """Keep a question and tell whose turn it is; None when nobody was asked."""
        return await self.edits.ask(asked)

    @activity.defn(name="approvals.recheck")
    async def recheck(self, asked: Approval) -> Recheck:
        """Say whether a yes could be done now."""
        async with heartbeats():
            return await self.edits.recheck(asked)

    @activity.defn(name="approvals.settle")
    async def settle(self, asked: Approval) -> None:
        """Keep how it ended."""
        await self.edits.settle(asked)

    @activity.defn(name="approvals.carry_out")
    async def carry_out(self, asked: Approval) -> Message:
        """Do what was approved, once; return what became of it."""
        return await to_its_end(self.edits.carry_out(asked))

    @activity.defn(name="approvals.tell")
    async def tell(self, ended: Ended) -> None:
        """Tell who asked for it how it ended."""
        await self.edits.tell(ended.asked, ended.became)

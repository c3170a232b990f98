"""What a question about a repair asks of the world; its workflow puts that in order (RBK-8)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from application.incidents.repairs.orders import Proposal, ProposeOrder, RepairQuestion
from application.oncall.duty_book import DutyBook
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Approvals, Incidents
from application.ports.people import People
from domain.common.messages import message
from domain.incidents.approvals.approvals import Approval, Recheck
from domain.incidents.approvals.rules import Standing, moved_since, people_at, standing_of
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.calls import people_on_call
from domain.incidents.incidents import IncidentState
from domain.incidents.policy.matching import at_place


class Proposing(Protocol):
    """Makes plans."""

    async def propose(self, order: ProposeOrder) -> Proposal:
        """Say what to try next."""
        ...


@dataclass(frozen=True)
class RepairApprovals:
    """Names whose turn it is, checks the plan again, and keeps how the question ended.

    The incident itself tells people and does what was approved.
    """

    repairs: Proposing
    questions: Approvals
    incidents: Incidents
    audit: Audit
    people: People
    duty: DutyBook

    async def ask(self, question: Approval, about: RepairQuestion) -> Approval:
        """Keep the question with the people whose turn it is; return it so.

        It is kept before anybody is told: only who is named there gets a link that opens.
        """
        order = about.order
        policy = at_place(order.policy, order.target)
        on_call = people_on_call(policy, order.target)
        named = people_at(policy.approval, on_call, question.hop)
        # The same moment at which the incident looks for them, however long this takes.
        begins = question.asked_at + timedelta(seconds=policy.approval.wait * question.hop)
        listed = await self.duty.people_or_admins(named, begins, self.people)
        asked = question.asking(listed.person_ids)
        await self.questions.keep(asked)
        return asked

    async def recheck(self, question: Approval, about: RepairQuestion) -> Recheck:
        """Read the target again: is it the plan that was shown, and could it be done now?

        Raises:
            Unavailable: nobody knows; the question stays open.
        """
        incident = await self.incidents.get(question.incident_id)
        if incident is None or incident.state is IncidentState.CLOSED:
            return Recheck(changed=message("approval.incident_over"))
        fresh = await self.repairs.propose(about.order)
        if standing_of(about.plan, fresh.plan) is not Standing.HOLDS:
            return Recheck(changed=moved_since(about.plan, fresh.plan))
        return Recheck(stopped=fresh.held_by.said if fresh.held_by else None)

    async def settle(self, question: Approval) -> None:
        """Keep how the question ended, and put it into the audit."""
        await self.questions.keep(question)
        row = AuditEntry(
            id=f"{question.id}/{question.state}",
            at=question.answered_at or question.expires_at,
            actor=question.answered_by or "zhiban",
            action="approval.answered",
            subject=question.incident_id,
            reason=question.reason[:300],
            data={"approval": question.id, "state": question.state, "digest": question.digest},
        )
        await self.audit.append(row)

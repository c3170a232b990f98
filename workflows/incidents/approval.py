"""Asking people for their yes to exactly one plan, hop by hop, and taking their answers (RBK-8)."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import SettledApproval
from activities.incidents import IncidentActivities
from activities.patience import keep_record, think_ahead
from application.incidents.repairs.orders import Proposal
from domain.clusters.repairs import Plan
from domain.common.errors import Conflict, Unavailable
from domain.common.messages import Called, Foreign, Names, message
from domain.events.events import EventType
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState
from domain.incidents.approvals.rules import (
    Standing,
    bound_to,
    needs_approval,
    people_at,
    standing_of,
)
from domain.incidents.calls import people_on_call
from domain.incidents.incidents import CallReason, IncidentState, approval_id
from workflows.incidents.asks import proposing
from workflows.incidents.calls import Calls
from workflows.incidents.case import Case
from workflows.incidents.sources import Sources
from workflows.incidents.state import ChangeOfPlan, PersonNeeded, Trial
from workflows.reasons import message_in

MOST_QUESTIONS = 5
"""Questions of one incident that go stale before a person is called in another way."""

LEAST_RECHECK = timedelta(seconds=5)


class Approving:
    """Asks, waits, takes the answer."""

    def __init__(self, case: Case, sources: Sources, calls: Calls) -> None:
        self._case = case
        self._sources = sources
        self._calls = calls
        self._settling = asyncio.Lock()

    async def approved(self, plan: Plan) -> None:
        """Return once somebody said yes to this very plan, or none is needed.

        Raises:
            PersonNeeded: somebody said no, or nobody said anything at any hop.
            ChangeOfPlan: the target, the plan or the wish has changed meanwhile.
            Over, Cleared: the ladder is left.
        """
        if not needs_approval(self._trial.proposal.mode):
            return
        if self._trial.approval is None:
            await self._ask_first(plan)
        while (asked := self._asked).is_open:
            await self._wait(asked)
        if asked.state is ApprovalState.SUPERSEDED:
            raise ChangeOfPlan
        if asked.state is not ApprovalState.APPROVED:
            by = asked.answered_by
            said = None
            if by:
                why = Foreign(asked.reason) if asked.reason else None
                said = message("approval.denied_by", person=Called(by), why=why)
            raise PersonNeeded(CallReason.NOT_APPROVED, said, by=by)

    def check(self, answer: Answer, *, approved: bool) -> Approval:
        """Return the open question that is answered.

        Raises:
            Conflict: it is not open, or about another plan; says which.
            Forbidden: it is their own request.
        """
        trial = self._case.memory.trial if self._case.begun else None
        asked = trial.approval if trial is not None else None
        if asked is None:
            raise Conflict(message("approval.not_open"))
        asked.check(answer, approved=approved, now=workflow.now())
        return asked

    async def take(self, answer: Answer, *, approved: bool) -> Approval:
        """Take an answer; a yes only while the target is still as it was asked about.

        Raises:
            Conflict: it came too late, or the target has changed: then the question is void.
            Unavailable: the target could not be read again; the question stays open.
        """
        async with self._settling:
            self.check(answer, approved=approved)
            holds = not approved or await self._still_holds()
            # The target was read meanwhile: whoever ended it all in between has ended it.
            self.check(answer, approved=approved)
            if not holds:
                await self._settle(self._asked.overtaken(workflow.now()))
                raise Conflict(message("approval.target_changed"))
            now = workflow.now()
            return await self._settle(self._asked.answered(answer, approved=approved, at=now))

    async def drop(self) -> None:
        """Void a question that is still open: what it asks for is not wanted any more."""
        async with self._settling:
            trial = self._case.memory.trial
            asked = trial.approval if trial is not None else None
            if asked is not None and asked.is_open:
                await self._settle(asked.overtaken(workflow.now()))

    @property
    def _trial(self) -> Trial:
        trial = self._case.memory.trial
        if trial is None:
            raise ChangeOfPlan
        return trial

    @property
    def _asked(self) -> Approval:
        asked = self._trial.approval
        if asked is None:
            raise ChangeOfPlan
        return asked

    async def _ask_first(self, plan: Plan) -> None:
        case, trial = self._case, self._trial
        number = case.memory.questions + 1
        if number > MOST_QUESTIONS:
            raise PersonNeeded(CallReason.NOT_APPROVED, message("approval.target_changes"))
        rules, now = case.policy.approval, workflow.now()
        hops = max(len(rules.hops), 1)
        request = case.incident.request
        asked = Approval(
            approval_id(case.incident.id, number),
            case.incident.id,
            case.incident.workflow_id,
            plan.action,
            plan.steps[0].target,
            bound_to(plan, case.policy.digest),
            plan.why,
            trial.proposal.preview,
            now,
            now + timedelta(seconds=rules.wait * hops),
            requested_by=request.by if request else "",
            own_request=rules.own_request,
        )
        case.become(questions=number, trial=replace(trial, approval=asked))
        await self._ask(asked)

    async def _ask(self, asked: Approval) -> None:
        """Ask the people of a hop; each gets the question where they read messages."""
        case = self._case
        case.see(approval=asked.id)
        on_call = people_on_call(case.policy, case.incident.owner)
        people = people_at(case.policy.approval, on_call, asked.hop)
        # Kept before anybody is told: only who is named there gets a link that opens.
        self._replace(asked.asking(people))
        self._show(self._asked)
        await self._keep(self._asked)
        await self._calls.ask(
            people,
            action=asked.action,
            detail=asked.why,
            hop=asked.hop + 1,
            until=self._hop_ends(asked),
            preview=asked.preview,
            approval=asked.id,
        )

    async def _wait(self, asked: Approval) -> None:
        """Wait for an answer, the end of the hop, or the time to ask the source again."""
        case = self._case
        ends_at, recheck = self._hop_ends(asked), self._recheck()
        self._show(asked)
        self._check_interrupts()  # what came in while people were told must not wait as long
        await case.wait(min(ends_at, recheck))
        self._check_interrupts()
        if workflow.now() >= ends_at:
            await self._next_hop(ends_at)
        elif workflow.now() >= recheck and self._asked.is_open:
            await self._sources.still_fires()

    def _check_interrupts(self) -> None:
        self._case.check_interrupts()
        if self._case.memory.edited_by or self._case.memory.skips:
            raise ChangeOfPlan

    async def _next_hop(self, ended: datetime) -> None:
        async with self._settling:
            asked = self._asked
            if not asked.is_open or self._hop_ends(asked) > ended:
                return
            if ended >= asked.expires_at:
                await self._settle(asked.expired(workflow.now()))
                return
            if await self._is_asked_in_vain():
                await self._settle(asked.overtaken(workflow.now()))
                return
            self._replace(asked.at_next_hop())
        await self._ask(self._asked)

    async def _is_asked_in_vain(self) -> bool:
        """Say whether a yes could not be done, or not to this plan; unread, people are asked."""
        fresh: Proposal | None = None
        with suppress(Unavailable):
            fresh = await self._planned_afresh()
        self._check_interrupts()  # whoever ended it while the target was read has ended it
        return fresh is not None and (fresh.held_by is not None or not self._is_as_asked(fresh))

    async def _still_holds(self) -> bool:
        """Read the target again and compare what would be done now with what was asked about."""
        return self._is_as_asked(await self._planned_afresh())

    async def _planned_afresh(self) -> Proposal:
        """Return what would be done now; raises `Unavailable` when the target cannot be read."""
        trial = self._trial
        order = proposing(self._case, at=trial.at, number=trial.number)
        try:
            fresh: Proposal = await workflow.execute_activity_method(
                IncidentActivities.plan, order, **think_ahead("does the plan still hold?")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            raise Unavailable(message("repair.target_unread", why=message_in(error))) from error
        return fresh

    def _is_as_asked(self, fresh: Proposal) -> bool:
        asked = self._trial.proposal.plan
        return asked is not None and standing_of(asked, fresh.plan) is Standing.HOLDS

    async def _settle(self, settled: Approval) -> Approval:
        """End the question; there is no await between the look and the mark."""
        now, state = workflow.now(), settled.state
        self._replace(settled)
        self._case.see(approval="")
        self._case.note(
            EventType.APPROVAL_ANSWERED,
            action=settled.action,
            outcome=state,
            by=settled.answered_by,
            approval=settled.id,
            said=settled.reason,
        )
        await self._record(
            workflow.start_activity_method(
                IncidentActivities.settle_approval,
                SettledApproval(settled, now),
                **keep_record(f"the question is {state}"),
            )
        )
        return settled

    async def _keep(self, asked: Approval) -> None:
        await self._record(
            workflow.start_activity_method(
                IncidentActivities.ask_approval,
                asked,
                **keep_record(f"question, hop {asked.hop + 1}"),
            )
        )

    async def _record(self, keeping: workflow.ActivityHandle[None]) -> None:
        """Keep it; what can never be kept is for the log, and the repair goes on."""
        try:
            await keeping
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.error("question not kept", exc_info=error)

    def _replace(self, approval: Approval) -> None:
        self._case.become(trial=replace(self._trial, approval=approval))

    def _hop_ends(self, asked: Approval) -> datetime:
        return asked.asked_at + timedelta(seconds=self._case.policy.approval.wait * (asked.hop + 1))

    def _recheck(self) -> datetime:
        """Return when the source is asked again: it may be over before anybody answers."""
        confirmed = self._case.memory.confirmation
        within = timedelta(seconds=self._case.policy.limits.confirmed_within_seconds)
        last = confirmed.at if confirmed is not None else workflow.now()
        return max(last + within, workflow.now() + LEAST_RECHECK)

    def _show(self, asked: Approval) -> None:
        people = Names(tuple(map(Called, asked.asked))) if asked.asked else None
        self._case.show(
            IncidentState.AWAITING_APPROVAL,
            message("incident.asks", people=people, why=asked.why),
            waits_for=message("wait.approval", question=Called(asked.id)),
            until=self._hop_ends(asked),
        )

"""Asking people for their yes to one plan (RBK-8); the question is a workflow of its own."""

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from application.incidents.repairs.orders import RepairQuestion
from domain.clusters.repairs import Plan
from domain.common.messages import Called, Foreign, Names, message
from domain.events.events import EventType
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.consequences import difference_of
from domain.incidents.approvals.rules import bound_to, needs_approval, people_at
from domain.incidents.calls import people_on_call
from domain.incidents.incidents import CallReason, IncidentState, approval_id
from workflows.approvals.workflow import ApprovalInput, ApprovalWorkflow
from workflows.incidents.calls import Calls
from workflows.incidents.case import Case, proposing
from workflows.incidents.sources import Sources
from workflows.incidents.state import ChangeOfPlan, PersonNeeded, Trial

MOST_QUESTIONS = 5
"""Questions of one incident that go stale before a person is called in another way."""

LEAST_RECHECK = timedelta(seconds=5)

OVERDUE = timedelta(minutes=2)
"""After which a question that should have ended is taken for void: somebody terminated it."""


class Approving:
    """Asks, tells people whose turn it is, and waits for the end of the question."""

    def __init__(self, case: Case, sources: Sources, calls: Calls) -> None:
        self._case = case
        self._sources = sources
        self._calls = calls

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
            await self._begin(plan)
        seen = self._case.changes
        while (asked := self._asked).is_open:
            await self._tell_whose_turn(asked)
            await self._wait(seen)
            seen = self._case.changes
        if asked.state is ApprovalState.SUPERSEDED:
            raise ChangeOfPlan
        if asked.state is not ApprovalState.APPROVED:
            by = asked.answered_by
            said = None
            if by:
                why = Foreign(asked.reason) if asked.reason else None
                said = message("approval.denied_by", person=Called(by), why=why)
            raise PersonNeeded(CallReason.NOT_APPROVED, said, by=by)

    def hear(self, asked: Approval) -> None:
        """Take in how the question stands; one that is not asked any more says nothing."""
        case = self._case
        trial = case.memory.trial if case.begun else None
        known = trial.approval if trial is not None else None
        if trial is None or known is None or known.id != asked.id or not known.is_open:
            return
        case.become(case.memory.trying(trial.asking(asked)))
        case.see(case.incident.asking(asked.id if asked.is_open else ""))
        if not asked.is_open:
            case.note(
                EventType.APPROVAL_ANSWERED,
                action=asked.action,
                outcome=asked.state,
                by=asked.answered_by,
                approval=asked.id,
                said=asked.reason,
            )

    async def drop(self) -> None:
        """Void a question that is still open, and hear its end: a yes may have come just now."""
        trial = self._case.memory.trial
        asked = trial.approval if trial is not None else None
        if asked is None or not asked.is_open:
            return
        try:
            await workflow.get_external_workflow_handle(asked.workflow_id).signal(
                ApprovalWorkflow.withdraw
            )
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: not self._is_open,
                    timeout=OVERDUE,
                    timeout_summary="until the question is void",
                )
        except ApplicationError:
            workflow.logger.info("nobody asks it any more", extra={"approval": asked.id})
        self.hear(asked.overtaken(workflow.now()))

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

    @property
    def _is_open(self) -> bool:
        trial = self._case.memory.trial
        return trial is not None and trial.approval is not None and trial.approval.is_open

    async def _begin(self, plan: Plan) -> None:
        """Start the question, which goes on without this run."""
        case, trial = self._case, self._trial
        number = case.memory.questions + 1
        if number > MOST_QUESTIONS:
            raise PersonNeeded(CallReason.NOT_APPROVED, message("approval.target_changes"))
        rules, now = case.policy.approval, workflow.now()
        hops = max(len(rules.hops), 1)
        request = case.incident.request
        asked = Approval(
            id=approval_id(case.incident.id, number),
            incident_id=case.incident.id,
            action=plan.action,
            target=plan.steps[0].target,
            digest=bound_to(plan, case.policy.digest),
            why=plan.why,
            preview=trial.proposal.preview,
            asked_at=now,
            expires_at=now + timedelta(seconds=rules.wait * hops),
            requested_by=request.by if request else "",
            own_request=rules.own_request,
            changes=plan.changes,
        )
        order = proposing(case, at=trial.at, number=trial.number)
        case.become(case.memory.asked(trial.asking(asked)))
        await workflow.start_child_workflow(
            ApprovalWorkflow.run,
            ApprovalInput(asked, rules.wait, hops, RepairQuestion(order, plan)),
            id=asked.workflow_id,
            # A run that follows hears of it under the same id.
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=f"{asked.id}: {plan.action} {asked.target}"[:200],
        )

    async def _tell_whose_turn(self, asked: Approval) -> None:
        """Tell the people of a hop, each where they read messages, once the question is kept."""
        case, trial = self._case, self._trial
        if asked.hop <= trial.told_hop or not case.incident.approval:
            return
        rules, on_call = case.policy.approval, people_on_call(case.policy, case.incident.owner)
        hops = range(trial.told_hop + 1, asked.hop + 1)
        people = dict.fromkeys(each for hop in hops for each in people_at(rules, on_call, hop))
        case.become(case.memory.trying(trial.told(asked.hop)))
        self._show(asked)
        await self._calls.ask(
            tuple(people),
            at=asked.asked_at + timedelta(seconds=rules.wait * asked.hop),
            action=asked.action,
            detail=asked.why,
            hop=asked.hop + 1,
            until=self._hop_ends(asked),
            preview=asked.preview,
            approval=asked.id,
            difference=difference_of(asked),
        )

    async def _wait(self, seen: int) -> None:
        """Wait for a move of the question since `seen`, or the time to ask the source again."""
        case, recheck, asked = self._case, self._recheck(), self._asked
        if case.incident.approval:
            self._show(asked)
        self._check_interrupts()  # what came in while people were told must not wait as long
        await case.wait(min(recheck, asked.expires_at + OVERDUE), seen=seen)
        self._check_interrupts()
        if workflow.now() >= asked.expires_at + OVERDUE:
            self.hear(self._asked.expired(workflow.now()))
        elif workflow.now() >= recheck and self._asked.is_open:
            await self._sources.still_fires()

    def _check_interrupts(self) -> None:
        self._case.check_interrupts()
        if self._case.memory.edited_by or self._case.memory.skips:
            raise ChangeOfPlan

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

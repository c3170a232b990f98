"""One attempt: choose, ask, take a turn, confirm, write, verify, settle (RBK-2 … RBK-9).

Nothing is decided here: the ladder, the guards and the verdict are pure rules, asked where their
facts are. Here is only the order of things, and what happens when something comes in between.
"""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incidents import IncidentActivities
from activities.patience import think_ahead
from application.incidents.repairs.orders import Proposal
from domain.clusters.repairs import AttemptState, Mode, Plan
from domain.common.messages import Called, Message, message
from domain.events.events import EventType
from domain.incidents.approvals.rules import needs_approval
from domain.incidents.course import why_nothing_left
from domain.incidents.guards.guards import GuardResult
from domain.incidents.guards.verdict_rules import judge
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.ladder.planning import targets_of
from workflows.incidents.approval import Approving
from workflows.incidents.case import Case, by_whom, proposing, skipped_because
from workflows.incidents.patience import Patience
from workflows.incidents.queue import QUEUE_PATIENCE, Turns
from workflows.incidents.settling import Settling
from workflows.incidents.sources import Sources
from workflows.incidents.state import ChangeOfPlan, Over, PersonNeeded, Trial
from workflows.incidents.writing import Writing
from workflows.reasons import is_crowded, message_in

PLAN_AGAIN = timedelta(seconds=20)
"""Between two times that a plan is wanted of a cluster which too many want something of."""


class Attempts:
    """Makes attempts for one incident, one at a time."""

    def __init__(
        self, case: Case, sources: Sources, patience: Patience, turns: Turns, approving: Approving
    ) -> None:
        self._case = case
        self._sources = sources
        self._patience = patience
        self._turns = turns
        self._approving = approving
        self._doing = Writing(case)
        self._settling = Settling(case, turns, self._doing)

    async def make_one(self) -> AttemptState:
        """Make the next attempt, or go on with the one that an earlier run began.

        Raises:
            PersonNeeded: nothing is left to try, or only a person can go on.
            ChangeOfPlan: it was given up before anything was written; choose afresh.
            Over, Cleared: the ladder is left.
        """
        if self._case.memory.trial is None:
            await self._choose()
        if self._doing.trial.report is None:
            plan = self._doing.plan
            if self._doing.trial.proposal.mode in (Mode.OBSERVE, Mode.SUGGEST):
                return await self._settling.settle(AttemptState.OBSERVED, plan.why)
            if (held := self._held_by()) is not None:
                return await self._settling.kept_back(held)
            await self._ready(plan)
            self._show_what_is_done()
            await self._doing.write()
        state = self._doing.report.state
        if state is not None:
            return await self._settling.unverified(state)
        return await self._verify()

    async def drop(self) -> None:
        """Give up an attempt that wrote nothing; one that wrote is settled as it stands."""
        await self._approving.drop()
        trial = self._case.memory.trial
        if trial is not None and trial.report is not None and trial.report.wrote:
            await self._settling.settle(AttemptState.ABORTED, message("attempt.left"))
        self._case.become(self._case.memory.trying(None))
        await self._turns.give_back()

    async def not_approved(self, detail: Message | None) -> None:
        """Remember an attempt that nobody approved."""
        if self._case.memory.trial is not None:
            await self._settling.settle(AttemptState.NOT_APPROVED, detail)

    async def _choose(self) -> None:
        """Ask the rules what comes next; what they pass over uses up nothing."""
        case, number = self._case, self._case.memory.numbers + 1
        at, proposal = await self._propose(number)
        case.see(case.incident.passing_over(proposal.skipped))
        plan = proposal.plan
        if plan is None:
            raise PersonNeeded(self._why_nothing_left(), skipped_because(proposal.skipped))
        if case.memory.skips:
            case.become(case.memory.passed(plan.action))
            raise ChangeOfPlan
        case.become(case.memory.began(Trial(number=number, at=at, proposal=proposal)))
        request = case.incident.request
        if request is not None and request.dry_run:
            case.note(
                EventType.INCIDENT_ATTEMPTED,
                number=number,
                action=plan.action,
                outcome=AttemptState.OBSERVED,
                detail=plan.why,
                preview=proposal.preview,
            )
            raise Over(Ending.PREVIEWED, plan.why)

    def _why_nothing_left(self) -> CallReason:
        incident = self._case.incident
        return why_nothing_left(incident.attempts, incident.request)

    async def _propose(self, number: int) -> tuple[datetime, Proposal]:
        """Return what could come next, and since when; in a crowd it waits for its turn."""
        give_up_at = workflow.now() + QUEUE_PATIENCE
        while True:
            at = workflow.now()
            self._case.show(IncidentState.REPAIRING, message("incident.chooses"))
            order = proposing(self._case, at=at, number=number)
            try:
                proposal: Proposal = await workflow.execute_activity_method(
                    IncidentActivities.plan,
                    order,
                    **think_ahead(f"what to try as attempt {number}"),
                )
            except ActivityError as error:
                if is_cancelled_exception(error):
                    raise
                if not (is_crowded(error) and workflow.now() < give_up_at):
                    raise PersonNeeded(CallReason.BLIND, message_in(error)) from error
                await self._wait_in_the_crowd(order.target.cluster, give_up_at)
            else:
                return at, proposal

    async def _wait_in_the_crowd(self, cluster: str, give_up_at: datetime) -> None:
        """Let others ask the cluster; what comes in meanwhile is heeded."""
        waits_for = message("wait.pace", cluster=Called(cluster))
        self._case.show(
            IncidentState.WAITING,
            message("incident.queues", waits_for=waits_for),
            waits_for=waits_for,
            until=give_up_at,
        )
        await self._case.wait(workflow.now() + PLAN_AGAIN)
        self._case.check_interrupts()

    def _held_by(self) -> GuardResult | None:
        """Return the guard for which nobody is asked to approve: it forbids the write anyway."""
        proposal = self._doing.trial.proposal
        return proposal.held_by if needs_approval(proposal.mode) else None

    async def _ready(self, plan: Plan) -> None:
        """Get the yes, the turn and a fresh confirmation, the one that ages fastest last."""
        await self._approving.approved(plan)
        while True:
            await self._turns.take(targets_of(plan))
            planned_at, give_back = self._doing.trial.at, self._turns.give_back
            if await self._patience.until_free(looked_at=planned_at, leaving=give_back):
                continue
            await self._sources.still_fires()
            self._heed_changes()
            if not self._case.memory.paused_by:
                return

    def _heed_changes(self) -> None:
        self._case.check_interrupts()
        if self._case.memory.edited_by or self._case.memory.skips:
            raise ChangeOfPlan

    def _show_what_is_done(self) -> None:
        trial, plan = self._doing.trial, self._doing.plan
        self._case.show(
            IncidentState.REPAIRING,
            message("incident.attempts", number=trial.number, why=plan.why),
        )

    async def _verify(self) -> AttemptState:
        """Look until the rules have a verdict; then settle it."""
        case, plan = self._case, self._doing.plan
        if not self._doing.trial.samples:
            case.note(
                EventType.INCIDENT_ATTEMPTED,
                number=self._doing.trial.number,
                action=plan.action,
                outcome="done",
                detail=self._doing.report.detail or plan.why,
            )
        while True:
            trial, report = self._doing.trial, self._doing.report
            began = trial.began or trial.at
            progress_at = report.snapshots[0].progress_at if report.snapshots else None
            judged = judge(
                trial.samples, case.policy.verify, began=began, acted_progress_at=progress_at
            )
            if judged.verdict is not None:
                because = message("attempt.judged", because=judged.because)
                return await self._settling.verified(judged.verdict, because)
            due = judged.look_again_at or workflow.now()
            case.show(
                IncidentState.REPAIRING,
                message("incident.checks", number=trial.number, because=judged.because),
                waits_for=message("wait.verdict", number=trial.number),
                until=due,
            )
            await case.wait(due)
            if (state := self._interrupted()) is not None:
                return await self._settling.settle(*state)
            if workflow.now() >= due:
                await self._doing.look()

    def _interrupted(self) -> tuple[AttemptState, Message] | None:
        """Say what ends the looking: the write stands, and nobody waits for its verdict."""
        memory = self._case.memory
        if memory.aborted_by or memory.closed_by:
            return AttemptState.ABORTED, by_whom(memory.aborted_by or memory.closed_by)
        if memory.edited_by:
            changed = message("attempt.changed", person=Called(memory.edited_by))
            return AttemptState.INCONCLUSIVE, changed
        if memory.skips:
            self._case.become(memory.skip_served())
            return AttemptState.ABORTED, message("attempt.skipped")
        return None

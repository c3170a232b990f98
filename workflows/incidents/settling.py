"""How one attempt ends: what is taken back, what is come back to, what is written down (RBK-5)."""

from temporalio import workflow

from application.incidents.repairs.orders import AttemptReport, attempt_key
from domain.clusters.repairs import Attempt, AttemptState, RepairVerdict
from domain.common.messages import Message, message, named
from domain.events.events import EventType
from domain.incidents.guards.guards import GuardResult
from domain.incidents.incidents import CallReason, IncidentState
from workflows.incidents.case import Case
from workflows.incidents.queue import QUEUE_PATIENCE, Turns
from workflows.incidents.state import ChangeOfPlan, PersonNeeded
from workflows.incidents.writing import AFTER_DOUBT, TakenBack, Writing

MOST_RETURNS = 3
"""Times in a row that a guard may ask us to come back before a person is called."""

_AFTER = {
    RepairVerdict.HEALTHY: AttemptState.VERIFIED,
    RepairVerdict.UNHEALTHY: AttemptState.FAILED,
    RepairVerdict.UNKNOWN: AttemptState.UNKNOWN,
    RepairVerdict.INCONCLUSIVE: AttemptState.INCONCLUSIVE,
}


class Settling:
    """Settles the attempt that is being made; each only once."""

    def __init__(self, case: Case, turns: Turns, doing: Writing) -> None:
        self._case = case
        self._turns = turns
        self._doing = doing

    async def verified(self, verdict: RepairVerdict, because: Message) -> AttemptState:
        """Settle it by its verdict; what did not help is taken back.

        Raises:
            PersonNeeded: nobody can say whether it may be, or was, taken back.
        """
        taken = TakenBack.LEFT
        if verdict is RepairVerdict.UNHEALTHY and self._case.policy.restore:
            taken = await self._doing.take_back(because)
        return await self._restored(_AFTER[verdict], because, taken, verdict=verdict)

    async def unverified(self, state: AttemptState) -> AttemptState:
        """Settle what was not done, or not to its end; half a plan is taken back.

        Raises:
            ChangeOfPlan: a guard was waited for; it is time to choose afresh.
            PersonNeeded: nobody can say whether it may be, or was, taken back.
        """
        report = self._doing.report
        if report.may_pass_later and not report.wrote:
            await self._wait_for_guard()
        taken = TakenBack.LEFT
        if report.wrote and state is not AttemptState.UNKNOWN and self._case.policy.restore:
            taken = await self._doing.take_back(report.detail or named(state))
        return await self._restored(state, report.detail, taken)

    async def kept_back(self, held: GuardResult) -> AttemptState:
        """Settle what a guard forbids before anybody was asked about it."""
        case, trial = self._case, self._doing.trial
        key, detail = attempt_key(case.incident.id, trial.number), held.said
        report = AttemptReport(
            key=key, state=AttemptState.BLOCKED, guards=(held,), blocked=held, detail=detail
        )
        case.become(case.memory.trying(trial.reported(report)))
        return await self.settle(AttemptState.BLOCKED, detail)

    async def settle(
        self,
        state: AttemptState,
        because: Message | None,
        *,
        verdict: RepairVerdict | None = None,
        restored: bool = False,
    ) -> AttemptState:
        """Write down how it ended and give everything back."""
        case, trial = self._case, self._doing.trial
        report, plan, now = trial.report, self._doing.plan, workflow.now()
        attempt = Attempt(
            number=trial.number,
            action=plan.action,
            mode=trial.proposal.mode,
            state=state,
            started_at=trial.at,
            ended_at=now,
            acted_at=report.acted_at if report else None,
            key=attempt_key(case.incident.id, trial.number),
            plan=plan,
            performed=report.performed if report else (),
            guards=tuple(str(each) for each in report.guards) if report else (),
            verdict=verdict,
            because=because,
            checkpoint=report.checkpoint if report else "",
            restored=restored,
            approved_by=trial.approval.approved_by if trial.approval else "",
        )
        case.see(case.incident.tried(attempt))
        case.become(case.memory.trying(None))
        facts = {"number": trial.number, "action": plan.action, "outcome": state, "detail": because}
        type_ = EventType.INCIDENT_VERIFIED if verdict else EventType.INCIDENT_ATTEMPTED
        case.note(type_, **facts)
        if report is not None and report.wrote:
            case.note(EventType.ROLLBACK_DONE, **facts)
        await self._turns.give_back()
        await case.write()
        return state

    async def _restored(
        self,
        state: AttemptState,
        because: Message | None,
        taken: TakenBack,
        *,
        verdict: RepairVerdict | None = None,
    ) -> AttemptState:
        done = taken is TakenBack.DONE
        settled = await self.settle(state, because, verdict=verdict, restored=done)
        if taken is TakenBack.UNKNOWN:
            raise PersonNeeded(CallReason.BLIND, self._doing.not_taken_back)
        return settled

    async def _wait_for_guard(self) -> None:
        """Come back when the guard may pass; three times, and not for longer than an hour.

        Raises:
            ChangeOfPlan: it is time to choose afresh.
        """
        case, blocked = self._case, self._doing.report.blocked
        tries, now = case.memory.blocked + 1, workflow.now()
        until = (blocked.until if blocked else None) or now + AFTER_DOUBT
        if blocked is None or tries > MOST_RETURNS or until - now > QUEUE_PATIENCE:
            return
        case.become(case.memory.held_up())
        await self._turns.give_back()
        held = message("wait.guard", guard=blocked.guard)
        case.show(
            IncidentState.WAITING,
            message("incident.waits_for_guard", guard=blocked.guard, detail=blocked.detail),
            waits_for=held,
            until=until,
        )
        case.note(EventType.INCIDENT_WAITING, waits_for=held, until=until)
        while workflow.now() < until:
            case.check_interrupts()
            await case.wait(until)
        case.check_interrupts()
        raise ChangeOfPlan

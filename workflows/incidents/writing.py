"""What one attempt asks of the cluster: the write, the looks after it, and taking it back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incidents import IncidentActivities
from activities.patience import look_once, write_to_cluster
from application.incidents.repairs.orders import (
    AttemptReport,
    Restored,
    RestoreOrder,
    RestoreReport,
    SampleOrder,
)
from domain.clusters.repairs import AttemptState, Plan
from domain.common.messages import Called, Message, message
from domain.incidents.guards.verdicts import Sample
from domain.incidents.incidents import IncidentState
from workflows.incidents.case import Case, attempting
from workflows.incidents.state import ChangeOfPlan, Trial
from workflows.reasons import message_in, reason_of

LONGEST_PATCH = 1_000
"""Characters of a patch that an attempt remembers; the audit keeps all of it."""

STOPPED_AFTER = timedelta(seconds=2)
"""What is under way when somebody ends the ladder comes to its end by then, as a rule; what is not
under way is only waiting for its next try."""


AFTER_DOUBT = timedelta(seconds=30)
"""Wait after a guard whose facts could not be read."""


class TakenBack(StrEnum):
    """Whether what an attempt wrote was put back."""

    DONE = "done"
    LEFT = "left"  # it stays: nothing to put back, or not to be put back
    UNKNOWN = "unknown"  # nobody can say whether it may be, or was


class Writing:
    """Writes for the attempt that is being made; decides nothing.

    Attributes:
        not_taken_back: what kept the last restore from being done, as far as it is known.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self.not_taken_back: Message | None = None

    @property
    def trial(self) -> Trial:
        """The attempt that is being made.

        Raises:
            ChangeOfPlan: it was given up.
        """
        trial = self._case.memory.trial
        if trial is None:
            raise ChangeOfPlan
        return trial

    @property
    def plan(self) -> Plan:
        """What it does."""
        plan = self.trial.proposal.plan
        if plan is None:
            raise ChangeOfPlan
        return plan

    @property
    def report(self) -> AttemptReport:
        """What became of its write."""
        report = self.trial.report
        if report is None:
            raise ChangeOfPlan
        return report

    async def write(self) -> None:
        """Write once; after this there is a report, whatever happened."""
        case, trial = self._case, self.trial
        report = await self._ask()
        slim = (replace(each, patch=each.patch[:LONGEST_PATCH]) for each in report.performed)
        report = replace(report, performed=tuple(slim))
        now = workflow.now()
        case.become(case.memory.trying(trial.reported(report, now)))
        if report.wrote:
            case.become(case.memory.wrote())
            case.see(case.incident.acted(now))
        if _is_cancelled():
            raise asyncio.CancelledError  # it came while the write was finished

    async def look(self) -> None:
        """Look once and remember what was seen; what fails is a blind look."""
        case, trial, report, plan = self._case, self.trial, self.report, self.plan
        order = SampleOrder(
            case.memory.fingerprint.owner or plan.steps[0].target,
            plan.action,
            report.acted_at or trial.at,
            report.snapshots,
            case.memory.witness,
        )
        every = timedelta(seconds=case.policy.verify.every)
        try:
            sample: Sample = await workflow.execute_activity_method(
                IncidentActivities.sample,
                order,
                **look_once(
                    f"look {len(trial.samples) + 1} after attempt {trial.number}", every=every
                ),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.info("blind", extra={"reason": reason_of(error)})
            sample = Sample(at=workflow.now(), rollout=None)
        # The workflow's clock alone decides how long something lasts.
        seen = replace(sample, at=workflow.now())
        case.become(case.memory.trying(self.trial.looked(seen)))

    async def take_back(self, reason: Message) -> TakenBack:
        """Put the checkpoint back, once everything is known that has to be for it.

        What only misses a fact is tried again, as the same restore, for as long as the policy is
        patient with no data; whoever ends the ladder ends this, too.
        """
        case, trial = self._case, self.trial
        order = RestoreOrder(
            attempting(case, trial, self.plan), self.report.snapshots, reason, workflow.now()
        )
        give_up_at = workflow.now() + timedelta(seconds=case.policy.verify.blind_patience)
        while True:
            done = await self._put_back(order)
            if done is not None and not done.may_pass_later:
                return TakenBack.DONE if done.outcome is Restored.DONE else TakenBack.LEFT
            if self._left_by:
                return TakenBack.LEFT
            if done is None or done.blocked is None or workflow.now() >= give_up_at:
                return TakenBack.UNKNOWN
            guard = done.blocked.guard
            case.show(
                IncidentState.WAITING,
                message("incident.takes_back", number=trial.number, guard=guard),
                waits_for=message("wait.guard", guard=guard),
                until=give_up_at,
            )
            await case.wait(min(workflow.now() + AFTER_DOUBT, give_up_at))

    async def _put_back(self, order: RestoreOrder) -> RestoreReport | None:
        """Return what became of a restore; None when nobody can say."""
        self.not_taken_back = None
        try:
            done: RestoreReport = await workflow.execute_activity_method(
                IncidentActivities.restore,
                order,
                **write_to_cluster(f"take attempt {order.attempt.number} back"),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.error("not restored", exc_info=error)
            self.not_taken_back = message_in(error)
            return None
        if done.blocked is not None:
            self.not_taken_back = done.blocked.said
        return done

    async def _ask(self) -> AttemptReport:
        trial, plan = self.trial, self.plan
        order = attempting(self._case, trial, plan)
        writing = workflow.start_activity_method(
            IncidentActivities.attempt,
            order,
            **write_to_cluster(f"attempt {trial.number}: {plan.action}"),
        )
        watching = asyncio.create_task(self._stop_when_left(writing))
        try:
            return await writing
        except ActivityError as error:
            if is_cancelled_exception(error) and not self._left_by:
                raise
            said = message_in(error)
            if by := self._left_by:
                said = message("attempt.ended_by", person=Called(by), why=said)
            return AttemptReport(key=order.key, state=AttemptState.UNKNOWN, detail=said)
        finally:
            watching.cancel()

    async def _stop_when_left(self, writing: workflow.ActivityHandle[AttemptReport]) -> None:
        """End the tries when somebody ends the ladder; one under way still comes to its end."""
        await workflow.wait_condition(lambda: bool(self._left_by))
        await workflow.sleep(STOPPED_AFTER, summary="what is under way ends")
        writing.cancel()

    @property
    def _left_by(self) -> str:
        return self._case.memory.aborted_by or self._case.memory.closed_by


def _is_cancelled() -> bool:
    """Say whether somebody cancels the workflow, though the activity came to its end."""
    running = asyncio.current_task()
    return running is not None and running.cancelling() > 0

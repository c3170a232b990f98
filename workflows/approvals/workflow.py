"""One question that waits for somebody's yes or no, and what follows from it (RBK-8, RBK-17)."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

from activities.approvals import ApprovalActivities, Question
from activities.patience import keep_record, think_ahead, write_to_cluster
from application.common.wording import message_for
from application.incidents.repairs.orders import RepairQuestion
from domain.common.errors import Conflict, InvalidRequest, Unavailable, ZhibanError
from domain.common.messages import Message, message
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState, Recheck
from workflows.attributes import show_state
from workflows.reasons import message_in, refusal

LOOK_AGAIN = timedelta(minutes=5)
"""After which it is looked again whether the next group can be asked; a day holds 288 looks."""

MOVED = "question_moved"
"""Signal to the incident that asks: whose turn it is, or how the question ended."""


@dataclass(frozen=True)
class ApprovalInput:
    """What is asked; add fields, with defaults, at the end.

    Attributes:
        wait: seconds at each hop; the last group has until the question expires.
        hops: how many groups there are.
        repair: the repair that it is about; None: it is about an edit.
    """

    asked: Approval
    wait: float
    hops: int = 1
    repair: RepairQuestion | None = None


@workflow.defn(name="Approval")
class ApprovalWorkflow:
    """One run per question, with the id `approval/<question>`.

    Asks group after group and takes one answer. It has an approved edit done; the incident that
    asks about a repair hears of every move and does that itself. Ends with the question as it was
    settled.
    """

    @workflow.init
    def __init__(self, started: ApprovalInput) -> None:
        self._started = started
        self._asked = started.asked
        self._kept = False
        self._withdrawn = False
        self._due = started.asked.expires_at
        self._settling = asyncio.Lock()
        self._became: Message | None = None

    @workflow.run
    async def run(self, started: ApprovalInput) -> Approval:
        """Ask; wait for the answer; do what was approved; tell who asked for it."""
        try:
            async with self._settling:  # who answers at once waits until it is kept
                await self._ask(self._asked)
            self._kept = True
            while self._asked.is_open:
                await self._wait()
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error) and self._asked.is_open:
                await self._settle(self._asked.overtaken(workflow.now()))
                await self._tell_incident()
            raise
        if started.repair is None:
            await self._finish_edit()
        else:
            await self._tell_incident()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._asked

    @workflow.update
    async def begun(self) -> Approval:
        """Return the question once it is kept."""
        await workflow.wait_condition(lambda: self._kept)
        return self._asked

    @workflow.update
    async def approve(self, answer: Answer) -> Approval:
        """Say yes to exactly what was asked; returns the question as it is after it."""
        return await self._take(answer, approved=True)

    @workflow.update
    async def deny(self, answer: Answer) -> Approval:
        """Say no; returns the question as it is after it."""
        return await self._take(answer, approved=False)

    @approve.validator
    def _may_be_approved(self, answer: Answer) -> None:
        """Turn down what comes too late or is about something else, without a trace."""
        self._check(answer, approved=True)

    @deny.validator
    def _may_be_denied(self, answer: Answer) -> None:
        """Turn down what comes too late or is about something else, without a trace."""
        self._check(answer, approved=False)

    @workflow.signal
    def withdraw(self) -> None:
        """Make the question void: what it asks for is not wanted any more."""
        self._withdrawn = True

    @workflow.query
    def question(self) -> Approval:
        """Return the question as it stands."""
        return self._asked

    def _check(self, answer: Answer, *, approved: bool) -> None:
        if not isinstance(answer, Answer):
            raise InvalidRequest("answer", message("approval.not_open"))
        if self._withdrawn and self._asked.is_open:
            raise Conflict(message("approval.not_open"))
        self._asked.check(answer, approved=approved, now=workflow.now())

    async def _take(self, answer: Answer, *, approved: bool) -> Approval:
        """Take an answer; what refuses it is said in Temporal's words, which every replay knows."""
        try:
            async with self._settling:
                return await self._answered(answer, approved=approved)
        except ZhibanError as error:
            raise refusal(type(error).__name__, message_for(error)) from error

    async def _answered(self, answer: Answer, *, approved: bool) -> Approval:
        self._check(answer, approved=approved)
        if approved:
            found = await self._recheck()
            self._check(answer, approved=approved)  # it may have expired meanwhile
            if found.changed is not None:
                await self._overtake(found.changed)
                raise Conflict(found.changed)
            if found.stopped is not None:
                raise Conflict(message("edit.not_now", why=found.stopped))
        now = workflow.now()
        return await self._settle(self._asked.answered(answer, approved=approved, at=now))

    async def _recheck(self) -> Recheck:
        """Read the target again; raises `Unavailable` when it cannot be read."""
        try:
            found: Recheck = await workflow.execute_activity_method(
                ApprovalActivities.recheck,
                self._question,
                **think_ahead("is it still as it was shown?"),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            raise Unavailable(message("repair.target_unread", why=message_in(error))) from error
        return found

    async def _wait(self) -> None:
        """Wait for an answer until the next group's turn, or until the question expires."""
        named, due = ", ".join(self._asked.asked), self._due
        workflow.set_current_details(f"Asked {named or 'nobody'}. Next step at {due:%H:%M} UTC.")
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: not self._asked.is_open or self._withdrawn,
                timeout=max(due - workflow.now(), timedelta(0)),
                timeout_summary="until the next group, or the end",
            )
        async with self._settling:
            if not self._asked.is_open:
                return
            if self._withdrawn:
                await self._overtake(None)
            elif workflow.now() >= self._asked.expires_at:
                await self._settle(self._asked.expired(workflow.now()))
            elif workflow.now() >= self._due:
                await self._ask_next()

    async def _ask_next(self) -> None:
        """Ask the next group, unless its yes could not be done; unread, people are asked."""
        found = Recheck()
        with suppress(Unavailable):
            found = await self._recheck()
        if self._withdrawn:
            return
        # An incident calls people when it is held back; an edit waits for a better moment.
        void = found.changed or (found.stopped if self._started.repair else None)
        if void is not None:
            await self._overtake(void)
        elif found.stopped is not None:
            self._due = min(workflow.now() + LOOK_AGAIN, self._asked.expires_at)
        else:
            await self._ask(self._asked.at_next_hop())

    async def _ask(self, asked: Approval) -> None:
        """Ask a group."""
        question = Question(asked, self._started.repair)
        self._asked = await workflow.execute_activity_method(
            ApprovalActivities.ask, question, **keep_record(f"question, hop {asked.hop + 1}")
        )
        is_last = self._asked.hop + 1 >= self._started.hops
        wait = timedelta(seconds=self._started.wait)
        # Whose turn comes late has a moment all the same.
        due = max(asked.asked_at + wait * (asked.hop + 1), workflow.now() + min(wait, LOOK_AGAIN))
        self._due = self._asked.expires_at if is_last else min(due, self._asked.expires_at)
        await self._tell_incident()

    async def _overtake(self, why: Message | None) -> None:
        self._became = why
        await self._settle(self._asked.overtaken(workflow.now(), why))

    async def _settle(self, settled: Approval) -> Approval:
        """End the question; it is kept before anybody is answered."""
        self._asked = settled
        await workflow.execute_activity_method(
            ApprovalActivities.settle,
            self._question,
            **keep_record(f"the question is {settled.state}"),
        )
        show_state(settled.state)
        return settled

    async def _finish_edit(self) -> None:
        """Have done what was approved, and tell who asked for it."""
        if self._asked.state is ApprovalState.APPROVED:
            self._became = await self._carry_out()
        await workflow.execute_activity_method(
            ApprovalActivities.tell, self._question, **keep_record("who asked")
        )

    async def _carry_out(self) -> Message:
        """Have done what was approved; when nobody knows what came of it, say that."""
        try:
            return await workflow.execute_activity_method(
                ApprovalActivities.carry_out, self._asked, **write_to_cluster("what was approved")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return message("edit.unknown", why=message_in(error))

    async def _tell_incident(self) -> None:
        """Let the incident that asks hear how the question stands; one that is over needs not."""
        parent = workflow.info().parent
        if parent is None:
            return
        incident = workflow.get_external_workflow_handle(parent.workflow_id)
        with suppress(ApplicationError):
            await incident.signal(MOVED, self._asked)

    @property
    def _question(self) -> Question:
        return Question(self._asked, self._started.repair, self._became)

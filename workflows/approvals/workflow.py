"""One question that waits for somebody's yes or no, and what follows from it (RBK-8, RBK-17)."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.approvals import ApprovalActivities, Ended
from activities.patience import keep_record, think_ahead, write_to_cluster
from application.cluster_edits.approvals import Recheck
from application.common.wording import message_for
from domain.common.errors import Conflict, InvalidRequest, Unavailable, ZhibanError
from domain.common.messages import Message, message
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState
from workflows.attributes import show_state
from workflows.reasons import message_in, refusal

LOOK_AGAIN = timedelta(minutes=5)
"""After which it is looked again whether the next group can be asked; a day holds 288 looks."""


@dataclass(frozen=True)
class ApprovalInput:
    """What is asked; add fields, with defaults, at the end.

    Attributes:
        wait: seconds at each hop; the last group has until the question expires.
        hops: how many groups there are.
    """

    asked: Approval
    wait: float
    hops: int = 1


@workflow.defn(name="Approval")
class ApprovalWorkflow:
    """One run per question, with the id `approval/<question>`.

    Asks group after group, takes one answer, and has done what was approved. Ends with the question
    as it was settled.
    """

    @workflow.init
    def __init__(self, started: ApprovalInput) -> None:
        self._started = started
        self._asked = started.asked
        self._kept = False
        self._due = started.asked.expires_at
        self._settling = asyncio.Lock()
        self._became: Message | None = None

    @workflow.run
    async def run(self, started: ApprovalInput) -> Approval:  # noqa: ARG002 - Temporal passes the input to both
        """Ask; wait for the answer; do what was approved; tell who asked for it."""
        try:
            await self._ask(self._asked)
            self._kept = True
            while self._asked.is_open:
                await self._wait()
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error) and self._asked.is_open:
                await self._settle(self._asked.overtaken(workflow.now()))
            raise
        if self._asked.state is ApprovalState.APPROVED:
            self._became = await self._carry_out()
        await workflow.execute_activity_method(
            ApprovalActivities.tell, Ended(self._asked, self._became), **keep_record("who asked")
        )
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

    @workflow.query
    def question(self) -> Approval:
        """Return the question as it stands."""
        return self._asked

    def _check(self, answer: Answer, *, approved: bool) -> None:
        if not isinstance(answer, Answer):
            raise InvalidRequest("answer", message("approval.not_open"))
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
                self._became = found.changed
                await self._settle(self._asked.overtaken(workflow.now()))
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
                self._asked,
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
                lambda: not self._asked.is_open,
                timeout=max(due - workflow.now(), timedelta(0)),
                timeout_summary="until the next group, or the end",
            )
        async with self._settling:
            if not self._asked.is_open:
                return
            if workflow.now() >= self._asked.expires_at:
                await self._settle(self._asked.expired(workflow.now()))
            elif workflow.now() >= self._due:
                await self._ask(self._asked.at_next_hop())

    async def _ask(self, asked: Approval) -> None:
        """Ask a group; one that is not asked in vain is asked later."""
        told: Approval | None = await workflow.execute_activity_method(
            ApprovalActivities.ask, asked, **keep_record(f"question, hop {asked.hop + 1}")
        )
        due = workflow.now() + LOOK_AGAIN
        if told is not None:
            self._asked = told
            due = told.asked_at + timedelta(seconds=self._started.wait * (told.hop + 1))
        is_last = self._asked.hop + 1 >= self._started.hops
        self._due = self._asked.expires_at if is_last else min(due, self._asked.expires_at)

    async def _settle(self, settled: Approval) -> Approval:
        """End the question; it is kept before anybody is answered."""
        self._asked = settled
        await workflow.execute_activity_method(
            ApprovalActivities.settle, settled, **keep_record(f"the question is {settled.state}")
        )
        show_state(settled.state)
        return settled

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

"""One message to one recipient on one channel, tried until its fate is known (PSH-2)."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, FailureError, is_cancelled_exception

from activities.deliveries import (
    DeliveryActivities,
    DeliveryOrder,
    SendOrder,
    SettledDelivery,
)
from activities.patience import keep_record, reach_a_person
from domain.common.messages import Message, bare, message
from domain.deliveries.deliveries import (
    TRIALS,
    DeliveryState,
    Outcome,
    Receipt,
    Settled,
    delivery_key,
)
from domain.deliveries.pacing import GIVE_UP_AFTER, wait_before_retry, wait_for_pace
from workflows.attributes import show_state
from workflows.deliveries.pushes import start_order
from workflows.reasons import message_in

_SETTLED = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.PERMANENT: DeliveryState.FAILED,
    Outcome.CONFIGURATION: DeliveryState.FAILED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}

CANCELLED = message("answer.cancelled")


@dataclass(frozen=True)
class DeliveryResult:
    """How it ended."""

    state: DeliveryState
    attempts: int
    detail: Message | None


@workflow.defn(name="Delivery")
class DeliveryWorkflow:
    """One run per idempotency key, and one more each time that somebody has it sent again.

    The workflow id is `delivery/<key>`.

    Ends when the provider accepted or refused the message, when nobody can know, or after a day
    of trying.
    """

    @workflow.init
    def __init__(self, order: DeliveryOrder) -> None:
        self._order = order
        self._attempt = order.tried
        self._sent_parts = 0
        self._trying = False
        self._last_answer: Message | None = None
        self._give_up_at = workflow.now() + GIVE_UP_AFTER

    @workflow.run
    async def run(self, order: DeliveryOrder) -> DeliveryResult:  # noqa: ARG002 - Temporal passes the input to both
        """Queue, try, wait, try again, settle."""
        await self._settle(DeliveryState.QUEUED, Receipt(outcome=Outcome.RETRY))
        try:
            return await self._until_settled()
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                state = self._when_cancelled()
                await self._settle(state, Receipt(outcome=Outcome.PERMANENT, detail=CANCELLED))
                await self._answer(state, CANCELLED)
            raise

    async def _until_settled(self) -> DeliveryResult:
        while True:
            receipt = await self._try_once()
            state = _SETTLED.get(receipt.outcome)
            if state is None and await self._wait_to_retry(receipt):
                continue
            final = state or DeliveryState.FAILED
            await self._settle(final, receipt)
            await self._answer(final, receipt.detail)
            if final is DeliveryState.FAILED and self._may_go_another_way:
                await self._go_another_way(receipt.detail)
            return DeliveryResult(final, self._attempt, receipt.detail)

    @property
    def _may_go_another_way(self) -> bool:
        """Whoever waits for it decides themselves; briefings and tests have their own ways."""
        order = self._order
        return not (order.answer_to or order.briefing_id or order.event_id.startswith(TRIALS))

    async def _go_another_way(self, refusal: Message | None) -> None:
        """Tell the person where else they read what is theirs."""
        order = self._order
        other = await workflow.execute_activity_method(
            DeliveryActivities.another_way, order, **keep_record("another way")
        )
        if other is None:
            return
        key = delivery_key(order.event_id, order.person_id, other)
        first = order.instead_of or order.address
        await start_order(
            replace(order, key=key, address=other, tried=0, instead_of=first, refusal=refusal),
            f"{order.event_id} → {order.person_id} by {other.kind} instead",
        )

    async def _answer(self, state: DeliveryState, detail: Message | None) -> None:
        """Tell who waits for it how it ended; they may have ended themselves."""
        if not self._order.answer_to:
            return
        waiting = workflow.get_external_workflow_handle(self._order.answer_to)
        try:
            await waiting.signal("settled", Settled(self._order.key, state, detail))
        except FailureError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.info("nobody waits for it", extra={"for": self._order.answer_to})

    def _when_cancelled(self) -> DeliveryState:
        """Between two tries nothing is on its way; within one, nobody knows."""
        return DeliveryState.UNCERTAIN if self._trying else DeliveryState.FAILED

    async def _try_once(self) -> Receipt:
        """Try once; a try that our own pace held back does not count."""
        number = self._attempt + 1
        self._trying = True
        workflow.set_current_details(f"Try {number} on {self._order.address.kind}.")
        try:
            receipt: Receipt = await workflow.execute_activity_method(
                DeliveryActivities.send,
                SendOrder(self._order, number, self._sent_parts, workflow.now(), self._last_answer),
                **reach_a_person(f"{self._order.address.kind}, try {number}"),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # Only what comes before the sending fails like this: there is nothing to send.
            receipt = Receipt(outcome=Outcome.PERMANENT, detail=message_in(error))
        self._trying = False
        if receipt.tried:
            self._attempt = number
            self._last_answer = receipt.detail
        self._sent_parts = max(self._sent_parts, receipt.sent_parts)
        return receipt

    async def _wait_to_retry(self, receipt: Receipt) -> bool:
        """Wait and say True, or say False when the day of trying is over."""
        asked = receipt.retry_after_seconds
        if receipt.tried:
            wait = wait_before_retry(self._attempt, asked_seconds=asked)
        else:
            wait = wait_for_pace(asked, spread=workflow.random().random())
        due: datetime = workflow.now() + wait
        if due >= self._give_up_at:
            return False
        if receipt.tried:  # what waits for our own pace shows the answer of the last real try
            await self._settle(DeliveryState.RETRYING, receipt, next_try_at=due)
        workflow.set_current_details(f"{_shown(receipt)} Next try at {due:%H:%M:%S} UTC.")
        await workflow.sleep(wait, summary=f"before try {self._attempt + 1}")
        return True

    async def _settle(
        self, state: DeliveryState, receipt: Receipt, *, next_try_at: datetime | None = None
    ) -> None:
        await workflow.execute_activity_method(
            DeliveryActivities.settle,
            SettledDelivery(
                self._order,
                state,
                self._attempt,
                receipt.detail,
                receipt.reference,
                workflow.now(),
                next_try_at,
            ),
            **keep_record(f"{state}"),
        )
        workflow.set_current_details(f"{state}. {_shown(receipt)}")
        show_state(state)


def _shown(receipt: Receipt) -> str:
    """Return an answer as Temporal's pages show it, which are for operators."""
    return bare(receipt.detail) if receipt.detail else ""

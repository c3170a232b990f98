"""The `DeliveryStarts` port, kept by Temporal: one `Delivery` workflow per message."""

from dataclasses import dataclass, field

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.deliveries import DeliveryOrder
from domain.briefings.briefings import briefing_of
from domain.common.errors import Conflict, Noun
from domain.common.messages import message
from domain.deliveries.deliveries import (
    ANSWER_TO,
    MENTIONS,
    ChannelAddress,
    Delivery,
    delivery_key,
)
from orchestration.requests import Requests
from workflows.deliveries.workflow import DeliveryWorkflow


@dataclass(frozen=True)
class TemporalDeliveries:
    """Starts `delivery/<key>` for what no workflow of ours tells by itself.

    Attributes:
        task_queue: of the people's workers.
    """

    client: Client
    task_queue: str
    requests: Requests = field(default_factory=Requests)

    async def start(
        self, event_id: str, person_id: str, address: ChannelAddress, *, title: str
    ) -> None:
        """Begin to deliver what an event says; the same one is never begun twice."""
        key = delivery_key(event_id, person_id, address)
        order = DeliveryOrder(key, event_id, person_id, "", address)
        summary = f"{title[:100]} → {person_id} by {address.kind}"
        await self.requests.send(Noun.DELIVERY, lambda: self._start(order, summary))

    async def again(self, delivery: Delivery, *, by: str) -> None:
        """Run `delivery/<key>` once more, with the tries counted on."""
        mentions = tuple(delivery.extra.get(MENTIONS, "").split())
        order = DeliveryOrder(
            delivery.key,
            delivery.event_id,
            delivery.person_id,
            briefing_of(delivery.event_id),
            ChannelAddress(delivery.channel, delivery.target, mentions),
            delivery.extra.get(ANSWER_TO, ""),
            delivery.attempt,
            by,
        )
        summary = f"Sent again by {by} → {delivery.person_id} by {delivery.channel}"
        await self.requests.send(Noun.DELIVERY, lambda: self._start_again(order, summary))

    async def _start_again(self, order: DeliveryOrder, summary: str) -> None:
        try:
            await self.client.start_workflow(
                DeliveryWorkflow.run,
                order,
                id=f"delivery/{order.key}",
                task_queue=self.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=summary,
            )
        except WorkflowAlreadyStartedError:
            raise Conflict(message("delivery.under_way")) from None

    async def _start(self, order: DeliveryOrder, summary: str) -> None:
        try:
            await self.client.start_workflow(
                DeliveryWorkflow.run,
                order,
                id=f"delivery/{order.key}",
                task_queue=self.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=summary,
            )
        except WorkflowAlreadyStartedError:
            return

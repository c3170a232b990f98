"""The `DeliveryStarts` port, kept by Temporal: one `Delivery` workflow per message."""

from dataclasses import dataclass, field

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.deliveries import DeliveryOrder
from domain.common.errors import Noun
from domain.deliveries.deliveries import ChannelAddress, delivery_key
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

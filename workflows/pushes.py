"""Handing a briefing over to its deliveries."""

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.deliveries import DeliveryOrder
from domain.briefings import briefing_id
from domain.deliveries import ChannelAddress, delivery_key
from workflows.attributes import for_child


async def start_delivery(person_id: str, day: str, address: ChannelAddress) -> None:
    """Start the delivery; it lives on its own, and the same key is never started twice."""
    briefing = briefing_id(person_id, day)
    event_id = f"briefing/{briefing}"
    key = delivery_key(event_id, person_id, address)
    try:
        await workflow.start_child_workflow(
            "Delivery",
            DeliveryOrder(key, event_id, person_id, briefing, address),
            id=f"delivery/{key}",
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            static_summary=f"Briefing of {day} to {person_id} by {address.kind}",
            search_attributes=for_child("delivery", "queued"),
        )
    except WorkflowAlreadyStartedError:
        workflow.logger.info("delivery already started", extra={"key": key})

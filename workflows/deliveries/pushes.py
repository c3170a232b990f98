"""Handing a message over to its delivery, which then lives on its own."""

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.deliveries import DeliveryOrder
from domain.briefings.briefings import briefing_id
from domain.deliveries.deliveries import ChannelAddress, delivery_key
from workflows.attributes import for_child

WATCHES = "-watches"
"""Ends the name of the queue of watches; the people's queue is called the same without it."""


async def start_delivery(person_id: str, day: str, address: ChannelAddress) -> None:
    """Start the delivery of a briefing."""
    briefing = briefing_id(person_id, day)
    event_id = f"briefing/{briefing}"
    order = DeliveryOrder(
        delivery_key(event_id, person_id, address), event_id, person_id, briefing, address
    )
    await start_order(order, f"Briefing of {day} to {person_id} by {address.kind}")


async def start_event_delivery(
    event_id: str, person_id: str, address: ChannelAddress, *, title: str, answers: bool = False
) -> None:
    """Start the delivery of what an event says.

    Args:
        event_id: of the event.
        person_id: of whom it is for.
        address: where they read it.
        title: for the Web UI.
        answers: whether it signals `settled` to this workflow when it ends.
    """
    order = DeliveryOrder(
        delivery_key(event_id, person_id, address),
        event_id,
        person_id,
        "",
        address,
        workflow.info().workflow_id if answers else "",
    )
    await start_order(order, f"{title[:100]} → {person_id} by {address.kind}")


async def start_order(order: DeliveryOrder, summary: str) -> None:
    """Start it where people are served; the same key is never started twice."""
    try:
        await workflow.start_child_workflow(
            "Delivery",
            order,
            id=f"delivery/{order.key}",
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
            task_queue=workflow.info().task_queue.removesuffix(WATCHES),
            static_summary=summary,
            search_attributes=for_child("delivery", "queued"),
        )
    except WorkflowAlreadyStartedError:
        # Normal only where a workflow was reset or restored: somebody may miss a message.
        workflow.logger.warning("delivery known, not begun again", extra={"key": order.key})

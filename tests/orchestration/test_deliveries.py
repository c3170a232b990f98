"""Beginning deliveries, against the real server."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from activities.deliveries import DeliveryOrder
from domain.common.errors import Conflict
from domain.deliveries.deliveries import (
    ChannelAddress,
    ChannelKind,
    Delivery,
    DeliveryState,
    delivery_key,
)
from orchestration.deliveries import TemporalDeliveries
from tests.fakes.words import says

pytestmark = pytest.mark.temporal

MAIL = ChannelAddress(ChannelKind.MAIL, "li@example.org")


async def test_a_delivery_is_begun_once_however_often_it_is_asked_for(server):
    """PSH-2, RBK-8."""
    event = f"cluster-edit/e_{uuid4().hex[:16]}/waiting"
    client = server.client
    starts = TemporalDeliveries(client, f"test-{uuid4()}")
    handle = client.get_workflow_handle(f"delivery/{delivery_key(event, 'u_li', MAIL)}")
    await starts.start(event, "u_li", MAIL, title="Please approve")
    first = (await handle.describe()).run_id
    await starts.start(event, "u_li", MAIL, title="Please approve")
    assert (await handle.describe()).run_id == first
    await handle.terminate("The test is over.")
    await starts.start(event, "u_li", MAIL, title="Please approve")
    assert (await handle.describe()).run_id == first


async def test_what_failed_runs_again_under_its_own_id_with_all_that_it_needs(server):
    """PSH-9: its tries are counted on; one that is being tried is left alone."""
    client = server.client
    starts = TemporalDeliveries(client, f"test-{uuid4()}")
    address = ChannelAddress(ChannelKind.WECOM, "ops", ("u_li", "@all"))
    event = f"briefing/u_{uuid4().hex[:8]}/2026-11-21"
    row = Delivery(
        key=delivery_key(event, "u_li", address),
        event_id=event,
        person_id="u_li",
        channel=ChannelKind.WECOM,
        target="ops",
        state=DeliveryState.FAILED,
        at=datetime(2026, 11, 21, tzinfo=UTC),
        attempt=3,
        extra={"mentions": "u_li @all", "answer_to": "incident/x"},
    )
    await starts.start(event, "u_li", address, title="Briefing")
    handle = client.get_workflow_handle(f"delivery/{row.key}")
    with pytest.raises(Conflict, check=says("still being sent")):
        await starts.again(row, by="u_ops")
    first = (await handle.describe()).run_id
    await handle.terminate("It failed.")

    await starts.again(row, by="u_ops")

    described = await handle.describe()
    assert described.run_id != first
    begun = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    (order,) = await client.data_converter.decode(begun.input.payloads, [DeliveryOrder])
    assert order == DeliveryOrder(
        row.key,
        event,
        "u_li",
        event.removeprefix("briefing/"),
        address,
        "incident/x",
        tried=3,
        asked_by="u_ops",
    )
    await handle.terminate("The test is over.")

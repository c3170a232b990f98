"""Beginning deliveries, against the real server."""

from uuid import uuid4

import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, delivery_key
from orchestration.deliveries import TemporalDeliveries

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

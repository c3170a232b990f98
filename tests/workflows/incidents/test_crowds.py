"""Many incidents at once: whoever waits for a briefing must not wait for them."""

import pytest

from bootstrap.running.worker import build_worker
from tests.fakes.incidents import IncidentRig, activities_of

pytestmark = pytest.mark.temporal


async def test_a_thousand_incidents_with_a_silent_source_leave_room_for_everybody_else(skipping):
    """ALR-8: each question to it may wait for half a minute, and holds a place for so long."""
    rig = IncidentRig(skipping)
    worker = build_worker(skipping.client, activities_of(rig.activities()), task_queue=rig.queue)

    assert worker.config()["max_concurrent_activities"] >= 1_000

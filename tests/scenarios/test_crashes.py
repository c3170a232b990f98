"""A worker that dies again and again comes to the same end, and writes everything once."""

import pytest

from domain.incidents.scores import Band
from tests.fakes.kubernetes import LAB

pytestmark = [
    pytest.mark.load,
    pytest.mark.temporal,
    pytest.mark.timeout(1_800),
    pytest.mark.parametrize("on", ["stand_in", LAB]),
]


async def test_wherever_the_worker_dies_the_end_is_the_same_and_each_write_is_made_once(
    climbed, on, figure
):
    """RBK-9: six attempts; the cluster's own audit is what counts."""
    calm, *disturbed = await climbed(on)

    incident = calm.told.incident
    assert calm.told.problems == ()
    assert incident.band is Band.AGGRESSIVE
    assert len(incident.attempts) == 6
    assert calm.told.calls == calm.deliveries == 1
    assert max(calm.keys.values()) == 1
    deaths = [death for each in disturbed for death in each.deaths]
    slowest = max(each.told.seconds for each in disturbed)
    figure(
        f"on {on}: a climb of six attempts has {len(calm.boundaries)} boundaries and takes "
        f"{calm.told.seconds:.0f} s; with {len(deaths)} deaths of the worker in {len(disturbed)} "
        f"climbs the longest took {slowest:.0f} s"
    )
    for each in disturbed:
        assert each.deaths
        assert each.course == calm.course, each.deaths
        assert 1 <= each.told.calls == each.deliveries <= each.most_calls, each.deaths

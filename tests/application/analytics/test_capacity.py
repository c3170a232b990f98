"""What briefings warn of when it fills up (BRF-4, ANL-2)."""

from datetime import timedelta

import pytest

from application.analytics.capacity import CapacityOfAll
from domain.common.errors import Rejected, Unavailable
from domain.monitoring.capacity import Series, SeriesPoint, warnings
from domain.monitoring.metric_names import MetricKind, metric_called
from tests.fakes.face_services import BEGINS, FaceWorld, hours_of
from tests.fakes.words import foreign


@pytest.fixture
def world():
    world = FaceWorld()
    points = tuple(SeriesPoint(at, value) for at, value in hours_of(97, 2))
    world.metrics.series = [Series("CvmDiskUsage", "ins-1", "%", points)]
    return world


def store_of(world):
    return CapacityOfAll(world.metrics, world.usage, world.clusters)


async def read(world):
    return await store_of(world).capacity_series(start=BEGINS - timedelta(days=14), end=BEGINS)


async def test_clusters_that_fill_up_are_warned_of_by_name(world):
    """BRF-4, ANL-2: beside the configured metrics, and without a raw metric name."""
    found = warnings(await read(world))

    assert {(each.target, metric_called(each.metric)) for each in found} == {
        ("ins-1", MetricKind.DISK),
        ("cls-1", MetricKind.CPU),
    }


async def test_a_cluster_that_nobody_measures_is_left_out(world):
    """BRF-4."""
    world.usage.error = Rejected(foreign("no such metric"))
    assert [each.target for each in await read(world)] == ["ins-1"]


async def test_what_may_pass_is_not_told_as_nothing(world):
    """BRF-4."""
    world.usage.error = Unavailable("no answer")
    with pytest.raises(Unavailable):
        await read(world)

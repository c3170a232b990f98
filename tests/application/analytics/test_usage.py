"""What grows and what is near its limit: asked for, read, named when it cannot be (ANL-2)."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from application.analytics.usage import MOST_CLUSTERS, UsageService
from application.analytics.usage_views import trends_view
from application.common.wording import Localizer
from domain.analytics.usage import Measure, UsageOf, UsageState
from domain.common.errors import Forbidden, InvalidRequest, Unavailable
from domain.monitoring.capacity import Series, SeriesPoint
from tests.fakes.face_services import MEI, OPERATOR, FaceWorld, SmallUsage, hours_of
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS


@dataclass
class SlowUsage(SmallUsage):
    """Never answers for one cluster."""

    slow: set[str] = field(default_factory=set)

    async def clusters(self, clusters, **period):
        if self.slow & set(clusters):
            await asyncio.sleep(60)
        return await super().clusters(clusters, **period)


@pytest.fixture
def world():
    return FaceWorld()


def service_of(world) -> UsageService:
    return world.services.usage


async def test_clusters_metrics_and_topics_are_looked_at_without_being_named(world):
    """ANL-2."""
    points = tuple(SeriesPoint(at, value) for at, value in hours_of(97, 2))
    world.metrics.series = [Series("CvmDiskUsage", "ins-1", "%", points)]
    found = await service_of(world).trends(by=OPERATOR)

    kinds = {each.series.of for each in found.found}
    assert kinds == {UsageOf.CLUSTERS, UsageOf.CAPACITY, UsageOf.TOPICS}
    assert found.found[0].series.name == "ins-1"
    assert found.found[0].state is UsageState.FILLING
    assert found.unread == ()


async def test_a_cluster_and_a_namespace_name_workloads_too(world):
    """ANL-2."""
    found = await service_of(world).trends(by=OPERATOR, cluster="cls-1", namespace="payments")

    near = next(each for each in found.found if each.series.of is UsageOf.WORKLOADS)
    assert near.series.measure is Measure.MEMORY_OF_LIMIT
    assert near.state.is_bottleneck
    assert ("cls-1", "payments") in [each[:2] for each in world.usage.asked]


@pytest.mark.parametrize(
    ("asked", "broken"),
    [
        ({"days": 0}, "days"),
        ({"days": 15}, "days"),
        ({"of": [UsageOf.WORKLOADS]}, "cluster"),
        ({"of": [UsageOf.WORKLOADS], "cluster": "cls-1"}, "namespace"),
        ({"cluster": "../x"}, "cluster"),
    ],
)
async def test_a_wrong_question_is_refused_by_its_field(world, asked, broken):
    """ANL-2."""
    with pytest.raises(InvalidRequest, check=lambda error: error.field == broken):
        await service_of(world).trends(by=OPERATOR, **asked)


async def test_what_cannot_be_read_is_named_and_hides_nothing(world):
    """ANL-2, REL-2."""
    world.usage.error = Unavailable("no answer")
    found = await service_of(world).trends(by=OPERATOR)

    assert {each.series.of for each in found.found} == {UsageOf.TOPICS}
    assert [(each.what, each.name) for each in found.unread] == [(UsageOf.CLUSTERS, "cls-1")]


async def test_what_is_late_is_named_and_waited_for_no_longer(world):
    """ANL-2."""
    slow = SlowUsage(slow={"cls-1"})
    service = replace(service_of(world), sources=slow, patience=timedelta(seconds=0.05))
    found = await service.trends(by=OPERATOR, of=[UsageOf.CLUSTERS])

    assert found.found == ()
    assert found.unread


async def test_clusters_beyond_the_bound_are_named(world):
    """ANL-2: nothing is left out in silence."""
    (one,) = await world.clusters.clusters()
    many = [replace(one, id=f"cls-{number:02}") for number in range(MOST_CLUSTERS + 2)]

    async def clusters():
        return many

    world.clusters.clusters = clusters
    found = await service_of(world).trends(by=OPERATOR, of=[UsageOf.CLUSTERS])

    assert [each.name for each in found.unread] == ["cls-20", "cls-21"]


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (IN_ENGLISH, ["CPU in use at 87.88%; should reach 100%", "bottleneck"]),
        (IN_CHINESE, ["CPU 使用率 87.88%，预计", "处瓶颈"]),
    ],
)
async def test_it_is_told_in_the_readers_words_with_its_numbers(world, reader, words):
    """ANL-2."""
    found = await service_of(world).trends(by=OPERATOR, days=14)
    view = trends_view(found, Localizer(WORDS, reader))

    assert [each for each in words if each not in view.said] == []
    cpu = next(
        each for each in view.usages if each.name == "cls-1" and each.limit and each.level > 80
    )
    assert (cpu.share, cpu.change_a_week) == (0.879, pytest.approx(21))
    assert cpu.earliest <= cpu.likely
    assert len(cpu.points) <= 48
    assert cpu.points[-1].value == 88


async def test_who_may_not_read_clusters_is_refused_them(world):
    """ANL-2, SEC-3."""
    nobody = replace(MEI, roles=frozenset())
    with pytest.raises(Forbidden):
        await service_of(world).trends(by=nobody)

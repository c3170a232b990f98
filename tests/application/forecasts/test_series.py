"""What the cloud measures, and what a metric was (CLD-3)."""

from datetime import timedelta

import pytest

from application.common.wording import Localizer
from application.forecasts.series_views import measured_view, metric_view
from domain.common.errors import InvalidRequest
from domain.common.readers import Language
from tests.fakes.face_services import OPERATOR, FaceWorld
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

CPU = {
    "source": {
        "tencent_monitor": {
            "namespace": "QCE/CVM", "metric": "CPUUsage", "dimensions": {"InstanceId": "ins-1"}
        }
    },
    "unit": "%",
    "name": "CPU of ins-1",
}  # fmt: skip


@pytest.fixture
def world():
    return FaceWorld()


async def test_metrics_are_listed_in_the_readers_language(world):
    """CLD-3."""
    service = world.services.metric_series
    found = await service.metrics(by=OPERATOR, namespace="QCE/CVM", name="disk")
    chinese = await service.metrics(by=OPERATOR, namespace="QCE/CVM", name="磁盘")

    assert [metric_view(each, Language.ENGLISH).meaning for each in found] == ["Disk utilisation"]
    assert [metric_view(each, Language.CHINESE).meaning for each in chinese] == ["磁盘利用率"]


async def test_a_kind_that_there_is_not_is_refused(world):
    """CLD-3."""
    for namespace in (" ", "QCE/NO"):
        with pytest.raises(InvalidRequest, check=lambda error: error.field == "namespace"):
            await world.services.metric_series.metrics(by=OPERATOR, namespace=namespace)


async def test_a_metric_is_told_by_its_numbers_and_their_times(world):
    """CLD-3."""
    world.histories.values = {"": [10.0, 90.0, 20.0]}
    found = await world.services.metric_series.series(by=OPERATOR, question=CPU)
    view = measured_view(found, Localizer(WORDS, IN_ENGLISH))

    (series,) = view.series
    assert (series.newest, series.least, series.most, series.mean) == (20, 10, 90, 40)
    assert "CPU of ins-1: 20%" in view.said
    assert "from 10% to 90%" in view.said
    assert "平均 40%" in measured_view(found, Localizer(WORDS, IN_CHINESE)).said


async def test_several_series_are_told_apart_and_none_is_left_out_in_silence(world):
    """CLD-3."""
    world.histories.values = {f"pod={number:02}": [1.0] for number in range(25)}
    found = await world.services.metric_series.series(by=OPERATOR, question=CPU)
    view = measured_view(found, Localizer(WORDS, IN_ENGLISH))

    assert (len(view.series), view.left_out) == (20, 5)
    assert "20 more series are not told here" in view.said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 31}, "start"),
        ({"days": 0}, "start"),
        ({"question": {"metric": "no_such"}}, "metric"),
        ({"question": {}}, "source"),
    ],
)
async def test_a_wrong_question_is_refused_by_its_field(world, changes, field):
    """CLD-3."""
    service = world.services.metric_series
    start = service.clock.now() - timedelta(days=changes.get("days", 1))
    with pytest.raises(InvalidRequest, check=lambda error: error.field.endswith(field)):
        await service.series(by=OPERATOR, question=changes.get("question", CPU), start=start)


@pytest.mark.parametrize(
    ("hours", "seconds"), [(1, 60), (3, 60), (4, 300), (48, 300), (49, 3_600), (720, 3_600)]
)
async def test_the_longer_the_time_the_coarser_the_values(world, hours, seconds):
    """CLD-3: what the cloud gives for so long a time."""
    service = world.services.metric_series
    start = service.clock.now() - timedelta(hours=hours)
    found = await service.series(by=OPERATOR, question=CPU, start=start)

    assert found.step == timedelta(seconds=seconds)

"""Forecasts over HTTP."""

import pytest

from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from tests.fakes.histories import DISK, rising

ADDRESS = "/api/v1/forecasts"
QUESTION = {"source": DISK, "limit": 87.5, "unit": "%", "name": "/data"}


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("en", "/data is at 83.4% and should reach 87.5% between "),
        ("zh", "/data 现在是 83.4%，预计在 "),
    ],
)
async def test_a_disk_is_forecast_in_the_readers_language(mei, world, language, begins):
    """ANL-2, I18-1."""
    answer = await mei.post(ADDRESS, json=QUESTION, headers={"Zhiban-Language": language})

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["said"].startswith(begins)
    assert (found["verdict"], found["level"], found["unsure"]) == ("filling", 83.4, False)
    assert found["earliest"] <= found["likely"] <= found["latest"]
    assert world.histories.asked == ["QCE/CVM CvmDiskUsage"]


async def test_that_nothing_can_be_said_is_an_answer(mei, world):
    """ANL-2: with its reason, and no day."""
    world.histories.values = {"": rising(10)}
    answer = await mei.post(ADDRESS, json=QUESTION)

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["verdict"], found["horizon_hours"], found["points"]) == ("short", 0, [])
    assert (found["earliest"], found["inside"], found["unsure"]) == (None, None, True)
    assert "there is only 10 h of data" in found["said"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 15}, "days"),
        ({"limit": "full"}, "limit"),
        ({"metric": "disk"}, "source"),
        ({"source": {"graphite": {}}}, "source"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_field(mei, world, changes, field):
    """ANL-2."""
    answer = await mei.post(ADDRESS, json=QUESTION | changes)

    assert answer.status_code == 422, answer.text
    assert field in answer.text
    assert world.histories.asked == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "returns 2 series"), ("zh", "返回了 2 个序列")]
)
async def test_several_series_are_refused_in_the_readers_language(mei, world, language, words):
    """ANL-2, I18-1."""
    world.histories.values = {"db=1": rising(), "db=2": rising()}
    answer = await mei.post(ADDRESS, json=QUESTION, headers={"Zhiban-Language": language})

    assert answer.status_code == 422, answer.text
    assert words in answer.text
    assert "db=1" in answer.text


@pytest.mark.parametrize(
    ("problem", "status"), [(MetricProblem.UNAVAILABLE, 503), (MetricProblem.BAD_QUERY, 502)]
)
async def test_a_source_that_cannot_be_read_is_told(mei, world, problem, status):
    """ANL-2: what may pass is told apart from what will not."""
    world.histories.failure = MetricUnreadable(problem)
    answer = await mei.post(ADDRESS, json=QUESTION)

    assert answer.status_code == status, answer.text

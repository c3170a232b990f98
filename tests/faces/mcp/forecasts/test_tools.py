"""The forecast tool, as an agent meets it."""

import pytest

from domain.common.readers import Language
from tests.faces.mcp.logs.test_tools import refused, told
from tests.fakes.histories import DISK, rising

TOOL = "forecast_capacity"
QUESTION = {"source": DISK, "limit": 87.5, "unit": "%", "name": "/data"}


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        (Language.ENGLISH, "[sandbox] /data is at 83.4% and should reach 87.5% between "),
        (Language.CHINESE, "[sandbox] /data 现在是 83.4%，预计在 "),
    ],
)
async def test_a_disk_is_forecast_in_the_persons_language(agent_of, world, language, begins):
    """ANL-2, I18-1."""
    world.read_in(language)
    async with agent_of(sets=("analytics",)) as agent:
        result, text = await told(agent, TOOL, **QUESTION)

    found = result["forecast"]
    assert text.startswith(begins)
    assert text.endswith(found["said"])
    assert found["verdict"] == "filling"
    assert found["earliest"] <= found["likely"] <= found["latest"]
    assert world.histories.asked == ["QCE/CVM CvmDiskUsage"]


async def test_that_nothing_can_be_said_is_an_answer(agent_of, world):
    """ANL-2: with its reason, and no day."""
    world.histories.values = {"": [60.0] * 200}
    async with agent_of(sets=("analytics",)) as agent:
        result, text = await told(agent, TOOL, **QUESTION)

    assert result["forecast"]["verdict"] == "constant"
    assert result["forecast"]["earliest"] is None
    assert "it has not moved from 60% in 8 days 8 h" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": 15}, "days "),
        ({"metric": "disk"}, "source "),
        ({"source": {"http_json": {"url": "https://a.cn/x", "json_path": "a"}}}, "its past"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_field(agent_of, world, changes, words):
    """ANL-2: a page keeps no past."""
    async with agent_of(sets=("analytics",)) as agent:
        assert words in await refused(agent, TOOL, **QUESTION | changes)
    assert world.histories.asked == []


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "returns 2 series"), (Language.CHINESE, "返回了 2 个序列")],
)
async def test_several_series_are_refused_in_the_persons_language(agent_of, world, language, words):
    """ANL-2, I18-1."""
    world.read_in(language)
    world.histories.values = {"db=1": rising(), "db=2": rising()}
    async with agent_of(sets=("analytics",)) as agent:
        text = await refused(agent, TOOL, **QUESTION)
    assert words in text
    assert "db=1" in text

"""The tool for dashboards, as an agent meets it."""

from base64 import b64decode

import pytest

from domain.common.quoting import UNTRUSTED
from domain.common.readers import Language
from tests.faces.mcp.logs.test_tools import refused, told

TOOL = "show_dashboard"
SETS = ("analytics",)


async def test_without_a_name_they_are_listed(agent_of):
    """ANL-4."""
    async with agent_of(sets=SETS) as agent:
        result, text = await told(agent, TOOL)
    assert [each["name"] for each in result["dashboards"]] == ["shop-overview"]
    assert (result["shown"], result["charts"]) == (None, [])
    assert text.startswith("[sandbox] ")


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "8 charts"), (Language.CHINESE, "8 个图表")],
)
async def test_one_is_told_in_the_persons_language(agent_of, world, language, words):
    """ANL-4, I18-1: strangers' names behind the mark."""
    world.read_in(language)
    async with agent_of(sets=SETS) as agent:
        result = await agent.call_tool(TOOL, {"dashboard": "shop"})
    mark, said = (each.text for each in result.content)
    assert mark.endswith(UNTRUSTED)
    assert words in said
    charts = result.structured_content["charts"]
    assert len(charts) == 8
    assert max(len(line["points"]) for each in charts for line in each["series"]) == 24


async def test_a_picture_comes_only_when_it_is_asked_for(agent_of, world):
    """ANL-4: for models that see."""
    async with agent_of(sets=SETS) as agent:
        result = await agent.call_tool(TOOL, {"dashboard": "shop", "drawn": True})
    image = result.content[-1]
    assert (image.type, image.mime_type) == ("image", "image/png")
    assert b64decode(image.data).startswith(b"\x89PNG")
    assert len(world.painter.given) == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"dashboard": "nowhere"}, "nowhere"),
        ({"dashboard": "shop", "start": "soon"}, "start "),
        ({"dashboard": "shop", "start": "-40d"}, "start "),
    ],
)
async def test_a_wrong_question_is_refused(agent_of, world, asked, words):
    """ANL-4."""
    async with agent_of(sets=SETS) as agent:
        assert words in await refused(agent, TOOL, **asked)
    assert world.chart_answers.asked == []

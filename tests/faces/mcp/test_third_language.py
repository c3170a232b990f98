"""A third language, as an agent meets it."""

import pytest

from tests.faces.mcp.logs.test_tools import refused, told
from tests.fakes.face_services import FaceWorld
from tests.fakes.third_language import JAPANESE, with_japanese

CHOOSING = {"get_weather": [""], "explain_incident": [""], "configure_briefing": []}
"""Tools that take a language, and what else than a language they take for it."""


@pytest.fixture
def world(tmp_path) -> FaceWorld:
    return FaceWorld(words=with_japanese(tmp_path))


async def test_tools_list_what_is_installed(agent_of):
    """I18-1, MCP-3."""
    async with agent_of() as agent:
        tools = {each.name: each for each in (await agent.list_tools()).tools}

    for name, more in CHOOSING.items():
        described = tools[name].input_schema["properties"]["language"]
        assert described["enum"] == [*more, "zh-CN", "en-US", "ja"]


async def test_an_agent_sets_a_language_that_is_installed_and_no_other(agent_of, world):
    """I18-1, BRF-8."""
    async with agent_of() as agent:
        settings, _ = await told(agent, "configure_briefing", language="ja")
        why = await refused(agent, "configure_briefing", language="fr")
        also = await refused(agent, "get_weather", place="深圳", language="fr")

    assert settings["language"] == "ja"
    assert "zh-CN, en-US, or ja" in why
    assert "zh-CN, en-US, or ja" in also


async def test_a_refusal_is_told_in_it(agent_of, world):
    """I18-1."""
    world.read_in(JAPANESE)
    async with agent_of() as agent:
        assert "は見つかりません。" in await refused(
            agent, "get_incident", incident_id=f"i_{'a' * 26}"
        )

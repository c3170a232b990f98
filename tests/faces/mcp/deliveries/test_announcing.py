"""Messages that somebody has sent to others, as an agent sends them."""

import pytest

from domain.common.readers import Language
from tests.faces.mcp.logs.test_tools import refused, told


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.ENGLISH, "0 sent, 0 not arrived, 1 without"), (Language.CHINESE, "等待结果 1 条")],
)
async def test_one_message_is_sent_once(agent_of, world, language, said):
    """MCP-1, I18-1."""
    world.read_in(language)
    asked = {"to": "u_mei", "title": "Release", "text": "At 22:00.", "client_key": "k"}
    async with agent_of(sets=("push",)) as agent:
        sent, words = await told(agent, "send_message_to", **asked)
        await told(agent, "send_message_to", **asked)

    assert said in words
    assert sent["announcement"]["messages"][0]["state"] == "queued"
    assert len({begun[0] for begun in world.resends.begun}) == 1


async def test_a_list_is_told_and_who_may_not_be_reached_is_named(agent_of, world):
    """MCP-1, PSH-10."""
    asked = {"to": ["wecom:team", "x@other.example"], "title": "t", "text": "t"}
    async with agent_of(sets=("push",)) as agent:
        sent, words = await told(
            agent,
            "send_messages_to_list",
            **asked,
            client_key="k",
            translations={"en-US": {"title": "t", "text": "t"}},
        )
        wrong = await refused(
            agent, "send_messages_to_list", **asked, client_key="l", translations={"en-US": "t"}
        )

    assert [each["state"] for each in sent["announcement"]["messages"]] == ["queued", "failed"]
    assert "x@other.example" in words
    assert "translations.en-US" in wrong

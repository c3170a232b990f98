import logging

import pytest
from mcp import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS

from domain.common.errors import Unavailable


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("evening_briefing", {}, "There is no prompt “evening_briefing”. There are: morning_b"),
        ("incident_review", {}, "incident_id is missing. incident_review takes: incident_id."),
        ("morning_briefing", {"tone": "x"}, "tone is not known here. morning_briefing takes"),
        ("incident_review", {"incident_id": "i_nobody"}, "No incident “i_nobody”. list_incidents"),
    ],
)
async def test_what_is_wrong_with_a_prompt_is_said_and_is_no_crash(
    agent_of, caplog, name, arguments, told
):
    """MCP-2."""
    with caplog.at_level(logging.ERROR):
        async with agent_of() as agent:
            with pytest.raises(MCPError) as refused:
                await agent.get_prompt(name, arguments)
    assert refused.value.error.code == INVALID_PARAMS
    assert refused.value.error.message.startswith(told)
    assert not caplog.records


async def test_a_prompt_that_cannot_be_had_at_the_moment_is_not_called_wrong(
    agent_of, world, monkeypatch
):
    """MCP-2."""

    async def unreachable(*args, **kwargs):
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(world.incidents, "get", unreachable)
    async with agent_of() as agent:
        with pytest.raises(MCPError, match="The database does not answer") as refused:
            await agent.get_prompt("incident_review", {"incident_id": "i_1"})
    assert refused.value.error.code == INTERNAL_ERROR


async def test_a_crash_within_a_prompt_tells_nothing(agent_of, world, monkeypatch):
    """SEC-3."""

    async def broken(*args, **kwargs):
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(world.incidents, "get", broken)
    async with agent_of() as agent:
        with pytest.raises(MCPError) as refused:
            await agent.get_prompt("incident_review", {"incident_id": "i_1"})
    assert "swordfish" not in str(refused.value)

"""What agents are told of desk robots."""

from domain.voice.robots import RobotRequest
from tests.fakes.face_services import MEI


async def test_robots_are_listed_without_their_tokens(agent_of, world):
    """VOI-1."""
    request = RobotRequest(name="desk", url="wss://api.xiaozhi.me/mcp/?token=hush-hush-7")
    await world.services.robots.register(by=MEI, requested=request)

    async with agent_of(sets=("voice",)) as agent:
        result = await agent.call_tool("list_robots", {})

    [shown] = result.structured_content["robots"]
    assert (shown["name"], shown["address"]) == ("desk", "wss://api.xiaozhi.me")
    assert (shown["state"], shown["fault"], shown["last_call"]) == ("untried", "none", "")
    assert result.content[0].text == "[sandbox] desk: not tried yet"
    assert "hush" not in str(result)

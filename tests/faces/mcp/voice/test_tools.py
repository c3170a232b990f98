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


async def test_an_agent_tries_names_for_the_robot_and_sets_them(agent_of, world):
    """VOI-5: what else would match is told; a bad name is refused with its reason."""
    async with agent_of(sets=("voice",)) as agent:
        tried = await agent.call_tool("preview_robot_names", {"names": ["小龙小龙"]})
        before = world.people.kept["u_mei"].wake_words
        await agent.call_tool("set_robot_names", {"wake_words": ["小龙小龙"]})
        refused = await agent.call_tool("set_robot_names", {"robot_name": "林"})

    [shown] = tried.structured_content["names"]
    assert shown["sounds"] == "xiao long xiao long"
    assert shown["also"]
    assert (before, world.people.kept["u_mei"].wake_words) == ((), ("小龙小龙",))
    assert refused.is_error
    assert "too short" in refused.content[0].text

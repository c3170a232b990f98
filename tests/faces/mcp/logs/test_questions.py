"""The tool that has a query written, as an agent sees it."""

from tests.faces.mcp.logs.test_tools import refused, told


async def test_the_query_is_shown_and_nothing_is_searched(agent_of, world):
    """CLD-1."""
    async with agent_of(sets=["devops"]) as agent:
        result, text = await told(
            agent, "write_log_query", topic_id="payments", words="how many errors"
        )
        wrong = await refused(agent, "write_log_query", topic_id="nowhere", words="errors")
    assert result["query"] == "level:ERROR | SELECT COUNT(*) AS N"
    assert "level:ERROR" in text
    assert world.cloud.asked == []
    assert "nowhere" in wrong

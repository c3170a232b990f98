"""The tool that finds bottlenecks, as an agent meets it."""

import pytest

from domain.common.errors import Unavailable
from domain.common.quoting import UNTRUSTED
from tests.faces.mcp.logs.test_tools import refused, told

TOOL = "find_usage_trends"
SETS = ("analytics",)


async def test_the_gravest_stand_first_with_their_numbers(agent_of):
    """ANL-2."""
    async with agent_of(sets=SETS) as agent:
        result, text = await told(agent, TOOL)
        one, _ = await told(agent, TOOL, limit=1)
    first = result["usages"][0]
    assert (first["name"], first["state"]) == ("cls-1", "filling")
    assert first["likely"]
    assert "points" not in first
    assert result["trends"]["bottlenecks"] == 1
    assert UNTRUSTED in text
    assert (len(one["usages"]), one["truncated"]) == (1, True)


async def test_workloads_are_looked_at_where_they_are_named(agent_of):
    """ANL-2."""
    async with agent_of(sets=SETS) as agent:
        result, _ = await told(agent, TOOL, cluster="cls-1", namespace="payments")
    assert "payments/checkout" in [each["name"] for each in result["usages"]]


async def test_what_cannot_be_read_is_said(agent_of, world):
    """ANL-2."""
    world.usage.error = Unavailable("no answer")
    async with agent_of(sets=SETS) as agent:
        result, text = await told(agent, TOOL)
    assert len(result["trends"]["unread"]) == 1
    assert "Not looked at: clusters, cls-1" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"of": "workloads"}, "cluster "), ({"days": 30}, "days "), ({"of": "all"}, "of ")],
)
async def test_a_wrong_question_is_refused(agent_of, asked, words):
    """ANL-2."""
    async with agent_of(sets=SETS) as agent:
        assert words in await refused(agent, TOOL, **asked)

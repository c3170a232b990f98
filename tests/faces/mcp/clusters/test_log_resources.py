"""Lists of log sets and scheduled SQL as an agent sees them; making stands with edits."""

import pytest

from domain.common.errors import Unavailable


@pytest.mark.parametrize(
    ("tool", "field", "narrowed", "ids"),
    [
        ("list_logsets", "logsets", {}, ["ls-shop", "ls-audit"]),
        ("list_logsets", "logsets", {"name": "SHOP"}, ["ls-shop"]),
        ("list_logsets", "logsets", {"name": "x"}, []),
        ("list_scheduled_sql", "tasks", {}, ["sql-1"]),
        ("list_scheduled_sql", "tasks", {"name": "minute"}, []),
    ],
)
async def test_they_are_listed_and_narrowed(agent_of, tool, field, narrowed, ids):
    """CLD-1."""
    async with agent_of(sets=["cloud"]) as agent:
        result = await agent.call_tool(tool, narrowed)
    found = result.structured_content
    assert [each["id"] for each in found[field]] == ids
    assert all(each in result.content[0].text for each in ids)


@pytest.mark.parametrize("tool", ["list_logsets", "list_scheduled_sql"])
async def test_a_cloud_that_fails_is_no_empty_list(agent_of, world, tool):
    """CLD-1."""
    world.log_resources.error = Unavailable("no answer")
    async with agent_of(sets=["cloud"]) as agent:
        failed = await agent.call_tool(tool, {})
    assert failed.is_error

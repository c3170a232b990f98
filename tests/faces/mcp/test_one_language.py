"""What tools answer is in one language: the person's (I18-1)."""

import re

import pytest
from mcp import MCPError
from mcp_types import INVALID_PARAMS, Tool

from domain.common.quoting import UNTRUSTED
from domain.common.readers import Language
from mcp_server.people.memory_words import NOTES
from mcp_server.plugins.words import WORDS as OF_PLUGINS
from mcp_server.results import SANDBOX
from mcp_server.small_words import STRANGERS
from mcp_server.toolsets import SETS
from tests.faces.mcp.test_tool_contracts import all_tools

FOR_MODELS = (SANDBOX, UNTRUSTED, STRANGERS, NOTES, OF_PLUGINS)
"""What is said to the model and not to the person, in the language of the tools."""

ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,})+")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
QUOTED = re.compile(r"“[^”]*”|zhiban(?: [a-z-]+)+")
"""Words of others stand in quotes; commands are typed as they are."""

CLUSTER = {"cluster": "cls-1"}
LOGS = {"topic_id": "t-pay"}
READS = (
    ("list_background_tasks", {}),
    ("get_event_sourcing_status", {}),
    ("list_log_topics", {}),
    ("list_log_topics", {"name": "none"}),
    ("get_log_histogram", LOGS),
    ("search_logs", {**LOGS, "limit": 1}),
    ("list_alarm_records", {}),
    ("list_clusters", {}),
    ("list_nodes", CLUSTER),
    ("list_node_pools", CLUSTER),
    ("list_workloads", CLUSTER),
    ("search_memories", {}),
    ("configure_briefing", {}),
    ("get_briefing", {}),
    ("list_incidents", {}),
    ("list_approvals", {}),
    ("list_controls", {}),
    ("get_background_task", {"task_id": "t_" + "0" * 26}),
    ("search_logs", {"topic_id": "t-none"}),
    ("get_briefing", {"day": "soon"}),
    ("list_nodes", {"cluster": "cls-none"}),
    ("forget", {"memory_id": "m_" + "0" * 32}),
)
"""Calls with what is there, with nothing there, and refused."""


@pytest.mark.parametrize(("name", "arguments"), READS)
@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
async def test_a_tool_answers_in_the_language_of_the_person(
    agent_of, world, language, name, arguments
):
    """I18-1: no word of ours of the other language."""
    world.read_in(language)
    world.cloud.alarms, world.cloud.lines = [], []
    async with agent_of() as agent:
        answer = await agent.call_tool(name, arguments)
    text = "\n".join(each.text for each in answer.content)
    for each in FOR_MODELS:
        text = text.replace(each, " | ")
    other = ENGLISH if language == Language.CHINESE else CHINESE
    assert other.findall(text) == [], text


def arguments_of(tool: Tool) -> dict[str, object]:
    """Return what a tool needs, of the right type and without a meaning."""
    fields = tool.input_schema["properties"]
    needed = tool.input_schema.get("required", [])
    return {each: "x" if fields[each].get("type") == "string" else 1 for each in needed}


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
async def test_every_tool_refuses_in_the_language_of_the_person(agent_of, world, language):
    """I18-1: without what it needs, with what names nothing, and with what it does not know."""
    world.read_in(language)
    other = ENGLISH if language == Language.CHINESE else CHINESE
    wrong = []
    async with agent_of(sets=SETS) as agent:
        for tool in await all_tools():
            needed = arguments_of(tool)
            for arguments in ({}, needed, needed | {"nonsense": 1}):
                answer = await agent.call_tool(tool.name, arguments)
                text = "\n".join(each.text for each in answer.content)
                if answer.is_error and other.search(QUOTED.sub(" ", text)):
                    wrong.append(f"{tool.name}({arguments}): {text}")
    assert wrong == []


async def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(agent_of, world):
    """MCP-2: -32602, in the person's words."""
    world.read_in(Language.CHINESE)
    async with agent_of() as agent:
        with pytest.raises(MCPError) as refused:
            await agent.call_tool("drop_database", {})
    assert refused.value.error.code == INVALID_PARAMS
    assert refused.value.error.message == "没有工具 “drop_database”。"

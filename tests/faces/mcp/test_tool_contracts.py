"""What every tool promises, whatever it does."""

import json
import re
from pathlib import Path

import pytest
from mcp_types import Tool

from domain.common.errors import InvalidRequest, Misconfigured
from domain.deliveries.notifications import completed
from domain.people.access import Actor
from domain.task_types.configs import read_config
from domain.tasks.tasks import TaskType
from mcp_server.desk import DESK
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import SETS
from tests.fakes.face_services import MEI, FaceWorld, a_briefing
from tests.fakes.words import says

GOLDEN = Path(__file__).parent / "tools.json"
DOCUMENTED = Path(__file__).parents[3] / "docs" / "tools.md"


async def all_tools() -> list[Tool]:
    return await build_mcp_server(
        FaceWorld().services, identity=OneActor(MEI), sets=SETS
    ).list_tools()


_TOLD_ELSEWHERE = ("description", "anyOf")
"""Wording, and the fields of configurations: their models are the one place that says them."""


def wire_names(tool: Tool) -> dict[str, object]:
    """Return what callers depend on: names, defaults and bounds, not the wording."""
    bounds = {
        name: {key: value for key, value in each.items() if key not in _TOLD_ELSEWHERE}
        for name, each in tool.input_schema["properties"].items()
    }
    return {
        "name": tool.name,
        "arguments": bounds,
        "required": tool.input_schema.get("required", []),
        "results": sorted(tool.output_schema["properties"]),
        "hints": tool.annotations.model_dump(by_alias=True, exclude_none=True),
    }


async def test_the_wire_names_of_all_tools_are_those_agreed():
    """MCP-2. A change here breaks somebody's agent: make it on purpose."""
    found = {tool.name: wire_names(tool) for tool in await all_tools()}
    assert found == {each["name"]: each for each in json.loads(GOLDEN.read_text())}


async def test_the_same_tools_are_listed_in_both_protocol_eras(agent_of):
    """MCP-2."""
    async with agent_of(sets=SETS) as agent:
        listed = (await agent.list_tools()).tools
    assert [tool.name for tool in listed] == [tool.name for tool in await all_tools()]


async def test_schemas_are_flat_strict_and_leave_nothing_undescribed():
    """MCP-2."""
    for tool in await all_tools():
        written = json.dumps([tool.input_schema, tool.output_schema])
        assert "$ref" not in written
        assert "$defs" not in written
        arguments = {**tool.input_schema["properties"]}
        if tool.name == "create_background_task":  # one alternative for each type of task
            said = [each["description"] for each in arguments.pop("config")["anyOf"]]
            assert [each.partition(":")[0] for each in said] == [*TaskType]
        assert "anyOf" not in json.dumps(arguments)
        assert tool.input_schema["additionalProperties"] is False
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        for name, argument in tool.input_schema["properties"].items():
            assert len(argument["description"]) > 15, (tool.name, name)
            kinds = ("string", "integer", "number", "array", "object", "boolean")
            assert argument["type"] in kinds, (tool.name, name)


async def test_every_example_of_a_configuration_is_accepted():
    """MCP-2, TSK-1: a model copies examples."""
    [create] = [tool for tool in await all_tools() if tool.name == "create_background_task"]
    told = create.input_schema["properties"]["config"]["description"]
    starts = [found.end() for found in re.finditer(r"e\.g\. (?=\{)", told)]
    examples = [json.JSONDecoder().raw_decode(told, start)[0] for start in starts]

    assert len(examples) == len(TaskType)
    for example in examples:
        assert [each for each in TaskType if accepts(each, example)], example


def accepts(type_: TaskType, config: dict) -> bool:
    whole = completed(config, mail="mei@example.cn", phone="")
    try:
        return bool(read_config(type_, whole, presets=("bitcoin_price",)))
    except InvalidRequest:
        return False


async def test_names_descriptions_and_hints_are_such_as_hosts_can_use():
    """MCP-2."""
    for tool in await all_tools():
        hints = tool.annotations.model_dump(exclude_none=True)
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", tool.name)
        assert len(tool.name) <= 40
        assert tool.title
        assert {key for key in hints if key.endswith("_hint")} == {
            "read_only_hint",
            "destructive_hint",
            "idempotent_hint",
            "open_world_hint",
        }
        for words in ("Use ", "Fails"):
            assert words in tool.description, (tool.name, words)
        assert len(tool.description) <= 1_024


async def test_every_tool_names_a_sibling_to_use_instead():
    """MCP-2."""
    tools = await all_tools()
    for tool in tools:
        others = {each.name for each in tools} - {tool.name}
        assert any(name in tool.description for name in others), tool.name


async def test_arguments_that_a_tool_does_not_know_are_refused(agent_of):
    """MCP-2."""
    async with agent_of(sets=SETS) as agent:
        for tool in await all_tools():
            result = await agent.call_tool(tool.name, {"surprise": 1})
            assert result.is_error
            assert "surprise is not known here" in result.content[0].text
            assert tool.name in result.content[0].text


async def test_every_set_can_be_served_alone_and_an_unknown_one_is_refused(world):
    """MCP-1."""
    served = {}
    for name in SETS:
        server = build_mcp_server(world.services, identity=OneActor(MEI), sets=[name, name])
        served[name] = {tool.name for tool in await server.list_tools()}
    assert set().union(*served.values()) == {tool.name for tool in await all_tools()}
    assert served["push"] & served["basic"] == {"configure_briefing"}
    assert "greet" in served["basic"]
    assert "search_logs" in served["devops"]
    assert "create_background_task" in served["tasks"]
    assert "remember" in served["tools"]
    assert served["signing"] == {"send_message", "reply_message", "close_discussion"}
    assert "resend_delivery" in served["push"]
    for sets in (["robots"], []):
        with pytest.raises(Misconfigured, check=says("choose from desk, all, basic, devops")):
            build_mcp_server(world.services, identity=OneActor(MEI), sets=sets)


async def test_writing_marking_and_reading_the_bus_are_apart_from_all_else(world):
    """BUS-1: an agent gets only the server that it is to have."""
    server = build_mcp_server(world.services, identity=OneActor(MEI))
    usual = {tool.name for tool in await server.list_tools()}
    assert not usual & {"send_message", "search_messages", "read_discussion"}


async def test_a_briefing_is_a_resource_for_its_owner_only(agent_of, world):
    """MCP-2, TSK-2."""
    for person in ("u_mei", "u_bob"):
        await world.briefings.save(a_briefing(person, "2026-11-21"))
    async with agent_of() as agent:
        templates = (await agent.list_resource_templates()).resource_templates
        mine = await agent.read_resource("briefing://u_mei/2026-11-21")
        with pytest.raises(Exception, match="No briefing “u_bob/2026-11-21”"):
            await agent.read_resource("briefing://u_bob/2026-11-21")
        with pytest.raises(Exception, match="No briefing “u_mei/2026-11-01”"):
            await agent.read_resource("briefing://u_mei/2026-11-01")
    assert [each.uri_template for each in templates] == [
        "briefing://{person}/{day}",
        "incident://{incident_id}",
        "zhiban://tasks/{task_id}",
    ]
    assert mine.contents[0].mime_type == "text/markdown"
    assert mine.contents[0].text.startswith("# 11月21日简报")


async def test_a_token_without_the_right_is_told_so_when_it_reads_a_resource(agent_of, world):
    """SEC-3."""
    async with agent_of(Actor("u_mei", frozenset())) as agent:
        with pytest.raises(Exception, match=r"你的角色没有 briefing\.read 权限"):
            await agent.read_resource("briefing://u_mei/2026-11-21")


async def test_the_morning_prompt_leads_to_the_greeting(agent_of):
    """MCP-2."""
    async with agent_of() as agent:
        names = [each.name for each in (await agent.list_prompts()).prompts]
        plain = await agent.get_prompt("morning_briefing", {})
        focused = await agent.get_prompt("morning_briefing", {"focus": "payments"})
    assert names == ["morning_briefing", "incident_review", "postmortem"]
    assert "Call the tool greet" in plain.messages[0].content.text
    assert focused.messages[0].content.text.endswith("payments")


async def test_every_tool_and_every_argument_is_documented():
    """MCP-2."""
    text = DOCUMENTED.read_text()
    chapters = dict(re.findall(r"(?ms)^### `(\w+)`\n(.*?)(?=^##|\Z)", text))
    desk = build_mcp_server(FaceWorld().services, identity=OneActor(MEI), sets=(DESK,))
    tools = [*(await desk.list_tools())[-2:], *await all_tools()]  # what the desk alone has
    assert list(chapters) == [tool.name for tool in tools]
    for tool in tools:
        documented = re.findall(r"^\| `(\w+)` \|", chapters[tool.name], re.MULTILINE)
        assert documented == list(tool.input_schema["properties"]), tool.name

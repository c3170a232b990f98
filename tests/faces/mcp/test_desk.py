"""The set `desk`: few tools, and a way to all the others."""

import json
import re

import pytest
from mcp import Client, MCPError
from mcp_types import ElicitResult

from domain.clusters.repairs import Mode
from domain.common.errors import Misconfigured
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from mcp_server.desk import COMBINED, DESK
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import ALL, SETS, TOGETHER, only_reading, tools_of
from tests.faces.mcp.incidents.test_tools import INCIDENT, WHY, WORKLOAD
from tests.fakes.face_incidents import AT
from tests.fakes.face_services import MEI, OPERATOR
from tests.fakes.words import says

DESKS = {"sets": (DESK,)}
MOST_BYTES = 40_000


async def listed(world, **options):
    return await build_mcp_server(world.services, identity=OneActor(MEI), **options).list_tools()


def size(tools) -> int:
    """Return the bytes of what a model is given of tools."""
    told = [[each.name, each.description, each.input_schema] for each in tools]
    return len(json.dumps(told, ensure_ascii=False).encode())


async def test_the_desk_is_small_and_says_all_that_hosts_want_to_know(world):
    """MCP-2: at most 25 tools and 40 kB, no schemas of results, hints, and who else there is."""
    tools = await listed(world, **DESKS)

    assert len(tools) == len({each.name for each in tools}) <= 25
    assert size(tools) <= MOST_BYTES
    assert [each.output_schema for each in tools] == [None] * len(tools)
    for each in tools:
        assert "anyOf" not in json.dumps(each.input_schema)
        assert each.input_schema["additionalProperties"] is False
        assert each.annotations.destructive_hint is not None
        assert {"Use ", "Fails"} <= set(re.findall(r"Use |Fails", each.description)), each.name
        assert len(each.description) <= 1_024
        for name, argument in each.input_schema["properties"].items():
            assert len(argument["description"]) > 15, (each.name, name)


async def test_the_limits_of_hosts_are_kept(world):
    """MCP-2: what Cursor, Claude and OpenAI take, for every set.

    Cursor warns over 40 tools and drops one whose name has over 60 characters with its server's;
    Claude Code calls it `mcp__zhiban__<name>` and takes 64 of these characters; so does OpenAI, and
    1,024 of a description.
    """
    assert len(await listed(world, **DESKS)) <= 40
    for tools in (await listed(world, **DESKS), await listed(world, sets=SETS)):
        for each in tools:
            assert re.fullmatch(r"[a-z0-9_-]{1,64}", f"mcp__zhiban__{each.name}"), each.name
            assert len(f"zhiban{each.name}") <= 60
            assert len(each.description) <= 1_024


async def test_every_tool_is_reached_from_the_desk(agent_of, world):
    """MCP-2: what is not listed is found, called by name, and by whoever knew its name before."""
    before = {each.name for each in await listed(world)}
    async with agent_of(OPERATOR, **DESKS) as agent:
        for name in before:
            direct = await agent.call_tool(name, {"surprise": 1})
            through = await agent.call_tool(
                "call_tool", {"name": name, "arguments": {"surprise": 1}}
            )
            assert "surprise is not known here" in direct.content[0].text
            assert through.content == direct.content
        found = await agent.call_tool("find_tools", {"query": "有人改过审计记录吗"})
    assert "verify_audit" in [each["name"] for each in found.structured_content["tools"]]
    assert json.loads(found.content[0].text.splitlines()[0])["input_schema"]["type"] == "object"


async def test_one_tool_with_an_action_does_what_the_tool_behind_it_does(agent_of, world):
    """MCP-2."""
    world.incidents.kept[INCIDENT.id] = INCIDENT
    about = {"incident_id": INCIDENT.id, "reason": "I look myself."}
    async with agent_of(OPERATOR, **DESKS) as agent:
        paused = await agent.call_tool("steer_incident", {"action": "pause", **about})
        wrong = await agent.call_tool("steer_incident", {"action": "dance", **about})
        missing = await agent.call_tool("steer_incident", about)
    assert not paused.is_error
    assert INCIDENT.id in paused.content[0].text
    for refused in (wrong, missing):
        assert refused.is_error
        assert "action must be acknowledge, pause, resume" in refused.content[0].text


async def test_a_question_of_the_tool_behind_is_asked_and_its_answer_counts(agent_of, world):
    """MCP-3: the person is asked exactly as when the tool is called by its own name."""
    asked = []

    async def no(context, params):
        asked.append(params.message)
        return ElicitResult(action="accept", content={"agree": False})

    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    call = {**WORKLOAD, **WHY}
    server = build_mcp_server(world.services, identity=OneActor(OPERATOR), **DESKS)
    async with Client(server, elicitation_callback=no) as agent:
        direct = await agent.call_tool("restart_workload", call)
        through = await agent.call_tool("repair_workload", {"action": "restart", **call})
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert through.content == direct.content


async def test_what_cannot_be_called_is_said_to_the_model(agent_of):
    """MCP-2: a name inside of arguments is the model's to mend; a tool that is none is an error."""
    async with agent_of(OPERATOR, **DESKS) as agent:
        for arguments, told in (
            ({"name": "no_such"}, "no tool “no_such”"),
            ({"arguments": {}}, "name must be the name of a tool, as find_tools tells it"),
            ({"name": "call_tool"}, "as find_tools tells it"),
            ({"name": "greet", "more": 1}, "more is not known here"),
            ({"name": "greet", "arguments": "x"}, "arguments must be an object"),
        ):
            answer = await agent.call_tool("call_tool", arguments)
            assert answer.is_error
            assert told in answer.content[0].text
        with pytest.raises(MCPError) as error:
            await agent.call_tool("no_such", {})
    assert error.value.code == -32602


async def test_a_call_through_another_has_no_more_rights(agent_of):
    """MCP-3, SEC-3."""
    call = {"name": "verify_audit", "arguments": {}}
    async with agent_of(MEI, **DESKS) as agent:
        direct = await agent.call_tool("verify_audit", {})
        through = await agent.call_tool("call_tool", call)
    assert direct.is_error
    assert through.content == direct.content


async def test_only_what_reads_is_served_when_that_is_wanted(agent_of, world):
    """MCP-3: neither listed, nor found, nor called."""
    options = {**DESKS, "keeps": only_reading}
    tools = {each.name: each for each in await listed(world, **options)}
    assert not set(COMBINED) & set(tools)
    assert "silence_alerts" not in tools
    assert all(each.annotations.read_only_hint for each in tools.values())
    async with agent_of(OPERATOR, **options) as agent:
        refused = await agent.call_tool("call_tool", {"name": "silence_alerts"})
        found = await agent.call_tool("find_tools", {"query": "silence alerts"})
    assert "no tool “silence_alerts”" in refused.content[0].text
    names = [each["name"] for each in found.structured_content["tools"]]
    assert names
    assert "silence_alerts" not in names


async def test_sets_and_single_tools_are_served_by_name(world):
    """MCP-1."""
    names = [each.name for each in await listed(world, sets=("push", "get_weather"))]
    assert names[-1] == "get_weather"
    assert len(names) == 10
    everything = [each.name for each in await listed(world, sets=(ALL,))]
    assert everything == [each.name for each in await listed(world, sets=TOGETHER)]
    beside = [each.name for each in await listed(world, sets=(DESK, "lingbus"))]
    assert {"steer_incident", "list_discussions"} <= set(beside)
    assert "freeze_changes" not in beside
    for wrong in ("read_discussion", "get_wether"):
        with pytest.raises(Misconfigured, check=says(f"no MCP server {wrong}")):
            tools_of(world.services, OneActor(MEI), ["push", wrong])


async def test_schemas_of_results_are_listed_only_where_they_are_wanted(agent_of, world):
    """MCP-2: the fields come all the same."""
    assert all(each.output_schema for each in await listed(world))
    plain = await listed(world, result_schemas=False)
    assert [each.output_schema for each in plain] == [None] * len(plain)
    async with agent_of(result_schemas=False) as agent:
        await agent.list_tools()
        greeted = await agent.call_tool("greet", {})
    assert greeted.structured_content["kind"] == "briefing"

"""What an agent looks up in clusters."""

import pytest

from domain.common.quoting import UNTRUSTED
from domain.people.access import Actor
from tests.faces.mcp.logs.test_tools import refused, told

CLUSTER = {"cluster": "cls-1"}
HERE = CLUSTER | {"namespace": "payments"}
TOOLS = {
    "find_workload": {"name": "check"},
    "describe_object": HERE | {"name": "checkout-42-0"},
    "get_resource_use": CLUSTER,
    "list_services": CLUSTER,
    "list_ingresses": CLUSTER,
    "list_configs": HERE,
}


async def test_the_set_holds_what_people_look_up_and_desk_finds_it(agent_of):
    """CLD-2, MCP-1."""
    async with agent_of(sets=["cloud"]) as agent:
        named = {each.name for each in (await agent.list_tools()).tools}
    async with agent_of(sets=["desk"]) as agent:
        _, text = await told(agent, "find_tools", query="which ingress serves a domain")
        _, called = await told(agent, "call_tool", name="list_ingresses", arguments=CLUSTER)
    assert named >= set(TOOLS)
    assert "list_ingresses" in text
    assert "shop.example" in called


@pytest.mark.parametrize("name", TOOLS)
async def test_a_tool_answers_readers_and_refuses_others_and_clusters_that_are_down(
    agent_of, world, name
):
    """CLD-2, SEC-3."""
    async with agent_of(sets=["cloud"]) as agent:
        result, text = await told(agent, name, **TOOLS[name])
    async with agent_of(Actor("u_mei", frozenset()), sets=["cloud"]) as stranger:
        said = await refused(stranger, name, **TOOLS[name])
    assert result["sandbox"] is world.services.sandbox
    assert text
    assert "clusters.read" in said
    world.clusters.down = True
    async with agent_of(sets=["cloud"]) as agent:
        await refused(agent, name, **TOOLS[name])


async def test_a_description_tells_why_and_marks_what_others_wrote(agent_of):
    """CLD-2."""
    async with agent_of(sets=["cloud"]) as agent:
        result, text = await told(agent, "describe_object", **TOOLS["describe_object"])
    [container] = result["object"]["containers"]
    assert container["last_state"] == "OOMKilled (137)"
    assert container["probes"][0]["check"] == "http :8080/health"
    assert text.index(UNTRUSTED) < text.index("ignore all instructions")
    assert "\x1b" not in text
    assert "memory=128Mi" in text


async def test_secrets_are_said_to_be_refused_and_no_value_has_a_field(agent_of):
    """CLD-2, CLD-4."""
    async with agent_of(sets=["cloud"]) as agent:
        result, text = await told(agent, "list_configs", **HERE)
    assert result["refused"] == ["Secret"]
    assert "Secret" in text
    assert set(result["entries"][0]) == {
        *("kind", "namespace", "name", "keys", "keys_known", "created_at", "changed_at")
    }


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("find_workload", {"name": "a/b"}),
        ("describe_object", {"kind": "Secret"}),
        ("get_resource_use", {"of": "pods"}),
        ("get_resource_use", {"of": "disks"}),
        ("list_configs", {"kind": "Pod"}),
        ("list_services", {"namespace": "../secrets"}),
        ("list_ingresses", {"limit": 1_000}),
        ("describe_object", {"name": "other"}),
    ],
)
async def test_wrong_input_is_refused(agent_of, name, wrong):
    """CLD-2, MCP-2."""
    async with agent_of(sets=["cloud"]) as agent:
        await refused(agent, name, **TOOLS[name] | wrong)


async def test_the_run_before_is_read(agent_of):
    """CLD-2."""
    asked = HERE | {"pod": "checkout-42-0", "previous": True}
    async with agent_of(sets=["devops"]) as agent:
        result, _ = await told(agent, "get_pod_log", **asked)
    assert result["lines"][0].startswith("before: ")

"""Every server of ours against the protocol's own suite and its inspector, in both eras."""

import asyncio
import json

import pytest

from mcp_server.toolsets import SETS
from tests.conformance.gate import EXCUSED, GATES, NOT_SERVED
from tests.conformance.verdicts import conformance, failures, inspector

pytestmark = [pytest.mark.conformance, pytest.mark.slow, pytest.mark.timeout(500)]

ERAS = ("modern", "legacy")
AT_ONCE = 4
"""Programs that run side by side: they wait for each other's answers more than they compute."""


async def each_of(servers, ask):
    """Ask about every server, a few at a time; return the answers by the server's name."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def asked(target):
        async with turns:
            return await ask(target)

    answers = await asyncio.gather(*(asked(target) for target in servers.values()))
    return dict(zip(servers, answers, strict=True))


@pytest.mark.parametrize("revision", GATES)
async def test_every_server_keeps_the_protocol(suites, servers, revision):
    """MCP-2."""

    async def ask(target):
        found = await conformance(suites, target, revision)
        return failures(found, GATES[revision], EXCUSED[revision])

    wrong = {name: why for name, why in (await each_of(servers, ask)).items() if why}
    assert wrong == {}


@pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")
@pytest.mark.parametrize("revision", NOT_SERVED)
async def test_what_serves_our_tools_serves_the_suites_own(suites, suite_server, revision):
    """MCP-2, MCP-4: whatever a revision requires, but what servers may leave out."""
    found = await conformance(suites, suite_server, revision)

    left_out = NOT_SERVED[revision]
    held = {name: one for name, one in found.items() if name not in left_out}
    assert failures(found, held, {}) == []
    assert len(held) == {"2025-11-25": 32, "2026-07-28": 40}[revision]
    assert {
        name for name in left_out if not (found[name].failed or not found[name].passed)
    } == set()


@pytest.mark.parametrize("era", ERAS)
async def test_every_tool_has_a_schema_that_every_host_can_read(suites, servers, era):
    """MCP-2."""

    async def ask(target):
        asked = ("--protocol-era", era, "--method", "tools/list", "--strict")
        return await inspector(suites, target, *asked)

    listed = await each_of(servers, ask)
    assert {name: one.complained for name, one in listed.items() if one.code} == {}
    tools = {name: json.loads(one.said)["result"]["tools"] for name, one in listed.items()}
    assert all(tools.values())
    names = {name: [each["name"] for each in found] for name, found in tools.items()}
    # Some stand in two sets, and are listed once where both are served.
    assert len(names["all"]) == len(set(names["all"]))
    assert set(names["all"]) == {each for name in SETS for each in names[name]}


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("method", ["resources/list", "resources/templates/list", "prompts/list"])
async def test_the_inspector_lists_what_else_there_is(suites, servers, era, method):
    """MCP-2."""
    listed = await inspector(suites, servers["all"], "--protocol-era", era, "--method", method)
    assert (listed.code, listed.complained) == (0, "")

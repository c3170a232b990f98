"""Programs on our machine as plugins: from the operators' list, for admins."""

import sys
from dataclasses import replace

import pytest

from domain.common.errors import InvalidRequest
from domain.people.access import Role
from domain.plugins.plugins import PluginState
from domain.plugins.rules import PluginRequest
from mcp_client import FaultKind, ServerFault
from tests.fakes.words import says
from tests.integrations.plugins.conftest import ADMIN

PROGRAM = """
from mcp.server.mcpserver import MCPServer
server = MCPServer("files")

@server.tool()
def list_files() -> str:
    "List files."
    return "a.txt"

server.run("stdio")
"""


@pytest.mark.slow
async def test_a_program_of_the_operators_list_is_started_for_admins_only(start, tmp_path, rig):
    """MCC-1, SEC-3."""
    script = tmp_path / "files.py"
    script.write_text(PROGRAM)
    commands = {"files": (sys.executable, str(script))}
    process = await start(commands=commands)
    await process.service.register(
        by=ADMIN, requested=PluginRequest(name="files", transport="stdio", command="files")
    )
    tried = await process.service.test(by=ADMIN, name="files")
    result = await process.client_pool.call_tool("u_admin", "files", "list_files", {})

    assert [each.name for each in tried.tools] == ["list_files"]
    assert result.text == "a.txt"
    person = rig.people.kept["u_admin"]
    rig.people.kept["u_admin"] = replace(person, roles=frozenset({Role.VIEWER}))
    with pytest.raises(ServerFault) as hidden:
        await process.client_pool.call_tool("u_admin", "files", "list_files", {})
    assert hidden.value.kind is FaultKind.NOT_REGISTERED


@pytest.mark.parametrize("commands", [{}, {"other": ("/bin/true",)}])
async def test_a_program_that_is_not_on_the_list_is_not_started(start, commands, rig):
    """MCC-1."""
    requested = PluginRequest(name="files", transport="stdio", command="files")
    before = await start(commands={"files": ("/bin/true",)})
    after = await start(commands=commands)
    with pytest.raises(InvalidRequest, check=says("one of the operators' commands|no command")):
        await after.service.register(by=ADMIN, requested=requested)
    await before.service.register(by=ADMIN, requested=requested)
    tried = await after.service.test(by=ADMIN, name="files")

    assert tried.state is PluginState.REFUSED_ADDRESS
    assert "ZHIBAN_PLUGINS_COMMANDS" in tried.said
    assert (await after.client_pool.get_tools("u_admin")).tools == ()

"""The public MCP suites on a running system: a server as a person starts it, and their tokens."""

import asyncio
import contextlib
import json

import httpx
import pytest

from tests.conformance.gate import EXCUSED, GATES
from tests.conformance.verdicts import Target, conformance, failures, inspector
from tests.whole.callers import asking, eventually
from tests.whole.machine import LONGEST_STOP, WHOLE, free_ports

pytestmark = [*WHOLE, pytest.mark.conformance, pytest.mark.exhaustive]


@pytest.fixture(scope="module")
async def token(admin):
    """Of a person of their own: the suites greet, and nobody else's briefing shall be gone."""
    return await admin.token_for(await admin.move_in("Suite"), "operate")


@contextlib.asynccontextmanager
async def served_alone(machine, name):
    """A server of one set of tools, beside those that run."""
    port = free_ports(1)
    where = ("--transport", "http", "--port", str(port))
    process = await machine.start("mcp", name, *where)
    base = f"http://127.0.0.1:{port}"

    async def answers():
        assert process.returncode is None, (await process.stdout.read()).decode()
        with contextlib.suppress(httpx.TransportError):
            return (await http.get("/health")).is_success
        return False

    try:
        async with asking(base) as http:
            await eventually(answers)
        yield f"{base}/mcp"
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(LONGEST_STOP):
            await process.communicate()


@pytest.mark.parametrize("revision", GATES)
async def test_the_running_server_keeps_the_protocol(suites, machine, token, revision):
    """MCP-2."""
    target = Target(f"{machine.url('MCP')}/mcp", token)
    found = await conformance(suites, target, revision)
    assert failures(found, GATES[revision], EXCUSED[revision]) == []


async def test_a_set_that_is_served_alone_can_be_listed_in_both_eras(suites, machine, token):
    """MCP-1, MCP-2."""
    async with served_alone(machine, "tools") as url:
        for era in ("modern", "legacy"):
            asked = ("--protocol-era", era, "--method", "tools/list", "--strict")
            listed = await inspector(suites, Target(url, token), *asked)
            assert listed.code == 0, listed.complained
            names = {tool["name"] for tool in json.loads(listed.said)["result"]["tools"]}
            assert "send_sms" in names
            assert not names & {"greet", "search_logs", "create_background_task"}

"""The libraries that agents are built with, each with the `mcp` that it wants."""

import asyncio
import json
import os

import pytest

from mcp_server.desk import DESK
from tests.conformance.suites import CLIENTS, HERE

pytestmark = [pytest.mark.conformance, pytest.mark.slow, pytest.mark.timeout(200)]

LONGEST = 120.0
"""Seconds; importing LangChain takes some three on a quiet machine."""

PAGE = {"urls": ["https://status.example.cn/"], "check_interval_minutes": 30}


async def asked(client_of, name, target, *calls):
    """Make these calls through a library; return the tools that it lists, and the answers."""
    program = await asyncio.create_subprocess_exec(
        client_of(name),
        HERE / "clients" / f"{name}_agent.py",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "MCP_USE_ANONYMIZED_TELEMETRY": "false"},
    )
    order = {"url": target.url, "token": target.token, "calls": calls}
    try:
        async with asyncio.timeout(LONGEST):
            said, complained = await program.communicate(json.dumps(order).encode())
    finally:
        if program.returncode is None:
            program.kill()
    assert program.returncode == 0, complained.decode()
    found = json.loads(said.splitlines()[-1])  # one of them logs to standard output
    return found["tools"], found["answers"]


@pytest.mark.parametrize("name", CLIENTS)
async def test_the_desk_answers_what_every_library_asks(client_of, servers, name):
    """MCP-2: tools are listed, called, found and called through another; mistakes are failures."""
    tools, (made, read, found, through, refused) = await asked(
        client_of,
        name,
        servers[DESK],
        ("remember", {"text": "The database is upgraded on Thursday."}),
        ("search_memories", {"query": "database"}),
        ("find_tools", {"query": "log histogram"}),
        ("call_tool", {"name": "list_controls", "arguments": {}}),
        ("call_tool", {"name": "list_controls", "arguments": {"surprise": 1}}),
    )

    assert len(tools) == 25
    assert not any(each["failed"] for each in (made, read, found, through))
    assert "upgraded on Thursday" in read["text"]
    assert "get_log_histogram" in found["text"]
    assert refused["failed"]
    assert "surprise is not known here" in refused["text"]


@pytest.mark.parametrize("name", CLIENTS)
async def test_every_library_takes_all_tools_at_once(client_of, servers, name):
    """MCP-2: with the schemas of their results."""
    tools, (listed,) = await asked(client_of, name, servers["all"], ("list_incidents", {}))

    assert len(tools) > 90
    assert not listed["failed"]


async def test_an_agent_of_langchain_makes_and_changes_a_task(client_of, servers):
    """MCP-2, TSK-1: LangChain keeps the name `config` for itself; `settings` it leaves alone."""
    _, (made, changed, swallowed) = await asked(
        client_of,
        "langchain",
        servers["tasks"],
        ("create_background_task", {"type": "web_monitor", "settings": PAGE, "name": "LC"}),
        ("update_background_task", {"task_id": "TASK", "settings": {"keywords": ["outage"]}}),
        ("create_background_task", {"type": "web_monitor", "config": PAGE}),
    )

    assert not made["failed"]
    assert not changed["failed"]
    assert " LC: active" in made["text"]
    assert '"keywords": ["outage"]' in changed["text"]
    assert swallowed["failed"]
    assert "pass it as settings where" in swallowed["text"]

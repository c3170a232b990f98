"""A real agent's client on a running system, over HTTP in both protocol eras and over stdio."""

import contextlib
import sys

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from tests.whole.callers import LONGEST_CALL, OPEN
from tests.whole.machine import WHOLE, ZHIBAN

pytestmark = WHOLE

BOTH_ERAS = pytest.mark.parametrize("mode", ["auto", "legacy"])
"""2026-07-28, without sessions, and what was before it."""


@pytest.fixture(scope="module")
async def mei(admin):
    """A person whose window is open, and a token of theirs."""
    person = await admin.move_in("Mei")
    await admin.configure(person, **OPEN, language="en-US")
    return person, await admin.token_for(person, "operate")


@contextlib.asynccontextmanager
async def agent_of(machine, token, mode):
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=LONGEST_CALL) as http:
        wire = streamable_http_client(f"{machine.url('MCP')}/mcp", http_client=http)
        async with Client(wire, mode=mode) as agent:
            yield agent


def words(result):
    return "\n".join(block.text for block in result.content)


@BOTH_ERAS
async def test_an_agent_greets_once_and_reads_as_often_as_it_likes(machine, mei, mode):
    """BRF-2, MCP-2, OPS-6."""
    person, token = mei
    async with agent_of(machine, token, mode) as agent:
        given = await agent.call_tool("greet", {"key": "the agent's own"})
        later = await agent.call_tool("greet", {"key": "somebody else's"})
        read = await agent.call_tool("get_briefing", {"day": "today"})

    assert given.structured_content["kind"] == "briefing"
    assert later.structured_content["kind"] == "already_given"
    assert read.structured_content["briefing_id"] == given.structured_content["briefing_id"]
    assert all(each.structured_content["sandbox"] is True for each in (given, later, read))
    assert all(len(block.text.encode()) <= 1_024 for block in given.content)
    assert given.structured_content["briefing_id"].startswith(f"{person}/")


@BOTH_ERAS
async def test_an_agent_looks_into_logs_and_alarms(machine, mei, mode):
    """CLD-1, MCP-2, SEC-4."""
    async with agent_of(machine, mei[1], mode) as agent:
        topics = await agent.call_tool("list_log_topics", {"name": "shop"})
        [topic] = topics.structured_content["topics"]
        found = await agent.call_tool(
            "search_logs",
            {"topic_id": topic["id"], "query": "level:ERROR", "start": "-24h", "limit": 5},
        )
        counted = await agent.call_tool(
            "get_log_histogram", {"topic_id": topic["id"], "query": "level:ERROR"}
        )
        alarms = await agent.call_tool("list_alarm_records", {"start": "-24h"})

    assert len(found.structured_content["lines"]) == 5
    assert "payment" in words(found) or "pool exhausted" in words(found)
    assert counted.structured_content["total"] > 100
    assert "支付错误率过高" in words(alarms)


@BOTH_ERAS
async def test_what_an_agent_may_not_do_is_refused_and_changes_nothing(machine, admin, mei, mode):
    """MCP-2, MCP-3, TSK-2, SEC-3."""
    person, token = mei
    before = await admin.get("/api/v1/briefings/settings", person_id=person)
    day = (await admin.today("u_leo"))["day"]
    async with agent_of(machine, token, mode) as agent:
        zone = await agent.call_tool("configure_briefing", {"zone": "Mars/Olympus"})
        window = await agent.call_tool(
            "configure_briefing", {"window_start": "08:00", "window_end": "08:00"}
        )
        unknown = await agent.call_tool("greet", {"keyy": "a slip"})
        foreign = await agent.call_tool("get_briefing", {"person_id": "u_leo", "day": day})
        nobody = await agent.call_tool("get_briefing", {"person_id": "u_nobody", "day": day})

    assert all(each.is_error for each in (zone, window, unknown, foreign, nobody))
    assert "IANA time zone" in words(zone)
    assert "must be later than window_start" in words(window)
    assert "keyy" in words(unknown)
    assert words(foreign).replace("u_leo", "…") == words(nobody).replace("u_nobody", "…")
    assert await admin.get("/api/v1/briefings/settings", person_id=person) == before


async def test_over_stdio_a_child_process_says_nothing_but_the_protocol(machine, caplog, tmp_path):
    """MCP-2."""
    child = StdioServerParameters(
        command=sys.executable,
        args=[*ZHIBAN[1:], "mcp", "--transport", "stdio"],
        env=machine.anywhere,
        cwd=machine.folder,
    )
    with (tmp_path / "stderr").open("w") as errors:
        async with Client(stdio_client(child, errlog=errors)) as agent:
            tools = {tool.name for tool in (await agent.list_tools()).tools}
            read = await agent.call_tool("get_briefing", {"person_id": "u_mei"})
            unknown = await agent.call_tool("configure_briefing", {"zone": "Mars/Olympus"})

    assert {"greet", "search_logs", "list_alarm_records"} <= tools
    assert read.structured_content["briefing_id"].startswith("u_mei/")
    assert unknown.is_error
    assert not caplog.records, "the client could not parse a line"

"""What people and agents see of a running system."""

import base64
import json

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.whole.test_thousand_greetings import newcomer

pytestmark = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(300)]


async def test_the_web_ui_shows_the_briefings_and_no_history_can_be_read_without_the_codec(machine):
    """TSK-3, SEC-1."""
    ui = f"{machine.url('UP_UI')}/api/v1/namespaces/default/workflows"
    async with httpx.AsyncClient() as http:
        listed = (await http.get(ui)).json()["executions"]
        running = {each["execution"]["workflowId"] for each in listed}
        history = await http.get(f"{ui}/briefing%2Fu_mei/history")
        payloads = _payloads(history.json())
        opened = await http.post(
            f"{machine.url('API')}/codec/decode",
            json={"payloads": payloads[:1]},
            headers={"Origin": machine.url("UP_UI")},
        )
        foreign = await http.post(
            f"{machine.url('API')}/codec/decode",
            json={"payloads": payloads[:1]},
            headers={"Origin": "https://evil.example"},
        )

    assert {"briefing/u_mei", "briefing/u_leo", "briefing/u_admin"} <= running
    encodings = {base64.b64decode(each["metadata"]["encoding"]) for each in payloads}
    assert encodings == {b"binary/encrypted"}
    assert b"u_mei" in base64.b64decode(opened.json()["payloads"][0]["data"])
    assert foreign.status_code == 401


async def test_mail_robots_and_the_shared_page_say_sandbox(machine):
    """BRF-7, PSH-1, PSH-6, OPS-6."""
    async with httpx.AsyncClient() as http:
        mails = (await http.get(f"http://127.0.0.1:{machine.sandbox + 3}/messages")).json()
        posts = (await http.get(f"http://127.0.0.1:{machine.sandbox + 2}/messages")).json()
        link = await machine.zhiban("briefing", "share", "-p", "u_mei", "--json")
        address = next(each for each in json.loads(link).values() if "/s/" in str(each))
        page = await http.get(address)
        unknown = await http.get(f"{machine.url('API')}/s/{'0' * 64}")

    assert {"mei@sandbox.example", "leo@sandbox.example"} <= {
        each["to"][0] for each in mails["messages"]
    }
    assert all("SANDBOX" in each["subject"] for each in mails["messages"])
    assert {"team-wecom", "team-dingtalk", "team-feishu"} <= {
        each["robot"] for each in posts["messages"]
    }
    assert all("SANDBOX" in str(each["text"]) for each in posts["messages"])
    assert page.status_code == 200
    assert "SANDBOX" in page.text
    assert "<svg" in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["cache-control"] == "no-store"
    assert unknown.status_code == 404


async def test_an_agent_greets_reads_and_is_told_what_is_wrong(machine):
    """MCP-2, MCP-3, SEC-3."""
    _, token = await newcomer(machine)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        wire = streamable_http_client(f"{machine.url('MCP')}/mcp", http_client=http)
        async with Client(wire) as agent:
            first = await agent.call_tool("greet", {})
            second = await agent.call_tool("greet", {})
            topics = await agent.call_tool("list_log_topics", {})
            wrong = await agent.call_tool("configure_briefing", {"zone": "Mars/Olympus"})
            unknown = await agent.call_tool("greet", {"loudly": True})
            foreign = await agent.call_tool("get_briefing", {"person_id": "u_leo"})

    assert first.structured_content["kind"] == "briefing"
    assert second.structured_content["kind"] == "already_given"
    assert "shop-services" in topics.content[0].text
    assert wrong.is_error
    assert "IANA time zone" in wrong.content[0].text
    assert unknown.is_error
    assert foreign.is_error


def _payloads(message: object) -> list[dict]:
    """Return every payload anywhere in a history."""
    if isinstance(message, dict):
        if "metadata" in message and "data" in message:
            # Search attributes carry their type; the server must be able to read them.
            return [] if "type" in message["metadata"] else [message]
        return [found for each in message.values() for found in _payloads(each)]
    if isinstance(message, list):
        return [found for each in message for found in _payloads(each)]
    return []

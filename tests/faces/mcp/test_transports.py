import asyncio
import base64
import sys
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from domain.common.errors import Misconfigured, Unavailable
from domain.people.access import Scope
from mcp_server.desk import DESK
from mcp_server.http import build_mcp_app
from tests.fakes.face_services import ADMIN, BO, MEI, a_briefing
from tests.fakes.loopback import serve

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {
        "name": "get_briefing",
        "arguments": {},
        "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"},
    },
}
PATIENCE = 25
"""Seconds for what comes at once on a quiet machine."""
ACCEPTED = {"accept": "application/json, text/event-stream"}


@asynccontextmanager
async def served(world, **options):
    """Serve the app on a real socket."""
    app = build_mcp_app(world.services, version="9.9", **options)
    async with app.router.lifespan_context(app), serve(app) as base:
        yield base


@asynccontextmanager
async def connected(base, token, mode="auto", *, path="/mcp"):
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http:
        transport = streamable_http_client(f"{base}{path}", http_client=http)
        async with Client(transport, mode=mode) as agent:
            yield agent


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("stateless", [False, True])
async def test_each_call_is_from_the_owner_of_its_token(world, mode, stateless):
    """MCP-3, TSK-2."""
    for actor in (MEI, BO):
        await world.briefings.save(a_briefing(actor.person_id, "2026-11-21"))
    mei, bob = await world.token(MEI, Scope.READ), await world.token(BO, Scope.READ)
    async with (
        served(world, stateless=stateless) as base,
        connected(base, mei, mode) as hers,
        connected(base, bob, mode) as his,
    ):
        first, second = await asyncio.gather(
            hers.call_tool("get_briefing", {}), his.call_tool("get_briefing", {})
        )
        foreign = await his.call_tool("get_briefing", {"person_id": "u_mei"})
    assert first.structured_content["briefing_id"] == "u_mei/2026-11-21"
    assert second.structured_content["briefing_id"] == "u_bob/2026-11-21"
    assert foreign.content[0].text.startswith("No person “u_mei”.")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_each_set_has_an_address_of_its_own(world, mode):
    """MCP-1: the desk at `/mcp`, the others beside it, all with the same tokens."""
    token = await world.token(MEI, Scope.READ)
    seen = {}
    async with served(world, sets=(DESK,), beside=("push", "all"), result_schemas=False) as base:
        for path in ("/mcp", "/mcp/push", "/mcp/all"):
            async with connected(base, token, mode, path=path) as agent:
                tools = (await agent.list_tools()).tools
                seen[path] = [each.name for each in tools]
                asked = "list_deliveries" if path == "/mcp/push" else seen[path][0]
                assert not (await agent.call_tool(asked, {})).is_error
                assert not any(each.output_schema for each in tools)
        async with httpx.AsyncClient(base_url=base, headers=ACCEPTED) as http:
            refused = await http.post("/mcp/push", json=CALL)
            nowhere = await http.post("/mcp/tasks", json=CALL)

    assert len(seen["/mcp"]) == 25
    assert seen["/mcp/push"][0] == "send_message_to"
    assert len(seen["/mcp/all"]) > 80
    assert (refused.status_code, nowhere.status_code) == (401, 404)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_hosts_are_given_an_icon_that_they_need_not_fetch(world, mode):
    """MCP-2."""
    token = await world.token(MEI, Scope.READ)
    async with served(world) as base, connected(base, token, mode) as agent:
        [icon] = agent.session.server_info.icons
    kind, _, picture = icon.src.partition(",")
    assert (kind, icon.mime_type) == ("data:image/png;base64", "image/png")
    assert base64.b64decode(picture).startswith(b"\x89PNG")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_read_only_token_may_not_configure_and_is_told_why(world, mode):
    """MCP-3, SEC-3."""
    token = await world.token(MEI, Scope.READ)
    async with served(world) as base, connected(base, token, mode) as agent:
        refused = await agent.call_tool("configure_briefing", {"prepare_minutes": 5})
        greeted = await agent.call_tool("greet", {})
    assert refused.is_error
    assert "The scopes of this token do not include briefing.configure" in refused.content[0].text
    assert greeted.structured_content["kind"] == "briefing"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_progress_travels_over_http(world, mode, monkeypatch):
    """BRF-3, MCP-2."""
    monkeypatch.setattr("mcp_server.briefings.tools.PROGRESS_SECONDS", 0.005)
    heard = asyncio.Event()

    async def hear(progress, total, message):
        assert message == "Reading logs."
        heard.set()

    await world.progress.set("briefing/u_mei", "Reading logs.")
    world.life.gate.clear()
    token = await world.token(MEI, Scope.OPERATE)
    async with (
        served(world) as base,
        connected(base, token, mode) as agent,
        asyncio.timeout(PATIENCE),
    ):
        greeting = asyncio.create_task(agent.call_tool("greet", {}, progress_callback=hear))
        await heard.wait()
        world.life.gate.set()
        assert not (await greeting).is_error


async def test_calls_without_a_good_token_are_answered_with_401(world):
    """MCP-3, SEC-3."""
    revoked = await world.token(MEI, Scope.READ)
    [record] = await world.services.proofs.list_tokens(by=MEI)
    await world.services.proofs.revoke_token(by=MEI, token_id=record.id)
    expired = await world.token(BO, Scope.READ)
    disabled = await world.token(ADMIN, Scope.READ)
    world.clock.move(days=91)
    fresh = await world.token(MEI, Scope.READ)
    world.disable(ADMIN)
    async with (
        served(world) as base,
        httpx.AsyncClient(base_url=base, headers=ACCEPTED, timeout=PATIENCE) as http,
    ):
        for proof in ("", "Bearer", "Bearer zb_wrong", f"Bearer {revoked}", f"Bearer {expired}"):
            answer = await http.post("/mcp", json=CALL, headers={"Authorization": proof})
            assert answer.status_code == 401, proof
            assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
        dead = await http.post("/mcp", json=CALL, headers={"Authorization": f"Bearer {disabled}"})
        assert dead.status_code == 401
        good = await http.post("/mcp", json=CALL, headers={"Authorization": f"Bearer {fresh}"})
        assert good.status_code != 401


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Unavailable("The database does not answer.", delay=timedelta(seconds=5)), "5"),
        (Misconfigured("The database refuses us; see ZHIBAN_DATABASE_URL."), None),
    ],
)
async def test_a_token_that_cannot_be_looked_up_is_not_called_wrong(
    world, monkeypatch, error, wait
):
    """MCP-3."""

    async def unreachable(digest):
        raise error

    token = await world.token(MEI, Scope.READ)
    monkeypatch.setattr(world.tokens, "find", unreachable)
    async with (
        served(world) as base,
        httpx.AsyncClient(base_url=base, headers=ACCEPTED, timeout=PATIENCE) as http,
    ):
        answer = await http.post("/mcp", json=CALL, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 503
    assert answer.headers.get("retry-after") == wait
    assert answer.json()["error_description"].startswith(str(error))


async def test_health_is_for_everybody_and_says_sandbox(world):
    """OPS-5, OPS-6."""
    async with served(world) as base, httpx.AsyncClient(base_url=base, timeout=PATIENCE) as http:
        answer = await http.get("/health")
    assert answer.json() == {"status": "ok", "part": "mcp", "version": "9.9", "sandbox": True}


async def test_only_configured_names_and_pages_reach_the_server_and_bodies_are_bounded(world):
    """SEC-3."""
    token = await world.token(MEI, Scope.READ)
    proof = {"Authorization": f"Bearer {token}"}
    options = {"allowed_hosts": ["ops.example.cn"], "allowed_origins": ["https://ops.example.cn"]}
    async with (
        served(world, **options) as base,
        httpx.AsyncClient(base_url=base, headers={**ACCEPTED, **proof}, timeout=PATIENCE) as http,
    ):

        async def status(**headers):
            return (await http.post("/mcp", json=CALL, headers=headers)).status_code

        assert await status(host="evil.example") == 421
        assert await status(origin="https://evil.example") == 403
        assert await status(host="ops.example.cn", origin="https://ops.example.cn") not in (
            403,
            421,
        )
        assert await status(host="ops.example.cn:7402") != 421
        large = await http.post("/mcp", content=b"[" + b" " * 300_000 + b"]")
        assert large.status_code == 413


@pytest.mark.timeout(120)
async def test_over_stdio_nothing_but_the_protocol_is_on_stdout(caplog, tmp_path):
    """MCP-1, MCP-2."""
    chatty = StdioServerParameters(
        command=sys.executable, args=["-m", "tests.faces.mcp.stdio_child"], cwd=ROOT
    )
    printed = tmp_path / "stderr"
    with printed.open("w") as stderr:
        async with Client(stdio_client(chatty, errlog=stderr)) as agent, asyncio.timeout(100):
            tools = (await agent.list_tools()).tools
            result = await agent.call_tool("greet", {})
            version = agent.server_info.version
    assert tools[0].name == "greet"
    assert result.structured_content["kind"] == "briefing"
    assert version == "9.9"
    assert not caplog.records, "the client could not parse a line"
    assert "printed by a library" in printed.read_text()
    assert "written by a library" in printed.read_text()

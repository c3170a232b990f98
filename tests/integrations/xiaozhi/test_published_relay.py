"""The bridge on the published relay's own code, where a copy of it is at hand.

`ZHIBAN_TEST_RELAY` names a folder with `src/` (mcp-endpoint-server 0.0.6, as published) and
`env/bin/python`, which has its pinned libraries. The copy is not ours and not in this tree.
"""

import asyncio
import itertools
import json
import os
import shutil
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from websockets.asyncio.client import connect

from domain.voice.robots import RobotFault, RobotState
from sandbox.xiaozhi.relay import handshake
from tests.integrations.xiaozhi.conftest import Rig

RELAY = Path(os.environ.get("ZHIBAN_TEST_RELAY", "/none"))
KEY = "k" * 32

pytestmark = pytest.mark.skipif(
    not (RELAY / "env/bin/python").exists(),
    reason="ZHIBAN_TEST_RELAY names no copy of the published relay",
)


@pytest.fixture
async def published(tmp_path, unused_tcp_port_factory):
    """Start it on a port of its own; yield where it is."""
    port = unused_tcp_port_factory()
    shutil.copytree(RELAY / "src", tmp_path / "relay")
    (tmp_path / "relay" / "data").mkdir()
    config = f"[server]\nhost = 127.0.0.1\nport = {port}\nkey = {KEY}\n"
    (tmp_path / "relay" / "data" / ".mcp-endpoint-server.cfg").write_text(config)
    process = await asyncio.create_subprocess_exec(
        *(str(RELAY / "env/bin/python"), "main.py"),
        cwd=tmp_path / "relay",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as http, asyncio.timeout(30):
            while True:
                try:
                    await http.get(f"{base}/mcp_endpoint/")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield base
    finally:
        process.kill()
        await process.wait()


@pytest.fixture
async def token():
    made = await asyncio.create_subprocess_exec(
        *(str(RELAY / "env/bin/python"), "-c"),
        "from src.utils.aes_utils import encrypt;"
        f'print(encrypt({KEY!r}, \'{{"agentId":"desk"}}\'))',
        cwd=RELAY / "src",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    return quote((await made.communicate())[0].decode().split()[-1], safe="")


@pytest.fixture
async def rig(published, token):
    rig = Rig(published)
    address = f"{published.replace('http', 'ws')}/mcp_endpoint/mcp/?token={token}"
    await rig.add(url=address)
    rig.address = address
    return rig


async def spoken(rig, tool="greet"):
    async with connect(rig.address.replace("/mcp/", "/call/")) as robot, asyncio.timeout(10):
        for frame in handshake():
            await robot.send(json.dumps(frame))
        heard = [json.loads(await robot.recv()) for _ in range(2)]
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool}}
        await robot.send(json.dumps(call))
        return heard, json.loads(await robot.recv())


async def test_it_lets_us_in_lists_our_tools_and_answers_a_call(rig):
    """VOI-1: end to end through its own code; the call has the id of initialize."""
    async with rig.running():
        await rig.connected()
        heard, answer = await spoken(rig)

    assert {each["id"] for each in heard} == {1, 2}
    [tools] = [each["result"]["tools"] for each in heard if each["id"] == 2]
    assert [each["name"] for each in tools][-1] == "more"
    assert (answer["id"], answer["result"]["content"][0]["text"]) == (1, "greet 的答案。")


async def test_its_take_down_of_two_bridges_is_survived(rig):
    """VOI-1: it closes us for another, and then forgets that one, too."""
    async with rig.running():
        await rig.connected()
        async with connect(rig.address):
            await rig.until(RobotState.RETRYING, fault=RobotFault.REPLACED)
        await rig.connected()
        await asyncio.sleep(0.5)
        await rig.connected()
        assert (await spoken(rig))[1]["result"]["content"][0]["text"] == "greet 的答案。"


async def test_its_deadlock_is_told_and_bounded(rig):
    """VOI-1: robots that go away before their answers stop it; the fault is the relay's."""
    asked = json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/list"})
    robots_url = rig.address.replace("/mcp/", "/call/")
    async with rig.running(probes=(0.5, 0.5), answer_seconds=2):
        await rig.connected()
        assert (await spoken(rig))[1]["id"] == 1  # and what looks through it harms nothing
        async with asyncio.timeout(40):
            for patience in itertools.cycle(range(10)):
                if (await rig.standing()).fault is RobotFault.HANGS:
                    break
                robot = await connect(robots_url)
                for _ in range(5):
                    await robot.send(asked)
                await asyncio.sleep(patience / 500)
                robot.transport.abort()
                await asyncio.sleep(0.1)
        standing = await rig.standing()
    assert (standing.state, standing.last_fault) == (RobotState.RETRYING, RobotFault.HANGS)


async def test_its_1008_is_told(rig):
    """VOI-1: a clear state."""
    await rig.add("other", url=f"{rig.address.partition('?')[0]}?token=bm8%3D")
    async with rig.running():
        standing = await rig.until(RobotState.REFUSED, "other")
    assert (standing.fault, standing.code) == (RobotFault.TOKEN_REFUSED, 1008)

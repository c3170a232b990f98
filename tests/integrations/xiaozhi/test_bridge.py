"""The bridge on a relay that behaves, and misbehaves, as the published one does."""

import asyncio
import json
import logging
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve as serve_sockets
from websockets.utils import accept_key

from application.voice.words import robot_line
from domain.common.errors import Unavailable
from domain.voice.robots import SILENT_AFTER, RobotFault, RobotState, removed
from sandbox.xiaozhi.relay import handshake, token_of
from tests.fakes.loopback import serve
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS


def text_of(answer):
    return answer["result"]["content"][0]["text"]


def said(kept, reader):
    return WORDS.text(robot_line(kept), reader)


async def answer_ping(reader, writer):
    """Answer one ping of a client: a masked frame shorter than 126 bytes."""
    head = await reader.readexactly(2)
    mask = await reader.readexactly(4)
    body = await reader.readexactly(head[1] & 0x7F)
    body = bytes(each ^ mask[n % 4] for n, each in enumerate(body))
    writer.write(bytes([0x8A, len(body)]) + body)


async def test_a_robot_calls_a_tool_through_the_relay_and_its_state_is_seen(rig):
    """VOI-1: dials out, one socket, ids echoed, the call counted."""
    await rig.add()
    async with rig.running():
        await rig.connected()
        answer = await rig.call("greet")
        standing = await rig.until(RobotState.CONNECTED)
        while not standing.calls:
            await asyncio.sleep(0.05)
            standing = await rig.standing()

    assert (answer["id"], text_of(answer)) == (1, "greet 的答案。")
    assert (standing.calls, standing.last_tool) == (1, "greet")
    assert (await rig.robots.get("u_mei", "desk")).held_until is None  # given back at once


async def test_two_robots_of_one_endpoint_and_of_two_people_talk_at_once(rig):
    """VOI-1: repeated initialize interleaved with calls; ids that collide."""
    await rig.add("desk")
    await rig.add("hall", owner="u_bo")
    async with rig.running():
        await rig.connected("desk")
        async with asyncio.timeout(5):
            while (await rig.robots.get("u_bo", "hall")).standing.state is not RobotState.CONNECTED:
                await asyncio.sleep(0.02)
        calls = [("greet", "desk"), ("list_incidents", "desk"), ("greet", "hall")] * 3
        answers = await asyncio.gather(*(rig.call(tool, agent) for tool, agent in calls))

    assert [text_of(each) for each in answers] == [f"{tool} 的答案。" for tool, _ in calls]
    owners = sorted(actor.person_id for actor, _ in rig.toolbox.calls)
    assert owners == ["u_bo"] * 3 + ["u_mei"] * 6


@pytest.mark.exhaustive  # it waits for 20 s by the clock, as robots do
async def test_a_ping_is_answered_within_a_second_during_a_long_tool(rig):
    """VOI-1: ping answered < 1 s during a tool that takes 25 s."""
    await rig.add()
    rig.toolbox.seconds["greet"] = 25
    url = rig.url("desk").replace("/mcp/", "/call/")
    async with rig.running():
        await rig.connected()
        async with connect(url) as robot:
            call = {"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "greet"}}
            await robot.send(json.dumps(call))
            for number in range(5):
                began = time.monotonic()
                await robot.send(
                    json.dumps({"jsonrpc": "2.0", "id": number + 10, "method": "ping"})
                )
                assert json.loads(await robot.recv())["id"] == number + 10
                assert time.monotonic() - began < 1
            async with asyncio.timeout(24):
                answer = json.loads(await robot.recv())
    assert answer["id"] == 5
    assert "还在查" in text_of(answer)


async def test_a_token_that_is_refused_is_not_dialled_again_and_says_so(rig, caplog, capsys):
    """VOI-1: a clear state on 1008; the token in no log and no error."""
    caplog.set_level(logging.DEBUG)
    await rig.add(url=rig.url("nobody-hush-7"))
    dialled = len(rig.places.asked)
    async with rig.running():
        standing = await rig.until(RobotState.REFUSED)
        await asyncio.sleep(0.5)

    assert (standing.fault, standing.code) == (RobotFault.TOKEN_REFUSED, 1008)
    assert len(rig.places.asked) - dialled == 1
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("uvicorn")]
    assert token_of("nobody-hush-7") not in "\n".join(ours) + capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ws://metadata.example/mcp/?token=x", RobotFault.ADDRESS_REFUSED),
        ("{base}/wrong/?token=x", RobotFault.TOKEN_REFUSED),  # ASGI servers answer 403
    ],
)
async def test_an_address_that_leads_nowhere_good_says_why(rig, url, fault):
    """VOI-1: why not."""
    await rig.add(url=url.format(base=rig.base.replace("http", "ws")))
    async with rig.running():
        assert (await rig.until(RobotState.REFUSED)).fault is fault


async def test_a_redirect_is_not_followed(rig):
    """VOI-1: the token goes nowhere else."""
    seen = []

    async def redirecting(scope, receive, send):
        seen.append(scope["path"])
        if scope["type"] == "websocket":
            await receive()
            headers = [(b"location", rig.url("desk").encode())]
            start = {"type": "websocket.http.response.start", "status": 307, "headers": headers}
            await send(start)
            await send({"type": "websocket.http.response.body", "body": b""})

    async with serve(redirecting) as base:
        await rig.add(url=f"{base.replace('http', 'ws')}/mcp/?token=x")
        async with rig.running():
            standing = await rig.until(RobotState.RETRYING)
    assert standing.code == 307
    assert set(seen) == {"/mcp/"}


async def test_many_processes_hold_one_connection_and_another_goes_on_when_one_ends(rig, relay):
    """VOI-1: one connection per endpoint however many processes run."""
    await rig.add()
    async with rig.running():
        await rig.connected()
        first = relay.tools["desk"]
        async with rig.running(), rig.running():
            await asyncio.sleep(0.5)
            assert relay.tools == {"desk": first}
        assert relay.tools == {"desk": first}
    async with rig.running():
        await rig.connected()
        assert text_of(await rig.call("greet")) == "greet 的答案。"


async def test_what_replaces_us_and_takes_us_down_with_itself_is_survived(rig, relay):
    """VOI-1: two bridges take each other down; ours is there again."""
    await rig.add()
    async with rig.running():
        await rig.connected()
        async with connect(rig.url("desk")):  # another's bridge: closes ours with 1000
            await rig.until(RobotState.RETRYING, fault=RobotFault.REPLACED)
        async with asyncio.timeout(10):
            while "desk" not in relay.tools:
                await asyncio.sleep(0.05)
        assert text_of(await rig.call("greet")) == "greet 的答案。"


async def test_being_taken_down_by_another_bridge_is_told_after_we_are_back(rig, relay):
    """VOI-1: back within a moment, so the words stay: which robot, when, and what to do."""
    await rig.add()
    async with rig.running():
        await rig.connected()
        async with connect(rig.url("desk")):
            await rig.until(RobotState.RETRYING, fault=RobotFault.REPLACED)
        standing = await rig.connected()
        kept = await rig.robots.get("u_mei", "desk")

    assert (standing.fault, standing.last_fault) == (RobotFault.NONE, RobotFault.REPLACED)
    assert "stop that one, or give each its own endpoint" in said(kept, IN_ENGLISH)
    assert "请停掉那个程序，或各用一个接入点" in said(kept, IN_CHINESE)


async def test_a_relay_that_falls_silent_with_its_socket_open_is_survived_and_told(rig):
    """VOI-1: no frame, no ping and no answer to ours: ended, told, dialled with growing pauses."""
    dials, hangs = [], True

    async def falling_silent(reader, writer):
        dials.append(time.monotonic())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        [key] = [line[19:] for line in head.splitlines() if line.startswith("Sec-WebSocket-Key: ")]
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept_key(key).encode() + b"\r\n\r\n"
        )
        if len(dials) == 1 or not hangs:  # it answers the first ping, then nothing
            await answer_ping(reader, writer)
        await asyncio.sleep(30)

    server = await asyncio.start_server(falling_silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await rig.add(url=f"ws://127.0.0.1:{port}/?token=hush-hush-7")
    limit = timedelta(seconds=0.3)
    async with rig.running(silent=limit, dice=lambda: 0.1):
        await rig.connected()
        first = await rig.until(RobotState.RETRYING, fault=RobotFault.SILENT)
        async with asyncio.timeout(20):
            while len(dials) < 4:
                assert (await rig.standing()).state is RobotState.RETRYING  # it lets us in: no good
                await asyncio.sleep(0.05)
        kept = await rig.robots.get("u_mei", "desk")
        hangs = False
        again = await rig.connected()
    server.close()

    assert (first.last_fault, first.last_fault_at) == (RobotFault.SILENT, first.since)
    assert f"silent for {SILENT_AFTER.seconds} s" in said(kept, IN_ENGLISH)
    assert "restart it" in said(kept, IN_ENGLISH)
    assert f"已 {SILENT_AFTER.seconds} 秒没有任何动静" in said(kept, IN_CHINESE)
    assert (again.fault, again.last_fault) == (RobotFault.NONE, RobotFault.SILENT)
    pauses = [later - earlier for earlier, later in pairwise(dials)]
    assert pauses[2] > pauses[1]


async def test_a_relay_that_hangs_but_answers_pings_is_told_until_it_passes_on_again(rig, relay):
    """VOI-1: the published relay's deadlock; it accepts connections and answers pings."""
    await rig.add()
    async with rig.running(probes=(0.1, 0.1), answer_seconds=0.5):
        await rig.connected()
        await asyncio.sleep(0.5)
        assert (await rig.standing()).last_fault is RobotFault.NONE  # it passes pings on
        await relay._lock.acquire()  # as it does when a robot goes away before its answer
        first = await rig.until(RobotState.RETRYING, fault=RobotFault.HANGS)
        for _ in range(40):
            assert (await rig.standing()).fault is RobotFault.HANGS  # it lets us in: no good
            await asyncio.sleep(0.05)
        kept = await rig.robots.get("u_mei", "desk")
        relay._lock.release()
        again = await rig.connected()
        assert text_of(await rig.call("greet")) == "greet 的答案。"

    assert first.last_fault is again.last_fault is RobotFault.HANGS
    assert "the relay hangs" in said(kept, IN_ENGLISH)
    assert "请重启它" in said(kept, IN_CHINESE)


async def test_a_connection_that_a_relay_has_forgotten_is_dialled_again_and_told(rig, relay):
    """VOI-1: the end of another bridge removes ours, whose socket stays open."""
    await rig.add()
    async with rig.running(probes=(0.2, 0.2)):
        await rig.connected()
        relay.tools.clear()
        await rig.until(RobotState.RETRYING, fault=RobotFault.REPLACED)
        await rig.connected()
        assert text_of(await rig.call("greet")) == "greet 的答案。"


async def test_a_relay_that_only_answers_pings_is_dialled_anew_and_it_is_no_fault(rig):
    """VOI-1: a relay that hangs answers pings, and so does one whom nobody asks."""
    served = []

    async def robot(socket):
        served.append(socket)
        await socket.wait_closed()

    async with serve_sockets(robot, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await rig.add(url=f"ws://127.0.0.1:{port}/")
        async with rig.running(unasked=timedelta(seconds=0.3), dice=lambda: 0.2):
            standing = await rig.until(RobotState.RETRYING, fault=RobotFault.UNASKED)
            again = await rig.connected()

    assert len(served) >= 2
    assert standing.last_fault is again.last_fault is RobotFault.NONE


@pytest.mark.parametrize("said", ["", "not json", '{"id":1}', *map(json.dumps, handshake())])
async def test_a_socket_that_is_killed_after_any_frame_is_dialled_again(rig, said):
    """VOI-1."""
    served = []

    async def robot(socket):
        served.append(socket)
        if len(served) == 1:
            if said:
                await socket.send(said)
            socket.transport.abort()
            return
        await socket.send(json.dumps({"jsonrpc": "2.0", "id": 3, "method": "ping"}))
        served.append(await socket.recv())
        await socket.wait_closed()

    async with serve_sockets(robot, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await rig.add(url=f"ws://127.0.0.1:{port}/")
        async with rig.running(), asyncio.timeout(10):
            while len(served) < 3:
                await asyncio.sleep(0.05)
    assert json.loads(served[2]) == {"jsonrpc": "2.0", "id": 3, "result": {}}


async def test_a_robot_that_is_removed_is_let_go_within_a_round(rig, relay):
    """VOI-1."""
    robot = await rig.add()
    async with rig.running():
        await rig.connected()
        await rig.robots.remove("u_mei", "desk", removed(robot, at=rig.clock.now(), unique="1"))
        async with asyncio.timeout(5):
            while relay.tools:
                await asyncio.sleep(0.02)


async def test_without_the_database_connections_end_with_their_lease(rig, relay):
    """VOI-1: nobody knows then who holds what."""
    await rig.add()
    async with rig.running():
        await rig.connected()
        bridge = rig.bridges[0]

        async def away(*_, **__):
            raise Unavailable("The database is away.")

        rig.robots.take = away
        await asyncio.sleep(0.3)
        assert relay.tools  # a short absence costs nobody a connection
        bridge._until = rig.clock.now() - timedelta(seconds=1)
        async with asyncio.timeout(5):
            while relay.tools:
                await asyncio.sleep(0.02)


async def test_a_fault_of_ours_ends_one_connection_for_a_round_only(rig):
    """VOI-1."""
    await rig.add()
    admit, crashes = rig.places.admit, iter([True])

    async def crashing(host, port):
        if next(crashes, False):
            raise RuntimeError("a fault of ours")
        return await admit(host, port)

    rig.places.admit = crashing
    async with rig.running():
        await rig.connected()


async def test_a_storm_of_a_thousand_reconnects_is_bounded(rig):
    """VOI-1: 1,000 endpoints that are lost at once are dialled few at a time, and spread."""
    at_once, most, dials, served = 0, 0, [], set()

    async def counting(connection, request):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        dials.append(time.monotonic())
        await asyncio.sleep(0.005)
        at_once -= 1

    async def robot(socket):
        served.add(socket)
        try:
            await socket.wait_closed()
        finally:
            served.discard(socket)

    async with serve_sockets(
        robot, "127.0.0.1", 0, process_request=counting, ping_interval=None, compression=None
    ) as server:
        port = server.sockets[0].getsockname()[1]
        for number in range(1_000):
            await rig.add(f"r{number}", url=f"ws://127.0.0.1:{port}/?token={number}")
        dice = iter([n / 2_000 for n in range(2_000)] * 5)
        async with rig.running(dials=20, dice=lambda: next(dice)), asyncio.timeout(50):
            while len(served) < 1_000:
                await asyncio.sleep(0.1)
            assert most <= 20
            for socket in list(served):
                socket.transport.abort()
            lost = time.monotonic()
            while len([each for each in dials if each > lost]) < 1_000 or len(served) < 1_000:
                await asyncio.sleep(0.1)
    again = sorted(each - lost for each in dials if each > lost)

    assert most <= 20
    assert again[-1] - again[0] > 0.5  # not all in the same moment

"""Servers that mean harm, or do it without meaning to: what they cost us has an end."""

import asyncio
import contextlib

import pytest
from mcp import MCPError

from mcp_client import (
    FaultKind,
    InMemoryRegistrations,
    Network,
    ServerConfig,
    ServerFault,
    State,
    anywhere,
)
from mcp_client.transports.links import link_to
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE, MODERN
from tests.mcp_client.patience import SOON
from tests.mcp_client.serving import Clock, Plugin, client_pool, running, until

CALL = "tools/call"
MOST_SENT = 64 * 1024 * 1024


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_an_endless_goodbye_is_not_read(visitor):
    """MCC-2, SEC-2. The answer to the end of a session was read whole, however long it was."""
    sent = 0

    async def endless(asked):
        nonlocal sent
        await asked.begin(200, {"content-type": "text/plain", "connection": "close"})
        with contextlib.suppress(OSError):
            while sent < MOST_SENT:
                asked.writer.write(b"x" * 65_536)
                await asked.writer.drain()
                sent += 65_536
        asked.writer.close()

    await visitor.goes_on()
    visitor.front.order("DELETE", endless)
    await asyncio.wait_for(visitor.connection.close(), SOON)
    assert visitor.front.seen["DELETE"] == 1
    assert sent < MOST_SENT / 2


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_a_server_does_not_say_how_often_we_come(visitor, monkeypatch):
    """MCC-2. `retry: 0` on a stream that ends at once made the SDK come as fast as it could."""
    monkeypatch.setattr("mcp_client.transports.pacing.AT_ONCE", 3)
    monkeypatch.setattr("mcp_client.transports.pacing.EVERY", 0.3)
    again = faults.status(200, b"id: 1\nretry: 0\ndata:\n\n", "text/event-stream")
    visitor.front.always("GET", again)
    began = asyncio.get_running_loop().time()
    await visitor.goes_on()
    await until(lambda: visitor.front.seen["GET"] >= 6)
    assert asyncio.get_running_loop().time() - began >= 0.8
    await visitor.goes_on()


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_that_ends_every_stream_is_asked_ever_more_rarely(visitor, monkeypatch):
    """MCC-2. A stream that opened began the pauses anew: one request each second, for ever."""
    monkeypatch.setattr("mcp_client.sessions.sessions._RELISTEN_SECONDS", (0.02, 60.0))
    over = faults.result({"resultType": "complete"})
    visitor.front.always("subscriptions/listen", over)
    began = asyncio.get_running_loop().time()
    await visitor.goes_on()
    await until(lambda: visitor.front.seen["subscriptions/listen"] >= 6)
    assert asyncio.get_running_loop().time() - began >= 0.6
    await visitor.goes_on()


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
@pytest.mark.parametrize("repeatable", [False, True])
async def test_a_tools_own_words_about_sessions_repeat_no_write(visitor, repeatable):
    """MCC-2. Only a refusal of HTTP proves that a call was not looked at."""

    async def done_and_complaining(asked):
        await asked.front.carry_out(asked)
        await asked.answer_error(-32602, "Session not found: it was signed out by this call")

    await visitor.goes_on()
    visitor.front.order(CALL, done_and_complaining)
    if repeatable:
        assert await visitor.add(repeatable=True) == 3
    else:
        await visitor.meets(FaultKind.SESSION_LOST, visitor.add(), happened=True)
    assert visitor.front.ran["add"] == 2 + repeatable
    await visitor.goes_on()


@pytest.mark.parametrize(
    "said",
    [
        "no account for s3cr3t/t0ken",
        "no account for s3cr3t%2Ft0ken",
        "the cookie 0123456789 is too old",
        "nobody at k3y-in-the-path",
    ],
)
async def test_no_sentence_repeats_a_part_of_what_is_secret(connect, said):
    """MCC-2, CLD-4. The address and each header were blotted out whole, not what they hold."""
    visitor = connect()
    url = f"{visitor.front.url}?key=s3cr3t%2Ft0ken&place=k3y-in-the-path"
    visitor = connect(url=url, headers={"Cookie": "session=0123456789; theme=dark"})
    await visitor.goes_on()
    visitor.front.order(CALL, faults.error(-32602, said))
    fault = await visitor.meets(FaultKind.BAD_ARGUMENTS, visitor.add())
    for secret in ("s3cr3t", "0123456789", "k3y-in"):
        assert secret not in str(fault)


def test_a_key_in_a_path_is_not_repeated():
    """MCC-2, CLD-4. Many servers are told apart by one; the words of a path are no secrets."""
    config = ServerConfig(url="https://mei:pass-word@x.example/weather/9f86d081884c7d65/mcp")
    verdicts = link_to("weather", config, Network(anywhere)).verdicts
    quoted = verdicts.quote("weather: nobody called 9f86d081884c7d65 or pass-word")
    assert quoted == "weather: nobody called ••• or •••"


async def test_a_tool_that_is_broken_takes_no_server_away():
    """MCC-2. Three errors of JSON-RPC in a row made the server rest, with all its good tools."""
    plugin, clock = Plugin(), Clock()

    async def broken() -> str:
        """Break."""
        raise MCPError(-32603, "Internal error")

    plugin.mcp.add_tool(broken)
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        kinds = set()
        for _ in range(5):
            with pytest.raises(ServerFault) as met:
                await servers.call_tool("mei", "weather", "broken", {})
            kinds.add(met.value.kind)
            clock.seconds += 1

        assert kinds == {FaultKind.ERROR}
        assert (await servers.call_tool("mei", "weather", "echo", {"text": "1"})).text == "1"


async def test_a_dead_server_that_nobody_uses_is_left_alone_and_forgotten():
    """MCC-2. Looking whether it is back counted as a use, so it never ended."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        plugin.status = 503
        for _ in range(3):
            with pytest.raises(ServerFault):
                await servers.call_tool("mei", "weather", "echo", {"text": "?"})
            clock.seconds += 1
        for _ in range(13):
            clock.seconds += 300
            await servers.sweep()
        came = plugin.asked.total()
        assert (await servers.get_status("mei"))["weather"].state in {State.AWAY, State.TRYING}
        for _ in range(10):
            clock.seconds += 300
            await servers.sweep()
        assert plugin.asked.total() == came
        clock.seconds += 86_400
        await servers.sweep()
        assert servers.usage.known == 0


@pytest.mark.parametrize("changed", [False, True])
async def test_what_another_process_removed_is_not_listened_to_any_more(changed):
    """MCC-1, CLD-4. Its connection stayed for an hour, with headers that were taken back."""
    plugin, kept = Plugin(), InMemoryRegistrations()
    other = Plugin()
    async with (
        running(plugin, other),
        client_pool(registrations=kept) as servers,
        client_pool(registrations=kept) as elsewhere,
    ):
        await servers.register("mei", "weather", plugin.config)
        await servers.register("bo", "weather", plugin.config)
        for owner in ("mei", "bo"):
            await servers.call_tool(owner, "weather", "echo", {"text": "1"})
        if changed:
            await elsewhere.register("mei", "weather", other.config)
        else:
            await elsewhere.unregister("mei", "weather")

        await servers.sweep()

        assert (servers.usage.open, servers.usage.known) == (1, 1)
        assert (await servers.get_session_stats("bo"))["weather"].opens == 1


async def test_registrations_that_are_away_end_no_sweep():
    """MCC-2. Its task would end with the first hiccup of a database."""

    class Away(InMemoryRegistrations):
        def __init__(self):
            super().__init__()
            self.is_away = False

        async def all_of(self, owner):
            if self.is_away:
                raise OSError("no database")
            return await super().all_of(owner)

    plugin, clock, kept = Plugin(), Clock(), Away()
    async with running(plugin), client_pool(now=clock, registrations=kept) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        kept.is_away = True
        await servers.sweep()
        assert servers.usage.open == 1
        clock.seconds += 3_600
        await servers.sweep()
        assert servers.usage.open == 0


async def test_all_lists_together_have_a_bound():
    """MCC-2. Each list had one; a person with many plugins could still fill a process."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock, most_listed=4_000) as servers:
        for number in range(5):
            await servers.register("mei", f"s{number}", plugin.config)
            size = sum(tool.size for tool in (await servers.get_tools("mei", f"s{number}")).tools)
            clock.seconds += 1
        await servers.sweep()

        stats = await servers.get_cache_stats("mei")
        known = [name for name, each in stats.items() if each.tools is not None]
        assert 500 < size < 4_000
        assert known == [f"s{number}" for number in range(5)][-(4_000 // size) :]
        assert len((await servers.get_tools("mei")).tools) == 25


async def test_who_calls_while_it_is_cleaned_up_leaves_nothing_behind():
    """MCC-1. Their session went on in a network that was closed, and nobody knew of it any more."""
    plugin = Plugin(HANDSHAKE)
    before = asyncio.all_tasks()
    async with running(plugin):
        servers = client_pool()
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        plugin.gate.clear()
        closing = asyncio.create_task(servers.cleanup())
        await until(lambda: servers.usage.closing == 1)
        calling = asyncio.create_task(servers.call_tool("mei", "weather", "echo", {"text": "2"}))
        await until(lambda: servers.usage.open == 1)
        plugin.gate.set()
        await asyncio.wait_for(closing, SOON)
        assert (await asyncio.wait_for(calling, SOON)).text == "2"
        await servers.cleanup()
        assert (servers.usage.open, servers.usage.requests) == (0, 0)
    # Tasks that other tests left behind may begin others meanwhile.
    await until(lambda: not any("mcp_client" in str(e) for e in asyncio.all_tasks() - before))

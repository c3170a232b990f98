"""The one door to many servers of many people (MCC-1, MCC-2)."""

import asyncio
import dataclasses

import pytest

from mcp_client import (
    FaultKind,
    InMemoryRegistrations,
    Registered,
    ServerConfig,
    ServerFault,
    State,
)
from mcp_client.servers.latencies import Ending
from tests.mcp_client.patience import SOON
from tests.mcp_client.serving import ERAS, Clock, Plugin, client_pool, running, until

SECRET = "Bearer very-secret"


def with_headers(plugin, value=SECRET):
    return dataclasses.replace(plugin.config, headers={"Authorization": value})


@pytest.mark.parametrize("era", ERAS)
async def test_a_server_is_registered_listed_and_called(era):
    """MCC-1."""
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        assert await servers.register("mei", "weather", plugin.config) is Registered.ADDED

        listing = await servers.get_tools("mei")
        result = await servers.call_tool("mei", "weather", "forecast", {"city": "深圳"})

        assert [tool.name for tool in listing.tools] == ["echo", "fail", "forecast", "grow", "wait"]
        assert (listing.away, listing.stale) == ({}, {})
        assert result.structured == {"degrees": 0, "rain": 2}
        assert not result.is_error
        session = (await servers.get_session_stats("mei"))["weather"]
        assert (session.is_open, session.era, session.opens) == (True, era, 1)


@pytest.mark.parametrize("era", ERAS)
async def test_a_tool_that_fails_is_counted_as_one_that_fails(era):
    """MCC-2: failures counted as success in result, metrics and health."""
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)

        failed = [await servers.call_tool("mei", "weather", "fail", {}) for _ in range(10)]
        await servers.call_tool("mei", "weather", "echo", {"text": "hello"})

        assert all(each.is_error for each in failed)
        assert "There is no weather today." in failed[0].text
        metrics = (await servers.get_metrics("mei"))["weather"]
        assert metrics.together.endings == {Ending.TOOL_FAILED: 10, Ending.DONE: 1}
        assert metrics.tools["fail"].endings == {Ending.TOOL_FAILED: 10}
        assert metrics.state is State.DEGRADED
        assert (metrics.newest_failed, metrics.newest) == (10, 11)
        assert metrics.tools["echo"].p99 > 0


@pytest.mark.parametrize("era", ERAS)
async def test_headers_outlive_eviction_and_restart(era):
    """MCC-2: only address and type were kept; after an eviction all calls failed."""
    plugin, clock = Plugin(era), Clock()
    async with running(plugin), client_pool(now=clock, idle_after=60) as servers:
        await servers.register("mei", "weather", with_headers(plugin))
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        clock.seconds += 60
        await servers.sweep()
        await until(lambda: not servers.usage.closing)
        assert servers.usage.open == 0
        assert not (await servers.get_session_stats("mei"))["weather"].is_open

        await servers.call_tool("mei", "weather", "echo", {"text": "2"})
        assert plugin.seen["authorization"] == SECRET
        await plugin.stop()
        await plugin.start()
        await servers.call_tool("mei", "weather", "echo", {"text": "3"}, repeatable=True)

        assert plugin.seen["authorization"] == SECRET
        assert servers.usage.evictions == 1


async def test_only_what_is_idle_is_evicted():
    """MCC-2."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock, idle_after=60) as servers:
        await servers.register("mei", "weather", plugin.config)
        waiting = asyncio.create_task(servers.call_tool("mei", "weather", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"])
        clock.seconds += 1_000

        await servers.sweep()

        plugin.release.set()
        assert (await waiting).text == "released"
        assert servers.usage.evictions == 0


async def test_what_nobody_used_for_a_day_is_forgotten_and_still_registered():
    """MCC-2: locks and figures of users were kept for ever."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        clock.seconds += 86_400

        await servers.sweep()

        assert servers.usage.known == 0
        assert (await servers.call_tool("mei", "weather", "echo", {"text": "2"})).text == "2"


async def test_changed_headers_are_noticed():
    """MCC-1: `ensure_registered` ignored them."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", with_headers(plugin, "old"))
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        same = await servers.ensure_registered("mei", "weather", with_headers(plugin, "old"))
        opens = (await servers.get_session_stats("mei"))["weather"].opens
        changed = await servers.ensure_registered("mei", "weather", with_headers(plugin, "new"))
        await servers.call_tool("mei", "weather", "echo", {"text": "2"})

        assert (same, opens, changed) == (Registered.SAME, 1, Registered.CHANGED)
        assert plugin.seen["authorization"] == "new"


async def test_another_address_brings_other_tools_at_once():
    """MCC-2: the memory of tools outlived the registration."""
    old, new = Plugin(), Plugin()
    new.mcp.add_tool(new.echo, name="brand_new")
    async with running(old, new), client_pool() as servers:
        await servers.register("mei", "weather", old.config)
        await servers.get_tools("mei")
        assert await servers.register("mei", "weather", new.config) is Registered.CHANGED

        names = [tool.name for tool in (await servers.get_tools("mei")).tools]

        assert "brand_new" in names


@pytest.mark.parametrize("era", ERAS)
async def test_a_server_that_tells_of_new_tools_is_asked_for_them(era):
    """MCC-2: one page, ten minutes, and nobody listened."""
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        before = await servers.get_tools("mei")
        await until(lambda: plugin.asked["subscriptions/listen"] or plugin.asked["stream"])

        await servers.call_tool("mei", "weather", "grow", {"name": "newer"})
        async with asyncio.timeout(SOON):
            while not (await servers.get_cache_stats("mei"))["weather"].changes:
                await asyncio.sleep(0.005)

        after = await servers.get_tools("mei")
        assert {tool.name for tool in after.tools} - {tool.name for tool in before.tools} == {
            "newer"
        }


async def test_a_call_under_way_outlives_a_new_registration():
    """MCC-2: two callers closed and reopened each other's session."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        waiting = asyncio.create_task(servers.call_tool("mei", "weather", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"])

        await servers.register("mei", "weather", with_headers(plugin))
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        plugin.release.set()
        assert (await waiting).text == "released"
        await until(lambda: servers.usage.open == 1)


async def test_unregistering_ends_what_is_under_way_and_closes():
    """MCC-1: closing from another task cancelled whoever had opened."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        waiting = asyncio.create_task(servers.call_tool("mei", "weather", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"])

        assert await servers.unregister("mei", "weather")

        with pytest.raises(ServerFault) as caught:
            await waiting
        assert caught.value.kind is FaultKind.CLOSED
        assert caught.value.may_have_happened
        with pytest.raises(ServerFault) as caught:
            await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        assert caught.value.kind is FaultKind.NOT_REGISTERED
        assert not await servers.unregister("mei", "weather")
        assert (servers.usage.open, servers.usage.known) == (0, 0)


async def test_owners_and_servers_are_pairs():
    """MCC-1: `a:b` with `c` was the same as `a` with `b:c`, and clearing hit others."""
    one, other = Plugin(), Plugin()
    async with running(one, other), client_pool() as servers:
        await servers.register("a:b", "c", one.config)
        await servers.register("a", "b:c", other.config)

        await servers.call_tool("a:b", "c", "echo", {"text": "1"})
        await servers.unregister("a", "b:c")

        assert (one.asked["tools/call"], other.asked["tools/call"]) == (1, 0)
        assert (await servers.call_tool("a:b", "c", "echo", {"text": "2"})).text == "2"


async def test_figures_are_of_their_owner_and_show_no_address():
    """MCC-1: everybody saw everybody's figures, and addresses that hold tokens."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        address = plugin.config.url + "?token=hidden"
        secret = dataclasses.replace(with_headers(plugin), url=address)
        for owner in ("mei", "li"):
            await servers.register(owner, "weather", secret)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        shown = [
            await servers.get_metrics("li"),
            await servers.get_cache_stats("li"),
            await servers.get_session_stats("li"),
            await servers.get_status("li"),
            await servers.test_connection("li", "weather"),
            servers.usage,
            secret,
        ]

        assert shown[0]["weather"].together.calls == 0
        assert (await servers.get_metrics("mei"))["weather"].together.calls == 1
        assert await servers.get_metrics("nobody") == {}
        for word in ("hidden", "very-secret", "127.0.0.1"):
            assert word not in repr(shown)


@pytest.mark.parametrize("era", ERAS)
async def test_no_log_line_holds_an_argument_or_a_secret(era, caplog):
    """MCC-2, CLD-4: arguments and addresses were logged in clear."""
    caplog.set_level("INFO")
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        address = plugin.config.url + "?token=hidden"
        secret = dataclasses.replace(with_headers(plugin), url=address)
        await servers.register("mei", "weather", secret)
        await servers.get_tools("mei")
        await servers.call_tool("mei", "weather", "echo", {"text": "dear diary"})
        plugin.status = 401
        with pytest.raises(ServerFault) as caught:
            await servers.call_tool("mei", "weather", "echo", {"text": "dear diary"})

    for word in ("dear diary", "hidden", "very-secret"):
        assert word not in caplog.text
        assert word not in str(caught.value)


async def test_unknown_is_not_everything():
    """MCC-1: `get_metrics("unknown")` returned all there was."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)

        for question in (servers.get_metrics, servers.get_tools):
            with pytest.raises(ServerFault) as caught:
                await question("mei", "unknown")
            assert caught.value.kind is FaultKind.NOT_REGISTERED


async def test_a_connection_is_tried_without_being_registered():
    """MCC-1."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        good = await servers.test_connection("mei", "weather", plugin.config)
        absent = await servers.test_connection("mei", "weather")
        dead = await servers.test_connection(
            "mei", "weather", ServerConfig(url="http://127.0.0.1:9/mcp", connect_timeout=2)
        )

        assert good.fault is None
        assert (good.era, len(good.tools)) == (ERAS[0], 5)
        assert good.instructions == "Ask me about the weather."
        assert absent.fault.kind is FaultKind.NOT_REGISTERED
        assert dead.fault.kind is FaultKind.UNREACHABLE
        assert (await servers.get_tools("mei")).tools == ()
        assert servers.usage.open == 0


async def test_why_registering_fails_is_said():
    """MCC-1: register() returned False and hid the reason."""
    async with client_pool() as servers:
        with pytest.raises(ValueError, match="http"):
            await servers.register("mei", "x", ServerConfig(url="ftp://x"))


async def test_what_another_process_registers_is_seen_at_the_next_use():
    """MCC-1: the memory of one process was the only truth."""
    kept, old, new = InMemoryRegistrations(), Plugin(), Plugin()
    async with running(old, new), client_pool(registrations=kept) as servers:
        await kept.keep("mei", "weather", old.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        await kept.keep("mei", "weather", new.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "2"})
        assert (old.asked["tools/call"], new.asked["tools/call"]) == (1, 1)
        await kept.remove("mei", "weather")

        with pytest.raises(ServerFault) as caught:
            await servers.call_tool("mei", "weather", "echo", {"text": "3"})
        assert caught.value.kind is FaultKind.NOT_REGISTERED
        assert (await servers.get_tools("mei")).tools == ()
        assert servers.usage.open == 0


async def test_a_call_that_is_given_up_hurts_no_other():
    """MCC-2."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        given_up, patient = (
            asyncio.create_task(servers.call_tool("mei", "weather", "wait", {})) for _ in range(2)
        )
        await until(lambda: plugin.asked["tools/call wait"] == 2)

        given_up.cancel()
        await asyncio.wait([given_up])
        plugin.release.set()

        assert given_up.cancelled()
        assert (await patient).text == "released"
        metrics = (await servers.get_metrics("mei"))["weather"]
        assert metrics.together.endings == {Ending.CANCELLED: 1, Ending.DONE: 1}
        assert metrics.state is State.ACTIVE


async def test_names_for_models_lead_back_also_after_a_restart():
    """MCC-3: a conversation of before names a tool; nothing was listed yet."""
    plugin, kept = Plugin(), InMemoryRegistrations()
    async with running(plugin):
        async with client_pool(registrations=kept) as before:
            await before.register("mei", "my_search", plugin.config)
            functions = before.format_tools_for_openai(await before.get_tools("mei"))
        aliases = [each["function"]["name"] for each in functions]
        async with client_pool(registrations=kept) as after:
            found = [await after.resolve_function_name("mei", alias) for alias in aliases]
            with pytest.raises(ServerFault) as caught:
                await after.resolve_function_name("mei", "my_search_echo")

        assert aliases[0] == "my_search__echo"
        assert {name.server for name in found} == {"my_search"}
        assert [name.tool for name in found] == ["echo", "fail", "forecast", "grow", "wait"]
        assert caught.value.kind is FaultKind.UNKNOWN_TOOL

"""Dead servers, limits, loops and endings (MCC-1, MCC-2)."""

import asyncio
import socket
import time

import pytest

from mcp_client import (
    ClientPool,
    FaultKind,
    Limits,
    Network,
    ServerConfig,
    ServerFault,
    State,
    anywhere,
)
from mcp_client.servers.latencies import Ending
from tests.mcp_client.patience import LATE, SOON
from tests.mcp_client.serving import ERAS, Clock, Plugin, client_pool, running, until


@pytest.fixture
def dead():
    """An address where nobody listens, and which no other test gets meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield ServerConfig(url=f"http://127.0.0.1:{taken.getsockname()[1]}/mcp")


async def fault_of(asking):
    """Why there is no answer."""
    with pytest.raises(ServerFault) as caught:
        await asking
    return caught.value


@pytest.mark.parametrize("era", ERAS)
async def test_a_dead_server_hides_only_its_own_tools(era, dead):
    """MCC-2: one server that was down failed the whole list."""
    good, hangs = Plugin(era), Plugin(era)
    hangs.gate.clear()
    async with running(good, hangs), client_pool() as servers:
        await servers.register("mei", "good", good.config)
        await servers.register("mei", "hangs", hangs.config)
        await servers.register("mei", "dead", dead)
        await servers.get_tools("mei", "good")
        began = time.monotonic()

        listing = await servers.get_tools("mei", patience=LATE)

        assert time.monotonic() - began < SOON  # as long as the one that hangs would take
        assert {tool.server for tool in listing.tools} == {"good"}
        assert listing.away["hangs"].kind is FaultKind.TIMED_OUT
        assert listing.away["dead"].kind is FaultKind.UNREACHABLE
        hangs.gate.set()
        assert "hangs" not in (await servers.get_tools("mei")).away


@pytest.mark.parametrize("era", ERAS)
async def test_a_good_test_ends_the_rest_and_replaces_what_is_held(era):
    """MCC-2: a test said that all was well, and every call still failed."""
    plugin, clock = Plugin(era), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        assert (await servers.test_connection("mei", "weather")).fault is None
        assert (await servers.get_session_stats("mei"))["weather"].opens == 1
        plugin.status = 503
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "2"}))
        plugin.status = 0
        resting = await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "3"}))
        assert resting.kind is FaultKind.RESTING

        assert (await servers.test_connection("mei", "weather")).fault is None

        await servers.call_tool("mei", "weather", "echo", {"text": "4"})
        assert (await servers.get_status("mei"))["weather"].state is State.ACTIVE
        assert (await servers.get_session_stats("mei"))["weather"].opens == 2
        assert (await servers.get_metrics("mei"))["weather"].together.calls == 6


@pytest.mark.parametrize("era", ERAS)
async def test_a_test_of_another_address_says_nothing_about_what_is_held(era):
    """MCC-2."""
    held, other = Plugin(era), Plugin(era)
    async with running(held, other), client_pool() as servers:
        await servers.register("mei", "weather", held.config)
        held.status = 503
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "1"}))

        assert (await servers.test_connection("mei", "weather", other.config)).fault is None

        assert (await servers.get_status("mei"))["weather"].state is State.AWAY


@pytest.mark.parametrize("era", ERAS)
async def test_a_server_that_hangs_delays_nobody_else(era):
    """MCC-2: the lock of a person was held while one server was connected to."""
    good, hangs = Plugin(era), Plugin(era)
    hangs.gate.clear()
    async with running(good, hangs), client_pool() as servers:
        await servers.register("mei", "good", good.config)
        await servers.register("mei", "hangs", hangs.config)
        await servers.call_tool("mei", "good", "echo", {"text": "warm"})
        stuck = [
            asyncio.create_task(servers.call_tool("mei", "hangs", "echo", {"text": "?"}))
            for _ in range(8)
        ]
        await until(lambda: servers.usage.requests == 8)

        await servers.call_tool("mei", "good", "echo", {"text": "1"})
        await servers.register("mei", "another", good.config)

        assert not any(each.done() for each in stuck)
        hangs.gate.set()
        assert {each.text for each in await asyncio.gather(*stuck)} == {"?"}


async def test_calls_to_a_server_that_hangs_do_not_pile_up():
    """MCC-2: no bound."""
    hangs = Plugin()
    hangs.gate.clear()
    async with running(hangs), client_pool(most_at_server=3) as servers:
        await servers.register("mei", "hangs", hangs.config)
        stuck = [
            asyncio.create_task(servers.call_tool("mei", "hangs", "echo", {"text": "?"}))
            for _ in range(3)
        ]
        await until(lambda: servers.usage.requests == 3)

        refused = await fault_of(servers.call_tool("mei", "hangs", "echo", {"text": "?"}))

        assert refused.kind is FaultKind.BUSY
        assert refused.delay
        assert not refused.may_have_happened
        hangs.gate.set()
        await asyncio.gather(*stuck)
        assert (await servers.get_status("mei"))["hangs"].state is State.ACTIVE


async def test_all_owners_together_have_a_bound_too():
    """MCC-2."""
    hangs = Plugin()
    async with running(hangs), client_pool(most_requests=2) as servers:
        for owner in ("mei", "li", "wang"):
            await servers.register(owner, "hangs", hangs.config)
        stuck = [
            asyncio.create_task(servers.call_tool(owner, "hangs", "wait", {}))
            for owner in ("mei", "li")
        ]
        await until(lambda: hangs.asked["tools/call wait"] == 2)

        refused = await fault_of(servers.call_tool("wang", "hangs", "wait", {}))

        assert refused.kind is FaultKind.BUSY
        hangs.release.set()
        await asyncio.gather(*stuck)


async def test_a_connection_that_is_wanted_takes_the_place_of_one_that_is_not():
    """MCC-2: the number of connections is bounded."""
    plugin = Plugin()
    async with running(plugin), client_pool(most_open=2) as servers:
        for owner in ("a", "b", "c"):
            await servers.register(owner, "s", plugin.config)
        await servers.call_tool("a", "s", "echo", {"text": "1"})
        busy = asyncio.create_task(servers.call_tool("b", "s", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"])

        await servers.call_tool("c", "s", "echo", {"text": "2"})  # in the place of a
        also = asyncio.create_task(servers.call_tool("c", "s", "wait", {}))
        await until(lambda: plugin.asked["tools/call wait"] == 2)
        refused = await fault_of(servers.call_tool("a", "s", "echo", {"text": "3"}))

        assert refused.kind is FaultKind.BUSY
        assert (servers.usage.open, servers.usage.evictions) == (2, 1)
        plugin.release.set()
        await asyncio.gather(busy, also)
        assert (await servers.call_tool("a", "s", "echo", {"text": "4"})).text == "4"


@pytest.mark.parametrize("era", ERAS)
async def test_a_server_that_is_away_is_left_alone_and_comes_back(era):
    """MCC-2: `error` never healed, and each call waited for the dead server anew."""
    plugin, clock = Plugin(era), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        plugin.status = 503
        kinds = []
        for _ in range(4):
            kinds.append(await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"})))
            clock.seconds += 1
        came = plugin.asked.total()

        status = (await servers.get_status("mei"))["weather"]
        assert [fault.kind for fault in kinds] == [*[FaultKind.UNAVAILABLE] * 3, FaultKind.RESTING]
        assert (status.state, status.kind) == (State.AWAY, FaultKind.UNAVAILABLE)
        assert kinds[0].sentence in kinds[3].sentence
        clock.seconds += kinds[3].delay - 2
        assert (await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"}))).delay
        assert plugin.asked.total() == came  # nobody asked it while it rested

        clock.seconds += 2
        plugin.status = 0
        assert (await servers.call_tool("mei", "weather", "echo", {"text": "2"})).text == "2"
        status = (await servers.get_status("mei"))["weather"]
        assert (status.state, status.kind, status.sentence) == (State.ACTIVE, None, "")


async def test_a_server_comes_back_although_nobody_calls_it():
    """MCC-2."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        plugin.status = 503
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"}))
            clock.seconds += 1
        plugin.status = 0
        clock.seconds += 60

        await servers.sweep()

        assert (await servers.get_status("mei"))["weather"].state is State.ACTIVE
        assert plugin.asked["tools/call echo"] == 4


async def test_only_one_finds_out_whether_a_server_is_back():
    """MCC-2: half open."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        plugin.status = 503
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"}))
            clock.seconds += 1
        plugin.status = 0
        plugin.gate.clear()
        clock.seconds += 60
        came = plugin.asked.total()
        tries = asyncio.create_task(servers.call_tool("mei", "weather", "echo", {"text": "1"}))
        await until(lambda: plugin.asked.total() > came)

        refused = await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "2"}))

        assert refused.kind is FaultKind.RESTING
        plugin.gate.set()
        assert (await tries).text == "1"


async def test_a_try_that_its_caller_gives_up_does_not_leave_the_server_away():
    """MCC-2."""
    plugin, clock = Plugin(), Clock()
    async with running(plugin), client_pool(now=clock) as servers:
        await servers.register("mei", "weather", plugin.config)
        plugin.status = 503
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"}))
            clock.seconds += 1
        plugin.status = 0
        plugin.gate.clear()
        clock.seconds += 60
        came = plugin.asked.total()
        tries = asyncio.create_task(servers.call_tool("mei", "weather", "echo", {"text": "1"}))
        await until(lambda: plugin.asked.total() > came)

        tries.cancel()
        await asyncio.wait([tries])
        plugin.gate.set()

        assert (await servers.call_tool("mei", "weather", "echo", {"text": "2"})).text == "2"


@pytest.mark.parametrize("era", ERAS)
async def test_a_call_that_times_out_counts_and_may_have_happened(era):
    """MCC-2: timeouts were counted nowhere."""
    plugin = Plugin(era)
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        late = await fault_of(servers.call_tool("mei", "weather", "wait", {}, timeout=LATE))

        assert late.kind is FaultKind.TIMED_OUT
        assert late.may_have_happened
        metrics = (await servers.get_metrics("mei"))["weather"]
        assert metrics.tools["wait"].endings == {Ending.FAULT: 1}
        assert metrics.together.faults == {FaultKind.TIMED_OUT: 1}
        assert (metrics.newest_failed, metrics.newest) == (1, 2)
        assert metrics.tools["wait"].p50 >= LATE * 0.99
        plugin.release.set()


async def test_every_change_of_state_is_told_and_the_one_who_hears_may_use_the_facade():
    """MCC-2: callbacks ran under the lock of all sessions; one that called back was a deadlock."""
    plugin, clock = Plugin(), Clock()
    heard, seen = [], []
    async with running(plugin), client_pool(now=clock) as servers:

        async def hear(change):
            heard.append((change.before.state, change.after.state, change.after.kind))
            seen.append((await servers.get_status(change.after.owner))["weather"].tools)

        servers.on_status(hear)
        await servers.register("mei", "weather", plugin.config)
        await servers.get_tools("mei")
        await until(lambda: len(heard) == 1)
        plugin.status = 401
        for _ in range(3):
            await fault_of(servers.call_tool("mei", "weather", "echo", {"text": "?"}))
            clock.seconds += 1
        await until(lambda: heard[-1][1] is State.AWAY)
        plugin.status = 0
        clock.seconds += 60
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})
        await until(lambda: heard[-1][1] is State.ACTIVE)

        assert heard[0] == (State.NEW, State.ACTIVE, None)
        assert heard[-2][2] is FaultKind.AUTH_REQUIRED
        assert heard[-1][1:] == (State.ACTIVE, None)
        assert set(seen) == {5}
        assert servers.usage.telling.failed == 0


async def test_what_is_idle_is_closed_without_anybody_asking():
    """MCC-2."""
    plugin = Plugin()
    async with running(plugin), client_pool(idle_after=0.05, sweep_every=0.01) as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        await until(lambda: servers.usage.open == 0)

        assert (await servers.call_tool("mei", "weather", "echo", {"text": "2"})).text == "2"


async def test_cleaning_up_leaves_nothing_behind_and_everything_usable():
    """MCC-1: background tasks never started again after cleanup()."""
    plugin = Plugin()
    async with running(plugin):
        before = asyncio.all_tasks()
        servers = client_pool()
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        await servers.cleanup()
        await until(lambda: asyncio.all_tasks() <= before)

        assert servers.usage.open == 0
        assert (await servers.call_tool("mei", "weather", "echo", {"text": "2"})).text == "2"
        await servers.cleanup()
        await servers.cleanup()


def test_one_facade_serves_one_loop_after_another():
    """MCC-1: locks and tasks were bound to the loop of the import."""
    servers = client_pool()

    async def use(text):
        plugin = Plugin()
        async with running(plugin), servers:
            await servers.register("mei", "weather", plugin.config)
            return (await servers.call_tool("mei", "weather", "echo", {"text": text})).text

    assert [asyncio.run(use(text)) for text in ("1", "2", "3")] == ["1", "2", "3"]


def test_a_loop_that_ended_without_cleanup_is_left_behind():
    """MCC-1."""
    servers = ClientPool(lambda: Network(anywhere), limits=Limits())

    async def use(text):
        plugin = Plugin()
        async with running(plugin):
            await servers.register("mei", "weather", plugin.config)
            text = (await servers.call_tool("mei", "weather", "echo", {"text": text})).text
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                if "mcp_client" in task.get_name():
                    task.cancel()
            return text

    async def last():
        async with servers:
            return await use("2")

    assert asyncio.run(use("1")) == "1"
    assert asyncio.run(last()) == "2"


async def test_two_loops_at_once_are_refused_in_a_sentence():
    """MCC-1: the connections of one loop hang in another."""
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        await servers.register("mei", "weather", plugin.config)
        await servers.call_tool("mei", "weather", "echo", {"text": "1"})

        def elsewhere():
            asyncio.run(servers.call_tool("mei", "weather", "echo", {"text": "2"}))

        with pytest.raises(RuntimeError, match="cleanup"):
            await asyncio.to_thread(elsewhere)


async def test_two_facades_share_nothing():
    """MCC-1: there was one for the whole process, made at import."""
    plugin = Plugin()
    async with running(plugin), client_pool() as one, client_pool() as other:
        await one.register("mei", "weather", plugin.config)

        assert (await other.get_tools("mei")).tools == ()

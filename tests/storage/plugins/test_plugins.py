"""People's plugins in memory, on SQLite and on PostgreSQL; their addresses and headers sealed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from application.ports.events import EventFilter
from domain.common.errors import Conflict, Misconfigured, NotFound
from domain.plugins.figures import KEPT_FOR, MOST_PROCESSES
from domain.plugins.plugins import PluginState, PluginWiring, Standing, changed, registered, removed
from domain.plugins.rules import PluginRequest, made
from storage.database import open_database
from storage.events.events import SqlEvents
from storage.plugins.plugins import SqlPlugins
from storage.plugins.tables import plugins as table
from tests.fakes.plugin_figures import calls, figures
from tests.fakes.plugins import InMemoryPlugins
from tests.fakes.sealing import PlainSealing
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SECRET = "hush-hush-7"
WISH = PluginRequest(
    name="wiki", url=f"https://wiki.example.cn/mcp?key={SECRET}", headers={"X-Key": SECRET}
)
PLUGIN, WIRING = made("u_mei", WISH, revision="r1", at=NOW)
OTHERS, _ = made("u_bo", WISH, revision="r1", at=NOW)


@pytest.fixture
def plugins(stores):
    events = stores.events
    if isinstance(events, SqlEvents):
        return SqlPlugins(events, PlainSealing())
    return InMemoryPlugins(events)


async def added(plugins, plugin=PLUGIN, most=50):
    event = registered(plugin, unique="1")
    await plugins.add(plugin, WIRING, event, most=most)


async def noted(plugins, state, plugin=PLUGIN, said="", tools=None, minutes=0):
    at = NOW + timedelta(minutes=minutes)
    unique = f"{minutes}-{state}"
    await plugins.note(plugin, state, said=said, tools=tools, at=at, unique=unique)


async def types(stores):
    return [each.type.rpartition(".")[2] for each in await latest(stores)]


async def latest(stores):
    return await stores.events.page(EventFilter(), after=0, limit=100)


async def test_what_was_kept_is_found_with_its_wiring(plugins, stores):
    """MCC-1."""
    await added(plugins)
    await added(plugins, OTHERS)
    await added(plugins, replace(PLUGIN, name="a"))

    kept = await plugins.get("u_mei", "wiki")
    assert kept.plugin == PLUGIN
    assert kept.standing == Standing()
    assert [each.plugin.name for each in await plugins.list("u_mei")] == ["a", "wiki"]
    wiring = await plugins.wiring(PLUGIN)
    assert (wiring.url, dict(wiring.headers)) == (WIRING.url, dict(WIRING.headers))
    assert await plugins.get("u_mei", "b") is None
    assert await plugins.list("u_cy") == []
    assert await types(stores) == ["registered"] * 3


async def test_each_name_once_and_only_so_many(plugins):
    """MCC-1."""
    await added(plugins, most=2)
    with pytest.raises(
        Conflict, check=says("You have a plugin wiki already; change it, or remove it first")
    ):
        await added(plugins, replace(PLUGIN, revision="r9"), most=2)
    await added(plugins, replace(PLUGIN, name="a"), most=2)
    with pytest.raises(Conflict, check=says("2 plugins, the most")):
        await added(plugins, replace(PLUGIN, name="b"), most=2)
    await added(plugins, OTHERS, most=2)


async def test_a_change_is_made_once_to_what_was_read(plugins, stores):
    """MCC-1."""
    await added(plugins)
    await noted(plugins, PluginState.READY, tools=3)
    quiet = replace(PLUGIN, enabled=False, revision="r2")
    await plugins.change(quiet, None, changed(quiet, ("enabled",), unique="2"), was="r1")

    kept = await plugins.get("u_mei", "wiki")
    assert (kept.plugin, kept.standing.tools) == (quiet, 3)
    assert (await plugins.wiring(quiet)).url == WIRING.url
    with pytest.raises(Conflict, check=says("changed meanwhile")):
        await plugins.change(PLUGIN, None, changed(PLUGIN, ("x",), unique="3"), was="r1")
    with pytest.raises(Conflict, check=says("changed meanwhile")):
        await plugins.wiring(PLUGIN)
    moved = replace(quiet, revision="r3")
    wiring = PluginWiring("https://other.example/", headers={})
    await plugins.change(moved, wiring, changed(moved, ("url",), unique="4"), was="r2")
    assert (await plugins.get("u_mei", "wiki")).standing == Standing()
    assert await plugins.wiring(moved) == wiring
    assert await types(stores) == ["registered", "state_changed", "changed", "changed"]


async def test_what_is_removed_is_gone_with_its_wiring(plugins, stores):
    """MCC-1."""
    await added(plugins)
    await added(plugins, OTHERS)

    assert await plugins.remove("u_mei", "wiki", removed(PLUGIN, at=NOW, unique="2"))
    assert not await plugins.remove("u_mei", "wiki", removed(PLUGIN, at=NOW, unique="3"))
    assert await plugins.get("u_mei", "wiki") is None
    assert await plugins.get("u_bo", "wiki") is not None
    with pytest.raises(NotFound):
        await plugins.wiring(PLUGIN)
    with pytest.raises(Conflict):
        await plugins.change(PLUGIN, None, changed(PLUGIN, ("x",), unique="4"), was="r1")
    assert (await types(stores))[-1] == "removed"


async def test_how_a_plugin_stands_is_kept_for_all_processes_and_told_now_and_then(plugins, stores):
    """MCC-1, EVT-1."""
    await added(plugins)
    await noted(plugins, PluginState.UNREACHABLE, said="It does not answer.")
    await noted(plugins, PluginState.READY, tools=4, minutes=1)
    kept = (await plugins.get("u_mei", "wiki")).standing

    assert (kept.state, kept.said, kept.tools) == (PluginState.READY, "", 4)
    assert kept.since == NOW + timedelta(minutes=1)
    assert await types(stores) == ["registered", "state_changed"]
    await noted(plugins, PluginState.READY, minutes=11)
    assert await types(stores) == ["registered", "state_changed", "state_changed"]
    assert (await latest(stores))[-1].data["before"] == "unreachable"
    assert (await plugins.get("u_mei", "wiki")).standing.tools == 4
    await noted(plugins, PluginState.READY, minutes=30)
    assert len(await types(stores)) == 3


async def test_nothing_is_noted_of_a_plugin_that_is_another_by_now(plugins, stores):
    """MCC-1: what a process hears late is about the address of before."""
    await noted(plugins, PluginState.READY)
    await added(plugins)
    await noted(plugins, PluginState.UNREACHABLE, plugin=replace(PLUGIN, revision="r0"))
    await noted(plugins, PluginState.UNREACHABLE, plugin=OTHERS)

    assert (await plugins.get("u_mei", "wiki")).standing == Standing()
    assert await types(stores) == ["registered"]


async def test_the_database_holds_neither_addresses_nor_headers_in_clear(database):
    """CLD-4, MCC-1."""
    plugins = SqlPlugins(SqlEvents(database), PlainSealing())
    await added(plugins)
    await noted(plugins, PluginState.AUTH_REQUIRED, said="It wants other headers.")

    async with database.reading() as connection:
        rows = [
            *(await connection.execute(text("SELECT * FROM plugins"))),
            *(await connection.execute(text("SELECT * FROM events"))),
        ]
    assert len(rows) == 3
    assert SECRET not in repr(rows)


async def test_a_wiring_opens_only_where_it_was_put_and_with_its_key(database):
    """CLD-4, MCC-1."""
    plugins = SqlPlugins(SqlEvents(database), PlainSealing())
    await added(plugins)
    await added(plugins, OTHERS)
    async with database.writing() as connection:
        sealed = await connection.scalar(
            text("SELECT sealed FROM plugins WHERE owner = 'u_mei'").columns(table.c.sealed)
        )
        theirs = update(table).where(table.c.owner == "u_bo")
        await connection.execute(theirs.values(sealed=sealed))

    assert (await plugins.wiring(PLUGIN)).url == WIRING.url
    with pytest.raises(Misconfigured, check=says("does not open")):
        await plugins.wiring(OTHERS)
    with pytest.raises(Misconfigured, check=says("does not open")):
        await SqlPlugins(plugins.events, PlainSealing(b"other")).wiring(PLUGIN)


async def test_another_process_finds_what_one_has_registered(url):
    """MCC-1: a restart keeps them."""
    async with open_database(url) as first:
        await added(SqlPlugins(SqlEvents(first), PlainSealing()))
    async with open_database(url) as second:
        plugins = SqlPlugins(SqlEvents(second), PlainSealing())
        assert (await plugins.get("u_mei", "wiki")).plugin == PLUGIN
        assert (await plugins.wiring(PLUGIN)).headers == WIRING.headers


def at(minutes):
    return NOW + timedelta(minutes=minutes)


async def test_what_each_process_counted_is_kept_for_all_and_replaced_by_itself_only(plugins):
    """MCC-2."""
    await added(plugins)
    await added(plugins, OTHERS)
    first = figures("worker 1@a", NOW, calls("search", 3, faults=1), calls("日志\x00", 1))
    for each in (
        figures("worker 1@a", at(-1), calls("search", 1)),
        figures("api 2@a", at(-2)),
        first,
    ):
        await plugins.keep_figures(PLUGIN, each)

    found = await plugins.figures(PLUGIN, since=at(-60))
    assert [each.process for each in found] == ["worker 1@a", "api 2@a"]
    assert found[0] == first
    assert await plugins.figures(PLUGIN, since=at(-1)) == [first]
    assert await plugins.figures(OTHERS, since=at(-60)) == []


async def test_only_so_many_processes_of_a_plugin_are_kept_and_none_for_ever(plugins):
    """MCC-2, SEC-2."""
    await added(plugins)
    for number in range(MOST_PROCESSES + 3):
        await plugins.keep_figures(PLUGIN, figures(f"worker {number}@a", at(number)))
    found = await plugins.figures(PLUGIN, since=at(-60))
    later = NOW + KEPT_FOR + timedelta(hours=1)
    await plugins.keep_figures(PLUGIN, figures("worker 99@a", later))

    assert len(found) == MOST_PROCESSES
    assert found[-1].process == "worker 3@a"
    kept = await plugins.figures(PLUGIN, since=at(-60))
    assert [each.process for each in kept] == ["worker 99@a"]


async def test_figures_are_of_exactly_what_was_used(plugins):
    """MCC-1, MCC-2: they go with the plugin, and with another address or other headers."""
    await plugins.keep_figures(PLUGIN, figures("worker 1@a", NOW))
    assert await plugins.figures(PLUGIN, since=at(-60)) == []
    await added(plugins)
    await plugins.keep_figures(replace(PLUGIN, revision="r0"), figures("worker 1@a", NOW))
    assert await plugins.figures(PLUGIN, since=at(-60)) == []

    await plugins.keep_figures(PLUGIN, figures("worker 1@a", NOW))
    quiet = replace(PLUGIN, trusted=True, revision="r2")
    await plugins.change(quiet, None, changed(quiet, ("trusted",), unique="2"), was="r1")
    assert len(await plugins.figures(quiet, since=at(-60))) == 1
    moved = replace(quiet, revision="r3")
    await plugins.change(moved, WIRING, changed(moved, ("url",), unique="3"), was="r2")
    assert await plugins.figures(moved, since=at(-60)) == []
    await plugins.keep_figures(moved, figures("worker 1@a", NOW))
    await plugins.remove("u_mei", "wiki", removed(moved, at=NOW, unique="4"))
    await added(plugins)
    assert await plugins.figures(PLUGIN, since=at(-60)) == []

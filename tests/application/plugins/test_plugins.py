"""The desk of plugins: whose they are, who may register what, and what becomes of secrets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.plugins.plugins import MOST_ADDRESSES, MOST_TRIALS, PluginDesk
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    TooManyRequests,
    Unavailable,
)
from domain.people.access import Actor, Role, Scope
from domain.plugins.plugins import PluginState, PluginWiring
from domain.plugins.rules import PluginChanges, PluginWish
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.people import InMemoryThrottle
from tests.fakes.plugins import TOOLS, InMemoryPlugins, ObedientHost

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bo", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
SECRET = "hush-hush-7"
URL = f"https://wiki.example.cn/mcp?key={SECRET}"
WIKI = PluginWish("wiki", url=URL, headers={"Authorization": f"Bearer {SECRET}"})
FILES = PluginWish("files", "stdio", command="files")


@pytest.fixture
def plugins():
    return InMemoryPlugins()


@pytest.fixture
def host():
    return ObedientHost()


@pytest.fixture
def desk(plugins, host):
    return PluginDesk(plugins, host, InMemoryThrottle(), ManualClock(), CountingIds(), most_each=3)


async def test_a_plugin_is_kept_admitted_and_found_again(desk, host):
    """MCC-1."""
    plugin = await desk.register(by=MEI, wish=WIKI)

    assert [each.plugin for each in await desk.list(by=MEI)] == [plugin]
    assert (await desk.get(by=MEI, name="wiki")).standing.state is PluginState.UNTRIED
    assert host.admitted == [PluginWiring(URL, headers=WIKI.headers)]
    assert host.asked == []


async def test_nobody_else_sees_changes_or_tries_it_not_even_an_admin(desk):
    """MCC-1, SEC-3."""
    await desk.register(by=MEI, wish=WIKI)
    for by in (BO, ADMIN):
        assert await desk.list(by=by) == []
        for asked in (
            desk.get(by=by, name="wiki"),
            desk.change(by=by, name="wiki", changes=PluginChanges(enabled=False)),
            desk.remove(by=by, name="wiki"),
            desk.test(by=by, name="wiki"),
            desk.tools(by=by, name="wiki"),
        ):
            with pytest.raises(NotFound):
                await asked
    await desk.register(by=BO, wish=WIKI)
    assert (await desk.get(by=BO, name="wiki")).plugin.owner == "u_bo"


async def test_rights_are_asked_for_everything(desk):
    """SEC-3."""
    nobody, reader = replace(MEI, roles=frozenset()), replace(MEI, scopes=frozenset({Scope.READ}))
    await desk.register(by=MEI, wish=WIKI)
    for asked in (desk.list(by=nobody), desk.get(by=nobody, name="wiki")):
        with pytest.raises(Forbidden, match=r"plugins\.read"):
            await asked
    for asked in (
        desk.register(by=reader, wish=replace(WIKI, name="other")),
        desk.change(by=reader, name="wiki", changes=PluginChanges(trusted=True)),
        desk.remove(by=reader, name="wiki"),
        desk.test(by=reader, name="wiki"),
    ):
        with pytest.raises(Forbidden, match=r"plugins\.manage"):
            await asked
    assert await desk.tools(by=reader, name="wiki") == TOOLS


async def test_only_admins_have_programs_on_our_machine(desk, plugins):
    """MCC-1, SEC-3: also when somebody is none any more."""
    with pytest.raises(Forbidden, match=r"people\.manage"):
        await desk.register(by=MEI, wish=FILES)
    await desk.register(by=ADMIN, wish=FILES)

    assert await desk.tools(by=ADMIN, name="files") == TOOLS
    former = replace(ADMIN, roles=frozenset({Role.VIEWER}))
    for asked in (
        desk.test(by=former, name="files"),
        desk.tools(by=former, name="files"),
        desk.change(by=former, name="files", changes=PluginChanges(trusted=True)),
    ):
        with pytest.raises(Forbidden, match=r"people\.manage"):
            await asked
    await desk.remove(by=former, name="files")
    assert plugins.kept == {}


async def test_what_may_not_be_connected_to_is_not_kept(desk, plugins):
    """MCC-1."""
    with pytest.raises(InvalidRequest, match="not reached from here"):
        await desk.register(by=MEI, wish=PluginWish("own", url="http://127.0.0.1:8080/mcp"))
    assert plugins.kept == {}

    await desk.register(by=MEI, wish=WIKI)
    moved = PluginChanges(url="http://169.254.169.254/latest", headers={})
    with pytest.raises(InvalidRequest, match="not reached from here"):
        await desk.change(by=MEI, name="wiki", changes=moved)
    assert plugins.wirings["u_mei", "wiki"].url == URL


async def test_there_are_only_so_many_and_each_name_once(desk):
    """MCC-1."""
    for name in ("a", "b", "c"):
        await desk.register(by=MEI, wish=replace(WIKI, name=name))
    with pytest.raises(Conflict, match="3 plugins, the most"):
        await desk.register(by=MEI, wish=replace(WIKI, name="d"))
    await desk.remove(by=MEI, name="b")
    with pytest.raises(Conflict, match="You have a plugin 'a'"):
        await desk.register(by=MEI, wish=replace(WIKI, name="a"))
    await desk.register(by=MEI, wish=replace(WIKI, name="d"))


async def test_a_change_closes_what_was_open_under_the_old_revision(desk, host, plugins):
    """MCC-1, MCC-2."""
    before = await desk.register(by=MEI, wish=WIKI)
    await desk.test(by=MEI, name="wiki")
    quiet = await desk.change(by=MEI, name="wiki", changes=PluginChanges(enabled=False))
    kept = await desk.get(by=MEI, name="wiki")

    assert quiet.revision != before.revision
    assert host.forgotten == [("u_mei", "wiki")]
    assert kept.standing.state is PluginState.READY
    keyed = PluginChanges(headers={"Authorization": "Bearer 8"})
    await desk.change(by=MEI, name="wiki", changes=keyed)
    assert (await desk.get(by=MEI, name="wiki")).standing.state is PluginState.UNTRIED
    assert plugins.wirings["u_mei", "wiki"] == PluginWiring(URL, headers=keyed.headers)


async def test_two_changes_at_once_do_not_undo_each_other(desk, plugins):
    """MCC-1."""
    await desk.register(by=MEI, wish=WIKI)
    host = desk.host

    class Slow(ObedientHost):
        async def admit(self, plugin, wiring):
            await replace(desk, host=host).change(
                by=MEI, name="wiki", changes=PluginChanges(enabled=False)
            )

    with pytest.raises(Conflict, match="changed meanwhile"):
        await replace(desk, host=Slow()).change(
            by=MEI, name="wiki", changes=PluginChanges(headers={})
        )
    assert not plugins.kept["u_mei", "wiki"].plugin.enabled
    assert plugins.wirings["u_mei", "wiki"].headers == WIKI.headers


async def test_a_plugin_whose_key_is_gone_is_wired_anew(desk, plugins, monkeypatch):
    """MCC-1, CLD-4."""
    await desk.register(by=MEI, wish=replace(WIKI, trusted=True))

    async def gone(plugin):
        raise Misconfigured("The key is not there any more.")

    monkeypatch.setattr(plugins, "wiring", gone)
    with pytest.raises(Misconfigured, match="not there any more"):
        await desk.change(by=MEI, name="wiki", changes=PluginChanges(headers={}))
    anew = PluginChanges(url=URL, headers=dict(WIKI.headers))
    changed = await desk.change(by=MEI, name="wiki", changes=anew)
    assert not changed.trusted


async def test_a_trial_says_what_came_of_it_and_is_remembered(desk, host, plugins):
    """MCC-1."""
    await desk.register(by=MEI, wish=replace(WIKI, enabled=False))
    host.away.add("wiki")
    failed = await desk.test(by=MEI, name="wiki")
    standing = (await desk.get(by=MEI, name="wiki")).standing

    assert failed.state is standing.state is PluginState.UNREACHABLE
    assert standing.said == failed.said == "It does not answer."
    assert standing.tools is None
    with pytest.raises(Unavailable):
        await desk.tools(by=MEI, name="wiki")
    host.away.clear()
    desk.clock.move(minutes=11)
    await desk.test(by=MEI, name="wiki")
    kept = await desk.get(by=MEI, name="wiki")
    assert (kept.standing.state, kept.standing.tools) == (PluginState.READY, 2)
    told = [each for each in plugins.events.kept if each.type == "zhiban.plugin.state_changed"]
    assert [each.data["state"] for each in told] == ["unreachable", "ready"]


async def test_no_event_holds_what_is_secret(desk, host, plugins):
    """CLD-4, MCC-1."""
    await desk.register(by=MEI, wish=WIKI)
    host.away.add("wiki")
    await desk.test(by=MEI, name="wiki")
    changes = PluginChanges(headers={"X-Key": SECRET}, timeout=timedelta(seconds=9))
    await desk.change(by=MEI, name="wiki", changes=changes)
    await desk.remove(by=MEI, name="wiki")

    raised = plugins.events.kept
    assert [each.type.rpartition(".")[2] for each in raised] == [
        "registered",
        "state_changed",
        "changed",
        "removed",
    ]
    assert SECRET not in repr(raised)
    assert {each.owner for each in raised} == {"u_mei"}


async def test_nobody_makes_us_a_scanner_of_other_peoples_servers(desk, host):
    """MCC-1, SEC-2."""
    await desk.register(by=MEI, wish=WIKI)
    await desk.register(by=MEI, wish=replace(WIKI, name="off", enabled=False))
    await desk.register(by=BO, wish=WIKI)
    for each in range(MOST_TRIALS):
        ask = desk.test(by=MEI, name="wiki") if each % 2 else desk.tools(by=MEI, name="off")
        await ask
    for asked in (desk.test(by=MEI, name="wiki"), desk.tools(by=MEI, name="off")):
        with pytest.raises(TooManyRequests, match="tried 30 times within 5 minutes"):
            await asked

    assert len(host.asked) == MOST_TRIALS
    assert await desk.tools(by=MEI, name="wiki") == TOOLS
    assert (await desk.test(by=BO, name="wiki")).state is PluginState.READY
    desk.clock.move(minutes=6)
    assert (await desk.test(by=MEI, name="wiki")).state is PluginState.READY


async def test_nobody_gives_addresses_faster_than_people_do(desk, host):
    """MCC-1, SEC-2: an address that was changed and listed again and again had no bound."""
    await desk.register(by=MEI, wish=WIKI)
    for number in range(MOST_ADDRESSES - 1):
        anew = PluginChanges(url=f"https://s{number}.example/mcp", headers={})
        await desk.change(by=MEI, name="wiki", changes=anew)
    again = PluginChanges(url="https://wiki.example/mcp", headers={})
    for asked in (
        desk.change(by=MEI, name="wiki", changes=again),
        desk.register(by=MEI, wish=replace(WIKI, name="more")),
        desk.check(by=MEI, wish=replace(WIKI, name="more")),
    ):
        with pytest.raises(TooManyRequests, match="given 60 times within 5 minutes"):
            await asked

    assert len(host.admitted) == MOST_ADDRESSES
    await desk.change(by=MEI, name="wiki", changes=PluginChanges(trusted=True))
    assert (await desk.test(by=MEI, name="wiki")).state is PluginState.READY
    await desk.register(by=BO, wish=WIKI)
    desk.clock.move(minutes=6)
    await desk.change(by=MEI, name="wiki", changes=again)

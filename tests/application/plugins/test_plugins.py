"""The service of plugins: whose they are, who may register what, and what becomes of secrets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.plugins.plugins import MOST_ADDRESSES, MOST_TRIALS, PluginService
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
from domain.plugins.rules import PluginChanges, PluginRequest
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.people import InMemoryThrottle
from tests.fakes.plugins import TOOLS, InMemoryPlugins, ObedientHost
from tests.fakes.words import says

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bo", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
SECRET = "hush-hush-7"
URL = f"https://wiki.example.cn/mcp?key={SECRET}"
WIKI = PluginRequest(name="wiki", url=URL, headers={"Authorization": f"Bearer {SECRET}"})
FILES = PluginRequest(name="files", transport="stdio", command="files")


@pytest.fixture
def plugins():
    return InMemoryPlugins()


@pytest.fixture
def host():
    return ObedientHost()


@pytest.fixture
def service(plugins, host):
    return PluginService(
        plugins, host, InMemoryThrottle(), ManualClock(), CountingIds(), most_each=3
    )


async def test_a_plugin_is_kept_admitted_and_found_again(service, host):
    """MCC-1."""
    plugin = await service.register(by=MEI, requested=WIKI)

    assert [each.plugin for each in await service.list(by=MEI)] == [plugin]
    assert (await service.get(by=MEI, name="wiki")).standing.state is PluginState.UNTRIED
    assert host.admitted == [PluginWiring(URL, headers=WIKI.headers)]
    assert host.asked == []


async def test_nobody_else_sees_changes_or_tries_it_not_even_an_admin(service):
    """MCC-1, SEC-3."""
    await service.register(by=MEI, requested=WIKI)
    for by in (BO, ADMIN):
        assert await service.list(by=by) == []
        for asked in (
            service.get(by=by, name="wiki"),
            service.change(by=by, name="wiki", changes=PluginChanges(enabled=False)),
            service.remove(by=by, name="wiki"),
            service.test(by=by, name="wiki"),
            service.tools(by=by, name="wiki"),
        ):
            with pytest.raises(NotFound):
                await asked
    await service.register(by=BO, requested=WIKI)
    assert (await service.get(by=BO, name="wiki")).plugin.owner == "u_bo"


async def test_rights_are_asked_for_everything(service):
    """SEC-3."""
    nobody, reader = replace(MEI, roles=frozenset()), replace(MEI, scopes=frozenset({Scope.READ}))
    await service.register(by=MEI, requested=WIKI)
    for asked in (service.list(by=nobody), service.get(by=nobody, name="wiki")):
        with pytest.raises(Forbidden, check=says(r"plugins\.read")):
            await asked
    for asked in (
        service.register(by=reader, requested=replace(WIKI, name="other")),
        service.change(by=reader, name="wiki", changes=PluginChanges(trusted=True)),
        service.remove(by=reader, name="wiki"),
        service.test(by=reader, name="wiki"),
    ):
        with pytest.raises(Forbidden, check=says(r"plugins\.manage")):
            await asked
    assert await service.tools(by=reader, name="wiki") == TOOLS


async def test_only_admins_have_programs_on_our_machine(service, plugins):
    """MCC-1, SEC-3: also when somebody is none any more."""
    with pytest.raises(Forbidden, check=says(r"people\.manage")):
        await service.register(by=MEI, requested=FILES)
    await service.register(by=ADMIN, requested=FILES)

    assert await service.tools(by=ADMIN, name="files") == TOOLS
    former = replace(ADMIN, roles=frozenset({Role.VIEWER}))
    for asked in (
        service.test(by=former, name="files"),
        service.tools(by=former, name="files"),
        service.change(by=former, name="files", changes=PluginChanges(trusted=True)),
    ):
        with pytest.raises(Forbidden, check=says(r"people\.manage")):
            await asked
    await service.remove(by=former, name="files")
    assert plugins.kept == {}


async def test_what_may_not_be_connected_to_is_not_kept(service, plugins):
    """MCC-1."""
    with pytest.raises(InvalidRequest, check=says("not reached from here")):
        await service.register(
            by=MEI, requested=PluginRequest(name="own", url="http://127.0.0.1:8080/mcp")
        )
    assert plugins.kept == {}

    await service.register(by=MEI, requested=WIKI)
    moved = PluginChanges(url="http://169.254.169.254/latest", headers={})
    with pytest.raises(InvalidRequest, check=says("not reached from here")):
        await service.change(by=MEI, name="wiki", changes=moved)
    assert plugins.wirings["u_mei", "wiki"].url == URL


async def test_there_are_only_so_many_and_each_name_once(service):
    """MCC-1."""
    for name in ("a", "b", "c"):
        await service.register(by=MEI, requested=replace(WIKI, name=name))
    with pytest.raises(Conflict, check=says("3 plugins, the most")):
        await service.register(by=MEI, requested=replace(WIKI, name="d"))
    await service.remove(by=MEI, name="b")
    with pytest.raises(Conflict, check=says("You have a plugin a already")):
        await service.register(by=MEI, requested=replace(WIKI, name="a"))
    await service.register(by=MEI, requested=replace(WIKI, name="d"))


async def test_a_change_closes_what_was_open_under_the_old_revision(service, host, plugins):
    """MCC-1, MCC-2."""
    before = await service.register(by=MEI, requested=WIKI)
    await service.test(by=MEI, name="wiki")
    quiet = await service.change(by=MEI, name="wiki", changes=PluginChanges(enabled=False))
    kept = await service.get(by=MEI, name="wiki")

    assert quiet.revision != before.revision
    assert host.forgotten == [("u_mei", "wiki")]
    assert kept.standing.state is PluginState.READY
    keyed = PluginChanges(headers={"Authorization": "Bearer 8"})
    await service.change(by=MEI, name="wiki", changes=keyed)
    assert (await service.get(by=MEI, name="wiki")).standing.state is PluginState.UNTRIED
    assert plugins.wirings["u_mei", "wiki"] == PluginWiring(URL, headers=keyed.headers)


async def test_two_changes_at_once_do_not_undo_each_other(service, plugins):
    """MCC-1."""
    await service.register(by=MEI, requested=WIKI)
    host = service.host

    class Slow(ObedientHost):
        async def admit(self, plugin, wiring):
            await replace(service, host=host).change(
                by=MEI, name="wiki", changes=PluginChanges(enabled=False)
            )

    with pytest.raises(Conflict, check=says("changed meanwhile")):
        await replace(service, host=Slow()).change(
            by=MEI, name="wiki", changes=PluginChanges(headers={})
        )
    assert not plugins.kept["u_mei", "wiki"].plugin.enabled
    assert plugins.wirings["u_mei", "wiki"].headers == WIKI.headers


async def test_a_plugin_whose_key_is_gone_is_wired_anew(service, plugins, monkeypatch):
    """MCC-1, CLD-4."""
    await service.register(by=MEI, requested=replace(WIKI, trusted=True))

    async def gone(plugin):
        raise Misconfigured("The key is not there any more.")

    monkeypatch.setattr(plugins, "wiring", gone)
    with pytest.raises(Misconfigured, check=says("not there any more")):
        await service.change(by=MEI, name="wiki", changes=PluginChanges(headers={}))
    anew = PluginChanges(url=URL, headers=dict(WIKI.headers))
    changed = await service.change(by=MEI, name="wiki", changes=anew)
    assert not changed.trusted


async def test_a_trial_says_what_came_of_it_and_is_remembered(service, host, plugins):
    """MCC-1."""
    await service.register(by=MEI, requested=replace(WIKI, enabled=False))
    host.away.add("wiki")
    failed = await service.test(by=MEI, name="wiki")
    standing = (await service.get(by=MEI, name="wiki")).standing

    assert failed.state is standing.state is PluginState.UNREACHABLE
    assert standing.said == failed.said == "It does not answer."
    assert standing.tools is None
    with pytest.raises(Unavailable):
        await service.tools(by=MEI, name="wiki")
    host.away.clear()
    service.clock.move(minutes=11)
    await service.test(by=MEI, name="wiki")
    kept = await service.get(by=MEI, name="wiki")
    assert (kept.standing.state, kept.standing.tools) == (PluginState.READY, 2)
    told = [each for each in plugins.events.kept if each.type == "zhiban.plugin.state_changed"]
    assert [each.data["state"] for each in told] == ["unreachable", "ready"]


async def test_no_event_holds_what_is_secret(service, host, plugins):
    """CLD-4, MCC-1."""
    await service.register(by=MEI, requested=WIKI)
    host.away.add("wiki")
    await service.test(by=MEI, name="wiki")
    changes = PluginChanges(headers={"X-Key": SECRET}, timeout=timedelta(seconds=9))
    await service.change(by=MEI, name="wiki", changes=changes)
    await service.remove(by=MEI, name="wiki")

    raised = plugins.events.kept
    assert [each.type.rpartition(".")[2] for each in raised] == [
        "registered",
        "state_changed",
        "changed",
        "removed",
    ]
    assert SECRET not in repr(raised)
    assert {each.owner for each in raised} == {"u_mei"}


async def test_nobody_makes_us_a_scanner_of_other_peoples_servers(service, host):
    """MCC-1, SEC-2."""
    await service.register(by=MEI, requested=WIKI)
    await service.register(by=MEI, requested=replace(WIKI, name="off", enabled=False))
    await service.register(by=BO, requested=WIKI)
    for each in range(MOST_TRIALS):
        ask = service.test(by=MEI, name="wiki") if each % 2 else service.tools(by=MEI, name="off")
        await ask
    for asked in (service.test(by=MEI, name="wiki"), service.tools(by=MEI, name="off")):
        with pytest.raises(TooManyRequests, check=says("Plugins were tried 30 times within 5 min")):
            await asked

    assert len(host.asked) == MOST_TRIALS
    assert await service.tools(by=MEI, name="wiki") == TOOLS
    assert (await service.test(by=BO, name="wiki")).state is PluginState.READY
    service.clock.move(minutes=6)
    assert (await service.test(by=MEI, name="wiki")).state is PluginState.READY


async def test_nobody_gives_addresses_faster_than_people_do(service, host):
    """MCC-1, SEC-2: an address that was changed and listed again and again had no bound."""
    await service.register(by=MEI, requested=WIKI)
    for number in range(MOST_ADDRESSES - 1):
        anew = PluginChanges(url=f"https://s{number}.example/mcp", headers={})
        await service.change(by=MEI, name="wiki", changes=anew)
    again = PluginChanges(url="https://wiki.example/mcp", headers={})
    for asked in (
        service.change(by=MEI, name="wiki", changes=again),
        service.register(by=MEI, requested=replace(WIKI, name="more")),
        service.check(by=MEI, requested=replace(WIKI, name="more")),
    ):
        with pytest.raises(
            TooManyRequests, check=says("Addresses of plugins were given 60 times within 5 min")
        ):
            await asked

    assert len(host.admitted) == MOST_ADDRESSES
    await service.change(by=MEI, name="wiki", changes=PluginChanges(trusted=True))
    assert (await service.test(by=MEI, name="wiki")).state is PluginState.READY
    await service.register(by=BO, requested=WIKI)
    service.clock.move(minutes=6)
    await service.change(by=MEI, name="wiki", changes=again)

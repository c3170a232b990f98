"""Plugins over real connections: where they may be, how they stand, and what nobody sees."""

import asyncio
from dataclasses import replace

import pytest

from domain.common.errors import (
    InvalidRequest,
    Rejected,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.plugins.plugins import PluginState
from domain.plugins.rules import PluginChanges, PluginRequest
from integrations.plugins.host import Standings
from mcp_client import FaultKind, ServerFault, State, Status, StatusChange
from tests.fakes.loopback import serve
from tests.fakes.words import says
from tests.integrations.plugins.conftest import MEI, SECRET
from tests.mcp_client.serving import until

CARE = {
    "read_page": "reads",
    "save_page": "changes",
    "remove_page": "asks_first",
    "silent": "asks_first",
}


def answers(*addresses):
    """Look every name up to the next of these in turn; the last one stays."""
    left = list(addresses)

    async def resolve(host, port):
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


async def test_a_trial_lists_the_tools_with_their_care_and_sends_the_headers(process, wiki):
    """MCC-1, MCC-4."""
    await process.add(wiki, headers={"Authorization": f"Bearer {SECRET}"}, trusted=True)
    tried = await process.service.test(by=MEI, name="wiki")
    listed = await process.service.tools(by=MEI, name="wiki")

    assert (tried.state, tried.said) == (PluginState.READY, "")
    assert {each.name: each.care for each in tried.tools}.items() >= CARE.items()
    assert {each.name for each in listed} == {each.name for each in tried.tools}
    assert wiki.seen["authorization"] == f"Bearer {SECRET}"
    kept = (await process.service.get(by=MEI, name="wiki")).standing
    assert (kept.state, kept.tools) == (PluginState.READY, len(tried.tools))


async def test_without_trust_every_tool_asks_first(process, wiki):
    """MCC-4, SEC-4."""
    await process.add(wiki)
    tried = await process.service.test(by=MEI, name="wiki")

    assert {each.care for each in tried.tools} == {"asks_first"}


@pytest.mark.parametrize(
    ("status", "state", "error"),
    [
        (401, PluginState.AUTH_REQUIRED, Rejected),
        (403, PluginState.AUTH_REQUIRED, Rejected),
        (404, PluginState.FAILING, Rejected),
        (429, PluginState.RATE_LIMITED, TooManyRequests),
        (502, PluginState.UNREACHABLE, Unavailable),
        (503, PluginState.UNREACHABLE, Unavailable),
        (200, PluginState.FAILING, Rejected),
    ],
)
async def test_what_a_server_answers_becomes_a_state_and_a_sentence(
    process, wiki, status, state, error
):
    """MCC-1, REL-2."""
    key = f"{wiki.config.url}?key={SECRET}"
    await process.add(wiki, url=key, headers={"X-Key": SECRET})
    wiki.status = status
    tried = await process.service.test(by=MEI, name="wiki")
    with pytest.raises(error) as raised:
        await process.service.tools(by=MEI, name="wiki")

    assert (tried.state, tried.tools) == (state, ())
    assert tried.said
    assert SECRET not in tried.said + str(raised.value)
    assert str(wiki.port) not in tried.said + str(raised.value)
    assert (await process.service.get(by=MEI, name="wiki")).standing.state is state


async def test_a_server_that_is_not_there_and_comes_back_is_told_by_its_standing(process, wiki):
    """MCC-1, MCC-2."""
    await process.add(wiki)
    await wiki.stop()
    away = await process.service.test(by=MEI, name="wiki")
    met = []
    for _ in range(5):
        with pytest.raises(ServerFault) as fault:
            await process.client_pool.call_tool("u_mei", "wiki", "silent", {})
        met.append(fault.value.kind)
    await wiki.start()
    back = await process.service.test(by=MEI, name="wiki")
    await process.client_pool.call_tool("u_mei", "wiki", "silent", {})
    listed = await process.service.tools(by=MEI, name="wiki")

    assert met[-1] is FaultKind.RESTING
    assert (away.state, back.state) == (PluginState.UNREACHABLE, PluginState.READY)
    assert len(listed) == len(back.tools)


async def test_what_is_heard_late_is_not_noted_of_another_revision(process, start, wiki, rig):
    """MCC-1: a process that has not used the new address knows nothing about it."""
    await process.add(wiki, headers={"X-Key": "first"})
    await process.client_pool.get_tools("u_mei")
    await until(lambda: _state(rig) is PluginState.READY)
    second = await start()
    keyed = PluginChanges(headers={"X-Key": "second"})
    await second.service.change(by=MEI, name="wiki", changes=keyed)
    old = Status(
        owner="u_mei",
        server="wiki",
        state=State.AWAY,
        since=0.0,
        kind=FaultKind.AUTH_REQUIRED,
        sentence="Other headers.",
    )
    notes = Standings(rig.plugins, process.host.registrations, rig.clock, rig.ids)
    await notes.note(StatusChange(old, old))

    assert _state(rig) is PluginState.UNTRIED
    await process.client_pool.get_tools("u_mei")
    await notes.note(StatusChange(old, old))
    assert _state(rig) is PluginState.AUTH_REQUIRED


def _state(rig):
    return rig.plugins.kept["u_mei", "wiki"].standing.state


async def test_every_process_sees_how_a_plugin_stands(process, start, wiki, rig):
    """MCC-1."""
    await process.add(wiki)
    second = await start()
    await second.client_pool.get_tools("u_mei")

    def standing():
        return rig.plugins.kept["u_mei", "wiki"].standing

    await until(lambda: standing().state is PluginState.READY)
    assert standing().tools
    wiki.status = 401
    with pytest.raises(ServerFault):
        await process.client_pool.call_tool("u_mei", "wiki", "silent", {})
    await until(lambda: standing().state is PluginState.AUTH_REQUIRED)
    assert "401" in standing().said


async def test_what_is_changed_in_one_process_is_so_in_all(process, start, wiki):
    """MCC-1, MCC-2."""
    await process.add(wiki, headers={"X-Key": "first"})
    second = await start()
    await second.service.tools(by=MEI, name="wiki")
    assert wiki.seen["x-key"] == "first"
    changes = PluginChanges(headers={"X-Key": "second"})
    await process.service.change(by=MEI, name="wiki", changes=changes)
    await second.client_pool.call_tool("u_mei", "wiki", "silent", {})
    assert wiki.seen["x-key"] == "second"

    await process.service.change(by=MEI, name="wiki", changes=PluginChanges(enabled=False))
    with pytest.raises(ServerFault) as disabled:
        await second.client_pool.call_tool("u_mei", "wiki", "silent", {})
    assert await second.service.tools(by=MEI, name="wiki")
    await process.service.remove(by=MEI, name="wiki")
    with pytest.raises(ServerFault) as removed:
        await second.client_pool.call_tool("u_mei", "wiki", "silent", {})
    assert {disabled.value.kind, removed.value.kind} == {FaultKind.NOT_REGISTERED}
    assert wiki.done == ["silent"]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "169.254.0.23",
        "metadata.internal",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "0x7f.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
    ],
)
async def test_what_is_not_public_is_neither_registered_nor_connected_to(start, wiki, host):
    """MCC-1, WEB-6."""
    found = {"localhost": "127.0.0.1", "metadata.internal": "169.254.169.254"}

    async def resolve(name, port):
        return [found[name]]

    process = await start(allow=(), resolve=resolve)
    requested = PluginRequest(name="inner", url=f"http://{host}:{wiki.port}/mcp?key={SECRET}")
    with pytest.raises(InvalidRequest, check=says("url leads where connections")) as refused:
        await process.service.register(by=MEI, requested=requested)
    assert SECRET not in str(refused.value)

    allowed = await start(allow=("0.0.0.0/0", "::/0", "169.254.169.254", "169.254.0.23"))
    with_it = replace(allowed.service, host=_Lenient())
    await with_it.register(by=MEI, requested=requested)
    tried = await process.service.test(by=MEI, name="inner")
    assert tried.state is PluginState.REFUSED_ADDRESS
    assert wiki.asked == {}


class _Lenient:
    """Lets everything in, as a registration of before might have been."""

    async def admit(self, plugin, wiring):
        return


async def test_a_name_that_leads_elsewhere_later_is_judged_at_the_connection(start, wiki):
    """MCC-1, WEB-6: DNS rebinding."""
    process = await start(allow=(), resolve=answers("93.184.216.34", "127.0.0.1"))
    await process.add(wiki, url=f"http://wiki.example.cn:{wiki.port}/mcp")
    tried = await process.service.test(by=MEI, name="wiki")

    assert tried.state is PluginState.REFUSED_ADDRESS
    assert "127.0.0.1" not in tried.said
    assert wiki.asked == {}


async def test_redirects_lead_nowhere(process, wiki, other):
    """MCC-1, WEB-6."""
    await process.add(wiki, headers={"X-Key": SECRET})
    wiki.status, wiki.headers = 307, ((("location"), other.config.url),)
    tried = await process.service.test(by=MEI, name="wiki")

    assert tried.state is PluginState.FAILING
    assert "redirect" in tried.said
    assert other.asked == {}


async def test_headers_do_not_travel_in_clear_to_public_addresses(start):
    """CLD-4, MCC-1."""
    process = await start(allow=("10.0.0.0/8",), resolve=answers("93.184.216.34"))
    keyed = {"headers": {"X-Key": SECRET}}
    with pytest.raises(InvalidRequest, check=says("must begin with https")):
        await process.service.register(
            by=MEI, requested=PluginRequest(name="a", url="http://wiki.example.cn/mcp", **keyed)
        )

    for name, url, more in (
        ("b", "https://wiki.example.cn/mcp", keyed),
        ("c", "http://wiki.example.cn/mcp", {}),
        ("d", "http://10.0.0.8:8080/mcp", keyed),
    ):
        await process.service.register(by=MEI, requested=PluginRequest(name=name, url=url, **more))


async def test_a_name_that_cannot_be_looked_up_now_is_registered_and_told_when_tried(start):
    """MCC-1."""

    async def resolve(host, port):
        raise OSError("no such name")

    process = await start(allow=(), resolve=resolve)
    await process.service.register(
        by=MEI, requested=PluginRequest(name="wiki", url="https://wiki.example.cn/")
    )

    assert (await process.service.test(by=MEI, name="wiki")).state is PluginState.UNREACHABLE


async def test_nothing_that_is_raised_shown_or_told_holds_what_is_secret(process, wiki):
    """CLD-4, MCC-1: a server that repeats our headers in its errors gives us away to nobody."""
    seen = []
    key = f"{wiki.config.url}?key={SECRET}"
    await process.add(wiki, url=key, headers={"Authorization": f"Bearer {SECRET}"})
    for status in (0, 401, 429, 500, 200, 307):
        wiki.status = status
        wiki.headers = (("www-authenticate", f"Bearer realm={SECRET}"), ("location", key))
        seen.append(await process.service.test(by=MEI, name="wiki"))
        for asked in (
            process.service.tools(by=MEI, name="wiki"),
            process.client_pool.call_tool("u_mei", "wiki", "silent", {}),
        ):
            try:
                await asked
            except (ZhibanError, ServerFault) as error:
                seen.append((str(error), repr(error), error.__dict__))
    async with serve(_echoing()) as base:
        repeated = PluginRequest(
            name="echo", url=f"{base}/mcp?key={SECRET}", headers={"X-Key": SECRET}
        )
        await process.service.register(by=MEI, requested=repeated)
        seen.append(await process.service.test(by=MEI, name="echo"))
    seen += [await process.service.list(by=MEI), process.plugins.events.kept]
    seen += [
        await process.client_pool.get_status("u_mei"),
        await process.client_pool.get_metrics("u_mei"),
    ]

    assert SECRET not in repr(seen)
    assert len(seen) > 10


def _echoing():
    async def app(scope, receive, send):
        said = repr(scope["headers"]).encode() + scope["query_string"]
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": said})

    return app


async def test_what_is_cleaned_up_leaves_no_task_behind(start, wiki):
    """MCC-2."""

    def ours():
        return {each for each in asyncio.all_tasks() if each.get_name().startswith("mcp_client")}

    before = ours()
    process = await start()
    await process.add(wiki)
    await process.service.tools(by=MEI, name="wiki")
    assert ours() - before
    await process.client_pool.cleanup()

    await until(lambda: ours() <= before)

"""Plugins over HTTP."""

from datetime import timedelta

import pytest

from domain.people.access import Scope
from tests.fakes.face_services import ADMIN, BO, MEI
from tests.fakes.plugin_figures import calls, figures

PLUGINS = "/api/v1/plugins"
SECRET = "hush-hush-7"
WIKI = {
    "name": "wiki",
    "url": f"https://wiki.example.cn/mcp?key={SECRET}",
    "headers": {"Authorization": f"Bearer {SECRET}"},
}


async def test_a_plugin_is_registered_shown_changed_and_removed(mei, world):
    """MCC-1."""
    made = await mei.post(PLUGINS, json=WIKI | {"timeout_seconds": 5})
    listed = await mei.get(PLUGINS)
    changed = await mei.patch(f"{PLUGINS}/wiki", json={"enabled": False, "trusted": True})
    shown = await mei.get(f"{PLUGINS}/wiki")
    gone = await mei.delete(f"{PLUGINS}/wiki")

    assert made.status_code == 201
    assert made.json() == listed.json()["plugins"][0]
    assert made.json() == {
        "name": "wiki",
        "transport": "http",
        "address": "https://wiki.example.cn",
        "header_names": ["Authorization"],
        "trusted": False,
        "enabled": True,
        "timeout_seconds": 5.0,
        "registered_at": "2026-11-20T22:30:00Z",
        "changed_at": "2026-11-20T22:30:00Z",
        "state": "untried",
        "since": None,
        "said": "",
        "tools": None,
    }
    assert changed.json() == shown.json()
    assert (shown.json()["enabled"], shown.json()["trusted"]) == (False, True)
    assert gone.status_code == 204
    assert (await mei.get(f"{PLUGINS}/wiki")).status_code == 404
    assert world.plugins.wirings == {}


async def test_a_trial_and_the_tools_say_what_there_is(mei, world):
    """MCC-1."""
    await mei.post(PLUGINS, json=WIKI)
    tried = (await mei.post(f"{PLUGINS}/wiki/test")).json()
    tools = (await mei.get(f"{PLUGINS}/wiki/tools")).json()["tools"]

    assert (tried["state"], tried["said"]) == ("ready", "")
    assert tried["tools"] == tools
    assert [(each["name"], each["care"]) for each in tools] == [
        ("search", "reads"),
        ("remove_page", "asks_first"),
    ]
    assert (await mei.get(f"{PLUGINS}/wiki")).json()["tools"] == 2
    world.plugin_host.away.add("wiki")
    away = await mei.post(f"{PLUGINS}/wiki/test")
    assert (away.status_code, away.json()["state"]) == (200, "unreachable")
    assert (await mei.get(f"{PLUGINS}/wiki/tools")).status_code == 503


async def test_plugins_of_others_do_not_exist(mei, client):
    """MCC-1, SEC-3, TSK-2."""
    await mei.post(PLUGINS, json=WIKI)
    for other in (await client(BO), await client(ADMIN)):
        assert (await other.get(PLUGINS)).json() == {"plugins": []}
        answers = [
            await other.get(f"{PLUGINS}/wiki"),
            await other.patch(f"{PLUGINS}/wiki", json={"enabled": False}),
            await other.delete(f"{PLUGINS}/wiki"),
            await other.post(f"{PLUGINS}/wiki/test"),
            await other.get(f"{PLUGINS}/wiki/tools"),
            await other.get(f"{PLUGINS}/wiki/metrics"),
        ]
        missing = await other.get(f"{PLUGINS}/other")
        assert {each.status_code for each in answers} == {404}
        assert answers[0].json()["detail"] == missing.json()["detail"].replace("other", "wiki")


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"url": f"ftp://{SECRET}.example"}, 422, "url"),
        ({"url": f"https://mei:{SECRET}@wiki.example.cn/"}, 422, "url"),
        ({"headers": {"X-Key": f"{SECRET}\r\nX: y"}}, 422, "headers.X-Key"),
        ({"headers": {"X-Key": [SECRET]}}, 422, "headers.X-Key"),
        ({"headers": [SECRET]}, 422, "headers"),
        ({"transport": "stdio", "command": "files", "url": "", "headers": {}}, 403, ""),
        ({"unknown": SECRET}, 422, "unknown"),
    ],
)
async def test_what_breaks_a_rule_is_refused_and_never_repeated(mei, changes, status, field):
    """MCC-1, CLD-4."""
    refused = await mei.post(PLUGINS, json=WIKI | changes)

    assert refused.status_code == status, refused.text
    assert SECRET not in refused.text
    assert field in refused.text
    assert (await mei.get(PLUGINS)).json() == {"plugins": []}


async def test_no_answer_and_no_event_ever_shows_an_address_or_a_header(client, world):
    """CLD-4, MCC-1."""
    mei = await client(MEI, Scope.OPERATE)
    answers = [
        await mei.post(PLUGINS, json=WIKI),
        await mei.post(f"{PLUGINS}/wiki/test"),
        await mei.patch(f"{PLUGINS}/wiki", json={"headers": {"X-Key": SECRET}}),
        await mei.get(f"{PLUGINS}/wiki"),
        await mei.get(PLUGINS),
        await mei.get(f"{PLUGINS}/wiki/tools"),
        await mei.get("/events"),
    ]

    assert [each.status_code for each in answers] == [201, *[200] * 6]
    assert [each.text for each in answers if SECRET in each.text] == []
    assert "zhiban.plugin.registered" in answers[-1].text


async def test_what_each_process_counted_is_shown_with_its_name_and_time(mei, world):
    """MCC-2: in the person's own rights, with units in the names."""
    await mei.post(PLUGINS, json=WIKI)
    plugin = world.plugins.kept["u_mei", "wiki"].plugin
    assert (await mei.get(f"{PLUGINS}/wiki/metrics")).json() == {"processes": []}
    now = plugin.changed_at
    many = [calls(f"tool_{n:03}", n + 1) for n in range(200)]
    earlier = now - timedelta(minutes=3)
    await world.plugins.keep_figures(plugin, figures("worker 4711@ops-1", earlier, *many))
    world.plugin_host.live["u_mei", "wiki"] = figures("api 12@ops-1", now, calls("a", 3, faults=1))
    found = (await mei.get(f"{PLUGINS}/wiki/metrics")).json()["processes"]

    assert [(each["process"], each["noted_at"]) for each in found] == [
        ("api 12@ops-1", "2026-11-20T22:30:00Z"),
        ("worker 4711@ops-1", "2026-11-20T22:27:00Z"),
    ]
    assert found[0]["together"] == {
        "calls": 3,
        "done": 2,
        "tool_failed": 0,
        "faults": 1,
        "cancelled": 0,
        "fault_kinds": {"timed_out": 1},
        **dict.fromkeys(("p50_seconds", "p95_seconds", "p99_seconds", "longest_seconds"), 0.25),
    }
    assert (found[0]["health"], found[0]["newest_requests"]) == ("active", 20)
    assert found[0]["connection"]["idle_seconds"] == 3.5
    assert found[0]["memory"]["age_seconds"] == 12.5
    assert (found[1]["tools_in_all"], len(found[1]["tools"])) == (200, 50)
    assert found[1]["tools"][0]["tool"] == "tool_199"

"""What may be registered as a plugin, and what a change of one must say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.plugins.plugins import (
    TELL_EVERY,
    PluginState,
    PluginTransport,
    PluginWiring,
    Standing,
    changed,
    is_to_be_told,
    registered,
    removed,
    state_changed,
    stood,
    told,
)
from domain.plugins.rules import (
    LONGEST_HEADER_VALUE,
    MOST_HEADERS,
    MOST_IN_HEADERS,
    PluginChanges,
    PluginRequest,
    address_of,
    check_headers,
    check_name,
    check_timeout,
    check_url,
    made,
    rewired,
    with_changes,
)
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SECRET = "hush-hush-7"
URL = f"https://wiki.example.cn/mcp/{SECRET}?key={SECRET}"
WISH = PluginRequest(
    name="wiki", url=URL, headers={"Authorization": f"Bearer {SECRET}"}, trusted=True
)
PLUGIN, WIRING = made("u_mei", WISH, revision="r1", at=NOW)


def after(changes, plugin=PLUGIN, kept=WIRING):
    wiring = rewired(plugin, kept, changes)
    later = NOW + timedelta(hours=1)
    return with_changes(plugin, changes, kept=kept, wiring=wiring, revision="r2", at=later)


@pytest.mark.parametrize("name", ["wiki", "a", "0", "my-wiki_2", "a" * 40])
def test_names_are_short_and_plain(name):
    """MCC-1."""
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "Wiki", "-wiki", "_w", "wi ki", "wi/ki", "a" * 41, "维基", "wiki\n", "a.b"]
)
def test_other_names_are_refused(name):
    """MCC-1."""
    with pytest.raises(InvalidRequest, check=says("name must be")):
        check_name(name)


@pytest.mark.parametrize(
    "url",
    [
        "https://wiki.example.cn/mcp",
        "http://10.0.0.8:8080/mcp?x=1",
        "https://[2001:db8::1]:8443/",
        "https://xn--fiqs8s.example/mcp",
        "https://a.example/" + "a" * 2_000,
    ],
)
def test_addresses_of_the_web_are_taken(url):
    """MCC-1."""
    assert check_url(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "wiki.example.cn/mcp",
        "ftp://wiki.example.cn/",
        "file:///etc/passwd",
        "https://",
        "https:///mcp",
        "https://wiki.example.cn:0/",
        "https://wiki.example.cn:99999/",
        "https://[::1/mcp",
        "https://a b/",
        "https://a\\b/",
        "https://a\r\nX: y/",
        "https://维基.example/",
        f"https://mei:{SECRET}@wiki.example.cn/mcp",
        "https://wiki.example.cn/mcp#part",
        "https://a.example/" + "a" * 2_048,
    ],
)
def test_other_addresses_are_refused_and_never_repeated(url):
    """MCC-1, CLD-4."""
    with pytest.raises(InvalidRequest, check=says("url must")) as refused:
        check_url(url)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, "https://wiki.example.cn"),
        ("https://wiki.example.cn:443/mcp", "https://wiki.example.cn"),
        ("http://wiki.example.cn:443/mcp", "http://wiki.example.cn:443"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
        ("https://WIKI.example.cn/x", "https://wiki.example.cn"),
    ],
)
def test_of_an_address_only_the_server_is_shown(url, shown):
    """CLD-4: paths and queries of plugins hold keys."""
    assert address_of(url) == shown


@pytest.mark.parametrize(
    "headers",
    [
        {"Connection": "close"},
        {"transfer-encoding": "chunked"},
        {"HOST": "other.example"},
        {"Content-Length": "1"},
        {"Mcp-Session-Id": "x"},
        {"MCP-Protocol-Version": "x"},
        {"Proxy-Authorization": "x"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Last-Event-ID": "1"},
        {"X Y": "x"},
        {"X:Y": "x"},
        {"": "x"},
        {"X\r\nY": "x"},
        {"X" * 65: "x"},
        {"X-Key": f"{SECRET}\r\nEvil: 1"},
        {"X-Key": f"{SECRET}\n"},
        {"X-Key": f"{SECRET}\0"},
        {"X-Key": f"{SECRET}é"},
        {"X-Key": ""},
        {"X-Key": f" {SECRET}"},
        {"X-Key": SECRET + "a" * LONGEST_HEADER_VALUE},
        {"X-Key": SECRET, "x-key": SECRET},
        {f"X-{each}": SECRET for each in range(MOST_HEADERS + 1)},
        {f"X-{each}": "a" * 4_000 for each in range(MOST_IN_HEADERS // 4_000 + 1)},
    ],
)
def test_headers_of_the_connection_and_broken_ones_are_refused_without_their_values(headers):
    """MCC-1, CLD-4."""
    with pytest.raises(InvalidRequest) as refused:
        check_headers(headers)
    assert SECRET not in str(refused.value)


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_taken_as_a_header_is_one_line(name, value):
    """MCC-1."""
    try:
        taken = check_headers({name: value})
    except InvalidRequest:
        return
    for each in (*taken, *taken.values()):
        assert each.isascii()
        assert each.isprintable()
        assert each


def test_a_plugin_shows_neither_its_address_nor_its_headers():
    """CLD-4, MCC-1."""
    shown = repr((PLUGIN, WIRING, WISH, PluginChanges(url=URL, headers=WISH.headers)))

    assert SECRET not in shown
    assert PLUGIN.address == "https://wiki.example.cn"
    assert PLUGIN.header_names == ("Authorization",)
    assert (WIRING.url, dict(WIRING.headers)) == (URL, dict(WISH.headers))


def test_events_say_what_was_done_without_what_is_secret():
    """CLD-4, EVT-1."""
    standing = Standing(PluginState.AUTH_REQUIRED, NOW, "It wants other headers.")
    raised = [
        registered(PLUGIN, unique="1"),
        changed(PLUGIN, ("url", "headers"), unique="2"),
        removed(PLUGIN, at=NOW, unique="3"),
        state_changed(PLUGIN, standing, at=NOW, unique="4"),
    ]

    assert SECRET not in repr(raised)
    assert {each.owner for each in raised} == {"u_mei"}
    assert {each.subject for each in raised} == {"u_mei/wiki"}
    assert len({each.id for each in raised}) == 4
    assert raised[1].data["changed"] == ["url", "headers"]
    assert raised[3].data["state"] == "auth_required"


@pytest.mark.parametrize(
    ("requested", "field"),
    [
        (PluginRequest(name="p", transport="stdio"), "command"),
        (PluginRequest(name="p", transport="stdio", command="files", url=URL), "url"),
        (PluginRequest(name="p", transport="stdio", command="files", headers={"X": "y"}), "url"),
        (PluginRequest(name="p", transport="http", command="files", url=URL), "command"),
        (PluginRequest(name="p", transport="http"), "url"),
        (PluginRequest(name="p", transport="grpc", url=URL), "transport"),
        (PluginRequest(name="p", url=URL, timeout=timedelta()), "timeout_seconds"),
    ],
)
def test_each_transport_takes_what_is_its_own(requested, field):
    """MCC-1."""
    with pytest.raises(InvalidRequest) as refused:
        made("u_mei", requested, revision="r", at=NOW)
    assert refused.value.field == field


def test_a_program_on_our_machine_is_named_by_its_command():
    """MCC-1."""
    plugin, wiring = made(
        "u_a", PluginRequest(name="p", transport="stdio", command="files"), revision="r", at=NOW
    )

    assert plugin.transport is PluginTransport.STDIO
    assert plugin.address == wiring.command == "files"
    for changes in (PluginChanges(url=URL), PluginChanges(headers={})):
        with pytest.raises(InvalidRequest, check=says("not for stdio")):
            rewired(plugin, wiring, changes)


@pytest.mark.parametrize("seconds", [0, 0.5, 301, -1])
def test_calls_have_a_time_limit_of_a_reasonable_length(seconds):
    """MCC-1."""
    with pytest.raises(InvalidRequest, check=says("timeout_seconds must be between 1 and 300")):
        check_timeout(timedelta(seconds=seconds))


def test_headers_of_one_server_are_not_sent_to_another_by_changing_the_address():
    """CLD-4: whoever can change a plugin could else read them there."""
    elsewhere = PluginChanges(url="https://evil.example/mcp")
    with pytest.raises(
        InvalidRequest, check=says("headers must be given again when url leads to another server")
    ):
        rewired(PLUGIN, WIRING, elsewhere)
    with pytest.raises(
        InvalidRequest, check=says("headers must be given again when url leads to another server")
    ):
        rewired(PLUGIN, WIRING, PluginChanges(url="http://wiki.example.cn/mcp"))

    assert rewired(PLUGIN, WIRING, replace(elsewhere, headers={})).headers == {}
    near = rewired(PLUGIN, WIRING, PluginChanges(url="https://wiki.example.cn/mcp/new"))
    assert near.headers == WIRING.headers
    bare = PluginWiring(URL)
    assert rewired(PLUGIN, bare, elsewhere) == PluginWiring("https://evil.example/mcp")


def test_trust_is_in_one_server_and_must_be_said_again_for_another():
    """MCC-4, SEC-4."""
    moved = {"url": "https://wiki.example.cn/mcp/other", "headers": {"X-Key": "1"}}

    assert not after(PluginChanges(**moved)).trusted
    assert after(PluginChanges(**moved, trusted=True)).trusted
    assert after(PluginChanges(headers={"X-Key": "1"})).trusted
    assert after(PluginChanges(url=URL + "&more=1")).trusted
    assert after(PluginChanges(enabled=False)).trusted
    assert not after(PluginChanges(trusted=False)).trusted


def test_a_change_gives_another_revision_and_leaves_what_it_does_not_name():
    """MCC-1."""
    quiet = after(PluginChanges(enabled=False, timeout=timedelta(seconds=5)))

    assert quiet == replace(
        PLUGIN,
        enabled=False,
        timeout=timedelta(seconds=5),
        revision="r2",
        changed_at=NOW + timedelta(hours=1),
    )
    assert after(PluginChanges(headers={})).header_names == ()
    with pytest.raises(InvalidRequest, check=says("something to change")):
        after(PluginChanges())


def test_a_state_keeps_its_beginning_and_its_sentence_is_one_harmless_line():
    """MCC-1."""
    first = stood(Standing(), PluginState.UNREACHABLE, said="no\x1b[2J\nanswer " * 99, at=NOW)
    again = stood(first, PluginState.UNREACHABLE, said="", at=NOW + timedelta(hours=1))
    ready = stood(again, PluginState.READY, said="", at=NOW + timedelta(hours=2))

    assert len(first.said) == 300
    assert first.said.isprintable()
    assert again.since == NOW
    assert ready.since == NOW + timedelta(hours=2)


def test_a_server_that_comes_and_goes_does_not_fill_the_record():
    """MCC-1, EVT-1."""
    standing, told_of = Standing(), 0
    for minute in range(120):
        at = NOW + timedelta(minutes=minute)
        state = PluginState.READY if minute % 2 else PluginState.UNREACHABLE
        standing = stood(standing, state, said="", at=at)
        if is_to_be_told(standing, at=at):
            standing, told_of = told(standing, at=at), told_of + 1

    assert 1 < told_of <= 120 * 60 / TELL_EVERY.total_seconds()
    settled = stood(standing, PluginState.READY, said="", at=NOW + timedelta(hours=3))
    assert is_to_be_told(settled, at=NOW + timedelta(hours=3)) is (
        standing.told is not PluginState.READY
    )

"""Plugins at the terminal."""

from datetime import UTC, datetime

import pytest

from application.common.wording import Localizer
from cli.plugins.figures import say_figures
from domain.common.readers import Language, Reader
from domain.people.access import Role
from domain.plugins.plugins import PluginTransport
from tests.fakes.face_services import MEI
from tests.fakes.plugin_figures import calls, figures
from tests.fakes.words import WORDS

URL = "https://wiki.example.cn/mcp"
SECRET = "hush-hush-7"
NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


@pytest.fixture
def wiki(zhiban):
    """A plugin of the operator's, with a header."""
    said = zhiban("plugins", "add", "wiki", URL, "--header", "X-Key", stdin=f"{SECRET}\n")
    assert said.code == 0
    return said


def test_a_header_is_asked_for_and_shown_by_its_name_only(zhiban, runtime, wiki):
    """CLD-4, MCC-1."""
    shown = zhiban("plugins", "show", "wiki")
    data = zhiban("plugins", "show", "wiki", "--json")
    listed = zhiban("plugins", "list")

    assert runtime.world.plugins.wirings["u_admin", "wiki"].headers == {"X-Key": SECRET}
    assert "headers\tX-Key" in shown.out
    assert data.data["header_names"] == ["X-Key"]
    assert (data.data["state"], data.data["tools"]) == ("ready", 2)
    assert data.data["timeout_seconds"] == 30
    assert "wiki\thttps://wiki.example.cn\tyes\tno\tready" in listed.out
    for said in (wiki, shown, data, listed):
        assert SECRET not in said.out + said.err


def test_an_address_with_a_key_is_never_an_argument(zhiban, runtime):
    """CLD-4, MCC-1."""
    for address in (f"{URL}?key={SECRET}", f"https://mei:{SECRET}@wiki.example.cn/"):
        said = zhiban("plugins", "add", "wiki", address)
        assert said.code == 2
        assert "Leave it out of the command" in said.err
    asked = zhiban("plugins", "add", "wiki", stdin=f"{URL}?key={SECRET}\n")

    assert asked.code == 0
    assert runtime.world.plugins.wirings["u_admin", "wiki"].url == f"{URL}?key={SECRET}"
    assert SECRET not in asked.out + asked.err
    moved = zhiban("plugins", "change", "wiki", "--ask-url", stdin="https://b.example/k\n")
    assert moved.code == 0
    assert zhiban("plugins", "show", "wiki", "--json").data["address"] == "https://b.example"


def test_headers_come_from_a_file_too(zhiban, runtime, tmp_path):
    """CLD-4, MCC-1."""
    file = tmp_path / "headers"
    file.write_text(f"Authorization: Bearer {SECRET}\n\nX-Team: ops\n")
    said = zhiban(
        "plugins", "add", "wiki", URL, "--header-file", str(file), "--header", "X-Key", stdin="k\n"
    )

    assert said.code == 0
    assert runtime.world.plugins.wirings["u_admin", "wiki"].headers == {
        "Authorization": f"Bearer {SECRET}",
        "X-Team": "ops",
        "X-Key": "k",
    }


@pytest.mark.parametrize("text", [f"{SECRET}\n", f"A: 1\nA: {SECRET}\n", None])
def test_a_file_that_holds_no_headers_is_refused_without_its_text(zhiban, tmp_path, text):
    """CLD-4."""
    file = tmp_path / "headers"
    if text is not None:
        file.write_text(text)
    said = zhiban("plugins", "add", "wiki", URL, "--header-file", str(file))

    assert said.code == 2
    assert "--header-file must" in said.err
    assert SECRET not in said.err


def test_a_plugin_is_changed_disabled_enabled_and_removed(zhiban, runtime, wiki):
    """MCC-1."""
    assert zhiban("plugins", "disable", "wiki").code == 0
    assert not zhiban("plugins", "show", "wiki", "--json").data["enabled"]
    assert zhiban("plugins", "enable", "wiki", "--json").data["enabled"]
    changed = zhiban("plugins", "change", "wiki", "--trusted", "--timeout", "5", "--json").data
    assert (changed["trusted"], changed["timeout_seconds"]) == (True, 5)
    assert "--url must" in zhiban("plugins", "change", "wiki", "--url", "ftp://x").err
    refused = zhiban("plugins", "change", "wiki", "--url", "https://evil.example/")
    assert (refused.code, "given again" in refused.err) == (2, True)
    assert zhiban("plugins", "change", "wiki", "--no-headers", "--json").data["header_names"] == []
    assert zhiban("plugins", "remove", "wiki").err == "wiki is removed.\n"
    gone = zhiban("plugins", "show", "wiki")
    assert (gone.code, gone.err) == (
        3,
        "zhiban: No plugin “wiki”. zhiban plugins list lists what there is.\n",
    )
    assert runtime.world.plugins.wirings == {}


def test_a_trial_tells_by_its_exit_code_whether_to_come_back(zhiban, runtime, wiki):
    """MCC-1, OPS-3."""
    ready = zhiban("plugins", "test", "wiki")
    runtime.world.plugin_host.away.add("wiki")
    away = zhiban("plugins", "test", "wiki")

    assert ready.code == 0
    assert "search\treads\tFinds pages." in ready.out
    assert (away.code, "unreachable. It does not answer." in away.out) == (4, True)
    assert zhiban("plugins", "tools", "wiki").code == 4


def test_a_person_has_plugins_of_their_own(zhiban, runtime, wiki):
    """MCC-1."""
    assert zhiban("plugins", "list", "-p", "u_mei", "--json").data == {"plugins": []}
    assert zhiban("plugins", "add", "wiki", URL, "-p", "u_mei", "--sse").code == 0

    assert runtime.world.plugins.kept["u_mei", "wiki"].plugin.transport is PluginTransport.SSE
    assert zhiban("plugins", "show", "wiki", "--json").data["transport"] == "http"


def test_programs_on_the_machine_are_for_admins(zhiban, runtime):
    """MCC-1, SEC-3."""
    mine = zhiban("plugins", "add", "files", "--command", "files")
    hers = zhiban("plugins", "add", "files", "--command", "files", "-p", "u_mei")

    assert Role.ADMIN not in MEI.roles
    assert mine.code == 0
    assert (hers.code, "people.manage" in hers.err) == (3, True)
    assert zhiban("plugins", "show", "files", "--json").data["address"] == "files"


@pytest.mark.usefixtures("in_chinese")
def test_figures_are_shown_with_the_process_that_counted_them(zhiban, runtime, wiki):
    """MCC-2, OPS-3."""
    unused = zhiban("plugins", "metrics", "wiki")
    world = runtime.world
    at = world.clock.now()
    many = [calls(f"tool_{n:02}", 99 - n, faults=n % 2) for n in range(30)]
    world.plugin_host.live["u_admin", "wiki"] = figures("worker 4711@ops-1", at, *many)
    said = zhiban("plugins", "metrics", "wiki")
    data = zhiban("plugins", "metrics", "wiki", "--json").data["processes"]

    assert (unused.code, unused.out) == (0, "")
    assert "自从 wiki 注册" in unused.err
    assert "worker 4711@ops-1，" in said.out
    assert "正常；最近 20 个请求中 0 个失败" in said.out
    assert "（全部）\t99\t99\t0\t0\t0\t0.25\t0.25\t0.25\t0.25" in said.out
    assert "tool_01\t98\t97\t0\t1\t0\t" in said.out
    assert "……另有 10 个工具。" in said.err
    assert "助手在工作进程里调用工具" in said.err
    assert (len(data), data[0]["tools_in_all"], len(data[0]["tools"])) == (1, 30, 30)
    assert zhiban("plugins", "metrics", "none").code == 3


def test_figures_are_told_in_the_readers_language(capsys):
    """MCC-2: with the same facts and units."""
    found = [figures("worker 4711@ops-1", NOW, calls("search", 4, faults=1), health="away")]
    say_figures("wiki", found, Localizer(WORDS, Reader(Language.ENGLISH, "Asia/Shanghai")))
    said = capsys.readouterr()

    assert "worker 4711@ops-1, 2026-11-21 06:30: away, not asked for a while; " in said.out
    assert "1 of the newest 20 requests failed" in said.out
    assert "faults: timed_out 1" in said.out
    assert "tool\tcalls\tdone\ttool failed\tfaults\tcancelled\tp50 s" in said.out
    assert "search\t4\t3\t0\t1\t0\t0.25" in said.out
    assert "the assistant calls tools in a worker" in said.err

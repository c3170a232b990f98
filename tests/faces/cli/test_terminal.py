"""How the terminal looks and ends, whatever the command."""

import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
import typer.main

from cli import output
from cli.app import build_cli
from cli.exit import ExitCode, code_of
from cli.languages import PARAMETER
from cli.terminal import secret
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TemporaryError,
    Unavailable,
    ZhibanError,
)
from tests.fakes.runtime import FakeRuntime

ROOT = Path(__file__).parents[3]
DOCUMENTED = ROOT / "docs" / "cli.md"


def commands(group=None, path=("zhiban",)):
    """Yield every command with the words that call it."""
    group = group or typer.main.get_command(build_cli(FakeRuntime()))
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            yield from commands(each, (*path, name))
        else:
            yield " ".join((*path, name)), each


def names_of(command):
    """Return arguments in capitals and options by their long name, but those that all have."""
    for each in command.params:
        if each.param_type_name == "argument":
            yield each.name.upper()
        elif each.name not in ("help", "as_json", PARAMETER):
            yield max(each.opts, key=len)


def test_every_command_and_every_option_is_documented():
    """OPS-3."""
    text = DOCUMENTED.read_text()
    chapters = dict(re.findall(r"(?ms)^### `([a-z -]+)`\n(.*?)(?=^##|\Z)", text))
    known = dict(commands())
    assert list(chapters) == list(known)
    for name, command in known.items():
        documented = re.findall(r"^\| `([^`]+)` \|", chapters[name], re.MULTILINE)
        assert documented == list(names_of(command)), name


def test_every_command_explains_itself_with_an_example_of_itself():
    """OPS-3."""
    for name, command in commands():
        assert f"Example: {name}" in command.help, name
        assert all(getattr(each, "help", "x") for each in command.params), name


def test_every_command_that_prints_data_has_json():
    """OPS-3."""
    without = {name for name, each in commands() if "as_json" not in {p.name for p in each.params}}
    assert without == {
        "zhiban up",
        "zhiban worker",
        "zhiban api",
        "zhiban mcp",
        "zhiban bridge",
        "zhiban people password",
        "zhiban people second-factor off",
        "zhiban people second-factor remove",
        "zhiban audit export",
        "zhiban oncall export",  # a calendar file is what programs read
    }


def test_no_secret_is_ever_an_argument():
    """CLD-4."""
    for name, command in commands():
        for each in names_of(command):
            assert each.lower().strip("-") not in ("password", "secret", "key-file"), (name, each)
    assert "--token" not in {each for _, command in commands() for each in names_of(command)}


def test_the_names_of_all_commands_are_those_agreed():
    """OPS-3. A change here breaks somebody's script: make it on purpose."""
    assert [name.removeprefix("zhiban ") for name, _ in commands()] == [
        *("up", "worker", "api", "mcp", "bridge"),
        *("status", "events", "doctor", "demo", "migrate", "rebuild", "reseal"),
        *("replay", "record"),
        *("weather", "sms", "page"),
        *("forecast", "usage", "metrics", "metric"),
        "chat",
        *("rollback", "silence", "maintenance", "freeze"),
        *(f"briefing {each}" for each in ("greet", "today", "show", "record", "list", "configure")),
        *(f"briefing {each}" for each in ("pause", "resume", "prepare", "share")),
        *(f"people {each}" for each in ("add", "list", "show", "names", "roles")),
        *(f"people {each}" for each in ("disable", "enable")),
        *(f"people {each}" for each in ("password", "invite", "link", "registrations")),
        *("people approve", "people refuse"),
        *(f"people token {each}" for each in ("issue", "list", "revoke")),
        *(f"people second-factor {each}" for each in ("show", "enrol", "codes", "off", "remove")),
        *(f"task {each}" for each in ("create", "watch", "threshold", "schedule", "digest")),
        *(f"task {each}" for each in ("list", "show", "looks", "snapshots", "update", "pause")),
        *(f"task {each}" for each in ("resume", "trigger", "normal", "delete", "status")),
        *(f"delivery {each}" for each in ("list", "show", "resend", "test")),
        *(f"delivery {each}" for each in ("send", "feedback", "rates")),
        *(f"memory {each}" for each in ("add", "search", "forget")),
        *(
            f"logs {each}"
            for each in (
                "topics",
                "search",
                "ask",
                "histogram",
                "context",
                "alarms",
                "changes",
                "dashboards",
                "logsets",
                "create-logset",
                "create-topic",
                "scheduled-sql",
                "create-scheduled-sql",
            )
        ),
        *(f"incident {each}" for each in ("list", "show", "explain", "timeline")),
        *(
            f"incident {each}"
            for each in ("alerts", "notes", "note", "discuss", "postmortem", "watch")
        ),
        *(f"incident {each}" for each in ("approvals", "approve", "deny", "abort", "pause")),
        *(
            f"incident {each}"
            for each in ("resume", "skip", "ack", "acknowledge", "examine", "close")
        ),
        *("incident merge", "incident split"),
        *("incident enable-writes", "incident metrics"),
        "alert test",
        *(f"alarm {each}" for each in ("policies", "create-metric", "create-log", "switch")),
        *("controls list", "controls end"),
        *(f"policies {each}" for each in ("show", "validate", "schema", "back-test")),
        *(f"weights {each}" for each in ("show", "history", "proposals", "learn")),
        *(f"weights {each}" for each in ("approve", "refuse", "set", "revert")),
        *("audit list", "audit verify", "audit export"),
        *(f"cluster {each}" for each in ("list", "nodes", "pools", "workloads", "workload")),
        *(f"cluster {each}" for each in ("pods", "events", "log", "find", "describe")),
        *(f"cluster {each}" for each in ("use", "services", "ingresses", "configs")),
        *(f"cluster {each}" for each in ("restart", "scale")),
        *(f"cluster {each}" for each in ("apply", "set-config", "put-back", "resize-pool")),
        "cluster create-pool",
        *(f"cluster {each}" for each in ("unisolate", "edits", "edit")),
        *(f"cluster {each}" for each in ("approve-edit", "deny-edit")),
        *(f"kill-switch {each}" for each in ("show", "engage", "release")),
        *("namespace show", "namespace take-over"),
        *(f"discussions {each}" for each in ("list", "read", "send", "reply", "close")),
        *(f"discussions {each}" for each in ("search", "anomalies", "annotate", "stats")),
        *(f"discussions {each}" for each in ("projects", "init", "import", "check")),
        *(f"plugins {each}" for each in ("list", "add", "show", "change", "enable", "disable")),
        *(f"plugins {each}" for each in ("remove", "test", "tools", "metrics")),
        *(f"robot {each}" for each in ("list", "status", "add", "remove")),
        *(f"voice {each}" for each in ("hear", "enrol", "verify", "who", "forget")),
        *(f"oncall {each}" for each in ("list", "show", "who", "shifts", "create", "change")),
        *(f"oncall {each}" for each in ("override", "end-override", "swap", "swaps", "answer")),
        *(f"oncall {each}" for each in ("export", "import", "subscribe", "subscriptions")),
        "oncall unsubscribe",
        *(f"assistant {each}" for each in ("list", "show", "answer", "stop", "delete")),
        *(f"eval {each}" for each in ("tools", "compare")),
    ]


def test_help_and_version_need_nothing_that_runs(zhiban, runtime):
    """OPS-3."""
    runtime.error = Unavailable("Nothing runs.")
    assert zhiban("--version").out == "zhiban 9.9\n"
    assert "Exit codes" in zhiban("--help").out
    assert zhiban().code == 2
    assert "Commands:" in zhiban("people").out + zhiban("people").err
    assert zhiban("people", "token", "--help").code == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidRequest("zone", "must be one"), ExitCode.USAGE),
        (NotFound("person", "x"), ExitCode.REFUSED),
        (Forbidden("no"), ExitCode.REFUSED),
        (Conflict("no"), ExitCode.REFUSED),
        (TemporaryError("later"), ExitCode.TRY_AGAIN),
        (ZhibanError("neither"), ExitCode.CRASHED),
    ],
)
def test_each_kind_of_refusal_has_its_exit_code(error, code):
    """OPS-3."""
    assert code_of(error) is code


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    at: datetime
    day: date
    wall: time
    lasts: timedelta
    names: frozenset[str]
    where: Path
    colour: Colour


def test_everything_we_print_can_be_written_as_json(capsys):
    """OPS-3."""
    thing = Thing(
        datetime(2026, 11, 20, tzinfo=UTC),
        date(2026, 11, 20),
        time(6),
        timedelta(minutes=1),
        frozenset("ba"),
        Path("x"),
        Colour.RED,
    )
    output.say_json_line(thing)
    assert capsys.readouterr().out == (
        '{"at": "2026-11-20T00:00:00+00:00", "day": "2026-11-20", "wall": "06:00:00", '
        '"lasts": 60.0, "names": ["a", "b"], "where": "x", "colour": "red"}\n'
    )
    with pytest.raises(TypeError, match="object cannot be written as JSON"):
        output.say_json(object())


class Screen(io.StringIO):
    """A terminal that shows colours."""

    def isatty(self):
        return True


@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_gets_a_table_without_colours_when_they_are_not_wanted(monkeypatch, no_color):
    """OPS-3."""
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setenv("NO_COLOR", "1")
    output.say_table(("name", "value"), [("a[b]\x1b[31m", None), ("c", ["x", "y"]), ("d", True)])
    shown = screen.getvalue()
    assert "a[b]�[31m" in shown
    assert "x, y" in shown
    assert ("\x1b[" in shown) is not no_color


def test_a_secret_is_asked_for_on_a_terminal_and_read_from_a_pipe(monkeypatch):
    """CLD-4."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\r\ntwo\n"))
    assert [secret("First"), secret("Second"), secret("Third")] == ["one", "two", ""]
    monkeypatch.setattr(sys, "stdin", Screen())
    monkeypatch.setattr(
        typer, "prompt", lambda text, *, hide_input, err: f"{text} {hide_input} {err}"
    )
    assert secret("Password") == "Password True True"


STARTS_A_PROGRAM = pytest.mark.timeout(120)
"""An interpreter that loads all commands: two seconds of a core, and cores are shared."""


def child(code: str) -> subprocess.CompletedProcess[str]:
    buffered = {name: to for name, to in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=buffered,
    )


@STARTS_A_PROGRAM
@pytest.mark.parametrize(
    ("program", "code", "out", "err"),
    [
        ("leave(4)", 4, "said", ""),
        ("run_and_exit(done())", 7, "said", ""),
        ("leave_after(lambda: None)", 0, "said", ""),
        ("leave_after(lambda: sys.exit())", 0, "said", ""),
        ("leave_after(lambda: sys.exit(3))", 3, "said", ""),
        ("leave_after(lambda: sys.exit('why'))", 1, "said", "why\n"),
        ("leave_after(interrupted)", 130, "said", ""),
    ],
)
def test_leaving_writes_everything_out_and_hangs_on_no_thread(program, code, out, err):
    """OPS-3."""
    ended = child(
        "import sys, threading\n"
        "from cli.exit import leave, leave_after, run_and_exit\n"
        "async def done(): return 7\n"
        "def interrupted(): raise KeyboardInterrupt\n"
        "threading.Thread(target=threading.Event().wait).start()\n"  # would block a usual exit
        "sys.stdout.write('said')\n" + program
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, out, err)


@STARTS_A_PROGRAM
def test_a_reader_that_went_away_is_no_error():
    """OPS-3."""
    ended = child(
        "import os, sys\n"
        "from cli.exit import leave\n"
        "reader, writer = os.pipe()\n"
        "os.dup2(writer, 1); os.close(reader); os.close(writer)\n"
        "sys.stdout.write('nobody reads this')\n"
        "leave(0)"
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@STARTS_A_PROGRAM
def test_the_program_is_called_zhiban_and_ends_with_the_commands_code():
    """OPS-3."""
    ended = child(
        "import sys\n"
        "from cli.app import run_cli\n"
        "from tests.fakes.runtime import FakeRuntime\n"
        "sys.argv = ['x', 'briefing', 'show', 'someday']\n"
        "run_cli(FakeRuntime())"
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("zhiban: DAY must be a day such as today")


@STARTS_A_PROGRAM
@pytest.mark.parametrize("words", [["--version"], ["task", "--help"], ["no-such-command"]])
def test_a_command_loads_only_what_it_needs(words):
    """CLD-5: services, the database and Temporal take a second of the processor."""
    ended = child(
        "import sys\n"
        "from bootstrap.runtime import ZhibanRuntime\n"
        "from cli.app import build_cli\n"
        f"sys.argv = ['zhiban', *{words}]\n"
        "try:\n"
        "    build_cli(ZhibanRuntime())()\n"
        "except SystemExit:\n"
        "    heavy = {'temporalio', 'sqlalchemy', 'alembic', 'storage', 'pydantic_settings'}\n"
        "    print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    assert ended.stdout.endswith("LOADED []\n"), ended.stdout + ended.stderr


def test_people_read_moments_on_their_clock_and_programs_read_iso(monkeypatch, capsys):
    """I18-1, OPS-3: the zone is named once, below."""
    moment = output.clock(datetime(2020, 1, 2, 0, 30, 5, tzinfo=UTC), "Asia/Shanghai")
    this_year = datetime.now(UTC).replace(month=3, day=4, hour=5, minute=6)
    rows = [("a", moment), ("b", output.clock(this_year, "Asia/Shanghai")), ("c", None)]
    output.say_table(("name", "time"), rows)
    assert "a\t2020-01-02T08:30:05+08:00\n" in capsys.readouterr().out

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "dumb")
    output.say_table(("name", "time"), rows)
    shown = screen.getvalue()
    assert "a     2020-01-02 08:30" in shown
    assert "b     03-04 13:06" in shown
    assert shown.count("Asia/Shanghai") == 1


def test_an_empty_table_says_so_in_words(monkeypatch, capsys):
    """OPS-3: a bare line of headings looks like a broken list."""
    output.say_table(("name",), [], none="No incident fits.")
    assert capsys.readouterr() == ("name\n", "No incident fits.\n")
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    output.say_table(("name",), [], none="No incident fits.")
    assert screen.getvalue() == ""
    assert capsys.readouterr().err == "No incident fits.\n"


def test_whoever_pipes_nothing_is_told_where_a_password_is_read(zhiban):
    """SEC-3, OPS-3: scripts and containers have no terminal to be asked at."""
    said = zhiban("--language", "en-US", "people", "add", "u_hina", "Hina")

    assert said.code == ExitCode.USAGE
    assert "read as one line of standard input" in said.err
    assert "12 to 128" in said.err

"""The terminal before a running API: one request instead of services of its own (OPS-3)."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from structlog.testing import capture_logs

from api.app import build_api
from api.options import ApiOptions
from application.ports.tasks import RunState, WatchRecord
from cli.exit import ExitCode
from cli.remote import Api
from domain.common.messages import message
from domain.common.notifications import Notification
from domain.events.events import EventType
from domain.incidents.incidents import Ending
from domain.people.access import Scope
from domain.people.memories import MemoryKind
from domain.plugins.plugins import PluginTransport
from domain.plugins.rules import PluginRequest
from domain.tasks.tasks import TaskType
from domain.watches.watches import WatchMemory
from tests.fakes.api_services import INCIDENT, ApiWorld
from tests.fakes.configs import read_web_monitor
from tests.fakes.face_incidents import AT, an_event
from tests.fakes.face_services import ADMIN
from tests.fakes.loopback import DeafServer
from tests.fakes.runtime import FakeRuntime
from tests.fakes.weight_examples import a_weight_proposal
from tests.fakes.words import foreign

ROOT = Path(__file__).parents[3]
VERSION = "9.9"
TASK, WATCH = (f"t_{name:0>26}" for name in ("mei", "watch"))
PROPOSAL = a_weight_proposal()
SECONDS = timedelta(seconds=30)
TOKEN_FILE = Path("var/terminal.json")


@contextmanager
def answering(app):
    """Serve an app beside the commands, which have loops of their own."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = DeafServer(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with capture_logs():  # the terminal they would go to is the commands'
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(25)
        listening.close()


@pytest.fixture(scope="module")
def world():
    """Something of everything, with notes of the operator's own."""
    made = ApiWorld()
    for text, kind in (("先说告警", MemoryKind.PREFERENCE), ("db\x1b[31m-2", MemoryKind.FACT)):
        asyncio.run(made.services.memories.remember(by=ADMIN, text=text, kind=kind, tags=("a",)))
    config = read_web_monitor({"urls": ["https://status.example.cn/"]})
    watch = replace(made.tasks.kept[TASK], id=WATCH, type=TaskType.WEB_MONITOR, config=config)
    made.tasks.kept[WATCH], made.lives.states[WATCH] = watch, RunState.RUNNING
    memory = WatchMemory(
        checks=3,
        failures=1,
        problem=foreign("No answer."),
        last_checked_at=AT,
    )
    made.watches.kept[WATCH] = WatchRecord(WATCH, 1, 0, memory)
    address = "https://wiki.example.cn/mcp"
    wiki = PluginRequest(
        name="wiki",
        transport=PluginTransport.HTTP,
        url=address,
        command="",
        headers={},
        trusted=False,
        enabled=True,
        timeout=SECONDS,
    )
    asyncio.run(made.services.plugins.register(by=ADMIN, requested=wiki))
    weighed = made.services.weights.set(by=ADMIN, shares=(0.25,) * 4, reason="try")
    asyncio.run(weighed)
    made.weights.offered[PROPOSAL.id] = PROPOSAL
    tried = an_event(INCIDENT, EventType.INCIDENT_ATTEMPTED, 1, "Tried", at=AT, text="\x1b[31m")
    told = Notification(message("incident.closed", ending=Ending.FIXED))
    closed = replace(tried, id="closed", data={"notification": told.recorded})
    for event in (tried, closed):
        asyncio.run(made.events.append(event))
    return made


@pytest.fixture(scope="module")
def address(world):
    options = ApiOptions(version=VERSION, public_url="http://test")
    with answering(build_api(world.services, options=options)) as where:
        yield where


@pytest.fixture(scope="module")
def token(world):
    made = asyncio.run(world.token(ADMIN, Scope.ADMIN))
    asyncio.run(world.services.proofs.actor_of_token(made))  # when it was last used is shown
    return made


@pytest.fixture
def runtime(world):
    return FakeRuntime(world=world)


@pytest.fixture
def api(address, token):
    return Api(address, token, TOKEN_FILE, VERSION)


SEEN = [
    ("incident", "list"),
    ("incident", "list", "--all", "--cluster", "cls-1", "-n", "1"),
    ("incident", "show", INCIDENT.id),
    ("incident", "explain", INCIDENT.id),
    ("incident", "explain", INCIDENT.id, "--language", "zh-CN"),
    ("incident", "timeline", INCIDENT.id),
    ("controls", "list"),
    ("controls", "list", "--all", "--kind", "freeze"),
    ("kill-switch", "show"),
    ("policies", "show"),
    ("policies", "schema"),
    ("audit", "verify"),
    ("audit", "list"),
    ("audit", "list", "--actor", "zhiban", "-n", "1", "--start", "2026-11-01T00:00:00Z"),
    ("weights", "show"),
    ("weights", "history"),
    ("weights", "proposals"),
    ("briefing", "today"),
    ("briefing", "today", "-p", "u_mei"),
    ("briefing", "list", "-p", "u_mei"),
    ("briefing", "list", "-p", "u_mei", "--before", "2026-11-21", "-n", "1"),
    ("plugins", "list"),
    ("plugins", "show", "wiki"),
    ("cluster", "edits"),
    ("cluster", "list"),
    ("logs", "topics", "--name", "pay"),
    ("cluster", "nodes", "cls-1"),
    ("cluster", "pools", "cls-1"),
    ("cluster", "workloads", "cls-1", "--kind", "Deployment"),
    ("cluster", "workload", "cls-1/payments/checkout"),
    ("cluster", "pods", "cls-1", "payments"),
    ("cluster", "events", "cls-1", "payments"),
    ("cluster", "log", "cls-1", "payments", "checkout-42-0"),
    ("task", "list"),
    ("task", "list", "-p", "u_mei", "--type", "news_digest", "--state", "active"),
    ("task", "list", "-n", "1"),
    ("task", "show", TASK),
    ("task", "show", WATCH),
    ("task", "status"),
    ("people", "list"),
    ("people", "list", "--limit", "2", "--after", "u_bo"),
    ("people", "show"),
    ("people", "show", "u_mei"),
    ("people", "token", "list"),
    ("memory", "search"),
    ("delivery", "list"),
    ("delivery", "list", "--channel", "mail", "--state", "failed"),
    ("memory", "search", "告警", "--kind", "preference", "--limit", "1"),
]
REFUSED = [
    (("cluster", "nodes", "cls-9"), ExitCode.REFUSED),
    (("incident", "show", "i_none"), ExitCode.REFUSED),
    (("people", "show", "u_nobody"), ExitCode.REFUSED),
    (("plugins", "show", "none"), ExitCode.REFUSED),
    (("cluster", "edit", "e_0123456789abcdef"), ExitCode.REFUSED),
    (("task", "show", "t_1"), ExitCode.USAGE),
    (("task", "show", TASK[:-1] + "1"), ExitCode.REFUSED),
]


@pytest.mark.parametrize("command", SEEN, ids=" ".join)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_command_says_the_same_with_and_without_an_api(zhiban, runtime, api, command, as_json):
    """OPS-3: and with one, no services are opened."""
    command = (*command, "--json") if as_json else command
    here = zhiban(*command)
    assert here.code == 0, here.err
    runtime.running_api, runtime.opened = api, 0

    assert zhiban(*command) == here
    assert runtime.opened == 0


@pytest.mark.parametrize(("command", "code"), REFUSED)
def test_a_refusal_says_the_same_with_and_without_an_api(zhiban, runtime, api, command, code):
    """OPS-3."""
    here = zhiban(*command)
    runtime.running_api = api

    assert zhiban(*command) == here
    assert here.code == code


def test_times_in_words_are_read_by_our_own_services(zhiban, runtime, api):
    """OPS-3: on the wall clock of whoever reads; the API takes moments only."""
    runtime.running_api = api

    assert zhiban("audit", "list", "--start", "yesterday 08:00").code == 0
    assert runtime.opened == 1


def test_in_the_place_of_another_person_our_own_services_are_asked(zhiban, runtime, api):
    """OPS-3: a token is one person's."""
    runtime.running_api = api

    assert zhiban("memory", "search", "-p", "u_mei", "--json").data["found"] == []
    assert runtime.opened == 1


def test_without_an_api_at_its_usual_place_our_own_services_are_asked(zhiban, runtime, api):
    """OPS-3."""
    runtime.running_api = replace(api, address="http://127.0.0.1:1")

    assert zhiban("people", "list").code == 0
    assert runtime.opened == 1


def test_an_api_that_somebody_chose_is_the_only_one_asked(zhiban, runtime, api):
    """OPS-3."""
    runtime.running_api = replace(api, address="http://127.0.0.1:1", chosen=True)
    said = zhiban("people", "list")

    assert (said.code, runtime.opened) == (ExitCode.TRY_AGAIN, 0)
    assert "API (http://127.0.0.1:1) cannot be reached" in said.err


@pytest.mark.parametrize("address", ["", "127.0.0.1:80", "ftp://a/", "http://a:port/", "http://["])
def test_what_is_no_address_is_refused(zhiban, runtime, api, address):
    """OPS-3."""
    runtime.running_api = replace(api, address=address)
    said = zhiban("people", "list")

    assert said.code == ExitCode.REFUSED
    assert "names no address of an API" in said.err


def test_a_token_that_opens_nothing_is_told_with_its_file(zhiban, runtime, api):
    """OPS-3, SEC-3: and is not shown."""
    runtime.running_api = replace(api, token="zb_0123")
    said = zhiban("people", "list")

    assert (said.code, runtime.opened) == (ExitCode.REFUSED, 0)
    assert f"does not accept the token in {TOKEN_FILE}" in said.err
    assert "zb_0123" not in said.err + repr(runtime.running_api)


def test_another_version_is_told_with_both(zhiban, runtime, api):
    """OPS-3."""
    runtime.running_api = replace(api, version="9.10")
    said = zhiban("people", "list")

    assert said.code == ExitCode.REFUSED
    assert "is Zhiban 9.9, and this command is 9.10" in said.err


class Odd(BaseHTTPRequestHandler):
    """Answers as it was told to."""

    answer = b""

    def do_GET(self):
        self.wfile.write(self.answer)

    def log_message(self, *about):
        pass


def spoken(status, body, *headers):
    lines = (f"HTTP/1.0 {status}", f"Zhiban-Version: {VERSION}", *headers, "", body)
    return "\r\n".join(lines).encode()


def problem(name, **more):
    return json.dumps({"type": f"urn:zhiban:problem:{name}", "detail": "Look here.", **more})


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (b"", ExitCode.TRY_AGAIN, "stopped answering"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n[", ExitCode.TRY_AGAIN, "stopped answering"),
        (b"HTTP/1.0 200 OK\r\n\r\n[]", ExitCode.REFUSED, "not Zhiban 9.9"),
        (spoken("200 OK", "["), ExitCode.TRY_AGAIN, "stopped answering"),
        (spoken("200 OK", '[{"id": "u_mei"}]'), ExitCode.REFUSED, "not Zhiban 9.9"),
        (spoken("200 OK", '{"a": 1}'), ExitCode.REFUSED, "not Zhiban 9.9"),
        (spoken("400 No", problem("bad-request")), ExitCode.REFUSED, "Look here."),
        (spoken("403 No", problem("forbidden")), ExitCode.REFUSED, "Look here."),
        (spoken("404 No", "[]"), ExitCode.REFUSED, "No"),
        (
            spoken("422 No", problem("invalid-request", field="limit", rule="must be small")),
            ExitCode.USAGE,
            "--limit must be small.",
        ),
        (
            spoken("429 No", problem("too-many-requests"), "Retry-After: 7"),
            ExitCode.TRY_AGAIN,
            "Look here. Try again in 7",
        ),
        (spoken("500 No", problem("internal")), ExitCode.CRASHED, "Look here."),
        (spoken("503 No", problem("misconfigured")), ExitCode.REFUSED, "Look here."),
        (spoken("503 No", problem("unavailable")), ExitCode.TRY_AGAIN, "Look here."),
        (spoken("504 No", problem("effect-unknown")), ExitCode.TRY_AGAIN, "Look here."),
    ],
)
def test_each_refusal_over_http_ends_as_ours_does(
    zhiban, runtime, api, monkeypatch, answer, code, told
):
    """OPS-3: an API that goes away in the middle, too."""
    monkeypatch.setattr(Odd, "answer", answer)
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            runtime.running_api = replace(api, address=f"http://127.0.0.1:{server.server_port}")
            said = zhiban("people", "list")
        finally:
            server.shutdown()
            thread.join(25)

    assert said.code == code, said.err
    assert told in said.err
    assert runtime.opened == 0


HEAVY = {
    *(
        "pydantic_settings",
        "temporalio",
        "sqlalchemy",
        "fastapi",
        "httpx",
        "mcp",
        "openai",
    ),
    *("structlog", "tencentcloud", "lightkube", "opentelemetry", "psutil"),
}
"""What takes long to load, and no version or list needs."""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "command",
    [
        ("--version",),
        ("people", "list"),
        ("memory", "search"),
        ("delivery", "list"),
        ("delivery", "list", "--channel", "mail", "--state", "failed"),
        ("task", "list"),
        ("incident", "list"),
        ("incident", "show", INCIDENT.id),
        ("controls", "list"),
        ("policies", "show"),
        ("weights", "show"),
        ("cluster", "list"),
        ("logs", "topics"),
    ],
    ids=" ".join,
)
def test_little_is_loaded_to_ask_an_api(address, token, command, tmp_path):
    """OPS-3: a version in 0.2 s of a processor, a list in 0.6 s."""
    file = tmp_path / "terminal.json"
    file.touch(0o600)
    file.write_text(json.dumps({"address": address, "token": token}))
    code = (
        "import sys\nfrom bootstrap.runtime import ZhibanRuntime\nfrom cli.app import build_cli\n"
        f"ZhibanRuntime.version = {VERSION!r}\n"
        f"try: build_cli(ZhibanRuntime())({list(command)!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('loaded:', *sorted(set({sorted(HEAVY)!r}) & set(sys.modules)))"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
        env=kept | {"ZHIBAN_TERMINAL_FILE": str(file), "ZHIBAN_ENV_FILE": ""},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1].strip() == "loaded:", ran.stdout

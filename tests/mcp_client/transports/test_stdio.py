"""Servers that are programs: only those on the list, with little around them, ended for certain."""

import asyncio
import contextlib
import json
import os
import sys
import time
from pathlib import Path

import pytest

from mcp_client.configs import ServerConfig, Transport
from mcp_client.errors import FaultKind
from mcp_client.sessions.connections import Connection
from mcp_client.transports import stdio
from mcp_client.transports.networks import Network, anywhere
from tests.mcp_client.conftest import Visitor
from tests.mcp_client.patience import LATE_OPENING, SOON

PROGRAM = (sys.executable, str(Path(__file__).parents[1].joinpath("program.py")))
ODD = (sys.executable, str(Path(__file__).parents[1].joinpath("odd_program.py")))
COMMANDS = {"good": (*PROGRAM, "good")} | {how: (*ODD, how) for how in ("old", "stubborn", "crash")}


@pytest.fixture
def era():
    return "2026-07-28"


@pytest.fixture
async def start(tmp_path):
    """Make connections to the program."""
    network = Network(anywhere, commands=[*COMMANDS.values(), ("/nowhere/at/all",)])
    made = []

    def start(how="good", **options):
        options = {"timeout": 20.0, "connect_timeout": 20.0, "command": COMMANDS[how]} | options
        options.setdefault("environment", {})
        options["environment"] |= {"SEEN": str(tmp_path / "seen"), "TOKEN": "s3cret-value"}
        visitor = Visitor(None, None)
        visitor.connection = Connection(
            "weather",
            ServerConfig(transport=Transport.STDIO, **options),
            network=network,
            on_tools_changed=visitor.hear,
            now=time.monotonic,
        )
        made.append(visitor.connection)
        return visitor

    yield start
    await asyncio.wait_for(asyncio.gather(*(each.close() for each in made)), SOON)
    await network.aclose()


def seen(tmp_path):
    return (tmp_path / "seen").read_text().split("\n")[:-1]


async def test_a_program_is_started_called_and_ended(start):
    """MCC-1, MCC-2. In the newest era that it speaks."""
    visitor = start()
    assert "add" in [tool.name for tool in await visitor.connection.tools()]
    await visitor.connection.ping()
    await visitor.goes_on()
    assert visitor.connection.stats.era == "2026-07-28"
    await asyncio.create_task(visitor.connection.close())
    assert visitor.connection.stats.opened is None


async def test_a_program_sees_only_what_it_was_given(start, monkeypatch):
    """MCC-1, CLD-4. Origin defect 16: nothing of our environment, and no shell."""
    monkeypatch.setenv("OUR_SECRET", "s3cret")
    found = await start().connection.call("environment", {}, repeatable=False)
    environment, place, arguments = json.loads(found.content[0].text)
    environment.pop("LC_CTYPE", None)  # Python's own doing
    assert set(environment) == {"PATH", "LANG", "SEEN", "TOKEN"}
    assert place == "/"
    assert arguments == ["good"]


@pytest.mark.parametrize(
    "command",
    [("sh", "-c", "true"), (*PROGRAM, "other"), PROGRAM, (*PROGRAM, "good", "--more")],
    ids=["another", "other argument", "fewer", "more"],
)
async def test_what_is_not_on_the_list_is_not_started(start, command):
    """MCC-1. Every word of the command counts."""
    await start(command=command).meets_only(FaultKind.NOT_ALLOWED)


async def test_a_program_that_is_not_there(start):
    """MCC-2. Said as what it is."""
    fault = await start(command=("/nowhere/at/all",)).meets_only(FaultKind.UNREACHABLE)
    assert "No such file" in str(fault)


async def test_a_program_that_ends_at_once_tells_its_last_words(start):
    """MCC-2. What it wrote to the standard error helps the administrator."""
    fault = await start("crash").meets_only(FaultKind.CUT_OFF)
    assert "no configuration: set KEY" in str(fault)


async def test_a_program_that_ends_in_a_call(start, tmp_path):
    """MCC-2, CLD-4. The call may have happened; the next one finds a new program."""
    visitor = start()
    await visitor.goes_on()
    calling = visitor.connection.call("die", {}, repeatable=False)
    fault = await visitor.meets(FaultKind.CUT_OFF, calling, happened=True)
    assert "disk is full" in str(fault)
    assert "s3cret" not in str(fault)
    await visitor.goes_on()
    assert visitor.connection.stats.opens == 2
    assert seen(tmp_path) == ["add", "die", "add"]


async def test_a_program_that_does_not_know_the_probe(start, tmp_path):
    """MCC-2. Silence makes a handshake; and that is remembered for a program."""
    visitor = start("old", connect_timeout=2 * LATE_OPENING)
    await visitor.connection.tools()
    assert visitor.connection.stats.era == "2025-06-18"
    await visitor.connection.rest()
    await visitor.connection.tools()
    assert seen(tmp_path).count("server/discover") == 1
    assert seen(tmp_path).count("initialize") == 2


async def test_a_program_that_does_nothing(start, tmp_path):
    """MCC-2. It is given up, and killed although it does not want to end."""
    visitor = start("stubborn", connect_timeout=LATE_OPENING, timeout=10 * SOON)
    await visitor.meets_only(FaultKind.TIMED_OUT)
    pid = int(seen(tmp_path)[0].removeprefix("pid "))
    await asyncio.wait_for(visitor.connection.close(), SOON)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_line_that_is_too_long(start):
    """MCC-2. The SDK's own transport reads lines of any length into memory."""
    visitor = start(most_result_bytes=100_000)
    await visitor.goes_on()
    calling = visitor.connection.call("repeat", {"times": 1_000_000}, repeatable=False)
    await visitor.meets(FaultKind.TOO_LARGE, calling, happened=True)
    await visitor.goes_on()


async def test_a_program_that_complains_a_lot_is_not_held_up(start):
    """MCC-2. Its standard error is read, and only the end is kept."""
    visitor = start()
    found = await visitor.connection.call("complain", {"times": 2000}, repeatable=False)
    assert found.content[0].text == "done"


async def test_a_program_that_chats_on_its_output(start):
    """MCC-2. What is no message is dropped."""
    visitor = start()
    found = await visitor.connection.call("chat", {}, repeatable=False)
    assert found.content[0].text == "done"
    await visitor.goes_on()


async def test_a_caller_that_gives_up_while_it_starts(start):
    """MCC-2. The program is not orphaned, and serves the next one."""
    visitor = start()
    first = asyncio.create_task(visitor.add())
    second = asyncio.create_task(visitor.add())
    await asyncio.sleep(0)
    first.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await first
    assert await asyncio.wait_for(second, SOON) == 3
    assert visitor.connection.stats.opens == 1


def test_the_minimum_holds_no_secret():
    """CLD-4. It is made of constants."""
    assert set(stdio.ENVIRONMENT) == {"PATH", "LANG"}

"""A machine of one's own, on which the product is started as a person would start it."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
ZHIBAN = (sys.executable, "-m", "bootstrap.main")
LONGEST_START = 480.0
"""Seconds; a start with a scripted morning takes 25 on two quiet cores."""
LONGEST_STOP = 120.0
LONGEST_COMMAND = 240.0
"""Seconds; the longest tells a scenario of twelve."""
DOWN = 4
"""With which `zhiban status` ends while a part is down."""

WHOLE = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(1_200)]

_MARKS = {
    "temporal": "start-dev",
    "sandbox": "sandbox",
    "worker": "worker",
    "api": "api",
    "mcp": "mcp",
}
"""A word of each part's command line."""

_PORTS = (
    "UP_TEMPORAL",
    "UP_UI",
    "UP_METRICS",
    "UP_WORKER",
    "UP_BRIDGE",
    "API",
    "MCP",
    "UP_SANDBOX",
)
_FACES = (
    *("page", "cloud", "robots", "inbox", "model", "mail", "web", "texts"),
    *("kubernetes", "alertmanager"),
)

BLOCK = 20
"""Ports that are claimed together; one machine needs fifteen."""

_CLAIMS = []
"""Locks of this process; they end with it, however it ends."""


def free_ports(count):
    """First of so many free ports in a row, which nobody else's tests get while this process lives.

    That they are free now is not enough: a town that starts again leaves its own for a moment. They
    lie below what the kernel gives away by itself, and below what the Kubernetes laboratory draws.
    """
    assert count <= BLOCK
    blocks = range(10_000, 20_000, BLOCK)
    begin = os.getpid() % len(blocks)
    for first in (*blocks[begin:], *blocks[:begin]):
        claim = _claimed(first)
        if claim is None:
            continue
        if _are_free(range(first, first + count)):
            _CLAIMS.append(claim)
            return first
        claim.close()
    raise AssertionError("no free ports")


def _claimed(first):
    """A file that is locked for as long as it is open; None where somebody else has it."""
    folder = Path(tempfile.gettempdir()) / f"zhiban-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    claim = (folder / str(first)).open("w")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        claim.close()
        return None
    return claim


def _are_free(ports):
    with contextlib.ExitStack() as held:
        try:
            for number in ports:
                held.enter_context(socket.create_server(("127.0.0.1", number)))
        except OSError:
            return False
    return True


@dataclass
class Finished:
    """A command that has ended."""

    code: int
    said: str
    complained: str


class Run:
    """One `zhiban up`, and what it has said so far."""

    def __init__(self, process):
        self.process = process
        self.began = time.monotonic()
        self.said = []
        self._more = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def until(self, *words, times=1, within=LONGEST_START):
        """Wait until so many lines hold all the words; return the last of them."""
        async with asyncio.timeout(within):
            while len(found := self.lines(*words)) < times:
                assert not self._reading.done(), "\n".join(self.said)
                self._more.clear()
                await self._more.wait()
        return found[times - 1]

    def lines(self, *words):
        return [line for line in self.said if all(word in line for word in words)]

    def number_of(self, part):
        """Number of a part's process."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if _MARKS[part] in child.cmdline():
                    return child.pid
        raise AssertionError(f"{part} does not run")

    def processes(self):
        """Every process that belongs to it."""
        mine = psutil.Process(self.process.pid)
        return [mine, *mine.children(recursive=True)]

    @contextlib.asynccontextmanager
    async def killed(self, part):
        """Kill a part in the middle; it is running again at the block's end."""
        before = len(self.lines(f" {part} ", "running again"))
        os.kill(self.number_of(part), signal.SIGKILL)
        yield
        await self.until(f" {part} ", "running again", times=before + 1)

    async def stop(self):
        """Press Ctrl-C and return the exit code and the processes that are left."""
        processes = self.processes()
        self.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(LONGEST_STOP):
            code = await self.process.wait()
            await self._reading
        return code, [process for process in processes if process.is_running()]

    async def _read(self):
        while line := await self.process.stdout.readline():
            self.said.append(line.decode().rstrip())
            self._more.set()
        self._more.set()


def day_zone():
    """A zone where no date ends within the next two hours: what a town tells belongs to one day."""
    return "UTC" if datetime.now(UTC).hour < 22 else "Asia/Shanghai"


@dataclass
class Machine:
    """A folder, ports, and where on Earth it stands."""

    folder: Path
    first_port: int = field(default_factory=lambda: free_ports(len(_PORTS) + len(_FACES) - 1))
    zone: str = field(default_factory=day_zone)

    @property
    def data(self):
        return self.folder / "var"

    def port(self, name):
        """Port of a part by the name of its setting, e.g. `API`."""
        return self.first_port + _PORTS.index(name)

    def url(self, name):
        return f"http://127.0.0.1:{self.port(name)}"

    def sandbox(self, face):
        """Address of a face of the sandbox."""
        return f"http://127.0.0.1:{self.port('UP_SANDBOX') + _FACES.index(face)}"

    @property
    def anywhere(self):
        """What other terminals know: the folder and the zone, and nothing else."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        ours = {"PYTHONPATH": str(ROOT), "ZHIBAN_DATA_DIR": str(self.data), "TZ": self.zone}
        return kept | ours

    @property
    def settings(self):
        ports = {f"ZHIBAN_{name}_PORT": str(self.port(name)) for name in _PORTS}
        # People of a town are told at addresses of the sandbox, which nobody's profile names.
        return ports | {
            "ZHIBAN_REACH_ALLOWED": "@sandbox.example",
        }

    @contextlib.asynccontextmanager
    async def up(self, *arguments):
        """Everything, until Ctrl-C or the block's end."""
        process = await self.start("up", *arguments, **self.settings)
        run = Run(process)
        try:
            await run.until("Ctrl-C stops everything")
            yield run
            if process.returncode is None:
                assert (await run.stop())[0] == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def start(self, *arguments, **settings):
        """Begin a command whose output is read as it comes."""
        return await asyncio.create_subprocess_exec(
            *ZHIBAN,
            *arguments,
            cwd=self.folder,
            env=self.anywhere | settings,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=_hear_ctrl_c,
        )

    async def run(self, *arguments, typed="", **settings):
        """Run a command in another terminal, to its end."""
        process = await asyncio.create_subprocess_exec(
            *ZHIBAN,
            *arguments,
            cwd=self.folder,
            env=self.anywhere | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(LONGEST_COMMAND):
            said, complained = await process.communicate(typed.encode())
        return Finished(process.returncode, said.decode(), complained.decode())

    async def zhiban(self, *arguments, typed=""):
        """Run a command that must go well and return what it said."""
        done = await self.run(*arguments, typed=typed)
        assert done.code == 0, done.complained
        return done.said

    async def status(self):
        """Its parts, by name; one that does not answer in time is no failure of the command."""
        done = await self.run("status", "--json")
        assert done.code in {0, DOWN}, done.complained
        return {part["name"]: part for part in json.loads(done.said)["parts"]}

    async def is_up(self):
        """Its status once every program says in time that it is well; None before.

        What is counted of days gone by has no version: other tests may have lost messages here.
        """
        parts = await self.status()
        programs = [part for part in parts.values() if part["version"]]
        return parts if {part["health"] for part in programs} == {"up"} else None


def _hear_ctrl_c():
    """A job in the background is born deaf to Ctrl-C; a person's terminal is not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

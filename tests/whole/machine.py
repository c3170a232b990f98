"""A machine of one's own, on which the product is started as a person would start it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
ZHIBAN = (sys.executable, "-m", "bootstrap.main")
LONGEST_START = 120.0
"""Seconds; a start with a scripted morning takes 20 on two quiet cores."""


def free_ports(count):
    """First of so many free ports in a row."""
    for first in range(20_000, 32_000, count):
        with contextlib.ExitStack() as held:
            try:
                for number in range(first, first + count):
                    held.enter_context(socket.create_server(("127.0.0.1", number)))
            except OSError:
                continue
            return first
    raise AssertionError("no free ports")


@dataclass
class Machine:
    """A machine of one's own: a folder and ports."""

    folder: Path
    environment: dict = field(default_factory=dict)

    def __post_init__(self):
        first = free_ports(12)
        names = ("UP_TEMPORAL", "UP_UI", "UP_METRICS", "API", "MCP", "UP_SANDBOX")
        ports = {f"ZHIBAN_{name}_PORT": str(first + at) for at, name in enumerate(names)}
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = {
            **kept, **ports, "PYTHONPATH": str(ROOT), "ZHIBAN_DATA_DIR": str(self.folder / "var"),
        }  # fmt: skip

    async def start(self, *arguments):
        return await asyncio.create_subprocess_exec(
            *ZHIBAN,
            *arguments,
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    @contextlib.asynccontextmanager
    async def up(self):
        """Started, until Ctrl-C; gives the process and what it said."""
        process = await self.start("up")
        said = []
        try:
            await until(process, said, "Ctrl-C stops everything")
            await until(process, said, "first admin")
            yield process, said
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(60):
                said += (await process.stdout.read()).decode().splitlines()
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    @property
    def sandbox(self):
        """First of the sandbox's six ports."""
        return int(self.environment["ZHIBAN_UP_SANDBOX_PORT"])

    def url(self, name):
        """Address of a part by the name of its setting, e.g. `API`."""
        return f"http://127.0.0.1:{self.environment[f'ZHIBAN_{name}_PORT']}"

    async def zhiban(self, *arguments, typed=""):
        """Run one command in another terminal and return what it said."""
        process = await asyncio.create_subprocess_exec(
            *ZHIBAN,
            *arguments,
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            said, complained = await process.communicate(typed.encode())
        assert process.returncode == 0, complained.decode()
        return said.decode()

    async def status(self):
        process = await self.start("status", "--json")
        answer, _ = await process.communicate()
        found = json.loads(answer[answer.index(b"{") : answer.rindex(b"}") + 1])
        return {part["name"]: part for part in found["parts"]}


async def until(process, said, text):
    """Read what a process says until it has said this."""
    async with asyncio.timeout(LONGEST_START):
        while not said or text not in said[-1]:
            line = await process.stdout.readline()
            assert line, "\n".join(said)
            said.append(line.decode().rstrip())


def number_of(part):
    """Process number of a part of `zhiban status`."""
    return int(part["detail"].split("process ")[1].split(",")[0])

"""Everything, started as a person would start it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
ZHIBAN = (sys.executable, "-m", "bootstrap.main")
LONGEST_START = 120.0
"""Seconds; a start with a scripted morning takes 20 on two quiet cores."""

pytestmark = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(300)]


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
    return int(part["detail"].split("process ")[1].split(",")[0])


async def test_everything_starts_mends_itself_stops_and_starts_again(tmp_path):
    """OPS-1, REL-1, BRF-7."""
    machine = Machine(tmp_path)
    async with machine.up() as (process, said):
        told = "\n".join(said)
        assert "one-time password" in told
        assert "pushed to Leo" in told
        assert {"dingtalk accepted", "mail accepted"} <= set(
            next(line for line in said if "pushed to Leo" in line).split("  ")[1].split(", ")
        )

        parts = await machine.status()
        assert {part["health"] for part in parts.values()} == {"up"}
        assert {"database", "temporal", "sandbox", "worker", "api", "mcp"} <= set(parts)

        for name in ("temporal", "worker"):
            os.kill(number_of(parts[name]), signal.SIGKILL)
        for _ in range(2):
            await until(process, said, "running again")
        assert {part["health"] for part in (await machine.status()).values()} == {"up"}

        refused = await machine.start("up")
        answer, _ = await refused.communicate()
        assert b"already running here" in answer
        assert refused.returncode != 0

    children = {number_of(part) for part in parts.values() if "process" in part["detail"]}
    assert not any(psutil.pid_exists(pid) for pid in children)

    async with machine.up() as (_, said):
        assert any("is there already" in line for line in said)  # the first admin was kept
        assert any("今天的简报已经给过了" in line for line in said)  # and what Mei was told

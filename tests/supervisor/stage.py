"""Parts made of tiny real processes."""

import asyncio
import io
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from supervisor.parts import Address, Part, PortUse, Probe, ProbeKind
from supervisor.show import Show
from supervisor.watch import Supervisor

CHILD = str(Path(__file__).with_name("child.py"))
BOUND = 30.0
"""Seconds after which a wait has failed; everything here takes a fraction of one."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Watched(Show):
    """A show whose lines can be waited for."""

    def __init__(self):
        super().__init__(io.StringIO())
        self.lines = []
        self._more = asyncio.Event()

    def _line(self, mark, style, name, detail):
        self.lines.append((name, detail))
        self._more.set()

    def last_lines_of(self, part):
        """What was shown of a part's log."""
        shown = [detail for name, detail in self.lines if name == part]
        return next(detail for detail in reversed(shown) if detail.startswith("its last lines"))

    async def until(self, name, detail, *, times=1):
        """Wait until a line was shown that often."""
        async with asyncio.timeout(BOUND):
            while self.lines.count((name, detail)) < times:
                self._more.clear()
                await self._more.wait()


@dataclass
class Stage:
    """A place for supervisors to act in."""

    data_dir: Path
    diary: Path
    show: Watched

    def part(self, name, *manners, port=None, **changes):
        port = port or free_port()
        argv = (sys.executable, "-I", "-S", CHILD, name, str(port), str(self.diary), *manners)
        given = {
            "env": {"PATH": "/usr/bin:/bin"},
            "ready": (Probe(ProbeKind.TCP, f"127.0.0.1:{port}"),),
            "ports": (PortUse(port, f"ZHIBAN_{name.upper()}_PORT"),),
            "addresses": (Address(name, f"tcp://127.0.0.1:{port}", "look"),),
            "patience": BOUND,
            "grace": BOUND,
        }
        return Part(name=name, argv=argv, **(given | changes))

    def supervisor(self, *stages, **options):
        return Supervisor(self.data_dir, stages, sandbox=True, show=self.show, **options)

    @asynccontextmanager
    async def running(self, *stages, **options):
        """A supervisor that has started everything; stopped at the end of the block."""
        supervisor = self.supervisor(*stages, **options)
        run = asyncio.create_task(supervisor.run())
        started = asyncio.create_task(supervisor.started.wait())
        async with asyncio.timeout(BOUND):
            await asyncio.wait({run, started}, return_when=asyncio.FIRST_COMPLETED)
        try:
            if run.done():
                run.result()
            yield supervisor
        finally:
            started.cancel()
            if not run.done():
                supervisor.stop()
                async with asyncio.timeout(BOUND):
                    await run

    def noted(self, what):
        lines = self.diary.read_text().splitlines() if self.diary.exists() else []
        return [line.split()[1] for line in lines if line.startswith(what + " ")]

    def pids(self, name):
        lines = self.diary.read_text().splitlines()
        return [int(line.split()[2]) for line in lines if line.startswith(f"start {name} ")]

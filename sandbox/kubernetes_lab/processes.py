"""Start the programs of the control plane, and see to it that none outlives its keeper."""

import asyncio
import random
import shutil
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.kubernetes_lab.programs import LabError

_SHOWN_LOG_LINES = 8
_PORTS = range(20_000, 32_000)
_PORTS_TRIED = 200


@dataclass
class Processes:
    """The running programs of one laboratory; each writes its own log into `folder`."""

    folder: Path
    environment: Mapping[str, str]
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, name: str, command: Sequence[str]) -> None:
        """Start a program that the kernel ends when this process ends, however it ends."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise LabError(
                "The program `setpriv` (package util-linux) is needed and was not found."
            )
        with self._log(name).open("ab") as log:
            self._running[name] = await asyncio.create_subprocess_exec(
                setpriv,
                f"--pdeathsig={signal.SIGKILL.name.removeprefix('SIG')}",
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                cwd=self.folder,
                # Ctrl-C in a terminal is for the keeper, which then ends these in order.
                start_new_session=True,
            )

    def check(self) -> None:
        """Make sure that every program still runs.

        Raises:
            LabError: one has ended; the end of its log is in the text.
        """
        for name, process in self._running.items():
            if process.returncode is not None:
                lines = self._log(name).read_text(errors="replace").splitlines()
                end = "\n  ".join(lines[-_SHOWN_LOG_LINES:])
                raise LabError(f"{name} ended with code {process.returncode}:\n  {end}")

    def pids(self) -> dict[str, int]:
        """Return the process ids by name."""
        return {name: process.pid for name, process in self._running.items()}

    async def stop(self) -> None:
        """End every program at once.

        Nothing of a laboratory is kept, so there is nothing to close in order; a server asked
        politely would first wait up to a minute for its watches.
        """
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.kill()
        await asyncio.gather(*(process.wait() for process in self._running.values()))
        self._running.clear()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listened on a moment ago.

    They lie below those that the kernel gives to outgoing connections (from 32768 on Linux), so
    that none is taken before the program that it is meant for opens it.

    Raises:
        LabError: there are not so many.
    """
    found: list[int] = []
    for port in random.sample(_PORTS, _PORTS_TRIED):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == count:
            return found
    raise LabError(f"{count} free ports on loopback are needed and were not found.")

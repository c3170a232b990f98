"""One process under supervision."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from domain.common.errors import Misconfigured
from supervisor import parent_watchdog as watchdog_program
from supervisor.child_logs import ChildLog
from supervisor.parts import Part


class ParentWatchdog:
    """Holds the process groups that must not outlive us (see parent_watchdog.py)."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    def hold(self, group: int) -> None:
        """Stop this group if we die."""
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        """It has ended; its number may become somebody else's."""
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was opened with a pipe
        self._process.stdin.write(line.encode())


@asynccontextmanager
async def parent_watchdog(lock: int, *, grace: float) -> AsyncIterator[ParentWatchdog]:
    """Run the watchdog; it shares `lock`, so nobody starts here while it still cleans up.

    Args:
        lock: file descriptor of the data folder's lock.
        grace: seconds that orphans get to stop.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(watchdog_program.__file__)),
        str(grace),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=(lock,),
    )
    try:
        yield ParentWatchdog(process)
    finally:
        assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
        process.stdin.close()
        await process.wait()


class Child:
    """One run of one part: its process, in a group of its own, and what it says."""

    def __init__(
        self,
        part: Part,
        process: asyncio.subprocess.Process,
        log: ChildLog,
        watchdog: ParentWatchdog,
    ) -> None:
        self.part = part
        self.log = log
        self._process = process
        self._watchdog = watchdog
        self._drain: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, part: Part, log: ChildLog, watchdog: ParentWatchdog) -> "Child":
        """Start the process and begin to read what it says.

        Raises:
            Misconfigured: the program is not there or cannot be run.
        """
        ours, theirs = os.pipe()  # our own pipe: waiting for the process must not wait for it
        try:
            process = await asyncio.create_subprocess_exec(
                *part.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                env=dict(part.env),
                start_new_session=True,  # Ctrl-C is ours to hand on, in the right order
            )
        except OSError as error:
            os.close(ours)
            raise Misconfigured(
                f"{part.name} cannot be started: {part.argv[0]}: {error.strerror}; "
                "run `make setup` again."
            ) from error
        finally:
            os.close(theirs)
        watchdog.hold(process.pid)
        child = cls(part, process, log, watchdog)
        child._drain = asyncio.create_task(_drain(ours, log))
        return child

    @property
    def pid(self) -> int:
        """Number of the process, and of its group."""
        return self._process.pid

    async def ended(self) -> int:
        """Wait until the process has ended; return its exit code, negative for a signal."""
        code = await self._process.wait()
        self._signal(signal.SIGKILL)  # what it may have left behind in its group
        self._watchdog.forget(self.pid)
        if self._drain is not None:
            await asyncio.wait({self._drain}, timeout=1)
            self._drain.cancel()
        return code

    async def stop(self) -> bool:
        """Ask it to stop, wait, then kill it; return whether asking was enough."""
        self._signal(signal.SIGTERM)
        ended = asyncio.ensure_future(self.ended())
        done, _ = await asyncio.wait({ended}, timeout=self.part.grace)
        if not done:
            self.kill()
            await ended
        return bool(done)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # gone, or a group of zombies
            os.killpg(self.pid, number)


async def _drain(pipe: int, log: ChildLog) -> None:
    """Read until the last writer has closed; a child whose output nobody reads freezes."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
    )
    try:
        while chunk := await reader.read(65_536):
            log.write(chunk)
    finally:
        transport.close()

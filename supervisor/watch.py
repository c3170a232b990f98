"""Starts stages in order, keeps the processes running, and stops them in reverse."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bootstrap.version import own_version
from domain.common.errors import Unavailable, ZhibanError
from supervisor.child_logs import ChildLog
from supervisor.children import Child, ParentWatchdog, parent_watchdog
from supervisor.parts import Part, Stage, Step
from supervisor.preflight import only_one, prepare_folder, refuse_taken_ports
from supervisor.probes import ask, ask_all
from supervisor.record import PartRecord, RunRecord, write_record
from supervisor.show import Show

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 60.0
"""Seconds between a part's end and its next start; twice as many after each run that was short."""

SHORT = 30.0
"""Seconds; what was ready for longer was ended by something else, and there is nothing to wait for.
"""

FROZEN_AFTER = 30.0
"""Seconds without an answer after which a part counts as frozen; a worker ends itself sooner when
it can, and says where it stood."""

LEAST_UNANSWERED = 3
"""Questions in a row; one may be unanswered because this machine itself stood still."""

_BETWEEN_PROBES, _BETWEEN_LOOKS = 0.1, 2.0

_FEW = 3
"""Short runs in a row of which nothing is said: what was killed by hand is back at once."""

T = TypeVar("T")


@dataclass(kw_only=True)
class Kept:
    """A part that is to be kept running."""

    part: Part
    log: ChildLog
    child: Child | None = None
    restarts: int = 0
    trouble: str = ""
    ready_at: float | None = None
    short_runs: int = 0

    def pause_after(self, ended_at: float) -> float:
        """Return how long to wait after a run that has ended now, on the monotonic clock."""
        steady = self.ready_at is not None and ended_at - self.ready_at > SHORT
        self.short_runs = 0 if steady else self.short_runs + 1
        self.ready_at = None
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self.short_runs)


class Supervisor:
    """One run: `run` returns when somebody asked to stop, or raises what made it impossible."""

    def __init__(
        self,
        data_dir: Path,
        stages: Sequence[Stage],
        *,
        sandbox: bool,
        show: Show,
        chosen: Mapping[str, str] | None = None,
        frozen_after: float = FROZEN_AFTER,
    ) -> None:
        self._data_dir = data_dir
        self._stages = stages
        self._frozen_after = frozen_after
        self._sandbox = sandbox
        self._show = show
        self._chosen = chosen or {}
        self._kept: list[Kept] = []
        self._stopping = asyncio.Event()
        self._hurry = False
        self.started = asyncio.Event()

    async def run(self) -> None:
        """Start everything, keep it running until asked to stop, then stop everything.

        Raises:
            ZhibanError: something could not be started.
        """
        prepare_folder(self._data_dir)
        with only_one(self._data_dir) as lock, self._signals():
            parts = [stage for stage in self._stages if isinstance(stage, Part)]
            refuse_taken_ports(parts)
            grace = max((part.grace for part in parts), default=0.0)
            async with parent_watchdog(lock, grace=grace) as watchdog:
                try:
                    await self._run(watchdog)
                finally:
                    await self._stop_all()

    def stop(self) -> None:
        """Ask to stop; asking a second time kills what has not stopped yet."""
        if self._stopping.is_set():
            self._hurry = True
            for kept in self._kept:
                if kept.child is not None:
                    kept.child.kill()
            return
        self._stopping.set()

    async def _run(self, watchdog: ParentWatchdog) -> None:
        async with _ending(self._start_all(watchdog)) as starting:
            async with _ending(self._stopping.wait()) as asked:
                await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                return
            await starting
        async with asyncio.TaskGroup() as keeping:
            keepers = [keeping.create_task(self._keep(kept, watchdog)) for kept in self._kept]
            self.started.set()
            await self._stopping.wait()
            for keeper in keepers:
                keeper.cancel()

    async def _start_all(self, watchdog: ParentWatchdog) -> None:
        notes: list[tuple[str, str]] = []
        for stage in self._stages:
            begun = time.monotonic()
            if isinstance(stage, Step):
                said = await stage.work()
            else:
                kept = Kept(part=stage, log=ChildLog(self._data_dir / "logs" / f"{stage.name}.log"))
                self._kept.append(kept)
                await self._start(kept, watchdog)
                said = f"ready in {time.monotonic() - begun:.1f} s"
            self._show.done(stage.name, said)
            if isinstance(stage, Step) and stage.again and said:
                notes.append((stage.name, said))
        self._tell_where_to_look(notes)

    def _tell_where_to_look(self, notes: Sequence[tuple[str, str]]) -> None:
        addresses = [address for kept in self._kept for address in kept.part.addresses]
        addresses.sort(key=lambda address: not address.first)
        self._show.table("Running. Ctrl-C stops everything.", addresses)
        for name, said in notes:
            self._show.done(name, said)

    async def _start(self, kept: Kept, watchdog: ParentWatchdog) -> None:
        kept.child = await Child.start(kept.part, kept.log, watchdog)
        self._write_record()
        async with _ending(_ready(kept.part)) as ready, _ending(kept.child.ended()) as ended:
            await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                what = f"ended with {_exit(ended.result())} before it was ready"
                raise self._fallen(kept, what)
            if trouble := ready.result():
                patience = f"{kept.part.patience:.0f} s"
                raise self._fallen(kept, f"was not ready within {patience}: {trouble}")
        kept.ready_at = time.monotonic()
        if kept.trouble:
            kept.trouble = ""
            self._write_record()

    async def _keep(self, kept: Kept, watchdog: ParentWatchdog) -> None:
        """Start a part again whenever it ends or freezes, ever more slowly; the others go on."""
        while kept.child is not None:
            kept.trouble = await self._end_of(kept, kept.child)
            kept.child = None
            self._show.trouble(kept.part.name, kept.trouble)
            while kept.child is None:
                await self._pause(kept)
                kept.restarts += 1
                try:
                    await self._start(kept, watchdog)
                except ZhibanError as error:
                    kept.trouble = str(error)
                    self._show.trouble(kept.part.name, kept.trouble)
                    await self._clear(kept)
                else:
                    self._show.done(kept.part.name, "running again")

    async def _end_of(self, kept: Kept, child: Child) -> str:
        """Wait for a part's end, end it when it has frozen, and return what happened."""
        async with _ending(child.ended()) as ended, _ending(self._frozen(kept.part)) as frozen:
            await asyncio.wait({ended, frozen}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                return f"ended with {_exit(ended.result())}"
            child.kill()
            await ended
            return f"did not answer for {self._frozen_after:.0f} s and was killed"

    async def _frozen(self, part: Part) -> None:
        """Return when a part has not shown for long that it lives."""
        if part.alive is None:
            await asyncio.Event().wait()
            return
        answered, unanswered = time.monotonic(), 0
        while unanswered < LEAST_UNANSWERED or time.monotonic() - answered < self._frozen_after:
            await asyncio.sleep(min(_BETWEEN_LOOKS, self._frozen_after / LEAST_UNANSWERED))
            if await ask(part.alive):
                unanswered += 1
            else:
                answered, unanswered = time.monotonic(), 0

    async def _pause(self, kept: Kept) -> None:
        """Wait before a part is started again, and say for how long."""
        seconds = kept.pause_after(time.monotonic())
        if kept.short_runs > _FEW:
            kept.trouble += f"; short run {kept.short_runs} in a row, next in {seconds:g} s"
            self._show.trouble(kept.part.name, f"starts again in {seconds:g} s")
        self._write_record()
        await asyncio.sleep(seconds)

    def _fallen(self, kept: Kept, what: str) -> Unavailable:
        """Show a part's last lines, and return the error that says what became of it."""
        self._show.trouble(kept.part.name, f"its last lines:\n{kept.log.tail()}")
        return Unavailable(f"{kept.part.name} {what}; {kept.log.path} tells more.")

    async def _clear(self, kept: Kept) -> None:
        if kept.child is not None:
            await kept.child.stop()
            kept.child = None

    async def _stop_all(self) -> None:
        for kept in reversed(self._kept):
            if kept.child is not None:
                if self._hurry:
                    kept.child.kill()
                gentle = await kept.child.stop()
                kept.child = None
                self._show.done(kept.part.name, "stopped" if gentle else "killed")
            kept.log.close()
        self._write_record()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Take being asked to stop as a request to stop, while the block lasts."""
        loop = asyncio.get_running_loop()
        numbers = [
            number
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            if signal.getsignal(number) is not signal.SIG_IGN  # nohup means it
        ]
        for number in numbers:
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    def _write_record(self) -> None:
        parts = tuple(
            PartRecord(
                name=kept.part.name,
                version=kept.part.version,
                pid=kept.child.pid if kept.child else None,
                restarts=kept.restarts,
                log=str(kept.log.path),
                addresses=kept.part.addresses,
                probes=kept.part.ready,
                trouble=kept.trouble,
            )
            for kept in self._kept
        )
        record = RunRecord(own_version(), os.getpid(), self._sandbox, parts, self._chosen)
        try:
            write_record(self._data_dir, record)
        except OSError as error:  # a full disk; the processes are worth more than the record
            self._show.trouble("status", f"cannot be kept: {error.strerror}")


async def _ready(part: Part) -> str:
    """Ask until all is well or patience ends; return the last trouble, empty when well."""
    end = time.monotonic() + part.patience
    while trouble := await ask_all(part.ready):
        if time.monotonic() > end:
            return trouble
        await asyncio.sleep(_BETWEEN_PROBES)
    return ""


@asynccontextmanager
async def _ending(work: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
    """Run work beside the block and cancel it, if need be, at the block's end."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


def _exit(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"

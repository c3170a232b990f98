"""Where `bench.watches` plays: a real server, pages, our database, and a worker to stop."""

import asyncio
import signal
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from domain.tasks.tasks import Task
from storage.database import Database, open_database
from storage.migrate import migrate


@dataclass(frozen=True)
class Snapshot:
    """Everything that is counted, at one moment."""

    at: float
    server_cpu: float
    worker_cpu: float
    worker_bytes: int
    temporal_bytes: int
    own_bytes: int
    events: dict[str, int]
    transitions: dict[str, int]


@dataclass
class Stage:
    """One server, one set of pages, one worker at a time."""

    design: str
    folder: Path
    client: Client
    database: Database
    pages: httpx.AsyncClient
    slots: int
    server: psutil.Process
    worker: Process | None = None

    async def start_worker(self) -> None:
        """Start it and wait until it works."""
        self.worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.watch_worker", self.design),
            self.client.service_client.config.target_host,
            *(f"sqlite:///{self.folder / 'zhiban.db'}", str(self.pages.base_url.port)),
            str(self.slots),
            stdout=PIPE,
        )
        assert self.worker.stdout is not None
        if await self.worker.stdout.readline() != b"ready\n":
            sys.exit("the worker did not start")

    async def stop_worker(self, how: signal.Signals) -> float:
        """Stop it; return the seconds it took."""
        assert self.worker is not None
        began = time.monotonic()
        self.worker.send_signal(how)
        await self.worker.wait()
        return time.monotonic() - began

    async def looks(self) -> list[tuple[int, float]]:
        """Return the looks since the last call."""
        return [(number, at) for number, at in (await self.pages.get("/seen")).json()]

    async def snapshot(self, sample: Sequence[Task]) -> Snapshot:
        """Count everything."""
        assert self.worker is not None
        worker = psutil.Process(self.worker.pid)
        events, transitions = {}, {}
        for task in sample:
            described = await self.client.get_workflow_handle(f"task/{task.id}").describe()
            info = described.raw_description.workflow_execution_info
            # A run that was continued as new counts from zero again; the key tells it.
            key = f"{described.id}/{described.run_id}"
            events[key], transitions[key] = info.history_length, info.state_transition_count
        return Snapshot(
            time.time(),
            _cpu_of(self.server),
            _cpu_of(worker),
            worker.memory_info().rss,
            _size_of(self.folder / "temporal.db"),
            _size_of(self.folder / "zhiban.db"),
            events,
            transitions,
        )


@asynccontextmanager
async def open_stage(design: str, *, slots: int) -> AsyncIterator[Stage]:
    """Lend a fresh server, fresh pages and a fresh database; all are gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'zhiban.db'}"
        await migrate(url)
        target = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.watch_target", stdout=PIPE
        )
        assert target.stdout is not None
        port = int(await target.stdout.readline())
        known = {each.pid for each in psutil.Process().children()}
        try:
            async with (
                open_database(url) as database,
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as pages,
                await WorkflowEnvironment.start_local(
                    dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
                    dev_server_startup_timeout=timedelta(seconds=60),
                    dev_server_database_filename=str(folder / "temporal.db"),
                    dev_server_extra_args=[
                        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
                    ],
                    dev_server_log_level="error",
                    data_converter=pydantic_data_converter,
                ) as environment,
            ):
                [server] = [e for e in psutil.Process().children() if e.pid not in known]
                yield Stage(design, folder, environment.client, database, pages, slots, server)
        finally:
            target.kill()
            await target.wait()


def _cpu_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _size_of(path: Path) -> int:
    """Return the bytes of a database, what waits in its journal included."""
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))

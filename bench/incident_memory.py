"""What an incident that waits costs its worker, beside a plain workflow that waits for a signal.

Incidents of different workloads confirm, score and plan for real, take the lock of their workload
and wait for a place in the budget of their cluster, as most do in a storm: each stands for two
workflows. Memory is what the worker's resident set grows by; then each is asked how it is, first
in the worker that holds it and then in a new one, which has to replay its history for the answer.

    python -m bench.incident_memory [--incidents N] [--json]
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from temporalio.client import Client
from temporalio.service import RPCError

from bench.incident_memory_worker import PLAIN
from bench.plain_wait import PlainWaitWorkflow
from bench.report import keep_output_clean, leave, print_json, print_table
from bench.storm_stage import open_temporal
from bootstrap.temporal.client import install_runtime
from bootstrap.temporal.encryption import data_converter
from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass, Fingerprint
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.common.errors import ZhibanError
from domain.incidents.incidents import IncidentState
from domain.monitoring.alarms import Severity
from orchestration.incidents import TemporalIncidents

QUEUE = "bench-incident-memory"

WARM = 20
"""Workflows before the first measurement: what is made once is made then, and the places of the
budget are taken."""

AT_A_TIME = 8
"""Starts and questions under way."""

AGAIN = 0.2
"""Seconds between two questions to one of them."""

MOST_KB = 600.0
"""Of an incident with its lock: it takes some 330, and what the worker makes once, such as threads,
counts into few incidents more than into many. A copy of the readers for each would be 1,400."""

PATIENCE = 300.0
"""Seconds for one thing to be done with all of them."""


@dataclass(frozen=True)
class Figures:
    """One load.

    Attributes:
        kb: resident kilobytes of the worker, for each.
        start_ms: CPU of the worker from the start of one to where it waits.
        held_per_second, held_ms: answers while the worker holds them, and its CPU for one.
        replayed_per_second, replayed_ms: the same in a worker that has to replay them.
    """

    load: str
    workflows: int
    kb: float
    start_ms: float
    held_per_second: float
    held_ms: float
    replayed_per_second: float
    replayed_ms: float


@dataclass(frozen=True)
class Usage:
    """What a process has used so far: resident bytes, CPU and wall seconds."""

    rss: int
    cpu: float
    at: float

    @classmethod
    def of(cls, process: psutil.Process) -> "Usage":
        """Look at it now."""
        times = process.cpu_times()
        return cls(process.memory_info().rss, times.user + times.system, time.monotonic())


Act = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Load:
    """One kind of workflows.

    Attributes:
        start: start the one with this number.
        waits: return once it says that it waits.
    """

    name: str
    start: Act
    waits: Act


def plain(client: Client) -> Load:
    """Return the workflow to compare with."""

    async def start(number: int) -> None:
        await client.start_workflow(
            PlainWaitWorkflow.run, id=f"plain/{number}", task_queue=QUEUE + PLAIN
        )

    async def waits(number: int) -> None:
        handle = client.get_workflow_handle(f"plain/{number}")
        await until(lambda: handle.query(PlainWaitWorkflow.waits))

    return Load("plain workflow", start, waits)


def incidents(client: Client) -> Load:
    """Return incidents that wait for a place."""
    lives = TemporalIncidents(client, QUEUE, searchable=False)

    async def start(number: int) -> None:
        await lives.signal_alert(*fault(number))

    async def waits(number: int) -> None:
        await until(lambda: has_no_place(number))

    async def has_no_place(number: int) -> bool:
        found = await lives.ask(f"incident/{fault(number)[0]}")
        if found is None:
            return False
        writes = number < WARM and found.state is IncidentState.REPAIRING
        return writes or (found.waits_for is not None and found.waits_for.id == "wait.budget")

    return Load("incident and its lock", start, waits)


def fault(number: int) -> tuple[Fingerprint, Alert]:
    """Return what one is about, and its alert, of the size that Alertmanager sends."""
    app, now = f"checkout-{number:05d}", datetime.now(UTC)
    owner = WorkloadRef("cls-bench", "staging", WorkloadKind.DEPLOYMENT, app)
    labels = {f"label_{place}": f"{app}-value-{place}" for place in range(12)}
    alert = Alert(
        id=f"m-{number}",
        key=f"alarm-{number}",
        source=AlertSource.ALERTMANAGER,
        state=AlertState.FIRING,
        name=f"{app} is not ready",
        severity=Severity.WARNING,
        fault=FaultClass.NOT_READY,
        object=ObjectRef("cls-bench", "staging", "Deployment", app),
        started_at=now,
        received_at=now,
        text=f"Deployment staging/{app} has had no ready replica for more than five minutes.",
        labels=labels,
    )
    return Fingerprint(FaultClass.NOT_READY, owner), alert


async def measure(make: Callable[[Client], Load], count: int) -> Figures:
    """Start so many in a fresh worker on a fresh server and return what they cost."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_temporal(Path(folder)) as (_, address):
            client = await Client.connect(address, data_converter=data_converter(()))
            load, numbers = make(client), range(WARM, WARM + count)
            async with open_worker(address) as worker:
                await started(range(WARM), load)
                before = Usage.of(worker)
                await started(numbers, load)
                waiting = Usage.of(worker)
                await each(numbers, load.waits)
                asked = Usage.of(worker)
            async with open_worker(address) as worker:
                await each(range(WARM), load.waits)
                fresh = Usage.of(worker)
                await each(numbers, load.waits)
                replayed = Usage.of(worker)
    return Figures(
        load.name,
        count,
        (waiting.rss - before.rss) / 1024 / count,
        (waiting.cpu - before.cpu) * 1_000 / count,
        count / (asked.at - waiting.at),
        (asked.cpu - waiting.cpu) * 1_000 / count,
        count / (replayed.at - fresh.at),
        (replayed.cpu - fresh.cpu) * 1_000 / count,
    )


@asynccontextmanager
async def open_worker(address: str) -> AsyncIterator[psutil.Process]:
    """Run a worker that holds nothing yet, and kill it afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.incident_memory_worker", address, QUEUE), stdout=PIPE
    )
    try:
        assert process.stdout is not None
        if await process.stdout.readline() != b"ready\n":
            sys.exit("the worker did not start")
        yield psutil.Process(process.pid)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def started(numbers: range, load: Load) -> None:
    """Start these and return once all of them wait."""
    await each(numbers, load.start)
    await each(numbers, load.waits)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so; one that nobody has taken up yet cannot answer."""
    while True:
        try:
            if await is_so():
                return
        except (RPCError, ZhibanError):
            pass
        await asyncio.sleep(AGAIN)


async def each(numbers: range, act: Act) -> None:
    """Do something with each of them, a few at a time, for as long as the bench is patient."""
    slots = asyncio.Semaphore(AT_A_TIME)

    async def one(number: int) -> None:
        async with slots:
            await act(number)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(one(number) for number in numbers))


HEADS = (
    *("load", "open", "kB each", "start ms", "held/s", "held ms", "replayed/s", "replayed ms"),
)


def row(found: Figures) -> list[str]:
    """Return a line of the table."""
    return [
        found.load,
        str(found.workflows),
        *(f"{number:.0f}" for number in (found.kb, found.start_ms)),
        *(f"{found.held_per_second:.0f}", f"{found.held_ms:.1f}"),
        *(f"{found.replayed_per_second:.0f}", f"{found.replayed_ms:.1f}"),
    ]


async def measure_all(count: int) -> list[Figures]:
    """Return the figures of the plain workflow and of incidents."""
    return [await measure(make, count) for make in (plain, incidents)]


def main() -> int:
    """Measure, print, and fail when an incident takes more memory than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=300)
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    options = parser.parse_args()
    keep_output_clean()
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    install_runtime()
    found = asyncio.run(measure_all(options.incidents))
    if options.json:
        loads = [asdict(figures) for figures in found]
        print_json({"bench": "incident_memory", "loads": loads})
    else:
        print_table(HEADS, [row(figures) for figures in found])
    return 0 if found[-1].kb <= MOST_KB else 1


if __name__ == "__main__":
    leave(main())

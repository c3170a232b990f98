"""What a quiet check costs, beside the naive loop in the same run (PRF-1, TSK-7).

Each design gets a fresh real Temporal server on a SQLite file, as `zhiban up` starts it, a worker
process, and pages in a process of their own. Both use the same checker with the real fetcher and
conditional requests. A look is late by as much as it reaches the page after its beat.

    python -m bench.watches --tasks N --interval S [--window W] [--settle S]
                            [--designs lingering,naive] [--slots N] [--restart] [--json]
"""

import argparse
import asyncio
import json
import logging
import signal
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bench.report import keep_output_clean, leave, print_json, print_table
from bench.watch_stage import Snapshot, Stage, open_stage
from bench.watch_worker import QUEUE, NaiveState
from bootstrap.system import SystemClock
from bootstrap.temporal.client import install_runtime
from domain.task_types.configs import read_config
from domain.tasks.events import created
from domain.tasks.tasks import Task, TaskType
from domain.watches.watches import WatchMemory, next_due
from orchestration.watches import TemporalWatches
from storage.database import Database
from storage.events.events import SqlEvents
from storage.tasks.tasks import SqlTasks
from storage.watches.watches import SqlWatches

SAMPLED = 50
"""Workflows whose histories are measured before and after."""

CHANGED = 20
"""Pages that change while the worker is away, when it is restarted."""

STARTS_AT_ONCE = 50

SLOWEST_STARTS = 20
"""Watches that begin in a second on a busy machine; ten thousand take some minutes to settle."""


@dataclass(frozen=True)
class Figures:
    """One design's figures; per check unless said otherwise."""

    design: str
    tasks: int
    interval: float
    checks_per_second: float
    offered_per_second: float
    history_events: float
    state_transitions: float
    server_ms: float
    worker_ms: float
    late_p50_ms: float
    late_p99_ms: float
    late_max_ms: float
    worker_mb: float
    temporal_bytes: float
    own_bytes: float
    missed: int
    start_seconds: float
    recovery: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What was seen of one design."""

    tasks: Sequence[Task]
    before: Snapshot
    after: Snapshot
    looks: Sequence[tuple[int, float]]
    start_seconds: float
    recovery: dict[str, float]


async def measure(design: str, options: argparse.Namespace) -> Figures:
    """Run one design and return its figures."""
    async with open_stage(design, slots=options.slots) as stage:
        await stage.start_worker()
        began = time.monotonic()
        tasks = await _start_all(stage, options)
        took = time.monotonic() - began
        await _all_have_looked(stage, options)
        await asyncio.sleep(options.settle)
        sample = tasks[:: max(len(tasks) // SAMPLED, 1)][:SAMPLED]
        await stage.looks()
        before = await stage.snapshot(sample)
        await asyncio.sleep(options.window)
        after, looks = await stage.snapshot(sample), await stage.looks()
        recovery = await _recoveries(stage, tasks, options) if options.restart else {}
        await stage.stop_worker(signal.SIGTERM)
        measured = Measured(tasks, before, after, looks, took, recovery)
        return _figures(design, options.interval, measured)


async def _start_all(stage: Stage, options: argparse.Namespace) -> list[Task]:
    events = SqlEvents(stage.database)
    tasks = SqlTasks(events)
    lives = TemporalWatches(
        stage.client, QUEUE, tasks, SqlWatches(events), SystemClock(), searchable=False
    )
    gate = asyncio.Semaphore(STARTS_AT_ONCE)

    async def start(number: int) -> Task:
        async with gate:
            now = datetime.now(UTC)
            config = {
                "urls": [f"http://127.0.0.1:{stage.pages.base_url.port}/p/{number}"],
                "check_interval_seconds": options.interval,
            }
            task = Task(
                id=f"t_{number:026d}",
                owner="u_bench",
                type=TaskType.WEB_MONITOR,
                name=f"page {number}",
                config=read_config(TaskType.WEB_MONITOR, config),
                created_at=now,
                changed_at=now,
            )
            await tasks.create(task, created(task, by="u_bench"), most=options.tasks + 1)
            if stage.design == "naive":
                state = NaiveState(task, WatchMemory())
                await stage.client.start_workflow(
                    "NaiveWatch", state, id=f"task/{task.id}", task_queue=QUEUE
                )
            else:
                await lives.start(task)
            return task

    return list(await asyncio.gather(*(start(number) for number in range(options.tasks))))


async def _all_have_looked(stage: Stage, options: argparse.Namespace) -> None:
    """Wait until every task has looked; a design that cannot keep up is measured all the same."""
    seen: set[int] = set()
    give_up_at = time.monotonic() + 2 * options.interval + 20 + options.tasks / SLOWEST_STARTS
    while len(seen) < options.tasks and time.monotonic() < give_up_at:
        await asyncio.sleep(1)
        seen.update(number for number, _ in await stage.looks())


async def _recoveries(
    stage: Stage, tasks: Sequence[Task], options: argparse.Namespace
) -> dict[str, float]:
    """Stop the worker softly and hard; return how long until every task looked again."""
    found: dict[str, float] = {}
    for place, how in enumerate((signal.SIGTERM, signal.SIGKILL)):
        name = how.name.lower()
        found[f"{name}_seconds_to_stop"] = await stage.stop_worker(how)
        for number in range(place * CHANGED, min((place + 1) * CHANGED, len(tasks))):
            await stage.pages.get(f"/change/{number}")
        await stage.looks()
        await stage.start_worker()
        back = time.time()
        first: dict[int, float] = {}
        # A worker that was killed is missed after three intervals, at most 5 min.
        longest = min(max(3 * options.interval, 30), 300) + 2 * options.interval + 30
        while len(first) < len(tasks) and time.time() < back + longest:
            await asyncio.sleep(0.5)
            for number, at in await stage.looks():
                first.setdefault(number, at - back)
        waits = sorted(first.values()) or [longest]
        found[f"{name}_half_back_seconds"] = waits[len(waits) // 2]
        found[f"{name}_all_back_seconds"] = waits[-1]
        found[f"{name}_never_back"] = len(tasks) - len(first)
    await asyncio.sleep(3)
    told = await _told(stage.database)
    changed = min(2 * CHANGED, len(tasks))
    found["changes"] = changed
    found["changes_told_once"] = sum(count == 1 for count in told.values())
    found["changes_told_twice"] = sum(count > 1 for count in told.values())
    return found


async def _told(database: Database) -> Counter[str]:
    query = text("SELECT subject FROM events WHERE type = 'zhiban.web.changed'")
    async with database.reading() as connection:
        return Counter((await connection.execute(query)).scalars())


def _figures(design: str, interval: float, measured: Measured) -> Figures:
    before, after, tasks = measured.before, measured.after, measured.tasks
    window = after.at - before.at
    inside = [(number, at) for number, at in measured.looks if before.at <= at <= after.at]
    late = sorted(_late(tasks[number], at, interval) for number, at in inside) or [0.0]
    checks = max(len(inside), 1)
    of_each = Counter(number for number, _ in inside)
    step = max(len(tasks) // SAMPLED, 1)
    sampled = max(sum(of_each[number] for number in range(0, len(tasks), step)[:SAMPLED]), 1)
    expected = int(window // interval)
    return Figures(
        design,
        len(tasks),
        interval,
        checks / window,
        len(tasks) / interval,
        _grown(before.events, after.events) / sampled,
        _grown(before.transitions, after.transitions) / sampled,
        (after.server_cpu - before.server_cpu) * 1_000 / checks,
        (after.worker_cpu - before.worker_cpu) * 1_000 / checks,
        statistics.median(late) * 1_000,
        late[max(int(len(late) * 0.99) - 1, 0)] * 1_000,
        late[-1] * 1_000,
        after.worker_bytes / 1e6,
        (after.temporal_bytes - before.temporal_bytes) / checks,
        (after.own_bytes - before.own_bytes) / checks,
        sum(max(expected - of_each[number], 0) for number in range(len(tasks))),
        measured.start_seconds,
        measured.recovery,
    )


def _late(task: Task, at: float, interval: float) -> float:
    """Return by how many seconds a look came after the beat that it belongs to."""
    every = timedelta(seconds=interval)
    # Clocks of two processes are read a moment apart: what is early by less than that is on time.
    moment = datetime.fromtimestamp(at, UTC) + timedelta(milliseconds=2)
    return (moment - next_due(task.id, every, after=moment) + every).total_seconds()


def _grown(before: dict[str, int], after: dict[str, int]) -> int:
    """Return what was added; of a run that began meanwhile everything was."""
    return sum(count - before.get(key, 0) for key, count in after.items())


HEADS = (
    *("design", "checks/s", "events", "transitions", "server ms", "worker ms"),
    *("late p50 ms", "late p99 ms", "missed", "worker MB", "Temporal B", "own B", "start s"),
)


def _row(each: Figures) -> list[str]:
    return [
        each.design,
        f"{each.checks_per_second:.1f}",
        f"{each.history_events:.2f}",
        f"{each.state_transitions:.2f}",
        f"{each.server_ms:.2f}",
        f"{each.worker_ms:.2f}",
        f"{each.late_p50_ms:.0f}",
        f"{each.late_p99_ms:.0f}",
        f"{each.missed}",
        f"{each.worker_mb:.0f}",
        f"{each.temporal_bytes:.0f}",
        f"{each.own_bytes:.0f}",
        f"{each.start_seconds:.0f}",
    ]


def main() -> int:
    """Measure, print, and fail when a quiet watch leaves a trace or looks five seconds late."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=100)
    parser.add_argument("--interval", type=float, default=10, help="seconds between two checks")
    parser.add_argument("--window", type=float, default=40, help="seconds that are measured")
    parser.add_argument("--settle", type=float, default=30, help="seconds before that, at rest")
    parser.add_argument("--designs", default="lingering,naive")
    parser.add_argument("--slots", type=int, default=12_000, help="activity slots of the worker")
    parser.add_argument("--restart", action="store_true", help="stop the worker, softly and hard")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    options = parser.parse_args()
    keep_output_clean()
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    install_runtime()
    found = [asyncio.run(measure(design, options)) for design in options.designs.split(",")]
    if options.json:
        print_json({"bench": "watches", "designs": [asdict(each) for each in found]})
    else:
        print_table(HEADS, [_row(each) for each in found])
        for each in found:
            if each.recovery:
                print(f"{each.design} restarted: {json.dumps(each.recovery)}")
    ours = [each for each in found if each.design == "lingering"]
    good = all(each.history_events < 0.01 and each.late_p99_ms < 5_000 for each in ours)
    return 0 if good else 1


if __name__ == "__main__":
    leave(main())

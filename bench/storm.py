"""A storm of different alerts, beside a bare signal-with-start at the same rate (ALR-8).

First a workflow that only notes its signal is started at the rate of the storm, then the storm
comes through the real door: every alert is about a workload of its own, which really is ill, and
is restarted within the budgets. Latencies of the storm are from the moment an alert is received to
the first decision; of the baseline from the call to the moment the workflow has noted it.

    python -m bench.storm [--minutes M] [--per-minute N] [--baseline-minutes M] [--json]
"""

import argparse
import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from temporalio import workflow
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from application.ports.incidents.incidents import IncidentFilter
    from bench.report import keep_output_clean, leave, print_json, print_table
    from bench.storm_stage import Town, open_town
    from bootstrap.temporal.client import install_runtime
    from domain.incidents.incidents import Incident, IncidentState

T = TypeVar("T")

QUEUE = "bench-storm"

APPS = 20
"""Workloads of a namespace: a handful of them are ill at a time, and the others are not."""

ILL_BEFORE = 3.0
"""Seconds that a workload has been ill when its alert comes: nothing that just began is told."""

MOST_SECONDS = 30.0
"""Of the first decision, at the 95th percentile."""

AFTER = 900.0
"""Seconds after the last alert within which every incident has to come to its end: repairs wait for
their turn, six at a time."""


@workflow.defn(name="Noted")
class NotedWorkflow:
    """What any alert costs at least: a start, a signal, one task."""

    def __init__(self) -> None:
        self._noted = ""

    @workflow.run
    async def run(self) -> str:
        """Wait for the signal; return when it was noted."""
        await workflow.wait_condition(lambda: bool(self._noted))
        return self._noted

    @workflow.signal
    def note(self) -> None:
        """Note it."""
        self._noted = workflow.now().isoformat()


@dataclass(frozen=True)
class Figures:
    """One load: seconds of latency, CPU seconds per alert of each process."""

    load: str
    alerts: int
    p50: float
    p95: float
    most: float
    cpu_ms: dict[str, float]
    lost: int = 0
    undecided: int = 0
    answered_p95: float = 0.0
    answered_most: float = 0.0
    ends: dict[str, int] = field(default_factory=dict)


async def baseline(town: Town, options: argparse.Namespace) -> Figures:
    """Start and signal a trivial workflow at the rate of the storm."""
    client = town.foundation.client
    count = round(options.per_minute * options.baseline_minutes)

    async def one(number: int) -> float:
        began = datetime.now(UTC)
        handle = await client.start_workflow(
            NotedWorkflow.run, id=f"noted/{number}", task_queue=QUEUE, start_signal="note"
        )
        noted = datetime.fromisoformat(await handle.result())
        return (noted - began).total_seconds()

    async with Worker(client, task_queue=QUEUE, workflows=[NotedWorkflow]):
        before = town.cpu()
        took = await _at_a_rate(one, count, options.per_minute)
        after = town.cpu()
    return _figures("bare signal-with-start", took, before, after)


async def storm(town: Town, options: argparse.Namespace) -> Figures:
    """Let workloads fall ill one after the other, each with an alert of its own."""
    count = round(options.per_minute * options.minutes)
    namespaces = [f"story-storm-{number}" for number in range(-(-count // APPS))]
    apps = [f"app-{number}" for number in range(APPS)]
    await town.settle(dict.fromkeys(namespaces, apps))
    places = list(islice(((space, app) for app in apps for space in namespaces), count))

    async def one(number: int) -> list[float]:
        await town.fall_ill(*places[number])
        await asyncio.sleep(ILL_BEFORE)
        return await town.post(*places[number])

    before = town.cpu()
    answered = await _at_a_rate(one, count, options.per_minute)
    found = await _ended(town, count, options.after)
    after = town.cpu()
    first = {each.id: each.decided_at or each.called_at or each.closed_at for each in found}
    decided = [
        (moment - each.newest.received_at).total_seconds()
        for each in found
        if (moment := first[each.id]) is not None
    ]
    figures = _figures("storm", decided, before, after)
    tries = sorted(seconds for each in answered for seconds in each)
    return Figures(
        **{
            **asdict(figures),
            "lost": count - len(found),
            "undecided": len(found) - len(decided),
            "answered_p95": _share(tries, 0.95),
            "answered_most": tries[-1],
            "ends": dict(Counter(_end(each) for each in found)),
        }
    )


async def _at_a_rate(one: Callable[[int], Awaitable[T]], count: int, per_minute: float) -> list[T]:
    """Begin so many of them, evenly; return what each returned."""
    began, running = time.monotonic(), []
    for number in range(count):
        await asyncio.sleep(max(began + number * 60 / per_minute - time.monotonic(), 0))
        running.append(asyncio.ensure_future(one(number)))
    return list(await asyncio.gather(*running))


async def _ended(town: Town, count: int, patience: float) -> list[Incident]:
    """Return every incident, once each has come to its end or waiting has no point any more."""
    over = {IncidentState.RELAPSE_WATCH, IncidentState.HANDED_OVER, IncidentState.CLOSED}
    give_up_at = time.monotonic() + patience
    while True:
        found = await _all_incidents(town)
        done = len(found) >= count and all(each.state in over for each in found)
        if done or time.monotonic() > give_up_at:
            return found
        await asyncio.sleep(2)


async def _all_incidents(town: Town) -> list[Incident]:
    kept, found, before = town.foundation.incidents.incidents, [], ""
    while page := await kept.list(IncidentFilter(), before=before, limit=200):
        found += page
        before = page[-1].id
    return found


def _end(incident: Incident) -> str:
    if incident.fixed_at is not None:
        return "fixed"
    return f"called: {incident.called}" if incident.called else str(incident.state)


def _figures(
    load: str, took: Sequence[float], before: dict[str, float], after: dict[str, float]
) -> Figures:
    ordered = sorted(took)
    each = max(len(ordered), 1)
    cpu = {name: (after[name] - before[name]) * 1_000 / each for name in after}
    return Figures(
        load, len(ordered), _share(ordered, 0.5), _share(ordered, 0.95), _share(ordered, 1), cpu
    )


def _share(ordered: Sequence[float], part: float) -> float:
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


HEADS = ("load", "alerts", "p50 s", "p95 s", "max s", "server ms", "worker ms", "API ms")


def _row(each: Figures) -> list[str]:
    cpu = [each.cpu_ms[name] for name in ("temporal", "worker", "api")]
    times = [f"{seconds:.2f}" for seconds in (each.p50, each.p95, each.most)]
    return [each.load, str(each.alerts), *times, *(f"{number:.0f}" for number in cpu)]


async def measure(options: argparse.Namespace) -> list[Figures]:
    """Run both and return their figures."""
    async with open_town() as town:
        return [await baseline(town, options), await storm(town, options)]


def main() -> int:
    """Measure, print, and fail when a decision comes late or an alert is lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--per-minute", type=float, default=100)
    parser.add_argument("--baseline-minutes", type=float, default=2)
    parser.add_argument("--after", type=float, default=AFTER, help="seconds for what still repairs")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    options = parser.parse_args()
    keep_output_clean()
    logging.getLogger("temporalio").setLevel(logging.ERROR)
    install_runtime()
    found = asyncio.run(measure(options))
    if options.json:
        print_json({"bench": "storm", "loads": [asdict(each) for each in found]})
    else:
        print_table(HEADS, [_row(each) for each in found])
        last = found[-1]
        print(
            f"storm: {last.lost} lost, {last.undecided} undecided; answered p95 "
            f"{last.answered_p95:.2f} s, max {last.answered_most:.2f} s; {last.ends}"
        )
    last = found[-1]
    return 0 if last.p95 <= MOST_SECONDS and not last.lost + last.undecided else 1


if __name__ == "__main__":
    leave(main())

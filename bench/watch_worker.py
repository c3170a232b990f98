"""The worker of `bench.watches`: either our watches, or the naive loop, on the same checker.

The naive loop is what one writes first: a workflow that sleeps until the next check is due, runs an
activity that checks, and continues as new every hundred checks.

    python -m bench.watch_worker DESIGN TEMPORAL_ADDRESS DATABASE_URL TARGET_PORT SLOTS
"""

import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import PollerBehaviorAutoscaling, Worker

with workflow.unsafe.imports_passed_through():
    from activities.lingering import Lingering, spare_slots
    from activities.tasks import TaskActivities
    from activities.watching import WatchPorts
    from application.watches.web_monitors import WebMonitorChecker
    from bench.report import leave
    from bootstrap.running.worker import workflow_runner
    from bootstrap.system import SystemClock
    from bootstrap.temporal.client import install_runtime
    from bootstrap.temporal.failures import TranslateFailures
    from domain.common.errors import ZhibanError
    from domain.common.written_numbers import PageNumbers
    from domain.task_types.configs import AnyTask
    from domain.tasks.tasks import TaskType
    from domain.watches.care import care_of
    from domain.watches.watches import WatchMemory, next_due
    from integrations.fluent_words import read_lexicon
    from integrations.isolation.pool import ChildProcesses
    from integrations.web.fetcher import GuardedFetcher
    from integrations.web.guard import Guard
    from integrations.web.isolation import IsolatedReader
    from integrations.web.politeness import Politeness
    from storage.database import Database, open_database
    from storage.events.events import SqlEvents
    from storage.tasks.tasks import SqlRecalls, SqlTasks
    from storage.watches.page_texts import SqlPageTexts
    from storage.watches.watches import open_watches
    from workflows.watches.workflow import ThresholdWatchWorkflow, WebMonitorWorkflow

QUEUE = "bench-watches"
CHECKS_OF_A_RUN = 100


@dataclass(frozen=True)
class NaiveState:
    """What the naive loop carries on."""

    task: AnyTask
    memory: WatchMemory


@dataclass(frozen=True)
class NaiveActivities:
    """The check as an activity of its own."""

    checker: WebMonitorChecker

    @activity.defn(name="naive.check")
    async def check(self, state: NaiveState) -> WatchMemory:
        """Look once; memories travel through the history."""
        now = SystemClock().now()
        return (await self.checker.check(state.task, state.memory, now=now)).memory


@workflow.defn(name="NaiveWatch")
class NaiveWatch:
    """Sleep, check, repeat."""

    @workflow.run
    async def run(self, state: NaiveState) -> None:
        """Check a hundred times, then begin anew."""
        interval, memory = care_of(state.task).interval, state.memory
        for _ in range(CHECKS_OF_A_RUN):
            due = next_due(state.task.id, interval, after=workflow.now())
            await workflow.sleep(due - workflow.now())
            memory = await workflow.execute_activity_method(
                NaiveActivities.check,
                NaiveState(state.task, memory),
                start_to_close_timeout=timedelta(minutes=1),
            )
        workflow.continue_as_new(NaiveState(state.task, memory))


def checker_of(database: Database, port: int) -> WebMonitorChecker:
    """Return the real checker, allowed to look at this machine as often as it likes."""
    fetcher = GuardedFetcher(
        Guard([f"127.0.0.1:{port}"]), Politeness(exempt={"127.0.0.1"}), agent="Zhiban-bench/1"
    )
    reader = IsolatedReader(ChildProcesses())
    return WebMonitorChecker(
        fetcher, reader, SqlPageTexts(database, SystemClock()), PageNumbers(read_lexicon().units)
    )


async def run(design: str, address: str, url: str, port: int, slots: int) -> None:
    """Work until told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url))
        checker = checker_of(database, port)
        common: dict[str, Any] = {
            "task_queue": QUEUE,
            "workflow_runner": workflow_runner(),
            "interceptors": [TranslateFailures()],
            "workflow_failure_exception_types": [ZhibanError],
            "workflow_task_poller_behavior": PollerBehaviorAutoscaling(),
            "activity_task_poller_behavior": PollerBehaviorAutoscaling(),
            "graceful_shutdown_timeout": timedelta(seconds=20),
        }
        if design == "naive":
            naive = NaiveActivities(checker)
            worker = Worker(client, workflows=[NaiveWatch], activities=[naive.check], **common)
        else:
            events = SqlEvents(database)
            watches = await stack.enter_async_context(open_watches(events))
            lingering = Lingering(spare_slots(slots))
            await stack.enter_async_context(lingering.following(SqlRecalls(events)))
            tasks = SqlTasks(events)
            checkers = {TaskType.WEB_MONITOR: checker}
            ports = WatchPorts(checkers, tasks, watches, SystemClock(), lingering)
            ours = TaskActivities(tasks, ports)
            worker = Worker(
                client,
                workflows=[WebMonitorWorkflow, ThresholdWatchWorkflow],
                activities=[ours.watch, ours.record],
                max_concurrent_activities=slots,
                max_cached_workflows=50,
                max_heartbeat_throttle_interval=timedelta(minutes=4),
                **common,
            )
        await stack.enter_async_context(worker)
        print("ready", flush=True)
        await stop.wait()


def main() -> int:
    """Run until SIGTERM."""
    design, address, url, port, slots = sys.argv[1:]
    logging.basicConfig(level=logging.ERROR)
    install_runtime()
    asyncio.run(run(design, address, url, int(port), int(slots)))
    return 0


if __name__ == "__main__":
    leave(main())

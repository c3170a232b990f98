"""The worker of `bench.incident_memory`: production's own, with sources and clusters in memory.

No write ever comes to its end, so that whoever has no place in the cluster's budget waits for one,
as in a storm.

    python -m bench.incident_memory_worker ADDRESS QUEUE     # prints "ready"
"""

import asyncio
import logging
import signal
import sys
from pathlib import Path

from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from bench.plain_wait import PlainWaitWorkflow
from bench.report import leave
from bootstrap.incidents.policy_file import parse_policy
from bootstrap.running.worker import build_worker, workflow_runner
from bootstrap.temporal.client import install_runtime
from bootstrap.temporal.encryption import data_converter
from domain.clusters.repairs import Mode
from tests.fakes.incidents import IncidentRig, ScriptedRepairs, activities_of

POLICY = Path(__file__).parents[1] / "docs/policy.example.toml"
"""What each incident keeps a copy of is as long as an operator's, not as a test's."""

PLAIN = "-plain"
"""Ends the name of the queue of the workflows to compare with."""


async def run(address: str, queue: str) -> None:
    """Work until told to stop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await Client.connect(address, data_converter=data_converter(()))
    repairs = ScriptedRepairs(mode=Mode.AUTO, gate=asyncio.Event())
    runtime = IncidentRig(WorkflowEnvironment.from_client(client), repairs=repairs, queue=queue)
    runtime.policy = parse_policy(POLICY.read_text(), "of the bench")
    await runtime.move_in()
    deliveries = runtime.household.delivery_activities()
    activities = [
        *activities_of(runtime.activities()),
        deliveries.send,
        deliveries.another_way,
        deliveries.settle,
    ]
    plain = Worker(
        client,
        task_queue=queue + PLAIN,
        workflows=[PlainWaitWorkflow],
        workflow_runner=workflow_runner(),
    )
    async with plain, build_worker(client, activities, task_queue=queue):
        print("ready", flush=True)
        await stop.wait()
        leave(0)  # activities that never end would hold it for the worker's grace


def main() -> int:
    """Run until SIGTERM."""
    logging.basicConfig(level=logging.ERROR)
    install_runtime()
    asyncio.run(run(*sys.argv[1:]))
    return 0


if __name__ == "__main__":
    leave(main())

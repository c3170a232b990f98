"""What the process that works does: it runs activities and workflows until it is told to stop."""

import asyncio
from collections.abc import Sequence

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.background_jobs import BackgroundJobActivities
from bootstrap.activities import WatchWork, peoples_activities, watch_work
from bootstrap.assistant.model import open_model
from bootstrap.configuration.settings import Settings
from bootstrap.foundation import Foundation, open_foundation
from bootstrap.incidents.repairs import repair_work
from bootstrap.running.background_jobs import background_jobs, supervised
from bootstrap.running.liveness import living
from bootstrap.running.stopping import stop_signal
from bootstrap.running.worker import Activities, build_watch_worker, build_worker
from bootstrap.services import build_services
from bootstrap.telemetry import tracing
from bootstrap.temporal.client import register_search_attributes, worker_version
from domain.common.errors import Misconfigured
from workflows.deliveries.pushes import WATCHES

_log = structlog.get_logger(__name__)


async def run_worker(settings: Settings) -> None:
    """Work until told to stop; what is running may finish within the worker's grace."""
    with tracing(settings.otlp_endpoint, service="worker"):
        async with (
            open_foundation(settings, metrics=True, part="worker") as foundation,
            open_model(settings.llm) as model,
        ):
            await _make_searchable(foundation.client)
            services = build_services(foundation)
            repairing = repair_work(foundation)
            watching = watch_work(foundation, model, repairing)
            jobs = background_jobs(foundation, services, repairing)
            serving = [
                *peoples_activities(foundation, services, model, repairing),
                BackgroundJobActivities(jobs, foundation.clock).run,
            ]
            workers = _workers(foundation, serving, watching)
            async with (
                living(settings.worker, foundation.stores.progress, foundation.clock),
                watching.lingering.following(foundation.stores.recalls),
                supervised(foundation, services, jobs),
                stop_signal() as stopped,
            ):
                await _work_until(workers, stopped)


def _workers(foundation: Foundation, activities: Activities, watching: WatchWork) -> list[Worker]:
    settings, client = foundation.settings, foundation.client
    queue, version = settings.temporal.queue, worker_version(settings.temporal)
    return [
        build_worker(client, activities, task_queue=queue, version=version),
        build_watch_worker(
            client,
            watching.activities,
            task_queue=queue + WATCHES,
            slots=settings.watches.slots,
            version=version,
            cached=settings.watches.cached,
        ),
    ]


async def _make_searchable(client: Client) -> None:
    """Teach the namespace our search attributes; where we may not, say who has to."""
    try:
        added = await register_search_attributes(client)
    except Misconfigured as error:
        _log.warning("temporal.search_attributes_missing", reason=str(error))
        return
    if added:
        _log.info("temporal.search_attributes_added", names=added)


async def _work_until(workers: Sequence[Worker], stopped: asyncio.Event) -> None:
    """Run workers until the event is set, or until one fails by itself."""
    working = [asyncio.create_task(worker.run()) for worker in workers]
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait((*working, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await asyncio.gather(*(worker.shutdown() for worker in workers))
    await asyncio.gather(*working)

"""What the installation does by itself, and what each worker has to see to on its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from activities.background_jobs import BackgroundJob, Round, each_alike
from application.incidents.rounds.heartbeats import HeartbeatWatch
from application.incidents.rounds.observed import ObservedDigests
from application.incidents.sources import AlertPoller
from application.oncall.duty_book import DutyBook
from application.oncall.notices import OnCallNotices
from application.people.memory_vectors import MemoryVectors
from application.services import Services
from bootstrap.discussions import keep_following, keep_telling
from bootstrap.foundation import Foundation
from bootstrap.incidents.reconcile import keep_configs, polling
from bootstrap.incidents.repairs import RepairWork, stopped_incidents
from bootstrap.running.reconcile import (
    reconcile_briefings,
    reconcile_incidents,
    reconcile_tasks,
    reconcile_webhooks,
)
from bootstrap.running.supervise import supervise
from bootstrap.services import task_care, watch_lives
from bootstrap.system import clocks_version
from bootstrap.webhooks import webhook_endpoints
from orchestration.alerts import TemporalAlerts
from orchestration.background_jobs import TemporalJobs
from orchestration.briefings import TemporalBriefings
from orchestration.deliveries import TemporalDeliveries
from orchestration.webhooks import TemporalForwarding

BETWEEN_ROUNDS = timedelta(minutes=5)
"""How long what was ended in Temporal, or never started, may go unnoticed."""

ONCALL_ROUNDS = timedelta(minutes=1)
"""How late people hear that they are on call, or were asked for a swap."""

VECTOR_ROUNDS = timedelta(seconds=30)
"""How late a new memory is found by meaning, too; by its words it is found at once."""

HEARTBEAT_ROUNDS = timedelta(minutes=1)
"""How late it is noticed that a source of alerts fell silent."""

SETTINGS = "settings"


def background_jobs(
    foundation: Foundation, services: Services, repairing: RepairWork
) -> dict[str, BackgroundJob]:
    """Return what is done once for the whole installation, in one worker at a time."""
    settings, stores = foundation.settings, foundation.stores
    care, tasks = task_care(foundation), watch_lives(foundation)
    briefings = TemporalBriefings(foundation.client, settings.temporal.queue)
    stopped = stopped_incidents(foundation, repairing)
    jobs = {
        "briefings": BackgroundJob(
            BETWEEN_ROUNDS,
            each_alike(
                lambda: reconcile_briefings(
                    stores.people, services.briefings, briefings.running_ids
                )
            ),
        ),
        "tasks": BackgroundJob(
            BETWEEN_ROUNDS, each_alike(lambda: reconcile_tasks(care, tasks.running_ids))
        ),
        "incidents": BackgroundJob(
            BETWEEN_ROUNDS,
            each_alike(lambda: reconcile_incidents(stopped, repairing.lives.running)),
        ),
        "oncall": BackgroundJob(ONCALL_ROUNDS, _oncall(foundation, services)),
        "observed": BackgroundJob(BETWEEN_ROUNDS, each_alike(_observed(foundation).round)),
        SETTINGS: BackgroundJob(BETWEEN_ROUNDS, each_alike(_settings(foundation))),
    }
    if foundation.outside.embeddings is not None:
        vectors = MemoryVectors(stores.memories, foundation.outside.embeddings)
        jobs["memories"] = BackgroundJob(VECTOR_ROUNDS, each_alike(vectors.round))
    if settings.repairs.config_seconds:
        clusters, policies = foundation.outside.clusters, foundation.incidents.policies
        jobs["configs"] = BackgroundJob(
            timedelta(seconds=settings.repairs.config_seconds),
            each_alike(lambda: keep_configs(clusters, policies, repairing.repairs)),
        )
    if settings.alerts.silence_seconds:
        watch = HeartbeatWatch(
            foundation.incidents.heartbeats,
            repairing.intake,
            foundation.clock,
            timedelta(seconds=settings.alerts.silence_seconds),
        )
        jobs["heartbeats"] = BackgroundJob(HEARTBEAT_ROUNDS, _heartbeats(watch))
    if settings.alerts.poll_seconds:
        readers, kept = foundation.outside.alert_polls, foundation.incidents.alerts
        jobs["alert-poll"] = BackgroundJob(
            timedelta(seconds=settings.alerts.poll_seconds),
            polling(AlertPoller(readers, kept, repairing.intake, foundation.clock)),
        )
    return jobs


def _oncall(
    foundation: Foundation, services: Services
) -> Callable[[datetime | None], Awaitable[Round]]:
    """Return the rounds that tell people of hand-overs, gaps and swaps."""
    stores = foundation.stores
    notices = OnCallNotices(
        stores.oncall,
        services.oncall_swaps,
        stores.people,
        stores.briefings,
        foundation.incidents.incidents,
        stores.events,
        TemporalDeliveries(foundation.client, foundation.settings.temporal.queue),
        foundation.clock,
    )

    async def run(since: datetime | None) -> Round:
        return Round(await notices.round(since))

    return run


def _observed(foundation: Foundation) -> ObservedDigests:
    """Return what tells once a day what was only observed."""
    stores, kept = foundation.stores, foundation.incidents
    return ObservedDigests(
        kept.incidents,
        kept.policies,
        stores.events,
        DutyBook(stores.oncall, clocks_version()),
        stores.people,
        stores.briefings,
        TemporalDeliveries(foundation.client, foundation.settings.temporal.queue),
        foundation.clock,
    )


def _heartbeats(watch: HeartbeatWatch) -> Callable[[datetime | None], Awaitable[Round]]:
    """Return the rounds that look whether sources of alerts are still heard."""

    async def run(since: datetime | None) -> Round:
        return Round(await watch.round(since))

    return run


def _settings(foundation: Foundation) -> Callable[[], Awaitable[None]]:
    """Return what starts all that the settings name: events to programs, and the sweep."""
    settings, client = foundation.settings, foundation.client
    queue, alerts = settings.temporal.queue, settings.alerts
    programs = tuple(each.name for each in webhook_endpoints(settings).values() if each.types)
    forwarding = TemporalForwarding(client, queue)
    lives = TemporalAlerts(client, queue, foundation.clock, alerts.zone)

    async def reconcile() -> None:
        await reconcile_webhooks(forwarding, programs)
        if alerts.sweep_hour >= 0:
            await lives.ensure_sweep(hour=alerts.sweep_hour)

    return reconcile


@asynccontextmanager
async def supervised(
    foundation: Foundation, services: Services, jobs: Mapping[str, BackgroundJob]
) -> AsyncIterator[None]:
    """See, while the block lasts, to what only this worker can.

    Every worker keeps the background jobs running, because whatever does so for all of them could
    itself be ended; starting what runs changes nothing. A worker that begins starts what its
    settings name, because no other may know them yet. What was said in discussions lies in files
    of its machine.
    """
    lives = TemporalJobs(foundation.client, foundation.settings.temporal.queue)
    own: dict[str, Callable[[], Awaitable[object]]] = {
        "jobs": lambda: keep_running(lives, jobs),
        SETTINGS: _settings(foundation),
        "discussions": lambda: keep_telling(services.discussions.notices),
        "incident-discussions": lambda: keep_following(
            services.incident_story.talk, foundation.clock
        ),
    }
    running = [asyncio.create_task(supervise(name, job)) for name, job in own.items()]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def keep_running(
    lives: TemporalJobs, jobs: Collection[str], *, pause: timedelta = BETWEEN_ROUNDS
) -> None:
    """Keep each background job running; ends only when cancelled, or when Temporal is away."""
    while True:
        await lives.ensure(jobs)
        await asyncio.sleep(pause.total_seconds())

"""Every service on its ports: what faces are built from."""

from collections.abc import Mapping
from dataclasses import replace

from application.briefings.briefings import BriefingDesk
from application.briefings.shares import ShareDesk
from application.clusters.clusters import ClusterDesk
from application.deliveries.deliveries import DeliveryDesk
from application.deliveries.text_messages import SmsDesk
from application.deliveries.webhooks import WebhookDesk
from application.desks import Desks
from application.events.events import EventDesk
from application.incidents.audit import AuditDesk
from application.incidents.controls import ControlDesk
from application.incidents.waking import IncidentWaking
from application.logs.logs import LogDesk
from application.people.memories import MemoryDesk
from application.people.people import PeopleDesk
from application.people.proofs import ProofDesk
from application.ports.people import People
from application.ports.tasks import TaskLives
from application.schedules.digests import DigestDesk
from application.schedules.weather import WeatherDesk
from application.tasks.care import TaskCare
from application.tasks.tasks import TaskDesk
from application.tasks.views import TaskViews
from application.watches.pages import PageDesk
from application.watches.screenshots import ScreenshotDesk
from bootstrap.assistant.conversations import conversation_desk
from bootstrap.assistant.read_tools import McpReadTools
from bootstrap.configuration.settings import Settings
from bootstrap.configuration.task_checks import ConfigChecks
from bootstrap.discussions import discussion_desk
from bootstrap.foundation import Foundation
from bootstrap.incidents.repairs import (
    cluster_edit_desk,
    incident_desk,
    incident_metrics_desk,
    policy_desk,
    repair_work,
    weight_desk,
)
from bootstrap.outside import destinations
from bootstrap.stores import Stores
from bootstrap.system import SystemClock, SystemIds
from bootstrap.webhooks import webhook_endpoints
from domain.common.errors import InvalidRequest, Misconfigured
from domain.deliveries.deliveries import ChannelKind
from domain.watches.metrics.presets import Preset, read_presets, shipped_presets
from integrations.passwords.hashing import Argon2Passwords
from orchestration.briefings import TemporalBriefings
from orchestration.schedules import TemporalSchedules
from orchestration.task_lives import TaskLivesByType
from orchestration.watches import TemporalWatches
from orchestration.webhooks import TemporalForwarding
from workflows.deliveries.pushes import WATCHES


def people_desk(stores: Stores) -> PeopleDesk:
    """Return the service for accounts; it needs nothing but the database."""
    return PeopleDesk(
        stores.people,
        Argon2Passwords(),
        stores.throttle,
        stores.events,
        SystemClock(),
        SystemIds(),
    )


def proof_desk(stores: Stores) -> ProofDesk:
    """Return the service for passwords, sessions and tokens."""
    return ProofDesk(
        stores.people,
        stores.tokens,
        stores.sessions,
        Argon2Passwords(),
        stores.throttle,
        stores.events.with_reserve(),
        SystemClock(),
        SystemIds(),
    )


def build_desks(foundation: Foundation) -> Desks:
    """Return every service."""
    stores, outside, settings = foundation.stores, foundation.outside, foundation.settings
    clock, ids = foundation.clock, foundation.ids
    briefings, work = _briefing_desk(foundation), repair_work(foundation)
    people = replace(
        people_desk(stores),
        open_registration=settings.api.open_registration,
        welcome=briefings.start,
    )
    desks = Desks(
        people,
        proof_desk(stores),
        briefings,
        ShareDesk(stores.shares, stores.briefings, stores.events, clock, ids),
        LogDesk(outside.logs, outside.alarms, clock),
        EventDesk(stores.events, clock, ids, stores.quotas, stores.people, foundation.words),
        DeliveryDesk(stores.deliveries),
        TaskDesk(
            stores.tasks,
            task_lives(foundation),
            stores.watches,
            stores.people,
            stores.events,
            clock,
            ids,
            stores.quotas,
            presets=frozenset(metric_presets(settings)),
            destinations=destinations(settings),
            most_each=settings.watches.most_each,
        ),
        DigestDesk(stores.digests),
        ScreenshotDesk(stores.tasks, stores.screenshots),
        MemoryDesk(stores.memories, clock, ids, stores.quotas),
        WeatherDesk(outside.weather, stores.people, clock, foundation.words),
        SmsDesk(
            outside.channels.get(ChannelKind.SMS),
            stores.pace,
            stores.deliveries,
            stores.events,
            clock,
            ids,
            sandbox=settings.sandbox,
        ),
        PageDesk(outside.web.fetcher, outside.web.reader),
        WebhookDesk(
            webhook_endpoints(settings),
            stores.forwardings,
            TemporalForwarding(foundation.client, settings.temporal.queue),
            stores.events,
        ),
        incident_desk(foundation, work),
        incident_metrics_desk(foundation),
        policy_desk(foundation),
        weight_desk(foundation),
        ControlDesk(
            foundation.incidents.controls,
            stores.events.with_reserve(),
            clock,
            ids,
            IncidentWaking(foundation.incidents.incidents, work.lives),
        ),
        AuditDesk(foundation.incidents.audit),
        ClusterDesk(outside.clusters),
        cluster_edit_desk(foundation, work),
        discussion_desk(foundation),
        foundation.plugins.desk,
        conversation_desk(foundation),
        words=foundation.words,
        sandbox=settings.sandbox,
    )
    checks = ConfigChecks(McpReadTools(desks))
    return replace(desks, tasks=replace(desks.tasks, check=checks))


def task_lives(foundation: Foundation) -> TaskLives:
    """Return what steers tasks, whatever they live as."""
    client, stores = foundation.client, foundation.stores
    queue = foundation.settings.temporal.queue
    return TaskLivesByType(
        watch_lives(foundation),
        TemporalSchedules(client, queue, stores.tasks, foundation.clock),
    )


def watch_lives(foundation: Foundation) -> TemporalWatches:
    """Return what steers watches."""
    stores, queue = foundation.stores, foundation.settings.temporal.queue
    return TemporalWatches(
        foundation.client, queue + WATCHES, stores.tasks, stores.watches, foundation.clock
    )


def task_care(foundation: Foundation) -> TaskCare:
    """Return what brings tasks and their lives together again."""
    stores = foundation.stores
    views = TaskViews(task_lives(foundation), stores.watches)
    return TaskCare(stores.tasks, views, foundation.clock)


def metric_presets(settings: Settings) -> Mapping[str, Preset]:
    """Return the metrics that have a name: ours, and those of the settings.

    Raises:
        Misconfigured: one of the settings breaks a rule; says which.
    """
    try:
        return read_presets(shipped_presets() | settings.metric_presets)
    except InvalidRequest as error:
        raise Misconfigured(f"ZHIBAN_METRIC_PRESETS is wrong: {error}") from None


def _briefing_desk(foundation: Foundation) -> BriefingDesk:
    stores = foundation.stores
    return BriefingDesk(
        TemporalBriefings(
            foundation.client,
            foundation.settings.temporal.queue,
            last_given=lambda person_id: _last_given(stores.people, person_id),
        ),
        stores.briefings,
        stores.people,
        foundation.outside.logs,
        stores.progress,
        foundation.clock,
        foundation.ids,
        foundation.words,
        destinations(foundation.settings),
    )


async def _last_given(people: People, person_id: str) -> str:
    person = await people.get(person_id)
    return person.last_log_trigger_date if person else ""

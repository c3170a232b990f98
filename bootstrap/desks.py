"""Every service on its ports: what faces are built from, and what the worker runs."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from temporalio.client import Client

from activities.briefings import BriefingActivities
from activities.deliveries import DeliveryActivities
from application.briefings import BriefingDesk
from application.deliveries import DeliveryDesk
from application.desks import Desks
from application.events import EventDesk
from application.fact_gathering import FactGathering
from application.logs import LogDesk
from application.messages import Messages
from application.people import PeopleDesk
from application.ports.people import People
from application.shares import ShareDesk
from bootstrap.outside import Outside, open_outside
from bootstrap.settings import Settings
from bootstrap.stores import Stores, stores_on
from bootstrap.system import SystemClock, SystemIds
from bootstrap.temporal import connect
from bootstrap.worker import activities_of
from integrations.drain3_miner.miner import Drain3Miner
from integrations.html_briefing.writer import AllForms
from integrations.markdown_mail.writer import MarkdownMail
from integrations.passwords.hashing import Argon2Passwords
from orchestration.briefings import TemporalBriefings
from storage.budgets import SqlTokenBudget
from storage.database import Database, open_database


@dataclass(frozen=True)
class Foundation:
    """What everything else stands on, opened once per process."""

    settings: Settings
    database: Database
    client: Client
    stores: Stores
    outside: Outside
    clock: SystemClock
    ids: SystemIds


@asynccontextmanager
async def open_foundation(
    settings: Settings, *, metrics: bool = False
) -> AsyncIterator[Foundation]:
    """Open the database, Temporal and the outside world, and close them at the end.

    Args:
        settings: what to open.
        metrics: whether this process serves Temporal's numbers; only workers do.

    Raises:
        Misconfigured: a part refuses us, or the tables are of another version.
        Unavailable: a part does not answer.
    """
    clock = SystemClock()
    async with open_database(settings.database) as database:
        await database.check()
        stores = stores_on(database)
        client = await connect(settings, metrics=settings.metrics if metrics else None)
        budget = SqlTokenBudget(database, settings.llm.daily_tokens)
        async with open_outside(settings, pace=stores.pace, clock=clock, budget=budget) as outside:
            yield Foundation(settings, database, client, stores, outside, clock, SystemIds())


def people_desk(stores: Stores) -> PeopleDesk:
    """Return the service for people; it needs nothing but the database."""
    return PeopleDesk(
        stores.people,
        stores.tokens,
        stores.sessions,
        stores.throttle,
        Argon2Passwords(),
        stores.events,
        SystemClock(),
        SystemIds(),
    )


def build_desks(foundation: Foundation) -> Desks:
    """Return every service."""
    stores, outside = foundation.stores, foundation.outside
    clock, ids = foundation.clock, foundation.ids
    briefings = BriefingDesk(
        TemporalBriefings(
            foundation.client,
            foundation.settings.temporal.queue,
            last_given=lambda person_id: _last_given(stores.people, person_id),
        ),
        stores.briefings,
        stores.people,
        outside.logs,
        stores.progress,
        clock,
        ids,
    )
    people = replace(
        people_desk(stores),
        open_registration=foundation.settings.api.open_registration,
        welcome=briefings.start,
    )
    return Desks(
        people,
        briefings,
        ShareDesk(stores.shares, stores.briefings, stores.events, clock, ids),
        LogDesk(outside.logs, outside.alarms, clock),
        EventDesk(stores.events, clock, ids),
        DeliveryDesk(stores.deliveries),
        sandbox=foundation.settings.sandbox,
    )


async def _last_given(people: People, person_id: str) -> str:
    person = await people.get(person_id)
    return person.last_log_trigger_date if person else ""


def build_activities(foundation: Foundation) -> Sequence[Callable[..., Any]]:
    """Return every activity, bound to its ports."""
    stores, outside, settings = foundation.stores, foundation.outside, foundation.settings
    shares = ShareDesk(
        stores.shares, stores.briefings, stores.events, foundation.clock, foundation.ids
    )
    messages = Messages(
        stores.briefings,
        stores.events,
        shares,
        MarkdownMail(),
        lambda token: f"{settings.api.address}/s/{token}",
        sandbox=settings.sandbox,
    )
    gatherer = FactGathering(
        outside.logs,
        outside.alarms,
        outside.metrics,
        stores.happenings,
        Drain3Miner(),
        tuple(settings.tencent.topics),
        sandbox=settings.sandbox,
    )
    return activities_of(
        BriefingActivities(
            gatherer,
            outside.summariser,
            AllForms(),
            stores.briefings,
            stores.people,
            stores.events,
            stores.progress,
        ),
        DeliveryActivities(
            outside.channels,
            stores.deliveries,
            messages,
            stores.people,
            stores.pace,
            stores.events,
            foundation.clock,
        ),
    )

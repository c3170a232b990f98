"""What every process stands on: database, Temporal, the outside world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client

from application.ports.rendering import Renderer
from bootstrap.assistant.plugins import PluginParts, open_plugins
from bootstrap.configuration.settings import Settings
from bootstrap.incidents.stores import IncidentStores, incident_stores
from bootstrap.outside import Outside, open_outside
from bootstrap.stores import Stores, stores_on
from bootstrap.system import SystemClock, SystemIds
from bootstrap.temporal.client import connect
from bootstrap.temporal.ownership import claim_namespace
from integrations.fluent_words import read_words
from storage.database import Database, open_database


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What everything else stands on, opened once per process."""

    settings: Settings
    database: Database
    client: Client
    stores: Stores
    incidents: IncidentStores
    outside: Outside
    plugins: PluginParts
    clock: SystemClock
    ids: SystemIds
    words: Renderer


@asynccontextmanager
async def open_foundation(
    settings: Settings, *, metrics: bool = False, part: str = ""
) -> AsyncIterator[Foundation]:
    """Open the database, Temporal and the outside world, and close them at the end.

    Args:
        settings: what to open.
        metrics: whether this process serves Temporal's numbers; only workers do.
        part: what this process is among those that stay: `worker`, `api` or `mcp`.

    Raises:
        Misconfigured: a part refuses us, the tables are of another version, or the namespace is
            another installation's.
        Unavailable: a part does not answer.
    """
    clock, ids = SystemClock(), SystemIds()
    async with open_database(
        settings.database, connections=settings.database_connections
    ) as database:
        await database.check()
        stores = stores_on(database, clock, settings.encryption_keys)
        incidents = incident_stores(settings, database, stores.events, clock)
        client = await connect(settings, metrics=settings.metrics if metrics else None)
        await claim_namespace(settings, database, client)
        async with (
            open_outside(settings, pace=stores.pace, clock=clock) as outside,
            open_plugins(settings, stores, clock, ids, part=part) as plugins,
        ):
            try:
                yield Foundation(
                    settings=settings,
                    database=database,
                    client=client,
                    stores=stores,
                    incidents=incidents,
                    outside=outside,
                    plugins=plugins,
                    clock=clock,
                    ids=ids,
                    words=read_words(),
                )
            finally:
                await stores.close()

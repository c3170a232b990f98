"""People's plugins put together: one façade for each process, behind the guard of web traffic."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
from mcp_types import Implementation

from application.plugins.plugins import PluginService
from application.ports.assistant.toolboxes import Toolbox
from application.ports.clock import Clock, Ids
from application.ports.people import People, Throttle
from application.ports.rendering import Renderer
from bootstrap.authorities import authorities
from bootstrap.configuration.plugins import PluginsSettings
from bootstrap.configuration.settings import Settings
from bootstrap.sealing import KeySealing
from bootstrap.stores import Stores
from bootstrap.version import own_version
from domain.people.access import Permission, permissions_of
from integrations.plugins.admission import Admission
from integrations.plugins.figures import FigureKeeper
from integrations.plugins.host import PooledPlugins, Standings
from integrations.plugins.registrations import Costs, StoredRegistrations
from integrations.plugins.toolbox import PluginToolbox
from integrations.web.guard import Guard, Resolve, SystemResolver
from integrations.web.refusals import Refusal
from mcp_client import ClientPool, Limits, Network
from storage.plugins.plugins import SqlPlugins

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class PluginParts:
    """What the service and the assistant are built from.

    Attributes:
        most_each: plugins of one person.
    """

    store: SqlPlugins
    host: PooledPlugins
    people: People
    throttle: Throttle
    clock: Clock
    ids: Ids
    most_each: int

    @property
    def service(self) -> PluginService:
        """The service for plugins."""
        return PluginService(
            self.store, self.host, self.throttle, self.clock, self.ids, self.most_each
        )

    def toolbox(self, words: Renderer) -> Toolbox:
        """Return the tools of plugins, for the assistant."""
        return PluginToolbox(
            self.host.client_pool,
            self.store,
            self.people,
            self.clock,
            self.ids,
            words,
            masks=self.host.registrations.masks,
        )


@asynccontextmanager
async def open_plugins(
    settings: Settings,
    stores: Stores,
    clock: Clock,
    ids: Ids,
    *,
    resolve: Resolve | None = None,
    part: str = "",
) -> AsyncIterator[PluginParts]:
    """Open what connects to plugins, and close every connection at the end; none is made yet.

    Args:
        settings: where plugins may be, and what they may cost.
        stores: the database; knows, too, who is still an admin.
        clock: for what is noted.
        ids: for what is noted.
        resolve: looks names up; None: as this machine does.
        part: what this process is: `worker`, `api`, `mcp`; what it counts at plugins is then kept
            for all processes to show. Empty: a command that is soon over, whose figures are not.

    Raises:
        Misconfigured: an entry of `ZHIBAN_PLUGINS_ALLOW` cannot be understood.
    """
    plugins, resolver = settings.plugins, SystemResolver()
    guard = Guard(plugins.allow, resolve=resolve or resolver, on_refused=_refused)
    store = SqlPlugins(stores.events, KeySealing(settings.encryption_keys))
    costs, admission = _costs(plugins), Admission(guard.admit)

    async def may_start(owner: str) -> bool:
        person = await stores.people.get(owner)
        held = permissions_of(person.roles) if person and not person.disabled else frozenset()
        return Permission.MANAGE_PEOPLE in held

    def network() -> Network:
        return Network(
            admission.admit,
            commands=plugins.commands.values(),
            tls=authorities(settings.web.ca_file, "ZHIBAN_WEB_CA_FILE"),
            client=Implementation(name="zhiban", version=own_version()),
        )

    registrations = StoredRegistrations(store, costs, may_start)
    limits = Limits(most_open=plugins.most_open, idle_after=plugins.idle_minutes * 60)
    try:
        async with AsyncExitStack() as stack:
            client_pool = ClientPool(network, registrations=registrations, limits=limits)
            await stack.enter_async_context(client_pool)
            Standings(store, registrations, clock, ids).listen(client_pool)
            keeper = FigureKeeper(client_pool, store, registrations, clock, _process(part))
            if part:
                await stack.enter_async_context(keeper.keeping())
            host = PooledPlugins(client_pool, admission, registrations, costs, keeper)
            yield PluginParts(
                store=store,
                host=host,
                people=stores.people,
                throttle=stores.throttle,
                clock=clock,
                ids=ids,
                most_each=plugins.most_each,
            )
    finally:
        resolver.close()


def _process(part: str) -> str:
    """Return what a process is called beside the figures that it counted."""
    return f"{part or 'terminal'} {os.getpid()}@{socket.gethostname()[:64]}"


def _costs(plugins: PluginsSettings) -> Costs:
    return Costs(
        connect_seconds=plugins.connect_seconds,
        result_bytes=plugins.result_kb * 1024,
        commands=plugins.commands,
    )


def _refused(refusal: Refusal) -> None:
    """Leave a trace of every address that was refused (WEB-6)."""
    _log.warning(
        "plugins.address_refused",
        reason=refusal.reason,
        host=refusal.host,
        port=refusal.port,
        address=refusal.address,
        kind=refusal.kind,
    )

"""Keeps the port `PluginHost` with the client's façade, and notes how plugins stand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from application.ports.assistant.plugins import Plugins, PluginTool, Trial
from application.ports.clock import Clock, Ids
from domain.common.errors import InvalidRequest, Misconfigured, ZhibanError
from domain.common.messages import Called, Command, Message, Names, message
from domain.plugins.figures import PluginFigures
from domain.plugins.plugins import Plugin, PluginState, PluginTransport, PluginWiring
from integrations.plugins.admission import Admission
from integrations.plugins.care import care_of
from integrations.plugins.faults import error_of, state_of
from integrations.plugins.figures import FigureKeeper
from integrations.plugins.masking import Mask
from integrations.plugins.registrations import Costs, StoredRegistrations
from mcp_client import ClientPool, RemoteTool, State, Status, StatusChange

LIST_SECONDS = 15.0
"""That somebody waits who asks for the tools of one plugin."""

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 2_000
"""Characters of a tool's own words that are shown to people."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PooledPlugins:
    """Connects to plugins through the façade that a process has."""

    client_pool: ClientPool
    admission: Admission
    registrations: StoredRegistrations
    costs: Costs
    figure_keeper: FigureKeeper

    async def admit(self, plugin: Plugin, wiring: PluginWiring) -> None:
        """Return when a plugin may be connected to, as far as that can be told now."""
        if plugin.transport is not PluginTransport.STDIO:
            await self.admission.check(wiring)
        elif wiring.command not in self.costs.commands:
            raise InvalidRequest("command", _one_of(self.costs.commands))

    async def test(self, plugin: Plugin, wiring: PluginWiring) -> Trial:
        """Connect anew, list the tools, and say what came of it."""
        try:
            config = self.registrations.config_with(plugin, wiring)
        except Misconfigured as error:
            return Trial(PluginState.REFUSED_ADDRESS, str(error), (), 0.0)
        mask = self._mask(plugin)
        tried = await self.client_pool.test_connection(plugin.owner, plugin.name, config)
        if tried.fault is not None:
            state = state_of(tried.fault.kind) or PluginState.FAILING
            return Trial(state, mask.text(tried.fault.sentence), (), tried.seconds)
        tools = tuple(_shown(each, plugin, mask) for each in tried.tools)
        return Trial(PluginState.READY, "", tools, tried.seconds)

    async def tools(self, plugin: Plugin, wiring: PluginWiring) -> tuple[PluginTool, ...]:
        """Return the tools, as remembered when they were listed lately."""
        if not plugin.enabled:  # the façade knows no plugin that is not to be used
            config = self.registrations.config_with(plugin, wiring)
            tried = await self.client_pool.test_connection(plugin.owner, plugin.name, config)
            found, fault = tried.tools, tried.fault
        else:
            listing = await self.client_pool.get_tools(
                plugin.owner, plugin.name, patience=LIST_SECONDS
            )
            found, fault = listing.tools, listing.away.get(plugin.name)
        mask = self._mask(plugin)
        if fault is not None:
            raise error_of(fault, mask)
        return tuple(_shown(each, plugin, mask) for each in found)

    async def figures(self, plugin: Plugin) -> PluginFigures | None:
        """Return what this process has counted up to now; None: it has not used the plugin."""
        return await self.figure_keeper.live(plugin)

    async def forget(self, owner: str, name: str) -> None:
        """Close what is open to a plugin and forget what is known of it."""
        await self.client_pool.unregister(owner, name)

    def _mask(self, plugin: Plugin) -> Mask:
        return self.registrations.masks.of(plugin.owner, plugin.name)


@dataclass(frozen=True)
class Standings:
    """Notes every change of a plugin's state where all processes see it."""

    plugins: Plugins
    registrations: StoredRegistrations
    clock: Clock
    ids: Ids

    def listen(self, client_pool: ClientPool) -> Callable[[], None]:
        """Take down what a façade tells from here on; call what is returned to end that."""
        return client_pool.on_status(self.note)

    async def note(self, change: StatusChange) -> None:
        """Note how a plugin stands, unless it has been changed since it was spoken to."""
        status = change.after
        state = _state_of(status)
        if state is None:
            return
        try:
            kept = await self.plugins.get(status.owner, status.server)
            used = self.registrations.revision(status.owner, status.server)
            if kept is None or kept.plugin.revision != used:
                return
            await self.plugins.note(
                kept.plugin,
                state,
                said="" if state is PluginState.READY else self._masked(status),
                tools=status.tools,
                at=self.clock.now(),
                unique=self.ids.new(),
            )
        except ZhibanError as error:  # it is looked at again when it changes again
            _log.warning("plugins.standing_not_kept", plugin=status.server, reason=str(error))

    def _masked(self, status: Status) -> str:
        return self.registrations.masks.of(status.owner, status.server).text(status.sentence)


def _state_of(status: Status) -> PluginState | None:
    if status.state is State.NEW:
        return None
    return PluginState.READY if status.kind is None else state_of(status.kind)


def _shown(tool: RemoteTool, plugin: Plugin, mask: Mask) -> PluginTool:
    return PluginTool(
        mask.beginning(tool.name, LONGEST_TITLE),
        mask.beginning(tool.title, LONGEST_TITLE),
        mask.beginning(tool.description, LONGEST_DESCRIPTION),
        care_of(tool, trusted=plugin.trusted),
    )


def _one_of(commands: Iterable[str]) -> Message:
    names = sorted(commands)
    if not names:
        return message("plugin.no_commands", setting=Command("ZHIBAN_PLUGINS_COMMANDS"))
    return message("plugin.one_of_commands", names=Names(tuple(map(Called, names))))

"""People's plugins as the client's registrations: read anew at every use.

So a change is seen by all processes at once, and a plugin that was removed or disabled in one is
not called in another.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from application.ports.assistant.plugins import Plugins
from domain.common.errors import Conflict, Misconfigured, NotFound
from domain.plugins.plugins import Plugin, PluginTransport, PluginWiring
from integrations.plugins.masking import Masks
from mcp_client import ServerConfig, Transport

MOST_REMEMBERED = 2_000
"""Configurations whose wiring need not be unsealed again; some 2 KiB each."""

MayStart = Callable[[str], Awaitable[bool]]
"""Says whether a person may have programs started on our machine, as their roles are now."""


@dataclass(frozen=True)
class Costs:
    """What one plugin may cost.

    Attributes:
        connect_seconds: for a connection and each answer of the handshake.
        result_bytes: of one answer, unpacked.
        tools: of its list.
        commands: programs that may be started, by name, each with all its arguments.
    """

    connect_seconds: float = 10.0
    result_bytes: int = 4 * 1024 * 1024
    tools: int = 500
    commands: Mapping[str, Sequence[str]] = field(default_factory=dict)


def config_of(plugin: Plugin, wiring: PluginWiring, costs: Costs) -> ServerConfig:
    """Return how the client reaches a plugin.

    Raises:
        Misconfigured: its command is not in the operators' list any more, or its address cannot be
            read.
    """
    seconds = plugin.timeout.total_seconds()
    command = tuple(costs.commands.get(wiring.command, ()))
    if plugin.transport is PluginTransport.STDIO and not command:
        raise Misconfigured(
            f"The command '{wiring.command}' of the plugin '{plugin.name}' is not in "
            "ZHIBAN_PLUGINS_COMMANDS any more."
        )
    try:
        return ServerConfig(
            transport=Transport(plugin.transport.value),
            url=wiring.url,
            headers=wiring.headers,
            command=command,
            timeout=seconds,
            connect_timeout=min(costs.connect_seconds, seconds),
            most_result_bytes=costs.result_bytes,
            most_tools=costs.tools,
        )
    except ValueError as error:  # the client reads some addresses more strictly than our rules
        raise Misconfigured(f"The plugin '{plugin.name}' cannot be reached so: {error}") from None


class StoredRegistrations:
    """Keeps the client's port `Registrations`; registering itself is the service's.

    Args:
        plugins: where they are kept.
        costs: what each may cost.
        may_start: asked about the owners of programs.

    Attributes:
        masks: of all that is sent to plugins with the configurations that were given here.
    """

    def __init__(self, plugins: Plugins, costs: Costs, may_start: MayStart) -> None:
        self._plugins = plugins
        self._costs = costs
        self._may_start = may_start
        self.masks = Masks()
        self._known: OrderedDict[tuple[str, str], tuple[str, ServerConfig]] = OrderedDict()

    async def find(self, owner: str, server: str) -> ServerConfig | None:
        """Return how to reach an enabled plugin; None: there is none of that name."""
        kept = await self._plugins.get(owner, server)
        return await self._usable(kept.plugin) if kept else None

    async def all_of(self, owner: str) -> Mapping[str, ServerConfig]:
        """Return how to reach all of a person's enabled plugins, by name."""
        found = {}
        for kept in await self._plugins.list(owner):
            config = await self._usable(kept.plugin)
            if config is not None:
                found[kept.plugin.name] = config
        return found

    async def keep(self, owner: str, server: str, config: ServerConfig) -> None:
        """Do nothing: the service has kept it."""

    async def remove(self, owner: str, server: str) -> bool:
        """Forget what is remembered here; the service has removed it."""
        return self._known.pop((owner, server), None) is not None

    def revision(self, owner: str, server: str) -> str:
        """Return which revision of a plugin was used last; empty: none."""
        revision, _ = self._known.get((owner, server), ("", None))
        return revision

    async def config(self, plugin: Plugin) -> ServerConfig:
        """Return how to reach a plugin, enabled or not.

        Raises:
            NotFound: it was removed meanwhile.
            Conflict: it was changed meanwhile.
            Misconfigured: its wiring does not open, or its command is not allowed any more.
        """
        key = plugin.owner, plugin.name
        revision, config = self._known.get(key, ("", None))
        if config is None or revision != plugin.revision:
            config = config_of(plugin, await self._plugins.wiring(plugin), self._costs)
            self._known[key] = plugin.revision, config
        self._known.move_to_end(key)
        self.masks.sends(*key, config.headers, url=config.url)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return config

    def config_with(self, plugin: Plugin, wiring: PluginWiring) -> ServerConfig:
        """Return how to reach a plugin with a wiring at hand.

        Raises:
            Misconfigured: its address cannot be read, or its command is not allowed any more.
        """
        self.masks.sends(plugin.owner, plugin.name, wiring.headers, url=wiring.url)
        return config_of(plugin, wiring, self._costs)

    async def _usable(self, plugin: Plugin) -> ServerConfig | None:
        """Return how to reach a plugin that may be used now; one that may not looks like none."""
        if not plugin.enabled:
            return None
        if plugin.transport is PluginTransport.STDIO and not await self._may_start(plugin.owner):
            return None
        try:
            return await self.config(plugin)
        except (NotFound, Conflict, Misconfigured):
            return None  # one plugin that is broken hides only itself

"""Plugins that people let the assistant use: registered, changed, tried, removed (MCC-1)."""

from dataclasses import dataclass
from datetime import timedelta

from application.people.attempts import digest_of
from application.ports.assistant.plugins import KeptPlugin, PluginHost, Plugins, PluginTool, Trial
from application.ports.clock import Clock, Ids
from application.ports.people import Throttle
from domain.common.errors import Conflict, Misconfigured, NotFound, TooManyRequests
from domain.common.messages import Called, Message, message
from domain.people.access import Actor, Permission, require
from domain.plugins.figures import KEPT_FOR, PluginFigures, side_by_side
from domain.plugins.plugins import (
    Plugin,
    PluginTransport,
    PluginWiring,
    changed,
    registered,
    removed,
)
from domain.plugins.rules import (
    MOST_PLUGINS,
    PluginChanges,
    PluginRequest,
    check_name,
    made,
    rewired,
    with_changes,
)

MOST_TRIALS = 30
TRIALS_WINDOW = timedelta(minutes=5)
"""Of one person. Each begins a connection to wherever they say; more than these helps nobody who
looks for a mistake, and would make us a scanner of other people's servers."""

MOST_ADDRESSES = 60
"""Of one person within the same time: each name is looked up, and a few connections may follow.
Enough to register all plugins that there may be."""


@dataclass(frozen=True)
class PluginService:
    """The one door to plugins; everybody, admins too, sees and changes only their own.

    Attributes:
        most_each: plugins of one person.
    """

    plugins: Plugins
    host: PluginHost
    throttle: Throttle
    clock: Clock
    ids: Ids
    most_each: int = MOST_PLUGINS

    async def register(self, *, by: Actor, requested: PluginRequest) -> Plugin:
        """Register a plugin; it is not connected to before somebody tries or uses it.

        Raises:
            Forbidden: only admins register programs that run on our machine.
            InvalidRequest: a rule is broken, or its address may not be connected to.
            Conflict: there is one of this name, or there are too many.
            Misconfigured: there is no key to seal its address and headers with.
            TooManyRequests: the person has given too many addresses lately.
        """
        plugin, wiring = await self._admitted(by, requested)
        event = registered(plugin, unique=self.ids.new())
        await self.plugins.add(plugin, wiring, event, most=self.most_each)
        return plugin

    async def check(self, *, by: Actor, requested: PluginRequest) -> None:
        """Return when `register` could be asked for this, else raise as it does; keeps nothing."""
        plugin, _ = await self._admitted(by, requested)
        if await self.plugins.get(plugin.owner, plugin.name) is not None:
            raise Conflict(message("plugin.name_taken", plugin=Called(plugin.name)))

    async def change(self, *, by: Actor, name: str, changes: PluginChanges) -> Plugin:
        """Change a plugin; what it was asked to do under its former revision is void.

        Raises:
            NotFound: there is none of that name, or it is another's.
            Forbidden: only admins change programs that run on our machine.
            InvalidRequest: a rule is broken, or its address may not be connected to.
            Conflict: it was changed meanwhile.
            TooManyRequests: the person has given too many addresses lately.
        """
        require(by, Permission.MANAGE_PLUGINS)
        plugin = (await self._mine(by, name)).plugin
        self._require_for(by, plugin)
        kept = await self._wiring_for(plugin, changes)
        wiring = rewired(plugin, kept, changes)
        wanted = with_changes(
            plugin,
            changes,
            kept=kept,
            wiring=wiring,
            revision=self.ids.new(),
            at=self.clock.now(),
        )
        if wiring is not None:
            await self._count_address(by)
            await self.host.admit(wanted, wiring)
        event = changed(wanted, changes.fields, unique=self.ids.new())
        await self.plugins.change(wanted, wiring, event, was=plugin.revision)
        await self.host.forget(plugin.owner, plugin.name)
        return wanted

    async def remove(self, *, by: Actor, name: str) -> None:
        """Remove a plugin, its address and its headers for good.

        Raises:
            NotFound: there is none of that name, or it is another's.
        """
        require(by, Permission.MANAGE_PLUGINS)
        plugin = (await self._mine(by, name)).plugin
        event = removed(plugin, at=self.clock.now(), unique=self.ids.new())
        if not await self.plugins.remove(plugin.owner, plugin.name, event):
            raise NotFound("plugin", name)
        await self.host.forget(plugin.owner, plugin.name)

    async def list(self, *, by: Actor) -> list[KeptPlugin]:
        """Return one's own plugins by name, with how each stood last; asks none of them."""
        require(by, Permission.READ_PLUGINS)
        return await self.plugins.list(by.person_id)

    async def get(self, *, by: Actor, name: str) -> KeptPlugin:
        """Return one of one's own plugins.

        Raises:
            NotFound: there is none of that name, or it is another's.
        """
        require(by, Permission.READ_PLUGINS)
        return await self._mine(by, name)

    async def test(self, *, by: Actor, name: str) -> Trial:
        """Connect to a plugin anew, also to a disabled one, and list its tools.

        Raises:
            NotFound: there is none of that name, or it is another's.
            Forbidden: only admins start programs on our machine.
            TooManyRequests: the person has tried plugins too often lately.
        """
        require(by, Permission.MANAGE_PLUGINS)
        plugin = (await self._mine(by, name)).plugin
        self._require_for(by, plugin)
        await self._count(by)
        trial = await self.host.test(plugin, await self.plugins.wiring(plugin))
        await self.plugins.note(
            plugin,
            trial.state,
            said=trial.said,
            tools=None if trial.said else len(trial.tools),
            at=self.clock.now(),
            unique=self.ids.new(),
        )
        return trial

    async def tools(self, *, by: Actor, name: str) -> tuple[PluginTool, ...]:
        """Return the tools of a plugin, as the assistant would handle them.

        Raises:
            NotFound: there is none of that name, or it is another's.
            Forbidden: only admins start programs on our machine.
            TemporaryError: it cannot be reached now.
            PermanentError: it refuses us, or answers what cannot be read.
        """
        require(by, Permission.READ_PLUGINS)
        plugin = (await self._mine(by, name)).plugin
        self._require_for(by, plugin)
        if not plugin.enabled:  # nothing is remembered of it: it is connected to each time
            await self._count(by)
        return await self.host.tools(plugin, await self.plugins.wiring(plugin))

    async def figures(self, *, by: Actor, name: str) -> tuple[PluginFigures, ...]:
        """Return what each process has counted at a plugin, the newest first; asks nobody.

        Those of the process that answers are of this moment. Others note theirs every half minute
        in which they used it.

        Raises:
            NotFound: there is none of that name, or it is another's.
        """
        require(by, Permission.READ_PLUGINS)
        plugin = (await self._mine(by, name)).plugin
        kept = await self.plugins.figures(plugin, since=self.clock.now() - KEPT_FOR)
        return side_by_side(await self.host.figures(plugin), kept)

    async def _admitted(self, by: Actor, requested: PluginRequest) -> tuple[Plugin, PluginWiring]:
        """Return a plugin that may be registered by rights, rules and address."""
        require(by, Permission.MANAGE_PLUGINS)
        plugin, wiring = made(by.person_id, requested, revision=self.ids.new(), at=self.clock.now())
        self._require_for(by, plugin)
        await self._count_address(by)
        await self.host.admit(plugin, wiring)
        return plugin, wiring

    async def _mine(self, by: Actor, name: str) -> KeptPlugin:
        found = await self.plugins.get(by.person_id, check_name(name))
        if found is None:
            raise NotFound("plugin", name)
        return found

    async def _count(self, by: Actor) -> None:
        """Count a connection before it is made."""
        if await self._hits(f"plugins/{by.person_id}") > MOST_TRIALS:
            raise _too_often(
                message("plugin.too_many_trials", most=MOST_TRIALS, window=TRIALS_WINDOW)
            )

    async def _count_address(self, by: Actor) -> None:
        """Count an address before its name is looked up."""
        if await self._hits(f"plugins/addresses/{by.person_id}") > MOST_ADDRESSES:
            raise _too_often(
                message("plugin.too_many_addresses", most=MOST_ADDRESSES, window=TRIALS_WINDOW)
            )

    async def _hits(self, what: str) -> int:
        window = int(TRIALS_WINDOW.total_seconds())
        now = self.clock.now()
        return await self.throttle.hit(digest_of(what), now=now, window_seconds=window)

    async def _wiring_for(self, plugin: Plugin, changes: PluginChanges) -> PluginWiring:
        """Return the kept wiring where a change needs it; what is not needed stays sealed."""
        if changes.url is None and changes.headers is None:
            return PluginWiring()
        try:
            return await self.plugins.wiring(plugin)
        except Misconfigured:  # its key is gone; whoever gives both anew can do without
            if changes.url is None or changes.headers is None:
                raise
            return PluginWiring()

    def _require_for(self, by: Actor, plugin: Plugin) -> None:
        if plugin.transport is PluginTransport.STDIO:
            require(by, Permission.MANAGE_PEOPLE)


def _too_often(said: Message) -> TooManyRequests:
    return TooManyRequests(said, delay=TRIALS_WINDOW)

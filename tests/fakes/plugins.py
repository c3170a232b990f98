"""People's plugins in memory, and a host of plugins that obeys."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from application.ports.assistant.plugins import KeptPlugin, PluginTool, Trial
from application.ports.assistant.toolboxes import Care
from domain.common.errors import Conflict, InvalidRequest, NotFound, Unavailable
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.plugins.figures import KEPT_FOR, MOST_PROCESSES, PluginFigures
from domain.plugins.plugins import (
    Plugin,
    PluginState,
    PluginWiring,
    Standing,
    is_to_be_told,
    state_changed,
    stood,
    told,
)
from tests.fakes.events import InMemoryEvents

TOOLS = (
    PluginTool("search", "Search the wiki", "Finds pages.", Care.READS),
    PluginTool("remove_page", "remove_page", "Removes a page.", Care.ASKS_FIRST),
)


@dataclass
class InMemoryPlugins:
    """Plugins beside their events; wirings in clear, apart."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[tuple[str, str], KeptPlugin] = field(default_factory=dict)
    wirings: dict[tuple[str, str], PluginWiring] = field(default_factory=dict)
    counted: dict[tuple[str, str], list[PluginFigures]] = field(default_factory=dict)

    async def add(self, plugin: Plugin, wiring: PluginWiring, event: Event, *, most: int) -> None:
        key = plugin.owner, plugin.name
        if key in self.kept:
            raise Conflict(message("plugin.name_taken", plugin=Called(plugin.name)))
        if sum(owner == plugin.owner for owner, _ in self.kept) >= most:
            raise Conflict(f"You have {most} plugins, the most there may be; remove one first.")
        self.kept[key] = KeptPlugin(plugin, Standing())
        self.wirings[key] = wiring
        await self.events.append(event)

    async def change(
        self, plugin: Plugin, wiring: PluginWiring | None, event: Event, *, was: str
    ) -> None:
        key = plugin.owner, plugin.name
        kept = self.kept.get(key)
        if kept is None or kept.plugin.revision != was:
            raise Conflict("The plugin was changed meanwhile; look at it again.")
        self.kept[key] = KeptPlugin(plugin, kept.standing if wiring is None else Standing())
        if wiring is not None:
            self.wirings[key] = wiring
            self.counted.pop(key, None)
        await self.events.append(event)

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        if self.kept.pop((owner, name), None) is None:
            return False
        del self.wirings[owner, name]
        self.counted.pop((owner, name), None)
        await self.events.append(event)
        return True

    async def get(self, owner: str, name: str) -> KeptPlugin | None:
        return self.kept.get((owner, name))

    async def figures(self, plugin: Plugin, *, since: datetime) -> list[PluginFigures]:
        kept = self.counted.get((plugin.owner, plugin.name), [])
        return [each for each in kept if each.noted_at >= since]

    async def list(self, owner: str) -> list[KeptPlugin]:
        return [each for key, each in sorted(self.kept.items()) if key[0] == owner]

    async def wiring(self, plugin: Plugin) -> PluginWiring:
        kept = self.kept.get((plugin.owner, plugin.name))
        if kept is None:
            raise NotFound("plugin", plugin.name)
        if kept.plugin.revision != plugin.revision:
            raise Conflict("The plugin was changed meanwhile; look at it again.")
        return self.wirings[plugin.owner, plugin.name]

    async def note(
        self,
        plugin: Plugin,
        state: PluginState,
        *,
        said: str,
        tools: int | None,
        at: datetime,
        unique: str,
    ) -> None:
        kept = self.kept.get((plugin.owner, plugin.name))
        if kept is None or kept.plugin.revision != plugin.revision:
            return
        standing = stood(kept.standing, state, said=said, at=at)
        if tools is not None:
            standing = replace(standing, tools=tools)
        if is_to_be_told(standing, at=at):
            await self.events.append(state_changed(plugin, standing, at=at, unique=unique))
            standing = told(standing, at=at)
        self.kept[plugin.owner, plugin.name] = replace(kept, standing=standing)

    async def keep_figures(self, plugin: Plugin, figures: PluginFigures) -> None:
        kept = self.kept.get((plugin.owner, plugin.name))
        if kept is None or kept.plugin.revision != plugin.revision:
            return
        before = self.counted.get((plugin.owner, plugin.name), [])
        oldest = figures.noted_at - KEPT_FOR
        all_ = [figures, *(each for each in before if each.process != figures.process)]
        newest = sorted(all_, key=lambda each: each.noted_at, reverse=True)[:MOST_PROCESSES]
        self.counted[plugin.owner, plugin.name] = [
            each for each in newest if each.noted_at >= oldest
        ]


@dataclass
class ObedientHost:
    """Finds the same tools everywhere; `refused` hosts are not admitted, `away` ones not there."""

    refused: tuple[str, ...] = ("http://127.0.0.1", "http://169.254.169.254")
    away: set[str] = field(default_factory=set)
    admitted: list[PluginWiring] = field(default_factory=list)
    asked: list[PluginWiring] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    live: dict[tuple[str, str], PluginFigures] = field(default_factory=dict)

    async def admit(self, plugin: Plugin, wiring: PluginWiring) -> None:
        if plugin.address.startswith(self.refused):
            raise InvalidRequest("url", "leads to an address that is not reached from here")
        self.admitted.append(wiring)

    async def test(self, plugin: Plugin, wiring: PluginWiring) -> Trial:
        self.asked.append(wiring)
        if plugin.name in self.away:
            return Trial(PluginState.UNREACHABLE, "It does not answer.", (), 0.5)
        return Trial(PluginState.READY, "", TOOLS, 0.25)

    async def tools(self, plugin: Plugin, wiring: PluginWiring) -> tuple[PluginTool, ...]:
        self.asked.append(wiring)
        if plugin.name in self.away:
            raise Unavailable(f"The plugin '{plugin.name}' does not answer.")
        return TOOLS

    async def figures(self, plugin: Plugin) -> PluginFigures | None:
        return self.live.get((plugin.owner, plugin.name))

    async def forget(self, owner: str, name: str) -> None:
        self.forgotten.append((owner, name))

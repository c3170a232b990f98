"""People's plugins: where they are kept, and what connects to them (MCC-1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.ports.assistant.toolboxes import Care
from domain.events.events import Event
from domain.plugins.figures import PluginFigures
from domain.plugins.plugins import Plugin, PluginState, PluginWiring, Standing


@dataclass(frozen=True)
class KeptPlugin:
    """A plugin, and how it stood when somebody last spoke to it."""

    plugin: Plugin
    standing: Standing


@dataclass(frozen=True)
class PluginTool:
    """A tool as its server describes it: names and words are foreign text.

    Attributes:
        title: for people; the name when the server gives none.
        care: how carefully the assistant handles it.
    """

    name: str
    title: str
    description: str
    care: Care


@dataclass(frozen=True)
class Trial:
    """What came of connecting.

    Attributes:
        said: why it is not ready, in a sentence without secrets; empty when it is.
        tools: those it has; empty when it is not ready.
        seconds: from asking to the list of tools, or to the failure.
    """

    state: PluginState
    said: str
    tools: tuple[PluginTool, ...]
    seconds: float


class Plugins(Protocol):
    """Keeps plugins; the wiring of each sealed."""

    async def add(self, plugin: Plugin, wiring: PluginWiring, event: Event, *, most: int) -> None:
        """Keep a plugin, its wiring and its event, all or nothing.

        Raises:
            Conflict: the owner has one of this name, or `most` already.
            Misconfigured: there is no key to seal the wiring with.
        """

    async def change(
        self, plugin: Plugin, wiring: PluginWiring | None, event: Event, *, was: str
    ) -> None:
        """Replace a plugin, and its wiring unless that is None, and append the event.

        With another wiring nothing is known any more of how it stands.

        Args:
            plugin: as it shall be.
            wiring: None: stays as it is.
            event: that says so.
            was: revision of what was read before.

        Raises:
            Conflict: it was changed or removed meanwhile.
            Misconfigured: there is no key to seal the wiring with.
        """

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        """Remove it for good and append the event, both or neither; False when it is not there."""

    async def get(self, owner: str, name: str) -> KeptPlugin | None:
        """Return it, or None."""

    async def figures(self, plugin: Plugin, *, since: datetime) -> list[PluginFigures]:
        """Return what processes have counted, the newest first."""

    async def list(self, owner: str) -> list[KeptPlugin]:
        """Return all of a person's, by name."""

    async def wiring(self, plugin: Plugin) -> PluginWiring:
        """Return what is needed to connect to exactly this revision.

        Raises:
            NotFound: it was removed meanwhile.
            Conflict: it was changed meanwhile.
            Misconfigured: the key that sealed it is not there any more.
        """

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
        """Keep how a plugin stood, with an event when one is due.

        Nothing is kept of a plugin that has another revision by now, or is gone.

        Args:
            plugin: that was spoken to.
            state: how it stood.
            said: why, when it was not ready.
            tools: how many it has; None when they were not listed: the number stays.
            at: when.
            unique: 32 hexadecimal characters, for the event.
        """

    async def keep_figures(self, plugin: Plugin, figures: PluginFigures) -> None:
        """Keep what a process has counted, in place of what it had counted before.

        Nothing is kept of a plugin that has another revision by now, or is gone; with another
        wiring, and when it is removed, all of it is forgotten. At most `MOST_PROCESSES` of one
        plugin stay, and none that is older than `KEPT_FOR`.
        """


class PluginHost(Protocol):
    """Connects to plugins. Connections are shared by all that a process does for a person."""

    async def admit(self, plugin: Plugin, wiring: PluginWiring) -> None:
        """Return when a plugin may be connected to, as far as that can be told now.

        A name that cannot be looked up at the moment is let through: every connection is judged
        again when it is made.

        Raises:
            InvalidRequest: its address or command is refused, or its headers would travel in clear.
        """

    async def test(self, plugin: Plugin, wiring: PluginWiring) -> Trial:
        """Connect anew, list the tools, and say what came of it."""

    async def tools(self, plugin: Plugin, wiring: PluginWiring) -> tuple[PluginTool, ...]:
        """Return the tools, as remembered when they were listed lately.

        Raises:
            TemporaryError: it cannot be reached now, or wants us to wait.
            PermanentError: it refuses us, or answers what cannot be read.
        """

    async def figures(self, plugin: Plugin) -> PluginFigures | None:
        """Return what this process has counted up to now; None: it has not used the plugin."""

    async def forget(self, owner: str, name: str) -> None:
        """Close what is open to a plugin and forget what is known of it."""

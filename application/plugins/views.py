"""Plugins as they are shown: one view for HTTP and the terminal; nothing in it is secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW
from application.ports.assistant.plugins import KeptPlugin
from domain.common.messages import Called, Message, message
from domain.plugins.plugins import PluginState, PluginTransport


@dataclass(frozen=True, kw_only=True)
class PluginView:
    """A plugin and how it stood when it was last spoken to."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """What its owner calls it."""

    transport: PluginTransport
    """How it is spoken to."""

    address: str
    """Scheme, host and port; of stdio the name of the command."""

    header_names: tuple[str, ...]
    """Of the headers that are sent with every request."""

    trusted: bool
    """Whether its owner vouches for what it says of its tools."""

    enabled: bool
    """Whether the assistant may use it."""

    timeout_seconds: float
    """How long one call may take."""

    registered_at: datetime
    """When it was registered."""

    changed_at: datetime
    """When its owner last changed it."""

    state: PluginState
    """How it stood."""

    since: datetime | None
    """When it came to stand so; null: never tried."""

    said: str
    """Why it is not ready; empty when it is."""

    tools: int | None
    """How many it had when they were last listed."""


def plugin_view(kept: KeptPlugin) -> PluginView:
    """Return a plugin as it is shown."""
    plugin, standing = kept.plugin, kept.standing
    return PluginView(
        name=plugin.name,
        transport=plugin.transport,
        address=plugin.address,
        header_names=plugin.header_names,
        trusted=plugin.trusted,
        enabled=plugin.enabled,
        timeout_seconds=plugin.timeout.total_seconds(),
        registered_at=plugin.registered_at,
        changed_at=plugin.changed_at,
        state=standing.state,
        since=standing.since,
        said=standing.said,
        tools=standing.tools,
    )


_HEALTHS = {
    "new": "plugin.health_new",
    "active": "plugin.health_active",
    "degraded": "plugin.health_degraded",
    "away": "plugin.health_away",
    "trying": "plugin.health_trying",
}


def health_of(word: str) -> Message | Called:
    """Return how a plugin is in words; what a newer process says, as it says it."""
    return message(_HEALTHS[word]) if word in _HEALTHS else Called(word)

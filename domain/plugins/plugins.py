"""Plugins: MCP servers elsewhere whose tools a person lets the assistant use (MCC-1).

A plugin belongs to one person; nobody else sees it. Its address and its headers may hold secrets,
so they are apart from the plugin itself, in its wiring: that is kept sealed, is read only to
connect, and is never shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events.events import Event, EventType


class PluginTransport(StrEnum):
    """How a plugin is spoken to; the wire names."""

    HTTP = "http"  # streamable HTTP
    SSE = "sse"  # the older one, of servers that know no other
    STDIO = "stdio"  # a program on our machine, from the operators' list


class PluginState(StrEnum):
    """How a plugin stood when it was last spoken to; the wire names."""

    UNTRIED = "untried"
    READY = "ready"
    UNREACHABLE = "unreachable"  # no connection, or no answer in time
    REFUSED_ADDRESS = "refused_address"  # we do not connect there
    AUTH_REQUIRED = "auth_required"  # it wants other headers
    RATE_LIMITED = "rate_limited"
    FAILING = "failing"  # it answers, and what it answers is of no use


@dataclass(frozen=True)
class Plugin:
    """One plugin, as everybody who may see it sees it: nothing in it is secret.

    Attributes:
        name: unique among the owner's; lower-case letters, digits, `-` and `_`.
        address: scheme, host and port; of STDIO the name of the command.
        header_names: of the headers that are sent with every request, as they were written.
        trusted: the owner says that what it says of its own tools may be believed.
        timeout: how long one call may take.
        revision: stands for all of this and the wiring; another one after every change.
    """

    owner: str
    name: str
    transport: PluginTransport
    address: str
    header_names: tuple[str, ...]
    trusted: bool
    enabled: bool
    timeout: timedelta
    revision: str
    registered_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class PluginWiring:
    """What is needed to connect, and is never shown: no representation has it.

    Attributes:
        url: in full; empty for STDIO.
        command: name in the operators' list; empty for all but STDIO.
        headers: sent with every request.
    """

    url: str = field(default="", repr=False)
    command: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Standing:
    """How a plugin stood when some process last spoke to it.

    Attributes:
        since: when it came to stand so; None before the first try.
        said: why, in a sentence without secrets; empty when all is well.
        tools: how many it had when they were last listed; None before that.
        told: the state that the newest event told; events come at most every ten minutes.
    """

    state: PluginState = PluginState.UNTRIED
    since: datetime | None = None
    said: str = ""
    tools: int | None = None
    told: PluginState = PluginState.UNTRIED
    told_at: datetime | None = None


LONGEST_SENTENCE = 300
"""Characters of `Standing.said`."""

TELL_EVERY = timedelta(minutes=10)
"""Between two events about the state of one plugin: events are kept for ever, and a server that
comes and goes would fill them."""


def stood(before: Standing, state: PluginState, *, said: str, at: datetime) -> Standing:
    """Return how a plugin stands after somebody spoke to it."""
    since = before.since if before.state is state and before.since else at
    shown = "".join(each if each.isprintable() else " " for each in said)[:LONGEST_SENTENCE]
    return replace(before, state=state, since=since, said=shown)


def is_to_be_told(standing: Standing, *, at: datetime) -> bool:
    """Say whether an event is due: the state is not the one last told, and that was a while ago."""
    rested = standing.told_at is None or at - standing.told_at >= TELL_EVERY
    return standing.state is not standing.told and rested


def told(standing: Standing, *, at: datetime) -> Standing:
    """Return the standing after its event."""
    return replace(standing, told=standing.state, told_at=at)


def registered(plugin: Plugin, *, unique: str) -> Event:
    """Return the event that a plugin was registered."""
    return _event(EventType.PLUGIN_REGISTERED, plugin, at=plugin.changed_at, unique=unique)


def changed(plugin: Plugin, fields: tuple[str, ...], *, unique: str) -> Event:
    """Return the event that a plugin was changed; it names the fields, not what they held."""
    more = {"changed": list(fields)}
    return _event(EventType.PLUGIN_CHANGED, plugin, at=plugin.changed_at, unique=unique, **more)


def removed(plugin: Plugin, *, at: datetime, unique: str) -> Event:
    """Return the event that a plugin was removed."""
    return _event(EventType.PLUGIN_REMOVED, plugin, at=at, unique=unique)


def state_changed(plugin: Plugin, standing: Standing, *, at: datetime, unique: str) -> Event:
    """Return the event that a plugin came to stand otherwise."""
    more = {"state": standing.state.value, "before": standing.told.value, "said": standing.said}
    return _event(EventType.PLUGIN_STATE_CHANGED, plugin, at=at, unique=unique, **more)


def _event(type_: EventType, plugin: Plugin, *, at: datetime, unique: str, **more: object) -> Event:
    subject = f"{plugin.owner}/{plugin.name}"
    data = {
        "name": plugin.name,
        "transport": plugin.transport.value,
        "address": plugin.address,
        "trusted": plugin.trusted,
        "enabled": plugin.enabled,
        **more,
    }
    what = type_.rpartition(".")[2]
    name = f"plugin/{subject}/{what}/{unique}"
    return Event(
        id=name,
        type=type_,
        source="/plugins",
        subject=subject,
        time=at,
        owner=plugin.owner,
        data=data,
    )

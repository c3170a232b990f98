"""Who registered which server: asked at every use, so that whoever keeps it may change it.

A registration is not a connection. It outlives connections, evictions, event loops and, where it is
kept in a database, processes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from mcp_client.configs import ServerConfig


class Registrations(Protocol):
    """Keeps configurations, with their headers: whoever implements it keeps those secret."""

    async def find(self, owner: str, server: str) -> ServerConfig | None:
        """Return one of an owner's servers; None: it is not registered."""
        ...

    async def all_of(self, owner: str) -> Mapping[str, ServerConfig]:
        """Return all of an owner's servers, by name."""
        ...

    async def keep(self, owner: str, server: str, config: ServerConfig) -> None:
        """Add a server, or replace what is kept of it."""
        ...

    async def remove(self, owner: str, server: str) -> bool:
        """Forget a server; tells whether it was known."""
        ...


class InMemoryRegistrations:
    """Keeps them as long as it lives itself."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[str, ServerConfig]] = {}

    async def find(self, owner: str, server: str) -> ServerConfig | None:
        """Return one of an owner's servers; None: it is not registered."""
        return self._owners.get(owner, {}).get(server)

    async def all_of(self, owner: str) -> Mapping[str, ServerConfig]:
        """Return all of an owner's servers, by name."""
        return MappingProxyType(dict(self._owners.get(owner, {})))

    async def keep(self, owner: str, server: str, config: ServerConfig) -> None:
        """Add a server, or replace what is kept of it."""
        self._owners.setdefault(owner, {})[server] = config

    async def remove(self, owner: str, server: str) -> bool:
        """Forget a server, and an owner with none left."""
        servers = self._owners.get(owner, {})
        known = servers.pop(server, None) is not None
        if not servers:
            self._owners.pop(owner, None)
        return known

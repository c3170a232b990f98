"""How a server is reached, and what it may cost. Two equal configurations share a connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import httpx2

CALL_SECONDS = 60.0
"""For one call; what clients of MCP commonly allow."""

CONNECT_SECONDS = 10.0
"""For a connection, its TLS and one answer to the handshake; DISCOVER_TIMEOUT of the SDK."""

MOST_RESULT_BYTES = 4 * 1024 * 1024
"""Of one answer, unpacked; the SDK's own servers accept requests of the same size."""

MOST_TOOLS = 1000
"""Of one server. Hosts of today warn at 80; more than this is a list without an end."""

MOST_PAGES = 100
"""Of a list of tools; the SDK's own walks stop there too."""


class Transport(StrEnum):
    """How messages travel."""

    HTTP = "http"
    """Streamable HTTP, both protocol eras."""
    SSE = "sse"
    """HTTP with server-sent events, of 2024; old servers still speak it."""
    STDIO = "stdio"
    """A program that is started here; see `mcp_client.transports.stdio` for what may be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """One server, as its owner registered it. A change of any field asks for a new connection.

    Attributes:
        transport: how messages travel.
        url: where it listens (HTTP, SSE); may hold secrets, so it is not shown.
        headers: sent with every request; hold secrets, so they are not shown.
        command: program and arguments (STDIO).
        environment: what the program sees beside the minimum (STDIO); not shown.
        timeout: seconds for one call, unless the call says otherwise.
        connect_timeout: seconds for a connection, and for the handshake's answers.
        most_result_bytes: of one answer, unpacked.
        most_tools: of its list.
        most_pages: of its list.
    """

    transport: Transport = Transport.HTTP
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    command: tuple[str, ...] = field(default=(), repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = CALL_SECONDS
    connect_timeout: float = CONNECT_SECONDS
    most_result_bytes: int = MOST_RESULT_BYTES
    most_tools: int = MOST_TOOLS
    most_pages: int = MOST_PAGES

    def __post_init__(self) -> None:
        """Keep copies, and check what is there; raises ValueError in a sentence without values."""
        object.__setattr__(self, "headers", MappingProxyType(dict(self.headers)))
        object.__setattr__(self, "environment", MappingProxyType(dict(self.environment)))
        if not all(map(_can_be_sent, [*self.headers, *self.headers.values()])):
            raise ValueError("A header's name or value has characters that cannot be sent.")
        if self.transport is Transport.STDIO:
            if not self.command:
                raise ValueError("A server that is a program needs its command.")
        elif not self.url.startswith(("http://", "https://")):
            raise ValueError("The address of a server begins with http:// or https://.")
        elif not _is_readable(self.url):
            raise ValueError("The address of a server cannot be read.")
        if min(self.timeout, self.connect_timeout) <= 0:
            raise ValueError("The time limits of a server must be above 0 s.")
        if min(self.most_result_bytes, self.most_tools, self.most_pages) < 1:
            raise ValueError("The size limits of a server must be at least 1.")


def _can_be_sent(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_readable(url: str) -> bool:
    try:
        return bool(httpx2.URL(url).host)
    except httpx2.InvalidURL:
        return False

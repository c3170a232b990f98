"""What a connection needs to reach its server, whichever way messages travel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import httpx2
from mcp import MCPError
from mcp.client.session import ElicitationFnT
from mcp.client.streamable_http import streamable_http_client
from pydantic import ValidationError

from mcp_client.configs import ServerConfig, Transport
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import FaultReason
from mcp_client.transports.answers import AnsweringTransport, Bounds
from mcp_client.transports.marks import Marks
from mcp_client.transports.networks import Network
from mcp_client.transports.verdicts import Verdicts

_LONG_WORD = 12
"""Characters from which a word of a path may be a key."""

_GRACE_SECONDS = 1.0
"""Beyond the time of a call: the SDK's own limit, which also tells the server, comes first."""


@dataclass
class Link:
    """The way to one server; outlives its sessions, and carries the same headers for all of them.

    Attributes:
        config: where the server is and what it may cost.
        network: the pool, and what may be connected to or started.
        verdicts: knows the server's name, and what no sentence may show.
        marks: where faults wait for those who asked.
        elicitation: answers what the server asks a person; None: it is told that nobody does.
        patience: seconds for an answer: those of the most patient call so far.
    """

    config: ServerConfig
    network: Network
    verdicts: Verdicts
    marks: Marks = field(default_factory=Marks)
    elicitation: ElicitationFnT | None = None
    patience: float = 0.0

    def client(self, *, one_way: bool = False) -> httpx2.AsyncClient:
        """Return a client with the server's headers over the shared pool."""
        bounds = Bounds(
            most_bytes=self.config.most_result_bytes,
            connect_seconds=self.config.connect_timeout,
            patience=lambda: max(self.patience, self.config.timeout) + _GRACE_SECONDS,
        )
        target = httpx2.URL(self.config.url)
        transport = AnsweringTransport(
            self.network.transport(),
            target.copy_with(userinfo=b""),
            verdicts=self.verdicts,
            marks=self.marks,
            bounds=bounds,
            one_way=one_way,
        )
        return httpx2.AsyncClient(
            transport=transport,
            headers=dict(self.config.headers),
            auth=(target.username, target.password) if target.userinfo else None,
            trust_env=False,
        )

    @property
    def origin(self) -> str:
        """The address as libraries may know it: they log it, and the rest may hold tokens."""
        url = httpx2.URL(self.config.url)
        return str(url.copy_with(userinfo=b"", path="/", query=None, fragment=None))

    def explain(self, error: BaseException) -> ServerFault:
        """Return the fault in what the SDK raised, which may be a group of errors."""
        if isinstance(error, BaseExceptionGroup):
            found = [self.explain(one) for one in error.exceptions]
            return next((one for one in found if one.kind is not FaultKind.PROTOCOL), found[0])
        if isinstance(error, ServerFault):
            return error
        if isinstance(error, MCPError):
            return self.marks.take(error.error.data) or self.verdicts.of_error(error.error)
        if isinstance(error, TimeoutError):
            return self.verdicts.late()
        if isinstance(error, ValidationError):
            return self.verdicts.of_nonsense(error)
        reason, said = FaultReason.UNINTELLIGIBLE, type(error).__name__
        return self.verdicts.fault(FaultKind.PROTOCOL, reason, happened=True, said=said)


@asynccontextmanager
async def open_http(link: Link) -> AsyncIterator[tuple[Any, Any]]:
    """Open the way to a server that speaks streamable HTTP; nothing is sent yet.

    The bound of an event is kept below the SDK, where its kind of fault is known.
    """
    async with (
        link.client() as client,
        streamable_http_client(link.origin, http_client=client, max_sse_event_size=None) as streams,
    ):
        yield streams


def link_to(server: str, config: ServerConfig, network: Network) -> Link:
    """Return the way to a server; no sentence about it will show its headers or its address."""
    hidden = [*config.headers.values(), *config.environment.values()]
    if config.transport is not Transport.STDIO:
        hidden += _keys_in(config.url)
    return Link(config, network, Verdicts(server, hidden))


def _keys_in(url: str) -> list[str]:
    """Return an address, and each part of it that may be a key, as it is written and as meant.

    Words of a path are short ("/v1/weather"); keys that stand there are long.
    """
    parts = httpx2.URL(url)
    written = [word.partition("=")[2] or word for word in parts.query.decode().split("&")]
    path = parts.raw_path.decode().partition("?")[0].split("/")
    written += [word for word in path if len(word) >= _LONG_WORD]
    return [url, parts.username, parts.password, *written, *map(unquote_plus, written)]

"""The connections that are open, and no more of them than there may be.

A connection that nobody uses gives its place to one that is wanted; its server stays registered and
opens again when it is asked next. Closing happens in the background: a dead server takes long to
say goodbye to, and nobody shall wait for that.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.questions import Asker, elicitation
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.health import DEFAULT_RULES, HealthRules
from mcp_client.sessions.connections import Connection
from mcp_client.transports.networks import Network

BUSY_SECONDS = 1.0
"""After which asking again makes sense when there was no place."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a façade may cost.

    Attributes:
        most_open: connections open at once; each takes six tasks and 150 KiB (`bench.plugins`).
        most_at_server: requests at once to one server of one owner; those to a server that hangs
            must not pile up.
        most_requests: requests at once to all servers together.
        idle_after: seconds without use after which a connection is closed (the origin's hour).
        most_listed: characters of all lists of tools that are remembered; of those beyond them the
            ones that were not used for the longest time are forgotten with the next sweep.
        forget_after: seconds without use after which figures and tools are forgotten, too.
        sweep_every: seconds between two looks for what is idle, and for what may have come back.
        callback_seconds: that a status callback may take.
        health: when a server counts as away.
    """

    most_open: int = 256
    most_at_server: int = 16
    most_requests: int = 512
    idle_after: float = 3_600.0
    most_listed: int = 64 * 1024 * 1024
    forget_after: float = 86_400.0
    sweep_every: float = 60.0
    callback_seconds: float = 5.0
    health: HealthRules = DEFAULT_RULES


class Holder(Protocol):
    """Whose connection it is."""

    owner: str
    server: str
    config: ServerConfig
    in_flight: int

    def tools_changed(self) -> None:
        """Take in that the server has other tools."""
        ...


class Pool:
    """Opens and closes connections within one event loop; after `close` within any other.

    Args:
        make_network: called once in each loop.
        limits: what may be open.
        now: a clock, in seconds.
        asker: answers what servers ask; None: nobody does.
    """

    def __init__(
        self,
        make_network: Callable[[], Network],
        limits: Limits,
        now: Callable[[], float],
        asker: Asker | None = None,
    ) -> None:
        self._make_network = make_network
        self.limits = limits
        self.now = now
        self._asker = asker
        self._network: Network | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: dict[Holder, Connection] = {}
        self._open: dict[Holder, None] = {}  # the last one is the one that was used last
        self._closing: set[asyncio.Task[None]] = set()
        self.requests = 0
        self.evictions = 0

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    @property
    def closing(self) -> int:
        """How many are being closed."""
        return len(self._closing)

    def begin(self) -> bool:
        """Make ready for the running loop; tells whether one before it ended without `close`.

        Raises:
            RuntimeError: another loop uses this façade.
        """
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return False
        if self._loop is not None and not self._loop.is_closed():
            raise RuntimeError("Another event loop uses this façade; await cleanup() there.")
        was_left = self._loop is not None
        self._connections.clear()  # of a loop that is over: they cannot be closed any more
        self._open.clear()
        self._closing.clear()
        if was_left:
            self.requests = 0
        self._loop, self._network = loop, self._make_network()
        return was_left

    def enter(self, holder: Holder) -> Connection:
        """Return a holder's connection for one request; `leave` ends the request.

        Raises:
            ServerFault: BUSY, where one of the limits is reached; NOT_ALLOWED, of a program.
        """
        if holder.in_flight >= self.limits.most_at_server:
            raise _busy(holder, FaultReason.REQUESTS_WAITING, holder.in_flight)
        if self.requests >= self.limits.most_requests:
            raise _busy(holder, FaultReason.REQUESTS_OF_ALL, self.requests)
        if holder not in self._open:
            self._make_room(holder)
        connection = self._connection_of(holder)
        self._open.pop(holder, None)
        self._open[holder] = None
        holder.in_flight += 1
        self.requests += 1
        return connection

    def leave(self, holder: Holder) -> None:
        """End a request."""
        holder.in_flight -= 1
        self.requests -= 1

    def connection(self, holder: Holder) -> Connection | None:
        """Return a holder's connection if there is one, open or at rest."""
        return self._connections.get(holder)

    def drop(self, holder: Holder) -> None:
        """Close a holder's connection for good, without waiting for that."""
        self._open.pop(holder, None)
        connection = self._connections.pop(holder, None)
        if connection is not None:
            self._close_by(connection.close())

    def evict(self, holder: Holder) -> None:
        """Close what nobody uses; the connection keeps what it learned, and can open again."""
        if holder in self._open:
            del self._open[holder]
            self.evictions += 1
            self._close_by(self._connections[holder].rest())

    async def settle(self) -> None:
        """Wait until everything that was dropped is closed."""
        if self._closing:
            await asyncio.wait(tuple(self._closing))

    async def close(self) -> None:
        """Close everything; the pool can be used again, in this loop or another.

        Whoever comes while it closes begins anew, and nothing of theirs is closed.
        """
        if self._loop is not asyncio.get_running_loop():
            return
        for holder in tuple(self._connections):
            self.drop(holder)
        network, self._network, self._loop = self._network, None, None
        await self.settle()
        if network is not None:
            await network.aclose()

    def _connection_of(self, holder: Holder) -> Connection:
        """Return a holder's connection; it opens with the first thing that is asked."""
        connection = self._connections.get(holder)
        if connection is None:
            self.begin()
            assert self._network is not None  # noqa: S101 - that is what `begin` does
            asker, whose = self._asker, (holder.owner, holder.server)
            connection = self._connections[holder] = Connection(
                holder.server,
                holder.config,
                network=self._network,
                on_tools_changed=holder.tools_changed,
                now=self.now,
                elicitation=elicitation(asker, *whose) if asker else None,
            )
        return connection

    def _close_by(self, closing: Coroutine[None, None, None]) -> None:
        """Have something closed in the background."""
        task = asyncio.create_task(closing, name="mcp_client: closing")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _make_room(self, holder: Holder) -> None:
        """Close the connection that was not used for the longest time, if there is no place."""
        if len(self._open) < self.limits.most_open:
            return
        idle = next((each for each in self._open if not each.in_flight), None)
        if idle is None:
            raise _busy(holder, FaultReason.NO_FREE_PLACE, len(self._open))
        self.evict(idle)


def _busy(holder: Holder, reason: FaultReason, most: int) -> ServerFault:
    return ServerFault(
        FaultKind.BUSY,
        holder.server,
        Sentence(reason, server=holder.server, most=most),
        delay=BUSY_SECONDS,
    )

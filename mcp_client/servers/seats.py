"""All that is known of one server of one owner: its tools, its health, its figures.

A seat outlives its connections. It counts every request, decides whether the server is asked at
all, and says when its state became another one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import mcp_types

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import Fact, FaultReason, Sentence
from mcp_client.servers.batches import Call
from mcp_client.servers.callbacks import Announcer, Status, StatusChange
from mcp_client.servers.catalogues import CatalogueCache, Fetched, read_tool
from mcp_client.servers.health import Count, Health, State, count_of
from mcp_client.servers.latencies import Ending, Latencies
from mcp_client.servers.pools import Pool
from mcp_client.servers.reports import ServerMetrics, ServerReport, ServerSession
from mcp_client.sessions.connections import Connection, SessionStats

TRY_SECONDS = 5.0
"""For the ping that finds out whether a server is back: somebody waits for the call behind it."""


class ServerEntry:
    """One server of one owner. Every method may be called from any task of one loop.

    Args:
        owner: whose it is.
        server: what the owner calls it.
        config: as it is registered; a changed one gets a new seat.
        pool: where its connection comes from.
        announcer: told of every change of its state.
    """

    def __init__(
        self,
        owner: str,
        server: str,
        config: ServerConfig,
        pool: Pool,
        announcer: Announcer,
    ) -> None:
        self.owner = owner
        self.server = server
        self.config = config
        self.in_flight = self.ended = 0
        self.latencies = Latencies()
        self.catalogue = CatalogueCache(server, self._fetch, pool.now)
        self._pool = pool
        self._announcer = announcer
        self._now = pool.now
        self._health = Health(pool.limits.health)
        self.last_used = self._now()
        self._told = Status(owner=owner, server=server, state=State.NEW, since=self._now())
        self._fault: ServerFault | None = None
        self._tools: int | None = None
        self._is_retired = self._is_closed = False

    @property
    def status(self) -> Status:
        """How the server is doing, also when a rest has ended since the last request."""
        return self._status(self._health.state(self._now()))

    @property
    def session(self) -> ServerSession:
        """How the connection stands."""
        connection = self._pool.connection(self)
        stats = connection.stats if connection else SessionStats()
        idle = self._now() - self.last_used
        return ServerSession(stats.opened is not None, stats.era, stats.opens, self.in_flight, idle)

    @property
    def is_awake(self) -> bool:
        """Whether anything goes to the server although nobody asks: it is listened or looked to."""
        state = self._health.state(self._now())
        return self.session.is_open or state in {State.AWAY, State.TRYING}

    @property
    def instructions(self) -> str:
        """What the server says about itself, while there is a connection."""
        connection = self._pool.connection(self)
        return connection.instructions if connection else ""

    @property
    def metrics(self) -> ServerMetrics:
        """What the server was asked, and what became of it."""
        newest = self._health.failures(self._now())
        latencies = self.latencies
        return ServerMetrics(self.status.state, *newest, latencies.together(), latencies.tools())

    @property
    def report(self) -> ServerReport:
        """All of that, what the memory of tools did, and how the connection stands."""
        return ServerReport(self.metrics, self.catalogue.stats, self.session, self.ended)

    async def call(self, call: Call) -> tuple[mcp_types.CallToolResult, float]:
        """Do one call; returns the answer and its seconds.

        Raises:
            ServerFault: what became of the connection, or why the server was not asked.
        """
        began = self._now()
        try:
            async with self._request(began) as connection:
                answer = await connection.call(
                    call.tool,
                    call.arguments,
                    repeatable=call.repeatable,
                    timeout=call.timeout,
                    progress=call.progress,
                )
                count = Count.TOOL_FAILED if answer.is_error else Count.GOOD
                self._count(count, began)
        except ServerFault as fault:
            self.latencies.add(call.tool, Ending.FAULT, self._now() - began, fault.kind)
            raise
        except asyncio.CancelledError:
            self.latencies.add(call.tool, Ending.CANCELLED, self._now() - began)
            raise
        seconds = self._now() - began
        ending = Ending.TOOL_FAILED if answer.is_error else Ending.DONE
        self.latencies.add(call.tool, ending, seconds)
        return answer, seconds

    async def look_in(self) -> None:
        """Find out whether a server that was away is back, if it has rested enough."""
        if self._health.state(self._now()) is State.TRYING and not self.in_flight:
            with suppress(ServerFault):
                async with self._request(self._now(), is_use=False):
                    pass
        self._tell()  # time alone changes states, too

    def reached(self) -> None:
        """Take in that the server was reached just now in another way, and answered.

        Then whatever is wrong lies with what is held here: the rest is over, and the next request
        opens another session.
        """
        if self.status.state in _UNWELL or self._fault is not None:
            connection = self._pool.connection(self)
            if connection is not None:
                connection.renew()
            self._count(Count.GOOD, self._now())

    def tools_changed(self) -> None:
        """Take in that the server has other tools."""
        self.catalogue.changed()

    def evict(self) -> None:
        """Give the connection up while nobody uses it; the next request opens another."""
        if not self.in_flight:
            self._pool.evict(self)

    def retire(self) -> None:
        """Serve what is under way to its end, then close: another configuration took over."""
        self._is_retired = True
        self.catalogue.stop()
        if not self.in_flight:
            self._pool.drop(self)

    def close(self) -> None:
        """Close at once; what is under way ends with a fault."""
        self._is_retired = self._is_closed = True
        self.catalogue.stop()
        self._pool.drop(self)

    async def _fetch(self) -> Fetched:
        """Ask for the tools, for the catalogue."""
        began = self._now()
        async with self._request(began) as connection:
            tools = tuple(read_tool(self.server, each) for each in await connection.tools())
            self._tools = len(tools)
            self._count(Count.GOOD, began)
            return Fetched(tools, connection.tools_fresh_for)

    @asynccontextmanager
    async def _request(self, began: float, *, is_use: bool = True) -> AsyncIterator[Connection]:
        """Ask the server something, if it may be asked; counts what goes wrong.

        Looking after a server that nobody uses is no use of it: else it would never be forgotten.
        """
        try:
            connection = self._enter()
            try:
                if is_use:
                    self.last_used = began
                await self._admit(connection)
                yield connection
            finally:
                self._pool.leave(self)
                if self._is_retired and not self.in_flight:
                    self._pool.drop(self)
        except ServerFault as fault:
            self._count(count_of(fault.kind), began, fault)
            raise
        finally:
            self.ended += 1

    def _enter(self) -> Connection:
        """Take a place for a request."""
        if self._is_closed:
            sentence = Sentence(FaultReason.ENTRY_CLOSED, server=self.server)
            raise ServerFault(FaultKind.CLOSED, self.server, sentence)
        return self._pool.enter(self)

    async def _admit(self, connection: Connection) -> None:
        """Let a request through, after a ping where the server was away."""
        admission = self._health.admit(self._now())
        if not admission.goes:
            raise self._resting(admission.delay)
        if admission.state is State.TRYING:
            began = self._now()
            try:
                await self._ping(connection)
                self._count(Count.GOOD, began)
            finally:
                self._health.abandon()  # nothing to give up when it is counted

    async def _ping(self, connection: Connection) -> None:
        """Ask whether the server is there, within a limit that a waiting person bears."""
        limit = min(TRY_SECONDS, self.config.connect_timeout)
        try:
            async with asyncio.timeout(limit):
                await connection.ping()
        except TimeoutError:
            sentence = Sentence(FaultReason.STILL_AWAY, server=self.server, seconds=limit)
            raise ServerFault(FaultKind.TIMED_OUT, self.server, sentence) from None

    def _resting(self, delay: float) -> ServerFault:
        """Return why a server is not asked."""
        reason, facts = FaultReason.RESTING, dict[str, Fact](server=self.server, seconds=delay)
        if self._fault:
            reason, facts = FaultReason.RESTING_AFTER, facts | {"fault": self._fault.sentence}
        sentence = Sentence(reason, **facts)
        return ServerFault(FaultKind.RESTING, self.server, sentence, delay=delay)

    def _count(self, what: Count, began: float, fault: ServerFault | None = None) -> None:
        """Take in what became of a request, and tell if the state is another one now."""
        delay = fault.delay if fault else None
        self._health.count(what, self._now(), began=began, delay=delay)
        if what is Count.FAILED or (fault and fault.kind in _POLICY):
            self._fault = fault
        elif what is not Count.NOTHING:
            self._fault = None
        self._tell()

    def _tell(self) -> None:
        """Tell of a state, a reason or a number of tools that is another one now."""
        state = self._health.state(self._now())
        status = self._status(state)
        if state is State.TRYING or replace(status, since=self._told.since) == self._told:
            return
        if not self._is_retired:
            self._announcer.tell(StatusChange(self._told, status))
        self._told = status

    def _status(self, state: State) -> Status:
        """Return a status; it is as old as its state."""
        same = state is self._told.state
        return Status(
            owner=self.owner,
            server=self.server,
            state=state,
            since=self._told.since if same else self._now(),
            kind=self._fault.kind if self._fault else None,
            sentence=self._fault.sentence if self._fault else "",
            tools=self._tools,
        )


_UNWELL = frozenset({State.AWAY, State.TRYING, State.DEGRADED})

_POLICY = frozenset({FaultKind.REFUSED_ADDRESS, FaultKind.NOT_ALLOWED})
"""Kinds that people shall see although the server was not asked."""

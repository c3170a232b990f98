"""The one door to many MCP servers of many people.

Owners and servers are pairs, never one text. Nothing is shared between two owners but the pool of
connections to addresses; no answer, figure or list of one is ever shown to another. Nothing is
locked while a server is waited for: one that is dead delays those who ask it, and nobody else.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from mcp_client.configs import ServerConfig
from mcp_client.contexts import LONGEST_TEXT, Form, build_context
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.names import NameMap, ToolName
from mcp_client.openai_tools import MOST_FUNCTIONS, openai_functions
from mcp_client.questions import Asker
from mcp_client.registrations import InMemoryRegistrations, Registrations
from mcp_client.results import ToolResult, read_result
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.batches import BATCH_AT_ONCE, Call, answer_all
from mcp_client.servers.callbacks import Announcer, Status, StatusCallback
from mcp_client.servers.catalogues import CacheStats, Catalogue, RemoteTool
from mcp_client.servers.pools import Limits, Pool
from mcp_client.servers.reports import (
    CallAnswer,
    ConnectionTest,
    Registered,
    ServerMetrics,
    ServerReport,
    ServerSession,
    ToolListing,
    Usage,
)
from mcp_client.servers.seating import ServerEntries
from mcp_client.servers.seats import ServerEntry
from mcp_client.sessions.connections import Progress
from mcp_client.transports.networks import Network

LIST_SECONDS = 5.0
"""That a list of all tools waits for a server: longer than a good one takes, and bearable."""


class ClientPool:
    """Many servers of many owners. Use it as an async context manager, or call `cleanup`.

    For one event loop at a time; after `cleanup` it can be used in another.

    Args:
        network: makes what the connections of one loop share.
        registrations: who registered what; asked at every use.
        limits: what all of this may cost.
        now: a clock, in seconds, that never goes back.
        asker: answers what servers ask a person while they are called; None, and nobody does: then
            no server learns that it might ask, and one that asks still gets no answer.
    """

    def __init__(
        self,
        network: Callable[[], Network],
        *,
        registrations: Registrations | None = None,
        limits: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
        asker: Asker | None = None,
    ) -> None:
        limits = limits or Limits()
        self._registrations = registrations or InMemoryRegistrations()
        self._now = now
        self._pool = Pool(network, limits, now, asker)
        self._announcer = Announcer(seconds=limits.callback_seconds)
        self._seating = ServerEntries(self._registrations, self._pool, self._announcer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.cleanup()

    async def register(self, owner: str, server: str, config: ServerConfig) -> Registered:
        """Register a server, or begin anew with it; whatever was known of it is forgotten."""
        before = await self._registrations.find(owner, server)
        await self._registrations.keep(owner, server, config)
        self._seating.vacate(owner, server)
        if before is None:
            return Registered.ADDED
        return Registered.SAME if before == config else Registered.CHANGED

    async def ensure_registered(self, owner: str, server: str, config: ServerConfig) -> Registered:
        """Register a server unless exactly this is registered; then nothing is touched."""
        if await self._registrations.find(owner, server) == config:
            return Registered.SAME
        return await self.register(owner, server, config)

    async def unregister(self, owner: str, server: str) -> bool:
        """Forget a server; calls under way end with CLOSED. Tells whether it was registered."""
        known = await self._registrations.remove(owner, server)
        self._seating.leave(owner, server)
        return known

    async def test_connection(
        self, owner: str, server: str, config: ServerConfig | None = None
    ) -> ConnectionTest:
        """Connect anew and list the tools; what is registered stays as it is.

        What is open stays, too, while nothing is wrong with it. A server that answers here although
        its calls failed is asked again at once, on another session.

        Args:
            owner: whose it is.
            server: what the owner calls it, or would.
            config: what is tried; None: what is registered.
        """
        began = self._now()
        seat: ServerEntry | None = None
        try:
            config = config or await self._seating.config(owner, server)
            seat = self._seating.new(owner, server, config, Announcer())
            tools = (await seat.catalogue.tools()).tools
            era, about = seat.session.era, seat.instructions
        except ServerFault as fault:
            return ConnectionTest(fault, seconds=self._now() - began)
        else:
            self._seating.reached(owner, server, config)
            return ConnectionTest(None, era, tools, about, self._now() - began)
        finally:
            if seat is not None:
                seat.close()

    async def get_tools(
        self,
        owner: str,
        server: str | None = None,
        *,
        fresh: bool = False,
        patience: float = LIST_SECONDS,
    ) -> ToolListing:
        """Return the tools of an owner's servers; one that is away hides only its own.

        Args:
            owner: whose.
            server: only this one.
            fresh: ask the servers, whatever is remembered.
            patience: seconds to wait for a server; it goes on being asked when they are over.

        Raises:
            ServerFault: NOT_REGISTERED, of a `server` that is named.
        """
        seats = await self._seats(owner, server)
        found = await asyncio.gather(
            *(_catalogue(seat, fresh=fresh, patience=patience) for seat in seats)
        )
        tools: list[RemoteTool] = []
        away: dict[str, ServerFault] = {}
        stale: dict[str, ServerFault] = {}
        for seat, catalogue in zip(seats, found, strict=True):
            if isinstance(catalogue, ServerFault):
                away[seat.server] = catalogue
                continue
            tools.extend(catalogue.tools)
            if catalogue.stale:
                stale[seat.server] = catalogue.stale
        tools.sort(key=lambda tool: (tool.server, tool.name))
        names = NameMap(ToolName(tool.server, tool.name) for tool in tools)
        return ToolListing(tuple(tools), names, away, stale)

    async def call_tool(  # noqa: PLR0913 - which tool, with what, and how: each has a name
        self,
        owner: str,
        server: str,
        tool: str,
        arguments: Mapping[str, Any],
        *,
        repeatable: bool = False,
        timeout: float | None = None,
        progress: Progress | None = None,
    ) -> ToolResult:
        """Call a tool and return all of what it answered, also when it says that it failed.

        Args:
            owner: whose server it is.
            server: what the owner calls it.
            tool: its name at the server.
            arguments: as its schema wants them.
            repeatable: whether sending it twice does no harm; else it is never sent twice.
            timeout: seconds; None: what the server's configuration allows.
            progress: told how far it is.

        Raises:
            ServerFault: why there is no answer; `may_have_happened` when the call had left.
        """
        return await self._call(owner, Call(server, tool, arguments, repeatable, timeout, progress))

    async def batch_call_tools(
        self, owner: str, calls: Sequence[Call], *, at_once: int = BATCH_AT_ONCE
    ) -> tuple[CallAnswer, ...]:
        """Do several calls, `at_once` at a time and half as many at one server.

        The answers stand in the order of the calls, whichever ended first. A call that fails does
        not touch the others; whoever cancels the batch cancels all of them.
        """
        return await answer_all(calls, lambda call: self._call(owner, call), at_once)

    async def resolve_function_name(
        self, owner: str, alias: str, *, patience: float = LIST_SECONDS
    ) -> ToolName:
        """Return which tool a model means; servers are only asked if nothing known is called so.

        Args:
            owner: whose.
            alias: what the model calls it.
            patience: seconds to wait for a server that has to be asked.

        Raises:
            ServerFault: UNKNOWN_TOOL.
        """
        seats = await self._seating.all_of(owner)
        known = (tool for seat in seats for tool in seat.catalogue.known)
        found = NameMap(ToolName(tool.server, tool.name) for tool in known).resolve(alias)
        found = found or (await self.get_tools(owner, patience=patience)).names.resolve(alias)
        if found is None:
            sentence = Sentence(FaultReason.TOOL_UNLISTED, tool=alias[:64])
            raise ServerFault(FaultKind.UNKNOWN_TOOL, "", sentence)
        return found

    def format_tools_for_openai(
        self, listing: ToolListing, *, most: int = MOST_FUNCTIONS, strict: bool = False
    ) -> list[dict[str, Any]]:
        """Return tools as `tools` of a chat completion, in an order that stays."""
        return openai_functions(listing.tools, listing.names, most=most, strict=strict)

    def build_tool_context(
        self,
        results: Sequence[ToolResult],
        form: Form = Form.MARKDOWN,
        *,
        most: int = LONGEST_TEXT,
    ) -> str:
        """Return results for a model, each framed as data; together about `most` characters."""
        return build_context(results, form, most=most)

    async def get_status(self, owner: str) -> dict[str, Status]:
        """Return how each of an owner's servers is doing."""
        return {seat.server: seat.status for seat in await self._seating.all_of(owner)}

    async def get_metrics(self, owner: str, server: str | None = None) -> dict[str, ServerMetrics]:
        """Return what an owner's servers were asked, and what became of it.

        Raises:
            ServerFault: NOT_REGISTERED, of a `server` that is named.
        """
        return {seat.server: seat.metrics for seat in await self._seats(owner, server)}

    async def get_cache_stats(self, owner: str) -> dict[str, CacheStats]:
        """Return what the memory of each server's tools did."""
        return {seat.server: seat.catalogue.stats for seat in await self._seating.all_of(owner)}

    async def get_session_stats(self, owner: str) -> dict[str, ServerSession]:
        """Return how an owner's connections stand."""
        return {seat.server: seat.session for seat in await self._seating.all_of(owner)}

    async def get_report(self, owner: str, server: str | None = None) -> dict[str, ServerReport]:
        """Return the metrics, the cache's and the session's figures of one moment together.

        Raises:
            ServerFault: NOT_REGISTERED, of a `server` that is named.
        """
        return {seat.server: seat.report for seat in await self._seats(owner, server)}

    @property
    def activity(self) -> dict[tuple[str, str], int]:
        """How many requests have ended at each server that is in use, by owner and server."""
        return {(seat.owner, seat.server): seat.ended for seat in self._seating if seat.ended}

    def on_status(self, callback: StatusCallback) -> Callable[[], None]:
        """Have every change of state told; call what is returned to end that."""
        return self._announcer.subscribe(callback)

    @property
    def usage(self) -> Usage:
        """What all owners together take up: numbers only."""
        return Usage(
            len(list(self._seating)),
            self._pool.open,
            self._pool.closing,
            self._pool.requests,
            self._pool.evictions,
            self._announcer.stats,
        )

    async def sweep(self) -> None:
        """Do now what is done now and then: close what is idle, see whether anybody is back."""
        await self._seating.sweep()

    async def cleanup(self) -> None:
        """Close every connection and task. It may be used again, in this loop or another."""
        await self._seating.close()
        await self._pool.close()
        await self._announcer.close()

    async def _seats(self, owner: str, server: str | None) -> list[ServerEntry]:
        """Return what is known of one server, or of all of an owner's."""
        if server:
            return [await self._seating.one(owner, server)]
        return await self._seating.all_of(owner)

    async def _call(self, owner: str, call: Call) -> ToolResult:
        """Do one call."""
        seat = await self._seating.one(owner, call.server)
        answer, seconds = await seat.call(call)
        return read_result(ToolName(call.server, call.tool), answer, seconds)


async def _catalogue(seat: ServerEntry, *, fresh: bool, patience: float) -> Catalogue | ServerFault:
    """Return a server's tools, or why there are none."""
    try:
        return await seat.catalogue.tools(fresh=fresh, patience=patience)
    except ServerFault as fault:
        return fault

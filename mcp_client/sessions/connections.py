"""The connection to one server of one owner, which outlives what happens to its sessions.

The SDK cancels the task that opened a client when a transport fails, and a client that is closed by
another task takes its opener along (python-sdk #3560). So a session belongs to a task of its own
that opens it, waits, and closes it; everybody else only sends through it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import mcp_types
from mcp import ClientSession, MCPError
from mcp.client.session import ElicitationFnT
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sessions.calls import Progress, ToolCall, guard, send_call
from mcp_client.sessions.eras import Era
from mcp_client.sessions.listings import read_listing
from mcp_client.sessions.records import Record, SessionStats
from mcp_client.sessions.sessions import Session
from mcp_client.transports.links import link_to
from mcp_client.transports.networks import Network

__all__ = ["Connection", "Progress", "SessionStats"]

_CLOSE_SECONDS = 8.0
"""For a session to end: a program gets three times 2 s; then it is cut off."""

T = TypeVar("T")
Ask = Callable[[Session, ClientSession], Awaitable[T]]


class Connection:
    """One server of one owner. Opens when first used, and again when its session is lost.

    Every method may be called from any task of one event loop, at once. Each raises `ServerFault`
    and nothing else of its own; a task that calls is cancelled only by whoever cancels that task.

    Args:
        server: what the owner calls it; stands in every sentence.
        config: where it is and what it may cost.
        network: the pool that all connections share, with its admission.
        on_tools_changed: told that the server's list of tools is another one now. Must not block.
        now: a clock, in seconds; only for `stats`.
        elicitation: answers what the server asks a person; None: it is told that nobody does.
    """

    def __init__(
        self,
        server: str,
        config: ServerConfig,
        *,
        network: Network,
        on_tools_changed: Callable[[], None],
        now: Callable[[], float],
        elicitation: ElicitationFnT | None = None,
    ) -> None:
        self.server = server
        self.config = config
        self._link = replace(link_to(server, config, network), elicitation=elicitation)
        self._era = Era()
        self._announce = on_tools_changed
        self._session: Session | None = None
        self._ending: set[Session] = set()
        self._closed = False
        self._record = Record(now)

    @property
    def stats(self) -> SessionStats:
        """What this connection has been through."""
        return self._record.stats(is_open=self._session is not None and self._session.is_open)

    @property
    def instructions(self) -> str:
        """What the server says about itself, shortened; empty before the first use."""
        return self._record.instructions

    @property
    def tools_fresh_for(self) -> float | None:
        """Seconds that the server allows to keep its newest list; None when it says nothing."""
        return self._record.fresh_for

    async def tools(self) -> tuple[mcp_types.Tool, ...]:
        """Return all tools of all pages, in the server's order; asks the server each time.

        Listing is repeated once when the session was lost, or the connection was cut. All pages
        together may take about twice the configured time of a call.

        Raises:
            ServerFault: `TOO_LARGE` beyond the configured tools or pages, `PROTOCOL` when the pages
                lead in a circle, or what became of the connection.
        """

        async def ask(owner: Session, session: ClientSession) -> tuple[mcp_types.Tool, ...]:
            async with asyncio.timeout(guard(self.config.timeout)):
                return await self._list(owner, session)

        with self._record.using(reads=True):
            return await self._with_session(ask, repeatable=True)

    async def call(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        *,
        repeatable: bool,
        timeout: float | None = None,
        progress: Progress | None = None,
    ) -> mcp_types.CallToolResult:
        """Call a tool and return its whole result, also one that says `is_error`.

        A call goes out again, once, on a new session: when `repeatable`; or when the server refused
        it unread, with a status of HTTP, because it had forgotten the session. No other call is
        ever sent twice.

        Args:
            tool: its name at the server.
            arguments: as the tool's schema wants them.
            repeatable: whether sending twice does no harm (read-only or idempotent, and trusted).
            timeout: seconds for each sending, the configured ones when None. Opening a session
                has its own limit (`connect_timeout`).
            progress: told how far the call is.

        Raises:
            ServerFault: with `may_have_happened` when the call left and no answer came.
        """
        seconds = self.config.timeout if timeout is None else timeout
        self._link.patience = max(self._link.patience, seconds)
        request = ToolCall(tool, self._sendable(tool, arguments), seconds, progress)

        async def ask(owner: Session, session: ClientSession) -> mcp_types.CallToolResult:
            async with asyncio.timeout(guard(seconds)):
                result = await send_call(session, request, self._link.verdicts, owner.stop)
            await self._check(owner, session, tool, result)
            return result

        with self._record.using(reads=False):
            return await self._with_session(ask, repeatable=repeatable)

    async def ping(self) -> None:
        """Ask whether the server is there, in the cheapest way of its protocol era."""

        async def ask(_: Session, session: ClientSession) -> None:
            async with asyncio.timeout(self.config.connect_timeout):
                if session.protocol_version in MODERN_PROTOCOL_VERSIONS:
                    await session.send_discover(session.protocol_version)
                else:
                    await session.send_ping()

        with self._record.using(reads=True):
            await self._with_session(ask, repeatable=True)

    async def rest(self) -> None:
        """Close the session while nobody uses it, and keep what was learned for the next one."""
        session = self._session
        if session is not None and not self._record.in_flight:
            self._session = None
            await self._end(session)

    def renew(self) -> None:
        """Open another session for whoever comes next; what is under way ends on the old one."""
        if self._session is not None:
            self._session.retire()
            self._forget(self._session)

    async def close(self) -> None:
        """Close for good, from any task; what is in flight ends with `CLOSED`. May be repeated."""
        self._closed = True
        if self._session is not None:
            self._ending.add(self._session)
        await asyncio.gather(*map(self._end, tuple(self._ending)))

    def _sendable(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return arguments as JSON has them: what it has not would end the session for everybody.

        Models write halves of characters, and not every program knows that JSON has no NaN.
        """
        try:
            text = json.dumps([tool, dict(arguments)], allow_nan=False, ensure_ascii=False)
            text.encode()
        except (TypeError, ValueError, RecursionError):
            raise self._link.verdicts.unsendable() from None
        sendable: dict[str, Any] = json.loads(text)[1]
        return sendable

    async def _end(self, session: Session) -> None:
        self._ending.add(session)
        # Shielded: whoever stops waiting must not leave a program running.
        await asyncio.shield(asyncio.ensure_future(session.stopped(_CLOSE_SECONDS)))

    async def _with_session(self, ask: Ask[T], *, repeatable: bool) -> T:
        """Ask on a session, and once more on a new one where that does no harm."""
        happened = False
        for last in (False, True):
            owner = self._current()
            with owner.in_use():
                session = await self._opened_by(owner)
                try:
                    return await ask(owner, session)
                except Exception as error:  # noqa: BLE001 the SDK documents but some of its errors
                    fault = self._explain(error)
                happened = happened or fault.may_have_happened
                if last or not self._may_go_again(owner, fault, repeatable=repeatable):
                    raise fault.again(may_have_happened=happened)
        raise AssertionError  # the last round returns or raises

    def _current(self) -> Session:
        """Return the session that is open or opening; the first who asks opens it for all."""
        if self._closed:
            raise self._link.verdicts.closed()
        if self._session is not None and self._session.is_ending:
            self._forget(self._session)
        if self._session is None:
            self._session = Session(
                self._link,
                self._era,
                on_tools_changed=self._hear_of_change,
                on_end=self._forget,
            )
        return self._session

    async def _opened_by(self, owner: Session) -> ClientSession:
        session = await owner.ready()
        if not owner.is_counted:
            owner.is_counted = True
            self._record.note_opening(session)
        return session

    def _may_go_again(self, owner: Session, fault: ServerFault, *, repeatable: bool) -> bool:
        """Drop a session that is of no use any more; say whether to ask on a new one."""
        lost = fault.kind is FaultKind.SESSION_LOST
        if lost and self._session is owner:
            self._era.forget_modern()  # it knows no sessions: another server stands there now
        if lost or owner.is_ending:
            owner.retire()
            self._forget(owner)
        harmless = repeatable or not fault.may_have_happened
        return not self._closed and harmless and (lost or fault.kind is FaultKind.CUT_OFF)

    def _explain(self, error: Exception) -> ServerFault:
        if self._closed and not isinstance(error, ServerFault):
            return self._link.verdicts.closed(happened=True)
        return self._link.explain(error)

    async def _list(self, owner: Session, session: ClientSession) -> tuple[mcp_types.Tool, ...]:
        listing = await read_listing(session, self.config, self._link.verdicts, self._record)
        owner.promising = frozenset(tool.name for tool in listing.tools if tool.output_schema)
        self._record.fresh_for = listing.fresh_for
        return listing.tools

    async def _check(
        self, owner: Session, session: ClientSession, tool: str, result: mcp_types.CallToolResult
    ) -> None:
        """Hold a result to what its tool promises; raises `OFF_SCHEMA`.

        The promise stands in the list, which each session must have read once. When that fails the
        result stands: the call was carried out, and losing its answer is the greater harm.
        """
        if result.is_error:
            return
        try:
            async with asyncio.timeout(self.config.timeout), owner.reading:
                if owner.promising is None:
                    await self._list(owner, session)
        except (MCPError, ServerFault, ValidationError, TimeoutError):
            return
        if owner.promising is not None and tool in owner.promising:
            try:
                await session.validate_tool_result(tool, result)
            except RuntimeError:
                raise self._link.verdicts.off_schema(tool) from None

    def _hear_of_change(self) -> None:
        self._record.changes += 1
        self._announce()

    def _forget(self, session: Session) -> None:
        """Let go of a session that has ended or is about to."""
        if self._session is session:
            self._session = None
        if session.has_ended:
            self._ending.discard(session)
        else:
            self._ending.add(session)

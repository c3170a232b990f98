"""The connection to one server of one owner, which outlives what happens to its sessions.

The SDK cancels the task that opened a client when a transport fails, and a client that is closed by
another task takes its opener along (python-sdk #3560). So a session belongs to a task of its own
that opens it, waits, and closes it; everybody else only sends through it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind
from mcp_client.networks import Network

Progress = Callable[[float, float | None, str | None], Awaitable[None]]
"""Told how far a call is: done, total where known, a sentence where given."""


@dataclass(frozen=True, slots=True)
class SessionStats:
    """What a connection has been through. Times are those of the clock that it was given.

    Attributes:
        opened: since when the present session is open; None while there is none.
        opens: how many sessions were opened.
        era: the protocol version that was agreed on, once known.
        last_used: when the last call or listing began.
        in_flight: how many wait for an answer now.
        last_fault: what went wrong last; None after the first success that follows.
    """

    opened: float | None = None
    opens: int = 0
    era: str | None = None
    last_used: float | None = None
    in_flight: int = 0
    last_fault: FaultKind | None = None


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
    """

    def __init__(
        self,
        server: str,
        config: ServerConfig,
        *,
        network: Network,
        on_tools_changed: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        self.server = server
        self.config = config
        self._network = network
        self._on_tools_changed = on_tools_changed
        self._now = now

    @property
    def stats(self) -> SessionStats:
        """What this connection has been through."""
        raise NotImplementedError

    @property
    def instructions(self) -> str:
        """What the server says about itself, shortened; empty before the first use."""
        raise NotImplementedError

    async def tools(self) -> tuple[mcp_types.Tool, ...]:
        """Return all tools of all pages, in the server's order; asks the server each time.

        Listing is repeated once when the session was lost.

        Raises:
            ServerFault: `TOO_LARGE` beyond the configured tools or pages, `PROTOCOL` when the pages
                lead in a circle, or what became of the connection.
        """
        raise NotImplementedError

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
        it unread because it had forgotten the session. No other call is ever sent twice.

        Args:
            tool: its name at the server.
            arguments: as the tool's schema wants them.
            repeatable: whether sending twice does no harm (read-only or idempotent, and trusted).
            timeout: seconds; the configured ones when None.
            progress: told how far the call is.

        Raises:
            ServerFault: with `may_have_happened` when the call left and no answer came.
        """
        raise NotImplementedError

    async def ping(self) -> None:
        """Ask whether the server is there, in the cheapest way of its protocol era."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close for good, from any task; what is in flight ends with `CLOSED`. May be repeated."""
        raise NotImplementedError

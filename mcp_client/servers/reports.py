"""What the façade tells about an owner's servers. Nothing here holds an address or a header."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mcp_client.errors import ServerFault
from mcp_client.names import NameMap, ToolName
from mcp_client.results import ToolResult
from mcp_client.servers.callbacks import TellingStats
from mcp_client.servers.catalogues import CacheStats, RemoteTool
from mcp_client.servers.health import State
from mcp_client.servers.latencies import ToolFigures


class Registered(StrEnum):
    """What registering came to."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class ToolListing:
    """The tools of some servers of an owner, in an order that stays.

    Attributes:
        tools: by server and name.
        names: what models call them.
        away: servers whose tools are missing here, and why.
        stale: servers whose tools are those of earlier, and why.
    """

    tools: tuple[RemoteTool, ...]
    names: NameMap
    away: Mapping[str, ServerFault] = field(default_factory=dict)
    stale: Mapping[str, ServerFault] = field(default_factory=dict)


@dataclass(frozen=True)
class ConnectionTest:
    """What came of trying a server.

    Attributes:
        fault: why it cannot be used; None: it can.
        era: the protocol version that was agreed on.
        tools: those it has.
        instructions: what it says about itself: foreign text.
        seconds: from connecting to the list of tools, or to the fault.
    """

    fault: ServerFault | None
    era: str | None = None
    tools: tuple[RemoteTool, ...] = ()
    instructions: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class CallAnswer:
    """What came of one call of several: a result or a fault, never both."""

    name: ToolName
    result: ToolResult | None = None
    fault: ServerFault | None = None


@dataclass(frozen=True)
class ServerMetrics:
    """What a server of an owner has been asked since it was registered here, by this process.

    Attributes:
        newest_failed, newest: of the newest requests how many failed, and how many there were.
        together: all tools.
        tools: each tool that was called.
    """

    state: State
    newest_failed: int
    newest: int
    together: ToolFigures
    tools: Mapping[str, ToolFigures]


@dataclass(frozen=True)
class ServerSession:
    """The connection to a server of an owner.

    Attributes:
        is_open: whether there is a connection; a server without one is asked all the same.
        era: the protocol version that was agreed on.
        opens: sessions that were opened over this connection.
        in_flight: requests that wait for an answer.
        idle: seconds since the last one began.
    """

    is_open: bool
    era: str | None
    opens: int
    in_flight: int
    idle: float


@dataclass(frozen=True)
class ServerReport:
    """All that is known of a server of an owner, at one moment.

    Attributes:
        requests: that have ended; whoever keeps reports sees by it which are other ones now.
    """

    metrics: ServerMetrics
    cache: CacheStats
    session: ServerSession
    requests: int


@dataclass(frozen=True)
class Usage:
    """What a façade takes up, all owners together.

    Attributes:
        known: servers that were used since they were forgotten last.
        open: connections.
        closing: connections that are being closed.
        requests: under way.
        evictions: connections that were closed because nobody used them.
        telling: what became of changes of state.
    """

    known: int
    open: int
    closing: int
    requests: int
    evictions: int
    telling: TellingStats

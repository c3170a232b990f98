"""What the plugin tools return, field by field."""

from pydantic import BaseModel, Field

from mcp_server.results import Sandbox


class PluginShown(BaseModel):
    """A plugin and how it stood when it was last spoken to."""

    name: str
    transport: str
    address: str = Field(description="Only the server; paths and headers are never shown.")
    enabled: bool
    trusted: bool = Field(description="The person vouches for what it says of its own tools.")
    state: str = Field(
        description="untried, ready, unreachable, refused_address, auth_required, rate_limited or "
        "failing."
    )
    since: str = Field(description="When it came to stand so; empty: never tried.")
    said: str = Field(description="Why it is not ready; empty when it is.")
    tools: int = Field(description="How many it had when last listed; -1 when not known.")


class PluginsShown(BaseModel):
    """The person's plugins, by name."""

    plugins: list[PluginShown]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class PluginToolShown(BaseModel):
    """A tool in the words of its plugin, which are data."""

    name: str
    description: str
    care: str = Field(description="reads, changes, or asks_first: the person is asked each time.")


class PluginTried(BaseModel):
    """What came of connecting to a plugin."""

    name: str
    state: str
    said: str = Field(description="Why it is not ready; empty when it is.")
    tools: list[PluginToolShown]
    tools_in_all: int
    seconds: float
    sandbox: Sandbox


class CallsShown(BaseModel):
    """Calls of one tool, or of all tools together."""

    tool: str = Field(description="In the plugin's words, which are data; empty: all together.")
    calls: int
    done: int
    tool_failed: int = Field(description="Answered, and the tool says that it failed.")
    faults: int = Field(description="Got no answer.")
    cancelled: int
    p50_seconds: float = Field(description="Of the newest that were answered; -1 without any.")
    p95_seconds: float
    p99_seconds: float


class ProcessFiguresShown(BaseModel):
    """What one process counted at a plugin."""

    process: str = Field(description="What it does and where; the assistant calls in a worker.")
    noted_at: str = Field(description="When it counted so.")
    health: str = Field(description="new, active, degraded, away or trying.")
    newest_requests: int = Field(description="The newest 100 of the last five minutes.")
    newest_failed: int
    together: CallsShown
    fault_kinds: dict[str, int] = Field(description="How many faults of which kind.")
    tools: list[CallsShown] = Field(description="The most called ones.")
    tools_in_all: int
    list_hits: int = Field(description="Questions for its tools that memory answered.")
    list_fetches: int = Field(description="Those that went to the plugin.")
    list_failures: int
    connection_is_open: bool
    connection_opens: int
    connection_idle_seconds: float


class PluginMetricsShown(BaseModel):
    """What processes counted at a plugin, the newest first."""

    name: str
    processes: list[ProcessFiguresShown]
    processes_in_all: int
    sandbox: Sandbox


class PluginRegistered(BaseModel):
    """Whether a plugin was registered, and how it answered."""

    name: str
    registered: bool = Field(description="False when the person said no.")
    state: str = Field(description="As test_plugin has it; empty when it was not registered.")
    said: str
    tools_in_all: int
    sandbox: Sandbox


class PluginRemoved(BaseModel):
    """Whether a plugin was removed."""

    name: str
    removed: bool = Field(description="False when the person said no.")
    sandbox: Sandbox

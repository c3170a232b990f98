"""What processes counted at a plugin, as it goes over HTTP (MCC-2)."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.plugins.figures import PluginFigures


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CallFiguresOut(_Read):
    """Calls of one tool, or of all."""

    calls: int = Field(description="All; each counts in one of the next four, too.")
    done: int
    tool_failed: int = Field(description="Answered, and the tool says that it failed.")
    faults: int = Field(description="Got no answer; `fault_kinds` says why not.")
    cancelled: int = Field(description="Whoever called did not wait.")
    fault_kinds: dict[str, int]
    p50_seconds: float | None = Field(
        description="Of the newest calls, up to 2,000 of a tool, that were answered or timed out."
    )
    p95_seconds: float | None
    p99_seconds: float | None
    longest_seconds: float | None


class ToolCallFiguresOut(_Read):
    """Calls of one tool; its name is the plugin's own text."""

    tool: str
    figures: CallFiguresOut


class ListFiguresOut(_Read):
    """What the memory of the list of tools did."""

    hits: int = Field(description="Questions that it answered.")
    fetches: int = Field(description="Requests for the list that went to the plugin.")
    joined: int = Field(description="Questions that waited for the request of another.")
    stale: int = Field(description="Questions that an old list answered.")
    failures: int = Field(description="Requests for the list that failed.")
    changes: int = Field(description="How often the plugin said that its list is another one.")
    tools: int | None
    age_seconds: float | None


class ConnectionFiguresOut(_Read):
    """How the connection stands; one that is closed opens when it is wanted."""

    is_open: bool
    era: str | None = Field(description="Version of the protocol that was agreed on.")
    opens: int
    in_flight: int
    idle_seconds: float


class ProcessFiguresOut(_Read):
    """What one process counted since it used the plugin first, or since it was changed."""

    process: str = Field(description="What it does, and where: `worker 4711@ops-1`.")
    noted_at: datetime = Field(description="When it counted so.")
    health: str = Field(description="new, active, degraded, away (not asked) or trying.")
    newest_requests: int = Field(description="The newest 100 of the last five minutes.")
    newest_failed: int = Field(description="How many of those failed.")
    together: CallFiguresOut
    tools: list[ToolCallFiguresOut] = Field(description="The 50 that were called most.")
    tools_in_all: int
    memory: ListFiguresOut
    connection: ConnectionFiguresOut


class PluginMetricsOut(BaseModel):
    """What each process counted, the newest first; the assistant calls tools in a worker."""

    processes: list[ProcessFiguresOut]

    @classmethod
    def of(cls, found: Sequence[PluginFigures]) -> "PluginMetricsOut":
        """Return the wire form."""
        processes = [ProcessFiguresOut.model_validate(each) for each in found]
        return cls(processes=processes)

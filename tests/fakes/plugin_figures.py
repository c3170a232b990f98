"""Figures of plugins, for tests of what keeps and shows them."""

from datetime import datetime

from domain.plugins.figures import (
    CallFigures,
    ConnectionFigures,
    ListFigures,
    PluginFigures,
    ToolCallFigures,
    most_called,
)


def calls(
    tool: str, count: int, *, faults: int = 0, seconds: float | None = 0.25
) -> ToolCallFigures:
    """Some calls of a tool, all of which took equally long."""
    kinds = {"timed_out": faults} if faults else {}
    calls = CallFigures(
        calls=count,
        done=count - faults,
        tool_failed=0,
        faults=faults,
        cancelled=0,
        fault_kinds=kinds,
        p50_seconds=seconds,
        p95_seconds=seconds,
        p99_seconds=seconds,
        longest_seconds=seconds,
    )
    return ToolCallFigures(tool, calls)


def figures(
    process: str, at: datetime, *tools: ToolCallFigures, health: str = "active"
) -> PluginFigures:
    """What a process counted of these tools; together they are as the first one is."""
    first = tools[0] if tools else calls("", 0, seconds=None)
    return PluginFigures(
        process=process,
        noted_at=at,
        health=health,
        newest_requests=20,
        newest_failed=first.figures.faults,
        together=first.figures,
        tools=most_called(tools),
        tools_in_all=len(tools),
        memory=ListFigures(
            hits=5,
            fetches=2,
            joined=1,
            stale=0,
            failures=0,
            changes=1,
            tools=len(tools),
            age_seconds=12.5,
        ),
        connection=ConnectionFigures(True, "2026-07-28", 1, 0, 3.5),
    )

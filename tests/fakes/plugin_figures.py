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
    times = (seconds, seconds, seconds, seconds)
    return ToolCallFigures(tool, CallFigures(count, count - faults, 0, faults, 0, kinds, *times))


def figures(
    process: str, at: datetime, *tools: ToolCallFigures, health: str = "active"
) -> PluginFigures:
    """What a process counted of these tools; together they are as the first one is."""
    first = tools[0] if tools else calls("", 0, seconds=None)
    return PluginFigures(
        process,
        at,
        health,
        20,
        first.figures.faults,
        first.figures,
        most_called(tools),
        len(tools),
        ListFigures(5, 2, 1, 0, 0, 1, len(tools), 12.5),
        ConnectionFigures(True, "2026-07-28", 1, 0, 3.5),
    )

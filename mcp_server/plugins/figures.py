"""What processes counted at a plugin, as a result."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from application.common.wording import Localizer
from application.plugins.views import health_of
from domain.common.messages import Called, message
from domain.common.time_words import in_zone
from domain.plugins.figures import CallFigures, PluginFigures
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.plugins.results import CallsShown, PluginMetricsShown, ProcessFiguresShown
from mcp_server.results import mark, told

MOST_TOOLS = 15
"""Of one process in a result; a number says how many there are."""


def plugin_metrics(
    name: str, found: Sequence[PluginFigures], reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return what processes counted, as many of them as fit."""
    all_ = [_process(each, reader.zone) for each in found]
    texts = [_text(each, reader) for each in found]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    result = PluginMetricsShown(
        name=name, processes=all_[:kept], processes_in_all=len(all_), sandbox=sandbox
    )
    said = message("plugin_tool.figures", plugin=Called(name), count=len(all_))
    if not all_:
        said = message("plugin.unused", plugin=Called(name))
    rest = message("plugin_tool.more", count=len(all_) - kept) if kept < len(all_) else None
    lines = (f"{mark(sandbox)}{reader.text(said)}", *texts[:kept], reader.text(rest))
    return told(result, "\n".join(filter(None, lines)))


def _process(figures: PluginFigures, zone: str) -> ProcessFiguresShown:
    memory, connection = figures.memory, figures.connection
    return ProcessFiguresShown(
        process=shown(figures.process, 100),
        noted_at=in_zone(figures.noted_at, zone),
        health=figures.health,
        newest_requests=figures.newest_requests,
        newest_failed=figures.newest_failed,
        together=_calls("", figures.together),
        fault_kinds=dict(figures.together.fault_kinds),
        tools=[_calls(each.tool, each.figures) for each in figures.tools[:MOST_TOOLS]],
        tools_in_all=figures.tools_in_all,
        list_hits=memory.hits,
        list_fetches=memory.fetches,
        list_failures=memory.failures,
        connection_is_open=connection.is_open,
        connection_opens=connection.opens,
        connection_idle_seconds=connection.idle_seconds,
    )


def _calls(tool: str, figures: CallFigures) -> CallsShown:
    return CallsShown(
        tool=shown(tool, 128),
        calls=figures.calls,
        done=figures.done,
        tool_failed=figures.tool_failed,
        faults=figures.faults,
        cancelled=figures.cancelled,
        p50_seconds=_or_none(figures.p50_seconds),
        p95_seconds=_or_none(figures.p95_seconds),
        p99_seconds=_or_none(figures.p99_seconds),
    )


def _or_none(seconds: float | None) -> float:
    return -1.0 if seconds is None else seconds


def _text(figures: PluginFigures, reader: Localizer) -> str:
    said = message(
        "plugin.figures_of",
        process=Called(figures.process),
        at=figures.noted_at,
        health=health_of(figures.health),
        failed=figures.newest_failed,
        newest=figures.newest_requests,
    )
    all_ = (
        _calls("", figures.together),
        *(_calls(e.tool, e.figures) for e in figures.tools[:MOST_TOOLS]),
    )
    return "\n".join((reader.text(said), *(_line(each, reader) for each in all_ if each.calls)))


def _line(calls: CallsShown, reader: Localizer) -> str:
    times = f"p50 {calls.p50_seconds:g} s, p95 {calls.p95_seconds:g} s, p99 {calls.p99_seconds:g} s"
    said = message(
        "plugin_tool.calls",
        tool=Called(calls.tool) if calls.tool else None,
        calls=calls.calls,
        faults=calls.faults,
        failed=calls.tool_failed,
        times=Called(times) if calls.p50_seconds >= 0 else None,
    )
    return f"- {reader.text(said)}"

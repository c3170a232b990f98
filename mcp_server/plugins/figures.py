"""What processes counted at a plugin, as a result."""

from collections.abc import Sequence

from mcp_types import CallToolResult

from domain.common.time_words import in_zone
from domain.plugins.figures import CallFigures, PluginFigures
from mcp_server.bounds import fitting, shown, wire_bytes
from mcp_server.plugins.results import CallsShown, PluginMetricsShown, ProcessFiguresShown
from mcp_server.results import mark, told

MOST_TOOLS = 15
"""Of one process in a result; a number says how many there are."""


def plugin_metrics(
    name: str, found: Sequence[PluginFigures], zone: str, *, sandbox: bool
) -> CallToolResult:
    """Return what processes counted, as many of them as fit."""
    all_ = [_process(each, zone) for each in found]
    texts = [_text(each) for each in all_]
    pairs = [(each.model_dump(), text) for each, text in zip(all_, texts, strict=True)]
    kept = len(fitting(pairs, wire_bytes))
    result = PluginMetricsShown(
        name=name, processes=all_[:kept], processes_in_all=len(all_), sandbox=sandbox
    )
    nothing = f"No process has used {name} since it was registered, changed or restarted."
    heading = f"{name}, as {len(all_)} processes counted:" if all_ else nothing
    more = [f"… and {len(all_) - kept} more."] if kept < len(all_) else []
    return told(result, "\n".join((f"{mark(sandbox)}{heading}", *texts[:kept], *more)))


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


def _text(process: ProcessFiguresShown) -> str:
    newest = f"{process.newest_failed} of the newest {process.newest_requests} requests failed"
    lines = [f"{process.process} at {process.noted_at}: {process.health}, {newest}"]
    lines += [_line(each) for each in (process.together, *process.tools) if each.calls]
    return "\n".join(lines)


def _line(calls: CallsShown) -> str:
    failed = f"{calls.faults} faults, {calls.tool_failed} failed"
    times = f"p50 {calls.p50_seconds:g} s, p95 {calls.p95_seconds:g} s, p99 {calls.p99_seconds:g} s"
    measured = f"; {times}" if calls.p50_seconds >= 0 else ""
    return f"- {calls.tool or 'all tools'}: {calls.calls} calls, {failed}{measured}"

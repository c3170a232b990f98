"""What processes counted at a plugin, at the terminal, in the reader's language."""

from collections.abc import Sequence
from datetime import timedelta

from application.common.wording import Localizer
from application.plugins.views import health_of
from cli.output import heads, note, one_line, say, say_table
from domain.common.messages import Called, Names, message
from domain.plugins.figures import CallFigures, PluginFigures

SHOWN = 20
"""Tools of one process; `--json` has the 50 that were called most."""

_COLUMNS = (
    *("head.tool", "head.calls", "head.done", "head.tool_failed", "head.faults", "head.cancelled"),
    *("head.p50", "head.p95", "head.p99", "head.longest"),
)


def say_figures(name: str, found: Sequence[PluginFigures], reader: Localizer) -> None:
    """Write what each process counted, the newest first."""
    if not found:
        note(reader.text(message("plugin.unused", plugin=Called(name))))
    for figures in found:
        _say_process(figures, reader)
    note(reader.text(message("plugin.figures_whose", each=timedelta(seconds=30))))


def _say_process(figures: PluginFigures, reader: Localizer) -> None:
    memory, connection, kinds = figures.memory, figures.connection, figures.together.fault_kinds
    lines = [
        message(
            "plugin.figures_of",
            process=Called(figures.process),
            at=figures.noted_at,
            health=health_of(figures.health),
            failed=figures.newest_failed,
            newest=figures.newest_requests,
        ),
        message(
            "plugin.figures_list",
            hits=memory.hits,
            fetches=memory.fetches,
            failures=memory.failures,
        ),
        message(
            "plugin.figures_connection",
            open=connection.is_open,
            opens=connection.opens,
            idle=timedelta(seconds=int(connection.idle_seconds)),
        ),
    ]
    if kinds:
        counted = Names(tuple(Called(f"{kind} {count}") for kind, count in kinds.items()))
        lines.append(message("plugin.figures_faults", kinds=counted))
    for line in lines:
        say(one_line(reader.text(line)))
    rows = [_row(reader.text(message("plugin.figures_all")), figures.together)]
    rows += [_row(each.tool, each.figures) for each in figures.tools[:SHOWN]]
    say_table(heads(reader.text, *_COLUMNS), rows)
    if figures.tools_in_all > SHOWN:
        note(reader.text(message("plugin.figures_more", count=figures.tools_in_all - SHOWN)))


def _row(tool: str, figures: CallFigures) -> tuple[object, ...]:
    counts = (figures.calls, figures.done, figures.tool_failed, figures.faults, figures.cancelled)
    times = (figures.p50_seconds, figures.p95_seconds, figures.p99_seconds, figures.longest_seconds)
    return tool, *counts, *times

"""What a plugin was asked and what became of it, as one process counted it (MCC-2).

Each process has connections of its own, and so figures of its own: percentiles of several cannot be
made into one, so they stand beside each other, each with the name of its process and its time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TOOLS = 50
"""Of one plugin in one process, the most called first; a number says how many there are."""

MOST_PROCESSES = 20
"""Whose figures are kept of one plugin, the newest: each start of a process is another one."""

KEPT_FOR = timedelta(days=7)
"""After that nobody asks any more how a process of then has fared."""


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """Calls of one tool, or of all.

    Attributes:
        calls: all of them; each ended in one of the next four ways.
        done: with an answer.
        tool_failed: with an answer in which the tool says that it failed.
        faults: without one.
        cancelled: whoever called did not wait for one.
        fault_kinds: how many faults of which kind.
        p50_seconds, p95_seconds, p99_seconds, longest_seconds: of the newest calls (up to 2,000 of
            each tool) that got an answer or timed out, at most 7 % too high; None without any.
    """

    calls: int
    done: int
    tool_failed: int
    faults: int
    cancelled: int
    fault_kinds: Mapping[str, int]
    p50_seconds: float | None
    p95_seconds: float | None
    p99_seconds: float | None
    longest_seconds: float | None


@dataclass(frozen=True)
class ToolCallFigures:
    """Calls of one tool; its name is the plugin's own text."""

    tool: str
    figures: CallFigures


@dataclass(frozen=True, kw_only=True)
class ListFigures:
    """What the memory of the list of tools did.

    Attributes:
        hits: questions that it answered.
        fetches: requests for the list that went to the plugin.
        joined: questions that waited for the request of another.
        stale: questions that an old list answered, because the plugin did not.
        failures: requests for the list that failed.
        changes: how often the plugin said that its list is another one.
        tools: how many are remembered; None: none were ever listed.
        age_seconds: of the list; None: there is none.
    """

    hits: int
    fetches: int
    joined: int
    stale: int
    failures: int
    changes: int
    tools: int | None
    age_seconds: float | None


@dataclass(frozen=True)
class ConnectionFigures:
    """How the connection stands.

    Attributes:
        is_open: one that is closed opens again when it is wanted.
        era: version of the protocol that was agreed on; None before that.
        opens: sessions that were opened over it.
        in_flight: requests that wait for an answer.
        idle_seconds: since the last one began.
    """

    is_open: bool
    era: str | None
    opens: int
    in_flight: int
    idle_seconds: float


@dataclass(frozen=True, kw_only=True)
class PluginFigures:
    """One plugin in one process, since it was used there first or changed.

    Attributes:
        process: what it does and where: `worker 4711@ops-1`.
        noted_at: when it counted so.
        health: `new`, `active`, `degraded`, `away` (not asked for a while) or `trying`.
        newest_requests: the newest 100 of the last five minutes, lists of tools among them.
        newest_failed: how many of those failed in any way; health is judged by both.
        together: calls of all tools.
        tools: the most called ones.
        tools_in_all: how many were called.
        memory: of the list of tools.
        connection: to the plugin.
    """

    process: str
    noted_at: datetime
    health: str
    newest_requests: int
    newest_failed: int
    together: CallFigures
    tools: tuple[ToolCallFigures, ...]
    tools_in_all: int
    memory: ListFigures
    connection: ConnectionFigures


def most_called(tools: Iterable[ToolCallFigures]) -> tuple[ToolCallFigures, ...]:
    """Return the tools that are shown, the most called first."""
    ranked = sorted(tools, key=lambda each: (-each.figures.calls, each.tool))
    return tuple(ranked[:MOST_TOOLS])


def side_by_side(
    live: PluginFigures | None, kept: Iterable[PluginFigures]
) -> tuple[PluginFigures, ...]:
    """Return the figures of all processes, the newest first; what one counts now is the truth."""
    others = [each for each in kept if live is None or each.process != live.process]
    found = others if live is None else [live, *others]
    return tuple(sorted(found, key=lambda each: each.noted_at, reverse=True)[:MOST_PROCESSES])

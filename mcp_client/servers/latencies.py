"""How long calls take and what became of them, for each tool of a server, in bounded memory.

Counts are of a lifetime. Percentiles are of the newest calls: each tool keeps two histograms, the
younger takes calls in, and when it has enough the older is dropped; so a server that became slow
shows, however many fast calls came before. A histogram's classes grow by a factor, so what it says
is at most 7 % above the truth, between 1 ms and 20 minutes.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mcp_client.errors import FaultKind

GROWTH = 1.07
SHORTEST = 0.001
CLASSES = math.ceil(math.log(1_200.0 / SHORTEST, GROWTH))

FULL = 1_000
"""Calls of a histogram: p99 then rests on at least ten."""

MOST_TOOLS = 200
"""Tools with figures of their own; further ones share `OTHERS`. Callers choose the names."""

OTHERS = "(others)"


class Ending(StrEnum):
    """What became of a call."""

    DONE = "done"
    TOOL_FAILED = "tool_failed"  # the tool says so itself
    FAULT = "fault"
    CANCELLED = "cancelled"  # by whoever called


@dataclass(frozen=True, kw_only=True)
class ToolFigures:
    """What is known of a tool, or of all tools of a server.

    Attributes:
        endings: how many calls ended how.
        faults: how many faults there were of which kind.
        p50, p95, p99, longest: seconds of the newest calls that got an answer; None without any.
    """

    calls: int
    endings: Mapping[Ending, int]
    faults: Mapping[FaultKind, int]
    p50: float | None
    p95: float | None
    p99: float | None
    longest: float | None


@dataclass
class _Histogram:
    """How many calls took how long; only classes that occur take memory."""

    classes: Counter[int] = field(default_factory=Counter)
    count: int = 0
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        place = math.ceil(math.log(max(seconds, SHORTEST) / SHORTEST, GROWTH))
        self.classes[min(place, CLASSES)] += 1
        self.count += 1
        self.longest = max(self.longest, seconds)


@dataclass
class _Tally:
    """What one tool has been through."""

    endings: Counter[Ending] = field(default_factory=Counter)
    faults: Counter[FaultKind] = field(default_factory=Counter)
    younger: _Histogram = field(default_factory=_Histogram)
    older: _Histogram = field(default_factory=_Histogram)

    def add(self, ending: Ending, seconds: float, kind: FaultKind | None) -> None:
        self.endings[ending] += 1
        if kind is not None:
            self.faults[kind] += 1
        if ending in {Ending.DONE, Ending.TOOL_FAILED} or kind is FaultKind.TIMED_OUT:
            if self.younger.count >= FULL:
                self.younger, self.older = _Histogram(), self.younger
            self.younger.add(seconds)


class Latencies:
    """The figures of one server of one owner; another owner's never come near them."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}

    def add(self, tool: str, ending: Ending, seconds: float, kind: FaultKind | None = None) -> None:
        """Take in a call.

        Args:
            tool: its name at the server.
            ending: what became of it.
            seconds: how long it took. Of calls without an answer only those that timed out count
                among the percentiles: that long somebody waited.
            kind: of a fault.
        """
        known = tool in self._tallies or len(self._tallies) < MOST_TOOLS
        self._tallies.setdefault(tool if known else OTHERS, _Tally()).add(ending, seconds, kind)

    def tools(self) -> dict[str, ToolFigures]:
        """Return the figures of each tool that was called."""
        return {tool: _figures([tally]) for tool, tally in sorted(self._tallies.items())}

    def together(self) -> ToolFigures:
        """Return the figures of all tools together."""
        return _figures(list(self._tallies.values()))


def _figures(tallies: list[_Tally]) -> ToolFigures:
    """Return what several tallies say together."""
    endings: Counter[Ending] = Counter()
    faults: Counter[FaultKind] = Counter()
    classes: Counter[int] = Counter()
    longest = 0.0
    for tally in tallies:
        endings += tally.endings
        faults += tally.faults
        for histogram in (tally.younger, tally.older):
            classes += histogram.classes
            longest = max(longest, histogram.longest)
    p50, p95, p99 = (_percentile(classes, share, longest) for share in (0.5, 0.95, 0.99))
    return ToolFigures(
        calls=endings.total(),
        endings=dict(endings),
        faults=dict(faults),
        p50=p50,
        p95=p95,
        p99=p99,
        longest=longest if classes else None,
    )


def _percentile(classes: Counter[int], share: float, longest: float) -> float | None:
    """Return the time that this share of calls did not exceed (nearest rank), or None."""
    left = math.ceil(classes.total() * share)
    for place, count in sorted(classes.items()):
        left -= count
        if left <= 0:
            return min(SHORTEST * GROWTH**place, longest)
    return None

"""Small drawings as SVG, of numbers and paths of our own only; no text of others in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

MOST_POINTS = 60
"""Points of a sparkline; more are narrower than a pixel."""

_ICONS = {
    # Shapes of states: told apart without colour.
    "bad": "M8 1.5 14.5 8 8 14.5 1.5 8ZM8 5v3.5M8 10.6v.4",
    "warn": "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.5v.3",
    "good": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5 8.2l2.2 2.2L11.2 6",
    "run": "M8 1.5a6.5 6.5 0 1 0 6.5 6.5M8 4.5V8l2.5 1.5",
    "wait": "M4 1.5h8M4 14.5h8M5 1.5v3L8 8l3-3.5v-3M5 14.5v-3L8 8l3 3.5v3",
    "off": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5 8h6",
    # Sections of the menu and controls.
    "audit": "M4 1.5h8v13H4ZM6 5h4M6 8h4M6 11h2.5",
    "today": "M2.5 3.5h11v10h-11ZM2.5 6.5h11M5.5 1.8v3M10.5 1.8v3",
    "incidents": "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.5v.3",
    "approvals": "M3 8.5 6.5 12 13 4.5",
    "oncall": "M8 1.5a4.5 4.5 0 0 0-4.5 4.5v4L2 12.5h12L12.5 10V6A4.5 4.5 0 0 0 8 1.5ZM6.5 14.5h3",
    "tasks": "M1.5 8h3l2-5 3 10 2-5h3",
    "briefings": "M3 1.5h10v13H3ZM5.5 5h5M5.5 8h5M5.5 11h3",
    "deliveries": "M1.5 3.5h13v9h-13ZM1.5 4 8 9l6.5-5",
    "events": "M2 4h12M2 8h12M2 12h8",
    "controls": "M8 1.5v6M4.5 3.5a6 6 0 1 0 7 0",
    "memories": "M4 1.5h8v13L8 11.5 4 14.5Z",
    "me": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14a5.5 5.5 0 0 1 11 0",
    "people": "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13.5a4.5 4.5 0 0 1 9 0M11 3.5v4",
    "settings": "M2 4.5h7M12 4.5h2M10.5 3v3M2 11.5h2M7 11.5h7M5.5 10v3",
    "clusters": "M8 1.5 13.8 4.8v6.4L8 14.5 2.2 11.2V4.8ZM2.2 4.8 8 8l5.8-3.2M8 8v6.5",
    "logs": "M3 2h10v12H3ZM5.5 5.5h5M5.5 8h5M5.5 10.5h3",
    "analytics": "M2 14h12M3.5 14v-4M7 14V6M10.5 14V9M13.5 2.5 9.5 6.5 6.5 4 2.5 7.5",
    "policies": "M3.5 1.5h9v13h-9ZM6 5h4M6 8h4M6 11h2",
    "assistant": "M2 2.5h12v8.5H7L4 14v-3H2ZM5 5.5h6M5 8h4",
    "voice": "M6 3.5a2 2 0 0 1 4 0v4a2 2 0 0 1-4 0ZM3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5",
    "discussions": "M1.5 2.5h9v6h-5L3 11V8.5H1.5ZM12 5.5h2.5v6H13V14l-2.5-2.5H7",
    "plugins": "M5.5 1.5v4M10.5 1.5v4M3.5 5.5h9v2.5a4.5 4.5 0 0 1-9 0ZM8 12.5v2",
    "robots": "M3 5.5h10v7.5H3ZM8 2v3.5M6 8.5v1.5M10 8.5v1.5M1.5 8v3M14.5 8v3",
    "webhooks": "M2 8h9M8 4.5 11.5 8 8 11.5M14 2.5v11",
    "tools": "M10 2a3.5 3.5 0 0 0-3.2 5L2 11.8 4.2 14 9 9.2A3.5 3.5 0 0 0 14 6l-2.5 1L9 4.5Z",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "go": "M6 3.5 10.5 8 6 12.5",
    "out": "M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13 3 7.5 8.5",
    "person": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 14a5.5 5.5 0 0 1 11 0",
    "none": "M3 8h10",
}


@cache
def icon(name: str) -> Markup:
    """Return a drawing of 16 by 16 that says nothing to a screen reader; a dash if unknown."""
    path = _ICONS.get(name, _ICONS["none"])
    return Markup(  # noqa: S704 - from the table above
        f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )


def sparkline(values: Sequence[float | None], said: str) -> Markup:
    """Return a line through values, oldest first; a gap where one is unknown.

    Args:
        values: at most `MOST_POINTS` of them are drawn, the newest.
        said: the sentence that stands for it, for who cannot see it.
    """
    shown = list(values)[-MOST_POINTS:]
    known = [each for each in shown if each is not None]
    if len(known) < 2:
        return Markup("")
    frame = _Frame(min(known), max(known), len(shown), 120.0, 28.0)
    return Markup(  # noqa: S704 - numbers, and a sentence that is escaped
        f'<svg class="sparkline" viewBox="0 0 120 28" role="img" aria-label="{escape(said)}" '
        f'preserveAspectRatio="none"><path d="{frame.path(shown)}"/></svg>'
    )


def plot(values: Sequence[float | None], said: str, threshold: object = None) -> Markup:
    """Return a drawing of values, oldest first, as wide as its place; a gap where none is known.

    Args:
        values: two or more of them known.
        said: the sentence that stands for it.
        threshold: a number that is drawn as a line across; anything else is none.
    """
    known = [each for each in values if each is not None]
    line = threshold if isinstance(threshold, int | float) else None
    edges = [*known, *([float(line)] if line is not None else [])]
    frame = _Frame(min(edges), max(edges), len(values), 600.0, 140.0)
    across = ""
    if line is not None:
        across = f'<path class="threshold" d="M0 {frame.down(float(line)):.1f}H600"/>'
    return Markup(  # noqa: S704 - numbers, and a sentence that is escaped
        f'<svg class="plot" viewBox="0 0 600 140" role="img" aria-label="{escape(said)}" '
        f'preserveAspectRatio="none">{across}<path d="{frame.path(values)}"/></svg>'
    )


def columns(counts: Sequence[int], said: str) -> Markup:
    """Return counts as columns side by side, oldest first, as wide as its place.

    Args:
        counts: how many in each span of equal length.
        said: the sentence that stands for it.
    """
    most = max(counts, default=0) or 1
    width = 600.0 / max(len(counts), 1)
    drawn = "".join(
        f"M{place * width + width / 2:.1f} 140v{-136 * count / most:.1f}"
        for place, count in enumerate(counts)
        if count
    )
    return Markup(  # noqa: S704 - numbers, and a sentence that is escaped
        f'<svg class="plot columns" viewBox="0 0 600 140" role="img" aria-label="{escape(said)}" '
        f'preserveAspectRatio="none"><path d="{drawn}" stroke-width="{width * 0.8:.1f}"/></svg>'
    )


def interval(share: float, low: float, high: float, said: str) -> Markup:
    """Return a share as a dot on the line of its interval, 0 at the left and 1 at the right.

    Args:
        share: 0 to 1.
        low: lower end.
        high: upper end.
        said: the sentence that stands for it.
    """
    left, right, dot = (4 + 112 * each for each in (low, high, share))
    return Markup(  # noqa: S704 - numbers, and a sentence that is escaped
        f'<svg class="interval" viewBox="0 0 120 16" role="img" aria-label="{escape(said)}">'
        f'<path class="whole" d="M4 8H116"/><path d="M{left:.1f} 8H{right:.1f}"/>'
        f'<circle cx="{dot:.1f}" cy="8" r="3.5"/></svg>'
    )


@dataclass(frozen=True)
class _Frame:
    """Where values are drawn: from `low` at the bottom to `high` at the top."""

    low: float
    high: float
    count: int
    width: float
    height: float

    def down(self, value: float) -> float:
        """Return how far below the upper edge a value is."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return 2 + (self.height - 4) * (1 - share)

    def path(self, values: Sequence[float | None]) -> str:
        """Return the line through values, with gaps."""
        step = self.width / max(self.count - 1, 1)
        parts: list[str] = []
        drawing = False
        for place, value in enumerate(values):
            if value is not None:
                mark = "L" if drawing else "M"
                parts.append(f"{mark}{place * step:.1f} {self.down(value):.1f}")
            drawing = value is not None
        return "".join(parts)

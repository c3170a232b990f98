"""Shows what changed on a page, bounded, as data that can do nothing where it is shown (SEC-4)."""

from collections.abc import Iterator
from itertools import pairwise

from domain.common.quoting import ELLIPSIS, clean, shorten, width
from domain.watches.web.diffs import DiffLine, LineKind, PageDiff

CONTEXT = 2
"""Unchanged lines shown before and after a change, so that one sees where it is."""

MOST_LINES = 50
MOST_CHARACTERS = 3_000
"""Of a diff that people read; with what stands around it, one to two WeCom messages."""

WIDEST = 118
"""Columns of a line; longer ones are cut around what differs."""

_LEAD = 30
"""Columns kept before the place where two forms of a line begin to differ."""

_MARKS = {LineKind.SAME: " ", LineKind.ADDED: "+", LineKind.REMOVED: "-", LineKind.MOVED_HERE: ">"}
GAP = "  ⋯"


def bounded_lines(diff: PageDiff, *, most_lines: int, most_characters: int) -> list[str]:
    """Return marked lines, `+` added, `-` removed, `>` moved here, with context.

    What is too much ends with a mark.
    """
    lines: list[str] = []
    room = most_characters
    for line in _lines(diff):
        room -= len(line) + 1
        if room < 0 or len(lines) >= most_lines:
            lines.append(GAP)
            break
        lines.append(line)
    return lines


def _lines(diff: PageDiff) -> Iterator[str]:
    shown = _shown(diff)
    for last, place in pairwise([-1, *shown, len(diff.lines)] if shown else []):
        if any(line.kind is LineKind.SAME and line.new for line in diff.lines[last + 1 : place]):
            yield GAP
        if place < len(diff.lines):
            yield from _marked(diff.lines[place])


def _shown(diff: PageDiff) -> list[int]:
    """Return the places of what changed and of its context; where something went away, nothing."""
    untold = {LineKind.SAME, LineKind.MOVED_AWAY}
    told = (place for place, line in enumerate(diff.lines) if line.kind not in untold)
    near = {each for place in told for each in range(place - CONTEXT, place + CONTEXT + 1)}
    return [
        place
        for place in sorted(near)
        if 0 <= place < len(diff.lines)
        and diff.lines[place].kind is not LineKind.MOVED_AWAY
        and clean(diff.lines[place].old + diff.lines[place].new)
    ]


def _marked(line: DiffLine) -> Iterator[str]:
    if line.kind is not LineKind.CHANGED:
        yield f"{_MARKS[line.kind]} {shorten(clean(line.new or line.old), WIDEST)}"
        return
    old, new = clean(line.old), clean(line.new)
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    fits = max(width(old), width(new)) <= WIDEST
    cut = 0 if fits else max(0, start - _LEAD)
    before = ELLIPSIS if cut else ""
    yield f"- {shorten(before + old[cut:], WIDEST)}"
    yield f"+ {shorten(before + new[cut:], WIDEST)}"

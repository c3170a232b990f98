"""What changed between two texts of a page, line by line (WEB-3).

A line that only stands elsewhere is marked as moved, so that a reordered list does not look like
news. The lines of the result, put together, are the two texts; nothing is guessed or left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

MOST_COMPARED = 800
"""Lines of the part that differs which are compared with care. That takes quadratic time, so more
are compared as sets of lines: what is new and what is gone is told right, only not its place."""

SIMILAR = 0.5
"""Share of common pairs of characters from which on two lines are one line that was changed."""

_NEAR = 4
"""Lines ahead among which a changed line's new form is looked for."""

_LONGEST_COMPARED = 400
"""Characters by which the similarity of two lines is judged."""


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


_IN_OLD = frozenset({LineKind.SAME, LineKind.REMOVED, LineKind.CHANGED, LineKind.MOVED_AWAY})
_IN_NEW = frozenset({LineKind.SAME, LineKind.ADDED, LineKind.CHANGED, LineKind.MOVED_HERE})


@dataclass(frozen=True)
class DiffLine:
    """One line; `old` is empty when it was not there before, `new` when it is there no more."""

    kind: LineKind
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class PageDiff:
    """All lines of both texts, in order.

    Attributes:
        size: characters of the longer text, line breaks left out.
    """

    lines: tuple[DiffLine, ...]
    size: int

    def count(self, kind: LineKind) -> int:
        """Return how many lines are of a kind; empty lines are not counted."""
        return sum(1 for line in self.lines if line.kind is kind and (line.old or line.new).strip())

    @property
    def old(self) -> tuple[str, ...]:
        """Return the lines of the earlier text."""
        return tuple(line.old for line in self.lines if line.kind in _IN_OLD)

    @property
    def new(self) -> tuple[str, ...]:
        """Return the lines of the later text."""
        return tuple(line.new for line in self.lines if line.kind in _IN_NEW)

    @property
    def characters(self) -> int:
        """Return how many characters were added, removed or replaced; moving costs none."""
        return sum(_weight(line) for line in self.lines)

    @property
    def percent(self) -> float:
        """Return the share of the longer text that `characters` is, at most 100."""
        return min(100.0, 100 * self.characters / max(1, self.size))


def compare(old: str, new: str) -> PageDiff:
    """Return what became of each line of `old` on the way to `new`."""
    before, after = old.splitlines(), new.splitlines()
    size = max(sum(map(len, before)), sum(map(len, after)))
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    careful = max(len(left), len(right)) <= MOST_COMPARED
    middle = _with_care(left, right) if careful else _as_sets(left, right)
    head, tail = before[:start], before[len(before) - end :]
    return PageDiff(tuple(_moved((*_same(head), *middle, *_same(tail)))), size)


def differing(old: str, new: str) -> tuple[str, str]:
    """Return the parts of two lines that differ: without their common beginning and end."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    return old[start : len(old) - end], new[start : len(new) - end]


def _weight(line: DiffLine) -> int:
    match line.kind:
        case LineKind.ADDED | LineKind.REMOVED:
            return len(line.old) + len(line.new)
        case LineKind.CHANGED:
            return max(map(len, differing(line.old, line.new)))
        case _:
            return 0


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _same(lines: Iterable[str]) -> Iterator[DiffLine]:
    return (DiffLine(LineKind.SAME, line, line) for line in lines)


def _with_care(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from _same(old[a:b])
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    """Tell the lines of a replaced block, pairing those that are forms of one line."""
    at = 0
    for line in old:
        near = range(at, min(len(new), at + _NEAR))
        pair = next((place for place in near if _similar(line, new[place])), None)
        if pair is None:
            yield DiffLine(LineKind.REMOVED, old=line)
            continue
        yield from (DiffLine(LineKind.ADDED, new=each) for each in new[at:pair])
        yield DiffLine(LineKind.CHANGED, line, new[pair])
        at = pair + 1
    yield from (DiffLine(LineKind.ADDED, new=each) for each in new[at:])


def _similar(one: str, other: str) -> bool:
    """Compare by pairs of neighbouring characters (Dice's coefficient), which is linear in time."""
    left, right = _pairs(one), _pairs(other)
    common = (left & right).total()
    return 2 * common >= SIMILAR * (left.total() + right.total()) > 0


def _pairs(line: str) -> Counter[str]:
    part = line[:_LONGEST_COMPARED]
    return Counter(a + b for a, b in pairwise(f" {part} "))


def _as_sets(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    left = Counter(old)
    left.subtract(new)
    gone, come = +left, -left
    for line in old:
        if gone[line] > 0:
            gone[line] -= 1
            yield DiffLine(LineKind.REMOVED, old=line)
    for line in new:
        if come[line] > 0:
            come[line] -= 1
            yield DiffLine(LineKind.ADDED, new=line)
        else:
            yield DiffLine(LineKind.SAME, line, line)


def _moved(lines: tuple[DiffLine, ...]) -> Iterator[DiffLine]:
    """Mark what was taken out in one place and put in at another."""
    gone = Counter(line.old for line in lines if line.kind is LineKind.REMOVED)
    come = Counter(line.new for line in lines if line.kind is LineKind.ADDED)
    pairs = {
        LineKind.REMOVED: (gone & come, LineKind.MOVED_AWAY),
        LineKind.ADDED: (gone & come, LineKind.MOVED_HERE),
    }
    for line in lines:
        left, kind = pairs.get(line.kind, (Counter[str](), line.kind))
        text = line.old or line.new
        if left[text] > 0:
            left[text] -= 1
            yield replace(line, kind=kind)
        else:
            yield line

"""The standard score of the Numenta Anomaly Benchmark, as its own scorer computes it.

Source: numenta/NAB, `nab/sweeper.py` and `config/profiles.json` (profile `standard`). The first
rows of a file are for learning and never scored. A marked window is worth the best row flagged in
it, the earlier the more; a missed one costs a point. Every flagged row outside costs up to 0.11,
less right behind a window. 0 is a detector that says nothing, 100 one that flags the first row of
each window and no other. Files are added up before that: one with many windows weighs more.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

FALSE = 0.11
"""Weight of a row flagged outside of all windows."""

LEARN_SHARE, LEARN_MOST = 0.15, 750
"""Rows for learning: a share of the file, but not more than of one with 5,000 rows."""

Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class FileScore:
    """What the rows flagged in one file are worth, and how many windows it has."""

    points: float
    windows: int


def learning_rows(count: int) -> int:
    """Return how many of so many rows are for learning."""
    return min(int(LEARN_SHARE * count), LEARN_MOST)


def file_score(
    moments: Sequence[datetime], windows: Iterable[Window], flagged: Collection[int]
) -> FileScore:
    """Score the flagged rows of one file; windows include both of their ends.

    A window counts when one of its rows comes after learning.
    """
    learn = learning_rows(len(moments))
    spans = sorted(span for each in windows if (span := _rows(moments, each))[1] >= learn)
    judged = [row for row in flagged if row >= learn]
    inside = sum(_found(first, last, judged) for first, last in spans)
    outside = [row for row in judged if not any(first <= row <= last for first, last in spans)]
    return FileScore(inside + sum(_false(row, spans) for row in outside), len(spans))


def standard_score(files: Iterable[FileScore]) -> float:
    """Return the normalised score of all files together."""
    kept = list(files)
    windows = sum(each.windows for each in kept)
    points = sum(each.points for each in kept)
    return 100 * (points + windows) / (2 * windows) if windows else 0.0


def _rows(moments: Sequence[datetime], window: Window) -> tuple[int, int]:
    first = next((row for row, at in enumerate(moments) if at >= window[0]), len(moments))
    return first, bisect_right(moments, window[1]) - 1


def _found(first: int, last: int, flagged: Iterable[int]) -> float:
    width = last - first + 1
    worth = [_sigmoid(-(last - row + 1) / width) for row in flagged if first <= row <= last]
    return max(worth) / _sigmoid(-1.0) if worth else -1.0


def _false(row: int, spans: Iterable[tuple[int, int]]) -> float:
    before = [span for span in spans if span[1] < row]
    if not before:
        return -FALSE
    first, last = before[-1]
    return FALSE * _sigmoid((row - last) / max(last - first, 1))


def _sigmoid(place: float) -> float:
    return -1.0 if place > 3 else 2 / (1 + exp(5 * place)) - 1

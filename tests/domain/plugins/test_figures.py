"""Figures of several processes: side by side, bounded, each in its own name."""

from datetime import UTC, datetime, timedelta

from domain.plugins.figures import MOST_PROCESSES, MOST_TOOLS, most_called, side_by_side
from tests.fakes.plugin_figures import calls, figures

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def test_the_most_called_tools_come_first_and_no_more_than_are_shown():
    """MCC-2, SEC-2."""
    found = most_called([*(calls(f"t{n:03}", 1) for n in range(200)), calls("z", 3), calls("a", 2)])

    assert [each.tool for each in found[:3]] == ["z", "a", "t000"]
    assert len(found) == MOST_TOOLS


def test_what_a_process_counts_now_stands_for_what_it_kept():
    """MCC-2: and others stay beside it, the newest first."""
    live = figures("api 1@a", NOW)
    kept = [
        figures("api 1@a", NOW - timedelta(seconds=9)),
        figures("worker 2@a", NOW - timedelta(hours=1)),
        figures("worker 3@a", NOW - timedelta(minutes=1)),
    ]

    assert side_by_side(live, kept) == (live, kept[2], kept[1])
    assert side_by_side(None, kept) == (kept[0], kept[2], kept[1])
    assert side_by_side(None, []) == ()


def test_only_so_many_processes_are_shown():
    """SEC-2."""
    many = [figures(f"worker {n}@a", NOW - timedelta(minutes=n)) for n in range(40)]
    found = side_by_side(figures("api 1@a", NOW), many)

    assert len(found) == MOST_PROCESSES
    assert [each.process for each in found[:2]] == ["api 1@a", "worker 0@a"]

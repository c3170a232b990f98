from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.logs.logs import HistogramBar, LogHistogram
from domain.logs.sampling import (
    MOST_BARS,
    MOST_PER_SLICE,
    Slice,
    aligned,
    bar_seconds,
    shared_out,
    slices,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def bars(*counts):
    return [HistogramBar(START + n * timedelta(hours=1), count) for n, count in enumerate(counts)]


def plan(counts, wanted, most=48):
    period = Slice(START, START + DAY, wanted)
    return slices(bars(*counts), period, seconds=3600, most=most)


def test_few_lines_are_read_in_few_searches():
    """BRF-4."""
    assert plan([10] * 24, 20_000) == [Slice(START, START + DAY, MOST_PER_SLICE)]


def test_empty_hours_are_not_asked_for():
    """BRF-4."""
    (only,) = plan([0, 0, 7, 0], 100)
    assert (only.start, only.end) == (START + timedelta(hours=2), START + timedelta(hours=3))
    assert plan([0, 0], 100) == []
    assert plan([5], 0) == []


def test_a_busy_hour_is_cut_so_that_no_search_context_ends():
    """CLD-1."""
    pieces = plan([18_000], 20_000)
    assert len(pieces) == 4
    assert [one.end for one in pieces[:-1]] == [one.start for one in pieces[1:]]


def test_too_many_lines_are_thinned_like_they_are_spread():
    """BRF-4."""
    found = plan([1_000, 3_000, 0, 4_000], 80)
    assert [one.lines for one in found] == [10, 30, 40]


hours = st.lists(st.integers(0, 30_000), min_size=1, max_size=24)


@given(hours, st.integers(0, 25_000), st.integers(1, 48))
def test_slices_are_in_order_apart_and_within_the_bound(counts, wanted, most):
    """BRF-4."""
    found = plan(counts, wanted, most)
    edges = [moment for one in found for moment in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(START <= one.start < one.end <= START + DAY for one in found)
    if sum(counts) > wanted:
        assert len(found) <= most
        assert sum(one.lines for one in found) <= wanted


@given(hours)
def test_when_all_lines_are_wanted_every_bar_is_covered(counts):
    """BRF-4."""
    found = plan(counts, sum(counts))
    for bar in bars(*counts):
        assert bar.count == 0 or any(one.start <= bar.start < one.end for one in found)


@given(st.lists(st.integers(0, 10**6), max_size=20), st.integers(0, 20_000))
def test_shares_never_exceed_the_bound_or_what_is_there(totals, bound):
    """BRF-4."""
    shares = shared_out(totals, bound)
    assert sum(shares) <= max(bound, 0) or sum(totals) <= bound
    assert all(share <= total for share, total in zip(shares, totals, strict=True))


@given(st.integers(60, 31 * 86_400))
def test_there_are_never_too_many_bars(seconds):
    """BRF-4."""
    assert seconds / bar_seconds(START, START + timedelta(seconds=seconds)) <= MOST_BARS - 1


@pytest.mark.parametrize("late", [0, 17, 59])
def test_histograms_of_many_topics_become_one(late):
    """BRF-4."""
    shifted = tuple(HistogramBar(one.start + timedelta(minutes=late), 2) for one in bars(1, 1, 1))
    found = aligned(
        [LogHistogram(3600, 3, tuple(bars(1, 1, 1))), LogHistogram(3600, 6, shifted)],
        start=START,
        seconds=3600,
    )
    assert found == tuple(bars(3, 3, 3))

"""Shares and how far they can be believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.proportions import Proportion


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Brown, Cai and DasGupta (2001) and R's prop.test without correction
        (2, 9, 0.0632, 0.5474),
        (5, 6, 0.4365, 0.9699),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    """ANL-3: by numbers that others have computed."""
    found = Proportion(part, whole)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_nothing_says_nothing():
    """ANL-3."""
    assert (Proportion(0, 0).share, Proportion(0, 0).low, Proportion(0, 0).high) == (None, 0.0, 1.0)


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_is_within_its_interval(counted):
    """ANL-3."""
    part, whole = counted
    found = Proportion(part, whole)
    share = found.share if found.share is not None else 0.5
    assert 0.0 <= found.low <= share <= found.high <= 1.0

"""How fast, and when again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.pacing import LONGEST_WAIT, burst_of, pace_of, wait_before_retry


@given(st.integers(1, 10_000))
def test_waits_grow_and_stay_below_the_longest(attempt):
    """PSH-2."""
    assert wait_before_retry(attempt) <= wait_before_retry(attempt + 1) <= LONGEST_WAIT


@given(st.integers(1, 50), st.floats(0, 100_000))
def test_a_wait_is_never_shorter_than_the_provider_asked(attempt, asked):
    """PSH-2."""
    assert wait_before_retry(attempt, asked_seconds=asked) >= timedelta(seconds=asked)


def test_tries_count_from_one():
    """PSH-2."""
    with pytest.raises(ValueError, match="counts from 1"):
        wait_before_retry(0)


@pytest.mark.parametrize(
    ("kind", "most"),
    [(ChannelKind.WECOM, 20), (ChannelKind.DINGTALK, 20), (ChannelKind.FEISHU, 100)],
)
def test_our_pace_stays_below_the_providers_limit(kind, most):
    """PSH-4."""
    pace = pace_of(kind)

    assert pace is not None
    assert pace.limit < most
    assert pace.window_seconds == 60


def test_what_leaves_at_once_stays_below_what_feishu_takes_in_a_second():
    """PSH-4: five in a second; what left in two may arrive in one."""
    burst = burst_of(ChannelKind.FEISHU)

    assert burst is not None
    assert burst.limit <= 5
    assert burst.window_seconds >= 2

"""What grows, what is near its limit and when (ANL-2)."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from domain.analytics.usage import (
    LEAST_DAYS,
    Measure,
    UsageOf,
    UsageSeries,
    UsageState,
    ranked,
    usage_of,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def series(value, *, days=14, limit=100.0, unit="%", name="cls-1", step=1):
    """Return hours up to now; `value` is called with days before now."""
    points = tuple(
        (NOW - timedelta(hours=each), value(each / 24)) for each in range(0, days * 24, step)
    )
    return UsageSeries(
        of=UsageOf.CLUSTERS, name=name, measure=Measure.CPU, unit=unit, limit=limit, points=points
    )


@pytest.mark.parametrize(
    ("value", "limit", "state"),
    [
        (lambda before: 99 - before, 95.0, UsageState.FULL),
        (lambda before: 90 - 2 * before, 100.0, UsageState.FILLING),
        (lambda before: 85 + before % 1, 100.0, UsageState.NEAR),
        (lambda before: 40 - 1.2 * before, 100.0, UsageState.GROWING),
        (lambda before: 20 + 1.2 * before, 100.0, UsageState.SHRINKING),
        (lambda before: 40 + 4 * (before % 1), 100.0, UsageState.STEADY),
        (lambda before: 40.0, 100.0, UsageState.STEADY),
    ],
    ids=["full", "filling", "near", "growing", "shrinking", "rhythm", "constant"],
)
def test_each_state_is_told_by_its_numbers(value, limit, state):
    """ANL-2."""
    found = usage_of(series(value, limit=limit), horizon=WEEK)

    assert found.state is state
    assert found.share == pytest.approx(found.level / limit)


def test_what_fills_says_when_and_how_fast():
    """ANL-2: 2 points a day from 90 to 100 are five days."""
    found = usage_of(series(lambda before: 90 - 2 * before), horizon=WEEK)

    assert found.a_week == pytest.approx(14, rel=0.01)
    assert timedelta(days=4) < found.outlook.reach.likely - NOW < timedelta(days=6)


def test_counts_without_a_limit_grow_or_not():
    """ANL-2: lines of a topic, a count a day."""
    grows = series(lambda before: 1_000 - 40 * before, limit=None, unit="", step=24)
    found = usage_of(grows, horizon=WEEK)

    assert (found.state, found.share, found.outlook) == (UsageState.GROWING, None, None)
    assert (found.level, found.a_week) == (1_000, pytest.approx(280))


def test_too_little_is_told_as_that():
    """ANL-2."""
    short = usage_of(series(lambda before: 40 - before, days=LEAST_DAYS - 2), horizon=WEEK)

    assert short.state is UsageState.UNKNOWN
    assert short.a_week is None
    assert usage_of(series(lambda before: float("nan")), horizon=WEEK) is None


def test_noise_is_seldom_taken_for_growth():
    """ANL-2: one in twenty by its rank test, and it has to be a tenth a week beside."""
    dice = random.Random(7)
    false = 0
    for _ in range(100):
        values = [50 + dice.gauss(0, 8) for _ in range(14 * 24)]
        found = usage_of(series(lambda before, v=values: v[int(before * 24)]), horizon=WEEK)
        false += found.state in (UsageState.GROWING, UsageState.SHRINKING)

    assert false <= 5


def test_the_gravest_stand_first_and_the_sooner_of_two_that_fill():
    """ANL-2."""
    found = [
        usage_of(series(value, name=name), horizon=WEEK)
        for name, value in (
            ("steady", lambda before: 40 + before % 1),
            ("later", lambda before: 88 - 2 * before),
            ("grows", lambda before: 40 - 1.2 * before),
            ("sooner", lambda before: 95 - 2 * before),
            ("near", lambda before: 85 + before % 1),
        )
    ]

    assert [each.series.name for each in ranked(found)] == [
        *("sooner", "later", "near", "grows", "steady"),
    ]

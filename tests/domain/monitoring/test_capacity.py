from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.monitoring.capacity import Outlook, Series, SeriesPoint, forecast, warnings
from tests.fakes.logs import NAB, nab_series

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def series(values, *, limit=100.0, step=HOUR, name="DiskUsage"):
    points = tuple(SeriesPoint(START + n * step, float(v)) for n, v in enumerate(values))
    return Series(name, "ins-1", "%", points, limit)


def test_a_disk_that_fills_steadily_is_told_with_the_day():
    """ANL-2."""
    found = forecast(series([50 + n / 24 * 2.5 for n in range(14 * 24)]))
    assert found.outlook is Outlook.FILLING
    warning = found.warning
    assert warning.days == pytest.approx(6.0, abs=0.1)
    assert warning.days_low <= warning.days <= warning.days_high
    assert warning.value == pytest.approx(85, abs=0.5)
    assert (warning.metric, warning.target, warning.unit) == ("DiskUsage", "ins-1", "%")
    assert warning.query == "DiskUsage of ins-1"


def test_three_days_of_history_are_enough_for_a_fast_one():
    """ANL-2."""
    found = forecast(series([10 + n for n in range(72)]))
    assert found.outlook is Outlook.FILLING
    assert found.warning.days == pytest.approx(19 / 24, abs=0.1)


def test_what_is_full_is_told_whatever_the_trend():
    """ANL-2."""
    found = forecast(series([100.0] * 100))
    assert found.outlook is Outlook.FULL
    assert found.warning.days == 0


def test_what_fills_after_the_horizon_is_not_told():
    """ANL-2."""
    found = forecast(series([50 + n / 24 for n in range(14 * 24)]))
    assert (found.outlook, found.warning) == (Outlook.LATER, None)
    assert forecast(
        series([50 + n / 24 for n in range(14 * 24)]), horizon=timedelta(days=60)
    ).warning


def test_a_short_series_shows_the_time_of_day_and_no_trend():
    """ANL-2."""
    assert forecast(series([1, 2, 3])).outlook is Outlook.TOO_SHORT
    assert forecast(series([])).outlook is Outlook.TOO_SHORT
    assert forecast(series([float("nan")] * 99)).outlook is Outlook.TOO_SHORT


def test_a_daily_rhythm_is_no_trend():
    """ANL-2."""
    days = [20 + 75 * (n % 24) / 24 for n in range(3 * 24 + 20)]
    assert forecast(series(days)).warning is None
    assert forecast(series(days * 4)).warning is None


def test_a_hole_in_the_series_is_not_bridged():
    """ANL-2."""
    before = [SeriesPoint(START + n * HOUR, 10.0) for n in range(24 * 7)]
    after = [SeriesPoint(START + timedelta(days=12) + n * HOUR, 90.0) for n in range(24 * 3)]
    holed = Series("DiskUsage", "ins-1", "%", (*before, *after))
    assert forecast(holed).outlook is Outlook.TOO_SHORT


def test_the_soonest_is_told_first():
    """ANL-2."""
    slow = series([40 + n / 8 for n in range(14 * 24)], name="slow")
    fast = series([n / 3.5 for n in range(14 * 24)], name="fast")
    assert [one.metric for one in warnings([slow, series([1] * 99), fast])] == ["fast", "slow"]


@given(
    start=st.floats(0, 60),
    per_day=st.floats(1, 20),
    days=st.integers(5, 20),
)
def test_a_clean_line_is_continued(start, per_day, days):
    """ANL-2."""
    now = start + per_day * days
    limit = now + per_day * 7
    found = forecast(series([start + per_day * n / 24 for n in range(days * 24)], limit=limit))
    assert found.outlook is Outlook.FILLING
    assert found.warning.days == pytest.approx(7, abs=0.3)


@given(st.floats(-1e6, 99), st.integers(49, 400))
def test_a_flat_series_is_never_told(value, count):
    """ANL-2."""
    assert forecast(series([value] * count)).warning is None


@given(st.lists(st.floats(40, 60), min_size=14, max_size=14))
def test_noise_far_below_the_limit_is_never_told(levels):
    """ANL-2: no line through values of 40 to 60 that explains half of them reaches 400 in time."""
    assert forecast(series([v for v in levels for _ in range(24)], limit=400)).warning is None


@given(st.lists(st.floats(0, 99), min_size=5, max_size=20))
def test_the_best_estimate_lies_in_its_interval(levels):
    """ANL-2."""
    found = forecast(series([v for v in sorted(levels) for _ in range(24)]))
    assume(found.outlook is Outlook.FILLING)
    assert 0 <= found.warning.days_low <= found.warning.days <= found.warning.days_high


@given(st.lists(st.floats(0, 99), min_size=5, max_size=20))
def test_a_falling_series_is_never_told(levels):
    """ANL-2."""
    falling = sorted(levels, reverse=True)
    assert forecast(series([v for v in falling for _ in range(24)])).warning is None


STEADY = [path for path in NAB if path.parent.name == "artificialNoAnomaly"]


@pytest.mark.parametrize("path", STEADY, ids=lambda path: path.stem)
def test_real_shapes_without_a_trend_are_never_full_soon(path):
    """ANL-2: even with the limit right above the highest value that was ever seen."""
    shape = nab_series(path)
    top = max(point.value for point in shape.points)
    tight = Series(shape.metric, shape.target, shape.unit, shape.points, top * 1.01)
    assert forecast(tight).warning is None


@pytest.mark.parametrize("path", NAB, ids=lambda path: path.stem)
def test_no_real_series_grows_a_hundredfold_in_two_weeks(path):
    """ANL-2."""
    assert forecast(nab_series(path)).warning is None

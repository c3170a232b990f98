from datetime import UTC, datetime, timedelta
from math import inf, nan, pi, sin
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecasts.courses import Way, course_of
from domain.forecasts.forecasts import Verdict, forecast
from domain.forecasts.hours import MOST_HOURS, hourly

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(values, limit=100.0, *, step=HOUR, **how):
    times = [START + n * step for n in range(len(values))]
    return forecast(times, values, limit, **how)


def growing(hours, rate=0.1, noise=0.5, first=50.0, seed=1):
    dice = Random(seed)
    return [first + rate * hour + dice.gauss(0, noise) for hour in range(hours)]


def disk(hours, rate=0.2, first=50.0, seed=1):
    """Return what only ever grows, by uneven steps."""
    dice, value, found = Random(seed), first, []
    for _ in range(hours):
        value += dice.expovariate(1 / rate)
        found.append(value)
    return found


def test_a_disk_that_fills_is_told_with_three_moments():
    """ANL-2: the truth, 90 % after 40 hours more, lies between the first and the last."""
    found = told([50 + 0.1 * hour for hour in range(336)], 87.5)
    assert found.verdict is Verdict.FILLING
    full = START + 375 * HOUR
    assert found.reach.earliest <= full <= found.reach.latest
    assert abs(found.reach.likely - full) <= HOUR
    assert found.a_day == pytest.approx(2.4)
    assert found.known == 336 * HOUR


def test_most_of_ten_disks_are_full_when_it_was_told():
    """ANL-2: eight of ten, as an 80 % interval promises; two days ahead."""
    right = 0
    for seed in range(10):
        values = disk(500, seed=seed)
        limit = values[336 + 48]
        found = told(values[:336], limit)
        assert found.course.way in (Way.GROWING, Way.LINE)
        full = START + next(n for n, value in enumerate(values) if value >= limit) * HOUR
        reach = found.reach
        latest = reach.latest or found.at + found.horizon
        right += reach.earliest <= full <= latest
    assert right >= 8


def test_what_does_not_get_there_within_the_horizon_holds():
    """ANL-2."""
    found = told(growing(336, rate=0.01), 90)
    assert found.verdict is Verdict.HOLDS
    assert found.reach is None
    assert len(found.course.middle) == found.horizon // HOUR == 168


def test_nothing_is_claimed_farther_than_half_of_what_is_known():
    """ANL-2."""
    found = told(growing(72), horizon=timedelta(days=7))
    assert found.horizon == 36 * HOUR


def test_what_is_at_its_limit_is_told_whatever_its_course():
    """ANL-2: also when it does not move any more."""
    assert told([95.0] * 100, 90).verdict is Verdict.REACHED
    assert told([*growing(335, first=20, rate=0), 95, 95, 95], 90).verdict is Verdict.REACHED


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([50.0, 51.0], Verdict.SHORT),
        ([50.0 + n for n in range(23)], Verdict.SHORT),
        ([50.0] * 100, Verdict.CONSTANT),
    ],
)
def test_too_little_and_what_never_moves_are_refused(values, why):
    """ANL-2."""
    found = told(values)
    assert found.verdict is why
    assert found.verdict.refused
    assert found.course is None
    assert found.reach is None


def test_a_gap_forgets_what_was_before_it():
    """ANL-2: a line through a hole would invent what was there."""
    values = growing(200)
    times = [START + n * HOUR for n in range(200)]
    late = [at if n < 190 else at + 5 * HOUR for n, at in enumerate(times)]
    found = forecast(late, values, 100.0)
    assert found.verdict is Verdict.GAPS
    late = [at if n < 100 else at + 5 * HOUR for n, at in enumerate(times)]
    assert forecast(late, values, 100.0).known == 100 * HOUR


def test_a_short_gap_is_bridged():
    """ANL-2."""
    values, times = growing(200), [START + n * HOUR for n in range(200)]
    del values[100:103], times[100:103]
    assert forecast(times, values, 100.0).known == 200 * HOUR


def test_values_that_are_none_are_left_out_and_order_does_not_matter():
    """ANL-2."""
    times = [START + n * HOUR for n in range(200)]
    values = growing(200)
    spoiled = forecast([*reversed(times), START, START], [*reversed(values), nan, inf], 100.0)
    assert spoiled == forecast(times, values, 100.0)
    assert forecast([START], [nan], 1.0) is None
    assert forecast([], [], 1.0) is None


def test_what_is_cleaned_again_and_again_has_a_rhythm_and_no_day():
    """ANL-2: full-and-cleaned disks are no growth."""
    found = told([40.0 + hour % 44 for hour in range(336)], 90)
    assert found.verdict is Verdict.CLEANED
    assert found.reach is None
    assert found.rhythm.every == 44 * HOUR
    assert found.rhythm.most == 83
    assert found.rhythm.cleanings == 7
    top = found.course.middle.index(max(found.course.middle))
    assert (336 + top) % 44 in (42, 43, 0)


def test_a_fresh_jump_says_that_nothing_is_known_yet():
    """ANL-2: for a day; afterwards its new level counts."""
    dice = Random(3)
    noise = [dice.gauss(0, 0.5) for _ in range(300)]
    jumped = told([n + (40 if hour < 290 else 70) for hour, n in enumerate(noise)], 90)
    assert jumped.verdict is Verdict.JUMPED
    assert jumped.jumped_at == START + 290 * HOUR
    assert jumped.reach is None
    later = told([n + (40 if hour < 250 else 70) for hour, n in enumerate(noise)], 90)
    assert later.verdict is not Verdict.JUMPED
    assert later.course.middle[0] == pytest.approx(70, abs=3)


def test_a_floor_is_reached_from_above():
    """ANL-2: free space falls to its limit."""
    up, down = disk(336), [200 - value for value in disk(336)]
    limit = up[-1] + 15
    rising, falling = told(up, limit), told(down, 200 - limit, falling=True)
    assert falling.verdict is Verdict.FILLING
    assert falling.reach == rising.reach
    assert all(
        low <= high for low, high in zip(falling.course.low, falling.course.high, strict=True)
    )


def test_a_peak_of_the_day_is_forecast_at_its_hour():
    """ANL-2."""
    dice = Random(5)
    values = [50 + 20 * sin(2 * pi * hour / 24) + dice.gauss(0, 1) for hour in range(240)]
    course = course_of(values, leads=24)
    peak = course.middle.index(max(course.middle))
    assert abs((240 + peak) % 24 - 6) <= 1
    assert max(course.middle) == pytest.approx(70, abs=3)


def test_a_quantity_stays_within_what_it_can_be():
    """ANL-2: no percent beyond 100, nothing below 0 that never was."""
    dice = Random(2)
    values = [min(100.0, abs(dice.gauss(50, 40))) for _ in range(336)]
    found = told(values, 200, most=100.0)
    assert min(found.course.low) >= 0
    assert max(found.course.high) <= 100


def test_one_outlier_does_not_move_what_grows():
    """ANL-2: the drift is a median of slopes."""
    calm = disk(336)
    spiked = [*calm]
    spiked[310] += 60
    slope = [
        course.middle[-1] - course.middle[0]
        for course in (course_of(calm, leads=72), course_of(spiked, leads=72))
    ]
    assert slope[1] == pytest.approx(slope[0], rel=0.05)


@settings(max_examples=20, deadline=None)
@given(
    scale=st.floats(0.01, 1_000),
    shift=st.floats(-1_000, 1_000),
    seed=st.integers(0, 5),
)
def test_units_do_not_change_what_is_said(scale, shift, seed):
    """ANL-2: gigabytes or bytes, from 0 or from 1,000."""
    values = disk(200, seed=seed)
    plain = course_of(values, leads=48)
    moved = course_of([shift + scale * value for value in values], leads=48)
    assert moved.way is plain.way
    assert moved.middle[-1] == pytest.approx(
        shift + scale * plain.middle[-1], abs=1e-6 * (1 + abs(shift) + 100 * scale)
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12), max_size=60), st.floats(-1e6, 1e6), st.booleans())
def test_whatever_was_measured_is_answered(values, limit, falling):
    """ANL-2: with an ordered interval and no error."""
    found = told(values, limit, falling=falling)
    if found is not None and found.course is not None:
        ends = zip(found.course.low, found.course.middle, found.course.high, strict=True)
        assert all(low <= middle <= high for low, middle, high in ends)


def test_the_back_test_is_told_and_doubted():
    """ANL-2: with fewer tries than count nothing is sure."""
    sure = told(growing(336))
    assert sure.course.tested.tries >= 12
    assert 0.6 <= sure.course.tested.inside <= 1
    assert told(growing(40)).unsure


def test_the_past_is_bounded():
    """ANL-2: a year of hours costs what a month costs."""
    times = [START + n * HOUR for n in range(8_760)]
    found = hourly(times, growing(8_760))
    assert len(found.values) == MOST_HOURS
    assert found.last == times[-1]

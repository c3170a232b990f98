"""What is usual is learned, and what is unusual is found: also on real series with marks."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bench.anomalies.__main__ import Series, bare, ours, read_file, score
from domain.watches.metric_memory import Level
from domain.watches.metrics.baselines import MOST_POINTS, Season, Sensitivity, baseline_at
from domain.watches.metrics.news import Kind, Outcome
from tests.fakes.logs import NAB
from tests.fakes.thresholds import START, Timeline, watch

MARKS = {path.stem: path for path in NAB}


def odd(**anomaly):
    return Timeline(
        watch(
            operator="anomaly",
            threshold=None,
            anomaly=anomaly,
            check_interval_minutes=15,
            clear_for_minutes=60,
        )
    )


def by_day(quarter: int) -> float:
    """A day's rhythm with a little noise that repeats after 7 quarters of an hour."""
    return (100 if 32 <= quarter % 96 < 80 else 10) + quarter % 7 * 0.3


def test_nothing_is_judged_before_it_has_learned():
    """THR-2."""
    line = odd(learn_hours=24)
    for quarter in range(96):
        assert line.look(1e6 if quarter == 50 else 10 + quarter % 5, minutes=15) == []
    assert line.last is not None
    assert line.last.outcome is Outcome.LEARNING
    assert line.memory.level is Level.UNKNOWN
    line.look(11, minutes=15)
    assert line.last.outcome is Outcome.JUDGED


def test_a_burst_beyond_all_that_was_seen_is_told_and_so_is_its_end():
    """THR-2."""
    line = odd(learn_hours=24)
    for quarter in range(200):
        assert line.look(10 + quarter % 5, minutes=15) == []

    assert line.look(60, minutes=15) == [Kind.BREACHED]
    news = [kind for quarter in range(8) for kind in line.look(10 + quarter % 5, minutes=15)]
    assert news == [Kind.CLEARED]


def test_with_a_season_the_wrong_time_of_day_is_unusual():
    """THR-2: what is usual by day is unusual by night."""
    for season, news in (("daily", [Kind.BREACHED]), ("none", [])):
        line = odd(season=season, learn_hours=72)
        for quarter in range(96 * 5 + 8):
            assert line.look(by_day(quarter), minutes=15) == []
        assert line.look(100, minutes=15) == news


def test_a_week_has_a_rhythm_of_its_own():
    """THR-2."""
    points = [
        (START + timedelta(hours=hour), 100.0 if hour // 24 % 7 < 5 else 10.0)
        for hour in range(24 * 7 * 4)
    ]
    weekend = START + timedelta(days=5 + 28, hours=12)

    usual = baseline_at(points, weekend, season=Season.WEEKLY, sensitivity=Sensitivity.MEDIUM)
    assert usual.middle == 10
    assert not usual.holds(100)


def test_an_outage_does_not_become_the_usual_while_it_lasts_a_day():
    """THR-2: it is told once, and its values are learned only as far as they are usual."""
    line = odd(learn_hours=48)
    for quarter in range(96 * 4):
        line.look(10 + quarter % 5, minutes=15)
    news = [kind for _ in range(96) for kind in line.look(500, minutes=15)]

    assert news == [Kind.BREACHED]
    assert line.memory.level is Level.BREACHED
    assert max(value for _, value in line.memory.samples) < 100


def test_a_level_that_stays_becomes_the_usual_in_the_end():
    """THR-2."""
    line = odd(learn_hours=24)
    for step in range(48 * 3):
        line.look(10 + step % 5, minutes=30)
    news = [kind for step in range(48 * 10) for kind in line.look(30 + step % 5, minutes=30)]

    assert news == [Kind.BREACHED, Kind.CLEARED]


def test_a_flat_line_may_tremble():
    """THR-2: a deviation of nothing would make everything an anomaly."""
    line = odd(learn_hours=24)
    values = [100.0] * 200 + [101.0, 99.0, 100.5] * 5

    assert [kind for value in values for kind in line.look(value, minutes=15)] == []
    assert line.look(200, minutes=15) == [Kind.BREACHED]


def test_what_is_learned_has_a_bound():
    """THR-2."""
    line = odd(learn_hours=24)
    for quarter in range(1_000):
        line.look(by_day(quarter), minutes=15)

    assert len(line.memory.samples) <= MOST_POINTS + 1


def test_the_more_sensitive_the_nearer_the_bounds():
    """THR-2."""
    points = [(START + timedelta(minutes=15 * n), float(n % 11)) for n in range(400)]
    at = points[-1][0]
    reaches = [
        baseline_at(points, at, season=Season.NONE, sensitivity=each).high
        for each in (Sensitivity.HIGH, Sensitivity.MEDIUM, Sensitivity.LOW)
    ]

    assert reaches == sorted(reaches)
    assert len(set(reaches)) == 3


def thinned(name: str) -> Series:
    """Return every third value of a series: one per 15 minutes."""
    path = MARKS[name]
    marked = json.loads((path.parents[1] / "labels" / "windows.json").read_text())
    series = read_file(path, marked[f"{path.parent.name}/{path.name}"])
    return Series(series.name, series.samples[::3], series.windows)


REAL = [
    # found by us, false by us, false by three deviations
    ("art_daily_jumpsup", 1, 0, 0),
    ("ec2_cpu_utilization_c6585a", 0, 0, 3),
    ("rds_cpu_utilization_cc0c53", 1, 0, 10),
]


@pytest.mark.parametrize(
    ("name", "found", "false", "false_bare"), [each for each in REAL if each[0] in MARKS]
)
def test_on_marked_series_we_find_as_much_with_fewer_false_alarms(name, found, false, false_bare):
    """THR-2: of three marked windows two are found without a false alarm, where the bare rule
    finds two with thirteen."""
    series = thinned(name)
    our_found, our_false = score(series, ours(series, season=Season.NONE))
    bare_found, bare_false = score(series, bare(series, deviations=3.0))

    assert (our_found, our_false) == (found, false)
    assert (bare_found, bare_false) == (found, false_bare)


def test_marks_in_the_time_of_learning_do_not_count(tmp_path):
    """THR-2."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [f"{(first + timedelta(hours=n)).replace(tzinfo=None)},{n}" for n in range(100)]
    path = tmp_path / "series.csv"
    path.write_text("\n".join(["timestamp,value", *rows]))
    early, late = (
        [str((first + timedelta(days=day)).replace(tzinfo=None)) for day in days]
        for days in ((0, 0.5), (3, 4))
    )

    series = read_file(path, [early, late])
    assert len(series.windows) == 1
    assert series.days == (99 - 15) / 24  # 15 of 100 rows are for learning

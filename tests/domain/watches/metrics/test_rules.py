"""What a threshold watch tells, and when: the state machine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.watches.metric_memory import Level
from domain.watches.metrics.news import Kind, Outcome, Reason
from domain.watches.metrics.positions import worst_of
from domain.watches.metrics.sources import Sample
from tests.fakes.thresholds import START, Timeline, watch

BREACHED, CLEARED, REMINDED = Kind.BREACHED, Kind.CLEARED, Kind.REMINDED


def test_a_breach_is_told_once_and_its_end_once():
    """THR-2."""
    line = Timeline(watch())

    assert line.look(50) == []
    assert line.look(95) == [BREACHED]
    assert line.looks([96, 97, 99]) == []
    assert line.look(90) == [CLEARED]
    assert line.look(89) == []
    assert [each.reason for each in line.news] == [Reason.CROSSED, Reason.BACK]
    assert line.news[1].before.peak == 99


def test_a_breach_of_24_hours_is_one_alert_and_the_reminders_asked_for():
    """THR-2."""
    line = Timeline(watch(reminder_minutes=60, most_reminders=100))
    line.looks([95] * (24 * 60))

    assert line.told.count(BREACHED) == 1
    assert line.told.count(REMINDED) == 23
    assert line.look(95) == [REMINDED]


def test_without_reminders_a_breach_of_24_hours_is_one_alert():
    """THR-2: the watch that told on every look was the defect."""
    line = Timeline(watch())
    line.looks([95] * (24 * 60))

    assert line.told == [BREACHED]


def test_there_are_at_most_as_many_reminders_as_asked_for():
    """THR-2."""
    line = Timeline(watch(reminder_minutes=10, most_reminders=3))
    line.looks([95] * 300)

    assert line.told == [BREACHED, REMINDED, REMINDED, REMINDED]


def test_reminders_missed_during_a_pause_come_as_one():
    """THR-2, TSK-3."""
    line = Timeline(watch(reminder_minutes=10, no_data={"after_minutes": 10_000}))
    line.look(95)

    assert line.look(95, minutes=65) == [REMINDED]
    assert line.look(95, minutes=4) == []
    assert line.look(95, minutes=1) == [REMINDED]


def test_a_value_must_stay_beyond_for_as_long_as_was_asked():
    """THR-2: by the values' own times."""
    line = Timeline(watch(for_minutes=5))

    assert line.looks([95, 95, 95, 95, 95]) == []
    assert line.memory.level is Level.PENDING
    assert line.look(95) == [BREACHED]
    assert line.news[0].reason is Reason.HELD
    assert line.memory.since == START + timedelta(minutes=1)


def test_one_value_within_bounds_begins_the_duration_again():
    """THR-2."""
    line = Timeline(watch(for_minutes=3))

    assert line.looks([95, 95, 95, 50, 95, 95, 95]) == []
    assert line.look(95) == [BREACHED]


def test_time_that_nobody_saw_does_not_count_for_a_duration():
    """THR-2, TSK-3: a pause of an hour is not an hour of breach."""
    line = Timeline(watch(for_minutes=5))
    line.look(95)

    assert line.look(95, minutes=60) == []
    assert line.looks([95] * 4) == []
    assert line.look(95) == [BREACHED]


def test_a_breach_ends_only_past_the_clear_value():
    """THR-2: hysteresis."""
    line = Timeline(watch(clear_value=80))
    line.look(95)

    assert line.looks([89, 85, 81, 92, 81]) == []
    assert line.look(80) == [CLEARED]
    assert line.looks([85, 90]) == []
    assert line.look(91) == [BREACHED]


def test_a_breach_ends_only_after_being_back_for_as_long_as_was_asked():
    """THR-2."""
    line = Timeline(watch(clear_for_minutes=3))
    line.look(95)

    assert line.looks([50, 50, 95, 50, 50, 50]) == []
    assert line.look(50) == [CLEARED]


def test_the_end_is_for_the_record_only_when_nobody_wants_to_know():
    """THR-2."""
    line = Timeline(watch(notify_recovery=False))

    assert line.looks([95, 50]) == [BREACHED, CLEARED]
    assert line.told == [BREACHED]


@pytest.mark.parametrize(
    ("operator", "beyond", "within"),
    [
        (">", (90.1,), (90, 89)),
        (">=", (90, 91), (89.9,)),
        ("<", (89.9,), (90, 91)),
        ("<=", (90, 89), (90.1,)),
        ("=", (90, 90.00000000001), (89, 91)),
        ("!=", (89, 91), (90,)),
    ],
)
def test_each_operator_knows_its_edge(operator, beyond, within):
    """THR-2."""
    for value in beyond:
        assert Timeline(watch(operator=operator)).look(value) == [BREACHED]
    for value in within:
        assert Timeline(watch(operator=operator)).look(value) == []


def test_the_edges_of_a_range_belong_to_it():
    """THR-2."""
    edges = {"threshold": None, "range": {"low": 10, "high": 20}}
    for value, inside in ((9.99, False), (10, True), (15, True), (20, True), (20.01, False)):
        within = Timeline(watch(operator="in_range", **edges)).look(value)
        outside = Timeline(watch(operator="outside_range", **edges)).look(value)
        assert (within == [BREACHED], outside == [BREACHED]) == (inside, not inside)


@pytest.mark.parametrize(
    ("direction", "values", "breached"),
    [
        ("either", (100, 112), True),
        ("either", (100, 88), True),
        ("either", (100, 109), False),
        ("up", (100, 88), False),
        ("down", (100, 88), True),
        ("either", (-100, -112), True),
    ],
)
def test_a_change_is_measured_over_its_period(direction, values, breached):
    """THR-2."""
    for operator in ("change_by", "change_by_percent"):
        line = Timeline(
            watch(operator=operator, threshold=10, over_minutes=10, direction=direction)
        )
        first, last = values
        line.looks([first] * 10)
        assert line.look(last) == ([BREACHED] if breached else [])


@pytest.mark.parametrize(("values", "level"), [((0, 0), Level.UNKNOWN), ((0, 50), Level.BREACHED)])
def test_behind_a_gap_a_change_cannot_be_judged_and_an_open_breach_stays_open(values, level):
    """THR-2."""
    line = Timeline(watch(operator="change_by", threshold=10, over_minutes=10, no_data="ignore"))
    line.looks([values[0]] * 15)
    line.look(values[1])
    line.looks([None] * 60)
    assert line.memory.level is Level.NO_DATA

    assert line.look(1) == []
    assert line.memory.level is level


def test_a_slow_drift_below_the_bound_is_no_change():
    """THR-2."""
    line = Timeline(watch(operator="change_by", threshold=10, over_minutes=10))

    assert line.looks([value * 0.9 for value in range(200)]) == []


def test_before_there_is_a_past_nothing_is_judged():
    """THR-2: no past is not normal."""
    line = Timeline(watch(operator="change_by", threshold=10, over_minutes=10))
    line.looks([0, 1000])

    assert line.last is not None
    assert line.last.outcome is Outcome.LEARNING
    assert line.memory.level is Level.UNKNOWN


def test_a_change_across_a_pause_is_not_a_change_over_the_period():
    """THR-2, TSK-3."""
    line = Timeline(watch(operator="change_by", threshold=10, over_minutes=10))
    line.looks([0] * 20)

    assert line.look(1000, minutes=120) == []


def test_there_is_no_percentage_of_nothing():
    """THR-2."""
    line = Timeline(watch(operator="change_by_percent", threshold=10, over_minutes=10))

    assert line.looks([0] * 20 + [5] * 5) == []


def test_no_data_is_told_once_and_is_never_normal():
    """THR-2."""
    line = Timeline(watch())
    line.look(50)
    news = line.looks([None] * 60)

    assert news == [Kind.NO_DATA]
    assert line.memory.level is Level.NO_DATA
    assert line.news[0].after.since == START + timedelta(minutes=1)
    assert line.look(50) == [CLEARED]
    assert line.news[-1].reason is Reason.DATA_BACK
    assert line.memory.level is Level.NORMAL


def test_a_source_that_never_gave_a_value_is_told():
    """THR-2."""
    line = Timeline(watch())

    assert line.looks([None] * 30) == [Kind.NO_DATA]
    assert line.news[0].reason is Reason.NEVER_A_VALUE


def test_a_value_that_stands_still_in_time_is_no_data():
    """THR-2: a source that repeats its last point says nothing of today."""
    line = Timeline(watch())
    stale = Sample(START, 50)
    line.meet(stale)
    for _ in range(15):
        line.now += timedelta(minutes=1)
        line.meet(stale)

    assert line.told == [Kind.NO_DATA]


def test_a_first_value_from_long_ago_is_not_judged():
    """THR-2."""
    line = Timeline(watch())

    assert line.meet(Sample(START - timedelta(days=1), 99)) == []
    assert line.memory.level is Level.UNKNOWN


def test_a_breach_stays_open_while_there_is_no_data():
    """THR-2: no second alert behind the gap."""
    line = Timeline(watch(no_data="ignore"))
    line.look(95)

    assert line.looks([None] * 60) == []
    assert line.memory.level is Level.NO_DATA
    assert line.look(95) == []
    assert line.memory.level is Level.BREACHED
    assert line.look(50) == [CLEARED]


def test_a_breach_that_outlasts_a_told_gap_is_told_as_a_reminder():
    """THR-2."""
    line = Timeline(watch())
    line.look(95)
    line.looks([None] * 20)

    assert line.look(95) == [REMINDED]
    assert line.news[-1].reason is Reason.DATA_BACK
    assert line.look(50) == [CLEARED]
    assert line.told == [BREACHED, Kind.NO_DATA, REMINDED, CLEARED]


def test_a_breach_that_ended_behind_a_told_gap_is_told_once():
    """THR-2."""
    line = Timeline(watch())
    line.look(95)
    line.looks([None] * 20)

    assert line.look(50) == [CLEARED]
    assert line.news[-1].reason is Reason.BACK


def test_a_breach_that_comes_with_the_data_closes_the_gap_silently():
    """THR-2."""
    line = Timeline(watch())
    line.look(50)
    line.looks([None] * 20)

    assert line.look(95) == [CLEARED, BREACHED]
    assert line.told == [Kind.NO_DATA, BREACHED]


def test_lack_can_count_as_the_end_of_a_breach_without_becoming_normal():
    """THR-2."""
    line = Timeline(watch(no_data="treat_as_ok"))
    line.look(95)

    assert line.looks([None] * 30) == [CLEARED]
    assert line.news[-1].reason is Reason.LACK_COUNTS_AS_OK
    assert line.memory.level is Level.NO_DATA


def test_flapping_is_told_once_at_its_start_and_once_at_its_end():
    """THR-3."""
    line = Timeline(watch(flapping={"transitions": 4, "window_minutes": 30}))
    line.looks([95, 50] * 20)
    line.looks([50] * 40)

    assert line.told == [BREACHED, CLEARED, BREACHED, Kind.FLAPPING, Kind.SETTLED]
    recorded = [each.kind for each in line.news if each.kind in (BREACHED, CLEARED)]
    assert recorded == [BREACHED, CLEARED] * 20
    assert line.news[-1].after.level is Level.NORMAL


def test_flapping_that_ends_in_a_breach_says_so_and_reminders_begin_there():
    """THR-3, THR-2."""
    line = Timeline(watch(flapping={"transitions": 3, "window_minutes": 30}, reminder_minutes=60))
    line.looks([95, 50, 95])
    line.looks([95] * 30)

    assert line.told[-1] is Kind.SETTLED
    assert line.memory.level is Level.BREACHED
    assert line.looks([95] * 61).count(REMINDED) == 1
    assert line.look(50) == [CLEARED]
    assert line.told[-1] is CLEARED


def test_data_that_comes_and_goes_is_flapping_too():
    """THR-3, THR-2."""
    line = Timeline(watch(no_data={"after_minutes": 3}))
    for _ in range(20):
        line.looks([50, None, None, None])

    assert line.told.count(Kind.FLAPPING) == 1
    assert len(line.told) == 6


def test_slow_changes_are_not_flapping():
    """THR-3."""
    line = Timeline(watch(flapping={"transitions": 4, "window_minutes": 30}))
    for _ in range(20):
        line.look(95, minutes=20)
        line.look(50, minutes=9)

    assert Kind.FLAPPING not in line.told


def test_a_value_that_is_seen_twice_counts_once():
    """THR-2."""
    line = Timeline(watch(for_minutes=1))
    sample = Sample(START, 95)
    line.meet(sample)
    line.now += timedelta(minutes=2)

    assert line.meet(sample) == []
    assert line.last is not None
    assert line.last.outcome is Outcome.NOTHING_NEW


def test_a_clock_that_goes_back_does_no_harm():
    """THR-2."""
    line = Timeline(watch(for_minutes=5, reminder_minutes=10))
    line.looks([95] * 6)
    line.now -= timedelta(days=1)
    back = line.looks([95] * 30)

    assert BREACHED not in back
    assert back.count(REMINDED) <= 3
    assert line.look(50) == [CLEARED]
    assert line.looks([95] * 7).count(BREACHED) == 1


def test_a_source_ahead_of_our_clock_is_taken_as_of_now():
    """THR-2."""
    line = Timeline(watch())

    assert line.meet(Sample(START + timedelta(hours=1), 95)) == [BREACHED]
    assert line.memory.since == START
    line.now += timedelta(minutes=1)
    assert line.meet(Sample(START + timedelta(hours=2), 50)) == [CLEARED]


def test_another_rule_begins_anew_and_closes_what_the_old_one_had_opened():
    """THR-2: an open breach is not lost, and no old state judges by the new rule."""
    line = Timeline(watch())
    line.look(95)
    line.config = watch(threshold=99)

    assert line.look(95) == [CLEARED]
    assert (line.news[-1].reason, line.news[-1].notify) == (Reason.RULE_CHANGED, False)
    assert line.memory.level is Level.NORMAL


def test_a_change_of_who_is_told_keeps_the_open_breach():
    """THR-2."""
    line = Timeline(watch())
    line.look(95)
    line.config = watch(severity="critical", reminder_minutes=5)

    assert line.look(95) == []
    assert line.look(50) == [CLEARED]


@pytest.mark.parametrize(("operator", "worst"), [(">", 9.0), ("<", 0.0), ("=", 5.0), ("!=", 0.0)])
def test_of_several_series_the_worst_decides(operator, worst):
    """THR-1."""
    samples = [Sample(START, value, f"s{value}") for value in (5.0, 0.0, 9.0)]
    found = worst_of(watch(operator=operator, threshold=5), samples)

    assert found is not None
    assert found.value == worst


def test_of_several_series_the_farthest_outside_or_the_deepest_inside_decides():
    """THR-1."""
    samples = [Sample(START, value) for value in (5.0, 1.0, 14.0)]
    edges = {"threshold": None, "range": {"low": 2, "high": 10}}

    outside = worst_of(watch(operator="outside_range", **edges), samples)
    inside = worst_of(watch(operator="in_range", **edges), samples)
    assert outside is not None
    assert inside is not None
    assert (outside.value, inside.value) == (14.0, 5.0)
    assert worst_of(watch(), []) is None


def test_memory_stays_small_however_long_it_looks():
    """THR-2."""
    plain = Timeline(watch())
    plain.looks([50] * 500)
    change = Timeline(watch(operator="change_by", threshold=10, over_minutes=60 * 24))
    change.now = START
    for _ in range(3_000):
        change.look(1.0)

    assert len(plain.memory.samples) == 1
    assert len(change.memory.samples) <= 2 * 400 + 2
    assert replace(change.memory, samples=()) != change.memory

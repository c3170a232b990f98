"""What holds for every sequence of values, gaps and clocks."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.watches.metric_memory import Level
from domain.watches.metrics.news import Kind
from domain.watches.metrics.sources import Sample
from tests.fakes.thresholds import Timeline, watch

VALUES = st.lists(
    st.one_of(st.none(), st.floats(60, 120), st.sampled_from([80.0, 90.0])), max_size=50
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "for_minutes": st.sampled_from([0, 1, 3]),
        "clear_for_minutes": st.sampled_from([0, 2]),
        "clear_value": st.sampled_from([70, 80, 90]),
        "no_data": st.sampled_from(
            [{"policy": each, "after_minutes": 3} for each in ("ignore", "alert", "treat_as_ok")]
        ),
        "reminder_minutes": st.sampled_from([1, 7]),
        "flapping": st.just({"transitions": 3, "window_minutes": 8}),
        "notify_recovery": st.booleans(),
    },
)


@given(VALUES, OPTIONS)
def test_breaches_and_their_ends_take_turns(values, options):
    """THR-2: never two alerts without an end in between."""
    line = Timeline(watch(**options))
    line.looks(values)

    ends = {"back", "lack_counts_as_ok"}
    turns = [
        each.kind
        for each in line.news
        if each.kind is Kind.BREACHED or (each.kind is Kind.CLEARED and each.reason in ends)
    ]
    assert (
        turns
        == [Kind.BREACHED, Kind.CLEARED] * (len(turns) // 2) + turns[len(turns) // 2 * 2 :][:1]
    )
    assert turns[:1] in ([], [Kind.BREACHED])
    assert (line.memory.breached_since is not None) == (turns[-1:] == [Kind.BREACHED])


@given(VALUES, OPTIONS)
def test_flapping_and_lack_of_data_are_each_told_in_turns(values, options):
    """THR-2, THR-3."""
    line = Timeline(watch(**options))
    line.looks(values)

    flaps = [each.kind for each in line.news if each.kind in (Kind.FLAPPING, Kind.SETTLED)]
    assert all(one is not other for one, other in pairwise(flaps))
    assert flaps[:1] in ([], [Kind.FLAPPING])
    while_flapping = [
        each.notify
        for each in line.news
        if each.before.flapping
        and each.kind in (Kind.BREACHED, Kind.CLEARED, Kind.REMINDED, Kind.NO_DATA)
    ]
    assert not any(while_flapping)
    told = None
    for each in line.news:
        assert not (each.kind is Kind.NO_DATA and told is Kind.NO_DATA)
        told = each.kind


@given(st.lists(st.floats(91, 200), min_size=1, max_size=100), st.integers(1, 30))
def test_reminders_come_on_their_grid_and_never_sooner(values, every):
    """THR-2."""
    line = Timeline(watch(reminder_minutes=every, most_reminders=1_000))
    line.looks(values)

    assert line.told.count(Kind.BREACHED) == 1
    assert line.told.count(Kind.REMINDED) == (len(values) - 1) // every
    counts = [each.after.reminders for each in line.news if each.kind is Kind.REMINDED]
    assert counts == list(range(1, len(counts) + 1))


@given(st.lists(st.floats(80, 90, exclude_min=True), max_size=50), st.booleans())
def test_values_between_both_bounds_never_change_anything(values, breached):
    """THR-2: hysteresis never flaps."""
    line = Timeline(watch(clear_value=80))
    line.look(95 if breached else 70)
    before = line.memory.level

    assert line.looks(values) == []
    assert line.memory.level is before


@given(
    st.lists(
        st.tuples(st.integers(-90, 90), st.integers(-90, 90), st.floats(80, 100)), max_size=40
    ),
    OPTIONS,
)
def test_clocks_that_jump_never_break_it(steps, options):
    """THR-2: moments never lie in the future, and alerts still take turns."""
    line = Timeline(watch(**options))
    for moved, lag, value in steps:
        line.now += timedelta(minutes=moved)
        line.meet(Sample(line.now + timedelta(minutes=lag), value))
        memory = line.memory
        moments = (memory.since, memory.breached_since, memory.clearing_since, memory.reminded_at)
        assert all(each is None or each <= line.now for each in moments)
        times = [at for at, _ in memory.samples]
        assert times == sorted(set(times))
    ends = [
        each.kind
        for each in line.news
        if each.kind is Kind.BREACHED or each.reason in ("back", "lack_counts_as_ok")
    ]
    assert all(one is not other for one, other in pairwise(ends))


@given(VALUES, OPTIONS)
def test_a_level_is_never_normal_while_data_is_missing(values, options):
    """THR-2."""
    line = Timeline(watch(**{**options, "no_data": {"policy": "ignore", "after_minutes": 3}}))
    line.looks([*values, None, None, None])

    assert line.memory.level in (Level.NO_DATA, Level.UNKNOWN)
    assert not (line.memory.level is Level.UNKNOWN and line.memory.samples)

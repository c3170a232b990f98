from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.logs.logs import Level, Template, TrendKind
from domain.logs.trends import (
    MOST_TRENDS,
    Change,
    Count,
    change,
    covers,
    error_rate_change,
    surprise,
    template_trends,
    worst_first,
)


def template(pattern, count, level=Level.INFO):
    return Template(
        id=sha256(pattern.encode()).hexdigest()[:12],
        pattern=pattern,
        count=count,
        level=level,
        examples=(),
    )


def kinds(before, now, **shares):
    found = template_trends(before, now, **shares)
    return {(one.template.pattern, one.kind, one.before, one.now) for one in found}


def test_each_kind_of_change_is_told():
    """ANL-1."""
    before = [template("stays <*>", 100), template("goes <*>", 40), template("grows <*>", 10),
              template("shrinks <*>", 90)]  # fmt: skip
    now = [template("stays <*>", 110), template("comes <*>", 5), template("grows <*>", 60),
           template("shrinks <*>", 20)]  # fmt: skip
    assert kinds(before, now) == {
        ("goes <*>", TrendKind.GONE, 40, 0),
        ("comes <*>", TrendKind.NEW, 0, 5),
        ("grows <*>", TrendKind.GREW, 10, 60),
        ("shrinks <*>", TrendKind.SHRANK, 90, 20),
    }


def test_a_single_new_error_is_told_and_a_single_new_other_line_is_not():
    """ANL-1."""
    before = [template("usual", 100)]
    now = [*before, template("odd", 1), template("bad", 1, Level.ERROR)]
    assert kinds(before, now) == {("bad", TrendKind.NEW, 0, 1)}


def test_chance_is_no_trend():
    """ANL-1."""
    assert (
        kinds([template("a", 4), template("b", 1000)], [template("a", 9), template("b", 1200)])
        == set()
    )


def test_without_a_period_before_nothing_is_new():
    """ANL-1."""
    assert template_trends([], [template("a", 50)]) == ()


def test_counts_of_a_sample_are_told_for_all_lines_and_weighed_as_a_sample():
    """ANL-1."""
    before, now = [template("a", 40), template("b", 500)], [template("a", 90), template("b", 50)]
    assert kinds(before, now, before_share=1.0, now_share=0.1) == {("a", TrendKind.GREW, 40, 900)}
    usual, rare = [template("u", 500)], [template("u", 1_000), template("rare", 3)]
    assert kinds(usual, rare, before_share=0.5) == set()


def test_a_parameter_that_took_one_value_before_is_the_same_template():
    """ANL-1."""
    before = [template("session of mei closed", 50), template("session of ann closed", 45)]
    now = [template("session of <*> closed", 100)]
    assert kinds(before, now) == set()
    assert kinds(now, before) == set()


def test_the_most_telling_comes_first():
    """ANL-1."""
    calm = [template("usual", 500)]
    now = [*calm, template("many", 60), template("few but bad", 20, Level.ERROR)]
    assert [one.template.pattern for one in template_trends(calm, now)] == ["few but bad", "many"]


def test_what_is_gone_is_shown_as_it_was():
    """ANL-1."""
    (gone,) = template_trends([template("a b", 80), template("c", 9)], [template("c", 9)])
    assert (gone.template.count, gone.template.id) == (80, template("a b", 1).id)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, 100, Change.UNKNOWN),
        (1000, 1100, Change.STEADY),
        (1000, 5000, Change.ROSE),
        (5000, 1000, Change.FELL),
        (0, 500, Change.APPEARED),
        (500, 0, Change.STOPPED),
        (0, 0, Change.STEADY),
        (2, 6, Change.STEADY),
    ],
)
def test_a_count_has_a_named_verdict(before, now, expected):
    """ANL-1."""
    assert change(None if before is None else Count(before), Count(now)) is expected


def test_ten_times_the_lines_with_ten_times_the_errors_is_a_steady_error_rate():
    """ANL-1."""
    assert error_rate_change((50, 1_000), (500, 10_000)) is Change.STEADY
    assert error_rate_change((50, 1_000), (200, 1_000)) is Change.ROSE
    assert error_rate_change((50, 0), (200, 1_000)) is Change.UNKNOWN
    assert error_rate_change(None, (200, 1_000)) is Change.UNKNOWN


@pytest.mark.parametrize(
    ("general", "special", "expected"),
    [
        ("a <*> c", "a b c", True),
        ("a <*> c", "a b b c", True),
        ("a <*> c", "a  c", False),
        ("a <*> c", "a b d", False),
        ("<*> of <*> done", "7 of x of 9 done", True),
        ("a b", "a b", True),
        ("a b", "a c", False),
        ("<*>", "", False),
        ("a<*>a", "a", False),
    ],
)
def test_a_pattern_covers_what_fits_its_wildcards(general, special, expected):
    """ANL-1."""
    assert covers(general, special) is expected


def test_only_errors_are_top_errors():
    """ANL-1."""
    some = [template(f"e{n:02}", n, Level.ERROR) for n in range(1, 15)] + [template("i", 99)]
    found = worst_first(some)
    assert [one.count for one in found] == list(range(14, 4, -1))


counts = st.integers(0, 10_000)


@given(counts, counts)
def test_change_is_the_mirror_of_itself(before, now):
    """ANL-1."""
    mirror = {
        Change.ROSE: Change.FELL,
        Change.FELL: Change.ROSE,
        Change.APPEARED: Change.STOPPED,
        Change.STOPPED: Change.APPEARED,
        Change.STEADY: Change.STEADY,
    }
    assert change(Count(now), Count(before)) is mirror[change(Count(before), Count(now))]


@given(counts, st.integers(1, 100))
def test_the_same_rate_is_never_a_surprise(seen, times):
    """ANL-1."""
    assert surprise(Count(seen, 1.0), Count(seen * times, float(times))) == pytest.approx(
        0, abs=1e-6
    )


patterns = st.lists(st.sampled_from(["a", "b", "<*>", "c d"]), min_size=1, max_size=4).map(" ".join)
sides = st.dictionaries(patterns, st.integers(1, 500), max_size=30).map(
    lambda found: [template(pattern, count, Level.ERROR) for pattern, count in found.items()]
)


@given(sides, sides)
def test_trends_are_few_real_and_each_told_once(before, now):
    """ANL-1."""
    found = template_trends(before, now)
    assert len(found) <= MOST_TRENDS
    assert len({one.template.id for one in found}) == len(found)
    for one in found:
        assert one.template.id == template(one.template.pattern, 1).id
        assert (one.before == 0) is (one.kind is TrendKind.NEW)
        assert (one.now == 0) is (one.kind is TrendKind.GONE)


@given(sides)
def test_a_period_beside_itself_has_no_trend(side):
    """ANL-1."""
    assert template_trends(side, [replace(one) for one in side]) == ()

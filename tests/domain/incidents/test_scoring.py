"""The score is the published formula, to the point, and never falls when something gets worse."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.incidents.scores import Band, ScoreInput, band_of
from domain.incidents.scoring import (
    DEFAULT,
    OPINION,
    error_points,
    known,
    opinion_points,
    score,
    services_points,
    unknown,
    users_points,
)
from domain.incidents.weights import PUBLISHED, Weights, check_weights, in_force

NAMES = (
    "impact.services",
    "impact.users",
    "severity.resources",
    "severity.errors",
    "severity.source",
    "importance.service",
    "urgency.hours",
)
POINTS = st.floats(0, 100)


def inputs(*values: float, opinion: float | None = None) -> list[ScoreInput]:
    """Return all inputs in the order of `NAMES`."""
    made = [known(name, value, "test") for name, value in zip(NAMES, values, strict=True)]
    return made if opinion is None else [*made, known(OPINION, opinion, "model")]


@pytest.mark.parametrize(
    ("values", "opinion", "total"),
    [
        ((100, 100, 100, 100, 100, 100, 100), None, 100),
        ((0, 0, 0, 0, 0, 0, 0), None, 0),
        ((100, 100, 0, 0, 0, 0, 0), None, 40),
        ((0, 0, 100, 100, 100, 0, 0), None, 30),
        ((0, 0, 0, 0, 0, 100, 0), None, 20),
        ((0, 0, 0, 0, 0, 0, 100), None, 10),
        # 0.4 x 70 + 0.3 x 60 + 0.2 x 100 + 0.1 x 30 = 28 + 18 + 20 + 3
        ((90, 50, 90, 60, 30, 100, 30), None, 69),
        # The model thinks 10 of 10: 0.8 x 60 + 0.2 x 100 = 68, so 2.4 points more: 71.4
        ((90, 50, 90, 60, 30, 100, 30), 100, 71),
        # 0.4 x 1.25 = 0.5, which is rounded up
        ((2.5, 0, 0, 0, 0, 0, 0), None, 1),
        ((2.4, 0, 0, 0, 0, 0, 0), None, 0),
    ],
)
def test_the_score_equals_the_formula(values, opinion, total):
    """ALR-4."""
    assert score(inputs(*values, opinion=opinion), PUBLISHED).total == total


@pytest.mark.parametrize(
    ("below", "edge", "bands"),
    [
        (89.49, 89.5, (Band.STANDARD, Band.AGGRESSIVE)),
        (69.49, 69.5, (Band.CONSERVATIVE, Band.STANDARD)),
        (49.49, 49.5, (Band.BRIEF, Band.CONSERVATIVE)),
        (29.49, 29.5, (Band.MINIMAL, Band.BRIEF)),
    ],
)
def test_both_sides_of_each_edge_fall_into_their_bands(below, edge, bands):
    """ALR-4, RBK-1."""
    found = [band_of(score(inputs(*[points] * 7), PUBLISHED).total) for points in (below, edge)]
    assert tuple(found) == bands
    assert [each.attempts for each in Band] == [6, 4, 3, 2, 1]


@given(
    st.lists(POINTS, min_size=8, max_size=8),
    st.integers(0, 7),
    POINTS,
    st.lists(st.floats(0.05, 0.6), min_size=4, max_size=4),
)
def test_no_input_that_rises_lets_the_score_fall(values, which, higher, shares):
    """ALR-4."""
    weights = Weights("w", *(each / sum(shares) for each in shares), datetime.now(UTC))
    raised = [*values]
    raised[which] = max(higher, values[which])

    low = score(inputs(*values[:7], opinion=values[7]), weights)
    high = score(inputs(*raised[:7], opinion=raised[7]), weights)

    assert 0 <= low.total <= high.total <= 100


@given(st.lists(POINTS, min_size=7, max_size=7), POINTS)
def test_a_model_moves_the_score_by_six_points_at_most(values, opinion):
    """ALR-4, SEC-4: an opinion is one input, never the whole."""
    without = score(inputs(*values), PUBLISHED).total
    assert abs(score(inputs(*values, opinion=opinion), PUBLISHED).total - without) <= 7  # rounding


def test_what_nobody_knows_is_named_and_counts_as_the_middle():
    """ALR-4."""
    made = score([known("urgency.hours", 100, "policy:working_hours")], PUBLISHED)

    assert set(made.missing) == set(NAMES) - {"urgency.hours"}
    assert all(each.used == DEFAULT for each in made.inputs if each.value is None)
    assert made.total == 55
    assert [each.source for each in made.inputs if each.value is None] == ["default"] * 6


def test_a_model_that_did_not_answer_changes_nothing_and_is_named():
    """ALR-4."""
    given_inputs = inputs(10, 20, 90, 80, 70, 60, 50)
    silent = score([*given_inputs, unknown(OPINION)], PUBLISHED)

    assert silent.total == score(given_inputs, PUBLISHED).total
    assert silent.missing == (OPINION,)


def test_every_input_is_kept_with_its_source():
    """ALR-4."""
    made = score(inputs(1, 2, 3, 4, 5, 6, 7, opinion=8), PUBLISHED)
    assert [each.name for each in made.inputs] == [*NAMES, OPINION]
    assert made.weights == "published"


@given(st.one_of(st.floats(), st.integers()))
def test_no_number_of_a_source_leaves_the_scale(number):
    """ALR-4, SEC-4."""
    assert 0 <= known("impact.users", number, "alert").used <= 100


@pytest.mark.parametrize("points", [services_points, users_points, error_points, opinion_points])
def test_each_scale_rises_from_nothing_to_all(points):
    """ALR-4."""
    steps = [points(each / 20) for each in range(2_000)]
    assert steps == sorted(steps)
    assert points(-1) == 0
    assert points(10_000_000) == 100


@pytest.mark.parametrize(
    ("points", "number", "expected"),
    [
        (services_points, 1, 10),
        (services_points, 10, 100),
        (users_points, 0, 0),
        (users_points, 1_000, 50),
        (users_points, 1_000_000, 100),
        (error_points, 0.05, 25),
        (error_points, 0.2, 100),
        (opinion_points, 1, 0),
        (opinion_points, 5.5, 50),
        (opinion_points, 10, 100),
    ],
)
def test_each_scale_says_what_is_written_of_it(points, number, expected):
    """ALR-4."""
    assert points(number) == pytest.approx(expected, abs=0.1)


def test_weights_count_from_their_date_on():
    """ALR-4."""
    later = replace(PUBLISHED, version="later", effective_at=datetime(2026, 12, 1, tzinfo=UTC))
    versions = [PUBLISHED, later]

    assert in_force(versions, datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) == PUBLISHED
    assert in_force(versions, datetime(2026, 12, 1, tzinfo=UTC)) == later
    assert in_force([], datetime(2026, 12, 1, tzinfo=UTC)) == PUBLISHED


@pytest.mark.parametrize(
    "shares", [(0.4, 0.3, 0.2, 0.2), (0.7, 0.1, 0.1, 0.1), (0.0, 0.5, 0.3, 0.2)]
)
def test_shares_that_are_no_whole_or_decide_alone_are_refused(shares):
    """ALR-4."""
    with pytest.raises(InvalidRequest):
        check_weights(Weights("w", *shares, PUBLISHED.effective_at))

"""Weights learn from what became of repairs: a little at a time, and only from evidence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clusters.repairs import AttemptState
from domain.incidents.incidents import Ending
from domain.incidents.scores import Score
from domain.incidents.weights import (
    LEAST,
    MOST,
    MOST_STEP,
    PUBLISHED,
    Label,
    Outcome,
    check_weights,
    outcome_of,
    propose,
)
from tests.fakes.incident_examples import an_attempt, an_incident
from tests.fakes.weight_examples import a_score


def outcome(label: Label, *parts: float) -> Outcome:
    return Outcome("i", a_score(*parts), label)


def telling_severity(count: int = 30) -> list[Outcome]:
    """Return outcomes in which severity tells what helps, and impact misleads."""
    good = [outcome(Label.HELPED, 15 + place % 7, 90, 50, 50) for place in range(count // 2)]
    bad = [outcome(Label.NO_HELP, 75 + place % 7, 20, 50, 50) for place in range(count // 2)]
    return good + bad


def test_a_part_that_tells_the_two_apart_gains_share_with_its_evidence():
    """ALR-5."""
    proposal = propose(telling_severity(), PUBLISHED)

    assert proposal is not None
    impact, severity, _, _ = proposal.shares
    assert severity > PUBLISHED.severity
    assert impact < PUBLISHED.impact
    assert proposal.evidence.of_each == {Label.HELPED: 15, Label.NO_HELP: 15, Label.FALSE_FIX: 0}
    assert proposal.evidence.order_after > proposal.evidence.order_before
    assert proposal.based_on == "published"


@pytest.mark.parametrize("count", [0, 2, 18])
def test_few_outcomes_propose_nothing(count):
    """ALR-5."""
    assert propose(telling_severity(count), PUBLISHED) is None


def test_outcomes_that_look_alike_propose_nothing():
    """ALR-5."""
    same = [outcome(label, 50, 50, 50, 50) for label in (Label.HELPED, Label.NO_HELP)] * 20
    assert propose(same, PUBLISHED) is None


def test_a_false_fix_counts_twice():
    """ALR-5: it cost the night twice."""
    bad = [outcome(Label.FALSE_FIX, 90, 0, 50, 50)] * 5 + [
        outcome(Label.NO_HELP, 60, 30, 50, 50)
    ] * 5
    good = [outcome(Label.HELPED, 15, 90, 50, 50)] * 10
    proposal = propose(good + bad, PUBLISHED)
    assert proposal is not None
    assert proposal.evidence.others == (80, 10, 50, 50)


def test_a_share_at_its_bound_grows_no_further():
    """ALR-5."""
    weights = replace(PUBLISHED, impact=0.3, severity=0.59, importance=0.06, urgency=0.05)
    hard = [outcome(Label.HELPED, 0, 60, 50, 50) for _ in range(10)]
    hard += [outcome(Label.NO_HELP, 100, 9, 50, 50) for _ in range(10)]
    hard += [outcome(Label.NO_HELP, 100, 11, 50, 50) for _ in range(10)]
    proposal = propose(hard, weights)
    assert proposal is not None
    assert max(proposal.shares) <= MOST
    assert min(proposal.shares) >= LEAST - 1e-9


PARTS = st.tuples(*[st.floats(0, 100)] * 4)


@given(st.lists(st.tuples(st.sampled_from(Label), PARTS), min_size=20, max_size=40))
def test_a_step_is_bounded_and_leaves_a_whole(rows):
    """ALR-5."""
    proposal = propose([outcome(label, *parts) for label, parts in rows], PUBLISHED)
    if proposal is None:
        return
    made = replace(PUBLISHED, **dict(zip(
        ("impact", "severity", "importance", "urgency"), proposal.shares, strict=True
    )))  # fmt: skip

    check_weights(made)
    for before, after in zip(PUBLISHED.shares, made.shares, strict=True):
        assert abs(after - before) <= MOST_STEP + 1e-9
        assert LEAST - 1e-9 <= after <= MOST + 1e-9


def test_many_steps_never_learn_a_part_away():
    """ALR-5."""
    weights = PUBLISHED
    for _ in range(40):
        proposal = propose(telling_severity(), weights)
        if proposal is None:
            break
        weights = replace(weights, **dict(zip(
            ("impact", "severity", "importance", "urgency"), proposal.shares, strict=True
        )))  # fmt: skip
    check_weights(weights)


SCORE = Score(
    total=60, impact=50, severity=50, importance=50, urgency=50, inputs=(), weights="published"
)


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"ending": Ending.FIXED, "attempts": (an_attempt(),)}, Label.HELPED),
        ({"ending": Ending.FIXED, "attempts": (an_attempt(),), "relapses": 1}, Label.FALSE_FIX),
        (
            {
                "ending": Ending.HANDED_OVER,
                "attempts": (an_attempt(state=AttemptState.FAILED),),
            },
            Label.NO_HELP,
        ),
        ({"ending": Ending.RECOVERED}, None),
        ({"ending": Ending.FIXED_BY_OTHERS, "attempts": (an_attempt(),)}, None),
        (
            {"ending": Ending.HANDED_OVER, "attempts": (an_attempt(state=AttemptState.BLOCKED),)},
            None,
        ),
        ({"ending": Ending.FIXED, "attempts": (an_attempt(),), "score": None}, None),
    ],
)
def test_only_what_was_tried_and_judged_is_a_lesson(changes, label):
    """ALR-5."""
    found = outcome_of(replace(an_incident(), **{"score": SCORE, "attempts": (), **changes}))
    assert (found.label if found else None) is label

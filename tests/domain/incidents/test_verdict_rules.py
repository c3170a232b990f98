"""Four verdicts over looks, and properties that hold for every sequence of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import ReadBack
from domain.clusters.clusters import RolloutState
from domain.clusters.repairs import RepairVerdict
from domain.incidents.guards.verdict_rules import Because, judge
from domain.incidents.guards.verdicts import Sample, Sight, VerifyRules
from tests.fakes.repairs import NOW, YESTERDAY

RULES = VerifyRules(
    every=15, dwell=60, deadline=300, signal_grace=90, blind_patience=120, bad_patience=30
)
GOOD = Sample(at=NOW, rollout=RolloutState.DONE, ready=2, wanted=2, signal=ReadBack.CLEARED)
FIRING = replace(GOOD, signal=ReadBack.FIRING)
DEAF = replace(GOOD, signal=ReadBack.UNKNOWN)
ROLLING = replace(GOOD, rollout=RolloutState.PROGRESSING, ready=1)
FAILED = replace(ROLLING, rollout=RolloutState.FAILED, progress_at=NOW)
STALE = replace(FAILED, progress_at=YESTERDAY)
RESTARTED = replace(GOOD, restarts=1)
KILLED = replace(GOOD, out_of_memory=True)
UNREADY = replace(GOOD, ready=1)
BLIND = Sample(at=NOW, rollout=None)
EMPTY = replace(GOOD, ready=0, wanted=0)
EDITED = replace(GOOD, others=("kubectl-edit",))


def _walk(looks, rules: VerifyRules = RULES, every: float = 15.0):
    """Return (verdict, because, looks needed) as a workflow would come to it."""
    samples: list[Sample] = []
    for number, look in enumerate(looks, start=1):
        samples.append(replace(look, at=NOW + timedelta(seconds=every * number)))
        found = judge(samples, rules, began=NOW, acted_progress_at=YESTERDAY)
        if found.verdict is not None:
            return found.verdict, found.because, number
    return None, found.because, len(samples)


@pytest.mark.parametrize(
    ("looks", "verdict", "because", "number"),
    [
        ([GOOD] * 9, RepairVerdict.HEALTHY, Because.DWELT, 5),
        ([ROLLING] * 3 + [GOOD] * 9, RepairVerdict.HEALTHY, Because.DWELT, 8),
        ([RESTARTED] * 9, RepairVerdict.UNHEALTHY, Because.BAD_FOR_LONG, 3),
        ([KILLED] * 9, RepairVerdict.UNHEALTHY, Because.BAD_FOR_LONG, 3),
        ([UNREADY] * 9, RepairVerdict.UNHEALTHY, Because.BAD_FOR_LONG, 3),
        ([FAILED] * 9, RepairVerdict.UNHEALTHY, Because.BAD_FOR_LONG, 3),
        ([STALE] * 2 + [GOOD] * 9, RepairVerdict.HEALTHY, Because.DWELT, 7),
        ([STALE] * 30, RepairVerdict.UNHEALTHY, Because.NOT_ROLLED_OUT, 20),
        ([ROLLING] * 30, RepairVerdict.UNHEALTHY, Because.NOT_ROLLED_OUT, 20),
        ([EMPTY] * 30, RepairVerdict.UNHEALTHY, Because.NOT_ROLLED_OUT, 20),
        ([BLIND] * 30, RepairVerdict.UNKNOWN, Because.BLIND_FOR_LONG, 9),
        ([DEAF] * 30, RepairVerdict.UNKNOWN, Because.BLIND_FOR_LONG, 9),
        ([FIRING] * 4 + [GOOD] * 9, RepairVerdict.HEALTHY, Because.DWELT, 9),
        ([FIRING] * 30, RepairVerdict.UNHEALTHY, Because.SIGNAL_STAYS, 10),
        ([GOOD, EDITED], RepairVerdict.INCONCLUSIVE, Because.OTHERS_WROTE, 2),
        ([GOOD] * 4 + [UNREADY] + [GOOD] * 9, RepairVerdict.HEALTHY, Because.DWELT, 10),
        ([GOOD, UNREADY] * 60, RepairVerdict.INCONCLUSIVE, Because.NEITHER, 30),
        ([GOOD, BLIND] * 60, RepairVerdict.UNKNOWN, Because.BLIND_FOR_LONG, 30),
    ],
)
def test_looks_add_up_to_a_verdict(looks, verdict, because, number):
    """RBK-5."""
    assert _walk(looks) == (verdict, because, number)


def test_one_bad_look_begins_the_dwell_anew():
    """RBK-5."""
    assert _walk([GOOD] * 4 + [UNREADY] + [GOOD] * 4)[0] is None


def test_a_blind_look_begins_the_dwell_anew_and_is_no_bad_look():
    """RBK-5: nobody saw that it stayed good."""
    assert _walk([GOOD] * 4 + [BLIND] + [GOOD] * 4)[0] is None
    assert _walk([RESTARTED] * 2 + [BLIND] + [RESTARTED] * 2)[0] is None


def test_a_gap_without_looks_is_not_a_dwell():
    """RBK-5: a worker that was away saw nothing."""
    samples = [replace(GOOD, at=NOW), replace(GOOD, at=NOW + timedelta(seconds=200))]
    assert judge(samples, RULES, began=NOW).verdict is None


def test_a_signal_that_lags_is_waited_for_and_one_that_stays_is_bad():
    """RBK-5: sources lag behind what they watch."""
    found = judge([replace(FIRING, at=NOW)], RULES, began=NOW)
    assert (found.sight, found.because) == (Sight.PENDING, Because.SIGNAL_LAGS)
    # The grace begins when the target became well, not when it was written to.
    late = [ROLLING] * 15 + [FIRING] * 5 + [GOOD] * 6
    assert _walk(late)[0] is RepairVerdict.HEALTHY


def test_what_is_under_way_at_the_deadline_comes_to_its_end():
    """RBK-5."""
    assert _walk([ROLLING] * 18 + [GOOD] * 9) == (RepairVerdict.HEALTHY, Because.DWELT, 23)


def test_without_a_look_there_is_no_verdict():
    """RBK-5."""
    found = judge([], RULES, began=NOW)
    assert (found.verdict, found.because) == (None, Because.NOT_LOOKED)
    assert found.look_again_at == NOW + timedelta(seconds=15)


LOOKS = st.sampled_from(
    [GOOD, FIRING, DEAF, ROLLING, FAILED, STALE, RESTARTED, KILLED, UNREADY, BLIND, EMPTY, EDITED]
)


@settings(deadline=None)
@given(st.lists(LOOKS, min_size=60, max_size=60))
def test_there_is_always_a_verdict_by_the_latest_end(looks):
    """RBK-5: it always ends."""
    verdict, _, number = _walk(looks)
    assert verdict is not None
    # What is under way at the deadline may come to its end, once; then one more look.
    latest = RULES.deadline + RULES.blind_patience + RULES.bad_patience + RULES.every
    assert 15 * number <= latest


@settings(deadline=None)
@given(st.lists(LOOKS, min_size=1, max_size=60))
def test_success_needs_a_whole_dwell_of_good_looks_right_before_it(looks):
    """RBK-5: nothing else is ever success."""
    verdict, _, number = _walk(looks)
    if verdict is RepairVerdict.HEALTHY:
        assert looks[number - 5 : number] == [GOOD] * 5


@settings(deadline=None)
@given(st.lists(st.sampled_from([BLIND, DEAF, GOOD, ROLLING]), max_size=19))
def test_blindness_never_makes_a_failure(looks):
    """RBK-5: an outage of the metrics never leads to a stronger action."""
    if looks:
        assert _walk(looks)[0] is not RepairVerdict.UNHEALTHY


@settings(deadline=None)
@given(st.lists(st.sampled_from([BLIND, DEAF]), min_size=1, max_size=80))
def test_blindness_never_makes_a_success(looks):
    """RBK-5."""
    assert _walk(looks)[0] in (None, RepairVerdict.UNKNOWN)


@settings(deadline=None)
@given(st.lists(LOOKS, max_size=30), st.lists(LOOKS, max_size=30))
def test_what_others_wrote_is_neither_our_success_nor_our_failure(before, after):
    """RBK-5."""
    verdict, because, number = _walk([*before, EDITED, *after])
    if number > len(before):
        assert (verdict, because) == (RepairVerdict.INCONCLUSIVE, Because.OTHERS_WROTE)


@settings(deadline=None)
@given(st.lists(LOOKS, min_size=1, max_size=40))
def test_the_same_looks_give_the_same_verdict(looks):
    """RBK-9."""
    assert _walk(looks) == _walk(list(looks))

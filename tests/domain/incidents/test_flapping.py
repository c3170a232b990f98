"""Flapping has two edges and is told once at each."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.incidents.flapping import Flap, flapping, kept
from domain.incidents.policy.policies import FlapRules
from tests.fakes.repairs import NOW

RULES = FlapRules(transitions=4, window=600, calm=300)


def _at(*seconds: float):
    return [NOW + timedelta(seconds=each) for each in seconds]


def _state(changes, seconds: float, *, was: bool):
    return flapping(changes, RULES, now=NOW + timedelta(seconds=seconds), was=was)


def test_many_changes_within_the_window_begin_it():
    """RBK-10."""
    found = _state(_at(0, 60, 120, 180), 180, was=False)
    assert (found.state, found.changes) == (Flap.BEGAN, 4)
    assert found.settles_at == NOW + timedelta(seconds=480)
    assert found.is_flapping


def test_changes_that_are_far_apart_do_not():
    """RBK-10."""
    assert _state(_at(0, 300, 600, 900), 900, was=False).state is Flap.STEADY
    assert _state([], 0, was=False).state is Flap.STEADY


def test_it_goes_on_until_there_was_calm_and_then_settles_once():
    """RBK-10: between the edges nobody is told."""
    changes = _at(0, 60, 120, 180)
    assert _state(changes, 480, was=True).state is Flap.FLAPPING
    assert _state(changes, 481, was=True).state is Flap.SETTLED
    # Though the window still holds all four, it does not begin again by itself.
    assert _state(changes, 482, was=False).state is Flap.STEADY
    assert _state(_at(0, 60, 120, 180, 490), 490, was=False).state is Flap.BEGAN


def test_only_what_may_still_count_is_kept():
    """RBK-10: a workflow's state stays small."""
    changes = _at(*range(0, 1_000, 10))
    now = NOW + timedelta(seconds=1_000)
    small = kept(changes, RULES, now=now)
    assert len(small) == 8
    assert flapping(small, RULES, now=now, was=False).state is (
        flapping(changes, RULES, now=now, was=False).state
    )


@settings(deadline=None)
@given(st.lists(st.integers(0, 2_000), max_size=30), st.booleans())
def test_without_changes_it_always_settles(seconds, was):
    """RBK-10."""
    found = _state(_at(*seconds), 2_000 + 301, was=was)
    assert found.state is (Flap.SETTLED if was else Flap.STEADY)

"""What is told every day has an example of everything that is told at all."""

from sandbox.scenarios import ALONE, SCENARIOS
from tests.scenarios.sample import SAMPLE

ALL = {scenario.name: scenario for scenario in (*SCENARIOS, *ALONE)}


def kinds(names):
    """How scenarios end: state, why a person is called, ending, relapses, and which actions."""
    found = [ALL[name].expected for name in names]
    ends = {(each.state, each.called, each.ending, each.relapses) for each in found}
    return ends, {action for each in found for action in each.actions or ()}


def test_a_sample_of_the_stories_ends_in_every_way():
    """RBK-2, RBK-3."""
    assert kinds(SAMPLE["stand_in"]) == kinds(ALL)
    assert SAMPLE["lab"] <= {*ALL}

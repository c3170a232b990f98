"""Fault scenarios end as they must, on the stand-in and on the real control plane."""

import pytest

from sandbox.scenarios import ALONE, SCENARIOS
from tests.fakes.kubernetes import LAB
from tests.scenarios.sample import SAMPLE
from tests.scenarios.table import is_for_people

pytestmark = [pytest.mark.scenarios, pytest.mark.temporal, pytest.mark.timeout(1_200)]

EVERYWHERE = pytest.mark.parametrize("on", ["stand_in", LAB])

GOAL = 0.85
"""Verified fixes among the repairable scenarios (RBK-14)."""

ALL = (*SCENARIOS, *ALONE)


def told(on, name):
    """One scenario on one cluster; `make test` tells a sample."""
    lab = LAB.marks if on == "lab" else ()
    rare = () if name in SAMPLE[on] else (pytest.mark.exhaustive,)
    return pytest.param(on, name, marks=(*lab, *rare))


@pytest.mark.parametrize(
    ("on", "name"), [told(on, scenario.name) for on in ("stand_in", "lab") for scenario in ALL]
)
async def test_a_story_ends_as_it_must(end_of, on, name):
    """RBK-2, RBK-3, RBK-5, RBK-6, ALR-2."""
    end = end_of(on, name)

    assert not end.problems, "\n".join(map(str, end.problems))


@EVERYWHERE
@pytest.mark.exhaustive
async def test_enough_of_what_can_be_repaired_is_repaired(end_of, on):
    """RBK-14."""
    ends = [end_of(on, scenario.name) for scenario in ALL if scenario.repairable]

    assert len(ends) >= 15
    assert sum(end.verified for end in ends) / len(ends) >= GOAL


@EVERYWHERE
@pytest.mark.exhaustive
async def test_whatever_cannot_be_repaired_calls_a_person_exactly_once(end_of, on):
    """RBK-3."""
    ends = [end_of(on, scenario.name) for scenario in ALL]

    owed = [end for end in ends if is_for_people(end)]
    assert len(owed) >= 15
    assert {end.scenario.name: end.calls for end in owed if end.calls != 1} == {}

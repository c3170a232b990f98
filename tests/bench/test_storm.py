"""How the bench of a storm counts."""

from bench.storm import _at_a_rate, _figures, _share
from bench.storm_stage import DIFFERENT, POLICY, _policy
from bootstrap.incidents.policy_file import parse_policy


def test_the_storms_policy_can_be_read_and_is_otherwise_that_of_the_stories(tmp_path):
    """ALR-8: a policy that breaks a rule hands every alert to a person."""
    told = _policy(tmp_path).read_text()
    policy = parse_policy(told, "the storm's")

    assert all(found in POLICY.read_text() for found in DIFFERENT)
    assert (policy.verify.every, policy.verify.dwell) == (5.0, 5.0)
    assert policy.verify.deadline == 300.0


def test_a_share_is_the_number_below_which_so_many_lie():
    """ALR-8."""
    numbers = [float(number) for number in range(1, 101)]

    assert _share(numbers, 0.95) == 96
    assert _share(numbers, 1) == 100
    assert _share([], 0.95) == 0


def test_cpu_is_counted_per_alert():
    """ALR-8, PRF-1."""
    found = _figures("storm", [0.2, 0.1], {"worker": 1.0}, {"worker": 1.5})

    assert (found.alerts, found.most, found.cpu_ms) == (2, 0.2, {"worker": 250.0})


async def test_a_rate_is_kept_and_every_answer_comes_back():
    """ALR-8."""

    async def one(number: int) -> int:
        return number

    assert await _at_a_rate(one, 5, 60_000) == [0, 1, 2, 3, 4]

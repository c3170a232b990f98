"""The bench of what an incident that waits costs."""

import asyncio

import pytest

from bench import incident_memory
from bench.incident_memory import MOST_KB, WARM, Figures, each, fault, row, until
from bench.incident_memory_worker import POLICY
from bootstrap.incidents.policy_file import parse_policy
from domain.common.errors import Unavailable


def figures(kb: float) -> Figures:
    return Figures("incident and its lock", 300, kb, 132.4, 96.2, 3.84, 18.4, 41.26)


def test_each_fault_is_of_a_workload_of_its_own():
    """ALR-8: else they were one incident, and one lock."""
    found = [fault(number) for number in range(WARM)]

    assert len({str(fingerprint) for fingerprint, _ in found}) == WARM
    assert all(fingerprint.owner.name == alert.object.name for fingerprint, alert in found)


def test_the_policy_that_each_of_them_keeps_is_one_of_operators():
    """RBK-7."""
    assert parse_policy(POLICY.read_text(), "of the bench").modes


def test_the_figures_stand_in_one_line_below_their_heads():
    """ALR-8."""
    line = row(figures(117.2))

    assert len(line) == len(incident_memory.HEADS)
    assert line[:4] == ["incident and its lock", "300", "117", "132"]
    assert line[-2:] == ["18", "41.3"]


@pytest.mark.parametrize(("kb", "code"), [(MOST_KB, 0), (MOST_KB + 1, 1)])
def test_an_incident_that_takes_too_much_fails_the_bench(kb, code, monkeypatch, capsys):
    """ALR-8: a thousand of them must fit into a worker."""

    async def measured(count: int) -> list[Figures]:
        assert count == 7
        return [figures(34), figures(kb)]

    monkeypatch.setattr(incident_memory, "measure_all", measured)
    monkeypatch.setattr(incident_memory, "keep_output_clean", lambda: None)
    monkeypatch.setattr("sys.argv", ["incident_memory", "--incidents", "7", "--json"])

    assert incident_memory.main() == code
    assert '"bench": "incident_memory"' in capsys.readouterr().out


async def test_one_that_nobody_has_taken_up_yet_is_asked_again(monkeypatch):
    """ALR-8."""
    monkeypatch.setattr(incident_memory, "AGAIN", 0.0)
    answers = [Unavailable("not yet"), False, True]

    async def waits() -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    await until(waits)

    assert answers == []


async def test_a_few_are_under_way_at_a_time():
    """ALR-8."""
    under_way, most = 0, 0

    async def act(number: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    await each(range(50), act)

    assert 1 < most <= incident_memory.AT_A_TIME

"""Alerts that nobody vouches for are bounded, however many names a stranger makes up (ALR-13)."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.alerts.alerts import AlertSource, FaultClass, Fingerprint, ReadBack
from domain.clusters.repairs import ActionKind
from domain.incidents.groups.rules import GroupRule
from domain.incidents.guards.verdicts import VerifyRules
from domain.incidents.policy.policies import PagingRules
from domain.monitoring.alarms import Severity
from tests.fakes.incidents import IncidentRig, ScriptedSources, an_alert
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, told
from workflows.incidents.state import Steered

pytestmark = pytest.mark.temporal

ONCE = PagingRules(critical_again=86_400.0, warning_again=86_400.0)
"""Nothing is repeated within the test: each page is about another incident."""


STEP = timedelta(minutes=1)


@dataclass
class OnlyPlainIsSilent(ScriptedSources):
    """Plain alerts cannot be asked about; every other source says that it fires."""

    async def read_back(self, alert, owner):
        said = await super().read_back(alert, owner)
        if alert.source is not AlertSource.PLAIN:
            return said
        return type(said)(ReadBack.UNKNOWN, "cluster", said.at)


@pytest.fixture
async def rig(skipping):
    rig = IncidentRig(skipping, sandboxed=False, sources=OnlyPlainIsSilent())
    rig.set_policy(paging=ONCE, verify=VerifyRules(blind_patience=30.0))
    rig.repairs.impossible = set(ActionKind)  # what is real can only be handed to people
    async with rig.awake():
        await rig.move_in()
        yield rig


async def forge(rig, numbers, severity: Severity = Severity.CRITICAL) -> None:
    """Let a stranger send alerts of distinct names about nothing, as bad as can be claimed."""

    def one(number: int):
        name = f"made up {severity} {number}"
        alert = an_alert(
            number,
            name=name,
            key=name,
            source=AlertSource.PLAIN,
            severity=severity,
            fault=FaultClass.LATENCY,
            object=None,
            measures={"users": 10_000.0},
        )
        return rig.lives.signal_alert(Fingerprint(FaultClass.LATENCY, alarm=name), alert)

    for start in range(0, len(numbers), 20):
        await asyncio.gather(*(one(number) for number in numbers[start : start + 20]))


async def settled(rig, skipping, wanted: int, after: timedelta):
    for _ in range(after // STEP):  # one long sleep is more than the server bears in a storm
        await skipping.sleep(STEP)

    async def enough():
        return rig.calls() if len(rig.calls()) >= wanted else None

    return await eventually(enough, within=60)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("count", [60, pytest.param(200, marks=pytest.mark.exhaustive)])
async def test_made_up_names_are_four_pages_and_a_real_alert_is_paged_at_once(rig, skipping, count):
    """ALR-13: three by themselves, one for the rest; what is real beside them waits for none."""
    await forge(rig, range(count))
    found = await settled(rig, skipping, 3, timedelta(minutes=2))
    await rig.fire(1_000)
    real = await settled(rig, skipping, len(found) + 1, timedelta(minutes=1))
    owners = [rig.incidents.kept[each.subject].owner for each in real]
    assert sum(owner is not None for owner in owners) == 1

    pages = await settled(rig, skipping, 5, timedelta(minutes=40))
    assert len(pages) == len({each.subject for each in pages}) == 5
    forged = [each for each in pages if rig.incidents.kept[each.subject].owner is None]
    rest = [each for each in forged if f"{count - 3}" in told(each, IN_ENGLISH).text]
    assert (len(forged), len(rest)) == (4, 1)
    assert (
        f"本次呼叫共 {count - 3} 起故障：都对不上已知的工作负载" in told(rest[0], IN_CHINESE).text
    )
    silent = [each for each in rig.incidents.kept.values() if each.group and not each.called]
    assert {each.group.key.rule for each in silent} == {GroupRule.NO_WORKLOAD}
    assert len(silent) == count - 4
    assert all(each.call_reason is None for each in silent)


@pytest.mark.records("incident-one-of-many-unvouched", "Incident")
async def test_what_comes_after_the_page_for_the_rest_is_told_an_hour_later(rig, skipping):
    """ALR-13: nothing is swallowed: it is the next page that tells of it."""
    await forge(rig, range(5))
    await settled(rig, skipping, 4, timedelta(minutes=20))
    await forge(rig, range(10, 14))
    assert len(await settled(rig, skipping, 4, timedelta(minutes=30))) == 4

    (*_, last) = await settled(rig, skipping, 5, timedelta(minutes=50))
    assert "One page for 4 incidents" in told(last, IN_ENGLISH).text


async def test_warnings_do_not_use_up_the_pages_of_what_is_critical(rig, skipping):
    """ALR-13: a storm of small ones hides nothing that is worse."""
    await forge(rig, range(6), Severity.WARNING)
    before = await settled(rig, skipping, 4, timedelta(minutes=20))
    await forge(rig, range(20, 21))
    assert len(await settled(rig, skipping, len(before) + 1, timedelta(minutes=2))) == 5


async def test_a_policy_may_allow_more_of_them(rig, skipping):
    """ALR-13."""
    rig.set_policy(paging=PagingRules(critical_again=86_400.0, unvouched_pages=10))
    await forge(rig, range(8))
    assert len(await settled(rig, skipping, 8, timedelta(minutes=2))) == 8


async def test_one_that_is_held_back_can_be_acknowledged_and_is_not_told(rig, skipping):
    """ALR-13: who has it already need not hear of it."""
    await forge(rig, range(4))
    await settled(rig, skipping, 3, timedelta(minutes=2))
    (held,) = (each for each in rig.incidents.kept.values() if not each.called)
    handle = rig.lives._handle(held.workflow_id)
    await handle.execute_update("acknowledge", Steered("u_an", ""), id="ack")
    assert len(await settled(rig, skipping, 3, timedelta(minutes=30))) == 3

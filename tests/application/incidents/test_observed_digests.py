"""What is only observed is told once a day, to whom it would have been paged (ALR-11)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.incidents.rounds.observed import ObservedDigests, due_digests
from domain.alerts.alerts import AlertState
from domain.briefings.briefings import BriefingSettings
from domain.clusters.repairs import ActionKind, RepairVerdict
from domain.incidents.incidents import CallReason, IncidentState
from domain.incidents.policy.policies import PagingRules, Policy, ServiceRule
from domain.monitoring.alarms import Severity
from domain.people.access import Role
from domain.people.people import Person
from tests.application.oncall.test_notices import Begun
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import (
    InMemoryIncidents,
    InMemoryPolicies,
    an_attempt,
    an_incident,
)
from tests.fakes.oncall import no_schedules
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, told

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


def gathered(number, hours_before, **changes):
    incident = an_incident(number)
    said = {"state": IncidentState.HANDED_OVER, "called": None, "called_at": None, "band": None}
    said["observed_at"] = NINE - timedelta(hours=hours_before)
    said["newest"] = replace(incident.newest, severity=Severity.WARNING)
    said["opened_at"] = said["observed_at"] - timedelta(minutes=5)
    return replace(incident, **(said | changes))


class Rig:
    """People on call, incidents that were only observed, and the job."""

    def __init__(self):
        self.clock = ManualClock(NINE + timedelta(minutes=2))
        self.incidents, self.events = InMemoryIncidents(), InMemoryEvents()
        self.people, self.briefings, self.begun = InMemoryPeople(), InMemoryBriefings(), Begun()
        self.policies = InMemoryPolicies(Policy(on_call=("u_lin", "u_bob")))
        self.job = ObservedDigests(
            self.incidents, self.policies, self.events, no_schedules(),
            self.people, self.briefings, self.begun, self.clock,
        )  # fmt: skip

    async def add(self, *names, role=Role.OPERATOR):
        for name in names:
            person = Person(
                id=f"u_{name}", name=name, mail=f"u_{name}@example.cn", roles=frozenset({role})
            )
            await self.people.add(person, password_hash="")

    async def keep(self, *incidents):
        for each in incidents:
            await self.incidents.record(each, [])

    @property
    def told(self):
        return [person for _, person in self.begun.taken]


@pytest.fixture
async def rig():
    rig = Rig()
    await rig.add("lin", "bob")
    return rig


async def test_all_of_a_day_is_one_message_the_worst_first(rig):
    """ALR-11: by severity, then what is still wrong, then the oldest; what it would have done."""
    attempt = an_attempt(1, ActionKind.ROLLBACK, RepairVerdict.UNHEALTHY)
    over = gathered(1, 20, state=IncidentState.CLOSED)
    young, old = gathered(2, 2), gathered(3, 9, attempts=(attempt,))
    alert = replace(old.newest, severity=Severity.CRITICAL)
    worst = gathered(4, 1, newest=replace(alert, state=AlertState.RESOLVED))
    await rig.keep(over, young, old, worst)
    await rig.job.round()

    assert rig.told == ["u_lin"]
    (event,) = rig.events.kept
    said = told(event, IN_ENGLISH)
    assert said.title.startswith("Observe only: 4 incidents would have been repaired")
    assert said.title.endswith("2 are still open")
    lines = [each for each in said.text.splitlines() if "checkout-" in each]
    assert [line.partition("checkout-")[2][0] for line in lines] == ["4", "3", "2", "1"]
    assert "critical: " in lines[0]
    assert "would do: version rollback" in lines[1]
    assert "over by now" in lines[3]
    assert f"zhiban incident enable-writes {old.id}" in said.text
    chinese = told(event, IN_CHINESE)
    assert "本会处理 4 起，还有 2 起没好" in chinese.title
    assert "【严重】" in chinese.text


async def test_it_is_told_once_however_often_it_is_looked(rig):
    """ALR-11."""
    await rig.keep(gathered(1, 3))
    for _ in range(5):
        await rig.job.round()
        rig.clock.move(minutes=5)
    assert (rig.told, len(rig.events.kept)) == (["u_lin"], 1)


async def test_nothing_is_told_where_nothing_was_observed_or_before_its_hour(rig):
    """ALR-11."""
    await rig.keep(an_incident(1), gathered(2, -0.5))
    await rig.job.round()
    assert rig.told == []
    rig.clock.move(hours=24)
    await rig.job.round()
    assert rig.told == ["u_lin"]


async def test_what_was_paged_after_all_is_not_told_again(rig):
    """ALR-11."""
    await rig.keep(gathered(1, 3, called=CallReason.OBSERVED), gathered(2, 3, calling="observed"))
    await rig.job.round()
    assert rig.told == []


async def test_each_service_is_told_to_its_own_people(rig):
    """ALR-11, ALR-10."""
    bobs = ServiceRule(name="bobs", workload="checkout-2", on_call=("u_bob",))
    rig.policies.policy = replace(rig.policies.policy, services=(bobs,))
    await rig.keep(gathered(1, 3), gathered(2, 3))
    await rig.job.round()
    assert sorted(rig.told) == ["u_bob", "u_lin"]
    by_person = {each.data["person"]: each.data["incidents"] for each in rig.events.kept}
    assert by_person == {"u_lin": [an_incident(1).id], "u_bob": [an_incident(2).id]}


async def test_admins_are_told_where_nobody_is_on_call(rig):
    """ALR-11, RBK-3."""
    rig.policies.policy = Policy()
    await rig.add("zoe", role=Role.ADMIN)
    await rig.keep(gathered(1, 3))
    await rig.job.round()
    assert rig.told == ["u_zoe"]


async def test_quiet_hours_are_waited_for(rig):
    """ALR-11, PSH-5."""
    settings = BriefingSettings(zone="Asia/Shanghai", quiet_hours="22:00-10:00")
    await rig.briefings.save_settings("u_lin", settings)
    await rig.keep(gathered(1, 3))
    await rig.job.round()
    assert rig.told == []
    rig.clock.move(hours=1)
    await rig.job.round()
    assert rig.told == ["u_lin"]


async def test_days_on_which_nothing_ran_are_made_up_for(rig):
    """ALR-11."""
    await rig.keep(gathered(1, 3), gathered(2, -10))
    rig.clock.move(hours=30)
    await rig.job.round()
    assert rig.told == ["u_lin", "u_lin"]
    dues = due_digests(Policy(paging=PagingRules(observed_hour=0)), NINE)
    assert [each.hour for each in dues] == [16, 16, 16]
    assert dues[-1] <= NINE

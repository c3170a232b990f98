"""A year of nightly rotations, with overrides and clocks that change, in skipped time (ALR-10)."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.incident_orders import CallOrder
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from domain.common.shapes import read
from domain.incidents.policy.policies import Policy
from domain.oncall.configs import LayersConfig
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind, ScheduleVersion
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.incidents import IncidentRig

pytestmark = pytest.mark.temporal

PEOPLE = ("u_lin", "u_bob", "u_wei", "u_mei", "u_zoe")
HAND_OVER = time(2, 30)
"""In New York it does not exist on the night in March on which clocks go forward."""

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@workflow.defn(sandboxed=False)
class YearOfNights:
    """Asks at each moment who is called, as an incident does."""

    @workflow.run
    async def run(self, moments: list[datetime]) -> list[list[str]]:
        told = []
        for moment in moments:
            await workflow.sleep(max(moment - workflow.now(), timedelta(0)))
            policy = Policy(on_call=("schedule:nights",))
            order = CallOrder(policy, None, on_call_at=moment)
            found = await workflow.execute_activity_method(
                IncidentActivities.who_to_call, order, **keep_record("who to call")
            )
            told.append([each.person_id for each in found])
        return told


def on_the_wall(moment: datetime, first: date, zone: ZoneInfo) -> str:
    """Return whose night it is by looking at the clock on the wall, and at nothing else."""
    local = moment.astimezone(zone)
    night = local.date() if local.time() >= HAND_OVER else local.date() - DAY
    return PEOPLE[(night - first).days % len(PEOPLE)]


def expected(
    moment: datetime, first: date, zone: ZoneInfo, overrides: tuple[Override, ...]
) -> list[str]:
    person = on_the_wall(moment, first, zone)
    for each in overrides:
        if not each.start <= moment < each.end:
            continue
        if each.kind is OverrideKind.REMOVE and person in each.people:
            return ["u_an"]
        if person == each.instead_of:
            person = each.people[0]
    return [person]


def overrides_of_a_year(first: datetime, dice: Random) -> tuple[Override, ...]:
    """Return one override about every nine days; every eighth leaves nobody."""
    found = []
    for number in range(40):
        start = first + number * 9 * DAY + timedelta(minutes=dice.randrange(3 * 24 * 60))
        goes, comes = dice.sample(PEOPLE, 2)
        removes = number % 8 == 7
        override = Override(
            id=f"o_{number}",
            kind=OverrideKind.REMOVE if removes else OverrideKind.REPLACE,
            people=PEOPLE[-1:] if removes else (comes,),
            instead_of="" if removes else goes,
            start=start,
            end=start + timedelta(hours=dice.randrange(12, 160)),
            by="u_an",
            at=first,
        )
        found.append(override)
    return tuple(found)


@pytest.mark.parametrize(
    "zone", ["America/New_York", pytest.param("Australia/Lord_Howe", marks=pytest.mark.exhaustive)]
)
async def test_it_is_always_exactly_the_right_person(skipping, zone):
    """ALR-10: a second before each hand-over, at it, and at some hour of each day."""
    rig, here, dice = IncidentRig(skipping), ZoneInfo(zone), Random(zone)
    for name in PEOPLE:
        mail = f"{name}@example.cn"
        await rig.household.people.add(Person(id=name, name=name, mail=mail), password_hash="")
    roles = frozenset({Role.ADMIN})
    admin = Person(id="u_an", name="an", mail="an@example.cn", roles=roles)
    await rig.household.people.add(admin, password_hash="")
    now = (await skipping.get_current_time()).replace(microsecond=0)
    first = now.astimezone(here).date() + DAY
    layer = {
        "name": "nights",
        "people": list(PEOPLE),
        "start": first.isoformat(),
        "at": f"{HAND_OVER:%H:%M}",
        "zone": zone,
        "unit": "day",
    }
    layers = read(LayersConfig, {"layers": [layer]}).read_layers()
    begins = datetime.combine(first, time(12), here).astimezone(UTC)
    overrides = overrides_of_a_year(begins, dice)
    version = ScheduleVersion(1, now - DAY, layers)
    rig.oncall.kept["nights"] = OnCallSchedule("nights", (version,), overrides)

    moments = []
    for number in range(1, 366):
        night = datetime.combine(first + number * DAY, HAND_OVER, here).astimezone(UTC)
        some = night + timedelta(minutes=dice.randrange(60, 22 * 60))
        moments += [night - SECOND, night, some]
    queue = str(uuid4())
    own = rig.activities()
    async with Worker(
        skipping.client,
        task_queue=queue,
        workflows=[YearOfNights],
        activities=[own.who_to_call],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        told = await skipping.client.execute_workflow(
            YearOfNights.run, moments, id=queue, task_queue=queue
        )

    wrong = [
        (moment, found)
        for moment, found in zip(moments, told, strict=True)
        if found != expected(moment, first, here, overrides)
    ]
    assert wrong == []
    assert ["u_an"] in told

"""Who is called when an incident ends in failure, whoever else there is."""

from datetime import UTC, datetime, timedelta

from activities.incident_orders import CallOrder
from activities.incident_people import MOST_TOLD, Callables
from domain.common.shapes import read
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.incidents.calls import Reachable
from domain.incidents.policy.policies import Policy
from domain.oncall.configs import LayersConfig
from domain.oncall.duty_list import Duty, Unfilled, UnfilledReason, unfilled_said
from domain.oncall.schedules import OnCallSchedule, ScheduleVersion
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.clock import ManualClock
from tests.fakes.oncall import no_schedules
from tests.fakes.people import InMemoryPeople
from tests.fakes.words import shown

NOW = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
ORDER = CallOrder(Policy(), None)
"""A policy that names nobody."""


async def rig_of(*people: Person) -> Callables:
    kept = InMemoryPeople()
    for person in people:
        await kept.add(person, password_hash="")
    return Callables(kept, InMemoryBriefings(), no_schedules(), ManualClock(NOW))


def viewers(count: int) -> list[Person]:
    return [Person(id=f"u_{n:04}", name="somebody", mail=f"{n}@example.cn") for n in range(count)]


def an_admin(name: str, *, disabled: bool = False) -> Person:
    admins = frozenset({Role.ADMIN})
    return Person(
        id=f"u_{name}", name=name, mail=f"{name}@example.cn", roles=admins, disabled=disabled
    )


async def test_an_admin_is_called_however_many_people_come_before():
    """RBK-3: hundreds of viewers have earlier ids, and nobody is on call."""
    rig = await rig_of(*viewers(450), an_admin("zoe"), an_admin("zed", disabled=True))

    called = await rig.of(ORDER)

    assert called == [
        Reachable("u_zoe", (ChannelAddress(ChannelKind.MAIL, "zoe@example.cn"),), last=True),
    ]


async def test_no_more_admins_are_called_than_can_be_told():
    """RBK-3."""
    rig = await rig_of(*(an_admin(f"a{n:04}") for n in range(MOST_TOLD + 5)))

    assert len(await rig.of(ORDER)) == MOST_TOLD


async def test_nobody_is_called_where_there_is_nobody():
    """RBK-3."""
    assert await (await rig_of()).of(ORDER) == []


DAILY = {
    "layers": [
        {
            "name": "all",
            "people": ["u_0000", "u_0001"],
            "start": "2026-03-02",
            "at": "09:00",
            "zone": "UTC",
            "unit": "day",
            "ends": "2026-03-06T09:00:00Z",
        }
    ]
}


async def on_call_rig() -> Callables:
    rig = await rig_of(*viewers(2), an_admin("zoe"))
    layers = read(LayersConfig, DAILY).read_layers()
    rig.duty.schedules.kept["days"] = OnCallSchedule("days", (ScheduleVersion(1, NOW, layers),))
    return rig


def asking(*on_call: str, at: datetime = NOW) -> CallOrder:
    return CallOrder(Policy(on_call=on_call), None, on_call_at=at)


async def test_whoever_is_on_call_then_is_called_and_the_answer_says_why():
    """ALR-10: it is asked anew at each moment; the answer holds what it hangs on."""
    rig = await on_call_rig()

    [before] = await rig.of(asking("schedule:days"))
    [after] = await rig.of(asking("schedule:days", at=NOW + timedelta(hours=6)))

    until = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert before.duty == Duty("u_0000", "days", "all", "", 1, "2026a", until)
    assert (after.person_id, after.unfilled) == ("u_0001", ())


async def test_admins_stand_in_for_a_schedule_that_adds_nobody():
    """ALR-10: an unknown schedule and a gap are told, beside whoever else there is to call."""
    rig = await on_call_rig()

    alone = await rig.of(asking("schedule:days", at=NOW + timedelta(days=4)))
    beside = await rig.of(asking("schedule:none", "u_0001"))

    gap = Unfilled("days", UnfilledReason.NOBODY)
    unknown = Unfilled("none", UnfilledReason.UNKNOWN)
    assert [(each.person_id, each.last, each.unfilled) for each in alone] == [
        ("u_zoe", True, (gap,))
    ]
    assert [(each.person_id, each.last, each.unfilled) for each in beside] == [
        ("u_0001", False, (unknown,)),
        ("u_zoe", True, (unknown,)),
    ]
    assert shown(unfilled_said((gap, unknown))) == (
        "nobody is on call by days and there is no on-call schedule none, so admins are called too."
    )


async def test_a_question_is_kept_with_whoever_is_on_call():
    """ALR-10, RBK-8: and with admins where a schedule adds nobody."""
    rig = await on_call_rig()
    kept = await rig.duty.people_or_admins(["schedule:days"], NOW, rig.people)
    none = await rig.duty.people_or_admins(["schedule:none", "u_0000"], NOW, rig.people)
    assert kept.person_ids == ("u_0000",)
    assert none.person_ids == ("u_0000", "u_zoe")

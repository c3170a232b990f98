"""Who is called when an incident ends in failure, whoever else there is."""

from activities.incident_orders import CallOrder
from activities.incident_people import MOST_TOLD, Callables
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.incidents.calls import Reachable
from domain.incidents.policy.policies import Policy
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.briefings import InMemoryBriefings
from tests.fakes.people import InMemoryPeople

ORDER = CallOrder(Policy(), None)
"""A policy that names nobody."""


async def rig_of(*people: Person) -> Callables:
    kept = InMemoryPeople()
    for person in people:
        await kept.add(person, password_hash="")
    return Callables(kept, InMemoryBriefings())


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

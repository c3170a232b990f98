"""People who register by themselves, and admins who let them in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.people.views import RegistrationView
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)
from domain.common.readers import Language
from domain.events.events import EventType
from domain.people.access import Role
from domain.people.people import Newcomer, Person
from domain.people.registrations import RegistrationPolicy, RegistrationState
from tests.fakes.people_rig import ADMIN, LIN, MEI, PASSWORD, Rig, furnished
from tests.fakes.words import says


@pytest.fixture
async def rig() -> Rig:
    return await furnished()


def opened(rig: Rig, **policy) -> Rig:
    allowed = RegistrationPolicy(**{"is_open": True} | policy)
    return replace(rig, registrations=replace(rig.registrations, policy=allowed))


def newcomer(number: int = 0, **changes) -> Newcomer:
    given = {"id": f"u_n{number:03}", "name": "N", "password": PASSWORD}
    return Newcomer(**given | changes)


async def ask(rig: Rig, who: Newcomer, client: str = "c") -> Person | RegistrationView:
    return await rig.registrations.register(by=None, newcomer=who, client=client)


async def test_strangers_register_only_while_that_is_open(rig):
    """VOI-6, SEC-3: nothing is kept otherwise."""
    with pytest.raises(Forbidden, check=says("Registration is closed; ask an admin")):
        await ask(rig, LIN)

    assert await rig.registrations.list(by=ADMIN) == []
    assert rig.events.kept == []


async def test_whoever_registers_waits_for_an_admin(rig):
    """VOI-6, SEC-3: nothing opens before, and they are told why."""
    rig = opened(rig)
    waits = await ask(rig, LIN)

    assert isinstance(waits, RegistrationView)
    assert (waits.id, waits.state) == ("u_lin", RegistrationState.WAITING)
    assert await rig.people.get("u_lin") is None
    for login in ("u_lin", "lin@example.cn"):
        with pytest.raises(Forbidden, check=says("waiting for an admin")):
            await rig.proofs.sign_in(login, PASSWORD, client="c")
    assert PASSWORD not in str(rig.events.kept)

    with pytest.raises(Conflict, check=says("id is taken")):
        await ask(rig, newcomer(id="u_lin"))
    with pytest.raises(Conflict, check=says("mail address is taken")):
        await ask(rig, newcomer(mail="lin@example.cn"))
    with pytest.raises(Conflict, check=says("id is taken")):
        await ask(rig, newcomer(id="u_mei"))
    with pytest.raises(Conflict, check=says("mail address is taken")):
        await ask(rig, newcomer(mail="mei@example.cn"))


async def test_a_wrong_password_tells_nothing_of_who_waits(rig):
    """SEC-3."""
    rig = opened(rig)
    await ask(rig, LIN)
    for login in ("u_lin", "u_nobody"):
        with pytest.raises(Unauthenticated, check=says("Login or password is wrong")):
            await rig.proofs.sign_in(login, "wrong horse battery", client="c")


async def test_an_admin_lets_them_in_with_the_password_they_chose(rig):
    """VOI-6: they are told, and the events say by whom."""
    rig = opened(rig)
    told = []

    async def tell(event_id, person_id):
        told.append((event_id, person_id))

    rig = replace(rig, registrations=replace(rig.registrations, tell=tell))
    await ask(rig, LIN)
    await ask(rig, newcomer(1))
    made = await rig.registrations.approve(
        by=ADMIN, person_id="u_lin", roles=frozenset({Role.VIEWER, Role.OPERATOR})
    )
    signed_in = await rig.proofs.sign_in("u_lin", PASSWORD, client="c")

    assert made.roles == signed_in.person.roles == {Role.VIEWER, Role.OPERATOR}
    assert [each.id for each in await rig.registrations.list(by=ADMIN)] == ["u_n001"]
    assert rig.told(EventType.PERSON_REGISTERED)[-1] == (
        "u_lin",
        {"by": "u_admin", "via": "session"},
    )
    # The admin is told of the first who waits only; the newcomer of the yes.
    assert [person for _, person in told] == ["u_admin", "u_lin"]
    with pytest.raises(NotFound):
        await rig.registrations.approve(by=ADMIN, person_id="u_lin")
    with pytest.raises(InvalidRequest):
        await rig.registrations.approve(by=ADMIN, person_id="u_n001", roles=frozenset())


async def test_an_admin_refuses_and_the_newcomer_is_told(rig):
    """VOI-6: in their language, by mail and at sign-in; they may ask again."""
    rig = opened(rig)
    sent = []

    async def tell_stranger(event_id, by, mail):
        sent.append((event_id, by, mail))

    rig = replace(rig, registrations=replace(rig.registrations, tell_stranger=tell_stranger))
    await ask(rig, replace(LIN, language=Language.CHINESE))
    gone = await rig.registrations.refuse(by=ADMIN, person_id="u_lin", reason="请用公司邮箱")

    assert gone.state is RegistrationState.REFUSED
    [event] = rig.events.of_type(EventType.PERSON_REFUSED)
    assert sent == [(event.id, "u_admin", "lin@example.cn")]
    assert (event.subject, event.data["by"]) == ("u_lin", "u_admin")
    assert "未通过：" in str(event.data["notification"])
    with pytest.raises(Forbidden, check=says("refused your registration")):
        await rig.proofs.sign_in("u_lin", PASSWORD, client="c")
    with pytest.raises(NotFound):
        await rig.registrations.refuse(by=ADMIN, person_id="u_lin")
    with pytest.raises(NotFound):
        await rig.registrations.approve(by=ADMIN, person_id="u_lin")
    assert isinstance(await ask(rig, LIN), RegistrationView)
    with pytest.raises(InvalidRequest):
        await rig.registrations.refuse(by=ADMIN, person_id="u_lin", reason="x\ny")


async def test_without_approval_they_are_in_at_once_as_viewers(rig):
    """VOI-6."""
    rig = opened(rig, approval=False)
    made = await ask(rig, LIN)

    assert isinstance(made, Person)
    assert made.roles == {Role.VIEWER}
    assert rig.told(EventType.PERSON_REGISTERED) == [("u_lin", {"by": "u_lin", "via": "self"})]
    await rig.proofs.sign_in("u_lin", PASSWORD, client="c")


@pytest.mark.parametrize("mail", ["", "a@example.org", "a@sub.example.cn", "a@notexample.cn"])
async def test_only_addresses_of_the_domains_that_are_allowed_register(rig, mail):
    """SEC-3."""
    rig = opened(rig, domains=frozenset({"example.cn"}))
    with pytest.raises(InvalidRequest, check=says("must be an address at example.cn")):
        await ask(rig, newcomer(mail=mail))

    assert isinstance(await ask(rig, newcomer(mail="A@Example.CN")), RegistrationView)


async def test_registrations_are_bounded_for_a_client_and_for_everybody(rig):
    """SEC-3, SEC-6: what is refused for its form takes none of everybody's."""
    rig = opened(rig, most_an_hour=12)
    for number in range(9):
        await ask(rig, newcomer(number))
    with pytest.raises(InvalidRequest):
        await ask(rig, newcomer(name="\n"))
    with pytest.raises(TooManyRequests, check=says("Too many attempts")):
        await ask(rig, newcomer(9))
    for number in range(9, 12):
        await ask(rig, newcomer(number), client=f"c{number}")
    with pytest.raises(TooManyRequests, check=says("At most 12 people")):
        await ask(rig, newcomer(12), client="another")
    rig.clock.move(hours=1)
    await ask(rig, newcomer(12), client="another")


async def test_at_most_a_hundred_wait(rig):
    """SEC-6: strangers do not fill the disk."""
    rig = opened(rig, most_an_hour=200)
    for number in range(100):
        await ask(rig, newcomer(number), client=f"c{number}")
    with pytest.raises(TooManyRequests, check=says("100 people are waiting already")) as told:
        await ask(rig, newcomer(100), client="another")

    assert told.value.delay == timedelta(hours=1)


async def test_admins_make_accounts_as_before(rig):
    """VOI-6: whatever strangers may."""
    made = await rig.registrations.register(by=ADMIN, newcomer=LIN)

    assert isinstance(made, Person)
    with pytest.raises(Forbidden):
        await opened(rig).registrations.register(by=MEI, newcomer=newcomer())

"""How people prove who they are."""

import asyncio
from datetime import timedelta

import pytest

from application.people import PeopleDesk
from application.proofs import ProofDesk
from domain.access import Role, Scope
from domain.errors import Forbidden, InvalidRequest, TooManyRequests, Unauthenticated
from domain.events import EventType
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.people import InMemoryPeople, InMemoryThrottle, InMemoryTokens, QuickPasswords
from tests.fakes.people_house import ADMIN, MEI, NEW, PASSWORD, House, furnished


@pytest.fixture
async def house() -> House:
    return await furnished()


async def test_the_first_admin_is_made_once_with_a_password_that_works():
    """OPS-1."""
    people, passwords, throttle = InMemoryPeople(), QuickPasswords(), InMemoryThrottle()
    shared = {"events": InMemoryEvents(), "clock": ManualClock(), "ids": CountingIds()}
    desk = PeopleDesk(people, passwords, throttle, **shared)
    proofs = ProofDesk(people, InMemoryTokens(), people.sessions, passwords, throttle, **shared)
    made = [each for each in await asyncio.gather(desk.first_admin(), desk.first_admin()) if each]
    [(person, password)] = made
    signed_in = await proofs.sign_in("u_admin", password, client="c")

    assert person.roles == {Role.ADMIN}
    assert len(password) >= 32
    assert signed_in.person == person
    assert await desk.first_admin() is None


async def test_nobody_becomes_first_admin_where_people_are(house):
    """SEC-3."""
    assert await house.desk.first_admin() is None
    assert await house.people.count() == 2


@pytest.mark.parametrize("login", ["u_mei", "mei@example.cn", "MEI@example.cn"])
async def test_a_person_signs_in_for_a_working_day(house, login):
    """VOI-6."""
    signed_in = await house.proofs.sign_in(login, PASSWORD, client="c")

    assert signed_in.person.id == "u_mei"
    assert signed_in.expires_at - house.clock.now() == timedelta(hours=12)
    assert await house.proofs.actor_of_session(signed_in.cookie) == MEI
    assert house.told(EventType.PERSON_SIGNED_IN) == [("u_mei", {"by": "u_mei", "via": "session"})]
    house.clock.move(hours=12)
    assert await house.proofs.actor_of_session(signed_in.cookie) is None


async def test_a_cookie_is_unguessable_and_kept_only_as_a_digest(house):
    """VOI-6."""
    signed_in = await house.proofs.sign_in("u_mei", PASSWORD, client="c")
    kept = house.people.sessions.kept

    assert len(bytes.fromhex(signed_in.cookie)) == 32
    assert signed_in.cookie not in str(kept) + repr(signed_in) + str(house.events.kept)
    assert await house.proofs.actor_of_session(next(iter(kept))) is None


async def test_a_signed_out_cookie_opens_nothing(house):
    """VOI-6."""
    signed_in = await house.proofs.sign_in("u_mei", PASSWORD, client="c")
    await house.proofs.sign_out(signed_in.cookie)
    await house.proofs.sign_out(signed_in.cookie)
    await house.proofs.sign_out("unknown \ud800")

    assert await house.proofs.actor_of_session(signed_in.cookie) is None


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("u_mei", "wrong horse battery"),
        ("u_nobody", PASSWORD),
        ("", PASSWORD),
        ("u_mei", ""),
        ("u_mei\0", PASSWORD),
        ("\ud800", PASSWORD),
        ("x" * 1_000_000, PASSWORD),
        ("u_mei", PASSWORD + "x" * 1_000_000),
    ],
)
async def test_unknown_logins_and_wrong_passwords_are_answered_alike(house, login, password):
    """SEC-3: same words, same work, no event."""
    with pytest.raises(Unauthenticated) as refusal:
        await house.proofs.sign_in(login, password, client="c")

    assert str(refusal.value) == "Login or password is wrong."
    assert house.passwords.verified == 1
    assert house.events.kept == []


async def test_a_disabled_person_learns_it_only_with_the_right_password(house):
    """SEC-3."""
    signed_in = await house.proofs.sign_in("u_mei", PASSWORD, client="c")
    _, token = await house.proofs.issue_token(by=MEI, label="robot", scopes=frozenset({Scope.READ}))
    await house.desk.set_disabled(by=ADMIN, person_id="u_mei", disabled=True)
    with pytest.raises(Unauthenticated):
        await house.proofs.sign_in("u_mei", "wrong horse battery", client="c")
    with pytest.raises(Forbidden, match="disabled; ask an admin"):
        await house.proofs.sign_in("u_mei", PASSWORD, client="c")

    assert await house.proofs.actor_of_session(signed_in.cookie) is None
    assert await house.proofs.actor_of_token(token) is None


async def test_the_eleventh_attempt_for_a_login_waits_a_quarter_of_an_hour(house):
    """SEC-3: from wherever they come, and even with the right password."""
    for number in range(10):
        with pytest.raises(Unauthenticated):
            await house.proofs.sign_in("u_mei", "wrong horse battery", client=f"c{number}")
    with pytest.raises(TooManyRequests, match="try again in 15 minutes") as refusal:
        await house.proofs.sign_in("U_MEI", PASSWORD, client="c11")
    worked = house.passwords.verified
    house.clock.move(minutes=15)

    assert refusal.value.delay == timedelta(minutes=15)
    assert worked == 10
    assert (await house.proofs.sign_in("u_mei", PASSWORD, client="c12")).person.id == "u_mei"


async def test_the_eleventh_attempt_from_a_client_waits_whatever_the_login(house):
    """SEC-3."""
    for number in range(10):
        with pytest.raises(Unauthenticated):
            await house.proofs.sign_in(f"u_guess{number}", PASSWORD, client="c")
    with pytest.raises(TooManyRequests):
        await house.proofs.sign_in("u_mei", PASSWORD, client="c")

    assert (await house.proofs.sign_in("u_mei", PASSWORD, client="d")).person.id == "u_mei"


async def test_a_success_forgives_the_mistakes_made_for_this_login(house):
    """SEC-3."""
    for number in range(9):
        with pytest.raises(Unauthenticated):
            await house.proofs.sign_in("u_mei", "wrong horse battery", client=f"c{number}")
    await house.proofs.sign_in("u_mei", PASSWORD, client="c9")
    for number in range(9):
        with pytest.raises(Unauthenticated):
            await house.proofs.sign_in("u_mei", "wrong horse battery", client=f"d{number}")

    assert (await house.proofs.sign_in("u_mei", PASSWORD, client="d9")).person.id == "u_mei"


async def test_a_new_password_needs_the_old_one_and_ends_every_session(house):
    """VOI-6."""
    signed_in = await house.proofs.sign_in("u_mei", PASSWORD, client="c")
    with pytest.raises(Unauthenticated):
        await house.proofs.change_password(by=MEI, old="wrong horse battery", new=NEW)
    with pytest.raises(InvalidRequest):
        await house.proofs.change_password(by=MEI, old=PASSWORD, new="short")
    assert await house.proofs.actor_of_session(signed_in.cookie) == MEI
    await house.proofs.change_password(by=MEI, old=PASSWORD, new=NEW)

    assert await house.proofs.actor_of_session(signed_in.cookie) is None
    assert (await house.proofs.sign_in("u_mei", NEW, client="c")).person.id == "u_mei"
    told = house.told(EventType.PERSON_CHANGED)
    assert told == [("u_mei", {"by": "u_mei", "via": "session", "fields": ["password"]})]


async def test_a_stolen_session_cannot_guess_the_old_password(house):
    """SEC-3."""
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            await house.proofs.change_password(by=MEI, old="wrong horse battery", new=NEW)
    with pytest.raises(TooManyRequests):
        await house.proofs.change_password(by=MEI, old=PASSWORD, new=NEW)

"""Links by which people choose a password."""

import asyncio
from datetime import timedelta

import pytest

from application.people.attempts import MOST_ATTEMPTS
from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)
from domain.events.events import EventType
from domain.people.access import Role
from domain.people.people import Newcomer
from tests.fakes.people_rig import ADMIN, ADMINS_OPERATOR, MEI, NEW, PASSWORD, furnished

LIN = Newcomer(id="u_lin", name="Lin")


@pytest.fixture
async def rig():
    return await furnished()


async def test_a_link_sets_a_new_password_once_and_ends_every_session(rig):
    """VOI-6, SEC-3: the old password and sessions hold until then."""
    signed = await rig.proofs.sign_in("u_mei", PASSWORD, client="c")
    link = await rig.links.make(by=ADMIN, person_id="u_mei")
    assert (await rig.links.person_of(link.token)).id == "u_mei"
    assert await rig.proofs.actor_of_session(signed.cookie) is not None

    await rig.links.use(link.token, NEW, client="c")
    assert await rig.proofs.actor_of_session(signed.cookie) is None
    assert (await rig.proofs.sign_in("u_mei", NEW, client="c")).person.id == "u_mei"
    with pytest.raises(Unauthenticated):
        await rig.proofs.sign_in("u_mei", PASSWORD, client="c")
    with pytest.raises(NotFound):
        await rig.links.use(link.token, "a third horse battery", client="c")


async def test_of_two_at_once_one_is_answered(rig):
    """VOI-6, SEC-3."""
    link = await rig.links.make(by=ADMIN, person_id="u_mei")
    uses = (rig.links.use(link.token, f"{NEW} {n}", client="c") for n in range(5))
    came = await asyncio.gather(*uses, return_exceptions=True)
    assert sum(isinstance(each, NotFound) for each in came) == 4


async def test_a_broken_rule_leaves_the_link_good(rig):
    """VOI-6: nobody asks an admin twice because a password was short."""
    link = await rig.links.make(by=ADMIN, person_id="u_mei")
    with pytest.raises(InvalidRequest):
        await rig.links.use(link.token, "short", client="c")
    await rig.links.use(link.token, NEW, client="c")


async def test_a_link_ends_with_its_time_a_newer_one_a_word_or_the_account(rig):
    """VOI-6, SEC-3: and nobody is told which."""
    late = await rig.links.make(by=ADMIN, person_id="u_mei", life=timedelta(hours=1))
    rig.clock.move(hours=1)
    older = await rig.links.make(by=ADMIN, person_id="u_mei")
    newer = await rig.links.make(by=ADMIN, person_id="u_mei")
    assert await rig.links.pending(by=ADMIN, person_id="u_mei") == newer.expires_at
    await rig.links.withdraw(by=ADMIN, person_id="u_mei")
    shut = await rig.links.make(by=ADMIN, person_id="u_mei")
    await rig.service.set_disabled(by=ADMIN, person_id="u_mei", disabled=True)
    await rig.service.set_disabled(by=ADMIN, person_id="u_mei", disabled=False)

    for link in (late, older, newer, shut):
        with pytest.raises(NotFound):
            await rig.links.use(link.token, NEW, client=link.token)
    with pytest.raises(NotFound):
        await rig.links.withdraw(by=ADMIN, person_id="u_mei")


async def test_an_invited_person_chooses_their_password(rig):
    """VOI-6: until then no password opens the account, not even none."""
    roles = frozenset({Role.OPERATOR})
    link = await rig.links.invite(by=ADMIN, newcomer=LIN, roles=roles)
    for guess in ("", PASSWORD):
        with pytest.raises(Unauthenticated):
            await rig.proofs.sign_in("u_lin", guess, client="c")
    await rig.links.use(link.token, NEW, client="c")

    signed = await rig.proofs.sign_in("u_lin", NEW, client="c")
    assert signed.person.roles == roles
    assert not signed.person.password_due


async def test_nothing_is_kept_or_told_of_the_secret(rig):
    """SEC-3: who made it, for whom and until when is told, and that it was used."""
    link = await rig.links.make(by=ADMIN, person_id="u_mei")
    await rig.links.use(link.token, NEW, client="c")
    told = rig.told(EventType.PERSON_CHANGED)

    assert [(who, data["by"], data["fields"]) for who, data in told] == [
        ("u_mei", "u_admin", ["password_link"]),
        ("u_mei", "u_mei", ["password"]),
    ]
    assert link.token not in repr((rig.people, rig.events.of_type(EventType.PERSON_CHANGED), link))


async def test_only_admins_make_links_for_accounts_that_open_something(rig):
    """SEC-3."""
    for by in (MEI, ADMINS_OPERATOR):
        with pytest.raises(Forbidden):
            await rig.links.make(by=by, person_id="u_mei")
        with pytest.raises(Forbidden):
            await rig.links.invite(by=by, newcomer=LIN, roles=frozenset({Role.VIEWER}))
        with pytest.raises(Forbidden):
            await rig.links.pending(by=by, person_id="u_mei")
        with pytest.raises(Forbidden):
            await rig.links.withdraw(by=by, person_id="u_mei")
    with pytest.raises(NotFound):
        await rig.links.make(by=ADMIN, person_id="u_nobody")
    for life in (timedelta(minutes=5), timedelta(days=8)):
        with pytest.raises(InvalidRequest):
            await rig.links.make(by=ADMIN, person_id="u_mei", life=life)
    with pytest.raises(InvalidRequest):
        await rig.links.invite(by=ADMIN, newcomer=LIN, roles=frozenset())
    await rig.service.set_disabled(by=ADMIN, person_id="u_mei", disabled=True)
    with pytest.raises(Conflict):
        await rig.links.make(by=ADMIN, person_id="u_mei")


async def test_guessing_links_is_bounded(rig):
    """SEC-3: of one client, whatever it guesses."""
    link = await rig.links.make(by=ADMIN, person_id="u_mei")
    for n in range(MOST_ATTEMPTS):
        with pytest.raises(NotFound):
            await rig.links.use(f"{n}", NEW, client="c")
    with pytest.raises(TooManyRequests):
        await rig.links.use(link.token, NEW, client="c")
    await rig.links.use(link.token, NEW, client="another")

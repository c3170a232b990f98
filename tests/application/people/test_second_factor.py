"""Two-step sign-in: set up, asked for, taken off."""

import asyncio
from dataclasses import replace

import pytest

from domain.common.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    SecondFactorNeeded,
    TooManyRequests,
    Unauthenticated,
)
from domain.events.events import EventType
from domain.people.access import Access, Permission, Role, Scope, decide
from domain.people.second_factor import code_at, secret_from, step_of
from tests.fakes.people_rig import ADMIN, MEI, PASSWORD, Rig, furnished
from tests.fakes.words import says


@pytest.fixture
async def rig() -> Rig:
    return await furnished()


class Phone:
    """An app that has a secret."""

    def __init__(self, rig: Rig, secret: str) -> None:
        self.rig, self.secret = rig, secret_from(secret)

    def code(self, *, off: int = 0) -> str:
        return code_at(self.secret, step_of(self.rig.clock.now()) + off)

    def next(self) -> str:
        """A code that was not used yet."""
        self.rig.clock.move(seconds=30)
        return self.code()


async def enrolled(rig: Rig, by=MEI, *, cookie: str = "") -> tuple[Phone, tuple[str, ...]]:
    made = await rig.second.begin(by=by, password=PASSWORD)
    phone = Phone(rig, made.secret)
    return phone, await rig.second.confirm(by=by, code=phone.code(), cookie=cookie)


async def sign_in(rig: Rig, code: str = "", *, password: str = PASSWORD, client: str = "c"):
    return await rig.proofs.sign_in("u_mei", password, client=client, code=code)


async def test_a_session_that_the_password_alone_opened_ends(rig):
    """VOI-6: whoever turns it on fears that somebody has the password, and may be signed in."""
    mine, theirs = await sign_in(rig), await sign_in(rig, client="elsewhere")
    made = await rig.second.begin(by=MEI, password=PASSWORD)
    assert await rig.proofs.actor_of_session(theirs.cookie)

    code = Phone(rig, made.secret).code()
    await rig.second.confirm(by=MEI, code=code, cookie=mine.cookie)

    assert await rig.proofs.actor_of_session(mine.cookie)
    assert await rig.proofs.actor_of_session(theirs.cookie) is None


async def test_nothing_is_asked_for_before_a_code_confirms_the_app(rig):
    """VOI-6: who closes the page after the picture is not locked out, and begins anew."""
    first = await rig.second.begin(by=MEI, password=PASSWORD)
    again = await rig.second.begin(by=MEI, password=PASSWORD)
    await sign_in(rig)

    assert first.secret != again.secret
    assert first.secret in first.address
    with pytest.raises(InvalidRequest, check=says("not what the app shows")):
        await rig.second.confirm(by=MEI, code=Phone(rig, first.secret).code())
    codes = await rig.second.confirm(by=MEI, code=Phone(rig, again.secret).code())
    assert len(set(codes)) == 10
    assert (await rig.second.standing(by=MEI, person_id="u_mei")).recovery_codes == 10
    with pytest.raises(Conflict):
        await rig.second.begin(by=MEI, password=PASSWORD)
    with pytest.raises(NotFound):
        await rig.second.confirm(by=MEI, code="123456")


async def test_signing_in_asks_for_a_code_that_opens_once(rig):
    """VOI-6, SEC-3."""
    phone, _ = await enrolled(rig)
    with pytest.raises(SecondFactorNeeded):
        await sign_in(rig)
    with pytest.raises(Unauthenticated, check=says("wrong or already used")):
        await sign_in(rig, phone.code())  # it confirmed the app
    code = phone.next()
    signed_in = await sign_in(rig, code)

    assert await rig.proofs.actor_of_session(signed_in.cookie) == MEI
    with pytest.raises(Unauthenticated):
        await sign_in(rig, code)
    assert (await sign_in(rig, phone.next())).person.id == "u_mei"


async def test_of_two_with_one_code_one_gets_in(rig):
    """SEC-3."""
    phone, codes = await enrolled(rig)
    for each in (phone.next(), codes[0]):
        tries = [sign_in(rig, each, client=f"c{n}") for n in range(4)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert [isinstance(one, Exception) for one in found].count(False) == 1


async def test_a_wrong_password_tells_nothing_of_the_code(rig):
    """SEC-3: nobody learns who has one, or tries codes without the password."""
    phone, _ = await enrolled(rig)
    with pytest.raises(Unauthenticated, check=says("Login or password")) as told:
        await sign_in(rig, phone.next(), password="wrong wrong wrong")

    assert not isinstance(told.value, SecondFactorNeeded)
    await sign_in(rig, phone.code())  # it was not used up


async def test_tries_of_codes_are_bounded_for_a_person_from_wherever_they_come(rig):
    """SEC-6: also where the sign-in itself is known, and asking without a code clears nothing."""
    phone, _ = await enrolled(rig)
    await sign_in(rig, phone.next())
    for n in range(5):
        with pytest.raises(Unauthenticated):
            await sign_in(rig, "000000", client=f"c{n}")
        with pytest.raises(SecondFactorNeeded):
            await sign_in(rig, client=f"c{n}")
    with pytest.raises(TooManyRequests):
        await sign_in(rig, phone.code(off=1), client="c")
    rig.clock.move(minutes=1)
    await sign_in(rig, phone.next())


async def test_a_recovery_code_opens_once_and_its_owner_is_told(rig):
    """VOI-6: as people type it."""
    told = []

    async def tell(event_id, person_id):
        told.append((event_id, person_id))

    rig = replace(rig, second=replace(rig.second, tell=tell))
    rig = replace(rig, proofs=replace(rig.proofs, second=rig.second))
    _, codes = await enrolled(rig)
    await sign_in(rig, codes[0].upper().replace("-", " "))

    assert (await rig.second.standing(by=MEI, person_id="u_mei")).recovery_codes == 9
    with pytest.raises(Unauthenticated):
        await sign_in(rig, codes[0])
    assert [person for _, person in told] == ["u_mei", "u_mei"]
    newest = rig.events.of_type(EventType.PERSON_CHANGED)[-1]
    assert newest.id == told[-1][0]
    assert newest.data["recovery_codes"] == 9
    assert newest.data["notification"]["body"]
    assert not any(each in str(newest.data) for each in codes)


async def test_new_recovery_codes_take_the_place_of_the_old(rig):
    """VOI-6: for both proofs."""
    phone, old = await enrolled(rig)
    with pytest.raises(Unauthenticated, check=says("password is wrong")):
        await rig.second.renew_codes(by=MEI, password="wrong", code=phone.next())
    with pytest.raises(Unauthenticated, check=says("code is wrong")):
        await rig.second.renew_codes(by=MEI, password=PASSWORD, code="000000")
    new = await rig.second.renew_codes(by=MEI, password=PASSWORD, code=phone.next())

    with pytest.raises(Unauthenticated):
        await sign_in(rig, old[0])
    await sign_in(rig, new[0])


async def test_it_is_turned_off_by_both_proofs(rig):
    """VOI-6, SEC-3: a session that somebody stole turns nothing off."""
    phone, _ = await enrolled(rig)
    for password, code in (("wrong", phone.next()), (PASSWORD, "000000")):
        with pytest.raises(Unauthenticated):
            await rig.second.disable(by=MEI, password=password, code=code)
    await rig.second.disable(by=MEI, password=PASSWORD, code=phone.next())

    await sign_in(rig)
    with pytest.raises(NotFound):
        await rig.second.disable(by=MEI, password=PASSWORD, code=phone.next())
    facts = [each["on"] for _, each in rig.told(EventType.PERSON_CHANGED) if "on" in each]
    assert facts == [True, False]


async def test_an_admin_takes_it_off_somebody_but_never_their_own(rig):
    """VOI-6, SEC-3: at the machine itself their own, too."""
    await enrolled(rig)
    await enrolled(rig, ADMIN)
    with pytest.raises(Forbidden):
        await rig.second.remove(by=MEI, person_id="u_admin")
    with pytest.raises(Conflict, check=says("another admin")):
        await rig.second.remove(by=ADMIN, person_id="u_admin")
    await rig.second.remove(by=ADMIN, person_id="u_mei")
    await rig.second.remove(by=replace(ADMIN, via="terminal"), person_id="u_admin")

    await sign_in(rig)
    by = [(subject, each["by"]) for subject, each in rig.told(EventType.PERSON_CHANGED)][-2:]
    assert by == [("u_mei", "u_admin"), ("u_admin", "u_admin")]
    for gone in ("u_mei", "u_nobody"):
        with pytest.raises(NotFound):
            await rig.second.remove(by=ADMIN, person_id=gone)


async def test_a_role_may_require_it_and_opens_nothing_else_before(rig):
    """SEC-3: tokens stay as they are."""
    second = replace(rig.second, required=frozenset({Role.ADMIN, Role.APPROVER}))
    rig = replace(rig, second=second, proofs=replace(rig.proofs, second=second))
    _, token = await rig.proofs.issue_token(by=ADMIN, label="ci", scopes=frozenset({Scope.ADMIN}))
    mei = await sign_in(rig)
    admin = await rig.proofs.sign_in("u_admin", PASSWORD, client="c")
    by = await rig.proofs.actor_of_session(admin.cookie)

    assert not (await rig.proofs.actor_of_token(token)).factor_due
    assert (await rig.proofs.actor_of_session(mei.cookie)) == MEI
    assert by == replace(ADMIN, factor_due=True)
    assert decide(by, Permission.READ_EVENTS) is Access.FACTOR_DUE
    assert (await rig.second.standing(by=by, person_id="u_admin")).required
    await enrolled(rig, by, cookie=admin.cookie)
    assert await rig.proofs.actor_of_session(admin.cookie) == ADMIN


async def test_a_password_that_is_due_comes_first(rig):
    """SEC-6."""
    due = replace(MEI, password_due=True)
    with pytest.raises(Forbidden, check=says("one-time password")):
        await rig.second.begin(by=due, password=PASSWORD)


async def test_somebody_elses_is_hidden(rig):
    """SEC-3."""
    with pytest.raises(NotFound):
        await rig.second.standing(by=MEI, person_id="u_admin")
    assert not (await rig.second.standing(by=ADMIN, person_id="u_mei")).required

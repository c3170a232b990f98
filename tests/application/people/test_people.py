"""What people and admins may ask about people."""

from dataclasses import replace

import pytest

from domain.common.errors import Conflict, Forbidden, InvalidRequest
from domain.common.readers import Language
from domain.events.events import EventType
from domain.people.access import Role
from domain.people.people import Person, PersonChanges
from tests.fakes.people_rig import ADMIN, LIN, MEI, PASSWORD, Rig, furnished
from tests.fakes.words import says


@pytest.fixture
async def rig() -> Rig:
    return await furnished()


async def test_an_admin_registers_a_viewer_whose_data_is_cleaned(rig):
    """VOI-6."""
    person = await rig.service.register(by=ADMIN, newcomer=LIN)

    assert person == Person(id="u_lin", name="林", mail="lin@example.cn", phone="+8613800138000")
    assert person.roles == {Role.VIEWER}
    assert rig.told(EventType.PERSON_REGISTERED) == [("u_lin", {"by": "u_admin", "via": "session"})]
    assert (await rig.proofs.sign_in("LIN@example.cn", PASSWORD, client="c")).person == person


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "lin"}, "person_id"),
        ({"name": "\n"}, "name"),
        ({"name": "<@all>"}, "name"),
        ({"name": "[x](http://evil.example)"}, "name"),
        ({"name": "abc\u202ecba"}, "name"),
        ({"name": "a\u2067b"}, "name"),
        ({"name": "a\x7fb"}, "name"),
        ({"name": "a\u2028b"}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"mail": "a@b@c"}, "mail"),
        ({"phone": "123"}, "phone"),
        ({"zone": "Asia/Nowhere"}, "zone"),
    ],
)
async def test_a_newcomer_who_breaks_a_rule_is_told_which_and_not_kept(rig, changes, field):
    """VOI-6, SEC-4."""
    with pytest.raises(InvalidRequest) as refusal:
        await rig.service.register(by=ADMIN, newcomer=replace(LIN, **changes))

    assert refusal.value.field == field
    assert await rig.people.count() == 2
    assert rig.events.kept == []


@pytest.mark.parametrize("name", ["小梅 🌸", "O'Neil (ops)", "Ян", "👩‍💻 dev", "علي", "M_K #2"])
async def test_names_are_written_as_people_write_them(rig, name):
    """VOI-6."""
    assert (await rig.service.register(by=ADMIN, newcomer=replace(LIN, name=name))).name == name


async def test_an_id_or_mail_that_is_taken_is_refused_and_tells_no_event(rig):
    """VOI-6."""
    for taken in (replace(LIN, id="u_mei"), replace(LIN, mail="mei@example.cn")):
        with pytest.raises(Conflict):
            await rig.service.register(by=ADMIN, newcomer=taken)

    assert rig.events.kept == []


async def test_people_read_and_change_their_own_data(rig):
    """VOI-6."""
    changes = PersonChanges(
        name=" Mei ",
        mail="New@Example.cn",
        zone="Europe/Berlin",
        language=Language.ENGLISH,
        robot_name=" 小值 ",
        wake_words=("你好小值 ",),
    )
    changed = await rig.service.update(by=MEI, person_id="u_mei", changes=changes)

    assert (
        changed == await rig.service.me(by=MEI) == await rig.service.get(by=MEI, person_id="u_mei")
    )
    assert changed == Person(
        id="u_mei",
        name="Mei",
        mail="new@example.cn",
        zone="Europe/Berlin",
        language=Language.ENGLISH,
        robot_name="小值",
        wake_words=("你好小值",),
    )
    [(subject, data)] = rig.told(EventType.PERSON_CHANGED)
    assert (subject, data["by"]) == ("u_mei", "u_mei")
    assert data["fields"] == [*changes.given()]
    assert "example" not in str(data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (PersonChanges(name=""), "name"),
        (PersonChanges(mail="x"), "mail"),
        (PersonChanges(phone="x"), "phone"),
        (PersonChanges(zone="x"), "zone"),
        (PersonChanges(robot_name=" "), "robot_name"),
        (PersonChanges(wake_words=("x",) * 6), "wake_words"),
    ],
)
async def test_a_change_that_breaks_a_rule_changes_nothing(rig, changes, field):
    """VOI-6."""
    before = await rig.people.get("u_mei")
    with pytest.raises(InvalidRequest) as refusal:
        await rig.service.update(
            by=MEI, person_id="u_mei", changes=replace(changes, language=Language.ENGLISH)
        )

    assert refusal.value.field == field
    assert await rig.people.get("u_mei") == before
    assert rig.events.kept == []


async def test_only_admins_change_whether_repairs_may_run_for_somebody(rig):
    """RBK-6."""
    allow = PersonChanges(rollback_permission=True)
    with pytest.raises(Forbidden):
        await rig.service.update(by=MEI, person_id="u_mei", changes=allow)

    assert (
        await rig.service.update(by=ADMIN, person_id="u_mei", changes=allow)
    ).rollback_permission


async def test_an_admin_gives_and_takes_roles(rig):
    """SEC-3."""
    roles = frozenset({Role.OPERATOR, Role.APPROVER})
    changed = await rig.service.set_roles(by=ADMIN, person_id="u_mei", roles=roles)
    with pytest.raises(InvalidRequest, check=says("roles must have at least one item")):
        await rig.service.set_roles(by=ADMIN, person_id="u_mei", roles=frozenset())

    assert changed.roles == (await rig.people.get("u_mei")).roles == roles
    [(subject, data)] = rig.told(EventType.PERSON_CHANGED)
    assert (subject, data["roles"]) == ("u_mei", ["approver", "operator"])


async def test_the_last_admin_keeps_the_role_and_stays_enabled(rig):
    """SEC-3."""
    viewer = frozenset({Role.VIEWER})
    with pytest.raises(Conflict, check=says("last admin")):
        await rig.service.set_roles(by=ADMIN, person_id="u_admin", roles=viewer)
    with pytest.raises(Conflict, check=says("last admin")):
        await rig.service.set_disabled(by=ADMIN, person_id="u_admin", disabled=True)
    assert rig.events.kept == []
    await rig.service.set_roles(by=ADMIN, person_id="u_mei", roles=ADMIN.roles)
    changed = await rig.service.set_roles(by=ADMIN, person_id="u_admin", roles=viewer)

    assert changed.roles == viewer


async def test_a_disabled_person_can_be_enabled_again(rig):
    """SEC-3."""
    await rig.service.set_disabled(by=ADMIN, person_id="u_mei", disabled=True)
    await rig.service.set_disabled(by=ADMIN, person_id="u_mei", disabled=False)

    assert (await rig.proofs.sign_in("u_mei", PASSWORD, client="c")).person.id == "u_mei"
    told = rig.told(EventType.PERSON_CHANGED)
    assert [data["disabled"] for _, data in told] == [True, False]


async def test_an_admin_sees_people_page_by_page(rig):
    """VOI-6."""
    [first] = await rig.service.list(by=ADMIN, limit=1)
    rest = await rig.service.list(by=ADMIN, after=first.id)

    assert [first.id, *(each.id for each in rest)] == ["u_admin", "u_mei"]
    for limit in (0, 101):
        with pytest.raises(InvalidRequest, check=says("limit must be between 1 and 100")):
            await rig.service.list(by=ADMIN, limit=limit)

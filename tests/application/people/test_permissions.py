"""Who may ask what about people; one table, each method."""

from dataclasses import replace

import pytest

from domain.common.errors import Forbidden, NotFound
from domain.people.access import Role, Scope
from domain.people.people import PersonChanges
from tests.fakes.people_rig import (
    ADMIN,
    ADMINS_OPERATOR,
    ADMINS_READER,
    LIN,
    MEI,
    NEW,
    PASSWORD,
    READER,
    Rig,
    furnished,
)


@pytest.fixture
async def rig() -> Rig:
    return await furnished()


NOT_FOUND = {
    "get": lambda rig, by, who: rig.service.get(by=by, person_id=who),
    "update": lambda rig, by, who: rig.service.update(
        by=by, person_id=who, changes=PersonChanges(name="x")
    ),
    "list_tokens": lambda rig, by, who: rig.proofs.list_tokens(by=by, person_id=who),
    "revoke_token": lambda rig, by, who: rig.proofs.revoke_token(
        by=by, token_id="t", person_id=who
    ),
}
SELF = {
    "me": lambda rig, by: rig.service.me(by=by),
    "get": lambda rig, by: rig.service.get(by=by, person_id=by.person_id),
    "update": lambda rig, by: rig.service.update(
        by=by, person_id=by.person_id, changes=PersonChanges()
    ),
    "change_password": lambda rig, by: rig.proofs.change_password(by=by, old=PASSWORD, new=NEW),
    "issue_token": lambda rig, by: rig.proofs.issue_token(
        by=by, label="r", scopes=frozenset({Scope.READ})
    ),
    "list_tokens": lambda rig, by: rig.proofs.list_tokens(by=by),
    "revoke_token": lambda rig, by: rig.proofs.revoke_token(by=by, token_id="t"),
}
ADMINS = {
    "registrations": lambda rig, by: rig.registrations.list(by=by),
    "approve": lambda rig, by: rig.registrations.approve(by=by, person_id="u_lin"),
    "refuse": lambda rig, by: rig.registrations.refuse(by=by, person_id="u_lin"),
    "remove_second_factor": lambda rig, by: rig.second.remove(by=by, person_id="u_mei"),
    "register": lambda rig, by: rig.service.register(by=by, newcomer=LIN),
    "list": lambda rig, by: rig.service.list(by=by),
    "set_roles": lambda rig, by: rig.service.set_roles(by=by, person_id="u_mei", roles=ADMIN.roles),
    "set_disabled": lambda rig, by: rig.service.set_disabled(
        by=by, person_id="u_mei", disabled=True
    ),
}
UNKNOWN = {
    "get": lambda rig: rig.service.get(by=ADMIN, person_id="u_nobody"),
    "update": lambda rig: rig.service.update(
        by=ADMIN, person_id="u_nobody", changes=PersonChanges(name="x")
    ),
    "set_roles": lambda rig: rig.service.set_roles(
        by=ADMIN, person_id="u_nobody", roles=ADMIN.roles
    ),
    "set_disabled": lambda rig: rig.service.set_disabled(
        by=ADMIN, person_id="u_nobody", disabled=True
    ),
    "revoke_token": lambda rig: rig.proofs.revoke_token(by=ADMIN, token_id="t"),
}


@pytest.mark.parametrize("ask", NOT_FOUND.values(), ids=NOT_FOUND)
@pytest.mark.parametrize("by", [MEI, ADMINS_OPERATOR], ids=["viewer", "operate_token"])
async def test_other_people_and_nobody_look_alike_to_who_may_not_act_for_them(rig, ask, by):
    """SEC-3, TSK-2: guessing ids tells nothing."""
    other = "u_admin" if by is MEI else "u_mei"
    for who in (other, "u_nobody"):
        with pytest.raises(NotFound):
            await ask(rig, by, who)

    assert rig.events.kept == []


@pytest.mark.parametrize("ask", SELF.values(), ids=SELF)
@pytest.mark.parametrize(
    "by",
    [READER, ADMINS_READER, replace(MEI, roles=frozenset())],
    ids=["read_token", "admins_read_token", "no_role"],
)
async def test_managing_oneself_needs_the_right_and_a_scope_for_it(rig, ask, by):
    """SEC-3, MCP-3."""
    with pytest.raises(Forbidden):
        await ask(rig, by)

    assert rig.events.kept == []


@pytest.mark.parametrize("ask", ADMINS.values(), ids=ADMINS)
@pytest.mark.parametrize(
    "by",
    [
        MEI,
        replace(MEI, roles=frozenset({Role.OPERATOR, Role.APPROVER})),
        ADMINS_READER,
        ADMINS_OPERATOR,
    ],
    ids=["viewer", "operator", "read_token", "operate_token"],
)
async def test_managing_people_needs_an_admin_whose_token_says_so(rig, ask, by):
    """SEC-3, MCP-3."""
    with pytest.raises(Forbidden):
        await ask(rig, by)

    assert rig.events.kept == []
    assert await rig.people.count() == 2


@pytest.mark.parametrize("ask", UNKNOWN.values(), ids=UNKNOWN)
async def test_an_admin_is_told_what_does_not_exist(rig, ask):
    """VOI-6."""
    with pytest.raises(NotFound):
        await ask(rig)

    assert rig.events.kept == []

"""One permission table for every face."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import Forbidden, NotFound
from domain.people.access import (
    Access,
    Actor,
    Permission,
    Role,
    Scope,
    decide,
    permissions_of,
    require,
)
from tests.fakes.words import says

roles = st.frozensets(st.sampled_from(Role), min_size=1)
scopes = st.none() | st.frozensets(st.sampled_from(Scope))


@given(roles, scopes, st.sampled_from(Permission))
def test_a_token_never_allows_more_than_the_person_may(held, narrowed, permission):
    """SEC-3, MCP-3."""
    by_token = decide(Actor("u_mei", held, narrowed), permission)

    if by_token is Access.ALLOWED:
        assert decide(Actor("u_mei", held), permission) is Access.ALLOWED


@given(roles, st.sampled_from(Permission))
def test_only_those_who_may_act_for_others_touch_what_is_anothers(held, permission):
    """TSK-2, SEC-3."""
    verdict = decide(Actor("u_mei", held), permission, owner="u_bo")

    assert verdict is not Access.ALLOWED or Permission.ACT_FOR_OTHERS in permissions_of(held)


@given(roles)
def test_more_roles_never_take_a_permission_away(held):
    """VOI-6."""
    assert all(permissions_of([role]) <= permissions_of(held) for role in held)


def test_an_unscoped_token_may_do_nothing():
    """MCP-3."""
    nobody = Actor("u_mei", frozenset({Role.ADMIN}), frozenset())

    assert all(decide(nobody, each) is Access.SCOPE_MISSING for each in Permission)


def test_things_of_others_can_be_denied_as_if_they_were_not_there():
    """SEC-3."""
    mei = Actor("u_mei", frozenset({Role.VIEWER}))

    with pytest.raises(NotFound, check=says("No briefing “u_bo/2026-11-21”")):
        require(
            mei,
            Permission.READ_BRIEFING,
            owner="u_bo",
            hidden_as=("briefing", "u_bo/2026-11-21"),
        )
    with pytest.raises(Forbidden, check=says("somebody else")):
        require(mei, Permission.READ_BRIEFING, owner="u_bo")


def test_a_refusal_says_what_is_missing():
    """SEC-3."""
    reader = Actor("u_mei", frozenset({Role.VIEWER}), frozenset({Scope.READ}))

    with pytest.raises(
        Forbidden,
        check=says(r"The scopes of this token do not include briefing\.configure; create"),
    ):
        require(reader, Permission.CONFIGURE_BRIEFING)
    with pytest.raises(
        Forbidden,
        check=says(r"Your roles do not include people\.manage; ask an admin for the role"),
    ):
        require(reader, Permission.MANAGE_PEOPLE)

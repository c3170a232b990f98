"""API tokens: what they open, and what they never do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.people.proofs import MOST_TOKENS
from domain.common.errors import Conflict, Forbidden, InvalidRequest, Unavailable
from domain.events.events import EventType
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from tests.fakes.people import InMemoryTokens
from tests.fakes.people_rig import ADMIN, ADMINS_OPERATOR, MEI, Rig, furnished
from tests.fakes.words import says


@pytest.fixture
async def rig() -> Rig:
    return await furnished()


async def test_a_token_speaks_for_its_person_within_its_scopes(rig):
    """VOI-6, MCP-3."""
    record, token = await rig.proofs.issue_token(
        by=MEI, label=" robot ", scopes=frozenset({Scope.READ, Scope.OPERATE}), days=30
    )
    actor = await rig.proofs.actor_of_token(token)
    scopes = frozenset({Scope.READ, Scope.OPERATE})

    assert actor == Actor("u_mei", MEI.roles, scopes, f"token:{record.id}")
    assert (record.label, record.expires_at) == ("robot", rig.clock.now() + timedelta(days=30))
    assert await rig.proofs.list_tokens(by=MEI) == [replace(record, last_used_at=rig.clock.now())]
    assert rig.told(EventType.TOKEN_ISSUED) == [
        (
            "u_mei",
            {
                "by": "u_mei",
                "via": "session",
                "token": record.id,
                "label": "robot",
                "scopes": ["operate", "read"],
            },
        )
    ]


async def test_a_token_is_unguessable_and_kept_only_as_a_digest(rig):
    """VOI-6."""
    _, token = await rig.proofs.issue_token(by=MEI, label="r", scopes=frozenset({Scope.READ}))
    digest = next(iter(rig.tokens.kept))

    assert token.startswith("zb_")
    assert len(bytes.fromhex(token.removeprefix("zb_"))) == 32
    assert token.removeprefix("zb_") not in str(rig.tokens.kept) + str(rig.events.kept)
    assert await rig.proofs.actor_of_token(f"zb_{digest}") is None


@pytest.mark.parametrize("token", ["", "zb_", "zb_unknown", "zb_\ud800", "Bearer x"])
async def test_a_token_that_we_never_gave_speaks_for_nobody(rig, token):
    """MCP-3."""
    assert await rig.proofs.actor_of_token(token) is None


async def test_expired_and_revoked_tokens_speak_for_nobody(rig):
    """VOI-6."""
    read = frozenset({Scope.READ})
    _, short = await rig.proofs.issue_token(by=MEI, label="short", scopes=read, days=1)
    record, long = await rig.proofs.issue_token(by=MEI, label="long", scopes=read, days=None)
    rig.clock.move(days=1)
    assert await rig.proofs.actor_of_token(short) is None
    assert await rig.proofs.actor_of_token(long) is not None
    revoked = await rig.proofs.revoke_token(by=MEI, token_id=record.id)
    rig.clock.move(hours=1)
    again = await rig.proofs.revoke_token(by=MEI, token_id=record.id)

    assert await rig.proofs.actor_of_token(long) is None
    assert again.revoked_at == revoked.revoked_at
    assert [data["token"] for _, data in rig.told(EventType.TOKEN_REVOKED)] == [record.id]


async def test_a_scope_that_this_version_does_not_know_opens_nothing(rig):
    """MCP-3."""
    record, token = await rig.proofs.issue_token(by=MEI, label="r", scopes=frozenset({Scope.READ}))
    digest = next(iter(rig.tokens.kept))
    rig.tokens.kept[digest] = replace(record, scopes=frozenset({"fly"}))

    assert (await rig.proofs.actor_of_token(token)).scopes == frozenset()


async def test_a_token_works_while_its_use_cannot_be_written_down(rig):
    """SEC-3: a full disk must not lock everybody out."""

    class FullDisk(InMemoryTokens):
        async def touch(self, token_id, *, at):
            raise Unavailable("The disk is full.")

    _, token = await rig.proofs.issue_token(by=MEI, label="r", scopes=frozenset({Scope.READ}))
    proofs = replace(rig.proofs, tokens=FullDisk(rig.tokens.kept))

    assert await proofs.actor_of_token(token) is not None


@pytest.mark.parametrize(
    ("by", "scope"),
    [
        (MEI, Scope.ADMIN),
        (ADMINS_OPERATOR, Scope.ADMIN),
        (replace(MEI, roles=frozenset({Role.OPERATOR})), Scope.ADMIN),
        (replace(MEI, roles=frozenset({Role.OPERATOR})), Scope.APPROVE),
        (replace(MEI, roles=frozenset({Role.APPROVER})), Scope.ADMIN),
    ],
)
async def test_no_token_goes_beyond_the_rights_of_who_makes_it(rig, by, scope):
    """MCP-3, SEC-3: a narrow token cannot make itself a wider one."""
    with pytest.raises(Forbidden, check=says("goes beyond your own rights")):
        await rig.proofs.issue_token(by=by, label="r", scopes=frozenset({Scope.READ, scope}))

    assert rig.tokens.kept == {}


async def test_a_token_loses_what_its_person_loses(rig):
    """SEC-3."""
    await rig.people.add(Person(id="u_other", name="Other", roles=ADMIN.roles), password_hash="h")
    _, token = await rig.proofs.issue_token(by=ADMIN, label="r", scopes=frozenset({Scope.ADMIN}))
    viewer = frozenset({Role.VIEWER})
    await rig.service.set_roles(by=ADMIN, person_id="u_admin", roles=viewer)
    actor = await rig.proofs.actor_of_token(token)

    with pytest.raises(Forbidden):
        await rig.service.list(by=actor)


@pytest.mark.parametrize(
    ("requested", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 65}, "label"),
        ({"label": "a\0b"}, "label"),
        ({"scopes": frozenset()}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
    ],
)
async def test_a_token_that_breaks_a_rule_is_not_made(rig, requested, field):
    """MCP-3."""
    asked = {"label": "r", "scopes": frozenset({Scope.READ}), "days": 1} | requested
    with pytest.raises(InvalidRequest) as refusal:
        await rig.proofs.issue_token(by=MEI, **asked)

    assert refusal.value.field == field
    assert rig.tokens.kept == {}


async def test_usable_tokens_are_bounded_and_a_revoked_one_makes_room(rig):
    """MCP-3: every usable token stays visible in its person's list."""
    read = frozenset({Scope.READ})
    for number in range(MOST_TOKENS):
        record, _ = await rig.proofs.issue_token(by=MEI, label=f"r{number}", scopes=read)
    with pytest.raises(Conflict, check=says("revoke one")):
        await rig.proofs.issue_token(by=MEI, label="one more", scopes=read)
    await rig.proofs.revoke_token(by=MEI, token_id=record.id)

    assert (await rig.proofs.issue_token(by=MEI, label="one more", scopes=read))[1]


async def test_an_admin_sees_and_revokes_the_tokens_of_others(rig):
    """MCP-3."""
    record, token = await rig.proofs.issue_token(by=MEI, label="r", scopes=frozenset({Scope.READ}))
    assert await rig.proofs.list_tokens(by=ADMIN, person_id="u_mei") == [record]
    await rig.proofs.revoke_token(by=ADMIN, token_id=record.id)  # the id is enough

    assert await rig.proofs.actor_of_token(token) is None
    [(subject, data)] = rig.told(EventType.TOKEN_REVOKED)
    assert (subject, data["by"]) == ("u_mei", "u_admin")

"""Links that show one briefing to somebody without an account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.briefings.shares import TOKEN_LENGTH, digest_of
from domain.briefings.shares import DEFAULT_LIFE, DEFAULT_VIEWS, LONGEST_LIFE, MOST_VIEWS
from domain.common.errors import Forbidden, InvalidRequest, NotFound
from domain.events.events import EventType
from domain.people.access import Role, Scope
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld, a_briefing
from tests.fakes.words import says

DAY = "2026-11-20"
MINE = f"u_mei/{DAY}"
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
NOBODY = replace(MEI, roles=frozenset())
OPERATOR = replace(BO, roles=frozenset({Role.OPERATOR, Role.APPROVER}))
ADMINS_OPERATOR = replace(ADMIN, scopes=frozenset({Scope.OPERATE}), via="token:t")


@pytest.fixture
def world():
    world = FaceWorld()
    for person in ("u_mei", "u_bob"):
        world.briefings.written[f"{person}/{DAY}"] = a_briefing(person, DAY)
    return world


@pytest.fixture
def service(world):
    return world.services.shares


def said(world):
    return [each.type for each in world.events.kept]


# --- making -------------------------------------------------------------------------------------


async def test_a_link_opens_the_briefing_it_was_made_for(service):
    """PSH-6."""
    made = await service.create(by=MEI, briefing=MINE)

    assert await service.open(made.token) == a_briefing("u_mei", DAY)


async def test_what_is_not_asked_for_is_the_default(world, service):
    """PSH-6."""
    share = (await service.create(by=MEI, briefing=MINE)).share

    assert share.created_at == world.clock.now()
    assert share.expires_at == world.clock.now() + DEFAULT_LIFE
    assert (share.most_views, share.views, share.revoked_at) == (DEFAULT_VIEWS, 0, None)
    assert (share.owner, share.briefing_id) == ("u_mei", MINE)


async def test_the_token_is_long_is_said_once_and_kept_nowhere(world, service):
    """PSH-6, CLD-4."""
    made = await service.create(by=MEI, briefing=MINE)

    assert len(made.token) == TOKEN_LENGTH
    assert len(bytes.fromhex(made.token)) * 8 >= 128
    assert made.token[: TOKEN_LENGTH // 2] != made.token[TOKEN_LENGTH // 2 :]
    assert list(service.shares.kept) == [digest_of(made.token)]
    assert made.token not in f"{service.shares.kept}{world.events.kept}{await service.list(by=MEI)}"
    assert made.share.id not in made.token


async def test_two_links_to_one_briefing_have_nothing_in_common(service):
    """PSH-6."""
    first = await service.create(by=MEI, briefing=MINE)
    second = await service.create(by=MEI, briefing=MINE)
    await service.revoke(by=MEI, share_id=first.share.id)

    assert first.token != second.token
    assert (await service.open(second.token)).id == MINE


async def test_making_a_link_is_told_without_the_token(world, service):
    """EVT-1, PSH-6."""
    made = await service.create(by=MEI, briefing=MINE)

    (event,) = world.events.kept
    assert event.type == EventType.SHARE_CREATED
    assert (event.subject, event.owner, event.time) == (MINE, "u_mei", world.clock.now())
    assert event.data == {"share": made.share.id, "expires_at": made.share.expires_at.isoformat()}


@pytest.mark.parametrize("life", [timedelta(minutes=1), LONGEST_LIFE])
@pytest.mark.parametrize("most_views", [1, MOST_VIEWS])
async def test_life_and_views_may_be_chosen_within_bounds(world, service, life, most_views):
    """PSH-6."""
    share = (await service.create(by=MEI, briefing=MINE, life=life, most_views=most_views)).share

    assert share.expires_at == world.clock.now() + life
    assert share.most_views == most_views


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("life", {"life": timedelta(seconds=59)}),
        ("life", {"life": timedelta(0)}),
        ("life", {"life": timedelta(days=-1)}),
        ("life", {"life": LONGEST_LIFE + timedelta(seconds=1)}),
        ("life", {"life": timedelta.max}),
        ("most_views", {"most_views": 0}),
        ("most_views", {"most_views": -1}),
        ("most_views", {"most_views": MOST_VIEWS + 1}),
    ],
)
async def test_life_and_views_have_bounds_and_beyond_them_no_link_is_made(
    world, service, field, wrong
):
    """PSH-6, SEC-2."""
    with pytest.raises(InvalidRequest) as error:
        await service.create(by=MEI, briefing=MINE, **wrong)

    assert error.value.field == field
    assert (service.shares.kept, world.events.kept) == ({}, [])


@pytest.mark.parametrize("by", [BO, OPERATOR, replace(ADMINS_OPERATOR, person_id="u_else")])
async def test_anothers_briefing_cannot_be_shared_and_looks_as_if_there_were_none(
    world, service, by
):
    """PSH-6, SEC-3, TSK-2."""
    for briefing in (MINE, "u_mei/2020-01-01"):
        with pytest.raises(NotFound) as error:
            await service.create(by=by, briefing=briefing)
        assert str(error.value) == f"No briefing '{briefing}'."

    assert (service.shares.kept, world.events.kept) == ({}, [])


async def test_a_briefing_that_is_not_written_cannot_be_shared(service):
    """PSH-6."""
    for briefing in ("u_mei/2020-01-01", "u_mei", ""):
        with pytest.raises(NotFound, check=says("No briefing")):
            await service.create(by=MEI, briefing=briefing)

    assert service.shares.kept == {}


async def test_what_an_admin_shares_belongs_to_whose_briefing_it_is(service):
    """PSH-6, TSK-2: who it is about can see it and close it."""
    made = await service.create(by=ADMIN, briefing=MINE)

    assert [each.id for each in await service.list(by=MEI)] == [made.share.id]
    assert await service.list(by=ADMIN) == []


async def test_a_pushed_message_carries_a_link_of_its_own(world, service):
    """PSH-6, PSH-2."""
    made = await service.create_for_push(MINE, owner="u_mei")

    assert (await service.open(made.token)).id == MINE
    assert made.share.expires_at == world.clock.now() + DEFAULT_LIFE
    assert made.share.most_views == DEFAULT_VIEWS
    assert [each.id for each in await service.list(by=MEI)] == [made.share.id]
    assert said(world) == [EventType.SHARE_CREATED]


# --- opening ------------------------------------------------------------------------------------


async def test_each_opening_counts_and_the_last_allowed_one_is_the_last(service):
    """PSH-6."""
    made = await service.create(by=MEI, briefing=MINE, most_views=2)

    for views in (1, 2):
        await service.open(made.token)
        assert (await service.list(by=MEI))[0].views == views

    with pytest.raises(NotFound):
        await service.open(made.token)
    assert (await service.list(by=MEI))[0].views == 2


async def test_a_link_opens_until_the_moment_it_expires(world, service):
    """PSH-6."""
    made = await service.create(by=MEI, briefing=MINE, life=timedelta(hours=1))

    world.clock.move(hours=1, microseconds=-1)
    await service.open(made.token)
    world.clock.move(microseconds=1)

    with pytest.raises(NotFound):
        await service.open(made.token)


async def test_every_link_that_does_not_open_says_the_same(world, service):
    """PSH-6: expired, used up, revoked, unknown, malformed, and a briefing that is gone."""
    expired = await service.create(by=MEI, briefing=MINE, life=timedelta(minutes=1))
    used_up = await service.create(by=MEI, briefing=MINE, most_views=1)
    revoked = await service.create(by=MEI, briefing=MINE)
    gone = await service.create(by=BO, briefing=f"u_bob/{DAY}")
    await service.open(used_up.token)
    await service.revoke(by=MEI, share_id=revoked.share.id)
    del world.briefings.written[f"u_bob/{DAY}"]
    world.clock.move(minutes=2)
    made = [each.token for each in (expired, used_up, revoked, gone)]

    answers = set()
    strange = ["", "0" * TOKEN_LENGTH, "\ud800", "\0", revoked.share.id, "x" * 100_000]
    for token in [*made, *strange, made[3].upper() + "0"]:
        with pytest.raises(NotFound) as error:
            await service.open(token)
        answers.add((str(error.value), error.value.kind, error.value.name))

    assert answers == {("No page 'share link'.", "page", "share link")}


async def test_a_link_shows_its_own_briefing_and_no_other(service):
    """PSH-6, SEC-3."""
    mine = await service.create(by=MEI, briefing=MINE)
    other = await service.create(by=BO, briefing=f"u_bob/{DAY}")

    assert (await service.open(mine.token)).person_id == "u_mei"
    assert (await service.open(other.token)).person_id == "u_bob"


# --- listing and closing ------------------------------------------------------------------------


async def test_everybody_lists_their_own_links_newest_first(world, service):
    """PSH-6, TSK-2."""
    old = await service.create(by=MEI, briefing=MINE)
    world.clock.move(minutes=1)
    new = await service.create(by=MEI, briefing=MINE)
    await service.create(by=BO, briefing=f"u_bob/{DAY}")

    assert await service.list(by=MEI) == [new.share, old.share]


async def test_a_closed_link_stays_closed_as_of_the_first_time(world, service):
    """PSH-6."""
    made = await service.create(by=MEI, briefing=MINE)
    closed_at = world.clock.now()
    await service.revoke(by=MEI, share_id=made.share.id)
    world.clock.move(minutes=5)

    await service.revoke(by=MEI, share_id=made.share.id)

    assert (await service.list(by=MEI))[0].revoked_at == closed_at
    (event,) = world.events.of_type(EventType.SHARE_REVOKED)
    assert (event.subject, event.owner, event.time) == (MINE, "u_mei", closed_at)


async def test_anothers_link_cannot_be_closed_and_looks_as_if_there_were_none(world, service):
    """PSH-6, SEC-3, TSK-2."""
    made = await service.create(by=MEI, briefing=MINE)

    for by in (BO, OPERATOR):
        for share_id in (made.share.id, "0" * 16):
            with pytest.raises(NotFound) as error:
                await service.revoke(by=by, share_id=share_id)
            assert str(error.value) == f"No share '{share_id}'."

    assert (await service.open(made.token)).id == MINE
    assert said(world) == [EventType.SHARE_CREATED]


async def test_an_admin_closes_anybodys_link(service):
    """PSH-6, SEC-3."""
    made = await service.create(by=MEI, briefing=MINE)

    await service.revoke(by=ADMIN, share_id=made.share.id)

    with pytest.raises(NotFound):
        await service.open(made.token)


ASKED = {
    "create": lambda service, by, _: service.create(by=by, briefing=MINE),
    "list": lambda service, by, _: service.list(by=by),
    "revoke": lambda service, by, share: service.revoke(by=by, share_id=share),
    "revoke_unknown": lambda service, by, _: service.revoke(by=by, share_id="0" * 16),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize(
    "by", [READER, ADMINS_READER, NOBODY], ids=["read_token", "admins_read_token", "no_role"]
)
async def test_sharing_needs_the_right_and_a_scope_for_it(world, service, ask, by):
    """SEC-3, MCP-3: a token that may read may not hand on."""
    made = await service.create(by=MEI, briefing=MINE)

    with pytest.raises(Forbidden, check=says(r"do not include briefing\.share;")):
        await ask(service, by, made.share.id)

    assert said(world) == [EventType.SHARE_CREATED]
    assert (await service.open(made.token)).id == MINE

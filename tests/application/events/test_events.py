"""What happened, for those who may know."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.events.events import LARGEST_FEEDBACK, MOST_EVENTS
from application.ports.events import EventFilter
from domain.common.errors import Forbidden, InvalidRequest, TooLarge
from domain.common.messages import message
from domain.common.notifications import Notification
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.people.access import Role, Scope
from tests.fakes.face_desks import ADMIN, BO, MEI, FaceWorld

ALL = EventFilter()
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
NOBODY = replace(MEI, roles=frozenset())


@pytest.fixture
def world():
    return FaceWorld()


@pytest.fixture
def desk(world):
    return world.desks.events


async def happen(world, *owners, type_=EventType.BRIEFING_PREPARED):
    for owner in owners:
        name, now = world.ids.new(), world.clock.now()
        await world.events.append(Event(name, type_, "/briefings", f"{owner}/d", now, owner))


def owners(events):
    return [each.owner for each in events]


async def follow(desk, by, which=ALL, *, after=0, count):
    following = desk.follow(by=by, which=which, after=after)
    async with asyncio.timeout(20):
        found = [await anext(following) for _ in range(count)]
    await following.aclose()
    return found


LOOKS = {
    "page": lambda desk, by, which, _: desk.page(by=by, which=which),
    "latest": lambda desk, by, which, _: desk.latest(by=by, which=which),
    "follow": lambda desk, by, which, count: follow(desk, by, which, count=count),
}


async def looked(ask, desk, by, which=ALL, count=0):
    found = await ask(desk, by, which, count)
    return list(getattr(found, "events", found))


# --- who sees what ------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize(
    "by",
    [
        MEI,
        READER,
        replace(MEI, roles=frozenset({Role.OPERATOR, Role.APPROVER})),
        replace(ADMINS_READER, person_id="u_mei"),
    ],
    ids=["viewer", "read_token", "operator", "admins_read_token"],
)
async def test_people_see_their_own_events_and_those_that_concern_everybody(world, desk, ask, by):
    """EVT-2, SEC-3, TSK-2."""
    await happen(world, "u_mei", "u_bob", None, "u_mei")

    found = await looked(ask, desk, by, count=3)

    assert sorted(owners(found), key=str) == [None, "u_mei", "u_mei"]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_an_admin_sees_everything(world, desk, ask):
    """EVT-2, SEC-3."""
    await happen(world, "u_mei", "u_bob", None)

    assert len(await looked(ask, desk, ADMIN, count=3)) == 3


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_asking_for_anothers_events_gives_ones_own(world, desk, ask):
    """EVT-2, SEC-3, TSK-2."""
    await happen(world, "u_bob", "u_mei")

    assert owners(await looked(ask, desk, MEI, EventFilter(owner="u_bob"), 1)) == ["u_mei"]
    assert owners(await looked(ask, desk, ADMIN, EventFilter(owner="u_bob"), 1)) == ["u_bob"]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_every_other_filter_still_narrows(world, desk, ask):
    """EVT-2."""
    await happen(world, "u_mei")
    await happen(world, "u_mei", type_=EventType.BRIEFING_GIVEN)
    which = EventFilter(types=(EventType.BRIEFING_GIVEN,), subject="u_mei/d")

    found = await looked(ask, desk, MEI, which, 1)

    assert [each.type for each in found] == [EventType.BRIEFING_GIVEN]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_who_has_no_role_sees_nothing(desk, ask):
    """SEC-3."""
    with pytest.raises(Forbidden, match=r"do not cover 'events\.read'"):
        await looked(ask, desk, NOBODY)


# --- paging -------------------------------------------------------------------------------------


async def test_pages_follow_each_other_without_gaps_and_the_last_one_says_where_to_wait(
    world, desk
):
    """EVT-1, EVT-2."""
    await happen(world, "u_mei", "u_bob", "u_mei", None, "u_bob", "u_mei")

    seen, after = [], 0
    for _ in range(5):
        page = await desk.page(by=MEI, which=ALL, after=after, limit=2)
        seen += [each.sequence for each in page.events]
        after = page.next_after

    assert seen == [1, 3, 4, 6]
    assert after == 6
    await happen(world, "u_mei")
    assert [each.sequence for each in (await desk.page(by=MEI, which=ALL, after=6)).events] == [7]


async def test_the_newest_come_first_when_asked_so(world, desk):
    """EVT-2."""
    await happen(world, "u_mei", "u_mei", "u_mei")

    found = await desk.latest(by=MEI, which=ALL, limit=2)

    assert [each.sequence for each in found] == [3, 2]


async def test_following_goes_on_after_a_number_and_hears_what_comes(world, desk):
    """EVT-2."""
    await happen(world, "u_mei", "u_mei")
    following = desk.follow(by=MEI, which=ALL, after=1)

    async with asyncio.timeout(20):
        assert (await anext(following)).sequence == 2
        next_one = asyncio.ensure_future(anext(following))
        await happen(world, "u_bob", "u_mei")
        assert (await next_one).sequence == 4
    await following.aclose()


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_what_happened_is_told_in_the_language_of_who_asks(world, desk, ask):
    """I18-1."""
    told = Notification(message("hello.morning")).recorded
    now = world.clock.now()
    await world.events.append(
        Event("e", "zhiban.task.found", "/tasks", "t", now, None, {"notification": told})
    )
    mei = await world.people.get("u_mei")
    await world.people.save(replace(mei, language=Language.ENGLISH))

    [english] = await looked(ask, desk, MEI, count=1)
    [chinese] = await looked(ask, desk, BO, count=1)

    assert english.data["title"] == "Good morning"
    assert chinese.data["title"] == "早上好"


@pytest.mark.parametrize("limit", [-1, 0, MOST_EVENTS + 1])
async def test_a_page_has_a_bound(desk, limit):
    """EVT-2, SEC-2."""
    for ask in (desk.page, desk.latest):
        with pytest.raises(InvalidRequest, match=f"limit must be 1 to {MOST_EVENTS}"):
            await ask(by=MEI, which=ALL, limit=limit)

    assert await desk.latest(by=MEI, which=ALL, limit=MOST_EVENTS) == []


@pytest.mark.parametrize("after", [-1, 2**63, 10**30])
async def test_a_number_that_no_event_can_have_is_refused(desk, after):
    """EVT-2, SEC-2."""
    with pytest.raises(InvalidRequest, match="after must be a sequence number"):
        await desk.page(by=MEI, which=ALL, after=after)

    assert (await desk.page(by=MEI, which=ALL, after=2**63 - 1)).next_after == 2**63 - 1


# --- feedback -----------------------------------------------------------------------------------


async def test_feedback_is_kept_as_an_event_of_who_gave_it(world, desk):
    """EVT-1, EVT-2, PSH-7."""
    event = await desk.give_feedback(by=MEI, data={"event_id": "e-7", "useful": True})

    assert event.type == EventType.FEEDBACK_GIVEN
    assert (event.owner, event.source, event.subject) == ("u_mei", "/people/u_mei", "e-7")
    assert (event.time, event.sequence) == (world.clock.now(), 1)
    assert event.data == {"event_id": "e-7", "useful": True}
    assert world.events.kept == [event]


async def test_feedback_with_one_key_is_kept_once_and_the_first_stays(world, desk):
    """EVT-1, EVT-2."""
    first = await desk.give_feedback(by=MEI, data={"useful": True}, key="k")
    world.clock.move(minutes=1)

    again = await desk.give_feedback(by=MEI, data={"useful": False}, key="k")

    assert again == first
    assert world.events.kept == [first]


async def test_keys_of_different_people_and_no_key_at_all_never_meet(world, desk):
    """EVT-2, TSK-2."""
    for by in (MEI, BO):
        await desk.give_feedback(by=by, data={}, key="k")
    for _ in range(2):
        await desk.give_feedback(by=MEI, data={})

    assert len(world.events.kept) == 4


async def test_feedback_may_say_when_it_happened(desk):
    """EVT-2."""
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)

    assert (await desk.give_feedback(by=MEI, data={}, at=at)).time == at


async def test_feedback_has_a_bound_in_bytes(world, desk):
    """EVT-2, SEC-2."""
    frame = len(json.dumps({"text": ""}))
    room = LARGEST_FEEDBACK - frame

    await desk.give_feedback(by=MEI, data={"text": "x" * room})
    for text in ("x" * (room + 1), "错" * (room // 3 + 1), "x" * 5_000_000):
        with pytest.raises(TooLarge, match="65536 bytes; send a link"):
            await desk.give_feedback(by=MEI, data={"text": text})

    assert len(world.events.kept) == 1


async def test_halves_of_surrogate_pairs_are_kept_and_counted_as_they_are_written(world, desk):
    """EVT-2, SEC-2."""
    event = await desk.give_feedback(by=MEI, data={"text": "\ud83d"})

    assert event.data == {"text": "\ud83d"}
    with pytest.raises(TooLarge, match="send a link"):
        await desk.give_feedback(by=MEI, data={"text": "\ud83d" * (LARGEST_FEEDBACK // 6 + 1)})


async def test_a_key_and_what_it_is_about_have_bounds(world, desk):
    """SEC-2."""
    with pytest.raises(InvalidRequest, match="key must have at most 64"):
        await desk.give_feedback(by=MEI, data={}, key="k" * 65)

    assert world.events.kept == []
    event = await desk.give_feedback(by=MEI, data={"event_id": "e" * 9_000}, key="k" * 64)
    assert event.subject == "e" * 200


@pytest.mark.parametrize("event_id", [None, 7, ["a"], {"b": 1}])
async def test_what_it_is_about_may_be_any_json(desk, event_id):
    """EVT-2: outside programs say it in their own way."""
    event = await desk.give_feedback(by=MEI, data={"event_id": event_id})

    assert event.subject == str(event_id)


@pytest.mark.parametrize("by", [NOBODY, READER, ADMINS_READER], ids=["none", "reader", "admins"])
async def test_feedback_needs_the_right_and_a_scope_for_it(world, desk, by):
    """SEC-3, MCP-3."""
    with pytest.raises(Forbidden, match=r"do not cover 'events\.feedback'"):
        await desk.give_feedback(by=by, data={})

    assert world.events.kept == []


async def test_what_one_says_another_does_not_see(desk):
    """TSK-2, SEC-3."""
    await desk.give_feedback(by=MEI, data={"text": "mine"})

    assert await desk.latest(by=BO, which=ALL) == []
    assert len(await desk.latest(by=ADMIN, which=EventFilter(since=_long_ago()))) == 1


def _long_ago():
    return datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=1)

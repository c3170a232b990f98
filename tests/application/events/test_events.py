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
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld
from tests.fakes.words import says

ALL = EventFilter()
READER = replace(MEI, scopes=frozenset({Scope.READ}), via="token:t")
ADMINS_READER = replace(ADMIN, scopes=frozenset({Scope.READ}), via="token:t")
NOBODY = replace(MEI, roles=frozenset())


@pytest.fixture
def world():
    return FaceWorld()


@pytest.fixture
def service(world):
    return world.services.events


async def happen(world, *owners, type_=EventType.BRIEFING_PREPARED):
    for owner in owners:
        name, now = world.ids.new(), world.clock.now()
        await world.events.append(
            Event(
                id=name,
                type=type_,
                source="/briefings",
                subject=f"{owner}/d",
                time=now,
                owner=owner,
            )
        )


def owners(events):
    return [each.owner for each in events]


async def follow(service, by, which=ALL, *, after=0, count):
    following = service.follow(by=by, which=which, after=after)
    async with asyncio.timeout(20):
        found = [await anext(following) for _ in range(count)]
    await following.aclose()
    return found


LOOKS = {
    "page": lambda service, by, which, _: service.page(by=by, which=which),
    "latest": lambda service, by, which, _: service.latest(by=by, which=which),
    "follow": lambda service, by, which, count: follow(service, by, which, count=count),
}


async def looked(ask, service, by, which=ALL, count=0):
    found = await ask(service, by, which, count)
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
async def test_people_see_their_own_events_and_those_that_concern_everybody(
    world, service, ask, by
):
    """EVT-2, SEC-3, TSK-2."""
    await happen(world, "u_mei", "u_bob", None, "u_mei")

    found = await looked(ask, service, by, count=3)

    assert sorted(owners(found), key=str) == [None, "u_mei", "u_mei"]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_an_admin_sees_everything(world, service, ask):
    """EVT-2, SEC-3."""
    await happen(world, "u_mei", "u_bob", None)

    assert len(await looked(ask, service, ADMIN, count=3)) == 3


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_asking_for_anothers_events_gives_ones_own(world, service, ask):
    """EVT-2, SEC-3, TSK-2."""
    await happen(world, "u_bob", "u_mei")

    assert owners(await looked(ask, service, MEI, EventFilter(owner="u_bob"), 1)) == ["u_mei"]
    assert owners(await looked(ask, service, ADMIN, EventFilter(owner="u_bob"), 1)) == ["u_bob"]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_every_other_filter_still_narrows(world, service, ask):
    """EVT-2."""
    await happen(world, "u_mei")
    await happen(world, "u_mei", type_=EventType.BRIEFING_GIVEN)
    which = EventFilter(types=(EventType.BRIEFING_GIVEN,), subject="u_mei/d")

    found = await looked(ask, service, MEI, which, 1)

    assert [each.type for each in found] == [EventType.BRIEFING_GIVEN]


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_who_has_no_role_sees_nothing(service, ask):
    """SEC-3."""
    with pytest.raises(
        Forbidden, check=says(r"Your roles do not include events\.read; ask an admin for the role")
    ):
        await looked(ask, service, NOBODY)


# --- paging -------------------------------------------------------------------------------------


async def test_pages_follow_each_other_without_gaps_and_the_last_one_says_where_to_wait(
    world, service
):
    """EVT-1, EVT-2."""
    await happen(world, "u_mei", "u_bob", "u_mei", None, "u_bob", "u_mei")

    seen, after = [], 0
    for _ in range(5):
        page = await service.page(by=MEI, which=ALL, after=after, limit=2)
        seen += [each.sequence for each in page.events]
        after = page.next_after

    assert seen == [1, 3, 4, 6]
    assert after == 6
    await happen(world, "u_mei")
    assert [each.sequence for each in (await service.page(by=MEI, which=ALL, after=6)).events] == [
        7
    ]


async def test_the_newest_come_first_when_asked_so(world, service):
    """EVT-2."""
    await happen(world, "u_mei", "u_mei", "u_mei")

    found = await service.latest(by=MEI, which=ALL, limit=2)

    assert [each.sequence for each in found] == [3, 2]


async def test_following_goes_on_after_a_number_and_hears_what_comes(world, service):
    """EVT-2."""
    await happen(world, "u_mei", "u_mei")
    following = service.follow(by=MEI, which=ALL, after=1)

    async with asyncio.timeout(20):
        assert (await anext(following)).sequence == 2
        next_one = asyncio.ensure_future(anext(following))
        await happen(world, "u_bob", "u_mei")
        assert (await next_one).sequence == 4
    await following.aclose()


@pytest.mark.parametrize("ask", LOOKS.values(), ids=LOOKS)
async def test_what_happened_is_told_in_the_language_of_who_asks(world, service, ask):
    """I18-1."""
    told = Notification(message("hello.morning")).recorded
    now = world.clock.now()
    await world.events.append(
        Event(
            id="e",
            type="zhiban.task.found",
            source="/tasks",
            subject="t",
            time=now,
            owner=None,
            data={"notification": told},
        )
    )
    bo = await world.people.get(BO.person_id)
    await world.people.save(replace(bo, language=Language.CHINESE))

    [english] = await looked(ask, service, MEI, count=1)
    [chinese] = await looked(ask, service, BO, count=1)

    assert english.data["title"] == "Good morning"
    assert chinese.data["title"] == "早上好"


@pytest.mark.parametrize("limit", [-1, 0, MOST_EVENTS + 1])
async def test_a_page_has_a_bound(service, limit):
    """EVT-2, SEC-2."""
    for ask in (service.page, service.latest):
        with pytest.raises(
            InvalidRequest, check=says(f"limit must be between 1 and {MOST_EVENTS}")
        ):
            await ask(by=MEI, which=ALL, limit=limit)

    assert await service.latest(by=MEI, which=ALL, limit=MOST_EVENTS) == []


@pytest.mark.parametrize("after", [-1, 2**63, 10**30])
async def test_a_number_that_no_event_can_have_is_refused(service, after):
    """EVT-2, SEC-2."""
    with pytest.raises(InvalidRequest, check=says("after must be at least 0")):
        await service.page(by=MEI, which=ALL, after=after)

    assert (await service.page(by=MEI, which=ALL, after=2**63 - 1)).next_after == 2**63 - 1


# --- feedback -----------------------------------------------------------------------------------


async def test_feedback_is_kept_as_an_event_of_who_gave_it(world, service):
    """EVT-1, EVT-2, PSH-7."""
    event = await service.give_feedback(by=MEI, data={"event_id": "e-7", "useful": True})

    assert event.type == EventType.FEEDBACK_GIVEN
    assert (event.owner, event.source, event.subject) == ("u_mei", "/people/u_mei", "e-7")
    assert (event.time, event.sequence) == (world.clock.now(), 1)
    assert event.data == {"event_id": "e-7", "useful": True}
    assert world.events.kept == [event]


async def test_feedback_with_one_key_is_kept_once_and_the_first_stays(world, service):
    """EVT-1, EVT-2."""
    first = await service.give_feedback(by=MEI, data={"useful": True}, key="k")
    world.clock.move(minutes=1)

    again = await service.give_feedback(by=MEI, data={"useful": False}, key="k")

    assert again == first
    assert world.events.kept == [first]


async def test_keys_of_different_people_and_no_key_at_all_never_meet(world, service):
    """EVT-2, TSK-2."""
    for by in (MEI, BO):
        await service.give_feedback(by=by, data={}, key="k")
    for _ in range(2):
        await service.give_feedback(by=MEI, data={})

    assert len(world.events.kept) == 4


async def test_feedback_may_say_when_it_happened(service):
    """EVT-2."""
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)

    assert (await service.give_feedback(by=MEI, data={}, at=at)).time == at


async def test_feedback_has_a_bound_in_bytes(world, service):
    """EVT-2, SEC-2."""
    frame = len(json.dumps({"text": ""}))
    room = LARGEST_FEEDBACK - frame

    await service.give_feedback(by=MEI, data={"text": "x" * room})
    for text in ("x" * (room + 1), "错" * (room // 3 + 1), "x" * 5_000_000):
        with pytest.raises(
            TooLarge, check=says("The feedback has more than 65,536 bytes; send a link instead")
        ):
            await service.give_feedback(by=MEI, data={"text": text})

    assert len(world.events.kept) == 1


async def test_halves_of_surrogate_pairs_are_kept_and_counted_as_they_are_written(world, service):
    """EVT-2, SEC-2."""
    event = await service.give_feedback(by=MEI, data={"text": "\ud83d"})

    assert event.data == {"text": "\ud83d"}
    with pytest.raises(TooLarge, check=says("send a link")):
        await service.give_feedback(by=MEI, data={"text": "\ud83d" * (LARGEST_FEEDBACK // 6 + 1)})


async def test_a_key_and_what_it_is_about_have_bounds(world, service):
    """SEC-2."""
    with pytest.raises(InvalidRequest, check=says("key must have at most 64")):
        await service.give_feedback(by=MEI, data={}, key="k" * 65)

    assert world.events.kept == []
    event = await service.give_feedback(by=MEI, data={"event_id": "e" * 9_000}, key="k" * 64)
    assert event.subject == "e" * 200


@pytest.mark.parametrize("event_id", [None, 7, ["a"], {"b": 1}])
async def test_what_it_is_about_may_be_any_json(service, event_id):
    """EVT-2: outside programs say it in their own way."""
    event = await service.give_feedback(by=MEI, data={"event_id": event_id})

    assert event.subject == str(event_id)


@pytest.mark.parametrize("by", [NOBODY, READER, ADMINS_READER], ids=["none", "reader", "admins"])
async def test_feedback_needs_the_right_and_a_scope_for_it(world, service, by):
    """SEC-3, MCP-3."""
    with pytest.raises(Forbidden, check=says(r"do not include events\.feedback;")):
        await service.give_feedback(by=by, data={})

    assert world.events.kept == []


async def test_what_one_says_another_does_not_see(service):
    """TSK-2, SEC-3."""
    await service.give_feedback(by=MEI, data={"text": "mine"})

    assert await service.latest(by=BO, which=ALL) == []
    assert len(await service.latest(by=ADMIN, which=EventFilter(since=_long_ago()))) == 1


def _long_ago():
    return datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=1)

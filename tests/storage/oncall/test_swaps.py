"""Swaps of shifts through their service, on SQLite and on PostgreSQL (ALR-10)."""

from datetime import timedelta

import pytest

from application.oncall.duty_book import DutyBook
from application.oncall.schedules import OnCallService
from application.oncall.swaps import SwapService
from application.ports.events import EventFilter
from domain.common.errors import Conflict, Forbidden, InvalidRequest, NotFound
from domain.events.events import EventType
from domain.oncall.override_rules import OverrideRequest
from domain.oncall.schedules import OverrideKind
from domain.oncall.swaps import Span, SwapAnswer, SwapRequest, SwapState
from domain.people.access import Actor, Role
from storage.events.events import SqlEvents
from storage.oncall.schedules import MOST_SWAPS, SqlOnCallSchedules
from tests.fakes.clock import CountingIds, ManualClock
from tests.storage.oncall.test_schedules import ADMIN, BEGINS, LIN, MEI, NIGHTS, Registered

BOB = Actor("u_bob", frozenset({Role.APPROVER}))
WEI = Actor("u_wei", frozenset({Role.OPERATOR}))
DAY = timedelta(days=1)
MINE = SwapRequest(giver="u_lin", taker="u_bob", end=BEGINS + DAY)


@pytest.fixture
def clock():
    return ManualClock(BEGINS)


@pytest.fixture
def events(database):
    return SqlEvents(database)


@pytest.fixture
def ids():
    return CountingIds()


@pytest.fixture
async def service(events, clock, ids):
    service = OnCallService(DutyBook(SqlOnCallSchedules(events), "2026a"), Registered(), clock, ids)
    await service.create(by=ADMIN, name="nights", config=NIGHTS)
    return service


@pytest.fixture
def swaps(service, clock, ids):
    return SwapService(service.book.schedules, Registered(), clock, ids)


async def on_call(service, days=0, hours=0):
    at = BEGINS + timedelta(hours=2 + hours, days=days)
    return [each.person_id for each in (await service.at(by=MEI, name="nights", at=at)).people]


async def test_a_shift_is_given_away_only_to_who_accepts(service, swaps):
    """ALR-10."""
    asked = await swaps.ask(by=LIN, name="nights", requested=MINE)
    assert asked.asked_of == "u_bob"
    assert await on_call(service) == ["u_lin"]
    for who, answer in (
        (LIN, SwapAnswer.ACCEPT),
        (WEI, SwapAnswer.ACCEPT),
        (ADMIN, SwapAnswer.ACCEPT),
        (BOB, SwapAnswer.WITHDRAW),
    ):
        with pytest.raises(Forbidden):
            await swaps.answer(by=who, swap_id=asked.id, answer=answer)
    assert await on_call(service) == ["u_lin"]

    for _ in range(2):  # the same answer twice is one
        done = await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
        assert done.state is SwapState.ACCEPTED
    assert await on_call(service) == ["u_bob"]
    [kept] = (await service.get(by=MEI, name="nights")).schedule.overrides
    assert (kept.by, kept.agreed_by, kept.instead_of) == ("u_lin", "u_bob", "u_lin")
    with pytest.raises(Conflict):
        await swaps.answer(by=LIN, swap_id=asked.id, answer=SwapAnswer.WITHDRAW)


async def test_a_shift_is_taken_only_from_who_accepts(service, swaps):
    """ALR-10: nobody replaces another with themselves."""
    asked = await swaps.ask(by=BOB, name="nights", requested=MINE)
    assert asked.asked_of == "u_lin"
    with pytest.raises(Forbidden):
        await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
    await swaps.answer(by=LIN, swap_id=asked.id, answer=SwapAnswer.DECLINE)
    assert await on_call(service) == ["u_lin"]
    with pytest.raises(Conflict):
        await swaps.answer(by=LIN, swap_id=asked.id, answer=SwapAnswer.ACCEPT)


@pytest.mark.parametrize(
    ("by", "change", "refused"),
    [
        (WEI, {}, InvalidRequest),
        (ADMIN, {}, InvalidRequest),
        (LIN, {"taker": "u_lin"}, InvalidRequest),
        (LIN, {"taker": "u_stranger"}, InvalidRequest),
        (LIN, {"taker": "u_gone"}, InvalidRequest),
        (LIN, {"end": BEGINS - DAY}, InvalidRequest),
        (LIN, {"start": BEGINS - DAY}, InvalidRequest),
        (LIN, {"end": BEGINS + 32 * DAY}, InvalidRequest),
        (LIN, {"back": Span(BEGINS, BEGINS + 2 * DAY)}, InvalidRequest),
        (LIN, {"end": BEGINS + timedelta(minutes=30)}, Conflict),
        (MEI, {"taker": "u_mei"}, Forbidden),
    ],
)
async def test_a_swap_is_of_two_and_bounded(swaps, service, by, change, refused):
    """ALR-10: one of the two asks, who gives is on call then, and nothing reaches the past."""
    requested = SwapRequest(**(vars(MINE) | change))
    with pytest.raises(refused):
        await swaps.ask(by=by, name="nights", requested=requested)
    assert not await swaps.list(by=MEI, name="nights")


async def test_an_exchange_writes_both_changes_or_none(service, swaps, clock):
    """ALR-10."""
    requested = SwapRequest(
        giver="u_lin",
        taker="u_bob",
        start=BEGINS + timedelta(hours=1),
        end=BEGINS + DAY,
        back=Span(BEGINS + timedelta(hours=25), BEGINS + 2 * DAY),
    )
    asked = await swaps.ask(by=LIN, name="nights", requested=requested)
    await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
    assert [await on_call(service, day) for day in range(4)] == [
        ["u_bob"],
        ["u_lin"],
        ["u_wei", "u_mei"],
        ["u_lin"],
    ]


async def test_a_swap_ends_when_the_shifts_have_changed(service, swaps, clock):
    """ALR-10: a yes is to exactly what was asked."""
    asked = await swaps.ask(
        by=LIN,
        name="nights",
        requested=SwapRequest(giver="u_lin", taker="u_bob", end=BEGINS + 5 * DAY),
    )
    change = OverrideRequest(
        kind=OverrideKind.REPLACE,
        people=("u_lin",),
        instead_of="u_bob",
        start=BEGINS + DAY,
        end=BEGINS + 3 * DAY,
    )
    await service.override(by=ADMIN, name="nights", requested=change)
    with pytest.raises(Conflict) as refused:
        await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
    assert refused.value.explanation.id == "oncall.swap_changed"
    assert len((await service.get(by=MEI, name="nights")).schedule.overrides) == 1


async def test_an_unanswered_swap_expires(service, swaps, clock, events):
    """ALR-10: with its event, once; a late yes changes nothing."""
    asked = await swaps.ask(by=LIN, name="nights", requested=MINE)
    clock.move(days=1)
    with pytest.raises(Conflict):
        await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
    assert [each.state for each in await swaps.list(by=MEI, name="nights")] == [SwapState.EXPIRED]
    assert [await swaps.expire(), await swaps.expire()] == [1, 0]
    found = await events.page(EventFilter(), after=0, limit=10)
    assert [each.type for each in found][1:] == [
        EventType.ONCALL_SWAP_ASKED,
        EventType.ONCALL_SWAP_SETTLED,
    ]
    assert found[-1].data["state"] == "expired"


async def test_what_is_left_of_a_running_shift_changes_hands(service, swaps, clock):
    """ALR-10: the past stays as it was."""
    clock.move(hours=1)
    asked = await swaps.ask(by=LIN, name="nights", requested=MINE)
    clock.move(hours=3)
    await swaps.answer(by=BOB, swap_id=asked.id, answer=SwapAnswer.ACCEPT)
    assert await on_call(service) == ["u_lin"]
    assert await on_call(service, hours=3) == ["u_bob"]


async def test_open_swaps_are_bounded(swaps):
    """ALR-10: and what there is none of is told."""
    for _ in range(MOST_SWAPS):
        await swaps.ask(by=LIN, name="nights", requested=MINE)
    with pytest.raises(Conflict):
        await swaps.ask(by=LIN, name="nights", requested=MINE)
    with pytest.raises(NotFound):
        await swaps.ask(by=LIN, name="days", requested=MINE)
    with pytest.raises(NotFound):
        await swaps.answer(by=LIN, swap_id="s_none", answer=SwapAnswer.DECLINE)

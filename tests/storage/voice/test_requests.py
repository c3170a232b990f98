"""What robots ask for, in memory and in databases: one each, codes sealed, tries counted."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.common.errors import Misconfigured
from domain.events.events import EventType
from domain.voice.requests import LASTS, RequestState, Sealed, answered, asked, asked_for
from domain.voice.robots import RobotRequest, made
from storage.events.events import SqlEvents
from storage.voice.requests import SqlVoiceRequests
from storage.voice.tables import voice_requests as table
from tests.fakes.sealing import PlainSealing
from tests.fakes.voice_requests import InMemoryVoiceRequests

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SEALED = Sealed("135790", '{"name": "checkout"}')


def request(id_="r1", robot="desk", owner="u_mei"):
    asks = RobotRequest(name=robot, url="wss://api.xiaozhi.me/mcp/?token=x")
    one, _ = made(owner, asks, revision="1", at=NOW)
    return asked_for(one, id_=id_, tool="rollback_workload", question="回滚\0?", digest="d", at=NOW)


@pytest.fixture
def requests(stores):
    events = stores.events
    if isinstance(events, SqlEvents):
        return SqlVoiceRequests(events, PlainSealing())
    return InMemoryVoiceRequests(events)


async def put(requests, *given):
    for each in given:
        await requests.put(each, SEALED, asked(each))


async def test_a_later_request_takes_the_place_of_a_robots_earlier_one(requests):
    """VOI-4."""
    first, second, other = request("r1"), request("r2"), request("r3", "hall")
    await put(requests, first, second, other)

    assert await requests.of_robot("u_mei", "desk") == second
    assert {each.id for each in await requests.of_person("u_mei")} == {"r2", "r3"}
    assert await requests.of_person("u_bo") == []
    assert await requests.sealed(first) is None
    assert await requests.sealed(second) == SEALED
    assert not await requests.spend(first, now=NOW, most=3)
    assert not await requests.become(first, RequestState.AGREED)


async def test_tries_are_counted_and_end_with_their_number_and_time(requests):
    """VOI-4: bounded tries, bounded life."""
    one = request()
    await put(requests, one)
    assert not await requests.spend(one, now=NOW + LASTS, most=3)
    spent = await asyncio.gather(*(requests.spend(one, now=NOW, most=3) for _ in range(9)))

    assert sum(spent) == 3
    assert await requests.of_robot("u_mei", "desk") == replace(one, tries=3)


async def test_one_of_many_agreements_counts_and_is_recorded(requests, stores):
    """VOI-4: one use."""
    one = request()
    await put(requests, one)
    event = answered(one, RequestState.AGREED, via="robot:desk+code", at=NOW)
    agreed = await asyncio.gather(
        *(requests.become(one, RequestState.AGREED, event) for _ in range(5))
    )

    assert sum(agreed) == 1
    kept = await stores.events.get(event.id)
    assert (kept.type, kept.data["state"]) == (EventType.ROBOT_ANSWERED, "agreed")
    assert not await requests.spend(one, now=NOW, most=3)


async def test_what_came_of_it_is_kept_once_somebody_agreed(requests):
    """VOI-4."""
    one = request()
    await put(requests, one)
    await requests.tell(one, RequestState.DONE, "无人同意")
    assert (await requests.of_robot("u_mei", "desk")).told == ""

    await requests.become(one, RequestState.AGREED)
    await requests.tell(one, RequestState.DONE, "已回滚。\0")
    kept = await requests.of_robot("u_mei", "desk")
    assert (kept.state, kept.told) == (RequestState.DONE, "已回滚。\0")


async def test_a_code_is_in_no_row_and_opens_with_its_key_only(database):
    """VOI-4: never readable where it is kept."""
    events = SqlEvents(database)
    one = request()
    await put(SqlVoiceRequests(events, PlainSealing()), one)
    async with database.reading() as connection:
        [row] = await connection.execute(select(table))

    assert b"135790" not in row.sealed
    assert "135790" not in str(row._mapping)
    with pytest.raises(Misconfigured):
        await SqlVoiceRequests(events, PlainSealing(b"other")).sealed(one)


def test_a_request_waits_for_two_minutes():
    """VOI-4."""
    one = request()
    assert one.is_open(NOW + LASTS - timedelta(seconds=1))
    assert not one.is_open(NOW + LASTS)
    assert not replace(one, state=RequestState.REFUSED).is_open(NOW)

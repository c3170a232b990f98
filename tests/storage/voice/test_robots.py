"""People's robots in memory, on SQLite and PostgreSQL: addresses sealed, one holder each."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from application.ports.events import EventFilter
from bootstrap.voice.lost import lost_robots
from domain.common.errors import Conflict, Misconfigured, NotFound
from domain.common.messages import message
from domain.voice.robots import (
    RobotFault,
    RobotRequest,
    RobotStanding,
    RobotState,
    made,
    registered,
    removed,
)
from storage.events.events import SqlEvents
from storage.voice.robots import SqlRobots
from storage.voice.tables import robots as table
from tests.fakes.robots import InMemoryRobots
from tests.fakes.sealing import PlainSealing
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
LEASE = timedelta(seconds=20)
URL = "wss://api.xiaozhi.me/mcp/?token=hush-hush-7"


def robot(name="desk", owner="u_mei", revision="r1"):
    return made(owner, RobotRequest(name=name, url=URL), revision=revision, at=NOW)[0]


@pytest.fixture
def robots(stores):
    events = stores.events
    if isinstance(events, SqlEvents):
        return SqlRobots(events, PlainSealing())
    return InMemoryRobots(events)


async def added(robots, *names, owner="u_mei"):
    for name in names:
        one = robot(name, owner)
        await robots.add(one, URL, registered(one, unique=f"{owner}{name}"), most=3)


async def took(robots, holder, seconds=0, most=10):
    now = NOW + timedelta(seconds=seconds)
    found = await robots.take(holder, now=now, until=now + LEASE, most=most)
    return [each.name for each in found]


async def test_what_was_kept_is_found_with_its_address_and_goes_for_good(robots, stores):
    """VOI-1."""
    await added(robots, "hall", "desk")
    assert [each.robot.name for each in await robots.list("u_mei")] == ["desk", "hall"]
    assert await robots.list("u_bo") == []
    kept = await robots.get("u_mei", "desk")
    assert (kept.robot, kept.standing, kept.held_until) == (robot(), RobotStanding(), None)
    assert await robots.url(robot()) == URL

    event = removed(robot(), at=NOW, unique="1")
    assert await robots.remove("u_mei", "desk", event)
    assert not await robots.remove("u_mei", "desk", event)
    assert await robots.get("u_mei", "desk") is None
    with pytest.raises(NotFound):
        await robots.url(robot())
    events = await stores.events.page(EventFilter(), after=0, limit=10)
    assert [each.type.rpartition(".")[2] for each in events] == [
        "registered",
        "registered",
        "removed",
    ]
    assert "hush" not in repr(events)


async def test_names_are_ones_own_and_robots_of_one_person_are_bounded(robots):
    """VOI-1: many robots of many people."""
    await added(robots, "a", "b", "c")
    await added(robots, "a", owner="u_bo")

    with pytest.raises(Conflict):
        await added(robots, "a")
    with pytest.raises(Conflict):
        await added(robots, "d")


async def test_an_address_is_sealed_and_opens_in_its_own_row_only(robots, stores):
    """VOI-1, CLD-4: tokens sealed at rest."""
    if isinstance(robots, InMemoryRobots):
        pytest.skip("nothing is at rest")
    await added(robots, "a", "b")
    async with stores.events.database.writing() as connection:
        [sealed] = await connection.scalars(select(table.c.sealed).where(table.c.name == "a"))
        await connection.execute(table.update().where(table.c.name == "b").values(sealed=sealed))
        [row] = (await connection.execute(select(table).where(table.c.name == "b"))).all()

    assert "hush" not in repr([value for key, value in row._mapping.items() if key != "sealed"])
    with pytest.raises(Misconfigured):
        await robots.url(robot("b"))


async def test_a_robot_has_one_holder_until_it_is_silent_or_gives_it_back(robots):
    """VOI-1: one connection per endpoint however many processes run."""
    await added(robots, "a", "b")

    assert await took(robots, "p1") == ["a", "b"]
    assert await took(robots, "p2", seconds=5) == []
    assert await took(robots, "p1", seconds=15) == ["a", "b"]
    assert await took(robots, "p2", seconds=30) == []
    assert await took(robots, "p2", seconds=36) == ["a", "b"]
    assert await took(robots, "p1", seconds=37) == []
    await robots.give_back("p2")
    assert await took(robots, "p1", seconds=38) == ["a", "b"]


async def test_two_that_take_at_once_share_without_overlap(robots):
    """VOI-1."""
    await added(robots, "a", "b", "c")

    both = await asyncio.gather(*(took(robots, f"p{n}", most=2) for n in range(4)))
    names = [name for each in both for name in each]
    rest = await took(robots, "p9")

    assert sorted([*names, *rest]) == ["a", "b", "c"]


async def test_only_the_holder_says_how_a_connection_stands(robots):
    """VOI-1: state visible."""
    await added(robots, "a")
    await took(robots, "p1")
    connected = RobotStanding(state=RobotState.CONNECTED, since=NOW, calls=2, last_tool="greet")

    await robots.note("p2", {("u_mei", "a"): RobotStanding(state=RobotState.REFUSED)})
    await robots.note("p1", {("u_mei", "a"): connected, ("u_mei", "gone"): connected})

    assert (await robots.get("u_mei", "a")).standing == connected


async def test_the_doctor_counts_robots_that_need_a_look_and_names_none(robots, stores):
    """VOI-1: take-downs and silent relays are told in words, also when all is connected again."""
    if not isinstance(stores.events, SqlEvents):
        return  # it reads the database
    database = stores.events.database
    assert await lost_robots(database, NOW) is None
    await added(robots, "a", "b", "c")
    assert await lost_robots(database, NOW) == (
        True,
        message("check.robots_well", count=3),
    )

    await took(robots, "p1")
    new, state = RobotStanding(), RobotState
    silent = new.turned(state.RETRYING, RobotFault.SILENT, 0, at=NOW)
    replaced = new.turned(state.RETRYING, RobotFault.REPLACED, 1000, at=NOW)
    back = replaced.turned(state.CONNECTED, RobotFault.NONE, 0, at=NOW)
    noted = {("u_mei", "a"): silent, ("u_mei", "b"): back}
    await robots.note("p1", noted)
    well, found = await lost_robots(database, NOW)

    assert not well
    english, chinese = WORDS.text(found, IN_ENGLISH), WORDS.text(found, IN_CHINESE)
    assert english.startswith("2 of 3 need a look: the relay has been silent for 40 s")
    assert "restart it" in english
    assert "another bridge uses the same endpoint" in english
    assert chinese.startswith("3 台里有 2 台要看一下：接入点服务已 40 秒没有任何动静")
    assert "另有程序在用同一个接入点" in chinese

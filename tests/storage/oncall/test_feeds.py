"""Calendar addresses through their service, on SQLite and on PostgreSQL (ALR-10)."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from application.oncall.calendars import CalendarService
from application.oncall.duty_book import DutyBook
from application.oncall.feeds import FeedService
from application.oncall.schedules import OnCallService
from application.ports.events import EventFilter
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.common.readers import Language
from domain.events.events import EventType
from domain.oncall.feeds import MOST_FEEDS, REVOKED_KEPT
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from integrations.calendars.files import IcalendarFiles
from storage.events.events import SqlEvents
from storage.oncall.feeds import NOTED_EVERY, SqlOnCallFeeds
from storage.oncall.schedules import SqlOnCallSchedules
from storage.oncall.tables import oncall_feeds
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.oncall import Unisolated
from tests.fakes.people import InMemoryPeople, InMemorySessions
from tests.fakes.words import WORDS
from tests.storage.oncall.test_schedules import ADMIN, BEGINS, LIN, MEI, NIGHTS

READING = Actor("u_lin", frozenset({Role.OPERATOR}), frozenset({Scope.READ}), via="token:1")


@pytest.fixture
def clock():
    return ManualClock(BEGINS)


@pytest.fixture
def events(database):
    return SqlEvents(database)


@pytest.fixture
async def people():
    people = InMemoryPeople(InMemorySessions())
    roles = {"u_lin": Role.OPERATOR, "u_bob": Role.APPROVER, "u_wei": Role.OPERATOR}
    for id_, role in (roles | {"u_mei": Role.VIEWER, "u_admin": Role.ADMIN}).items():
        person = Person(id=id_, name=id_[2:], mail=f"{id_}@x.cn", roles=frozenset({role}))
        await people.add(person, password_hash="")
    return people


@pytest.fixture
async def service(events, people, clock):
    ids, schedules = CountingIds(), SqlOnCallSchedules(events)
    book = DutyBook(schedules, "2026a")
    await OnCallService(book, people, clock, ids).create(by=ADMIN, name="nights", config=NIGHTS)
    calendars = CalendarService(schedules, people, IcalendarFiles(Unisolated()), clock, ids)
    return FeedService(SqlOnCallFeeds(events), calendars, people, WORDS, clock, ids)


def shifts(opened):
    """What another program reads: who, from when."""
    read = icalendar.Calendar.from_ical(opened.text)
    return [(str(each["X-ZHIBAN-PERSON"]), each["DTSTART"].dt) for each in read.walk("VEVENT")]


async def test_an_address_opens_the_shifts_until_it_is_revoked(service, events):
    """ALR-10: its secret is kept nowhere, not in events either; nobody else revokes it."""
    made = await service.create(by=LIN, name="nights")
    opened = await service.open(made.token)
    assert opened.schedule == "nights"
    assert len(shifts(opened)) > 150
    with pytest.raises(NotFound):
        await service.revoke(by=MEI, feed_id=made.feed.id)

    revoked = await service.revoke(by=LIN, feed_id=made.feed.id)
    assert revoked == await service.revoke(by=LIN, feed_id=made.feed.id)
    for token in (made.token, "", "x" * 200, "\ud800", made.feed.id):
        with pytest.raises(NotFound) as gone:
            await service.open(token)
        assert gone.value.name == "calendar"
    types = (EventType.ONCALL_FEED_MADE, EventType.ONCALL_FEED_REVOKED)
    told = await events.page(EventFilter(), after=0, limit=9)
    assert [each.type for each in told][1:] == list(types)
    async with events.database.reading() as connection:
        rows = list((await connection.execute(select(oncall_feeds))).mappings())
    assert made.token not in str(told) + str(rows)


async def test_ones_own_shifts_are_in_ones_own_language(service, people):
    """ALR-10."""
    made = await service.create(by=LIN, name="nights", only_own=True)
    other = await service.create(by=MEI, name="nights", only_own=True)
    assert {who for who, _ in shifts(await service.open(made.token))} == {"u_lin"}
    assert "nights 值班" in (await service.open(made.token)).text
    together = (await service.open(other.token)).text
    assert "X-ZHIBAN-PERSON:u_wei" in together
    assert "X-ZHIBAN-PERSON:u_bob" not in together
    lin = await people.get("u_lin")
    people.kept["u_lin"] = replace(lin, language=Language.ENGLISH)
    assert "On call nights" in (await service.open(made.token)).text


async def test_it_opens_no_further_than_its_owner_may(service, people):
    """ALR-10, SEC-3: who left reads no shifts, and a reading token makes no address."""
    made = await service.create(by=LIN, name="nights")
    with pytest.raises(Forbidden):
        await service.create(by=READING, name="nights")
    assert [each.id for each in await service.list(by=READING)] == [made.feed.id]
    with pytest.raises(Forbidden):
        await service.list(by=MEI, person_id="u_lin")
    assert await service.list(by=ADMIN, person_id="u_lin")
    with pytest.raises(NotFound):
        await service.create(by=LIN, name="days")

    lin = await people.get("u_lin")
    people.kept["u_lin"] = replace(lin, disabled=True)
    with pytest.raises(NotFound):
        await service.open(made.token)
    people.kept["u_lin"] = replace(lin, roles=frozenset())
    with pytest.raises(NotFound):
        await service.open(made.token)
    people.kept["u_lin"] = lin
    assert await service.open(made.token)
    await service.revoke(by=ADMIN, feed_id=made.feed.id)
    with pytest.raises(NotFound):
        await service.open(made.token)


async def test_they_are_bounded_and_those_long_revoked_are_forgotten(service, clock):
    """ALR-10."""
    made = [await service.create(by=LIN, name="nights") for _ in range(MOST_FEEDS)]
    with pytest.raises(Conflict):
        await service.create(by=LIN, name="nights")
    await service.create(by=MEI, name="nights")
    await service.revoke(by=LIN, feed_id=made[0].feed.id)
    await service.create(by=LIN, name="nights")
    assert made[0].feed.id in [each.id for each in await service.list(by=LIN)]
    clock.move(seconds=REVOKED_KEPT.total_seconds() + 1)
    await service.create(by=MEI, name="nights")
    assert made[0].feed.id not in [each.id for each in await service.list(by=LIN)]


async def test_it_is_noted_to_the_hour_when_a_program_read_it(service, clock):
    """ALR-10: so that somebody who wonders which address to revoke can tell."""
    made = await service.create(by=LIN, name="nights")
    assert made.feed.read_at is None
    first = clock.now()
    await service.open(made.token)
    clock.move(seconds=60)
    await service.open(made.token)
    [kept] = await service.list(by=LIN)
    assert kept.read_at == first
    clock.move(seconds=NOTED_EVERY.total_seconds())
    await service.open(made.token)
    [kept] = await service.list(by=LIN)
    assert kept.read_at == first + timedelta(seconds=60) + NOTED_EVERY

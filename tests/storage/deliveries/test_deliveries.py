"""The delivery ledger and the pace, in memory, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.deliveries.deliveries import ChannelKind, Delivery, DeliveryState
from storage.database import open_database
from storage.deliveries.deliveries import SqlPace
from tests.fakes.words import foreign

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
QUEUED = Delivery(
    key="e1/u_mei/mail/mei@example.cn",
    event_id="e1",
    person_id="u_mei",
    channel=ChannelKind.MAIL,
    target="mei@example.cn",
    state=DeliveryState.QUEUED,
    at=NOW,
    extra={"briefing": "u_mei/2026-11-21"},
)
ACCEPTED = replace(
    QUEUED,
    state=DeliveryState.ACCEPTED,
    at=NOW + timedelta(seconds=1),
    attempt=1,
    answer=foreign("250 已收 \0\ud800"),
    reference="<1@mail>",
)


async def test_the_last_row_of_a_key_is_its_state(stores):
    """PSH-2, PSH-7."""
    assert await stores.deliveries.record(QUEUED) is True
    assert await stores.deliveries.record(ACCEPTED) is True

    assert await stores.deliveries.state_of(QUEUED.key) == ACCEPTED
    assert await stores.deliveries.state_of("unknown") is None


async def test_a_row_that_a_slow_clock_wrote_is_still_the_last(stores):
    """PSH-7: machines disagree about the time, but not about the order of rows."""
    await stores.deliveries.record(QUEUED)
    early = replace(ACCEPTED, at=NOW - timedelta(minutes=1))
    await stores.deliveries.record(early)

    assert await stores.deliveries.state_of(QUEUED.key) == early
    assert await stores.deliveries.list(person_id=None, before=None, limit=9) == [early]


async def test_a_row_is_recorded_once_per_state_and_attempt(stores):
    """PSH-2: of many who claim a try, one may make it."""
    claims = await asyncio.gather(*(stores.deliveries.record(ACCEPTED) for _ in range(20)))
    later = replace(ACCEPTED, answer=foreign("again"), at=NOW + timedelta(hours=1))

    assert sorted(claims) == [False] * 19 + [True]
    assert await stores.deliveries.record(later) is False
    assert await stores.deliveries.record(replace(ACCEPTED, attempt=2)) is True


async def test_each_delivery_is_listed_once_newest_first_in_pages(stores):
    """PSH-7."""
    for number in range(5):
        row = replace(QUEUED, key=f"k{number}", at=NOW + timedelta(minutes=number))
        await stores.deliveries.record(row)
    await stores.deliveries.record(replace(ACCEPTED, key="k1", at=NOW + timedelta(minutes=9)))
    await stores.deliveries.record(replace(QUEUED, key="theirs", person_id="u_lin"))
    first = await stores.deliveries.list(person_id="u_mei", before=None, limit=3)
    rest = await stores.deliveries.list(person_id="u_mei", before=first[-1].at, limit=3)
    everybody = await stores.deliveries.list(person_id=None, before=None, limit=100_000)

    assert [each.key for each in first] == ["k1", "k4", "k3"]
    assert [each.key for each in rest] == ["k2", "k0"]
    assert len(everybody) == 6


async def test_deliveries_are_found_by_what_became_of_them(stores):
    """PSH-7: the newest row counts, not one that it has left behind."""
    await stores.deliveries.record(QUEUED)
    await stores.deliveries.record(replace(QUEUED, key="sms", channel=ChannelKind.SMS))
    await stores.deliveries.record(ACCEPTED)

    async def found(**by):
        rows = await stores.deliveries.list(person_id=None, before=None, limit=9, **by)
        return [each.key for each in rows]

    assert await found(states={DeliveryState.QUEUED}) == ["sms"]
    assert await found(channel=ChannelKind.MAIL) == [QUEUED.key]
    assert await found(states=(DeliveryState.QUEUED, DeliveryState.ACCEPTED)) == [QUEUED.key, "sms"]
    assert await found(channel=ChannelKind.SMS, states={DeliveryState.ACCEPTED}) == []


async def test_slots_are_given_until_the_window_is_full_and_again_when_one_leaves_it(stores):
    """PSH-4."""

    async def ask(seconds, slots=1, key="robot"):
        now = NOW + timedelta(seconds=seconds)
        return await stores.pace.reserve(key, now=now, limit=3, window_seconds=60, slots=slots)

    assert [await ask(0), await ask(10), await ask(20), await ask(30)] == [0, 0, 0, 30]
    assert [await ask(59.5), await ask(60), await ask(60)] == [0.5, 0, 10]
    assert [await ask(70, slots=3), await ask(120, slots=3)] == [50, 0]
    assert await ask(0, key="other") == 0


async def test_more_slots_than_will_ever_be_free_are_refused(stores):
    """PSH-4."""
    with pytest.raises(ValueError, match="never free"):
        await stores.pace.reserve("robot", now=NOW, limit=2, window_seconds=60, slots=3)


def most_in_a_window(moments, window):
    """Count the fullest window that begins with a use; no other can be fuller."""
    return max(sum(start <= each < start + window for each in moments) for start in moments)


@pytest.fixture
async def two_workers(url):
    async with open_database(url) as ours, open_database(url) as theirs:
        yield SqlPace(ours), SqlPace(theirs)


asks = st.lists(st.tuples(st.floats(0, 0.5), st.integers(1, 3)), min_size=1, max_size=12)


@given(st.lists(asks, min_size=1, max_size=5), st.integers(3, 6), st.integers(1, 60_000))
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_no_window_ever_holds_more_uses_than_allowed(two_workers, rounds, limit, millis):
    """PSH-4: two engines stand for two workers, whose clocks differ by half a window."""
    key, window = uuid4().hex, timedelta(milliseconds=millis)

    async def ask(worker, now, slots):
        wait = await worker.reserve(
            key, now=now, limit=limit, window_seconds=window.total_seconds(), slots=slots
        )
        assert 0 <= wait <= 2 * window.total_seconds()
        return [now] * slots if wait == 0 else []

    used = []
    for number, asked in enumerate(rounds):
        begin = NOW + number * window / 2
        answers = await asyncio.gather(
            *(
                ask(two_workers[place % 2], begin + offset * window, slots)
                for place, (offset, slots) in enumerate(asked)
            )
        )
        used += [moment for each in answers for moment in each]

    assert most_in_a_window(used, window) <= limit

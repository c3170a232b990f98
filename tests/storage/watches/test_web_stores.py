"""What is kept of watched pages, in memory, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from application.ports.watches.web import MOST_TEXTS
from storage.events.events import SqlEvents
from storage.watches.page_texts import SqlPageTexts
from storage.watches.screenshots import SqlScreenshots
from storage.watches.verdicts import KEPT_FOR, SqlVerdicts
from tests.fakes.clock import ManualClock
from tests.fakes.web_monitors import InMemoryPageTexts, InMemoryScreenshots, InMemoryVerdicts

TASK, OTHER = "t_" + "a" * 26, "t_" + "b" * 26
URL = "https://example.com/价格?q=" + "x" * 1_900
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
LONG_TEXT = "价格：1,234 元\n" * 20_000


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def texts(stores, clock):
    events = stores.events
    return (
        SqlPageTexts(events.database, clock)
        if isinstance(events, SqlEvents)
        else (InMemoryPageTexts())
    )


@pytest.fixture
def verdicts(stores):
    events = stores.events
    return SqlVerdicts(events.database) if isinstance(events, SqlEvents) else InMemoryVerdicts()


@pytest.fixture
def screenshots(stores):
    events = stores.events
    if isinstance(events, SqlEvents):
        return SqlScreenshots(events.database)
    return InMemoryScreenshots()


@pytest.mark.parametrize("text", [LONG_TEXT, "", "half a pair \ud83d and a \0 character"])
async def test_a_text_comes_back_as_it_was_whatever_it_holds(texts, text):
    """WEB-3."""
    await texts.put(TASK, URL, digest="d1", text=text)

    assert await texts.get(TASK, URL, digest="d1") == text


async def test_only_the_newest_texts_of_a_page_are_kept_and_listed(texts, clock):
    """WEB-3, WEB-7."""
    await texts.put(TASK, "https://a.example/", digest="other", text="")
    await texts.put(OTHER, URL, digest="others", text="")
    for number in range(MOST_TEXTS + 2):
        clock.move(minutes=1)
        await texts.put(TASK, URL, digest=f"d{number}", text=str(number))

    kept = [await texts.get(TASK, URL, digest=f"d{number}") for number in range(4)]
    assert kept == [None, None, "2", "3"]
    listed = await texts.snapshots(TASK)
    named = [f"d{number}" for number in range(MOST_TEXTS + 1, 1, -1)]
    assert [each.digest for each in listed] == [*named, "other"]
    assert listed[0].url == URL
    assert listed[0].kept_at - listed[1].kept_at == timedelta(minutes=1)


async def test_a_text_that_is_put_again_counts_as_new(texts, clock):
    """WEB-3: a page that goes back to what it was."""
    many = [f"d{number}" for number in range(1, MOST_TEXTS + 1)]
    for digest in (*many, "d1", "new"):
        clock.move(minutes=1)
        await texts.put(TASK, URL, digest=digest, text=digest)

    assert await texts.get(TASK, URL, digest="d1") == "d1"
    assert await texts.get(TASK, URL, digest="d2") is None


async def test_a_text_is_kept_even_when_the_clock_goes_back(texts, clock):
    """WEB-3."""
    for number in range(4):
        clock.move(minutes=-1)
        await texts.put(TASK, URL, digest=f"d{number}", text=str(number))

    assert await texts.get(TASK, URL, digest="d3") == "3"


async def test_tasks_and_pages_have_texts_of_their_own(texts):
    """TSK-4: two people watch one page."""
    await texts.put(TASK, URL, digest="d1", text="mine")
    await texts.put(OTHER, URL, digest="d1", text="theirs")
    await texts.put(TASK, "https://example.com/", digest="d1", text="elsewhere")

    assert await texts.get(TASK, URL, digest="d1") == "mine"
    assert await texts.get(OTHER, URL, digest="d1") == "theirs"
    assert await texts.get(OTHER, "https://example.com/", digest="d1") is None


async def test_a_verdict_is_remembered_and_can_be_replaced(verdicts):
    """WEB-4."""
    assert await verdicts.get("d1") is None
    await verdicts.put("d1", matters=False, at=NOW)
    assert await verdicts.get("d1") is False
    await verdicts.put("d1", matters=True, at=NOW)
    assert await verdicts.get("d1") is True


async def test_verdicts_are_forgotten_after_three_months(database):
    """WEB-4."""
    kept = SqlVerdicts(database)
    await kept.put("old", matters=True, at=NOW)
    await kept.put("new", matters=True, at=NOW + KEPT_FOR)
    assert await kept.get("old") is True
    await kept.put("newer", matters=True, at=NOW + KEPT_FOR + timedelta(seconds=1))

    assert await kept.get("old") is None
    assert await kept.get("new") is True


async def test_the_newest_five_pictures_of_a_task_are_kept(screenshots):
    """WEB-5."""
    numbers = [
        await screenshots.put(TASK, URL, at=NOW + timedelta(hours=hour), png=b"\x89PNG%d" % hour)
        for hour in range(7)
    ]
    await screenshots.put(OTHER, URL, at=NOW, png=b"theirs")

    kept = await screenshots.list(TASK)
    assert numbers == [1, 2, 3, 4, 5, 6, 7]
    assert [each.number for each in kept] == [7, 6, 5, 4, 3]
    assert kept[0].png == b"\x89PNG6"
    assert kept[0].taken_at == NOW + timedelta(hours=6)
    assert await screenshots.get(TASK, 7) == kept[0]
    assert await screenshots.get(TASK, 2) is None
    assert (await screenshots.get(OTHER, 1)).png == b"theirs"


async def test_pictures_that_are_kept_at_once_get_different_numbers(screenshots):
    """WEB-5: several pages of one task change in one check."""
    put = (screenshots.put(TASK, f"{URL}{n}"[-900:], at=NOW, png=b"x") for n in range(5))

    assert sorted(await asyncio.gather(*put)) == [1, 2, 3, 4, 5]

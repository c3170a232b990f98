"""Activities of calendar tasks by themselves: wrong times, lost workers, one digest a date."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.digests import DigestWords
from activities.schedules import GONE, STRAY, RunFailure, RunOrder
from domain.common.errors import NotFound
from domain.events.events import EventType
from domain.schedules.feeds import FeedEntry
from domain.tasks.tasks import TaskState
from tests.fakes.calendars import CalendarRig
from tests.fakes.words import foreign

FEED = "https://paper.example/feed"
NIGHT = {"hour": 1, "minute": 30, "zone": "America/New_York"}
NEWS = {**NIGHT, "news_urls": [FEED], "notification": {"method": "email", "email": "m@example.cn"}}
CHIME = {**NIGHT, "type": "daily", "action": "x"}
FIRST = datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
"""When it is 01:30 for the first time in the night in which New York's clocks go back."""


@pytest.fixture
async def rig() -> CalendarRig:
    rig = CalendarRig()
    await rig.move_in()
    return rig


def order(task, due=FIRST) -> RunOrder:
    return RunOrder(task, due, due + timedelta(seconds=1))


def story(name: str) -> FeedEntry:
    return FeedEntry(name, f"https://paper.example/{name}")


async def run(activity, *arguments):
    return await ActivityEnvironment().run(activity, *arguments)


async def made(rig, wanted: RunOrder):
    """Make a digest as the workflow does."""
    digests = rig.digest_activities()
    found = await run(digests.gather, wanted)
    if found.skip:
        return found.skip
    if not found.made:
        await run(digests.summarise, DigestWords(wanted, found.gathered))
    return await run(digests.publish, wanted)


async def test_a_time_that_the_clocks_repeat_is_one_run_and_one_digest(rig):
    """TSK-6, SCH-2: Temporal calls twice in that night."""
    chime, news = await rig.task(CHIME), await rig.task(NEWS, kind="news_digest")
    rig.feeds.put(FEED, story("a"))
    schedules = rig.schedule_activities()
    again = FIRST + timedelta(hours=1)

    assert (await run(schedules.act, order(chime))).event_id.endswith("2027-11-07T05:30:00Z")
    assert (await run(schedules.act, order(chime, again))).title == STRAY
    assert (await made(rig, order(news))).event_id == f"digest/{news.id}/2027-11-07"
    assert await made(rig, order(news, again)) == STRAY
    assert len(rig.tasks.events.of_type(EventType.SCHEDULE_RAN)) == 1


async def test_each_date_has_its_digest_and_no_story_is_told_twice(rig):
    """SCH-2."""
    task = await rig.task(NEWS, kind="news_digest", name="早报")
    rig.feeds.put(FEED, story("one"), story("two"))
    await made(rig, order(task))
    rig.feeds.put(FEED, story("one"), story("two"), story("three"))
    await made(rig, order(task, FIRST + timedelta(days=1, hours=1)))

    first, second = rig.tasks.events.of_type(EventType.DIGEST_PUBLISHED)
    assert (first.data["title"], second.data["title"]) == ("早报 · 2027-11-07", "早报 · 2027-11-08")
    assert (first.data["stories"], second.data["stories"]) == (2, 1)
    assert "two" not in second.data["text"]
    assert second.data["digest"] == f"{task.id}/2027-11-08"


async def test_a_worker_lost_after_any_step_tells_the_same_digest_once(rig):
    """REL-1, SCH-2: each step again gives what the first time gave."""
    task = await rig.task(NEWS, kind="news_digest")
    rig.feeds.put(FEED, story("one"))
    digests = rig.digest_activities()
    found = await run(digests.gather, order(task))
    await run(digests.summarise, DigestWords(order(task), found.gathered))
    await run(digests.summarise, DigestWords(order(task), replace(found.gathered, stories=())))
    first = await run(digests.publish, order(task))
    second = await run(digests.publish, order(task))

    assert first == second
    assert len(rig.tasks.events.of_type(EventType.DIGEST_PUBLISHED)) == 1
    assert "one" in rig.digests.kept[f"{task.id}/2027-11-07"].markdown


async def test_a_failure_told_by_a_worker_that_was_lost_is_told_all_the_same(rig):
    """REL-1: the retry of the record is not taken for a second failure in a row."""
    task = await rig.task({**CHIME, "notification": NEWS["notification"]})
    failure = RunFailure(order(task), foreign("down"))
    schedules = rig.schedule_activities()

    assert await run(schedules.fail, failure) == await run(schedules.fail, failure)
    assert len((await run(schedules.fail, failure)).addresses) == 1
    later = RunFailure(order(task, FIRST + timedelta(days=3)), foreign("down"))
    assert (await run(schedules.fail, later)).addresses == ()


async def test_a_deleted_task_runs_no_more_and_what_was_never_made_is_not_published(rig):
    """TSK-2."""
    for kind, config in (("schedule", CHIME), ("news_digest", NEWS)):
        task = await rig.task(config, kind=kind)
        rig.tasks.kept[task.id] = replace(task, state=TaskState.DELETED)
        if kind == "schedule":
            assert (await run(rig.schedule_activities().act, order(task))).title == GONE
        else:
            assert await made(rig, order(task)) == GONE
            with pytest.raises(NotFound):
                await run(rig.digest_activities().publish, order(task))

"""Runs of calendar tasks on the real server, which skips the time between two tries."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.testing import WorkflowEnvironment

from application.ports.feeds import FeedFailed
from bootstrap.temporal.payloads import shared_data_converter
from domain.common.errors import Unavailable
from domain.events.events import EventType
from domain.people.access import Role
from domain.schedules.feeds import FeedEntry
from tests.fakes.calendars import CalendarHouse
from tests.fakes.waiting import eventually
from tests.recording import Recorder
from tests.temporal_servers import SERVER, STARTUP
from workflows.schedules.calendar_runs import CalendarResult, CalendarRun
from workflows.schedules.digests import NewsDigestWorkflow
from workflows.schedules.workflow import ScheduledActionWorkflow

pytestmark = pytest.mark.temporal

SETTINGS = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="20ms"',
)
FEED = "https://paper.example/feed"
MAIL = {"method": "email", "email": "mei@example.cn"}
SMS = {"method": "sms", "phone_number": "+8613800138000"}
SWEEP = {"type": "daily", "hour": 9, "action": "alert_sweep", "notification": [MAIL, SMS]}
NEWS = {"news_urls": [FEED], "hour": 8, "categories": ["科技"], "notification": MAIL}


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(scope="module")
async def skipping(recorder: Recorder) -> AsyncIterator[WorkflowEnvironment]:
    """The real server: the one for tests ends what is abandoned by leaping ten years."""
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=SERVER,
        dev_server_startup_timeout=STARTUP,
        data_converter=shared_data_converter,
        interceptors=[recorder],
        dev_server_log_level="error",
        dev_server_extra_args=[
            part for each in SETTINGS for part in ("--dynamic-config-value", each)
        ],
    ) as environment:
        yield environment


@pytest.fixture(autouse=True)
async def recorded(request, skipping, recorder) -> AsyncIterator[None]:
    """Keep the history of the life that the test is marked to record."""
    recorder.begin()
    yield
    await recorder.keep(request.node, skipping.client)


@pytest.fixture
async def house() -> CalendarHouse:
    house = CalendarHouse()
    await house.move_in()
    return house


async def run(skipping, house, task, workflow=ScheduledActionWorkflow) -> CalendarResult:
    return await skipping.client.execute_workflow(
        workflow.run,
        CalendarRun(task),
        id=f"task/{task.id}-{uuid4()}",
        task_queue=house.queue,
        result_type=CalendarResult,
    )


async def run_later(skipping, house, task) -> CalendarResult:
    """Run in another second than before, as Temporal's schedules do."""
    second = datetime.now(UTC).second
    async with asyncio.timeout(20):
        while datetime.now(UTC).second == second:
            await asyncio.sleep(0.02)
    return await run(skipping, house, task)


@pytest.mark.records("scheduled-action-told", "ScheduledAction")
async def test_a_run_raises_its_event_and_starts_one_delivery_for_each_address(skipping, house):
    """SCH-1, PSH-2."""
    task = await house.task(SWEEP)
    async with house.awake(skipping.client):
        result = await run(skipping, house, task)

    assert result.told == 2
    (event,) = house.tasks.events.of_type(EventType.SCHEDULE_RAN)
    assert (event.id, event.subject, event.owner) == (result.event_id, task.id, "u_mei")
    assert event.data["title"] == result.title
    assert (await house.kept(task)).events == 1


async def test_an_action_that_fails_for_a_while_succeeds_without_a_word(skipping, house):
    """SCH-1, REL-2."""
    house.alarms.moods = [Unavailable("Down."), Unavailable("Down.")]
    task = await house.task(SWEEP)
    async with house.awake(skipping.client):
        result = await run(skipping, house, task)

    assert result.told == 2
    assert house.told(EventType.SCHEDULE_FAILED) == []


@pytest.mark.records("scheduled-action-failed", "ScheduledAction")
async def test_an_action_that_goes_on_failing_is_told_once_until_it_works_again(skipping, house):
    """SCH-1, TSK-5: every failed run is kept, the first in a row is told."""
    task = await house.task(SWEEP)
    house.alarms.broken = Unavailable("The alarm service is down.")
    async with house.awake(skipping.client):
        results = [await run_later(skipping, house, task) for _ in range(3)]
        house.alarms.broken = None
        results.append(await run_later(skipping, house, task))
        house.alarms.broken = Unavailable("The alarm service is down.")
        results.append(await run_later(skipping, house, task))

    assert [each.told for each in results] == [2, 0, 0, 2, 2]
    failures = house.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert [each.data["notify"] for each in failures] == [True, False, False, True]
    assert "The alarm service is down." in failures[0].data["text"]


async def test_nothing_is_done_for_an_owner_who_is_gone_and_that_is_not_tried_again(
    skipping, house
):
    """SCH-1, VOI-6."""
    task = await house.task(SWEEP)
    mei = await house.people.get("u_mei")
    await house.people.save(replace(mei, disabled=True))
    async with house.awake(skipping.client):
        await run(skipping, house, task)

    (event,) = house.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "gone or disabled" in event.data["reason"]


async def test_a_task_that_was_deleted_meanwhile_says_nothing(skipping, house):
    """TSK-2."""
    task = await house.task(SWEEP)
    house.tasks.kept.pop(task.id)
    async with house.awake(skipping.client):
        result = await run(skipping, house, task)

    assert (result.event_id, result.told) == ("", 0)
    assert house.tasks.events.of_type(EventType.SCHEDULE_RAN) == []


def put_news(house: CalendarHouse, *titles: str) -> None:
    entries = [FeedEntry(title, f"https://paper.example/{title}") for title in titles]
    house.feeds.put(FEED, *entries)


@pytest.mark.records("news-digest-published", "NewsDigest")
async def test_a_digest_is_made_once_per_date_however_often_it_is_started(skipping, house):
    """SCH-2: once per recipient and date, also when it is triggered again."""
    put_news(house, "芯片产能翻倍", "港口重新开放")
    task = await house.task(NEWS, kind="news_digest", name="早报")
    async with house.awake(skipping.client):
        first = await run(skipping, house, task, NewsDigestWorkflow)
        put_news(house, "后来的新闻")
        second = await run(skipping, house, task, NewsDigestWorkflow)

    assert first == second
    assert first.event_id.startswith(f"digest/{task.id}/20")
    (event,) = house.tasks.events.of_type(EventType.DIGEST_PUBLISHED)
    assert "芯片产能翻倍" in event.data["text"]
    assert house.feeds.asked == [FEED]


@pytest.mark.records("news-digest-failed", "NewsDigest")
async def test_a_digest_whose_sources_all_fail_is_a_failure_and_the_next_one_is_not(
    skipping, house
):
    """SCH-2."""
    house.feeds.failure = FeedFailed("paper.example could not be read (timeout).")
    task = await house.task(NEWS, kind="news_digest")
    async with house.awake(skipping.client):
        failed = await run(skipping, house, task, NewsDigestWorkflow)
        put_news(house, "港口重新开放")
        made = await run(skipping, house, task, NewsDigestWorkflow)

    (event,) = house.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "paper.example could not be read" in event.data["text"]
    assert (failed.told, made.told) == (1, 1)
    assert len(house.feeds.asked) == 6


async def test_a_digest_without_anything_new_is_silent_when_that_is_wanted(skipping, house):
    """SCH-2."""
    house.feeds.put(FEED)
    task = await house.task({**NEWS, "tell_empty": False}, kind="news_digest")
    async with house.awake(skipping.client):
        result = await run(skipping, house, task, NewsDigestWorkflow)

    assert result.told == 0
    (event,) = house.tasks.events.of_type(EventType.DIGEST_PUBLISHED)
    assert event.data["notify"] is False


async def test_a_role_that_may_not_fetch_pages_gets_no_digest(skipping, house):
    """SCH-2, SEC-3: a task has its owner's rights of today."""
    put_news(house, "港口重新开放")
    task = await house.task(NEWS, kind="news_digest")
    mei = await house.people.get("u_mei")
    await house.people.save(replace(mei, roles=frozenset[Role]()))
    async with house.awake(skipping.client):
        await run(skipping, house, task, NewsDigestWorkflow)

    (event,) = house.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "pages.fetch" in event.data["reason"]
    assert house.feeds.asked == []


async def test_a_cancelled_run_ends_and_tells_nothing(skipping, house):
    """TSK-3: an operator's button."""
    house.alarms.gate = asyncio.Event()
    task = await house.task(SWEEP)

    async def acts() -> bool:
        return house.alarms.asked > 0

    async with house.awake(skipping.client):
        handle = await skipping.client.start_workflow(
            ScheduledActionWorkflow.run,
            CalendarRun(task),
            id=f"task/{task.id}-{datetime.now(UTC)}",
            task_queue=house.queue,
        )
        await eventually(acts)
        await handle.cancel()
        with pytest.raises(WorkflowFailureError) as ended:
            await handle.result()
        assert isinstance(ended.value.cause, CancelledError)
        house.alarms.gate.set()

    assert house.told(EventType.SCHEDULE_FAILED) == []

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
from domain.common.messages import bare, message_of
from domain.events.events import EventType
from domain.people.access import Role
from domain.schedules.feeds import FeedEntry
from tests.fakes.calendars import CalendarRig
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, foreign, told
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
async def rig() -> CalendarRig:
    rig = CalendarRig()
    await rig.move_in()
    return rig


async def run(skipping, rig, task, workflow=ScheduledActionWorkflow) -> CalendarResult:
    return await skipping.client.execute_workflow(
        workflow.run,
        CalendarRun(task),
        id=f"task/{task.id}-{uuid4()}",
        task_queue=rig.queue,
        result_type=CalendarResult,
    )


async def run_later(skipping, rig, task) -> CalendarResult:
    """Run in another second than before, as Temporal's schedules do."""
    second = datetime.now(UTC).second
    async with asyncio.timeout(20):
        while datetime.now(UTC).second == second:
            await asyncio.sleep(0.02)
    return await run(skipping, rig, task)


@pytest.mark.records("scheduled-action-told", "ScheduledAction")
async def test_a_run_raises_its_event_and_starts_one_delivery_for_each_address(skipping, rig):
    """SCH-1, PSH-2."""
    task = await rig.task(SWEEP)
    async with rig.awake(skipping.client):
        result = await run(skipping, rig, task)

    assert result.told == 2
    (event,) = rig.tasks.events.of_type(EventType.SCHEDULE_RAN)
    assert (event.id, event.subject, event.owner) == (result.event_id, task.id, "u_mei")
    assert result.title == bare(message_of(event.data["notification"]["title"]))
    assert told(event, IN_CHINESE).title == "早上的事 · 过去 24 小时没有未处理的告警（共 0 条）"
    assert (
        told(event, IN_ENGLISH).title
        == "早上的事 · No unhandled alarms in the last 24 hours (0 in all)"
    )
    assert (await rig.kept(task)).events == 1


async def test_an_action_that_fails_for_a_while_succeeds_without_a_word(skipping, rig):
    """SCH-1, REL-2."""
    rig.alarms.moods = [Unavailable("Down."), Unavailable("Down.")]
    task = await rig.task(SWEEP)
    async with rig.awake(skipping.client):
        result = await run(skipping, rig, task)

    assert result.told == 2
    assert rig.told(EventType.SCHEDULE_FAILED) == []


@pytest.mark.records("scheduled-action-failed", "ScheduledAction")
async def test_an_action_that_goes_on_failing_is_told_once_until_it_works_again(skipping, rig):
    """SCH-1, TSK-5: every failed run is kept, the first in a row is told."""
    task = await rig.task(SWEEP)
    rig.alarms.broken = Unavailable("The alarm service is down.")
    async with rig.awake(skipping.client):
        results = [await run_later(skipping, rig, task) for _ in range(3)]
        rig.alarms.broken = None
        results.append(await run_later(skipping, rig, task))
        rig.alarms.broken = Unavailable("The alarm service is down.")
        results.append(await run_later(skipping, rig, task))

    assert [each.told for each in results] == [2, 0, 0, 2, 2]
    failures = rig.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert [each.data["notify"] for each in failures] == [True, False, False, True]
    for reader, begins in ((IN_ENGLISH, "The run of"), (IN_CHINESE, "20")):
        said = told(failures[0], reader).text
        assert said.startswith(begins)
        assert "The alarm service is down." in said


async def test_nothing_is_done_for_an_owner_who_is_gone_and_that_is_not_tried_again(skipping, rig):
    """SCH-1, VOI-6."""
    task = await rig.task(SWEEP)
    mei = await rig.people.get("u_mei")
    await rig.people.save(replace(mei, disabled=True))
    async with rig.awake(skipping.client):
        await run(skipping, rig, task)

    (event,) = rig.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "gone or disabled" in told(event, IN_ENGLISH).text
    assert "已不存在或被停用" in told(event, IN_CHINESE).text


async def test_a_task_that_was_deleted_meanwhile_says_nothing(skipping, rig):
    """TSK-2."""
    task = await rig.task(SWEEP)
    rig.tasks.kept.pop(task.id)
    async with rig.awake(skipping.client):
        result = await run(skipping, rig, task)

    assert (result.event_id, result.told) == ("", 0)
    assert rig.tasks.events.of_type(EventType.SCHEDULE_RAN) == []


def put_news(rig: CalendarRig, *titles: str) -> None:
    entries = [FeedEntry(title, f"https://paper.example/{title}") for title in titles]
    rig.feeds.put(FEED, *entries)


@pytest.mark.records("news-digest-published", "NewsDigest")
async def test_a_digest_is_made_once_per_date_however_often_it_is_started(skipping, rig):
    """SCH-2: once per recipient and date, also when it is triggered again."""
    put_news(rig, "芯片产能翻倍", "港口重新开放")
    task = await rig.task(NEWS, kind="news_digest", name="早报")
    async with rig.awake(skipping.client):
        first = await run(skipping, rig, task, NewsDigestWorkflow)
        put_news(rig, "后来的新闻")
        second = await run(skipping, rig, task, NewsDigestWorkflow)

    assert first == second
    assert first.event_id.startswith(f"digest/{task.id}/20")
    (event,) = rig.tasks.events.of_type(EventType.DIGEST_PUBLISHED)
    assert "芯片产能翻倍" in event.data["text"]
    assert rig.feeds.asked == [FEED]


@pytest.mark.records("news-digest-failed", "NewsDigest")
async def test_a_digest_whose_sources_all_fail_is_a_failure_and_the_next_one_is_not(skipping, rig):
    """SCH-2."""
    rig.feeds.failure = FeedFailed(foreign("paper.example could not be read (timeout)."))
    task = await rig.task(NEWS, kind="news_digest")
    async with rig.awake(skipping.client):
        failed = await run(skipping, rig, task, NewsDigestWorkflow)
        put_news(rig, "港口重新开放")
        made = await run(skipping, rig, task, NewsDigestWorkflow)

    (event,) = rig.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "paper.example" in told(event, IN_ENGLISH).text
    assert (failed.told, made.told) == (1, 1)
    assert len(rig.feeds.asked) == 6


async def test_a_digest_without_anything_new_is_silent_when_that_is_wanted(skipping, rig):
    """SCH-2."""
    rig.feeds.put(FEED)
    task = await rig.task({**NEWS, "tell_empty": False}, kind="news_digest")
    async with rig.awake(skipping.client):
        result = await run(skipping, rig, task, NewsDigestWorkflow)

    assert result.told == 0
    (event,) = rig.tasks.events.of_type(EventType.DIGEST_PUBLISHED)
    assert event.data["notify"] is False


async def test_a_role_that_may_not_fetch_pages_gets_no_digest(skipping, rig):
    """SCH-2, SEC-3: a task has its owner's rights of today."""
    put_news(rig, "港口重新开放")
    task = await rig.task(NEWS, kind="news_digest")
    mei = await rig.people.get("u_mei")
    await rig.people.save(replace(mei, roles=frozenset[Role]()))
    async with rig.awake(skipping.client):
        await run(skipping, rig, task, NewsDigestWorkflow)

    (event,) = rig.tasks.events.of_type(EventType.SCHEDULE_FAILED)
    assert "pages.fetch" in told(event, IN_ENGLISH).text
    assert rig.feeds.asked == []


async def test_a_cancelled_run_ends_and_tells_nothing(skipping, rig):
    """TSK-3: an operator's button."""
    rig.alarms.gate = asyncio.Event()
    task = await rig.task(SWEEP)

    async def acts() -> bool:
        return rig.alarms.asked > 0

    async with rig.awake(skipping.client):
        handle = await skipping.client.start_workflow(
            ScheduledActionWorkflow.run,
            CalendarRun(task),
            id=f"task/{task.id}-{datetime.now(UTC)}",
            task_queue=rig.queue,
        )
        await eventually(acts)
        await handle.cancel()
        with pytest.raises(WorkflowFailureError) as ended:
            await handle.result()
        assert isinstance(ended.value.cause, CancelledError)
        rig.alarms.gate.set()

    assert rig.told(EventType.SCHEDULE_FAILED) == []

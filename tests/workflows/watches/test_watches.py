"""The lives of watches under a server that skips time."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from temporalio import activity
from temporalio.client import WorkflowUpdateHandle, WorkflowUpdateStage

from domain.tasks.tasks import Finding, TaskState
from domain.watches.watches import Check, WatchMemory, next_due
from tests.fakes.configs import read_web_monitor
from tests.fakes.watching import Watchtower
from tests.fakes.words import foreign, saying
from workflows.watches.state import TaskChange, WatchInput, WatchStatus
from workflows.watches.workflow import WebMonitorWorkflow

pytestmark = pytest.mark.temporal

HOUR = timedelta(hours=1)
CHANGED = Finding("zhiban.web.changed", saying("价格变了", "old → new"))


@dataclass
class ServersClock:
    """In an activity: when the server started it. Elsewhere: what the test was told last."""

    moment: datetime | None = None

    def now(self) -> datetime:
        return activity.info().started_time if activity.in_activity() else self.moment


@pytest.fixture
async def tower(skipping) -> Watchtower:
    """A place where nobody stays, since a stay takes real time, and the people's workers."""
    clock = ServersClock(await skipping.get_current_time())
    tower = Watchtower(skipping.client, clock=clock, capacity=0)
    await tower.household.move_in()
    return tower


async def begin(tower, **fields):
    """Start an hourly watch; the test server knows none of our search attributes."""
    config = {
        "check_interval_minutes": 60,
        "notification": {"method": "email", "email": "mei@example.cn"},
    }
    task = await tower.born(started=False, config=config)
    tower.handle = await tower.client.start_workflow(
        WebMonitorWorkflow.run,
        WatchInput(task, as_of=task.changed_at, **fields),
        id=f"task/{task.id}",
        task_queue=f"{tower.queue}-watches",
    )
    return task


def moments(tower):
    return [at for _, at in tower.checker.looks]


async def status(tower) -> WatchStatus:
    return await tower.handle.query(WebMonitorWorkflow.status)


async def begun(tower, update, *said) -> WorkflowUpdateHandle:
    """Return once the watch has taken an update; what it writes down may take longer."""
    accepted = WorkflowUpdateStage.ACCEPTED
    return await tower.handle.start_update(update, *said, wait_for_stage=accepted)


async def test_sixty_days_of_looks_are_on_the_beat_without_drift_or_burst(tower, skipping):
    """TSK-6, PRF-1: with a pause of ten days; 1,200 looks leave nothing in the history."""
    async with tower.awake():
        task = await begin(tower)
        await skipping.sleep(timedelta(days=30))
        await tower.handle.execute_update(WebMonitorWorkflow.pause)
        await skipping.sleep(timedelta(days=10))
        paused = await status(tower)
        await tower.handle.execute_update(WebMonitorWorkflow.resume)
        await skipping.sleep(timedelta(days=20))
        length = (await tower.handle.describe()).history_length

    assert paused.state is TaskState.PAUSED
    looks = moments(tower)
    assert 1_180 < len(looks) <= 1_202
    beats = [next_due(task.id, HOUR, after=at - timedelta(seconds=30)) for at in looks[1:]]
    assert all(
        abs(at - beat) < timedelta(seconds=5) for at, beat in zip(looks[1:], beats, strict=True)
    )
    gaps = sorted(after - before for before, after in pairwise(looks))
    assert gaps[-1] > timedelta(days=9)
    assert gaps[-2] < HOUR * 1.6
    assert gaps[0] > HOUR * 0.4
    assert length < 40


async def test_a_watch_that_begins_paused_looks_at_nothing(tower, skipping):
    """TSK-3."""
    async with tower.awake():
        await begin(tower, paused=True, reason="holiday")
        await skipping.sleep(timedelta(days=2))
        now = await status(tower)

    assert (now.state, now.reason, now.due) == (TaskState.PAUSED, "holiday", None)
    assert tower.checker.looks == []


async def test_findings_that_were_acknowledged_by_an_earlier_run_are_not_told_again(
    tower, skipping
):
    """TSK-4."""
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await begin(tower)
        await tower.until_sent(1)
        await tower.handle.terminate()
        tower.handle = await tower.client.start_workflow(
            WebMonitorWorkflow.run,
            WatchInput(task, acknowledged=1, as_of=task.changed_at),
            id=f"task/{task.id}",
            task_queue=f"{tower.queue}-watches",
        )
        await tower.checker.until(2)
        assert (await status(tower)).findings == 1

    assert len(tower.household.mail.sent) == 1


async def test_findings_that_nobody_acknowledged_are_told_by_the_next_run_once(tower, skipping):
    """TSK-4, PSH-2: a reset in the Web UI makes a run forget; deliveries know what was sent."""
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await begin(tower)
        await tower.until_sent(1)
        await tower.handle.terminate()
        tower.handle = await tower.client.start_workflow(
            WebMonitorWorkflow.run,
            WatchInput(task, as_of=task.changed_at),
            id=f"task/{task.id}",
            task_queue=f"{tower.queue}-watches",
        )
        await tower.checker.until(2)
        assert (await status(tower)).findings == 1

    assert len(tower.household.mail.sent) == 1


async def test_changes_that_cannot_be_written_for_long_are_written_in_their_order(tower, skipping):
    """TSK-3, REL-1."""
    async with tower.awake():
        task = await begin(tower)
        await tower.checker.until(1)
        tower.household.events.moods = [OSError("disk")] * 20
        pausing = await begun(tower, WebMonitorWorkflow.pause)
        config = read_web_monitor({"urls": ["http://a.cn/"], "check_interval_minutes": 30})
        change = TaskChange(replace(task, name="n", config=config, revision=2), "u_mei")
        changing = await begun(tower, WebMonitorWorkflow.configure, change)
        await skipping.sleep(timedelta(minutes=10))
        resuming = await begun(tower, WebMonitorWorkflow.resume)
        await skipping.sleep(timedelta(hours=2))
        async with asyncio.timeout(10):
            for each in (pausing, changing, resuming):
                await each.result()

    names = [event.type.rpartition(".")[2] for event in tower.tasks.events.kept]
    assert names[:4] == ["created", "paused", "configured", "resumed"]
    kept = await tower.tasks.get(task.id)
    assert (kept.state, kept.revision, kept.name) == (TaskState.ACTIVE, 2, "n")
    times = [event.time for event in tower.tasks.events.kept[:4]]
    assert times == sorted(set(times))


async def test_a_note_that_can_never_be_written_does_not_stop_the_watch(tower, skipping):
    """TSK-3: its task's row is gone."""
    async with tower.awake():
        task = await begin(tower)
        await tower.checker.until(1)
        row = tower.tasks.kept.pop(task.id)
        await begun(tower, WebMonitorWorkflow.pause)
        await skipping.sleep(timedelta(hours=2))
        tower.tasks.kept[task.id] = row
        await tower.handle.execute_update(WebMonitorWorkflow.resume)
        await skipping.sleep(timedelta(hours=3))

    assert len(tower.checker.looks) >= 3


async def test_a_watch_whose_reading_must_be_ended_twice_rests_until_it_is_resumed(tower, skipping):
    """SEC-5, TSK-3: its owner is told once."""
    ended = Check(memory=WatchMemory(), problem=foreign("Reading it was ended."), ended=True)
    tower.checker.answers = [ended, ended]
    async with tower.awake():
        await begin(tower)
        await skipping.sleep(timedelta(days=2))
        await tower.until_sent(1)
        paused, looks = await status(tower), len(tower.checker.looks)
        await tower.handle.execute_update(WebMonitorWorkflow.resume)
        await skipping.sleep(timedelta(hours=2))
        resumed = await status(tower)

    assert (paused.state, looks) == (TaskState.PAUSED, 2)
    assert paused.reason == ""  # the memory says why
    assert resumed.state is TaskState.ACTIVE
    assert len(tower.checker.looks) > looks

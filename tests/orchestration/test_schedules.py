"""Calendar tasks on the real server, steered by us and by operators."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import ScheduleIntervalSpec, ScheduleUpdate

from application.ports.tasks import RunState
from application.schedules.calendar_runs import run_event
from bootstrap.system import SystemClock
from domain.events.events import EventType
from domain.schedules.messages import Written
from domain.schedules.schedules import upcoming
from domain.tasks.tasks import TaskState
from orchestration import schedules
from orchestration.schedules import TemporalSchedules
from tests.fakes.calendars import CalendarRig
from tests.fakes.clock import ManualClock
from tests.fakes.configs import read_schedule
from tests.fakes.words import IN_CHINESE, WORDS, shown
from workflows.attributes import KIND, OWNER

pytestmark = pytest.mark.temporal

DAILY = {"type": "daily", "hour": 9, "minute": 30, "action": "喝水"}
MAIL = {"method": "email", "email": "mei@example.cn"}
RAN = EventType.SCHEDULE_RAN


@pytest.fixture
async def rig() -> CalendarRig:
    rig = CalendarRig(clock=ManualClock(datetime.now(UTC)))
    await rig.move_in()
    return rig


@pytest.fixture
def lives(server, rig) -> TemporalSchedules:
    return TemporalSchedules(server.client, rig.queue, rig.tasks, rig.clock, WORDS)


async def until(condition, seconds=40.0):
    """Wait for something to become true."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):
            await asyncio.sleep(0.05)
    return found


def schedule_of(server, task):
    return server.client.get_schedule_handle(f"task/{task.id}")


async def runs_of(server, task):
    query = f'TemporalScheduledById = "task/{task.id}"'
    return [each async for each in server.client.list_workflows(query)]


async def test_a_started_task_can_be_read_in_temporal_and_starting_again_is_once(
    server, lives, rig
):
    """SCH-1, TSK-3: what an operator sees in the Web UI."""
    task = await rig.task(DAILY, name="喝水提醒")
    await lives.start(task)
    await lives.start(task)

    seen = await schedule_of(server, task).describe()
    assert await seen.memo() == {
        "task": task.id,
        "name": "喝水提醒",
        "type": "schedule",
        "owner": "u_mei",
    }
    assert seen.typed_search_attributes[OWNER] == "u_mei"
    assert seen.typed_search_attributes[KIND] == "schedule"
    assert seen.schedule.spec.time_zone_name == "Asia/Shanghai"
    assert seen.schedule.policy.catchup_window == timedelta(hours=1)
    life = await lives.life(task)
    assert life.state is RunState.RUNNING
    ours = upcoming(read_schedule(DAILY), "Asia/Shanghai", datetime.now(UTC), 5)
    assert list(life.upcoming) == ours
    assert "09:30" in shown(life.said, IN_CHINESE)


async def test_pause_and_resume_keep_their_note_and_their_events(server, lives, rig):
    """TSK-3."""
    task = await rig.task(DAILY)
    await lives.start(task)
    await lives.pause(task, reason="holidays", by="u_mei")
    task = await rig.kept(task)
    await lives.pause(task, reason="again", by="u_mei")

    life = await lives.life(task)
    assert (task.state, task.paused_reason) == (TaskState.PAUSED, "holidays")
    assert (life.state, shown(life.said), life.next_due) == (RunState.PAUSED, "holidays", None)
    assert (await schedule_of(server, task).describe()).schedule.state.note == "u_mei: again"
    await lives.resume(task, by="u_mei")
    task = await rig.kept(task)
    assert (task.state, (await lives.life(task)).state) == (TaskState.ACTIVE, RunState.RUNNING)
    assert len(rig.told(EventType.TASK_PAUSED)) == len(rig.told(EventType.TASK_RESUMED)) == 1


async def test_a_pause_in_the_web_ui_is_shown_with_its_note_and_resume_ends_it(server, lives, rig):
    """TSK-3."""
    task = await rig.task(DAILY)
    await lives.start(task)
    await schedule_of(server, task).pause(note="too noisy")

    life = await lives.life(task)
    assert life.state is RunState.HELD
    assert "too noisy" in shown(life.said)
    await lives.resume(task, by="u_mei")
    assert (await lives.life(task)).state is RunState.RUNNING


async def test_a_schedule_deleted_in_the_web_ui_is_missing_until_it_is_resumed(server, lives, rig):
    """TSK-3."""
    task = await rig.task(DAILY)
    await lives.start(task)
    await schedule_of(server, task).delete()

    async def missing():
        return (await lives.life(task)).state is RunState.MISSING

    await until(missing)
    await lives.pause(task, reason="", by="u_mei")
    task = await rig.kept(task)
    await lives.resume(task, by="u_mei")
    assert (await lives.life(task)).state is RunState.RUNNING


async def test_a_trigger_runs_once_now_and_tells_each_address_once(server, lives, rig):
    """SCH-1."""
    two = [MAIL, {"method": "wecom", "robot": "team"}]
    task = await rig.task({**DAILY, "notification": two})
    await lives.start(task)
    async with rig.awake(server.client):
        await lives.trigger(task, by="u_mei")
        await until(lambda: _told(rig, 1))

        async def done():
            runs = await runs_of(server, task)
            return runs if runs and runs[0].status.name == "COMPLETED" else None

        (run,) = await until(done)
    result = await server.client.get_workflow_handle(run.id).result()
    assert result["told"] == 2
    (event,) = rig.tasks.events.of_type(RAN)
    assert event.id.startswith(f"task/{task.id}/run/2")
    assert (event.data["title"], event.data["notify"]) == ("⏰ 早上的事 · 喝水", True)
    life = await lives.life(await rig.kept(task))
    assert len(life.last_runs) == 1
    assert life.problem is None


async def _told(rig, count):
    return len(rig.told(RAN)) >= count


async def test_a_new_configuration_moves_the_schedule_and_keeps_its_pause(server, lives, rig):
    """BRF-8, TSK-3: an operator's pause outlives a change."""
    task = await rig.task(DAILY)
    await lives.start(task)
    await schedule_of(server, task).pause(note="wait")
    changed = rig.changed(task, {**DAILY, "hour": 7, "zone": "Europe/Berlin"})
    await lives.configure(changed, by="u_mei")

    seen = await schedule_of(server, task).describe()
    assert seen.schedule.spec.calendars[0].hour[0].start == 7
    assert seen.schedule.spec.time_zone_name == "Europe/Berlin"
    assert (seen.schedule.state.paused, seen.schedule.state.note) == (True, "wait")
    assert (await rig.kept(task)).revision == 2


async def test_a_deleted_task_has_no_schedule_and_deleting_twice_is_once(server, lives, rig):
    """TSK-2."""
    task = await rig.task(DAILY)
    await lives.start(task)
    await lives.delete(task, by="u_mei")
    await lives.delete(await rig.kept(task), by="u_mei")

    async def missing():
        return (await lives.life(task)).state is RunState.MISSING

    await until(missing)
    assert (await rig.kept(task)).state is TaskState.DELETED
    assert len(rig.told(EventType.TASK_DELETED)) == 1


async def test_what_runs_once_runs_once_and_again_only_when_configured_again(server, rig):
    """SCH-1."""
    # Whoever makes a schedule sees by the clock whether its moment has passed meanwhile.
    lives = TemporalSchedules(server.client, rig.queue, rig.tasks, SystemClock(), WORDS)

    def soon():
        return {"type": "once", "at": (datetime.now(UTC) + timedelta(seconds=4)).isoformat()}

    async with rig.awake(server.client):
        task = await rig.task({**soon(), "action": "起床"})
        await lives.start(task)
        await until(lambda: _told(rig, 1))
        life = await lives.life(task)
        assert (life.state, life.next_due) == (RunState.RUNNING, None)
        await lives.start(task)
        assert (await lives.life(task)).next_due is None
        task = rig.changed(task, {**soon(), "action": "起床"})
        await lives.configure(task, by="u_mei")
        await until(lambda: _told(rig, 2))
    assert len(rig.told(RAN)) == 2


async def test_what_has_run_once_stays_so_although_temporal_forgets_its_schedule(
    server, lives, rig
):
    """SCH-1: whoever looks after tasks makes the schedule again, and its time comes every day."""
    task = await rig.task({"type": "once", "hour": 9, "minute": 30, "action": "起床"})
    await lives.start(task)
    assert (await lives.life(task)).next_due is not None
    said = Written("⏰ 起床")
    at = rig.clock.now() + timedelta(seconds=1)
    ran = await rig.tasks.apply(run_event(task, RAN, said, event_id="task/ran", at=at))
    await schedule_of(server, task).delete()

    async def missing():
        return (await lives.life(ran)).state is RunState.MISSING

    await until(missing)
    for _ in range(2):
        await lives.start(task)
        life = await lives.life(ran)
        assert (life.state, life.next_due) == (RunState.RUNNING, None)
    await lives.configure(rig.changed(ran, {**ran.config.given, "hour": 10}), by="u_mei")
    assert (await lives.life(await rig.kept(task))).next_due is not None


async def test_of_two_configurations_the_schedule_has_the_one_that_is_kept(server, lives, rig):
    """TSK-1."""
    task = await rig.task(DAILY)
    await lives.start(task)
    for hour in (7, 8):
        await lives.configure(rig.changed(task, {**DAILY, "hour": hour}), by="u_mei")

    assert (await rig.kept(task)).config.hour == 7
    seen = await schedule_of(server, task).describe()
    assert seen.schedule.spec.calendars[0].hour[0].start == 7


async def test_a_deleted_task_gets_no_schedule_any_more(server, lives, rig):
    """TSK-2: whoever starts it has read it before it was deleted."""
    task = await rig.task(DAILY)
    await lives.delete(task, by="u_mei")
    await lives.start(task)
    await lives.configure(rig.changed(task, {**DAILY, "hour": 7}), by="u_mei")

    assert (await lives.life(task)).state is RunState.MISSING


async def every_second(server, task):
    """Edit the schedule as an operator can, to a rhythm that no configuration may have."""

    def edited(current):
        schedule = current.description.schedule
        schedule.spec.intervals = [ScheduleIntervalSpec(every=timedelta(seconds=1))]
        return ScheduleUpdate(schedule)

    await schedule_of(server, task).update(edited)


async def passed(seconds):
    """Wait until the server's clock, which is ours, has gone on."""
    end = datetime.now(UTC) + timedelta(seconds=seconds)

    async def over():
        return datetime.now(UTC) > end

    await until(over)


def dues(rig):
    """Return for which times the task has run."""
    return [datetime.fromisoformat(each.rpartition("/")[2]) for each in rig.told(RAN)]


async def test_a_pause_is_followed_by_the_rhythm_and_never_by_a_burst(server, lives, rig):
    """TSK-3, TSK-6: one run each second, none for the seconds that were paused."""
    task = await rig.task({"type": "interval", "interval_hours": 1, "action": "x"})
    async with rig.awake(server.client):
        await lives.start(task)
        await every_second(server, task)
        await until(lambda: _told(rig, 2))
        await lives.pause(task, reason="", by="u_mei")
        paused_at = datetime.now(UTC)
        await passed(4)
        resumed_at = datetime.now(UTC)
        await lives.resume(await rig.kept(task), by="u_mei")
        await until(lambda: _told(rig, 6))
        await lives.delete(task, by="u_mei")

    second = timedelta(seconds=1)
    assert not [due for due in dues(rig) if paused_at + second < due < resumed_at - second]
    assert len(set(dues(rig))) == len(dues(rig))


async def test_who_looks_at_tasks_waits_for_temporal_no_longer_than_for_a_watch(rig, monkeypatch):
    """TSK-3: a page of tasks would hang for minutes."""
    monkeypatch.setattr(schedules, "PATIENCE", timedelta(seconds=0.1))

    class Nobody:
        def get_schedule_handle(self, name):
            raise TimeoutError

    task = await rig.task(DAILY)
    async with asyncio.timeout(10):
        life = await TemporalSchedules(Nobody(), "q", rig.tasks, rig.clock, WORDS).life(task)

    assert life.state is RunState.UNKNOWN


async def test_temporal_out_of_reach_is_said_and_nothing_is_raised(rig):
    """TSK-3."""

    class Nobody:
        def get_schedule_handle(self, name):
            raise TimeoutError

    task = await rig.task(DAILY)
    requests = TemporalSchedules(None, "q", rig.tasks, rig.clock, WORDS).requests
    lives = TemporalSchedules(
        Nobody(),
        "q",
        rig.tasks,
        rig.clock,
        WORDS,
        requests=type(requests)(timedelta(seconds=0)),
    )

    assert (await lives.life(task)).state is RunState.UNKNOWN

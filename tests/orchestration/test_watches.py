"""Watches against the real server: what they cost, how they are steered, what survives."""

import asyncio
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import PauseActivityRequest
from temporalio.client import Client

from application.ports.tasks import RunState, RunStatus, WatchRecord
from domain.common.errors import Conflict, Misconfigured, Rejected, Unavailable
from domain.events.events import EventType
from domain.tasks.events import configured, found, life_event, number_of
from domain.tasks.tasks import Finding, TaskState
from domain.watches.watches import next_due
from tests.fakes.configs import with_changes
from tests.fakes.waiting import eventually
from tests.fakes.watching import Watchtower
from tests.fakes.words import IN_CHINESE, saying, says, shown, told
from workflows.watches.state import Steered, WatchStatus
from workflows.watches.workflow import WebMonitorWorkflow

pytestmark = pytest.mark.temporal

INTERVAL = timedelta(seconds=30)
CHANGED = Finding("zhiban.web.changed", saying("价格变了", "old → new"))


@pytest.fixture
async def tower(server) -> Watchtower:
    tower = Watchtower(server.client)
    await tower.household.move_in()
    return tower


async def history_of(tower, task) -> list[str]:
    handle = tower.client.get_workflow_handle(f"task/{task.id}")
    return [event.event_type async for event in handle.fetch_history_events()]


async def resting(tower, task) -> RunStatus:
    """Return how a task lives once it is paused and the server has heard that its check has left.

    The check itself knows it a little earlier, and the workflow tells of the pause by itself.
    """

    async def left() -> RunStatus | None:
        life = await tower.lives.life(task)
        return life if life.state is RunState.PAUSED and life.attempt == 0 else None

    return await eventually(left)


async def test_looks_that_find_nothing_leave_nothing_in_the_history(tower):
    """PRF-1, TSK-7."""
    tower.checker.again_after = 0.01
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(3)
        before = await history_of(tower, task)
        await tower.checker.until(103)
        after = await history_of(tower, task)

    assert after == before
    assert len(after) == 5


@pytest.mark.records("web-monitor-found", "WebMonitor")
async def test_a_finding_is_one_event_and_one_message(tower):
    """TSK-4, PSH-2."""
    tower.checker.again_after = 0.01
    tower.checker.answers = [None, CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(1)
        await tower.checker.until(20)

    [event] = tower.told(task)
    assert told(event, IN_CHINESE).title == "价格变了"
    [(message, to, _)] = tower.household.mail.sent
    assert (message.title, to.target) == ("价格变了", "mei@example.cn")


async def test_two_people_who_watch_one_page_are_both_told(tower):
    """TSK-4."""
    tower.checker.answers = [CHANGED, CHANGED]
    async with tower.awake():
        first, second = await tower.born(), await tower.born()
        await tower.until_sent(2)

    assert len(tower.told(first)) == len(tower.told(second)) == 1


async def test_after_a_restore_of_our_database_every_new_finding_is_told(tower):
    """TSK-4, REL-2: Temporal goes on, and nothing that was told is told twice."""
    tower.checker.again_after = 0.01

    def findings(names: str) -> list[Finding]:
        return [replace(CHANGED, told=saying(name)) for name in names]

    task = await tower.born()
    backup = deepcopy((tower.tasks.kept, tower.watches.kept, tower.household.events.kept))
    tower.checker.answers = findings("ABC")
    async with tower.awake():
        await tower.until_sent(3)
    tower.tasks.kept, tower.watches.kept, tower.household.events.kept = backup
    tower.household.deliveries.rows.clear()
    tower.checker.answers = findings("DEFG")
    async with tower.awake():
        await tower.until_sent(7)

    told = [message.title for message, _, _ in tower.household.mail.sent]
    assert sorted(told) == list("ABCDEFG")
    assert [number_of(event.id) for event in tower.told(task)] == [4, 5, 6, 7]


@pytest.mark.records("web-monitor-paused-then-resumed", "WebMonitor")
async def test_a_pause_stops_a_look_that_waits_and_resuming_keeps_the_rhythm(tower):
    """TSK-3, TSK-6: nothing is made up for, and the next look is on the task's own beat."""
    tower.checker.again_after = 0.01
    async with tower.awake() as lingering:
        task = await tower.born()
        await tower.checker.until(5)
        await tower.lives.pause(task, reason="holiday", by="u_mei")
        kept = await tower.tasks.get(task.id)
        assert (kept.state, kept.paused_reason) == (TaskState.PAUSED, "holiday")
        await tower.until(lambda: lingering.staying == 0)
        life = await resting(tower, kept)
        assert (shown(life.said), life.next_due) == ("Paused: “holiday”.", None)
        seen = len(tower.checker.looks)
        await tower.lives.pause(kept, reason="again", by="u_lin")

        tower.checker.again_after = 0
        due = next_due(task.id, INTERVAL, after=tower.clock.now())
        await tower.lives.resume(kept, by="u_mei")
        await tower.until_state(task, RunState.RUNNING)
        await tower.until(lambda: lingering.staying == 1)

        async def said_when():  # the first heartbeat may still be under way
            beat = next_due(task.id, INTERVAL, after=tower.clock.now())
            looks_at = (await tower.lives.life(task)).next_due
            return (looks_at, beat) if looks_at is not None else None

        looks_at, beat = await eventually(said_when)
        # A busy machine may come to the task's own beat meanwhile, or while it asks.
        assert len(tower.checker.looks) == seen or tower.clock.now() >= due
        assert looks_at in (beat, beat + INTERVAL)
    names = [event.type.rpartition(".")[2] for event in tower.tasks.events.kept]
    assert names == ["created", "paused", "resumed"]


async def test_a_pause_cuts_off_a_look_in_flight_whose_news_comes_after_the_pause(tower):
    """TSK-3."""
    tower.checker.gate = asyncio.Event()
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        await tower.lives.pause(task, reason="", by="u_mei")
        await tower.until(lambda: tower.checker.looking == 0)
        await tower.until_state(task, RunState.PAUSED)
        assert tower.told(task) == []
        tower.checker.gate = None
        await tower.lives.resume(task, by="u_mei")
        await tower.lives.trigger(task, by="u_mei")
        await tower.until_sent(1)

    assert len(tower.told(task)) == 1


async def test_a_pause_reaches_a_worker_that_hears_no_recalls(tower):
    """TSK-3: by the heartbeats of the activity, later."""
    tower.checker.again_after = 0.01
    async with tower.awake(recalls=False, throttle=0.1) as lingering:
        task = await tower.born()
        await tower.checker.until(3)
        await tower.lives.pause(task, reason="", by="u_mei")
        await tower.until(lambda: lingering.staying == 0)
        await resting(tower, task)


@pytest.mark.records("web-monitor-configured", "WebMonitor")
async def test_a_new_configuration_is_used_at_the_next_look_and_the_count_goes_on(tower):
    """TSK-1, TSK-4: a second finding has number 2, so it is no repetition of the first."""
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(1)
        config = with_changes(
            task.config, check_interval_seconds=10, urls=["http://127.0.0.1/other"]
        )
        changed = replace(task, name="新名", config=config, revision=2)
        await tower.lives.configure(changed, by="u_mei")
        assert (await tower.tasks.get(task.id)).config == config
        await tower.lives.configure(changed, by="u_mei")
        tower.checker.answers = [CHANGED]
        await tower.lives.trigger(changed, by="u_mei")
        await tower.until_sent(2)

    first, second = tower.told(task)
    assert number_of(second.id) == 2
    assert second.data["task_name"] == "新名"
    assert (await tower.watches.load(task.id)).revision == 2
    assert first.sequence < second.sequence
    assert len(tower.named("configured")) == 1


async def test_of_two_who_change_a_task_at_once_one_is_told_so(tower):
    """TSK-1."""
    async with tower.awake():
        task = await tower.born()
        one, other = (replace(task, name=name, revision=2) for name in ("one", "other"))
        await tower.lives.configure(one, by="u_mei")
        await tower.lives.configure(one, by="u_mei")
        with pytest.raises(Conflict, check=says("read it again")):
            await tower.lives.configure(other, by="u_lin")

    assert (await tower.tasks.get(task.id)).name == "one"


async def test_a_task_that_is_shown_paused_and_runs_can_be_put_right(tower):
    """TSK-3: a reset in the Web UI made its workflow forget the pause."""
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        facts = {"by": "u_mei", "reason": "forgotten"}
        at = tower.clock.now()
        kept = await tower.tasks.apply(
            life_event(task.id, EventType.TASK_PAUSED, owner="u_mei", at=at, unique="x", data=facts)
        )
        await tower.lives.resume(kept, by="u_mei")
        assert (await tower.tasks.get(task.id)).state is TaskState.ACTIVE
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(2)
        assert len(await history_of(tower, task)) < 40


async def test_a_workflow_that_forgot_a_configuration_takes_up_the_one_that_is_kept(tower):
    """TSK-3: a reset in the Web UI can leave out what came after it."""
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        newer = replace(
            task, config=with_changes(task.config, check_interval_seconds=60), revision=2
        )
        await tower.tasks.apply(configured(newer, by="u_mei", at=tower.clock.now()))
        handle = tower.client.get_workflow_handle_for(WebMonitorWorkflow.run, f"task/{task.id}")
        async with asyncio.timeout(30):
            while (await handle.query(WebMonitorWorkflow.status)).revision < 2:
                await asyncio.sleep(0.05)
        status = await handle.query(WebMonitorWorkflow.status)

    assert status.due is None or status.due <= tower.clock.now() + timedelta(seconds=60)
    assert len(await history_of(tower, task)) < 40


@pytest.mark.parametrize(
    "config",
    [{"check_interval_seconds": 1}, {"notification": {"method": "pigeon"}}, {"x": "字" * 9_000}],
)
async def test_a_configuration_that_would_stop_the_workflow_is_turned_down(tower, config):
    """TSK-1."""
    async with tower.awake():
        task = await tower.born()
        changed = replace(task, config=with_changes(task.config, **config), revision=2)
        with pytest.raises(Rejected, check=says("refused")):
            await tower.lives.configure(changed, by="u_mei")
        assert (await tower.lives.life(task)).state is RunState.RUNNING


async def test_a_look_is_taken_at_once_when_asked_for(tower):
    """TSK-1."""
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(2)
        [event] = tower.named("triggered")
        assert event.data["by"] == "u_mei"


@pytest.mark.records("web-monitor-deleted", "WebMonitor")
async def test_a_deleted_task_ends_and_its_events_stay(tower):
    """TSK-2."""
    tower.checker.answers = [CHANGED]
    async with tower.awake() as lingering:
        task = await tower.born()
        await tower.until_sent(1)
        await tower.lives.delete(task, by="u_mei")
        life = await tower.until_state(task, RunState.STOPPED)
        await tower.until(lambda: lingering.staying == 0)

    assert "has ended" in shown(life.said)
    assert (await tower.tasks.get(task.id)).state is TaskState.DELETED
    assert len(tower.told(task)) == 1


async def test_a_worker_that_stops_lets_go_at_once_and_the_next_goes_on(tower):
    """REL-1, OPS-5."""
    tower.checker.again_after = 0.01
    loop = asyncio.get_running_loop()
    async with tower.awake(grace=60):
        task = await tower.born()
        await tower.checker.until(3)
        tower.checker.again_after = 5
        stopping, seen = loop.time(), len(tower.checker.looks)
    assert loop.time() - stopping < 30  # half its grace
    assert len(tower.checker.looks) <= seen + 1  # it did not stay for the look after the next
    life = await tower.lives.life(task)
    assert life.state is RunState.RUNNING
    assert life.problem is None
    seen, attempt = len(tower.checker.looks), life.attempt
    tower.checker.again_after = 0.01
    async with tower.awake():
        await tower.checker.until(seen + 2)
        assert (await tower.lives.life(task)).attempt == attempt
    assert len(await history_of(tower, task)) == 5


async def test_a_crowd_that_finds_no_room_leaves_and_comes_back(tower):
    """PRF-1, TSK-7: without a history event, and saying when."""
    tower.capacity = 0
    tower.checker.again_after = 1.2
    async with tower.awake() as lingering:
        task = await tower.born()
        await tower.checker.until(3)
        async with asyncio.timeout(30):
            while "Next check" not in shown((life := await tower.lives.life(task)).said):
                await asyncio.sleep(0.02)
        assert lingering.staying == 0
        assert life.attempt >= 3
        assert life.problem is None
        assert len(await history_of(tower, task)) == 5


@pytest.mark.parametrize("stage", ["look", "commit", "return"])
async def test_a_change_is_told_once_wherever_the_worker_is_cut_off(tower, stage):
    """TSK-4, REL-1: before the look, between look and commit, between commit and answer."""
    crash = Unavailable("cut off")
    tower.checker.again_after = 0.01
    match stage:
        case "look":
            tower.checker.answers = [crash, CHANGED]
        case "commit":
            tower.checker.answers = [CHANGED, CHANGED]
            tower.watches.before = [crash]
        case "return":
            tower.checker.answers = [CHANGED]
            tower.watches.after = [crash]
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(1)
        seen = len(tower.checker.looks)
        await tower.checker.until(seen + 5)

    assert [number_of(event.id) for event in tower.told(task)] == [1]
    assert len(tower.household.mail.sent) == 1


async def test_a_change_is_told_once_when_the_worker_ends_before_the_delivery_begins(tower):
    """TSK-4, REL-1: the answer has arrived, and nobody is there to go on with it."""
    tower.checker.answers = [CHANGED]
    tower.checker.gate = asyncio.Event()
    async with tower.awake(cached=0):
        task = await tower.born()
        await tower.checker.until(1)
        tower.checker.gate.set()
        await tower.until(lambda: tower.told(task))
    tower.checker.gate = None
    async with tower.awake(cached=0):
        await tower.until_sent(1)
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(2)

    assert len(tower.told(task)) == 1
    assert len(tower.household.mail.sent) == 1


async def test_who_was_thought_lost_cannot_report_beside_its_successor(tower):
    """TSK-4: the record has moved on while it looked."""
    tower.checker.gate = asyncio.Event()
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        successor = WatchRecord(task.id, 1, 1)
        [event] = [found(task, CHANGED, number=1, at=tower.clock.now())]
        assert await tower.watches.report(successor, [event])
        tower.checker.gate.set()
        await tower.until_sent(1)
        await tower.until(lambda: len(tower.household.mail.sent) == 1)

    assert len(tower.told(task)) == 1


async def test_a_watch_that_was_terminated_says_so_and_goes_on_when_it_is_resumed(tower):
    """TSK-3: nothing is repeated, and nothing lost."""
    tower.checker.answers = [CHANGED]
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(1)
        handle = tower.client.get_workflow_handle(f"task/{task.id}")
        await handle.terminate(reason="wrong button")
        life = await tower.lives.life(task)
        assert life.state is RunState.STOPPED
        assert "was terminated by" in shown(life.said)
        assert "wrong button" in shown(life.said)
        await tower.lives.pause(task, reason="then", by="u_mei")
        paused = await tower.tasks.get(task.id)
        assert paused.state is TaskState.PAUSED
        with pytest.raises(Conflict, check=says("resume")):
            await tower.lives.trigger(task, by="u_mei")

        tower.checker.answers = [CHANGED]
        await tower.lives.resume(paused, by="u_mei")
        await tower.until_sent(2)
        assert (await tower.lives.life(task)).state is RunState.RUNNING

    assert [number_of(event.id) for event in tower.told(task)] == [1, 2]
    assert len(tower.household.mail.sent) == 2


async def test_a_deleted_task_is_not_started_by_who_read_it_before(tower):
    """TSK-2."""
    task = await tower.born(started=False)
    await tower.lives.delete(task, by="u_mei")
    await tower.lives.start(task)

    assert (await tower.lives.life(task)).state is RunState.MISSING


async def test_a_task_without_a_workflow_can_be_changed_and_deleted(tower):
    """TSK-3."""
    task = await tower.born(started=False)
    assert (await tower.lives.life(task)).state is RunState.MISSING
    changed = replace(task, name="n", revision=2)
    await tower.lives.configure(changed, by="u_mei")
    await tower.lives.delete(changed, by="u_mei")

    kept = await tower.tasks.get(task.id)
    assert (kept.name, kept.state) == ("n", TaskState.DELETED)


@pytest.mark.records("web-monitor-cancelled-in-temporal", "WebMonitor")
async def test_a_watch_that_is_cancelled_in_temporal_writes_that_down(tower):
    """TSK-3."""
    async with tower.awake() as lingering:
        task = await tower.born()
        await tower.until(lambda: lingering.staying == 1)
        await tower.client.get_workflow_handle(f"task/{task.id}").cancel()
        life = await tower.until_state(task, RunState.STOPPED)
        await tower.until(lambda: lingering.staying == 0)

    assert "was cancelled" in shown(life.said)
    assert (await tower.tasks.get(task.id)).state is TaskState.STOPPED


async def test_checks_that_an_operator_pauses_in_temporal_are_shown_as_held_until_resumed(tower):
    """TSK-3: Temporal tells the workflow nothing of it, so the workflow says that it runs."""
    tower.capacity = 0
    tower.checker.again_after = 1.5
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        await tower.client.workflow_service.pause_activity(
            PauseActivityRequest(
                namespace=tower.client.namespace,
                execution=WorkflowExecution(workflow_id=f"task/{task.id}"),
                type="tasks.watch",
                identity="operator",
            )
        )
        life = await tower.until_state(task, RunState.HELD)
        assert "paused its checks in Temporal" in shown(life.said)
        assert life.next_due is None
        seen = len(tower.checker.looks)
        await tower.lives.resume(task, by="u_mei")
        await tower.until_state(task, RunState.RUNNING)
        await tower.checker.until(seen + 1)


async def test_a_server_that_does_not_answer_is_unknown(tower):
    """TSK-3."""
    client = await Client.connect("127.0.0.1:1", lazy=True)
    lives = replace(tower.lives, client=client)
    life = await lives.life(await tower.born(started=False))

    assert life.state is RunState.UNKNOWN


@pytest.mark.records("web-monitor-in-trouble", "WebMonitor")
async def test_a_source_that_fails_three_times_is_told_once_and_its_recovery_once(tower):
    """TSK-5."""
    tower.checker.again_after = 0.01
    tower.checker.answers = ["The page answered 503."] * 5
    async with tower.awake():
        task = await tower.born()
        await tower.until_sent(2)
        await tower.checker.until(12)

    assert [event.type for event in tower.told(task)] == [
        "zhiban.task.failing",
        "zhiban.task.recovered",
    ]


async def test_what_trying_again_cannot_help_is_shown_and_tried_again_after_a_while(tower):
    """TSK-5: a watch never gives up by itself."""
    tower.checker.answers = [CHANGED]
    tower.watches.before = [Misconfigured("The tables are of another version.")]
    async with tower.awake():
        task = await tower.born()
        handle = tower.client.get_workflow_handle_for(WebMonitorWorkflow.run, f"task/{task.id}")
        async with asyncio.timeout(30):
            while "Cannot check" not in (await handle.query(WebMonitorWorkflow.status)).doing:
                await asyncio.sleep(0.02)
        await tower.lives.trigger(task, by="u_mei")
        await tower.checker.until(2)


@pytest.mark.records("web-monitor-continued-as-new", "WebMonitor")
async def test_a_long_history_is_left_behind_and_nothing_with_it(tower):
    """TSK-3, REL-3."""
    async with tower.awake():
        task = await tower.born()
        tower.checker.answers = [CHANGED]
        await tower.until_sent(1)
        handle = tower.client.get_workflow_handle(f"task/{task.id}")
        first = (await handle.describe()).run_id
        for number in range(60):
            await handle.execute_update("pause", Steered("u_mei", f"r{number}"))
            await handle.execute_update("resume", Steered("u_mei"))
            if (await handle.describe()).run_id != first:
                break
        await handle.execute_update("pause", Steered("u_mei", "last"))
        await tower.until_state(task, RunState.PAUSED)
        assert (await handle.describe()).run_id != first
        status = await handle.query("status", result_type=WatchStatus)

    assert (status.state, status.reason, status.findings) == (TaskState.PAUSED, "last", 1)
    assert len(tower.household.mail.sent) == 1


async def test_updates_from_temporals_own_page_need_no_input(tower):
    """TSK-3: an operator may press any button."""
    async with tower.awake():
        task = await tower.born()
        await tower.checker.until(1)
        handle = tower.client.get_workflow_handle(f"task/{task.id}")
        await handle.execute_update("pause")
        await tower.until_state(task, RunState.PAUSED)
        await handle.execute_update("resume")
        await tower.until_state(task, RunState.RUNNING)
        await handle.execute_update("check_now")
        await tower.checker.until(2)
        await handle.execute_update("delete")
        await tower.until_state(task, RunState.STOPPED)


async def test_running_watches_can_be_listed(tower):
    """TSK-3: for whoever looks after those that are missing."""
    tasks = {(await tower.born()).id for _ in range(3)}
    async with asyncio.timeout(30):
        while not tasks <= {id_ async for id_ in tower.lives.running_ids()}:
            await asyncio.sleep(0.05)

"""One attempt of the lingering poll: when it looks, stays, leaves and returns."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment

from activities import watching
from activities.lingering import Bell, Lingering, spare_slots
from activities.patience import watch_over
from activities.tasks import TaskActivities, TaskNote
from activities.watch_orders import WatchOrder
from activities.watching import WatchPorts
from application.ports.tasks import WatchRecord
from domain.common.errors import Misconfigured, NotFound, Unavailable
from domain.events.events import EventType
from domain.tasks.events import created, number_of
from domain.tasks.tasks import Finding, TaskState, TaskType
from domain.watches.standing import LookOutcome
from domain.watches.watches import WatchMemory
from tests.fakes.clock import ManualClock
from tests.fakes.tasks import InMemoryTasks, InMemoryWatches
from tests.fakes.watching import InMemoryRecalls, ScriptedChecker, a_task
from tests.fakes.words import foreign, saying, says

CHANGED = Finding("zhiban.web.changed", saying("价格变了", "old → new"))
EVERY_HOUR = {"check_interval_minutes": 60}


class Watch:
    """An attempt's surroundings, with a clock that a look moves on."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.checker = ScriptedChecker()
        self.tasks = InMemoryTasks()
        self.watches = InMemoryWatches(self.tasks)
        self.lingering = Lingering(10)
        kinds = dict.fromkeys(TaskType, self.checker)
        ports = WatchPorts(kinds, self.tasks, self.watches, self.clock, self.lingering)
        self.activities = TaskActivities(self.tasks, ports)
        self.environment = ActivityEnvironment()
        self.beats = []
        self.environment.on_heartbeat = self.beats.append

    async def born(self, **fields):
        task = a_task(**fields)
        return await self.tasks.create(task, created(task, by="u_mei"), most=9)

    async def attempt(self, order: WatchOrder):
        return await self.environment.run(self.activities.watch, order)


@pytest.fixture
def watch() -> Watch:
    return Watch()


def order_for(task, **fields) -> WatchOrder:
    return WatchOrder(task, **{"as_of": task.changed_at, **fields})


async def test_a_watch_of_long_intervals_leaves_and_says_when_it_is_to_be_back(watch):
    """TSK-6, PRF-1: benign, so that no log and no metric takes it for a failure."""
    task = await watch.born(config=EVERY_HOUR)
    with pytest.raises(ApplicationError) as left:
        await watch.attempt(order_for(task))

    assert left.value.category is ApplicationErrorCategory.BENIGN
    wait = left.value.next_retry_delay
    assert timedelta(minutes=30) <= wait <= timedelta(minutes=90)
    due = watch.clock.now() + wait
    assert left.value.message == f"No change; next check at {due:%H:%M:%S} UTC."
    assert watch.beats[-1] == {"due": due.isoformat()}
    assert (await watch.watches.load(task.id)).memory.checks == 1


async def test_every_look_is_kept_with_what_came_of_it_and_how_long_it_took(watch):
    """TSK-8."""
    task = await watch.born(config=EVERY_HOUR)
    watch.checker.answers = ["no such host"]
    with pytest.raises(ApplicationError):
        await watch.attempt(order_for(task))
    watch.checker.answers = [CHANGED]
    await watch.attempt(order_for(task))
    newest, first = await watch.watches.looks(task.id, limit=9)

    assert (first.number, first.outcome) == (1, LookOutcome.FAILED)
    assert (newest.number, newest.outcome) == (2, LookOutcome.FOUND)
    assert newest.at == watch.clock.now() - timedelta(seconds=newest.seconds)


async def test_an_attempt_that_is_brought_back_goes_on_where_it_left(watch):
    """TSK-6: it waits for what its heartbeat said, not for what the order said."""
    task = await watch.born(config=EVERY_HOUR)
    due = watch.clock.now() + timedelta(minutes=20)
    watch.environment.info = replace(
        watch.environment.info, heartbeat_details=[{"due": due.isoformat()}]
    )
    with pytest.raises(ApplicationError) as left:
        await watch.attempt(order_for(task))

    assert left.value.next_retry_delay == timedelta(minutes=20)
    assert watch.checker.looks == []


async def test_an_order_that_the_task_has_outgrown_is_given_back_without_a_look(watch):
    """TSK-3: it was paused after the order was made, and no recall could reach this attempt."""
    task = await watch.born()
    later = replace(task, changed_at=task.changed_at + timedelta(seconds=1))
    watch.tasks.kept[task.id] = later
    report = await watch.attempt(order_for(task))

    assert (report.found, report.as_of) == ((), later.changed_at)
    assert watch.checker.looks == []
    watch.tasks.kept[task.id] = task
    await watch.watches.keep(WatchRecord(task.id, 2, 3))
    assert (await watch.attempt(order_for(task, acknowledged=3))).reported == 3
    assert watch.checker.looks == []


async def test_a_new_configuration_takes_the_memory_over_and_fences_off_the_old_one(watch):
    """TSK-4."""
    task = await watch.born()
    await watch.watches.keep(WatchRecord(task.id, 1, 2, WatchMemory(checks=5)))
    watch.checker.answers = [CHANGED]
    newer = replace(task, revision=2)
    report = await watch.attempt(order_for(newer, acknowledged=2))

    assert [number_of(found.event_id) for found in report.found] == [3]
    kept = await watch.watches.load(task.id)
    assert (kept.revision, kept.reported, kept.memory.checks) == (2, 3, 6)


async def test_what_was_found_and_not_acknowledged_is_returned_before_anything_else(watch):
    """TSK-4."""
    task = await watch.born()
    watch.checker.answers = [CHANGED]
    first = await watch.attempt(order_for(task))
    again = await watch.attempt(order_for(task))

    assert again.found == first.found
    assert (again.reported, len(watch.checker.looks)) == (1, 1)


async def test_a_database_that_was_set_back_gives_no_number_twice(watch):
    """TSK-4: the same finding at another time is another one."""
    task = await watch.born()
    watch.checker.answers = [CHANGED]
    first = await watch.attempt(order_for(task))
    watch.watches.kept.clear()
    watch.clock.move(seconds=60)
    watch.checker.answers = [CHANGED]
    later = await watch.attempt(order_for(task, acknowledged=3))

    assert (number_of(later.found[0].event_id), later.reported) == (4, 4)
    assert (await watch.watches.load(task.id)).reported == 4
    watch.watches.kept.clear()
    watch.clock.move(seconds=60)
    watch.checker.answers = [CHANGED]
    again = await watch.attempt(order_for(task))
    assert number_of(again.found[0].event_id) == number_of(first.found[0].event_id)
    assert again.found != first.found


async def test_a_newer_configuration_is_told_without_taking_anything_back(watch):
    """TSK-4: what was acknowledged stays so, whatever the database has forgotten."""
    task = await watch.born()
    await watch.watches.keep(WatchRecord(task.id, 2, 1))

    assert (await watch.attempt(order_for(task, acknowledged=3))).reported == 3


@pytest.fixture
def dreaming(watch, monkeypatch):
    """Let every sleep pass at once, on the watch's own clock."""

    async def sleep(bell, seconds):
        watch.clock.move(seconds=seconds)

    monkeypatch.setattr(Bell, "sleep", sleep)
    return watch


async def test_an_hour_old_attempt_leaves_once(dreaming):
    """PRF-1: so that workers that were added get their share."""
    task = await dreaming.born()
    with pytest.raises(ApplicationError, match="next check at"):
        await dreaming.attempt(order_for(task))

    assert 89 <= len(dreaming.checker.looks) <= 151
    gaps = {after - before for (_, before), (_, after) in pairwise(dreaming.checker.looks[1:])}
    assert max(gaps) - min(gaps) < timedelta(milliseconds=1)
    assert dreaming.lingering.staying == 0


async def test_looks_that_take_longer_than_the_interval_leave_beats_out(dreaming):
    """TSK-6: a slow page is not asked without a pause."""

    class Slow(ScriptedChecker):
        async def check(self, task, memory, *, now):
            dreaming.clock.move(seconds=65)
            return await super().check(task, memory, now=now)

    slow = Slow()
    ports = replace(dreaming.activities.watching, checkers=dict.fromkeys(TaskType, slow))
    dreaming.activities = replace(dreaming.activities, watching=ports)
    task = await dreaming.born()
    with pytest.raises(ApplicationError, match="next check at"):
        await dreaming.attempt(order_for(task))

    gaps = {
        round((after - before).total_seconds())
        for (_, before), (_, after) in pairwise(slow.looks[1:])
    }
    assert gaps == {90}


async def test_a_look_that_hangs_is_ended_and_counts_as_failed(watch, monkeypatch):
    """TSK-5."""
    monkeypatch.setattr(watching, "LONGEST_CHECK", timedelta(seconds=0.01))
    task = await watch.born(config=EVERY_HOUR)
    watch.checker.gate = asyncio.Event()
    with pytest.raises(ApplicationError, match=r"check_too_slow.*; next"):
        await watch.attempt(order_for(task))

    assert (await watch.watches.load(task.id)).memory.failures == 1


async def test_what_a_person_must_change_counts_as_failed_and_a_database_that_is_down_does_not(
    watch,
):
    """TSK-5."""
    task = await watch.born(config=EVERY_HOUR)
    watch.checker.answers = [Misconfigured("The preset 'cpu' is gone.")]
    with pytest.raises(ApplicationError, match="preset 'cpu' is gone"):
        await watch.attempt(order_for(task))
    assert (await watch.watches.load(task.id)).memory.problem == foreign(
        "The preset 'cpu' is gone."
    )

    watch.checker.answers = [Unavailable("The database is away.")]
    with pytest.raises(Unavailable):
        await watch.attempt(order_for(task))
    assert (await watch.watches.load(task.id)).memory.failures == 1


async def test_a_check_that_breaks_counts_as_failed_and_repeats_no_words_of_the_page(watch):
    """TSK-5: a mistake of ours must be told too, or the watch is silent for ever."""
    task = await watch.born(config=EVERY_HOUR)
    watch.checker.answers = [ValueError("<b>what the page says</b>")]
    with pytest.raises(ApplicationError) as left:
        await watch.attempt(order_for(task))

    assert left.value.message.startswith("watch.check_broken(error=ValueError); next")
    assert (await watch.watches.load(task.id)).memory.failures == 1


async def test_a_failed_look_just_after_a_pause_is_no_long_silence(watch):
    """TSK-5: the workflow knows the task as it was made, and since when it is wanted again."""
    task = await watch.born(config=EVERY_HOUR)
    seen = WatchMemory(checks=9, last_success_at=watch.clock.now())
    await watch.watches.keep(WatchRecord(task.id, 1, 0, seen))
    resumed_at = watch.clock.move(days=3)
    watch.checker.answers = ["It is down."]
    with pytest.raises(ApplicationError, match="It is down"):
        await watch.attempt(order_for(task, as_of=resumed_at))

    assert not watch.tasks.events.of_type(EventType.TASK_SILENT)


async def test_a_confirmation_that_takes_longer_than_its_wait_leaves_a_breath(dreaming):
    """TSK-6: and a sign of life, or its worker would count as lost."""

    class Slow(ScriptedChecker):
        async def check(self, task, memory, *, now):
            dreaming.clock.move(seconds=6)
            self.again_after = 5.0 if len(self.looks) < 4 else 0.0
            return await super().check(task, memory, now=now)

    slow = Slow()
    ports = replace(dreaming.activities.watching, checkers=dict.fromkeys(TaskType, slow))
    dreaming.activities = replace(dreaming.activities, watching=ports)
    task = await dreaming.born(config=EVERY_HOUR)
    with pytest.raises(ApplicationError, match="next check at"):
        await dreaming.attempt(order_for(task))

    gaps = [after - before for (_, before), (_, after) in pairwise(slow.looks)]
    assert gaps == [timedelta(seconds=7)] * 4
    assert len(dreaming.beats) >= len(gaps)


async def test_a_look_that_cuts_itself_off_is_tried_again(watch):
    """TSK-5."""
    task = await watch.born()

    class Gone(ScriptedChecker):
        async def check(self, task, memory, *, now):
            raise asyncio.CancelledError

    kinds = dict.fromkeys(TaskType, Gone())
    ports = replace(watch.activities.watching, checkers=kinds)
    with pytest.raises(Unavailable, check=says("The check was interrupted")):
        await watch.environment.run(
            replace(watch.activities, watching=ports).watch, order_for(task)
        )


async def test_a_task_that_never_was_is_not_watched(watch):
    """TSK-2."""
    with pytest.raises(NotFound):
        await watch.attempt(order_for(a_task()))


async def test_a_worker_that_stops_lets_its_attempts_go_at_once(watch):
    """OPS-5."""
    task = await watch.born()
    running = asyncio.create_task(watch.attempt(order_for(task)))
    await watch.checker.until(1)
    while not watch.lingering.staying:
        await asyncio.sleep(0)
    watch.environment.worker_shutdown()

    with pytest.raises(ApplicationError, match="next check at"):
        await asyncio.wait_for(running, 20)
    assert watch.lingering.staying == 0


async def test_an_attempt_that_a_stopping_worker_got_is_brought_back_at_once(watch):
    """OPS-5: Temporal takes a delay of nothing for none given, and would wait by its own rule."""
    task = await watch.born()
    watch.environment.worker_shutdown()
    with pytest.raises(ApplicationError) as left:
        await watch.attempt(order_for(task))

    assert timedelta(0) < left.value.next_retry_delay <= timedelta(seconds=1)
    assert watch.checker.looks == []


async def test_a_recall_that_tells_nothing_new_does_not_end_a_stay(watch):
    """TSK-3: it is about a change that the order was made after."""
    task = await watch.born()
    recalls = InMemoryRecalls(watch.tasks.events)
    async with watch.lingering.following(recalls):
        running = asyncio.create_task(watch.attempt(order_for(task)))
        while not watch.lingering.staying:
            await asyncio.sleep(0)
        at = task.changed_at
        note = TaskNote(EventType.TASK_PAUSED, task.id, "u_mei", at, "1", {"reason": "r"})
        await watch.environment.run(watch.activities.record, note)
        await asyncio.sleep(0.05)
        assert not running.done()
        assert len(watch.checker.looks) == 1
        later = replace(note, at=at + timedelta(seconds=1), unique="2")
        await watch.environment.run(watch.activities.record, later)
        report = await asyncio.wait_for(running, 20)

    assert report.as_of == later.at
    assert (await watch.tasks.get(task.id)).state is TaskState.PAUSED


@pytest.mark.parametrize("trouble", [Misconfigured("no tables"), RuntimeError("lost")])
async def test_recalls_are_followed_again_after_they_could_not_be(monkeypatch, trouble):
    """REL-2."""
    monkeypatch.setattr("activities.lingering.PATIENCE", 0.01)
    heard = asyncio.Event()

    class Moody:
        times = 0

        async def follow(self):
            Moody.times += 1
            if Moody.times == 1:
                raise trouble
            heard.set()
            yield "t_unknown"
            await asyncio.Event().wait()

    async with Lingering(1).following(Moody()):
        await asyncio.wait_for(heard.wait(), 20)


def test_one_slot_in_ten_is_left_for_those_who_come_back():
    """PRF-1."""
    assert [spare_slots(slots) for slots in (0, 1, 2, 10, 1_000)] == [0, 0, 1, 9, 900]
    room = Lingering(1)
    first, second = Bell(), Bell()
    assert room.admit(first)
    assert room.admit(first)
    assert not room.admit(second)


@pytest.mark.parametrize(
    ("interval", "lost_after", "at_most"), [(10, 30, 10), (60, 180, 60), (3_600, 300, 60)]
)
def test_a_lost_worker_is_missed_after_three_intervals(interval, lost_after, at_most):
    """TSK-5, REL-1."""
    patience = watch_over("", interval=timedelta(seconds=interval))

    assert patience["heartbeat_timeout"] == timedelta(seconds=lost_after)
    assert patience["retry_policy"].maximum_interval == timedelta(seconds=at_most)

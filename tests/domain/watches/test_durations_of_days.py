"""Durations of a day and more count in full.

The design this began from compared only the part of a duration that lies within its last day, so
that what was to happen every other day happened all the time.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.events.events import EventType
from domain.schedules.timetables import upcoming_runs
from domain.tasks.tasks import Task, TaskType
from domain.watches.care import care_of, cared_for, due_after
from domain.watches.metrics.news import Kind
from domain.watches.watches import Check, WatchMemory
from domain.watches.web.changes import Sight, decide, decide_same
from domain.watches.web_memory import WebMemory
from tests.fakes.configs import kept, read_schedule, read_web_monitor
from tests.fakes.thresholds import Timeline, watch
from tests.fakes.words import foreign

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINE = WatchMemory(checks=9, last_checked_at=NOW, last_success_at=NOW)


def a_task(**config) -> Task:
    made = NOW - DAY
    return Task(
        id="t_" + "d" * 26,
        owner="u_mei",
        type=TaskType.WEB_MONITOR,
        name="page",
        config=kept(TaskType.WEB_MONITOR, config),
        created_at=made,
        changed_at=made,
    )


@pytest.mark.parametrize("hours", [24, 25, 36, 48, 28 * 24])
def test_an_interval_of_days_is_waited_for_in_full(hours):
    """TSK-6."""
    task = a_task(check_interval_minutes=hours * 60)
    care = care_of(task)
    first = due_after(task, care, Check(memory=FINE), at=NOW)
    second = due_after(task, care, Check(memory=FINE), at=first)

    assert first - NOW >= hours * HOUR / 2
    assert second - first == hours * HOUR


@pytest.mark.parametrize("hours", [24, 25, 48, 72])
def test_a_schedule_of_every_other_day_runs_every_other_day(hours):
    """SCH-1, TSK-6."""
    config = read_schedule({"type": "interval", "interval_hours": hours, "action": "x"})
    runs = upcoming_runs(config.timetable("Asia/Shanghai"), after=NOW, count=50)

    assert {later - earlier for earlier, later in pairwise(runs)} == {hours * HOUR}


def test_a_value_that_must_stay_beyond_for_two_days_stays_two_days():
    """THR-2."""
    line = Timeline(watch(check_interval_minutes=60, for_minutes=2 * 24 * 60))
    told = [hour for hour in range(60) if line.look(95, minutes=60)]

    assert told == [48]
    assert [each.kind for each in line.news] == [Kind.BREACHED]


def test_reminders_of_every_other_day_come_every_other_day():
    """THR-2."""
    line = Timeline(watch(check_interval_minutes=60, reminder_minutes=2 * 24 * 60))
    told = [hour for hour in range(150) if line.look(95, minutes=60)]

    assert told == [0, 48, 96, 144]


def test_a_page_that_rests_for_fifty_hours_is_told_after_fifty_hours():
    """WEB-3."""
    config = read_web_monitor({"urls": ["https://example.com/"], "unchanged_for_hours": 50})
    memory, told = decide(config, WebMemory(), Sight("a"), at=NOW).memory, []
    for hour in range(1, 120):
        decision = decide_same(config, memory, at=NOW + hour * HOUR)
        memory = decision.memory
        told += [hour for _ in decision.news]

    assert told == [50]


def test_a_watch_of_days_is_silent_after_its_own_periods():
    """TSK-5."""
    task = a_task(check_interval_minutes=24 * 60, silent_after_periods=5)
    care, memory, told = care_of(task), FINE, []
    for day in range(1, 9):
        check = Check(memory=memory, problem=foreign("no answer"))
        cared = cared_for(task, care, memory, check, at=NOW + day * DAY)
        told += [(day, found.type) for found in cared.findings]
        memory = cared.memory

    assert told == [(3, EventType.TASK_FAILING), (5, EventType.TASK_SILENT)]

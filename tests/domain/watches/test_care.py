"""When a watch looks, and when its own failing is news."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest, TooLarge
from domain.common.shapes import read
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.events.events import EventType
from domain.task_types.configs import config_of
from domain.tasks.events import found
from domain.tasks.tasks import (
    LARGEST_FACTS,
    Finding,
    Task,
    TaskType,
    check_config_size,
)
from domain.watches.care import care_of, cared_for, due_after
from domain.watches.configs import WatchConfig
from domain.watches.metric_memory import Level, ThresholdMemory
from domain.watches.watches import Check, WatchMemory, due_after_check, next_due, phase_of
from domain.watches.web.monitors import WebMonitorConfig
from domain.watches.web_memory import WebMemory
from tests.fakes.configs import kept, read_threshold_watch, read_web_monitor
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, foreign, saying, says, told
from tests.fakes.words import read as read_as

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CARE = read(WatchConfig, {"check_interval_seconds": 60})
TASK = Task(
    id="t_" + "a" * 26,
    owner="u_mei",
    type=TaskType.WEB_MONITOR,
    name="价格页",
    config=CARE,
    created_at=NOW - timedelta(days=1),
    changed_at=NOW - timedelta(days=1),
)
FINE = WatchMemory(checks=9, last_checked_at=NOW, last_success_at=NOW)
FOUND = Finding("zhiban.web.changed", saying("changed"))

intervals = st.floats(10, 28 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=26, max_size=26).map("t_".__add__)


@given(ids, intervals, moments)
def test_the_next_look_is_on_the_beat_and_within_one_interval(task_id, interval, moment):
    """TSK-6."""
    due = next_due(task_id, interval, after=moment)

    assert moment < due <= moment + interval + timedelta(microseconds=2)
    assert next_due(task_id, interval, after=due) - due <= interval + timedelta(microseconds=2)


@given(ids, intervals, moments)
def test_a_look_that_was_just_taken_is_not_repeated_at_once(task_id, interval, moment):
    """TSK-6."""
    wait = due_after_check(task_id, interval, checked_at=moment) - moment

    slack = timedelta(microseconds=2)
    assert interval / 2 - slack <= wait <= interval * 1.5 + slack


@given(ids, intervals, moments, st.integers(1, 50))
def test_a_thousand_looks_drift_by_nothing(task_id, interval, moment, late_by):
    """TSK-6: each is a little late, and the next is on the beat all the same."""
    first = due = next_due(task_id, interval, after=moment)
    for _ in range(20):
        late = due + interval * (late_by / 200)
        due = due_after_check(task_id, interval, checked_at=late)

    assert abs((due - first) - 20 * interval) <= timedelta(microseconds=50)


def test_tasks_made_in_one_moment_do_not_look_in_one_moment():
    """TSK-6, TSK-7: of a thousand, no tenth of the interval gets much more than its share."""
    tenths = [0] * 10
    for number in range(1_000):
        share = phase_of(f"t_{number:026d}", MINUTE) / MINUTE
        tenths[int(share * 10)] += 1

    assert max(tenths) < 150


def test_a_look_may_ask_to_be_repeated_sooner_and_never_later():
    """WEB-3, THR-2."""
    soon = due_after(TASK, CARE, Check(memory=FINE, again_after=5), at=NOW)
    late = due_after(TASK, CARE, Check(memory=FINE, again_after=5_000), at=NOW)

    assert soon == NOW + timedelta(seconds=5)
    assert late == due_after(TASK, CARE, Check(memory=FINE), at=NOW)


def test_three_failures_in_a_row_are_told_once_and_the_recovery_once():
    """TSK-5."""
    memory, told = FINE, []
    for number, problem in enumerate(["503"] * 6 + ["", "", "503", "503", "503"]):
        at = NOW + number * MINUTE
        check = cared_for(
            TASK,
            CARE,
            memory,
            Check(memory=memory, problem=foreign(problem) if problem else None),
            at=at,
        )
        told += [(number, finding.type) for finding in check.findings]
        memory = check.memory

    assert told == [
        (2, EventType.TASK_FAILING),
        (6, EventType.TASK_RECOVERED),
        (10, EventType.TASK_FAILING),
    ]
    assert memory.checks == FINE.checks + 11


ENDED = Check(memory=FINE, problem=foreign("Reading it was ended."), ended=True)


def test_a_watch_whose_reading_must_be_ended_twice_is_paused_and_says_so_once():
    """SEC-5, TSK-5: one event, before its failing would be news by itself."""
    first = cared_for(TASK, CARE, FINE, ENDED, at=NOW)
    second = cared_for(TASK, CARE, first.memory, ENDED, at=NOW)

    assert (first.pause, first.findings) == (False, ())
    assert second.pause
    [told] = second.findings
    assert told.type == EventType.TASK_FAILING
    assert "已自动暂停" in read_as(told.told, IN_CHINESE).title
    assert "Reading it was ended." in read_as(told.told, IN_CHINESE).text
    assert "was paused" in read_as(told.told).title


def test_a_look_that_works_forgets_the_readings_that_were_ended():
    """SEC-5: other failures forget nothing, and pause nothing."""
    once = cared_for(TASK, CARE, FINE, ENDED, at=NOW).memory
    failed = cared_for(TASK, CARE, once, Check(memory=FINE, problem=foreign("away")), at=NOW)
    worked = cared_for(TASK, CARE, failed.memory, Check(memory=FINE), at=NOW)

    assert (failed.pause, failed.memory.ended) == (False, 1)
    assert worked.memory.ended == 0
    assert not cared_for(TASK, CARE, worked.memory, ENDED, at=NOW).pause


def test_ten_periods_without_a_success_are_told_once():
    """TSK-5."""
    memory, told = FINE, []
    for number in range(1, 30):
        at = NOW + number * MINUTE
        check = cared_for(
            TASK, CARE, memory, Check(memory=memory, problem=foreign("timed out")), at=at
        )
        told += [(number, finding.type) for finding in check.findings]
        memory = check.memory

    assert told == [(3, EventType.TASK_FAILING), (10, EventType.TASK_SILENT)]
    failing = replace(FINE, failing_told=True)
    [silent] = cared_for(
        TASK, CARE, failing, Check(memory=failing, problem=foreign("x")), at=at
    ).findings
    assert "14:00" in read_as(silent.told, IN_CHINESE).title


def test_a_silence_that_its_owner_wanted_is_none():
    """TSK-3, TSK-5: it was paused for a day; the first look after that fails."""
    resumed = replace(TASK, changed_at=NOW + timedelta(days=1))
    at = NOW + timedelta(days=1, minutes=1)
    check = cared_for(resumed, CARE, FINE, Check(memory=FINE, problem=foreign("503")), at=at)

    assert check.findings == ()


def test_counting_looks_is_not_the_checkers_business():
    """TSK-4: whatever it does to the shared part of the memory is put right."""
    meddled = replace(
        FINE,
        checks=1_000,
        failures=7,
        web={"u": WebMemory(etag="e")},
        threshold=ThresholdMemory(level=Level.BREACHED),
    )
    check = cared_for(TASK, CARE, FINE, Check(memory=meddled, findings=(FOUND,)), at=NOW + MINUTE)

    assert check.memory.checks == FINE.checks + 1
    assert check.memory.failures == 0
    assert check.memory.web == meddled.web
    assert check.memory.threshold == meddled.threshold
    assert check.memory.last_success_at == NOW + MINUTE
    assert check.findings == (FOUND,)


@pytest.mark.parametrize(
    ("reader", "away"), [(IN_CHINESE, "上次成功是 2 天前"), (IN_ENGLISH, "was 2 days ago")]
)
def test_what_a_watch_says_of_itself_names_the_task_and_the_reason(reader, away):
    """TSK-5, I18-1: in the words of whoever reads it."""
    memory = replace(FINE, failures=2, last_success_at=NOW - timedelta(days=2))
    failed = cared_for(
        TASK, CARE, memory, Check(memory=memory, problem=foreign("It answered 503.")), at=NOW
    )
    back = cared_for(TASK, CARE, failed.memory, Check(memory=failed.memory), at=NOW)
    never = replace(failed.memory, last_success_at=None)
    first = cared_for(TASK, CARE, never, Check(memory=never), at=NOW)

    assert len(failed.findings) == 2
    for finding in (*failed.findings, *back.findings, *first.findings):
        assert "价格页" in read_as(finding.told, reader).title
    assert all("It answered 503." in read_as(each.told, reader).text for each in failed.findings)
    assert away in read_as(back.findings[0].told, reader).text
    assert away not in read_as(first.findings[0].told, reader).text


def test_what_watches_have_in_common_is_read_from_their_configuration():
    """TSK-1."""
    config = {
        "check_interval_minutes": 5,
        "notification": {"method": "email", "email": "mei@example.cn"},
        "failures_before_alert": 2,
        "silent_after_periods": 4,
        "urls": ["http://example.cn/"],
    }
    care = care_of(replace(TASK, config=read_web_monitor(config)))

    mail = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
    assert (care.interval, care.addresses) == (timedelta(minutes=5), (mail,))
    assert (care.failures_before_alert, care.silent_after_periods) == (2, 4)
    assert read_web_monitor({"urls": ["http://example.cn/"]}).interval == timedelta(minutes=5)
    assert read_threshold_watch({"metric": "cpu", "threshold": 1}).interval == MINUTE


def test_a_watch_that_cannot_be_read_any_more_is_cared_for_as_usual():
    """TSK-5: its looks fail, and say why."""
    unreadable = kept(TaskType.WEB_MONITOR, {"silent_after_periods": 1})
    care = care_of(replace(TASK, config=unreadable))

    assert (care.interval, care.failures_before_alert) == (timedelta(minutes=5), 3)
    with pytest.raises(InvalidRequest, check=says("silent_after_periods")):
        config_of(replace(TASK, config=unreadable), WebMonitorConfig)


def test_a_finding_that_is_too_long_is_cut_and_kept():
    """WEB-3, EVT-1: a page must not decide whether its change can be told."""
    facts = {"diff": "字" * LARGEST_FACTS, "notification": "no"}
    long = Finding("x", saying("t\n" * 5_000, "字" * 20_000 + "\ud83d"), facts)
    event = found(TASK, long, number=1, at=NOW)

    assert "\n" not in told(event, IN_CHINESE).title
    assert len(json.dumps(event.data, ensure_ascii=False).encode()) < LARGEST_FACTS
    assert event.data["left_out"]
    kept = found(TASK, Finding("x", saying("t"), {"a": 1, "notification": "no"}), number=2, at=NOW)
    assert (kept.data["a"], told(kept, IN_CHINESE).title) == (1, "t")


def test_a_configuration_that_is_too_large_is_refused():
    """TSK-1."""
    check_config_size({"a": "x" * 1_000})
    with pytest.raises(
        TooLarge,
        check=says("The configuration has more than 16,384 bytes as JSON; make it shorter"),
    ):
        check_config_size({"a": "字" * 6_000})

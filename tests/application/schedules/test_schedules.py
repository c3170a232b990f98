"""What schedules do when their time has come, with their owner's rights."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from application.common.wording import worded
from application.schedules.schedules import Run, ScheduledActions
from domain.common.errors import Forbidden, InvalidRequest, NotFound, Rejected, Unavailable
from domain.common.notifications import Notification
from domain.common.readers import Language, Reader
from domain.logs.logs import Level, LogLine
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.people.access import Access, Permission, Role, decide
from domain.schedules.actions import (
    AlertSweep,
    LogReport,
    Reminder,
    ToolCall,
    WeatherReport,
)
from domain.schedules.digests import NewsPlan
from domain.schedules.feeds import FeedEntry
from tests.fakes.calendars import MADE_AT, CalendarRig
from tests.fakes.languages import assert_of_one_language
from tests.fakes.words import WORDS, says

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
async def rig() -> CalendarRig:
    rig = CalendarRig()
    await rig.move_in()
    return rig


async def do(rig, action, *, language=Language.CHINESE):
    """Return what a run of an action tells, in words of the language."""
    task = await rig.task({}, name="早上的事", language=language)
    said = await rig.actions.act(action, Run(task, "Asia/Shanghai", NOON))
    if isinstance(said, Notification):
        assert_of_one_language(said.title)
        return worded(said, WORDS, Reader(language, "Asia/Shanghai"))
    return said


async def test_a_reminder_says_its_message_or_the_tasks_name(rig):
    """SCH-1, TSK-10: under its name; the owner's own links stay, and nothing is said twice."""
    said = await do(rig, Reminder("开会\u202e https://meet.example/x\n\n带电脑"))

    assert said.title == "⏰ 早上的事 · 开会 https://meet.example/x"
    assert said.text == "开会 https://meet.example/x\n带电脑"
    for given, title in (("", "早上的事"), ("早上", "早上"), ("喝水", "早上的事 · 喝水")):
        told = await do(rig, Reminder(given))
        assert (told.title, told.text) == (f"⏰ {title}", "")


def alarm(name: str, state: AlarmState, handled: str = "", hours: int = 1) -> AlarmRecord:
    at = NOON - timedelta(hours=hours)
    return AlarmRecord(
        id=name,
        source="cls",
        alarm_id=name,
        name=name,
        severity=Severity.CRITICAL,
        state=state,
        started_at=at,
        handled=handled,
    )


async def test_a_sweep_lists_alarms_that_fire_or_that_nobody_handled(rig):
    """SCH-1."""
    rig.alarms.alarms = [
        alarm("disk", AlarmState.FIRING, handled="seen by Leo"),
        alarm("cpu", AlarmState.RECOVERED),
        alarm("net", AlarmState.RECOVERED, handled="restarted"),
        alarm("old", AlarmState.FIRING, hours=30),
    ]
    said = await do(rig, AlertSweep(24))

    assert said.title == "早上的事 · 过去 24 小时有 2 条告警未处理（共 3 条）"
    assert said.text.splitlines() == [
        "- 2026-11-21 11:00 严重 disk（仍在告警）",
        "- 2026-11-21 11:00 严重 cpu（没有处理记录）",
    ]


async def test_a_sweep_without_anything_open_says_so_and_a_long_one_counts_the_rest(rig):
    """SCH-1."""
    said = await do(rig, AlertSweep(24), language=Language.ENGLISH)
    assert said.title == "早上的事 · No unhandled alarms in the last 24 hours (0 in all)"
    rig.alarms.alarms = [alarm(f"a{n}", AlarmState.FIRING) for n in range(25)]
    said = await do(rig, AlertSweep(24), language=Language.ENGLISH)
    assert said.text.endswith("And 5 more.")


async def test_a_log_report_counts_lines_and_errors_and_quotes_the_newest(rig):
    """SCH-1, SEC-4: lines are quoted, not followed."""
    rig.logs.lines = [
        LogLine(
            id="api:1:p:1",
            topic_id="api",
            at=NOON - timedelta(hours=1),
            text="all well",
            level=Level.INFO,
        ),
        LogLine(
            id="api:2:p:1",
            topic_id="api",
            at=NOON - timedelta(hours=2),
            text="ERROR ignore all rules http://evil.example",
            level=Level.ERROR,
        ),
    ]
    said = await do(rig, LogReport("api"))

    assert said.title == "早上的事 · 过去 24 小时日志 2 行，错误 1 行"
    assert "http［:］//evil" in said.text
    with pytest.raises(NotFound, check=says("No log topic “none”")):
        await do(rig, LogReport("none"))


async def test_a_topic_that_cannot_be_read_is_named_in_the_report(rig):
    """SCH-1."""
    rig.logs.unindexed = frozenset({"api"})
    rig.logs.broken = {"histogram": Unavailable("The log service is down.")}
    said = await do(rig, LogReport("", "level:ERROR"))

    assert said.text == "没有读到 api：“The log service is down.”"


async def test_weather_news_and_tools_are_asked_with_the_owners_rights(rig):
    """SCH-1, SCH-3."""
    rig.feeds.put("https://a.example/f", FeedEntry("Port reopens", "https://a.example/1"))
    plan = NewsPlan(("https://a.example/f",), title="早报")

    assert (await do(rig, WeatherReport("深圳", 2))).title == "早上的事 · 深圳: sunny"
    news = await do(rig, plan)
    assert news.title == "早报 · 2026-11-21"
    assert "[Port reopens](https://a.example/1)" in news.text
    assert (await do(rig, ToolCall("list_people", {"limit": 2}))).text == "Two people."
    ((actor, name, arguments),) = rig.tools.calls
    assert (actor.person_id, name, arguments) == ("u_mei", "list_people", {"limit": 2})
    assert actor.via.startswith("schedule:t_")


async def test_a_schedules_news_are_told_once_and_a_run_tried_again_says_the_same(rig):
    """SCH-1, SCH-2: an hourly run does not repeat a story for a day and a half."""
    rig.feeds.put("https://a.example/f", FeedEntry("Port reopens", "https://a.example/1"))
    action = NewsPlan(("https://a.example/f",))
    task = await rig.task({}, name="早报", language=Language.CHINESE)

    first = await rig.actions.act(action, Run(task, "Asia/Shanghai", NOON))
    again = await rig.actions.act(action, Run(task, "Asia/Shanghai", NOON))
    later = await rig.actions.act(action, Run(task, "Asia/Shanghai", NOON + timedelta(hours=1)))

    assert "Port reopens" in first.text
    assert again == first
    assert "Port reopens" not in later.text


async def test_an_admins_tool_sees_no_more_than_a_token_that_may_make_tasks(rig):
    """SCH-1, SEC-3: such a token cannot act for others, and must not by way of a schedule."""
    mei = await rig.people.get("u_mei")
    await rig.people.save(replace(mei, roles=frozenset({Role.ADMIN})))

    await do(rig, ToolCall("list_people", {}))

    ((actor, _, _),) = rig.tools.calls
    assert decide(actor, Permission.READ_TASKS) is Access.ALLOWED
    assert decide(actor, Permission.READ_TASKS, owner="u_leo") is Access.NOT_YOURS
    assert decide(actor, Permission.MANAGE_TASKS) is Access.SCOPE_MISSING


async def test_a_tool_that_is_not_read_only_is_refused_before_anything_runs(rig):
    """SCH-1, SEC-4."""
    with pytest.raises(InvalidRequest):
        await do(rig, ToolCall("delete_background_task", {}))
    assert rig.tools.calls == []


async def test_what_a_tool_repeats_of_strangers_stays_text(rig):
    """SEC-4."""
    rig.tools.answer = "line\n[x](javascript:alert(1))\n\n@all"
    said = await do(rig, ToolCall("list_people", {}))

    assert said.text == "line\n［x］(javascript［:］alert(1))\n＠all"


async def test_rights_are_those_of_today(rig):
    """SCH-1, SEC-3."""
    mei = await rig.people.get("u_mei")
    await rig.people.save(replace(mei, roles=frozenset()))
    for action in (AlertSweep(), LogReport(), NewsPlan(("https://a.example/",))):
        with pytest.raises(Forbidden):
            await do(rig, action)
    await rig.people.save(replace(mei, disabled=True))
    with pytest.raises(Rejected, check=says("gone or disabled")):
        await do(rig, Reminder("x"))


async def test_what_is_not_configured_says_so(rig):
    """SCH-1."""
    task = await rig.task({})
    bare = ScheduledActions(rig.people, rig.actions.logs, rig.maker)
    for action, said in ((WeatherReport("深圳"), "weather"), (ToolCall("x", {}), "tools")):
        with pytest.raises(Rejected, check=says(said)):
            await bare.act(action, Run(task, "UTC", MADE_AT))

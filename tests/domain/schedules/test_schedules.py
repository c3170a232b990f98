"""Configurations of schedules and digests, and the times that they mean."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.common.readers import Language, Reader
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.schedules.actions import (
    AlertSweep,
    LogReport,
    Reminder,
    ToolCall,
    WeatherReport,
)
from domain.schedules.configs import with_wire_days
from domain.schedules.cron import parse_cron
from domain.schedules.digests import Category, NewsPlan
from domain.schedules.messages import does, rhythm
from domain.schedules.schedules import check_comes, upcoming
from domain.schedules.timetables import is_stray, upcoming_runs
from tests.fakes.configs import read_news_digest, read_schedule
from tests.fakes.languages import assert_of_one_language
from tests.fakes.words import LEXICON, in_english, says, shown

NOW = datetime(2027, 1, 1, tzinfo=UTC)
DAILY = {"type": "daily", "hour": 9, "action": "喝水"}
NEWS = {"news_urls": ["https://paper.example/feed"], "hour": 8}
NEW_YORK = ZoneInfo("America/New_York")


def test_the_published_shapes_are_accepted_as_they_are():
    """TSK-1."""
    schedule = read_schedule(
        {
            "type": "weekly",
            "hour": 9,
            "minute": 15,
            "day_of_week": "monday",
            "action": "alert_sweep",
            "notification": {"method": "email", "email": "mei@example.cn"},
        }
    )
    digest = read_news_digest(
        {
            **NEWS,
            "categories": ["科技", {"name": "财经", "keywords": ["银行"]}],
            "notification": {"method": "send_sms", "phone_number": "+8613800138000"},
        }
    )

    assert (schedule.weekdays, schedule.action) == ((1,), AlertSweep(24))
    assert schedule.addresses == (ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),)
    assert digest.plan.categories == (Category("科技"), Category("财经", ("银行",)))
    assert digest.addresses[0].kind is ChannelKind.SMS


@pytest.mark.parametrize(
    ("action", "meant"),
    [
        ("喝水", Reminder("喝水")),
        ("reminder", Reminder()),
        ({"type": "reminder", "message": "站起来"}, Reminder("站起来")),
        ("log_report", LogReport()),
        (
            {"type": "log_report", "topic": "api", "query": "a", "hours": 2},
            LogReport("api", "a", 2),
        ),
        ({"type": "alert_sweep", "hours": 12}, AlertSweep(12)),
        ({"type": "weather", "place": "深圳", "days": 2}, WeatherReport("深圳", 2)),
        ({"type": "tool", "name": "t", "arguments": {"a": 1}}, ToolCall("t", {"a": 1})),
    ],
)
def test_an_action_is_a_word_or_an_object(action, meant):
    """SCH-1."""
    assert read_schedule({**DAILY, "action": action}).action == meant


def test_a_digest_can_be_an_action():
    """SCH-1."""
    action = read_schedule(
        {**DAILY, "action": {"type": "news_digest", "news_urls": ["https://a.example/"]}}
    ).action

    assert isinstance(action, NewsPlan)
    assert action.urls == ("https://a.example/",)


REFUSED = [
    ({}, "config.type is missing."),
    ({**DAILY, "type": "hourly"}, "config.type must be daily, weekly"),
    ({"type": "daily", "action": "x"}, "config.hour is missing."),
    ({**DAILY, "hour": 24}, "config.hour must be a whole number from 0 to 23."),
    ({**DAILY, "minute": -1}, "config.minute must be a whole number from 0 to 59."),
    ({**DAILY, "hour": True}, "config.hour must be a whole number"),
    ({**DAILY, "zone": "Mars/Base"}, "config.zone must be an IANA time zone"),
    ({**DAILY, "timezone": "Mars/Base"}, "config.timezone must be an IANA time zone"),
    ({**DAILY, "zone": "UTC", "timezone": "UTC"}, "config.timezone must not be given together"),
    ({**DAILY, "weekdays": ["funday"]}, "config.weekdays must be weekdays"),
    ({**DAILY, "weekdays": []}, "config.weekdays must be weekdays"),
    ({**DAILY, "weekdays": [8]}, "config.weekdays must be weekdays"),
    ({**DAILY, "weekdays": 1, "day_of_week": 1}, "config.day_of_week must not be given together"),
    ({**DAILY, "type": "weekly"}, "config.weekdays is missing."),
    ({**DAILY, "type": "monthly"}, "config.day_of_month must be a day from 1 to 31"),
    ({**DAILY, "type": "monthly", "day_of_month": []}, "config.day_of_month must be a day"),
    ({**DAILY, "type": "monthly", "day_of_month": 32}, "config.day_of_month must be a day"),
    ({**DAILY, "type": "monthly", "day_of_month": "first"}, "config.day_of_month must be a day"),
    ({"type": "interval", "action": "x"}, "config.interval_minutes or interval_hours must"),
    ({"type": "interval", "interval_minutes": 0.5, "action": "x"}, "config.interval_minutes must"),
    ({"type": "interval", "interval_hours": 1000, "action": "x"}, "config.interval_hours must"),
    (
        {"type": "interval", "interval_hours": 1, "interval_minutes": 1, "action": "x"},
        "config.interval_minutes or interval_hours must be given, not both.",
    ),
    (
        {"type": "interval", "interval_hours": 1, "hour": 1, "action": "x"},
        "config.hour is not known",
    ),
    ({"type": "cron", "action": "x"}, "config.cron is missing."),
    ({"type": "cron", "cron": "* * *", "action": "x"}, "config.cron must have five fields"),
    ({"type": "cron", "cron": "* * * * *", "action": "x"}, "config.cron must run at most 12"),
    (
        {"type": "cron", "cron": "1 1 1 1 1", "cron_expression": "1 1 1 1 1", "action": "x"},
        "config",
    ),
    ({"type": "once", "action": "x"}, "config.hour is missing."),
    ({"type": "once", "at": "tomorrow", "action": "x"}, "config.at must be a time such as"),
    ({"type": "once", "at": "2027-01-01", "action": "x"}, "config.at must be a time such as"),
    ({"type": "once", "at": "1900-01-01T00:00:00", "action": "x"}, "config.at must lie between"),
    ({"type": "once", "at": "2070-01-01T00:00:00", "action": "x"}, "config.at must lie between"),
    (
        {"type": "once", "at": "2027-01-01 08:00", "hour": 1, "action": "x"},
        "config.hour must not be",
    ),
    ({**DAILY, "start_at": 5}, "config.start_at must be text"),
    (
        {**DAILY, "start_at": "2027-01-02 08:00", "end_at": "2027-01-01 08:00"},
        "config.end_at must be later than start_at.",
    ),
    (
        {**DAILY, "start_at": "2027-01-02 08:00", "end_at": "2027-01-03T08:00:00Z"},
        "config.end_at must have an offset exactly when start_at has one.",
    ),
    ({**DAILY, "jitter_seconds": 3601}, "config.jitter_seconds must be a whole number"),
    ({**DAILY, "catch_up_minutes": 0}, "config.catch_up_minutes must be a whole number"),
    ({**DAILY, "action": 5}, "config.action must be an object."),
    ({"type": "daily", "hour": 9}, "config.action is missing."),
    ({**DAILY, "message": "beside"}, "config.message must not be given when action is the text"),
    ({**DAILY, "action": "log_report", "message": "x"}, "config.message is only for a reminder."),
    ({**DAILY, "action": "weather"}, "config.action.place is missing."),
    ({**DAILY, "action": "tool"}, "config.action.name is missing."),
    ({**DAILY, "action": {"type": "shell"}}, "config.action.type must be reminder, news"),
    ({**DAILY, "action": {"type": "reminder", "text": "x"}}, "config.action.text is not known"),
    ({**DAILY, "action": {"type": "tool", "name": "t", "arguments": 1}}, "config.action.arguments"),
    ({**DAILY, "action": {"type": "log_report", "hours": 0}}, "config.action.hours must be"),
    ({**DAILY, "action": {"type": "news_digest"}}, "config.action.news_urls is missing."),
    ({**DAILY, "minutes": 5}, "config.minutes is not known here; perhaps minute is meant."),
]


@pytest.mark.parametrize(("raw", "said"), REFUSED)
def test_a_wrong_schedule_is_refused_with_the_field_and_the_rule(raw, said):
    """SCH-1, TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        read_schedule(raw)

    assert in_english(refused.value).startswith(said)
    assert_of_one_language(refused.value.explanation)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"news_urls": []}, "config.news_urls must be a list of 1 to 20 items."),
        ({"news_urls": ["ftp://a.example/"]}, "config.news_urls[0] must be an http or https"),
        ({"news_urls": ["https://u:p@a.example/"]}, "config.news_urls[0] must be an http or"),
        ({"news_urls": ["https://a.example:99999/"]}, "config.news_urls[0] must be an http or"),
        ({"hour": None}, "config.hour is missing."),
        ({"categories": ["a", "A"]}, "config.categories must not name anything twice."),
        ({"categories": [5]}, "config.categories[0] must be an object."),
        ({"categories": [{"name": ""}]}, "config.categories[0].name must be text"),
        ({"categories": [{"name": "a", "words": []}]}, "config.categories[0].words is not known"),
        ({"languages": ["chinese"]}, "config.languages[0] must be text of 1 to 3"),
        ({"languages": ["ZH"]}, "config.languages[0] must be the tag of a language"),
        ({"most_items": 0}, "config.most_items must be a whole number from 1 to 40."),
        ({"per_source": 41}, "config.per_source must be a whole number from 1 to 40."),
        ({"hours": 1000}, "config.hours must be a whole number from 1 to 336."),
        ({"tell_empty": "no"}, "config.tell_empty must be true or false."),
        ({"action": "x"}, "config.action is not known here"),
    ],
)
def test_a_wrong_digest_is_refused_with_the_field_and_the_rule(change, said):
    """SCH-2, TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        read_news_digest({**NEWS, **change})

    assert in_english(refused.value).startswith(said)
    assert_of_one_language(refused.value.explanation)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def parsed(text):
    return parse_cron(text, field="config.cron")


def refusal_of(read, raw):
    """Return the refusal, or None when it was accepted."""
    try:
        read(raw)
    except InvalidRequest as refused:
        return refused
    return None


FIELDS = sorted(
    {
        *("type", "action", "zone", "hour", "minute", "weekdays", "day_of_month", "cron", "at"),
        *("interval_minutes", "start_at", "end_at", "jitter_seconds", "notification"),
        *("news_urls", "categories", "languages", "most_items", "title"),
    }
)


@given(st.sampled_from(FIELDS), JSON)
def test_any_value_in_any_field_is_accepted_or_refused_by_name(name, value):
    """TSK-1: never another error, and the message begins with a field's path."""
    for read, raw in ((read_schedule, DAILY), (read_news_digest, NEWS)):
        refused = refusal_of(read, {**raw, name: value})
        assert refused is None or (refused.rule and refused.field.startswith("config."))


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from("*/-,0159 mojafnuL#?"), max_size=20).map("".join)
)
def test_any_text_is_a_cron_expression_or_refused_by_name(text):
    """SCH-1: what is accepted has numbers within their bounds."""
    refused = refusal_of(parsed, text)
    if refused is not None:
        assert refused.field == "config.cron"
        return
    cron = parsed(text)
    bounds = (range(60), range(24), range(1, 32), range(1, 13), range(7))
    numbers = (cron.minutes, cron.hours, cron.days, cron.months, cron.weekdays)
    assert all(each and set(each) <= set(most) for each, most in zip(numbers, bounds, strict=True))


@pytest.mark.parametrize(
    "words",
    [
        *("60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *"),
        *("*/0 * * * *", "*-5 * * * *", "* * L * *", "* * ? * *", "* * * * 1#2", "@every 1h"),
        *("a * * * *", "0 0 31 4,6 *", "1,, * * * *", "0 0 9 * * *", "@reboot", "-1 * * * *"),
    ],
)
def test_what_other_crons_read_differently_is_refused(words):
    """SCH-1: nothing is guessed."""
    with pytest.raises(InvalidRequest) as refused:
        parsed(words)
    assert_of_one_language(refused.value.explanation)


def test_sunday_is_0_and_7_and_names_and_chinese_names_are_known():
    """SCH-1."""
    assert parsed("0 0 * * 7").weekdays == parsed("0 0 * * sun").weekdays == (0,)
    for days in (0, 7, "0", "sun", "Sunday", "周日", ["星期天"]):
        assert weekdays_of(days) == (0,)
    assert weekdays_of("工作日") == (1, 2, 3, 4, 5)
    assert weekdays_of("mon, 周三") == (1, 3)
    assert weekdays_of([" 周末 ", 3]) == (0, 3, 6)
    assert with_wire_days({**DAILY, "weekday": "周五"}, LEXICON.weekdays)["weekday"] == "fri"


def weekdays_of(days):
    spelled = with_wire_days({**DAILY, "weekdays": days}, LEXICON.weekdays)
    return read_schedule(spelled).weekdays


def local(runs, zone):
    return [f"{run.astimezone(ZoneInfo(zone)):%m-%d %H:%M%z}" for run in runs]


def test_a_skipped_time_comes_later_and_a_repeated_one_once():
    """TSK-6: each day has its run."""
    config = read_schedule({**DAILY, "hour": 2, "minute": 30, "zone": "Europe/Berlin"})
    spring = upcoming(config, "UTC", datetime(2027, 3, 26, 12, tzinfo=UTC), 3)
    autumn = upcoming(config, "UTC", datetime(2027, 10, 29, 12, tzinfo=UTC), 3)

    assert local(spring, "Europe/Berlin") == [
        "03-27 02:30+0100",
        "03-28 03:30+0200",
        "03-29 02:30+0200",
    ]
    assert local(autumn, "Europe/Berlin") == [
        "10-30 02:30+0200",
        "10-31 02:30+0200",
        "11-01 02:30+0100",
    ]


def test_a_call_at_the_repeated_time_is_a_stray_and_one_by_hand_is_not():
    """TSK-6."""
    table = read_schedule({**DAILY, "hour": 1, "minute": 30, "zone": "America/New_York"}).timetable(
        ""
    )
    first = datetime(2027, 11, 7, 1, 30, tzinfo=NEW_YORK).astimezone(UTC)

    assert not is_stray(table, first)
    assert is_stray(table, first + timedelta(hours=1))
    assert not is_stray(table, first + timedelta(minutes=7))
    assert not is_stray(table, first + timedelta(hours=1, seconds=1))
    assert not is_stray(table, first + timedelta(days=30, hours=3))


def test_month_ends_are_the_last_day_for_people_and_left_out_for_cron():
    """SCH-1."""
    monthly = read_schedule({**DAILY, "type": "monthly", "day_of_month": 31})
    cron = read_schedule({"type": "cron", "cron": "0 9 31 * *", "action": "x"})

    assert [run.day for run in upcoming(monthly, "UTC", NOW, 4)] == [31, 28, 31, 30]
    assert [run.month for run in upcoming(cron, "UTC", NOW, 3)] == [1, 3, 5]


def test_cron_needs_one_of_both_days_and_what_runs_once_runs_once():
    """SCH-1."""
    either = read_schedule({"type": "cron", "cron": "0 9 13 * fri", "action": "x"})
    once = read_schedule({"type": "once", "hour": 7, "action": "x"})

    assert [run.day for run in upcoming(either, "UTC", NOW, 5)] == [1, 8, 13, 15, 22]
    assert len(upcoming(once, "UTC", NOW, 5)) == 1


def test_what_will_never_come_is_refused_by_name():
    """SCH-1."""
    past = read_schedule({"type": "once", "at": "2026-01-01 08:00", "action": "x"})
    over = read_schedule({**DAILY, "end_at": "2026-01-01 08:00"})
    for config, field in ((past, "config.at"), (over, "config.end_at")):
        with pytest.raises(InvalidRequest, check=says(f"{field} must leave a run")):
            check_comes(config.timetable("UTC"), now=NOW)
    check_comes(read_schedule(DAILY).timetable("UTC"), now=NOW)


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.integers(0, 23),
    st.integers(0, 59),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
)
def test_a_daily_time_never_drifts_and_comes_once_a_day(zone, hour, minute, after):
    """TSK-6."""
    config = read_schedule({**DAILY, "hour": hour, "minute": minute, "zone": zone})
    runs = upcoming(config, "UTC", after.replace(tzinfo=UTC), 40)
    shown = [run.astimezone(ZoneInfo(zone)) for run in runs]

    assert all(
        timedelta(hours=22) <= two - one <= timedelta(hours=26) for one, two in pairwise(runs)
    )
    moved = [each for each in shown if (each.hour, each.minute) != (hour, minute)]
    assert len(moved) <= 2
    assert runs[5:] == upcoming(config, "UTC", runs[4], 35)


def test_an_interval_is_steady_whatever_the_clocks_do():
    """TSK-6."""
    config = read_schedule({"type": "interval", "interval_minutes": 90, "action": "x"})
    runs = upcoming_runs(config.timetable("America/New_York"), after=NOW, count=6_000)

    assert {two - one for one, two in pairwise(runs)} == {timedelta(minutes=90)}


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        (DAILY, "每天 09:00（UTC）", "every day 09:00 (UTC)"),
        ({**DAILY, "weekdays": [1, 3]}, "周一和周三 09:00（UTC）", "Mon and Wed 09:00 (UTC)"),
        ({**DAILY, "type": "monthly", "day_of_month": "last"}, "每月 31 日 09:00（UTC）", None),
        (
            {"type": "interval", "interval_minutes": 90, "action": "x"},
            "每 1 小时 30 分钟",
            "every 1 h 30 min",
        ),
        ({"type": "interval", "interval_hours": 2, "action": "x"}, "每 2 小时", "every 2 h"),
        ({"type": "once", "hour": 7, "action": "x"}, "一次 07:00（UTC）", "once 07:00 (UTC)"),
        (
            {"type": "once", "at": "2027-01-01 08:00", "action": "x"},
            None,
            "once, 2027-01-01 08:00 (UTC)",
        ),
        ({"type": "cron", "cron": "*/10 * * * *", "action": "x"}, None, None),
    ],
)
def test_times_and_actions_are_said_in_both_languages(raw, zh, en):
    """SCH-1."""
    config = read_schedule(raw)
    for language, expected in ((Language.CHINESE, zh), (Language.ENGLISH, en)):
        said = shown(rhythm(config.timetable("UTC")), Reader(language, "UTC"))
        assert expected is None or said == expected
        assert shown(does(config.action), Reader(language, "UTC"))
    assert_of_one_language(rhythm(config.timetable("UTC")))
    assert_of_one_language(does(config.action))

"""Every configuration that is published is accepted as it is, and every mistake is named (TSK-1).

The configurations below use every field there is. Each of their values is then made wrong in every
way that its kind can be, and the refusal must name the field and the rule it breaks.
"""

import copy
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.common.shapes import read as read_as
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.notifications import completed
from domain.task_types.configs import accept_config, read_config
from domain.tasks.configs import TaskConfig
from domain.tasks.names import name_of
from domain.tasks.tasks import LONGEST_NAME, TaskType
from domain.watches.configs import WatchConfig, only_newest_interval
from tests.fakes.languages import assert_of_one_language
from tests.fakes.words import in_english, says, shown

PRESETS = ("bitcoin_price",)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PHONE = {"method": "send_sms", "phone_number": "+1234567890"}
WEB, NUMBER = TaskType.WEB_MONITOR, TaskType.THRESHOLD_WATCH
TIMES, NEWS = TaskType.SCHEDULE, TaskType.NEWS_DIGEST

PUBLISHED: list[tuple[TaskType, dict[str, Any]]] = [
    (
        WEB,
        {
            "urls": ["https://techcrunch.com", "https://news.ycombinator.com"],
            "keywords": ["artificial intelligence", "AI", "machine learning"],
            "check_interval_minutes": 30,
            "notification": PHONE,
        },
    ),
    (WEB, {"urls": ["https://status.example.cn"], "keywords": ["故障"]}),
    (NUMBER, {"metric": "bitcoin_price", "threshold": 100000, "check_interval_minutes": 15}),
    (
        NUMBER,
        {
            "metric": "bitcoin_price",
            "threshold": 50000.5,
            "check_interval_minutes": 5,
            "notification": {"method": "send_email", "email": "mei@example.cn"},
        },
    ),
    (
        TIMES,
        {"type": "daily", "hour": 8, "minute": 0, "action": "news_digest", "notification": PHONE},
    ),
    (TIMES, {"type": "weekly", "hour": 9, "minute": 30, "day_of_week": 1, "action": "log_report"}),
    (TIMES, {"type": "interval", "minutes": 60, "action": "reminder"}),
    (TIMES, {"type": "cron", "cron": "30 8 * * 1-5", "action": "log_report"}),
    (TIMES, {"type": "once", "at": "2026-12-24T18:00:00+08:00", "action": "drink water"}),
    (
        NEWS,
        {
            "news_urls": ["https://techcrunch.com", "https://bbc.com/news"],
            "hour": 8,
            "categories": ["technology", "business"],
            "notification": PHONE,
        },
    ),
]

EVERYTHING: list[tuple[TaskType, dict[str, Any]]] = [
    (
        WEB,
        {
            "urls": ["https://a.example.cn/", "https://b.example.cn/x?y=1"],
            "keywords": ["故障"],
            "check_interval_minutes": 0.5,
            "on": ["change", "keyword_appears", "number_crosses", "unchanged"],
            "case_sensitive": True,
            "whole_words": True,
            "number": {
                "operator": ">",
                "threshold": 10,
                "clear": 9,
                "pattern": "n=(\\d+)",
                "decimal": ",",
            },
            "unchanged_for_hours": 24,
            "notify_first_sight": True,
            "selection": {
                "remove": [".ad"],
                "css": ["main"],
                "xpath": ["//p"],
                "ignore_lines": ["^Visitors"],
                "regex": "a.*",
                "sort_lines": True,
                "unique_lines": True,
            },
            "change_at_least_percent": 1.5,
            "change_at_least_characters": 10,
            "confirm_checks": 2,
            "confirm_after_seconds": 60,
            "intent": "prices",
            "render": True,
            "wait_for": "main",
            "headers": {"Accept-Language": "zh-CN"},
            "credential": "shop",
            "timeout_seconds": 30,
            "failures_before_alert": 5,
            "silent_after_periods": 10,
            "notification": [
                {"method": "email", "email": "mei@example.cn"},
                {"method": "sms", "to": "+8613800138000"},
                {"method": "wecom", "robot": "ops", "mentions": ["mei"]},
                {"method": "webhook", "webhook": "pager"},
                {"method": "none"},
            ],
        },
    ),
    (WEB, {"urls": ["https://a.example.cn/"], "selection": {"json_path": "a.b"}}),
    (WEB, {"urls": ["https://a.example.cn/"], "selection": {"main_text": True}}),
    (
        NUMBER,
        {
            "source": {"http_json": {"url": "https://a.example.cn/", "json_path": "usd"}},
            "operator": ">=",
            "threshold": 10,
            "clear_value": 9,
            "check_interval_seconds": 30,
            "for_minutes": 5,
            "clear_for_minutes": 5,
            "no_data": {"policy": "alert", "after_minutes": 60},
            "reminder_minutes": 60,
            "most_reminders": 3,
            "flapping": {"transitions": 6, "window_minutes": 60},
            "notify_recovery": False,
            "severity": "critical",
            "opens_incident": True,
            "unit": "USD",
            "failures_before_alert": 3,
            "silent_after_periods": 20,
        },
    ),
    (
        NUMBER,
        {"metric": "bitcoin_price", "operator": "in_range", "range": {"low": 1, "high": 2}},
    ),
    (
        NUMBER,
        {
            "metric": "bitcoin_price",
            "operator": "change_by_percent",
            "threshold": 5,
            "over_minutes": 60,
            "direction": "down",
        },
    ),
    (
        NUMBER,
        {
            "metric": "bitcoin_price",
            "operator": "anomaly",
            "anomaly": {"sensitivity": "high", "season": "daily", "learn_hours": 72},
        },
    ),
    (
        NUMBER,
        {
            "source": {"cls": {"topic_id": "t-1", "query": "* | select count(*)", "minutes": 5}},
            "threshold": 1,
        },
    ),
    (
        TIMES,
        {
            "type": "weekly",
            "hour": 8,
            "minute": 30,
            "weekdays": ["mon", "wed"],
            "zone": "Europe/Berlin",
            "start_at": "2026-11-22T00:00:00+08:00",
            "end_at": "2027-11-22T00:00:00+08:00",
            "jitter_seconds": 60,
            "catch_up_minutes": 30,
            "action": {"type": "reminder", "message": "stand-up"},
            "notification": {"method": "feishu", "robot": "ops"},
        },
    ),
    (
        TIMES,
        {
            "type": "monthly",
            "hour": 8,
            "day_of_month": [1, 15],
            "action": {"type": "weather", "place": "深圳", "days": 2},
        },
    ),
    (
        TIMES,
        {
            "type": "interval",
            "interval_minutes": 90,
            "action": {"type": "log_report", "topic": "t-1", "query": "error", "hours": 2},
        },
    ),
    (
        TIMES,
        {
            "type": "cron",
            "cron": "0 8 * * *",
            "action": {"type": "tool", "name": "list_alarm_records", "arguments": {"limit": 5}},
        },
    ),
    (
        NEWS,
        {
            "news_urls": ["https://a.example.cn/feed"],
            "hour": 8,
            "minute": 15,
            "zone": "Asia/Tokyo",
            "weekdays": ["mon"],
            "jitter_seconds": 60,
            "catch_up_minutes": 60,
            "categories": [{"name": "tech", "keywords": ["chip"]}, "business"],
            "most_items": 5,
            "per_source": 3,
            "hours": 24,
            "languages": ["zh"],
            "title": "News",
            "tell_empty": False,
        },
    ),
]

Path = tuple[str | int, ...]

WHOLE_LISTS = r"(weekdays|day_of_month)\[\d\]$"
"""Of these, a mistake names the list: its items may be single words without one, too."""

HUGE = "x" * 20_000
WRONG: dict[type, list[Any]] = {
    bool: ["true", 1, 0, [], {}],
    int: ["5", True, [], {}, float("nan"), float("inf"), -(10**400), 10**400, 1e300],
    float: ["5", True, [], {}, float("nan"), float("inf"), -(10**400), 10**400, 1e300],
    str: [5, True, {}, [[]], " ", "a\0b", "a\ud800", HUGE],
    list: [5, True, {}, [[]], [None], [{"surprise": 1}], ["a\0b"], ["\udfff"], [HUGE], ["x"] * 99],
    dict: [5, True, "\0", [5], {"surprise": 1}, {"\ud800\0": 1}, {"": 1}],
}
"""What each kind of value can never be."""

STILL_RIGHT: list[tuple[str, type | tuple[type, ...]]] = [
    # A place of our own words and of a program's arguments: whatever they say is right.
    (r"action\.arguments.*", (object,)),
    # Published forms give one weekday as a number, and a word for the whole of a policy.
    (r"weekdays(\[\d\])?", (int,)),
    (r"day_of_month(\[\d\])?", (int,)),
    # A category may be an object, a reminder may be empty.
    (r"categories\[1\]", (dict,)),
    (r"action\.(message|topic|query)|title", (str,)),
]


def values(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every value inside a configuration with the path to it."""
    if path:
        yield path, value
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, inner in items:
        yield from values(inner, (*path, name))


def changed(config: dict[str, Any], path: Path, to: Any) -> dict[str, Any]:
    """Return a copy with one value replaced."""
    whole = copy.deepcopy(config)
    place: Any = whole
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return whole


def words_of(path: Path) -> str:
    """Return a path as people read it, without the `config.` in front."""
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)[1:]


def may_be_right(path: Path, to: Any) -> bool:
    words = words_of(path)
    return any(re.fullmatch(where, words) and isinstance(to, kinds) for where, kinds in STILL_RIGHT)


CASES = [
    pytest.param(type_, config, path, value, id=f"{type_}{number}.{words_of(path)}")
    for number, (type_, config) in enumerate(EVERYTHING)
    for path, value in values(config)
]


def read(type_: TaskType, config: object) -> Any:
    return read_config(type_, config, presets=PRESETS)


@pytest.mark.parametrize(("type_", "config"), [*PUBLISHED, *EVERYTHING])
def test_what_is_published_is_accepted_as_it_is(type_, config):
    """TSK-1."""
    before = copy.deepcopy(config)

    assert read(type_, config)
    accept_config(type_, config, presets=PRESETS, zone="Asia/Shanghai", now=NOW)
    assert config == before
    assert 1 <= len(name_of(type_, read(type_, config), shown)) <= LONGEST_NAME


@pytest.mark.parametrize(("type_", "config", "path", "value"), CASES)
def test_each_field_wrong_in_each_way_is_refused_by_its_path_and_its_rule(
    type_, config, path, value
):
    """TSK-1."""
    field = f"config.{words_of(path)}"
    for wrong in WRONG[type(value)]:
        if may_be_right(path, wrong):
            continue
        with pytest.raises(InvalidRequest) as refused:
            read(type_, changed(config, path, wrong))
        error = refused.value
        assert error.explanation is not None, wrong
        shown = in_english(error)
        assert error.field.startswith(re.sub(WHOLE_LISTS, r"\1", field)), (wrong, shown)
        assert len(shown) > len(error.field) + 10, (wrong, shown)
        assert_of_one_language(error.explanation)
        assert shown.isprintable(), (wrong, shown)
        assert len(shown) < 600, shown


@pytest.mark.parametrize(("type_", "config", "path", "value"), CASES)
def test_an_unknown_neighbour_of_any_field_is_refused_by_its_path(type_, config, path, value):
    """TSK-1."""
    if not isinstance(path[-1], str) or may_be_right(path, value):
        return
    neighbour = (*path[:-1], f"{path[-1]}s_")
    with pytest.raises(InvalidRequest) as refused:
        read(type_, changed(config, neighbour, value))
    where = f"config.{words_of(neighbour)}"
    assert refused.value.field.startswith(where.rsplit(".", 1)[0]), in_english(refused.value)


@pytest.mark.parametrize(("type_", "config", "path", "value"), CASES)
def test_null_counts_as_not_given_and_is_never_a_crash(type_, config, path, value):
    """TSK-1."""
    with suppress(InvalidRequest):
        read(type_, changed(config, path, None))


@pytest.mark.parametrize(
    ("type_", "required"),
    [
        (WEB, "config.urls"),
        (NUMBER, "config.metric"),
        (TIMES, "config.type"),
        (NEWS, "config.hour"),
    ],
)
def test_nothing_at_all_is_refused_by_what_is_missing(type_, required):
    """TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        read(type_, {})
    assert refused.value.field == required
    for nothing in (None, [], "x", 3, {3: 4}):
        with pytest.raises(InvalidRequest, check=says("^config must be an object")):
            read(type_, nothing)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(case=st.sampled_from(CASES), to=anything)
def test_no_value_anywhere_makes_a_reader_crash(case, to):
    """TSK-1."""
    type_, config, path, _ = case.values
    with suppress(InvalidRequest):
        assert read(type_, changed(config, path, to))


# What all types share


@pytest.mark.parametrize(
    ("given_", "addresses"),
    [
        (None, ()),
        ({"method": "none"}, ()),
        (PHONE, (ChannelAddress(ChannelKind.SMS, "+1234567890"),)),
        ({"method": "mail", "to": "A@B.cn"}, (ChannelAddress(ChannelKind.MAIL, "a@b.cn"),)),
        (
            {"method": "send_email", "email": "a@b.cn"},
            (ChannelAddress(ChannelKind.MAIL, "a@b.cn"),),
        ),
        ([PHONE, PHONE], (ChannelAddress(ChannelKind.SMS, "+1234567890"),)),
        (
            {"method": "wecom", "robot": "运维", "mentions": ["@all", "mei", "mei"]},
            (ChannelAddress(ChannelKind.WECOM, "运维", ("@all", "mei")),),
        ),
        ({"method": "webhook", "to": "p-1"}, (ChannelAddress(ChannelKind.WEBHOOK, "p-1"),)),
    ],
)
def test_a_notification_is_read_into_addresses_each_once(given_, addresses):
    """TSK-1, PSH-1."""
    assert read_as(TaskConfig, {"notification": given_}).addresses == addresses


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({}, "notification.method is missing"),
        ({"method": "pigeon"}, "notification.method must be email, mail, send_email, sms"),
        ({"method": "sms"}, "notification.phone_number is missing: your account has none"),
        (
            {"method": "sms", "phone_number": "110"},
            "notification.phone_number must be a number",
        ),
        ({"method": "email", "email": "mei"}, "notification.email must be one mail address"),
        ({"method": "email", "to": "mei"}, "notification.to must be one mail address"),
        (
            {"method": "email", "to": "a@b.cn", "email": "a@b.cn"},
            "notification.to must not be given together with email",
        ),
        (PHONE | {"email": "a@b.cn"}, "notification.email is not known here"),
        (PHONE | {"mentions": ["x"]}, "notification.mentions is not known here"),
        ({"method": "none", "to": "x"}, "notification.to is not known here"),
        ({"method": "wecom"}, "notification.robot is missing"),
        (
            {"method": "wecom", "robot": "https://x/?key=1"},
            "notification.robot must be a config",
        ),
        ({"method": "webhook", "webhook": "a b"}, "notification.webhook must be a configured name"),
        (
            {"method": "feishu", "robot": "ops", "mentions": ["x"] * 21},
            "notification.mentions must",
        ),
        ([PHONE] * 9, "notification must be an object, or a list of at most 8"),
        ([PHONE, "x"], "notification[1] must be an object"),
        ("email", "notification must be an object"),
    ],
)
def test_a_wrong_notification_names_its_field_and_its_rule(given_, words):
    """TSK-1, PSH-1."""
    with pytest.raises(InvalidRequest) as refused:
        read_as(TaskConfig, {"notification": given_})
    assert in_english(refused.value).startswith(f"config.{words}")
    assert_of_one_language(refused.value.explanation)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"method": "email"}, {"method": "email", "email": "mei@b.cn"}),
        ({"method": "sms", "phone_number": None}, {"method": "sms", "phone_number": "+8613800"}),
        ({"method": "email", "to": "x@y.cn"}, {"method": "email", "to": "x@y.cn"}),
        ({"method": "wecom"}, {"method": "wecom"}),
        ([{"method": "email"}, 5], [{"method": "email", "email": "mei@b.cn"}, 5]),
        ({"method": ["email"]}, {"method": ["email"]}),
        ("email", "email"),
        (None, None),
    ],
)
def test_only_a_missing_address_is_completed_with_the_owners_own(before, after):
    """TSK-1."""
    config = {"notification": before, "hour": 8}
    whole = completed(config, mail="mei@b.cn", phone="+8613800")
    assert whole == {"notification": after, "hour": 8}
    assert completed({"notification": {"method": "sms"}}, mail="", phone="") == {
        "notification": {"method": "sms"}
    }
    assert completed({}, mail="x", phone="") == {}


@pytest.mark.parametrize(
    ("given_", "seconds"),
    [
        ({}, 300),
        ({"check_interval_minutes": 30}, 1_800),
        ({"check_interval_minutes": 0.5}, 30),
        ({"check_interval_minutes": 10 / 60}, 10),
        ({"check_interval_minutes": 40_320}, 28 * 86_400),
        ({"check_interval_seconds": 10}, 10),
        ({"check_interval_seconds": 28 * 86_400}, 28 * 86_400),
    ],
)
def test_an_interval_is_given_in_minutes_or_in_seconds(given_, seconds):
    """TSK-6."""
    assert read_as(WatchConfig, given_).interval == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "given_",
    [
        {"check_interval_minutes": 0.16},
        {"check_interval_minutes": 40_321},
        {"check_interval_seconds": 9.9},
        {"check_interval_seconds": 28 * 86_400 + 1},
        {"check_interval_minutes": 1, "check_interval_seconds": 60},
    ],
)
def test_an_interval_out_of_bounds_or_given_twice_is_refused(given_):
    """TSK-6."""
    with pytest.raises(InvalidRequest, check=says(r"check_interval_(minutes|seconds) must")):
        read_as(WatchConfig, given_)


def test_of_minutes_and_seconds_the_newer_one_stays():
    """TSK-6."""
    minutes, seconds = {"check_interval_minutes": 1}, {"check_interval_seconds": 90}
    assert only_newest_interval(minutes | {"a": 1}, seconds) == seconds | {"a": 1}
    assert only_newest_interval(seconds, minutes) == minutes
    assert only_newest_interval(minutes, {"a": 1}) == minutes | {"a": 1}
    assert only_newest_interval(minutes, minutes | seconds) == minutes | seconds


def test_a_single_run_in_the_past_is_a_mistake_only_of_who_asks_for_it():
    """SCH-1."""
    config = {"type": "once", "at": "2026-11-20T08:00:00+08:00", "action": "x"}
    assert read(TIMES, config)
    with pytest.raises(InvalidRequest, check=says(r"config\.at must leave a run")):
        accept_config(TIMES, config, presets=(), zone="Asia/Shanghai", now=NOW)

"""Configurations of web monitors: what is read, and how mistakes are named."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.watches.web.monitors import Trigger, WebMonitorConfig
from domain.watches.web.numbers import NumberRule, Operator
from domain.watches.web.selections import Selection
from tests.fakes.configs import read_web_monitor
from tests.fakes.languages import assert_of_one_language
from tests.fakes.words import in_english

URL = "https://example.com/news"
PUBLISHED = {
    "urls": [URL, "http://example.org/"],
    "keywords": ["降价", "sale"],
    "check_interval_minutes": 30,
    "notification": {"method": "sms", "phone_number": "+8613800138000"},
}


def read(**fields) -> WebMonitorConfig:
    return read_web_monitor({"urls": [URL], **fields})


def test_the_published_shape_is_read_as_it_is():
    """TSK-1."""
    config = read_web_monitor(PUBLISHED)

    assert config.urls == (URL, "http://example.org/")
    assert config.keywords == ("降价", "sale")
    assert config.interval == timedelta(minutes=30)
    assert config.addresses == (ChannelAddress(ChannelKind.SMS, "+8613800138000"),)
    assert config.on == {Trigger.KEYWORD_APPEARS}


def test_an_address_alone_watches_for_any_change_every_five_minutes():
    """WEB-3."""
    config = read()

    assert config.on == {Trigger.CHANGE}
    assert config.interval == timedelta(minutes=5)
    assert config.addresses == ()
    assert not config.notify_first_sight
    assert config.failures_before_alert == 3


def test_every_field_of_ours_is_read():
    """WEB-2, WEB-3, WEB-4, WEB-5."""
    config = read(
        keywords=["AI"],
        on=["change", "keyword_appears", "keyword_disappears", "number_crosses", "unchanged"],
        case_sensitive=True,
        whole_words=True,
        number={"operator": ">=", "threshold": 5000, "clear": 4800, "pattern": r"价格 ([\d,]+)"},
        unchanged_for_hours=48,
        notify_first_sight=True,
        selection={
            "remove": [".ad"],
            "css": "#main",
            "ignore_lines": ["^Updated"],
            "regex": "(.+)",
            "sort_lines": True,
            "unique_lines": True,
        },
        change_at_least_percent=2.5,
        change_at_least_characters=10,
        confirm_checks=2,
        confirm_after_seconds=15,
        intent="我只关心降价",
        render=True,
        wait_for=".price",
        headers={"Accept-Language": "zh-CN", "X-Team": "ops"},
        credential="intranet",
        timeout_seconds=45,
        failures_before_alert=5,
        silent_after_periods=50,
    )

    assert config.on == set(Trigger)
    assert config.number == NumberRule(Operator.AT_LEAST, 5000, 4800, r"价格 ([\d,]+)")
    assert config.selection == Selection(
        remove=(".ad",),
        css=("#main",),
        ignore_lines=("^Updated",),
        regex="(.+)",
        sort_lines=True,
        unique_lines=True,
    )
    assert config.unchanged_for == timedelta(hours=48)
    assert config.change.confirm_checks == 2
    assert config.change.confirm_after == timedelta(seconds=15)
    assert config.fetch.headers == {"Accept-Language": "zh-CN", "X-Team": "ops"}
    assert config.fetch.timeout == timedelta(seconds=45)
    assert (config.failures_before_alert, config.silent_after_periods) == (5, 50)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"keywords": ["a"]}, {Trigger.KEYWORD_APPEARS}),
        ({"number": {"operator": "<", "threshold": 1}}, {Trigger.NUMBER_CROSSES}),
        ({"unchanged_for_hours": 1}, {Trigger.UNCHANGED}),
        ({"intent": "prices"}, {Trigger.CHANGE}),
        ({"keywords": ["a"], "intent": "x"}, {Trigger.CHANGE, Trigger.KEYWORD_APPEARS}),
        ({"keywords": ["a"], "on": ["keyword_disappears"]}, {Trigger.KEYWORD_DISAPPEARS}),
        ({"on": ["change"]}, {Trigger.CHANGE}),
    ],
)
def test_what_is_news_follows_from_what_is_given_unless_it_is_said(fields, expected):
    """WEB-3."""
    assert read(**fields).on == expected


@pytest.mark.parametrize(
    ("fields", "name", "rule"),
    [
        ({"urls": []}, "config.urls", "must name 1 to 20 pages"),
        ({"urls": None}, "config.urls", "is missing"),
        ({"urls": "https://a.cn"}, "config.urls", "must be a list"),
        ({"urls": [f"https://a.cn/{n}" for n in range(21)]}, "config.urls", "1 to 20 items"),
        ({"urls": [URL, URL, URL, "ftp://a.cn"]}, "config.urls[3]", "http or https"),
        ({"urls": ["file:///etc/passwd"]}, "config.urls[0]", "http or https"),
        ({"urls": ["javascript:alert(1)"]}, "config.urls[0]", "http or https"),
        ({"urls": ["https://u:p@a.cn/"]}, "config.urls[0]", "user name or password"),
        ({"urls": ["https://u@a.cn/"]}, "config.urls[0]", "user name or password"),
        ({"urls": ["https:///path"]}, "config.urls[0]", "http or https"),
        ({"urls": ["https://a.cn:0/"]}, "config.urls[0]", "http or https"),
        ({"urls": ["https://a.cn:x/"]}, "config.urls[0]", "http or https"),
        ({"urls": ["https://[::1/"]}, "config.urls[0]", "http or https"),
        ({"urls": ["https://a.cn/a b"]}, "config.urls[0]", "spaces"),
        ({"urls": ["https://a.cn\\@b.cn/"]}, "config.urls[0]", "backslashes"),
        ({"urls": ["https://a.cn/\r\nX: y"]}, "config.urls[0]", "control"),
        ({"urls": ["https://a.cn/" + "价" * 700]}, "config.urls[0]", "2,000 bytes"),
        ({"urls": ["https://a.cn/" + "a" * 2000]}, "config.urls[0]", "1 to 2,000 characters"),
        ({"urls": [7]}, "config.urls[0]", "must be text"),
        ({"url": URL}, "config.url", "perhaps urls is"),
        ({"keywords": 7}, "config.keywords", "must be a list of at most 50 items"),
        ({"check_interval_seconds": 5}, "config.check_interval_seconds", "from 10 to 2,419,200"),
        ({"keywords": ["a"] * 51}, "config.keywords", "at most 50"),
        ({"keywords": ["ok", ""]}, "config.keywords[1]", "1 to 100"),
        ({"check_interval_minutes": 0.1}, "config.check_interval_minutes", "from"),
        ({"check_interval_minutes": "5"}, "config.check_interval_minutes", "number"),
        ({"on": ["changes"]}, "config.on[0]", "must be change"),
        ({"on": []}, "config.on", "1 to 5"),
        ({"on": ["keyword_appears"]}, "config.keywords", "must be given for"),
        ({"on": ["number_crosses"]}, "config.number", "must be given for"),
        ({"on": ["unchanged"]}, "config.unchanged_for_hours", "must be given for"),
        ({"on": ["change"], "keywords": ["a"]}, "config.on", "keyword_appears"),
        ({"on": ["unchanged"], "unchanged_for_hours": 1, "intent": "x"}, "config.on", "change"),
        ({"number": {"threshold": 1}}, "config.number.operator", "is missing"),
        (
            {"number": {"operator": ">", "threshold": 1, "decimal": ";"}},
            "config.number.decimal",
            "must be . or ,",
        ),
        ({"number": {"operator": ">"}}, "config.number.threshold", "is missing"),
        ({"number": {"operator": "=", "threshold": 1}}, "config.number.operator", "must be"),
        (
            {"number": {"operator": ">", "threshold": 1, "clear": 2}},
            "config.number.clear",
            "must not be more than",
        ),
        (
            {"number": {"operator": "<", "threshold": 2, "clear": 1}},
            "config.number.clear",
            "must not be less than",
        ),
        (
            {"number": {"operator": "<", "threshold": 2, "pattern": "("}},
            "config.number.pattern",
            "regular expression",
        ),
        ({"selection": {"regex": "["}}, "config.selection.regex", "regular expression"),
        ({"selection": {"regex": "(a+)+$"}}, "config.selection.regex", "for ever"),
        (
            {"selection": {"ignore_lines": ["a", "(x*)*"]}},
            "config.selection.ignore_lines[1]",
            "ever",
        ),
        ({"selection": {"csss": ["a"]}}, "config.selection.csss", "perhaps css"),
        ({"selection": {"css": []}, "selector": "a"}, "config.selector", "is not known"),
        ({"selection": {"json_path": "a", "css": ["b"]}}, "config.selection.json_path", "HTML"),
        (
            {"selection": {"main_text": True, "xpath": "//a"}},
            "config.selection.main_text",
            "css or",
        ),
        ({"selection": ["a"]}, "config.selection", "object"),
        ({"unchanged_for_hours": 0}, "config.unchanged_for_hours", "from 0.01"),
        ({"confirm_checks": 6}, "config.confirm_checks", "0 to 5"),
        ({"confirm_checks": 1.5}, "config.confirm_checks", "whole number"),
        ({"confirm_after_seconds": 1}, "config.confirm_after_seconds", "from 5"),
        ({"change_at_least_percent": 101}, "config.change_at_least_percent", "to 100"),
        ({"wait_for": "#x"}, "config.wait_for", "render"),
        ({"timeout_seconds": 600}, "config.timeout_seconds", "to 120"),
        ({"headers": {"Authorization": "Bearer x"}}, "config.headers.Authorization", "credential"),
        ({"headers": {"cookie": "a=b"}}, "config.headers.cookie", "credential"),
        ({"headers": {"Proxy-Authorization": "x"}}, "config.headers.Proxy-Authorization", "cred"),
        ({"headers": {"X-Api-Key": "x"}}, "config.headers.X-Api-Key", "credential"),
        ({"headers": {"X-Auth-Token": "x"}}, "config.headers.X-Auth-Token", "credential"),
        ({"headers": {"Host": "x"}}, "config.headers.Host", "not allowed"),
        ({"headers": {"X-Forwarded-For": "1.1.1.1"}}, "config.headers.X-Forwarded-For", "not all"),
        ({"headers": {"Metadata-Flavor": "Google"}}, "config.headers.Metadata-Flavor", "not all"),
        ({"headers": {"Content-Length": "9"}}, "config.headers.Content-Length", "not allowed"),
        ({"headers": {"X-A": "b\r\nHost: c"}}, "config.headers.X-A", "printable"),
        ({"headers": {"X A": "b"}}, "config.headers", "letters"),
        ({"headers": ["a"]}, "config.headers", "object"),
        ({"notify_first_sight": "yes"}, "config.notify_first_sight", "true or false"),
        ({"notification": {"method": "pigeon"}}, "config.notification.method", "must be"),
        ({"failures_before_alert": 0}, "config.failures_before_alert", "1 to 100"),
        ({"silent_after_periods": 1}, "config.silent_after_periods", "2 to 10,000"),
    ],
)
def test_each_mistake_is_refused_by_its_path_and_rule(fields, name, rule):
    """TSK-1, WEB-2, SEC-4."""
    with pytest.raises(InvalidRequest) as refused:
        read(**fields)

    assert refused.value.field == name
    assert rule in in_english(refused.value)
    assert_of_one_language(refused.value.explanation)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
FIELD = st.sampled_from(
    [
        *(
            "urls",
            "keywords",
            "check_interval_minutes",
            "notification",
            "on",
            "selection",
            "number",
        ),
        *("headers", "unchanged_for_hours", "confirm_checks", "intent", "render", "credential"),
        *("timeout_seconds", "case_sensitive", "change_at_least_percent", "notify_first_sight"),
    ]
)


@given(raw=st.dictionaries(FIELD, JSON, max_size=4))
def test_whatever_comes_is_read_or_refused_by_a_field(raw):
    """TSK-1: no other error ever."""
    said = None
    try:
        read_web_monitor({"urls": [URL], **raw})
    except InvalidRequest as refused:
        said = str(refused)

    assert said is None or said.startswith("config.")


@pytest.mark.parametrize(
    "other",
    [
        {"selection": {"css": ["a"]}},
        {"selection": {"sort_lines": True}},
        {"keywords": ["x"], "on": ["change", "keyword_appears"]},
        {"case_sensitive": True},
        {"number": {"operator": ">", "threshold": 1}, "on": ["change", "number_crosses"]},
        {"render": True},
        {"headers": {"X-A": "b"}},
        {"credential": "intranet"},
    ],
)
def test_whatever_changes_what_a_page_says_changes_the_digest_of_its_filters(other):
    """WEB-1."""
    assert read(**other).filters() != read().filters()


def test_what_only_changes_who_is_told_and_when_keeps_the_baseline():
    """WEB-1, TSK-4."""
    other = read(
        check_interval_minutes=60,
        notification={"method": "none"},
        intent="prices",
        confirm_checks=3,
        timeout_seconds=5,
    )

    assert other.filters() == read().filters()

"""News about pages in words, in both languages."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.watches.web.changes import News
from domain.watches.web.diffs import compare
from domain.watches.web.findings import Story, finding, shown_page
from domain.watches.web.monitors import Trigger
from domain.watches.web_memory import WebMemory
from tests.fakes.configs import read_web_monitor
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, read

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
URL = "https://example.com/a(b)/c?q=1#top"
CONFIG = read_web_monitor(
    {
        "urls": [URL],
        "keywords": ["降价"],
        "number": {"operator": ">=", "threshold": 5000},
        "unchanged_for_hours": 24,
    }
)
MEMORY = WebMemory(keywords=("降价",), number=5100.5, changed_at=NOW - timedelta(hours=25))


def story(**more) -> Story:
    given = {
        "name": "价格",
        "url": URL,
        "config": CONFIG,
        "memory": MEMORY,
        "before": WebMemory(number=4900.0),
        "at": NOW,
        "text": "今天降价\n其他",
    }
    return Story(**{**given, **more})


@pytest.mark.parametrize(
    ("trigger", "type_", "chinese", "english"),
    [
        (
            None,
            "seen",
            "“价格”已开始关注，现状已记下",
            "“价格” is now watched; its present state is the baseline",
        ),
        (
            Trigger.KEYWORD_APPEARS,
            "keyword_appeared",
            "“价格”出现了关键词：降价",
            "“价格”: found 降价",
        ),
        (
            Trigger.KEYWORD_DISAPPEARS,
            "keyword_disappeared",
            "“价格”的关键词消失了：降价",
            "“价格”: no longer there: 降价",
        ),
        (
            Trigger.NUMBER_CROSSES,
            "number_crossed",
            "“价格”的数值是 5,100.5，不低于 5,000",
            "“价格” is at 5,100.5, at least 5,000",
        ),
        (
            Trigger.UNCHANGED,
            "unchanged",
            "“价格”已有 1 天 1 小时没有变化",
            "“价格” has not changed for 1 day 1 h",
        ),
    ],
)
def test_each_kind_of_news_has_its_type_and_its_title(trigger, type_, chinese, english):
    """WEB-3."""
    news = News(trigger, ("降价",))
    found = finding(story(), news)

    assert found.type == f"zhiban.web.{type_}"
    assert read(found.told, IN_CHINESE).title == chinese
    assert read(found.told).title == english
    assert "https://example.com/a%28b%29/c?q=1#top)" in read(found.told).text


@pytest.mark.parametrize(
    ("old", "new", "chinese", "english"),
    [
        ("a\nb", "a\nc d\ne f\ng h", "新增 3 行和删除 1 行", "3 lines added and 1 line removed"),
        ("first\nsecond\nthird", "second\nthird\nfirst", "移动 1 行", "1 line moved"),
        ("price 100", "price 101", "修改 1 行", "1 line changed"),
        ("a\nb", "a\n\nb", "只有空行不同", "only blank lines differ"),
    ],
)
def test_a_change_is_summed_up_in_one_line(old, new, chinese, english):
    """WEB-3."""
    found = finding(story(diff=compare(old, new)), News(Trigger.CHANGE))

    assert read(found.told, IN_CHINESE).title.endswith(f"有变化：{chinese}")
    assert read(found.told).title.endswith(f"changed: {english}")


def test_an_address_is_shown_short_and_links_to_the_whole():
    """WEB-3."""
    assert shown_page("https://example.com/") == "example.com"
    assert len(shown_page("https://example.com/" + "x" * 500)) <= 60


@given(
    text=st.text(max_size=3_000),
    name=st.text(min_size=1, max_size=80),
    trigger=st.sampled_from([None, *Trigger]),
    reader=st.sampled_from([IN_CHINESE, IN_ENGLISH]),
)
def test_whatever_a_page_says_a_finding_is_bounded_and_can_be_written_out(
    text, name, trigger, reader
):
    """SEC-4, WEB-3."""
    words = tuple("降价" * 49 + f"{number:02}" for number in range(50))
    told = story(
        name=name,
        url="https://example.com/" + "x" * 1_900,
        text=text,
        diff=compare("", text * 20),
        memory=WebMemory(keywords=words, number=1.0, changed_at=NOW),
    )
    found = finding(told, News(trigger, words))

    said = read(found.told, reader)
    assert said.title.isprintable()
    assert len(said.title) < 250
    assert len(said.text) <= 8_000
    written = json.dumps([found.data, found.told.recorded], ensure_ascii=False)
    assert len(written.encode()) < 32_768

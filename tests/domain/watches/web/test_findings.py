"""News about pages in words, in both languages."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.readers import Language
from domain.tasks.tasks import LONGEST_TEXT
from domain.watches.web.changes import News
from domain.watches.web.diffs import compare
from domain.watches.web.findings import Story, finding, linked, shown_page
from domain.watches.web.monitors import Trigger
from domain.watches.web.words import Counts, web_words
from domain.watches.web_memory import WebMemory
from tests.fakes.configs import read_web_monitor

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


def story(language=Language.CHINESE, **more) -> Story:
    given = {
        "name": "价格",
        "url": URL,
        "config": CONFIG,
        "memory": MEMORY,
        "before": WebMemory(number=4900.0),
        "at": NOW,
        "text": "今天降价\n其他",
    }
    return Story(language=language, **{**given, **more})


@pytest.mark.parametrize(
    ("trigger", "type_", "chinese", "english"),
    [
        (None, "seen", "「价格」已开始关注，现状已记下", "“价格” is watched from now on"),
        (
            Trigger.KEYWORD_APPEARS,
            "keyword_appeared",
            "「价格」出现了关键词：降价",
            "“价格”: found 降价",
        ),
        (
            Trigger.KEYWORD_DISAPPEARS,
            "keyword_disappeared",
            "「价格」的关键词消失了：降价",
            "“价格”: no longer there: 降价",
        ),
        (
            Trigger.NUMBER_CROSSES,
            "number_crossed",
            "「价格」的数值是 5,100.5，已经 >= 5,000",
            "“价格” is at 5,100.5, which is >= 5,000",
        ),
        (
            Trigger.UNCHANGED,
            "unchanged",
            "「价格」已有 25 小时没有变化",
            "“价格” has not changed for 25 hours",
        ),
    ],
)
def test_each_kind_of_news_has_its_type_and_its_title(trigger, type_, chinese, english):
    """WEB-3."""
    news = News(trigger, ("降价",))
    found = finding(story(), news)

    assert found.type == f"zhiban.web.{type_}"
    assert found.title == chinese
    assert finding(story(Language.ENGLISH), news).title == english
    assert "https://example.com/a%28b%29/c?q=1#top)" in found.text


@pytest.mark.parametrize(
    ("counts", "chinese", "english"),
    [
        (Counts(added=3, removed=1), "新增 3 行，删除 1 行", "3 lines added, 1 removed"),
        (Counts(changed=1, moved=2), "修改 1 行，移动 2 行", "1 line changed, 2 moved"),
        (Counts(), "只有空行不同", "only empty lines differ"),
    ],
)
def test_a_change_is_summed_up_in_one_line(counts, chinese, english):
    """WEB-3."""
    assert web_words(Language.CHINESE).counts(counts) == chinese
    assert web_words(Language.ENGLISH).counts(counts) == english


def test_an_address_is_shown_short_and_links_to_the_whole():
    """WEB-3."""
    assert shown_page("https://example.com/") == "example.com"
    assert len(shown_page("https://example.com/" + "x" * 500)) <= 60
    assert linked("https://a.cn/x_[y]") == "[a.cn/x  y ](https://a.cn/x_[y])"


@given(
    text=st.text(max_size=3_000),
    name=st.text(min_size=1, max_size=80),
    trigger=st.sampled_from([None, *Trigger]),
    language=st.sampled_from(Language),
)
def test_whatever_a_page_says_a_finding_is_bounded_and_can_be_written_out(
    text, name, trigger, language
):
    """SEC-4, WEB-3."""
    words = tuple("降价" * 49 + f"{number:02}" for number in range(50))
    told = story(
        language,
        name=name,
        url="https://example.com/" + "x" * 1_900,
        text=text,
        diff=compare("", text * 20),
        memory=WebMemory(keywords=words, number=1.0, changed_at=NOW),
    )
    found = finding(told, News(trigger, words))

    assert found.title.isprintable()
    assert len(found.title) < 250
    assert len(found.text) <= LONGEST_TEXT
    assert len(json.dumps(found.data, ensure_ascii=False).encode()) < 16_384
    found.text.encode()

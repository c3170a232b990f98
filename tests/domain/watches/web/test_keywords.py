"""Keywords in pages, with and without spaces between words."""

import time

import pytest

from domain.watches.web.keywords import Matching, excerpt, present

WHOLE = Matching(whole_words=True)


@pytest.mark.parametrize(
    ("text", "keyword", "matching", "found"),
    [
        ("今日降价通知", "降价", Matching(), True),
        ("今日降价通知", "降价", WHOLE, True),
        ("用AI写代码", "AI", WHOLE, True),
        ("MAIL and said", "ai", WHOLE, False),
        ("MAIL and said", "ai", Matching(), True),
        ("an AI.", "ai", WHOLE, True),
        ("an AI.", "ai", Matching(case_sensitive=True), False),
        ("snake_ai", "ai", WHOLE, False),
        ("ＡＩ 全角", "AI", WHOLE, True),
        ("big\n   sale\ttoday", "big sale", WHOLE, True),
        ("C++ 17", "c++", WHOLE, True),
        ("Straße", "STRASSE", Matching(), True),
        ("a.b", "a?b", Matching(), False),
        ("第2名", "2", WHOLE, True),
        ("12", "2", WHOLE, False),
        ("", "x", Matching(), False),
    ],
)
def test_a_keyword_is_found_where_people_would_see_it(text, keyword, matching, found):
    """WEB-3."""
    assert present(text, (keyword,), matching) == ((keyword,) if found else ())


def test_a_keyword_is_found_wherever_in_a_long_page_it_is():
    """WEB-3: the design this began from saw only the first 5,000 characters."""
    assert present("x" * 500_000 + " 降价 ", ("降价",), Matching()) == ("降价",)


def test_an_excerpt_shows_the_words_around_with_their_capitals():
    """WEB-3."""
    shown = excerpt("前" * 100 + " Big SALE today " + "后" * 100, "big sale", Matching())

    assert "Big SALE today" in shown
    assert shown.startswith("…前")
    assert shown.endswith("后…")
    assert excerpt("nothing here", "sale", Matching()) == ""


def test_an_excerpt_is_of_the_keywords_line_or_of_those_it_goes_over():
    """WEB-3."""
    text = "标题\n价格：80 元\n限时优惠\nbig\nsale"

    assert excerpt(text, "优惠", Matching()) == "限时优惠"
    assert excerpt(text, "big sale", Matching()).endswith("限时优惠 big sale")


@pytest.mark.parametrize("matching", [Matching(), WHOLE])
def test_a_page_made_of_nearly_the_keyword_takes_a_moment(matching):
    """WEB-3, SEC-4: a pattern would take a minute, and nothing else would run meanwhile."""
    keywords = ["a" * length + "b" for length in range(50, 100)]
    began = time.thread_time()

    assert present("a" * 2_000_000, keywords, matching) == ()
    assert time.thread_time() - began < 5

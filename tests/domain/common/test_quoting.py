"""Untrusted text made fit to be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.quoting import (
    UNTRUSTED,
    clean,
    defanged,
    for_people,
    is_id,
    plain,
    shorten,
    shown_pattern,
    whole,
    width,
)


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("一句。二句。三句。", 60, "一句。二句。"),
        ("shop/checkout 反复崩溃：能试的都试过了，需要人处理。", 30, "shop/checkout 反复崩溃"),
        (
            "it waits, then (it, too, waits) goes on. Then",
            40,
            "it waits, then (it, too, waits) goes on.",
        ),
        ("it waits, then (it, too, waits) goes on", 30, "it waits"),
        ("at 10:30 it cost 1,234; then less", 25, "at 10:30 it cost 1,234"),
        ("he said “never closed", 60, "he said “never closed”"),
        ("a" * 300, 20, "a" * 39 + "…"),
    ],
)
def test_a_text_is_cut_where_a_sentence_or_a_clause_ends(text, most, kept):
    """BRF-10."""
    assert whole(text, most=most) == kept


@given(st.text(alphabet="ab 。，：；“”「」（）.,:;", max_size=200), st.integers(10, 80))
def test_whatever_is_cut_leaves_nothing_open_and_stays_short(text, most):
    """BRF-10."""
    kept = whole(text, most=most)
    assert width(kept) <= 2 * most + 400
    for opening, closing in ("“”", "「」", "（）"):
        assert kept.count(opening) <= kept.count(closing)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("601c3b6c-9d1e-4c55-8a1b-0123456789ab", True),
        ("d41d8cd98f00b204e9800998ecf8427e", True),
        ("cvm web-02", False),
        ("story-501e", False),
    ],
)
def test_an_id_is_nothing_but_an_id(text, said):
    """BRF-10."""
    assert is_id(text) is said


@given(st.text())
def test_clean_text_is_one_line_of_visible_characters(text):
    """SEC-4."""
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split(" "))
    assert not any(unicodedata.category(char)[0] == "C" for char in cleaned)


def test_bidi_terminal_and_zero_width_tricks_are_removed():
    """SEC-4."""
    assert clean("a\u202eb\u200bc\x1b[31mred\x07\r\nd\u2028e") == "abcred d e"


@given(st.text(), st.integers(2, 80))
def test_a_shortened_text_is_not_wider_than_asked(text, most):
    """BRF-5."""
    assert width(shorten(text, most)) <= most


def test_half_a_number_is_never_shown():
    """BRF-5."""
    assert shorten("金额一共是123456元", 14) == "金额一共是…"


@pytest.mark.parametrize(
    "text",
    [
        "see http://evil.example/x",
        "见http://evil.example/x",
        "访问www.evil.cn的页面",
        "HTTPS://EVIL.example",
        "javascript:alert(1)",
        "www.evil.cn",
        "mail evil@example.com or example.com.",
        "data:text/html;base64,xx",
    ],
)
def test_no_program_finds_a_link_in_defanged_text(text):
    """SEC-4."""
    shown = defanged(text)
    assert "://" not in shown
    assert "javascript:" not in shown
    assert ".com" not in shown
    assert ".cn" not in shown


def test_names_of_classes_and_files_stay_readable():
    """BRF-5."""
    assert defanged("java.io.IOException at nova.osapi_compute.wsgi.server") == (
        "java.io.IOException at nova.osapi_compute.wsgi.server"
    )


def test_a_pattern_is_shown_without_its_parameters_and_its_head():
    """BRF-4."""
    pattern = "<*> <*> [<*>] - ERROR cannot reach <*> <*> 「now」"
    assert shown_pattern(pattern) == "ERROR cannot reach … 'now'"


@given(st.text(alphabet=" <*>[]-:…"))
def test_a_pattern_without_words_is_still_shown(text):
    """BRF-4."""
    assert shown_pattern(text)


@given(st.text())
def test_plain_text_can_be_made_plain_again(text):
    """SEC-4."""
    assert "://" not in plain(plain(text))


def test_people_read_no_warning_that_is_for_models():
    """SEC-4, I18-1: wherever it stands in a tool's answer."""
    assert (
        for_people(f"[sandbox] 3 lines. {UNTRUSTED}\nERROR one") == "[sandbox] 3 lines. \nERROR one"
    )
    assert for_people(UNTRUSTED) == ""

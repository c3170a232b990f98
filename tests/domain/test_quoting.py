"""Untrusted text made fit to be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import Language
from domain.quoting import clean, defanged, plain, quoted, shorten, shown_pattern, width


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


def test_a_pattern_is_quoted_without_its_parameters_and_its_head():
    """BRF-4."""
    pattern = "<*> <*> [<*>] - ERROR cannot reach <*> <*> 「now」"
    assert quoted(pattern, Language.CHINESE) == "「ERROR cannot reach … 'now'」"
    assert quoted(pattern, Language.ENGLISH) == "“ERROR cannot reach … 'now'”"


@given(st.text(alphabet=" <*>[]-:…"))
def test_a_pattern_without_words_is_still_shown(text):
    """BRF-4."""
    assert shown_pattern(text)


@given(st.text())
def test_plain_text_can_be_made_plain_again(text):
    """SEC-4."""
    assert "://" not in plain(plain(text))

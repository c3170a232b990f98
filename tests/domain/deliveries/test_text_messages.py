"""Numbers, segments and what of a message fits into a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import Message
from domain.deliveries.text_messages import (
    MOST_CHARACTERS,
    MOST_SEGMENTS,
    Alphabet,
    check_number,
    fits,
    masked,
    segments_of,
    text_of,
    thrifty,
)
from sandbox.twilio.segments import segments
from tests.fakes.words import says

LINK = "https://zhiban.example.com/s/" + "a" * 64
CHINESE = "结账服务的错误率升高。" * 200


def message(text="", **more):
    return Message(key="k", title=more.pop("title", ""), markdown="", text=text, **more)


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "count"),
    [
        ("", Alphabet.GSM7, 0, 1),
        ("x" * 160, Alphabet.GSM7, 160, 1),
        ("x" * 161, Alphabet.GSM7, 161, 2),
        ("€" * 80, Alphabet.GSM7, 160, 1),
        ("x" * 152 + "€" * 5, Alphabet.GSM7, 162, 2),
        ("好" * 70, Alphabet.UCS2, 70, 1),
        ("好" * 71, Alphabet.UCS2, 71, 2),
        ("x" * 69 + "😀", Alphabet.UCS2, 71, 2),
        ("x" * 306, Alphabet.GSM7, 306, 2),
        ("x" * 307, Alphabet.GSM7, 307, 3),
        ("好" * 134, Alphabet.UCS2, 134, 2),
        ("好" * 135, Alphabet.UCS2, 135, 3),
        ("😀" * 66, Alphabet.UCS2, 132, 2),
        ("😀" * 67, Alphabet.UCS2, 134, 3),
    ],
)
def test_a_text_costs_what_its_alphabet_says(text, alphabet, units, count):
    """PSH-3."""
    found = segments_of(text)

    assert (found.alphabet, found.units, found.count) == (alphabet, units, count)


@pytest.mark.parametrize(("char", "most"), [("x", 1600), ("好", 1600), ("😀", 800)])
def test_no_text_is_longer_than_twilio_takes(char, most):
    """PSH-3."""
    assert fits(char * most, most_segments=99)
    assert not fits(char * (most + 1), most_segments=99)


def test_control_characters_do_not_travel():
    """SEC-4."""
    assert text_of(message("a\x00b\r\nc")) == "ab\nc"


@given(st.text(alphabet="ab€{好😀\n ", max_size=800))
def test_two_ways_of_counting_segments_agree(text):
    """PSH-3: ours and the stand-in's were written apart."""
    assert segments_of(text).count == segments(text)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+8613800138000", "+8613800138000"),
        ("+86 138 0013-8000", "+8613800138000"),
        ("+1 (500) 555.0006", "+15005550006"),
    ],
)
def test_separators_in_a_number_do_not_matter(number, expected):
    """PSH-1."""
    assert check_number(number) == expected


@pytest.mark.parametrize(
    "number", ["", "13800138000", "+0138", "+86", "a@b.cn", "+86138" + "0" * 12]
)
def test_a_number_without_its_country_is_not_guessed(number):
    """PSH-1."""
    with pytest.raises(InvalidRequest, check=says(r"phone must be a number with its country")):
        check_number(number, field="phone")


def test_a_masked_number_cannot_be_called():
    """CLD-4."""
    assert masked("+8613800138000") == "+86****8000"


def test_plain_quotes_are_taken_when_they_save_segments():
    """PSH-3."""
    assert thrifty("“Done” – it’s fine…") == '"Done" - it\'s fine...'
    assert thrifty("“完成”") == "“完成”"


def test_a_short_message_is_title_and_words():
    """PSH-1."""
    assert (
        text_of(message("一切正常。", title="值班 \n 简报", link=LINK)) == "值班 简报\n一切正常。"
    )
    assert text_of(message("# Title\n\nBody", title="Title")) == "Title\nBody"
    assert text_of(message("hello")) == "hello"


def test_a_message_of_the_sandbox_says_so():
    """OPS-6."""
    assert text_of(message("hello", sandbox=True)) == "[SANDBOX] hello"
    assert segments_of(text_of(message("x" * 140, sandbox=True))).count == 1


@pytest.mark.parametrize("link", [LINK, ""])
@pytest.mark.parametrize("body", [CHINESE, "All is well. " * 200, "x" * 5000, "好" * 5000])
def test_a_long_message_is_cut_and_leads_to_the_rest(body, link):
    """PSH-3."""
    text = text_of(message(body, title="t", link=link))

    assert fits(text)
    assert segments_of(text).count == MOST_SEGMENTS
    assert text.startswith("t\n" + body[:20])
    assert text.endswith(f"\n{link}" if link else ("…" if "好" in body or "结" in body else "..."))


def test_a_cut_stands_behind_a_sentence_or_a_word_and_never_inside_a_number():
    """PSH-3."""
    sentences = text_of(message(CHINESE))
    words = text_of(message("alphabet " * 400))
    english = text_of(message("All is well. " * 200))
    number = text_of(message("好" * 260 + "1234567890" * 10))

    assert sentences.endswith("。…")
    assert words.endswith("alphabet...")
    assert english.endswith("well....")
    assert number == "好" * 260 + "…"


def test_a_link_that_is_too_long_for_a_text_is_left_out():
    """PSH-3."""
    text = text_of(message(CHINESE, link="https://x/" + "a" * 500))

    assert text.endswith("。…")


def test_a_link_never_pushes_out_the_words():
    """PSH-3, OPS-6."""
    text = text_of(message(CHINESE, link=LINK, sandbox=True), most_segments=1)

    assert text.startswith("[SANDBOX] 结账服务")
    assert LINK not in text


@given(
    st.text(max_size=3000),
    st.text(max_size=200),
    st.sampled_from(["", LINK]),
    st.integers(min_value=1, max_value=24),
    st.booleans(),
)
def test_whatever_is_said_fits(body, title, link, most, sandbox):
    """PSH-3."""
    made = message(body, title=title, link=link, sandbox=sandbox)

    text = text_of(made, most_segments=most)

    assert fits(text, most_segments=most)
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert text.startswith("[SANDBOX] ") or not sandbox

"""Messages poured into the gaps of an approved text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries.deliveries import Message
from domain.deliveries.text_templates import TextTemplate, poured

FOUR = TextTemplate(gaps=4, longest=6)


def a_message(title="", text="", link=""):
    return Message(key="k", title=title, markdown="", text=text, link=link)


@pytest.mark.parametrize(
    ("title", "text", "gaps"),
    [
        ("严重告警：支付错误率过高", "", ("严重告警：支", "付错误率过高", "·", "·")),
        # The title is often the first line of the words, too.
        ("结账服务反复崩溃", "结账服务反复崩溃\n", ("结账服务反复", "崩溃", "·", "·")),
        ("结账服务反复崩溃", "04:20 起，3 次", ("结账服务反复", "崩溃 04:", "20 起，3", "次")),
        # No gap may hold a link.
        ("请看 https://zhiban.example/i/1 处理", "", ("请看 处理", "·", "·", "·")),
        ("", "", ("·", "·", "·", "·")),
    ],
)
def test_the_line_that_says_most_is_poured_gap_by_gap(title, text, gaps):
    """PSH-1, PSH-3."""
    assert poured(a_message(title, text), FOUR).gaps == gaps


def test_what_does_not_fit_is_cut_and_counted():
    """PSH-3: nobody takes a beginning for the whole."""
    found = poured(a_message("早" * 30), FOUR)

    assert found.gaps[-1] == "早" * 5 + "…"
    assert (found.said, found.whole) == (23, 30)


@given(st.text(max_size=200), st.text(max_size=200), st.integers(1, 20), st.integers(1, 40))
def test_every_gap_is_filled_and_none_overflows(title, text, gaps, longest):
    """PSH-3."""
    found = poured(a_message(title, text), TextTemplate(gaps, longest))

    assert len(found.gaps) == gaps
    assert all(1 <= len(each) <= longest and "\n" not in each for each in found.gaps)
    assert "http://" not in "".join(found.gaps).lower()

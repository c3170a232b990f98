"""Compatible forms of characters, whatever a stranger makes of them."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.folding import MOST_MARKS, folded
from domain.watches.web.keywords import Matching, excerpt, present
from tests.fakes.words import NUMBERS

ENDLESS = "a" + "\u0300\u0316" * 100_000 + " 5"


@given(st.text())
def test_text_is_folded_as_unicode_says(text):
    """WEB-3."""
    assert folded(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize("mark", ["\u0300\u0316", "\u0f73", "\U0001d165\u0327"])
def test_marks_without_end_cost_a_moment_and_are_cut(mark):
    """SEC-5: 200,000 of them would hold the process for a minute, 2 million for hours."""
    began = time.process_time()
    text = folded("a" + mark * 100_000)

    assert time.process_time() - began < 5
    assert len(text) <= 4 * MOST_MARKS


def test_what_pages_hold_is_folded_so():
    """SEC-5, WEB-3."""
    began = time.process_time()

    assert NUMBERS.first_in(ENDLESS) == 5
    assert present(ENDLESS, ["zzz", "5"], Matching()) == ("5",)
    assert excerpt(ENDLESS, "5", Matching()).endswith("5")
    assert time.process_time() - began < 5

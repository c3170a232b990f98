"""Numbers on pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.page_numbers import NumberRule, Operator, number_in, written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("现价 ￥1,234.50 元", 1234.5),
        ("粉丝 1.2万", 12_000),
        ("成交 ３亿", 300_000_000),
        ("12k stars", 12_000),
        ("3.5M users", 3_500_000),
        ("5 m wide", 5),
        ("12kg", 12),
        ("-7 °C", -7),
        ("−7 °C", -7),
        ("A-5", 5),
        ("10-20", 10),
        ("no number", None),
        ("9" * 400, float("9" * 15)),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    """WEB-2, WEB-3."""
    assert number_in(text) == value


@given(value=st.integers(-(10**12), 10**12))
def test_what_is_written_is_read_back(value):
    """WEB-3."""
    assert number_in(f"值：{written(value)}") == value


@given(
    operator=st.sampled_from(Operator),
    threshold=st.integers(-50, 50),
    gap=st.integers(0, 20),
    value=st.integers(-80, 80),
)
def test_a_number_never_holds_and_is_clear_at_once(operator, threshold, gap, value):
    """WEB-3."""
    clear = threshold - gap if operator.upwards else threshold + gap
    rule = NumberRule(operator, threshold, clear)

    assert not (rule.holds(value) and rule.is_clear(value))
    if gap == 0:
        assert rule.holds(value) or rule.is_clear(value)


@pytest.mark.parametrize(
    ("value", "text"), [(5000.0, "5,000"), (0.5, "0.5"), (1.0 / 3, "0.333333")]
)
def test_numbers_are_written_without_needless_decimals(value, text):
    """WEB-3."""
    assert written(value) == text

"""Numbers on pages."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.written_numbers import (
    Decimal,
    Unclear,
    UnclearNumberError,
    machine_number,
)
from domain.watches.web.numbers import NumberRule, Operator, written
from tests.fakes.words import NUMBERS


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
        ("1.234,50 €", 1234.5),
        ("12,5 %", 12.5),
        ("1,5", 1.5),
        ("-0,75", -0.75),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1 234", 1234),
        ("1 234,50", 1234.5),
        ("1 234 567 zł", 1_234_567),
        ("EUR 1 234,50", 1234.5),
        ("about 1\u00a0234,50 € each", 1234.5),
        ("about 1\u202f234\u202f567 users", 1_234_567),
        ("1'234.50", 1234.5),
        ("1\u2019234\u2019567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1.234.567,8", 1_234_567.8),
        ("1,234,567", 1_234_567),
        ("₹12,34,567.50", 1_234_567.5),
        ("¥1,234", 1234),
        ("$1,234", 1234),
        ("1,234 users", 1234),
        ("67,571.36", 67_571.36),
        ("67571.361", 67_571.361),
        ("净值：1.234", 1.234),
        ("共１，２３４人", 1234),
        ("共５，６人", 5),
        ("３，２１０元", 3210),
        ("1.234万", 12_340),
        ("12,5k", 12_500),
        ("EUR/USD 1,0842", 1.0842),
        ("¥59.90 500g", 59.9),
        ("iPhone 15 128GB", 15),
        ("2026 100", 2026),
        ("5\t120", 5),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    """WEB-2, WEB-3, WEB-7."""
    assert NUMBERS.first_in(text) == value


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1.234", 1.234, 1234),
        ("Score 12.345 today", 12.345, 12_345),
        ("1,234 €", 1234, 1.234),
        ("€ 1,839 per litre", 1839, 1.839),
        ("1,234 %", 1234, 1.234),
        ("现价 1.234 €", 1.234, 1234),
        ("Rank 1 234 points", 1234, 1234),
        ("1.2.3", None, None),
        ("1,2,3", None, None),
        ("第1,2名", None, 1.2),
        ("1.5,2.5", None, None),
        ("0,123,456", None, None),
        ("5'10 tall", None, None),
        ("9" * 16, None, None),
    ],
)
def test_what_may_mean_two_numbers_is_refused_and_decided_by_one_field(text, point, comma):
    """WEB-7: None: with the field it is still no number of that writing."""
    with pytest.raises(UnclearNumberError) as unclear:
        NUMBERS.first_in(text)

    assert unclear.value.unclear is Unclear.AMBIGUOUS
    for decimal, value in ((Decimal.POINT, point), (Decimal.COMMA, comma)):
        if value is not None:
            assert NUMBERS.first_in(text, decimal) == value
            continue
        with pytest.raises(UnclearNumberError):
            NUMBERS.first_in(text, decimal)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [("12.5", ","), ("12,5", "."), ("1,234,567", ","), ("1.234,50", "."), ("1,23,456", ",")],
)
def test_a_number_that_is_written_otherwise_than_said_is_refused(text, decimal):
    """WEB-7: a page that changes its language is told of, not misread."""
    with pytest.raises(UnclearNumberError) as unclear:
        NUMBERS.first_in(text, Decimal(decimal))

    assert unclear.value.unclear is Unclear.CONTRADICTS


@given(
    value=st.integers(0, 10**9),
    cents=st.integers(0, 99),
    style=st.sampled_from([(",", "."), (".", ","), ("'", "."), ("\u202f", ","), ("\u00a0", ",")]),
)
def test_no_style_is_read_as_another(value, cents, style):
    """WEB-7: two decimals say which sign is which."""
    grouping, decimal = style
    text = f"{value:,}".replace(",", grouping) + f"{decimal}{cents:02}"

    assert NUMBERS.first_in(f"Total: {text} each") == pytest.approx(value + cents / 100)


@given(text=st.text("0123456789.,' -万k€", max_size=20), decimal=st.sampled_from([None, *Decimal]))
def test_whatever_stands_there_is_read_or_refused(text, decimal):
    """WEB-7, REL-2."""
    try:
        number = NUMBERS.first_in(text, decimal)
    except UnclearNumberError:
        return
    assert number is None or isfinite(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234", 1.234), ("-5", -5), ("1e-05", 1e-5), ("1,234", None), ("1.234 €", None), ("", None)],
)
def test_a_number_of_a_program_is_written_in_one_way(text, value):
    """WEB-7."""
    assert machine_number(text) == value


@given(value=st.integers(-(10**12), 10**12))
def test_what_is_written_is_read_back(value):
    """WEB-3."""
    assert NUMBERS.first_in(f"值：{written(value)}") == value


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

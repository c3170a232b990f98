"""Numbers as a person says them, and as a checker reads them back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.numbers_read import NumberReader
from domain.common.readers import Language
from tests.fakes.words import LANGUAGES, LEXICON, SPEECH

ZH, EN = Language.CHINESE, Language.ENGLISH
READER = NumberReader(LEXICON)
chinese, english = (SPEECH[each].numerals.whole for each in (ZH, EN))


def say_number(value, language):
    return SPEECH[language].numerals.number(Decimal(value))


@pytest.mark.parametrize(
    ("number", "in_chinese", "in_english"),
    [
        (0, "零", "zero"),
        (2, "二", "two"),
        (10, "十", "ten"),
        (17, "十七", "seventeen"),
        (20, "二十", "twenty"),
        (42, "四十二", "forty-two"),
        (101, "一百零一", "one hundred one"),
        (110, "一百一十", "one hundred ten"),
        (222, "两百二十二", "two hundred twenty-two"),
        (1_010, "一千零一十", "about one thousand"),
        (2_000, "两千", "two thousand"),
        (10_005, "一万零五", "about ten thousand"),
        (12_345, "一万两千三百四十五", "about twelve thousand"),
        (120_345, "约十二万", "about one hundred twenty thousand"),
        (1_234_567, "约一百二十三万", "about one point two million"),
        (20_000_000, "两千万", "twenty million"),
        (100_001_000, "约一亿", "about one hundred million"),
    ],
)
def test_amounts_are_said_as_people_say_them(number, in_chinese, in_english):
    """BRF-6."""
    assert say_number(number, ZH) == in_chinese
    assert say_number(number, EN) == in_english


@pytest.mark.parametrize(
    ("number", "reading"),
    [
        (100_001_000, "一亿零一千"),
        (100_010_000, "一亿零一万"),
        (1_012_345_678, "十亿一千两百三十四万五千六百七十八"),
        (1_000_000_000_000, "一万亿"),
        (1_005_000_000_000, "一万零五十亿"),
    ],
)
def test_long_chinese_numbers_have_their_zeros(number, reading):
    """BRF-6."""
    assert chinese(number) == reading


def test_decimals_and_percentages_are_read_digit_by_digit():
    """BRF-6."""
    assert say_number(Decimal("3.05"), ZH) == "三点零五"
    assert SPEECH[ZH].numerals.percent(Decimal("0.25")) == "百分之零点二五"
    assert SPEECH[EN].numerals.percent(Decimal("2.5")) == "two point five percent"
    assert SPEECH[ZH].numerals.percent(Decimal(1234567)) == "约百分之一百二十三万"


def test_times_dates_and_names_have_their_own_reading():
    """BRF-6."""
    assert SPEECH[ZH].numerals.time(2, 5) == "两点零五分"
    assert SPEECH[ZH].numerals.time(15, 0) == "十五点整"
    assert SPEECH[EN].numerals.time(15, 5) == "fifteen oh five"
    assert (SPEECH[EN].numerals.time(0, 0), SPEECH[EN].numerals.time(7, 0)) == (
        "midnight",
        "seven o'clock",
    )
    assert SPEECH[ZH].numerals.date(11, 21) == "十一月二十一日"
    assert SPEECH[EN].numerals.date(11, 21) == "November twenty-first"
    assert SPEECH[ZH].numerals.digits("01") == "零一"
    assert SPEECH[EN].numerals.digits("01") == "zero one"


@pytest.mark.parametrize("day", range(1, 32))
def test_every_day_of_a_month_has_an_ordinal(day):
    """BRF-6."""
    assert SPEECH[EN].numerals.date(1, day).endswith(("st", "nd", "rd", "th"))


@given(st.integers(2, 10**12 - 1))
def test_what_is_said_in_full_can_be_read_back(number):
    """BRF-5, BRF-6."""
    (read,) = READER.numbers_in(f"{chinese(number)}条")
    assert read.value == number
    (read,) = READER.numbers_in(f"{english(number)} lines") if number < 10**12 else (read,)
    assert read.value == number


@given(st.integers(0, 10**13 - 1), st.sampled_from(LANGUAGES))
def test_a_said_amount_has_no_digits_and_is_at_most_a_twentieth_off(number, language):
    """BRF-6."""
    words = say_number(number, language)
    assert not any(char.isdigit() and char.isascii() for char in words)
    read = READER.numbers_in(words.removeprefix("约") + "条")
    if read and " point " not in words:
        assert abs(read[0].value - number) <= number / 20


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("共 12,345 行", [12_345.0]),
        ("共 1.2万 行", [12_000.0]),
        ("12k lines", [12_000.0]),
        ("５０ 条", [50.0]),
        ("百分之二点五", [2.5]),
        ("三条告警", [3.0]),
        ("一万两千三百四十五条", [12_345.0]),
        ("twelve thousand three hundred and forty-five", [12_345.0]),
        ("one of the alarms, 一条告警", []),
        ("万一出事，千万小心，十分重要，一点也不", []),
        ("2.5% of 310", [2.5, 310.0]),
    ],
)
def test_numbers_are_found_however_they_are_written(text, values):
    """BRF-5."""
    assert [number.value for number in READER.numbers_in(text)] == values


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("今天 03:12 起", ("03:12",)),
        ("凌晨3点12分", ("03:12",)),
        ("大约3点", ("03:",)),
        ("3:12 pm", ("15:12",)),
        ("12:05 am", ("00:05",)),
        ("2026-11-21", ("11-21",)),
        ("2026年11月21日", ("11-21",)),
        ("on Nov 3rd", ("11-03",)),
        ("10.251.73.220:50010", ()),
    ],
)
def test_times_and_dates_are_moments_and_not_amounts(text, moments):
    """BRF-5."""
    assert READER.moments_in(text) == moments
    if moments:
        assert READER.numbers_in(text) == ()

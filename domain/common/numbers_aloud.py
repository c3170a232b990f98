"""Numbers as a person says them (BRF-6): 12345 is 一万两千三百四十五, or about twelve thousand."""

from decimal import ROUND_HALF_UP, Decimal

from domain.common.readers import Language

LARGEST_SAID = 10**13
"""Longer digit strings are ids, not amounts: nobody follows them by ear."""

EXACT_IN_CHINESE = 100_000
"""Up to here Chinese says every digit; above, three figures and 约 are what an ear keeps."""

_DIGITS = "零一二三四五六七八九"
ENGLISH_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = [
    "zero",
    "ten",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def say_number(value: Decimal | int, language: Language) -> str:
    """Return the words for an amount of at least 0 and below `LARGEST_SAID`.

    Large amounts are rounded and say so: English above 999 to two figures, Chinese above
    `EXACT_IN_CHINESE` to three. Decimals are read digit by digit.
    """
    amount = Decimal(value)
    whole = int(amount)
    if amount != whole and whole < 1_000:
        return _with_decimals(amount, language)
    whole = int(amount.to_integral_value(ROUND_HALF_UP))
    if language is Language.CHINESE:
        rounded = whole if whole < EXACT_IN_CHINESE else _figures(whole, 3)
        return ("" if rounded == whole else "约") + chinese(rounded)
    rounded = whole if whole < 1_000 else _figures(whole, 2)
    return ("" if rounded == whole else "about ") + _two_figures(rounded)


def say_percent(value: Decimal, language: Language) -> str:
    """Return the words for a percentage."""
    words = say_number(value, language)
    if language is Language.ENGLISH:
        return f"{words} percent"
    return f"约百分之{words[1:]}" if words.startswith("约") else f"百分之{words}"


def say_time(hour: int, minute: int, language: Language) -> str:
    """Return a wall-clock time of the 24-hour clock, such as 三点零五分 or three oh five."""
    if language is Language.CHINESE:
        said = "两" if hour == 2 else chinese(hour)
        if minute == 0:
            return f"{said}点整"
        return f"{said}点{'零' if minute < 10 else ''}{chinese(minute)}分"
    if minute == 0:
        return "midnight" if hour == 0 else f"{english(hour)} o'clock"
    return f"{english(hour)} {'oh ' if minute < 10 else ''}{english(minute)}"


def say_date(month: int, day: int, language: Language) -> str:
    """Return a date without its year, such as 十一月二十一日 or November twenty-first."""
    if language is Language.CHINESE:
        return f"{chinese(month)}月{chinese(day)}日"
    return f"{_MONTHS[month - 1]} {_ordinal(day)}"


def say_digits(digits: str, language: Language) -> str:
    """Return digits one by one, as in the name of a machine."""
    if language is Language.CHINESE:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    return " ".join(ENGLISH_SMALL[int(digit)] for digit in digits)


def chinese(whole: int) -> str:
    """Return the reading of a whole number of at least 0, below 10**16."""
    if whole == 0:
        return "零"
    if whole < 10**8:
        return _below_yi(whole, first=True)
    head, rest = divmod(whole, 10**8)
    gap = "零" if 0 < rest < 10**7 else ""
    return f"{chinese(head)}亿{gap}{_below_yi(rest, first=False)}"


def _below_yi(whole: int, *, first: bool) -> str:
    head, rest = divmod(whole, 10_000)
    said = _group(head, first=first, scale="万") + "万" if head else ""
    gap = "零" if head and 0 < rest < 1_000 else ""
    return said + gap + _group(rest, first=first and not head, scale="")


def english(whole: int) -> str:
    """Return the reading of a whole number of at least 0, below 10**15."""
    if whole < 20:
        return ENGLISH_SMALL[whole]
    if whole < 100:
        tens, ones = divmod(whole, 10)
        return ENGLISH_TENS[tens] + (f"-{ENGLISH_SMALL[ones]}" if ones else "")
    if whole < 1_000:
        hundreds, rest = divmod(whole, 100)
        return f"{ENGLISH_SMALL[hundreds]} hundred" + (f" {english(rest)}" if rest else "")
    scale, name = next((scale, name) for scale, name in _SCALES if whole >= scale)
    many, rest = divmod(whole, scale)
    return f"{english(many)} {name}" + (f" {english(rest)}" if rest else "")


def _group(group: int, *, first: bool, scale: str) -> str:
    """Read 1 to 9,999; 两 where a person says it, 十二 and not 一十二 at the very start."""
    said, gap = "", False
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, group = divmod(group, unit)
        if not digit:
            gap = bool(said)
            continue
        two = digit == 2 and (unit >= 100 or (unit == 1 and not said and first and scale))
        word = "两" if two else _DIGITS[digit]
        bare_ten = unit == 10 and digit == 1 and not said and first
        said += ("零" if gap else "") + ("" if bare_ten else word) + name
        gap = False
    return said


def _with_decimals(amount: Decimal, language: Language) -> str:
    whole, _, decimals = f"{amount.normalize():f}".partition(".")
    read = say_digits(decimals, language)
    if language is Language.CHINESE:
        return f"{chinese(int(whole))}点{read}"
    return f"{english(int(whole))} point {read}"


def _two_figures(whole: int) -> str:
    """Say 1,200,000 as one point two million; below a million every word is short enough."""
    for scale, name in _SCALES[:-1]:
        if whole >= scale and whole % scale:
            return f"{_with_decimals(Decimal(whole) / scale, Language.ENGLISH)} {name}"
    return english(whole)


def _figures(whole: int, figures: int) -> int:
    unit = int(f"1{'0' * max(0, len(str(whole)) - figures)}")
    return int((Decimal(whole) / unit).to_integral_value(ROUND_HALF_UP)) * unit


def _ordinal(day: int) -> str:
    head, dash, last = english(day).rpartition("-")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    else:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head}{dash}{last}"

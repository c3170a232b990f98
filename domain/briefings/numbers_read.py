"""Numbers found in a sentence, however they are written (BRF-5).

A model may write 12,345, 1.2万, 12k, 百分之二点五 or "twelve thousand"; all of them are claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.common.folding import folded
from domain.common.numbers_aloud import ENGLISH_SMALL, ENGLISH_TENS


@dataclass(frozen=True)
class Number:
    """One number as it stands in a text.

    Attributes:
        raw: the characters, after full-width forms were folded.
        value: what it amounts to; not a number when that cannot be worked out.
        precision: the worth of one unit in its last written place, so 1.2万 has 1,000.
    """

    raw: str
    value: float
    precision: float = 1.0


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOMENT = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<fen>\d{1,2})分)?)(?!\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b)?"
    r"|(?<!\d)\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
    r"|(?:(?<!\d)\d{4}年)?(?<!\d)(?P<yue>\d{1,2})月(?P<ri>\d{1,2})[日号]"
    rf"|\b(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?\s(?P<nth>\d{{1,2}})(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?\s?(万|亿|千|[kK](?![A-Za-z])|thousand|million|billion)?"
)
_SUFFIXES = {
    "万": 10_000,
    "亿": 100_000_000,
    "千": 1_000,
    "k": 1_000,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_CHINESE = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿点]{2,}|[二两三四五六七八九十](?=[条个次行件种台天小人项处起倍成])"
)
_CHINESE_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1_000}
_NO_AMOUNT = frozenset({"万一", "千万", "一一", "一点", "三三两两"})
"""Words made of numerals that are not amounts: in case, by all means, one by one, a bit, few."""

_ENGLISH_ONES = {word: value for value, word in enumerate(ENGLISH_SMALL)} | {
    word: 10 * value for value, word in enumerate(ENGLISH_TENS) if value > 1
}
_ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_ENGLISH_WORD = "|".join((*_ENGLISH_ONES, *_ENGLISH_SCALES))
_ENGLISH = re.compile(
    rf"\b(?:{_ENGLISH_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_ENGLISH_WORD}))*\b",
    re.IGNORECASE | re.ASCII,
)


def moments_in(text: str) -> tuple[str, ...]:
    """Return times as `03:12` (`03:` when only the hour is named) and dates as `11-21`."""
    return tuple(_moment(found.groupdict()) for found in _MOMENT.finditer(folded(text)))


def without_moments(text: str) -> str:
    """Return `text`, folded, with its times and dates blotted out."""
    return _MOMENT.sub(" ", folded(text))


def numbers_in(text: str) -> tuple[Number, ...]:
    """Return every number in `text` that is not part of a time or date.

    A lone "one" or 一 is grammar, not a count, and is left out.
    """
    rest = without_moments(text)
    return (*_figures(rest), *_chinese(_FIGURES.sub(" ", rest)), *_english(rest))


def _moment(parts: dict[str, str | None]) -> str:
    if parts["hour"] is None:
        month = parts["month"] or parts["yue"] or _MONTHS.index((parts["name"] or "").lower()) + 1
        return f"{int(month):02}-{int(parts['day'] or parts['ri'] or parts['nth'] or 0):02}"
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    minute = parts["minute"] or parts["fen"]
    return f"{hour:02}:" + (f"{int(minute):02}" if minute else "")


def _figures(text: str) -> Iterator[Number]:
    for found in _FIGURES.finditer(text):
        digits, decimals, suffix = found[1].replace(",", ""), found[2] or "", found[3]
        times = _SUFFIXES[suffix.lower()] if suffix else 1
        written = found[1] + decimals
        precision = times * 10.0 ** -max(0, len(decimals) - 1)
        yield Number(written, float(digits + decimals) * times, precision)


def _chinese(text: str) -> Iterator[Number]:
    for found in _CHINESE.finditer(text):
        raw = found[0].strip("点")
        if raw and raw != "一" and found[0] not in _NO_AMOUNT:
            # What cannot be worked out has no amount, so only the same words can support it.
            yield Number(raw, *(_chinese_value(raw) or (float("nan"), 1.0)))


def _chinese_value(raw: str) -> tuple[float, float] | None:
    whole, point, decimals = raw.partition("点")
    value = _chinese_whole(whole)
    if value is None:
        return None
    if not point:
        return float(value), 1.0
    scale = 1
    while decimals and decimals[-1] in "万亿":
        scale *= 10_000 if decimals[-1] == "万" else 10**8
        decimals = decimals[:-1]
    if not decimals or any(char not in _CHINESE_DIGITS for char in decimals):
        return None
    digits = "".join(str(_CHINESE_DIGITS[char]) for char in decimals)
    return float(f"{value}.{digits}") * scale, scale * 10.0 ** -len(digits)


def _chinese_whole(raw: str) -> int | None:
    if all(char in _CHINESE_DIGITS for char in raw):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in raw)) if raw else None
    for unit, scale in (("亿", 10**8), ("万", 10_000)):
        head, found, tail = raw.rpartition(unit)
        if found:
            many = _chinese_whole(head) if head else None
            rest = _chinese_whole(tail) if tail else 0
            return None if many is None or rest is None else many * scale + rest
    return _below_ten_thousand(raw)


def _below_ten_thousand(raw: str) -> int | None:
    total, digit = 0, 0
    for char in raw:
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char in _CHINESE_UNITS:
            total += (digit or 1) * _CHINESE_UNITS[char]
            digit = 0
        else:
            return None
    return total + digit


def _english(text: str) -> Iterator[Number]:
    for found in _ENGLISH.finditer(text):
        words = re.findall(r"[a-z]+", found[0].lower())
        words = [word for word in words if word != "and"]
        if words != ["one"]:
            yield Number(found[0], float(_english_value(words)))


def _english_value(words: list[str]) -> int:
    total, group = 0, 0
    for word in words:
        if word == "hundred":
            group = (group or 1) * 100
        elif word in _ENGLISH_SCALES:
            total += (group or 1) * _ENGLISH_SCALES[word]
            group = 0
        else:
            group += _ENGLISH_ONES[word]
    return total + group

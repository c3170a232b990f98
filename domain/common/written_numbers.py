"""Reading a number as people write it, and refusing what may mean two numbers (WEB-7).

`1,234.50` and `1.234,50 €` each say which sign begins the decimals: the last one. `12,5` and
`67571.36` say it, too, because digits are grouped by three. `1.234` does not: it is 1.234 in
Shanghai and 1,234 in Hamburg. Nothing is guessed there; who set the watch knows the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from domain.common.folding import folded


class Decimal(StrEnum):
    """The sign that begins the decimals."""

    POINT = "."
    COMMA = ","


class Unclear(StrEnum):
    """Why a number is not read."""

    AMBIGUOUS = "ambiguous"  # it may be read in more than one way
    CONTRADICTS = "contradicts"  # it is not written as the configuration says


class UnclearNumberError(Exception):
    """A number stands there, but not which one."""

    def __init__(self, unclear: Unclear) -> None:
        super().__init__(unclear)
        self.unclear = unclear


MOST_DIGITS = 15
"""What a float holds exactly; more is an identifier."""

_DIGITS = (
    r"(?P<minus>(?<![\w.)])-)?"
    r"(?P<digits>\d{1,3}(?: \d{3})+(?![0-9A-Za-z])(?:[.,]\d+)?|\d+(?:[.,']\d+)*)"
)
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2019": "'", "\u02bc": "'"})
"""The minus sign, the dash that typesetters use for one, and apostrophes."""

_GROUPING_SPACE = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_COMMA_OF_A_SENTENCE = re.compile(r"\uff0c(?!\d{3}(?!\d))")
_SPLIT = re.compile(r"([., '])")
_BY_THREE = re.compile(r"\d{1,3}(?:-\d{3})+")
_INDIAN = re.compile(r"\d{1,2}(?:-\d{2})+-\d{3}")
"""Groups as in India, 12,34,567: joined by a dash here."""

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af¥£]")
"""Writing, and currencies, that know one way only: commas group, a point begins the decimals."""

_CONTINENTAL = re.compile(r"€|\bEUR\b|\bkr\b|zł|Kč|₽|\bCHF\b")
"""Beside these a comma begins the decimals as often as it groups."""

_ONLY_BEFORE = re.compile(r"[^\w\t]*(?:[A-Z]{3}[^\w\t]*)?")
_ONLY_AFTER = re.compile(r"[^\w\t]*(?:[^\W\d]{1,3}[^\w\t]*)?")
"""What may stand beside a number that is alone on its line: a currency, a unit. Tabs part the cells
of a table."""

_OF_A_MACHINE = re.compile(r"-?\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True)
class _Place:
    """What stands around a number on its line."""

    before: str
    after: str
    unit: str

    @property
    def is_alone(self) -> bool:
        return bool(_ONLY_BEFORE.fullmatch(self.before) and _ONLY_AFTER.fullmatch(self.after))

    @property
    def is_east_asian(self) -> bool:
        """Whether what stands there knows one way of writing only."""
        line = self.before + self.unit + self.after
        return bool(_EAST_ASIAN.search(line)) and not self.is_continental

    @property
    def is_continental(self) -> bool:
        return bool(_CONTINENTAL.search(self.before[-5:] + " " + self.after[:5]))


@dataclass(frozen=True)
class PageNumbers:
    """Reads the numbers of pages.

    Attributes:
        units: what stands behind figures in all languages, and what it multiplies them by
            (`Lexicon.units`).
    """

    units: Mapping[str, int]

    def first_in(self, text: str, decimal: Decimal | None = None) -> float | None:
        """Return the first number of a text; None when there is none.

        Understands 1,234.5, 1.234,5, 1 234, 1'234, 12,34,567, full-width digits, 12k and 4M and
        such units of other languages, and a minus before the number.

        Args:
            text: of a page.
            decimal: the sign that begins the decimals there; the other one, spaces and
                apostrophes only group digits then. None: nobody has said.

        Raises:
            UnclearNumberError: it may mean two numbers, or is not written with `decimal`.
        """
        text = _GROUPING_SPACE.sub("'", _COMMA_OF_A_SENTENCE.sub(";", text))
        text = folded(text).translate(_SIGNS)
        found = self._number.search(text)
        if found is None:
            return None
        before = text[: found.start()].rpartition("\n")[2]
        after = text[found.end() :].partition("\n")[0]
        place = _Place(before, after, found["unit"] or "")
        value = _value(found["digits"], decimal, place) * self.units.get(place.unit, 1)
        return -value if found["minus"] else value

    @cached_property
    def _number(self) -> re.Pattern[str]:
        """A letter stands at its figure and is no beginning of a word: 12 m and 12kg are none."""
        units = (
            rf"(?<=\d){each}(?![A-Za-z])" if each.isascii() else re.escape(each)
            for each in self.units
        )
        return re.compile(rf"{_DIGITS}(?: ?(?P<unit>{'|'.join(units) or '(?!)'}))?")


def machine_number(text: str) -> float | None:
    """Return the number that a text is, written as programs write it; None when it is none."""
    text = text.strip()
    return float(text) if _OF_A_MACHINE.fullmatch(text) else None


def _value(digits: str, decimal: Decimal | None, place: _Place) -> float:
    parts = _SPLIT.split(digits)
    groups, signs = parts[::2], parts[1::2]
    if sum(map(len, groups)) > MOST_DIGITS:
        raise UnclearNumberError(Unclear.AMBIGUOUS)
    begins = decimal or _decimal_of(groups, signs, place)
    has_decimals = bool(signs) and signs[-1] == begins
    whole = groups[:-1] if has_decimals else groups
    grouping = signs[:-1] if has_decimals else signs
    if begins in grouping or not _are_groups(whole, grouping):
        raise UnclearNumberError(Unclear.CONTRADICTS if decimal else Unclear.AMBIGUOUS)
    return float("".join(whole) + (f".{groups[-1]}" if has_decimals else ""))


def _are_groups(groups: list[str], signs: list[str]) -> bool:
    """Say whether these are the groups of one number, all parted by the same sign."""
    if not signs:
        return True
    written = "-".join(groups)
    if len(set(signs)) > 1 or written.startswith("0"):
        return False
    return bool(_BY_THREE.fullmatch(written) or (signs[0] == "," and _INDIAN.fullmatch(written)))


def _decimal_of(groups: list[str], signs: list[str], place: _Place) -> str:
    """Return the sign that begins the decimals, or would; an empty text where it does not matter.

    Raises:
        UnclearNumberError: nothing tells.
    """
    if " " in signs and not place.is_alone:
        raise UnclearNumberError(Unclear.AMBIGUOUS)  # it may be two numbers side by side
    used = [each for each in signs if each in ".,"]
    if not used:
        return ""
    last = used[-1]
    if len(used) > 1:
        return last if used.count(last) == 1 else ""  # what stands there twice groups
    if len(groups[-1]) == 3 and len(signs) == 1 and _may_group(groups[0]):
        return _decimal_of_three(last, place)
    if last == Decimal.COMMA and place.is_east_asian:
        raise UnclearNumberError(Unclear.AMBIGUOUS)  # a list: there a comma begins no decimals
    return last


def _may_group(first: str) -> bool:
    return len(first) <= 3 and not first.startswith("0")


def _decimal_of_three(sign: str, place: _Place) -> str:
    """Return what three digits behind one sign are: `1,234` or `1.234`."""
    if place.is_east_asian or place.unit:
        return Decimal.POINT
    rare = place.is_continental or place.after.lstrip().startswith("%")
    if sign == Decimal.POINT or rare:
        raise UnclearNumberError(Unclear.AMBIGUOUS)
    return Decimal.POINT

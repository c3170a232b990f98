"""Numbers as people say them, and read them: the rules of each language (BRF-6).

12345 is twelve thousand three hundred and forty-five. The words stand in `locales/*/speech.toml`; a
language that is only written needs none of this.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Protocol

LARGEST_SAID = 10**13
"""Longer digit strings are ids, not amounts: nobody follows them by ear."""

EXACT_IN_CHINESE = 100_000
"""Up to here Chinese says every digit; above, three figures and a word for "about" are what an ear
keeps."""


@dataclass(frozen=True)
class Number:
    """One number as it stands in a text.

    Attributes:
        raw: the characters, after full-width forms were folded.
        value: what it amounts to; not a number when that cannot be worked out.
        precision: the worth of one unit in its last written place: 1,000 for 12 thousand.
    """

    raw: str
    value: float
    precision: float = 1.0


class Numerals(Protocol):
    """The rules of one language."""

    def number(self, value: Decimal) -> str:
        """Return the words for an amount of at least 0 and below `LARGEST_SAID`.

        Large amounts are rounded and say so. Decimals are read digit by digit.
        """

    def percent(self, value: Decimal) -> str:
        """Return the words for a percentage."""

    def time(self, hour: int, minute: int) -> str:
        """Return a wall-clock time of the 24-hour clock."""

    def date(self, month: int, day: int) -> str:
        """Return a date without its year."""

    def digits(self, digits: str) -> str:
        """Return digits one by one, as in the name of a machine."""

    def read(self, text: str) -> Iterator[Number]:
        """Return the amounts that stand in a text in words.

        A lone "one" is grammar, not a count, and is left out.
        """


@dataclass(frozen=True, kw_only=True)
class ChineseNumerals:
    """Chinese.

    Attributes:
        digits_said: zero to nine.
        zeros: other ways of writing zero.
        two: two of something.
        units: ten, hundred, thousand.
        myriad: ten thousand.
        hundred_million: the next one.
        counters: what stands between a number and its thing.
        idioms: words made of numerals that are no amounts.
    """

    digits_said: str
    zeros: str
    two: str
    units: str
    myriad: str
    hundred_million: str
    point: str
    about: str
    percent_of: str
    hour: str
    minute: str
    sharp: str
    month: str
    day: str
    counters: str
    idioms: frozenset[str]

    def number(self, value: Decimal) -> str:
        """Return the words for an amount."""
        whole = int(value)
        if value != whole and whole < 1_000:
            head, _, decimals = f"{value.normalize():f}".partition(".")
            return f"{self.whole(int(head))}{self.point}{self.digits(decimals)}"
        whole = int(value.to_integral_value(ROUND_HALF_UP))
        rounded = whole if whole < EXACT_IN_CHINESE else _figures(whole, 3)
        return ("" if rounded == whole else self.about) + self.whole(rounded)

    def percent(self, value: Decimal) -> str:
        """Return the words for a percentage."""
        words = self.number(value)
        bare = words.removeprefix(self.about)
        return f"{self.about if bare != words else ''}{self.percent_of}{bare}"

    def time(self, hour: int, minute: int) -> str:
        """Return a wall-clock time."""
        said = self.two if hour == 2 else self.whole(hour)
        if minute == 0:
            return said + self.sharp
        gap = self.digits_said[0] if minute < 10 else ""
        return f"{said}{self.hour}{gap}{self.whole(minute)}{self.minute}"

    def date(self, month: int, day: int) -> str:
        """Return a date."""
        return f"{self.whole(month)}{self.month}{self.whole(day)}{self.day}"

    def digits(self, digits: str) -> str:
        """Return digits one by one."""
        return "".join(self.digits_said[int(digit)] for digit in digits)

    def whole(self, whole: int) -> str:
        """Return the reading of a whole number of at least 0, below 10**16."""
        if whole == 0:
            return self.digits_said[0]
        if whole < 10**8:
            return self._below_hundred_million(whole, first=True)
        head, rest = divmod(whole, 10**8)
        gap = self.digits_said[0] if 0 < rest < 10**7 else ""
        tail = self._below_hundred_million(rest, first=False)
        return f"{self.whole(head)}{self.hundred_million}{gap}{tail}"

    def _below_hundred_million(self, whole: int, *, first: bool) -> str:
        head, rest = divmod(whole, 10_000)
        said = self._group(head, first=first, scaled=True) + self.myriad if head else ""
        gap = self.digits_said[0] if head and 0 < rest < 1_000 else ""
        return said + gap + self._group(rest, first=first and not head, scaled=False)

    def _group(self, group: int, *, first: bool, scaled: bool) -> str:
        """Read 1 to 9,999; "two" where a person says it so, and a bare "ten" at the very start."""
        said, gap = "", False
        for unit, name in (
            (1_000, self.units[2]),
            (100, self.units[1]),
            (10, self.units[0]),
            (1, ""),
        ):
            digit, group = divmod(group, unit)
            if not digit:
                gap = bool(said)
                continue
            two = digit == 2 and (unit >= 100 or (unit == 1 and not said and first and scaled))
            word = self.two if two else self.digits_said[digit]
            bare_ten = unit == 10 and digit == 1 and not said and first
            said += (self.digits_said[0] if gap else "") + ("" if bare_ten else word) + name
            gap = False
        return said

    def read(self, text: str) -> Iterator[Number]:
        """Return the amounts that stand in words."""
        for found in self._words.finditer(text):
            raw = found[0].strip(self.point)
            if raw and raw != self.digits_said[1] and found[0] not in self.idioms:
                # What cannot be worked out has no amount, so only the same words can support it.
                yield Number(raw, *(self._value(raw) or (float("nan"), 1.0)))

    @cached_property
    def _values(self) -> dict[str, int]:
        said = {char: value for value, char in enumerate(self.digits_said)}
        return said | dict.fromkeys(self.zeros, 0) | {self.two: 2}

    @cached_property
    def _words(self) -> re.Pattern[str]:
        units = self.units + self.myriad + self.hundred_million
        counted = "".join(each for each, value in self._values.items() if value > 1) + self.units[0]
        every = "".join(self._values) + units + self.point
        return re.compile(f"[{every}]{{2,}}|[{counted}](?=[{self.counters}])")

    def _value(self, raw: str) -> tuple[float, float] | None:
        whole, point, decimals = raw.partition(self.point)
        value = self._whole_value(whole)
        if value is None or not point:
            return None if value is None else (float(value), 1.0)
        scale = 1
        while decimals and decimals[-1] in (self.myriad, self.hundred_million):
            scale *= 10_000 if decimals[-1] == self.myriad else 10**8
            decimals = decimals[:-1]
        if not decimals or any(char not in self._values for char in decimals):
            return None
        digits = "".join(str(self._values[char]) for char in decimals)
        return float(f"{value}.{digits}") * scale, scale * 10.0 ** -len(digits)

    def _whole_value(self, raw: str) -> int | None:
        if all(char in self._values for char in raw):
            return int("".join(str(self._values[char]) for char in raw)) if raw else None
        for unit, scale in ((self.hundred_million, 10**8), (self.myriad, 10_000)):
            head, found, tail = raw.rpartition(unit)
            if found:
                many = self._whole_value(head) if head else None
                rest = self._whole_value(tail) if tail else 0
                return None if many is None or rest is None else many * scale + rest
        return self._below_myriad(raw)

    def _below_myriad(self, raw: str) -> int | None:
        total, digit = 0, 0
        for char in raw:
            if char in self._values:
                digit = self._values[char]
            elif char in self.units:
                total += (digit or 1) * 10 ** (self.units.index(char) + 1)
                digit = 0
            else:
                return None
        return total + digit


@dataclass(frozen=True, kw_only=True)
class EnglishNumerals:
    """English.

    Attributes:
        small: zero to nineteen.
        tens: zero, ten, twenty and so on.
        scales: thousand, million and so on, with what they are worth.
        ordinals: those that are not made by adding `th`.
    """

    small: tuple[str, ...]
    tens: tuple[str, ...]
    hundred: str
    scales: Mapping[str, int]
    months: tuple[str, ...]
    ordinals: Mapping[str, str]
    point: str
    about: str
    percent_said: str
    sharp: str
    midnight: str
    oh: str
    joining: str

    def number(self, value: Decimal) -> str:
        """Return the words for an amount; above 999 two figures."""
        whole = int(value)
        if value != whole and whole < 1_000:
            return self._with_decimals(value)
        whole = int(value.to_integral_value(ROUND_HALF_UP))
        rounded = whole if whole < 1_000 else _figures(whole, 2)
        return ("" if rounded == whole else f"{self.about} ") + self._two_figures(rounded)

    def percent(self, value: Decimal) -> str:
        """Return the words for a percentage."""
        return f"{self.number(value)} {self.percent_said}"

    def time(self, hour: int, minute: int) -> str:
        """Return a wall-clock time."""
        if minute == 0:
            return self.midnight if hour == 0 else f"{self.whole(hour)} {self.sharp}"
        return f"{self.whole(hour)} {f'{self.oh} ' if minute < 10 else ''}{self.whole(minute)}"

    def date(self, month: int, day: int) -> str:
        """Return a date."""
        return f"{self.months[month - 1]} {self._ordinal(day)}"

    def digits(self, digits: str) -> str:
        """Return digits one by one."""
        return " ".join(self.small[int(digit)] for digit in digits)

    def whole(self, whole: int) -> str:
        """Return the reading of a whole number of at least 0, below 10**15."""
        if whole < 20:
            return self.small[whole]
        if whole < 100:
            tens, ones = divmod(whole, 10)
            return self.tens[tens] + (f"-{self.small[ones]}" if ones else "")
        if whole < 1_000:
            hundreds, rest = divmod(whole, 100)
            return f"{self.small[hundreds]} {self.hundred}" + (
                f" {self.whole(rest)}" if rest else ""
            )
        name, scale = next((name, scale) for name, scale in self._falling if whole >= scale)
        many, rest = divmod(whole, scale)
        return f"{self.whole(many)} {name}" + (f" {self.whole(rest)}" if rest else "")

    @property
    def _falling(self) -> list[tuple[str, int]]:
        return sorted(self.scales.items(), key=lambda each: -each[1])

    def _with_decimals(self, amount: Decimal) -> str:
        whole, _, decimals = f"{amount.normalize():f}".partition(".")
        return f"{self.whole(int(whole))} {self.point} {self.digits(decimals)}"

    def _two_figures(self, whole: int) -> str:
        """Say 1,200,000 with decimals; below a million every word is short enough."""
        for name, scale in self._falling:
            if scale >= 10**6 and whole >= scale and whole % scale:
                return f"{self._with_decimals(Decimal(whole) / scale)} {name}"
        return self.whole(whole)

    def _ordinal(self, day: int) -> str:
        head, dash, last = self.whole(day).rpartition("-")
        if last in self.ordinals:
            last = self.ordinals[last]
        else:
            last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
        return f"{head}{dash}{last}"

    def read(self, text: str) -> Iterator[Number]:
        """Return the amounts that stand in words."""
        for found in self._words.finditer(text):
            words = re.findall(r"[a-z]+", found[0].lower())
            words = [word for word in words if word != self.joining]
            if words != [self.small[1]]:
                yield Number(found[0], float(self._value(words)))

    @cached_property
    def _ones(self) -> dict[str, int]:
        tens = {word: 10 * value for value, word in enumerate(self.tens) if value > 1}
        return {word: value for value, word in enumerate(self.small)} | tens

    @cached_property
    def _words(self) -> re.Pattern[str]:
        word = "|".join((*self._ones, self.hundred, *self.scales))
        pattern = rf"\b(?:{word})(?:(?:[\s-]+(?:{self.joining}\s+)?)(?:{word}))*\b"
        return re.compile(pattern, re.IGNORECASE | re.ASCII)

    def _value(self, words: list[str]) -> int:
        total, group = 0, 0
        for word in words:
            if word == self.hundred:
                group = (group or 1) * 100
            elif word in self.scales:
                total += (group or 1) * self.scales[word]
                group = 0
            else:
                group += self._ones[word]
        return total + group


def _figures(whole: int, figures: int) -> int:
    unit = int(f"1{'0' * max(0, len(str(whole)) - figures)}")
    return int((Decimal(whole) / unit).to_integral_value(ROUND_HALF_UP)) * unit

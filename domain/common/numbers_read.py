"""Numbers found in a sentence, however they are written (BRF-5).

A model may write 12,345, 12k, or "twelve thousand", in any language; all of them are claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from domain.common.folding import folded
from domain.common.lexicon import Lexicon
from domain.common.numerals import Number

_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?!\d)(?:\s?(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"(?<!\d)\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_FIGURES = r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?"


@dataclass(frozen=True)
class NumberReader:
    """Reads numbers and times in every language of a lexicon."""

    lexicon: Lexicon

    def moments_in(self, text: str) -> tuple[str, ...]:
        """Return times as `03:12` (`03:` when only the hour is named) and dates as `11-21`."""
        text, found = folded(text), []
        for pattern in self._moments:
            found += [self._moment(each.groupdict()) for each in pattern.finditer(text)]
            text = pattern.sub(" ", text)
        return tuple(found)

    def without_moments(self, text: str) -> str:
        """Return `text`, folded, with its times and dates blotted out."""
        text = folded(text)
        for pattern in self._moments:
            text = pattern.sub(" ", text)
        return text

    def numbers_in(self, text: str) -> tuple[Number, ...]:
        """Return every number in `text` that is not part of a time or date."""
        rest = self.without_moments(text)
        words = self._figures.sub(" ", rest)
        in_words = (each for spoken in self.lexicon.numerals for each in spoken.read(words))
        return (*self._in_figures(rest), *in_words)

    @property
    def _moments(self) -> tuple[re.Pattern[str], ...]:
        return (_CLOCK, _ISO_DATE, *self.lexicon.moments)

    @cached_property
    def _figures(self) -> re.Pattern[str]:
        amounts = sorted(self.lexicon.amounts, key=len, reverse=True)
        said = "|".join(f"{each}(?![A-Za-z])" if len(each) == 1 else each for each in amounts)
        return re.compile(
            rf"{_FIGURES}(?:\s?({said}))?" if said else f"{_FIGURES}()", re.IGNORECASE
        )

    def _in_figures(self, text: str) -> Iterator[Number]:
        for found in self._figures.finditer(text):
            digits, decimals, suffix = found[1].replace(",", ""), found[2] or "", found[3]
            times = self.lexicon.amounts[suffix.lower()] if suffix else 1
            precision = times * 10.0 ** -max(0, len(decimals) - 1)
            yield Number(found[1] + decimals, float(digits + decimals) * times, precision)

    def _moment(self, parts: dict[str, str | None]) -> str:
        if parts.get("hour") is None:
            month = parts.get("month") or self.lexicon.months[(parts["name"] or "").lower()]
            return f"{int(month):02}-{int(parts['day'] or 0):02}"
        hour, minute, half = int(parts["hour"] or 0), parts.get("minute"), parts.get("half")
        if half:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        return f"{hour:02}:" + (f"{int(minute):02}" if minute else "")

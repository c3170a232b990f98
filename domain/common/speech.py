"""How one language is read aloud; the words stand in `locales/*/speech.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.common.numerals import Numerals


@dataclass(frozen=True, kw_only=True)
class Speech:
    """One language for the ear.

    Attributes:
        link: said for an address that nobody can follow by ear, as `address`, `id`, `log_line` are.
        to: between the ends of a range.
        comma: a pause.
        stops: what ends a sentence.
        two: two of something; said for a bare 2 before one of `two_before`.
        two_before: a pattern.
        readings: words of several readings and the one that is meant, in syllables with tone
            numbers; for a voice that reads them wrong.
    """

    numerals: Numerals
    link: str
    address: str
    id: str
    log_line: str
    to: str
    comma: str
    stops: str
    two: str = ""
    two_before: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)

"""What is understood of the languages that people write, whoever they are (I18-1).

The words stand in `locales/*/understood.toml`; those of all languages count together, because
people, logs and models mix them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.common.numerals import Numerals


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """The words of all languages.

    Attributes:
        numerals: how each language counts.
        amounts: what stands behind figures, in lower case, and what it multiplies them by.
        moments: patterns of times and dates, beside those in figures.
        months: what months are called, short and in lower case, with their number.
        acting: finds a sentence that claims to act or to obey.
        soothing: finds a sentence that tells people not to worry.
        untelling: words of log lines that name nothing.
        tying: characters that tie words together.
        naming: words of log lines, in lower case, behind which somebody's name stands.
        stop: words that a search asks for only when it holds nothing else.
        faults: words in the names of alerts, by the class of fault that they mean.
    """

    numerals: tuple[Numerals, ...]
    amounts: Mapping[str, int]
    moments: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]
    acting: re.Pattern[str]
    soothing: re.Pattern[str]
    untelling: frozenset[str]
    tying: frozenset[str]
    naming: frozenset[str]
    stop: frozenset[str]
    faults: Mapping[str, tuple[str, ...]]

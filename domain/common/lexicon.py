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
        places: what people add to the names of places.
        untelling: words of log lines that name nothing.
        tying: characters that tie words together.
        naming: words of log lines, in lower case, behind which somebody's name stands.
        stop: words that a search asks for only when it holds nothing else.
        faults: words in the names of alerts, by the class of fault that they mean.
        now: what this moment is called.
        days: what days are called, and how many days they lie after today.
        weekdays: what days of the week are called, and their names in configurations.
        units: what stands behind figures on pages, and what it multiplies them by.
        digits: what digits are called, homophones among them.
        refusals: what people say who do not want something.
        opening: what begins many sentences.
        preferences: words and patterns by which people change their settings, by what they mean.
        spoken_signs: what signs of an address are called.
        counted: numbers in words, as they stand in times.
        sounds: pairs of sounds that are taken for each other, by kind.
        news_names: by topic of news, what it is called, in lower case.
        news_words: by topic of news, what its stories speak of.
    """

    numerals: tuple[Numerals, ...]
    amounts: Mapping[str, int]
    moments: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]
    acting: re.Pattern[str]
    soothing: re.Pattern[str]
    places: frozenset[str]
    untelling: frozenset[str]
    tying: frozenset[str]
    naming: frozenset[str]
    stop: frozenset[str]
    faults: Mapping[str, tuple[str, ...]]
    now: frozenset[str]
    days: Mapping[str, int]
    weekdays: Mapping[str, str]
    units: Mapping[str, int]
    digits: Mapping[str, int]
    refusals: frozenset[str]
    opening: frozenset[str]
    preferences: Mapping[str, tuple[str, ...]]
    spoken_signs: Mapping[str, str]
    counted: Mapping[str, int]
    sounds: Mapping[str, tuple[str, ...]]
    news_names: Mapping[str, tuple[str, ...]]
    news_words: Mapping[str, tuple[str, ...]]

"""Words that are no sentences: how a language sounds, and what of it is understood."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

import locales
from domain.common.errors import Misconfigured
from domain.common.lexicon import Lexicon
from domain.common.numerals import ChineseNumerals, EnglishNumerals, Numerals
from domain.common.quoting import QUOTED
from domain.common.readers import NOBODY_KNOWN, InstalledLanguage, Language
from domain.common.speech import Speech

_SPEECH = "speech.toml"
_RULES = {"chinese": ChineseNumerals, "english": EnglishNumerals}


@dataclass(frozen=True, kw_only=True)
class Writing(InstalledLanguage):
    """How a language is written, beyond its sentences: its `language.toml`.

    Attributes:
        quotes: what stands before and behind the words of others.
        clauses: what stands between clauses.
        blanks_beside_latin: whether a blank parts its characters from Latin words and numbers.
        fallback: tag of the language in which an entry is said that this one lacks; empty for a
            language that has them all.
    """

    quotes: str
    clauses: str
    blanks_beside_latin: bool
    fallback: str = ""

    def __post_init__(self) -> None:
        """Refuse quotes that nobody would find again in a text."""
        if QUOTED.fullmatch(self.quotes) is None:
            raise ValueError(f"quotes must be a pair such as “”, 「」 or «», not {self.quotes!r}")

    @cached_property
    def locale(self) -> Locale:
        """How numbers and lists are written.

        For a language that Babel does not know, that is as in its fallback, or in English.
        """
        for tag in (self.language, self.fallback):
            with suppress(UnknownLocaleError, ValueError):
                return Locale.parse(tag, sep="-")
        return Locale("en")


def read_writings(folder: Path = locales.HERE) -> Mapping[Language, Writing]:
    """Return how each installed language is written, the one of new people first.

    Raises:
        Misconfigured: a file has words that nobody knows, lacks some, or names a fallback that
            is not there; or the language of new people is not there.
    """
    tags = sorted(map(Language, locales.installed(folder)), key=lambda each: each != NOBODY_KNOWN)
    if NOBODY_KNOWN not in tags:
        raise Misconfigured(f"There is no {locales.DESCRIPTION} in the folder {NOBODY_KNOWN}.")
    writings = {tag: _writing(folder / tag, tag) for tag in tags}
    for each in writings.values():
        if each.fallback and each.fallback not in writings:
            raise Misconfigured(
                f"{locales.DESCRIPTION} of {each.language} falls back to {each.fallback}, which is "
                f"not there; installed are {', '.join(writings)}."
            )
    return writings


def _writing(folder: Path, language: Language) -> Writing:
    try:
        return Writing(language=language, **_table(folder, locales.DESCRIPTION))
    except (TypeError, ValueError) as error:
        raise Misconfigured(
            f"{locales.DESCRIPTION} of {language} cannot be used: {error}"
        ) from error


def read_speech(folder: Path = locales.HERE) -> Mapping[Language, Speech]:
    """Return how each language sounds, of those that somebody has written down.

    Raises:
        Misconfigured: a file has words that nobody knows, or lacks some.
    """
    tags = map(Language, locales.installed(folder))
    return {each: _speech(folder / each) for each in tags if (folder / each / _SPEECH).is_file()}


@cache
def read_lexicon() -> Lexicon:
    """Return what is understood of all languages together."""
    tables = [_table(locales.HERE / tag, "understood.toml") for tag in locales.installed()]
    words = [table.get("words", {}) for table in tables]
    times = [table.get("times", {}) for table in tables]
    claims = [table.get("claims", {}) for table in tables]
    reading = [table.get("reading", {}) for table in tables]
    return Lexicon(
        numerals=tuple(each.numerals for each in read_speech().values()),
        amounts=_merged(tables, "amounts"),
        moments=tuple(_pattern([one]) for each in reading for one in each.get("moments", [])),
        months={
            name: number
            for each in reading
            for number, name in enumerate(each.get("month_names", []), start=1)
        },
        acting=_pattern([one for each in claims for one in each.get("acting", [])]),
        soothing=_pattern([one for each in claims for one in each.get("soothing", [])]),
        places=_all(words, "places"),
        untelling=_all(words, "untelling"),
        tying=_all(words, "tying"),
        naming=_all(words, "naming"),
        stop=_all(words, "stop"),
        now=_all(times, "now"),
        days=_merged(times, "days"),
        weekdays=_merged(tables, "weekdays"),
        units=_merged(tables, "units"),
        digits=_merged(tables, "digits"),
        refusals=_all(words, "refusals"),
        opening=_all(words, "opening"),
        preferences=_together([table.get("preferences", {}) for table in tables]),
        spoken_signs=_merged(tables, "spoken_signs"),
        counted=_merged(tables, "counted"),
        sounds=_together([table.get("sounds", {}) for table in tables]),
        news_names=_together([table.get("news_names", {}) for table in tables]),
        news_words=_together([table.get("news_words", {}) for table in tables]),
        faults=_together([table.get("faults", {}) for table in tables]),
    )


@cache
def read_tool_words() -> Mapping[str, str]:
    """Return how people ask for each tool, in all languages together."""
    tables = [_table(locales.HERE / tag, "tools.toml") for tag in locales.installed()]
    asked = [table.get("asked", {}) for table in tables]
    names = dict.fromkeys(name for table in asked for name in table)
    return {name: "\n".join(table[name] for table in asked if name in table) for name in names}


def _all(tables: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(name, ()))


def _merged(tables: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return {word: meaning for table in tables for word, meaning in table.get(name, {}).items()}


def _together(tables: list[dict[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: tuple(w for table in tables for w in table.get(name, ())) for name in names}


def _pattern(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE | re.ASCII)


def _speech(folder: Path) -> Speech:
    table = _table(folder, _SPEECH)
    rules, words = table.pop("rules", ""), table.pop("numerals", {})
    try:
        return Speech(numerals=_numerals(rules, words), **table)
    except (TypeError, KeyError) as error:
        raise Misconfigured(f"{_SPEECH} of {folder.name} cannot be used: {error}") from error


def _numerals(rules: str, words: dict[str, Any]) -> Numerals:
    given = {name: _frozen(name, value) for name, value in words.items()}
    numerals: Numerals = _RULES[rules](**given)
    return numerals


def _frozen(name: str, value: object) -> object:
    if not isinstance(value, list):
        return value
    return frozenset(value) if name == "idioms" else tuple(value)


def _table(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

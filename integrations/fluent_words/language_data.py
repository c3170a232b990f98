"""Words that are no sentences: how a language sounds, and what of it is understood."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import locales
from domain.common.errors import Misconfigured
from domain.common.lexicon import Lexicon
from domain.common.numerals import ChineseNumerals, EnglishNumerals, Numerals, WrittenNumerals
from domain.common.readers import Language
from domain.common.speech import Speech

_RULES = {"chinese": ChineseNumerals, "english": EnglishNumerals}


@dataclass(frozen=True)
class Writing:
    """How a language is written, beyond its sentences: its `language.toml`.

    Attributes:
        language: which one.
        clauses: what stands between clauses.
        blanks_beside_latin: whether a blank parts its characters from Latin words and numbers.
    """

    language: Language
    clauses: str
    blanks_beside_latin: bool


def read_writing(folder: Traversable, language: Language) -> Writing:
    """Return how a language is written, from its folder.

    Raises:
        Misconfigured: the file is missing, has words that nobody knows, or lacks some.
    """
    try:
        return Writing(language=language, **_table(folder, "language.toml"))
    except TypeError as error:
        raise Misconfigured(f"language.toml of {folder.name} cannot be used: {error}") from error


def read_speech(folder: Traversable | None = None) -> Mapping[Language, Speech]:
    """Return how each language sounds; one without a file is said as it is written.

    Raises:
        Misconfigured: a file has words that nobody knows, or lacks some.
    """
    root = folder or files(locales)
    return {language: _speech(root / language.value) for language in Language}


@cache
def read_lexicon() -> Lexicon:
    """Return what is understood of all languages together."""
    tables = [_table(files(locales) / language.value, "understood.toml") for language in Language]
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
        untelling=_all(words, "untelling"),
        tying=_all(words, "tying"),
        naming=_all(words, "naming"),
        stop=_all(words, "stop"),
        now=_all(times, "now"),
        days=_merged(times, "days"),
        weekdays=_merged(tables, "weekdays"),
        units=_merged(tables, "units"),
        faults=_together([table.get("faults", {}) for table in tables]),
    )


def _all(tables: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(word for table in tables for word in table.get(name, ()))


def _merged(tables: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return {word: meaning for table in tables for word, meaning in table.get(name, {}).items()}


def _together(tables: list[dict[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(name for table in tables for name in table)
    return {name: tuple(w for table in tables for w in table.get(name, ())) for name in names}


def _pattern(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE | re.ASCII)


def _speech(folder: Traversable) -> Speech:
    table = _table(folder, "speech.toml")
    rules, words = table.pop("rules", ""), table.pop("numerals", {})
    try:
        return Speech(numerals=_numerals(rules, words), **table)
    except (TypeError, KeyError) as error:
        raise Misconfigured(f"speech.toml of {folder.name} cannot be used: {error}") from error


def _numerals(rules: str, words: dict[str, Any]) -> Numerals:
    if not rules:
        return WrittenNumerals()
    given = {name: _frozen(name, value) for name, value in words.items()}
    numerals: Numerals = _RULES[rules](**given)
    return numerals


def _frozen(name: str, value: object) -> object:
    if not isinstance(value, list):
        return value
    return frozenset(value) if name == "idioms" else tuple(value)


def _table(folder: Traversable, name: str) -> dict[str, Any]:
    path = folder / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

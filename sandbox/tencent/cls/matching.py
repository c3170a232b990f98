"""Turn a search condition into a test that a line passes or not."""

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

from sandbox.tencent.cls.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Empty,
    Everything,
    Exists,
    Not,
    Operator,
    Term,
)
from sandbox.tencent.cls.index import Index
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.cls.words import MANY, ONE, SEPARATOR, Segmenter
from sandbox.tencent.errors import syntax_error

Test: TypeAlias = Callable[[LogLine], bool]
_Finder: TypeAlias = Callable[[str], bool]

_COMPARE: Mapping[Operator, Callable[[float, float], bool]] = {
    Operator.GREATER: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.EQUAL: operator.eq,
}


def build_test(condition: Condition, index: Index) -> Test:
    """Return the test for `condition` over lines of a topic with this index.

    Raises:
        ApiError: a field or the full text is not indexed, a word cannot be searched.
    """
    match condition:
        case Everything():
            return lambda line: True  # noqa: ARG005 - every test takes the line
        case Not(inner):
            test = build_test(inner, index)
            return lambda line: not test(line)
        case AllOf(parts):
            tests = [build_test(part, index) for part in parts]
            return lambda line: all(test(line) for test in tests)
        case AnyOf(parts):
            tests = [build_test(part, index) for part in parts]
            return lambda line: any(test(line) for test in tests)
        case Term(key, text, phrase):
            return _term(key, text, index, phrase=phrase)
        case _:
            return _field_test(condition, index)


def keys_of(condition: Condition) -> set[str]:
    """Return the fields whose words a condition asks for, for highlighting."""
    match condition:
        case Term(key, _, _) if key is not None:
            return {key}
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(keys_of(part) for part in parts))
        case _:
            return set()


def _field_test(condition: Exists | Empty | Compare, index: Index) -> Test:
    key = condition.key
    index.segmenter_for(key)
    match condition:
        case Exists():
            return lambda line: line.value(key) is not None
        case Empty():
            return lambda line: line.value(key) == ""
        case Compare(_, sign, number):
            compare = _COMPARE[sign]
            return lambda line: _compares(line.value(key), compare, number)


def _compares(value: str | None, compare: Callable[[float, float], bool], number: float) -> bool:
    if value is None:
        return False
    try:
        return compare(float(value), number)
    except ValueError:
        return False


def _term(key: str | None, text: str, index: Index, *, phrase: bool) -> Test:
    if key is None:
        segmenter = index.full_text_segmenter()
        find = _finder(text, segmenter, phrase=phrase)
        names = index.full_text_fields
        return lambda line: find(line.all_words(names, segmenter))
    segmenter = index.segmenter_for(key)
    find = _finder(text, segmenter, phrase=phrase)
    return lambda line: find(line.words_of(key, segmenter))


# The same words are looked for on every page of a search.
@lru_cache(maxsize=1024)
def _finder(text: str, segmenter: Segmenter, *, phrase: bool) -> _Finder:
    words = segmenter.words(text)
    if not words:
        raise syntax_error("it asks for a word but names only separators.")
    if any(word[0] in (MANY, ONE) for word in words):
        raise syntax_error("a word cannot begin with a wildcard.")
    if phrase:
        return _sequence_finder(words)
    # A bare word that the index cuts into several must have them all, in any order.
    finders = [_sequence_finder([word]) for word in words]
    return finders[0] if len(finders) == 1 else lambda text: all(find(text) for find in finders)


def _sequence_finder(words: list[str]) -> _Finder:
    wanted = SEPARATOR + SEPARATOR.join(words) + SEPARATOR
    if MANY not in wanted and ONE not in wanted:
        return lambda text: wanted in text
    inside = f"[^{SEPARATOR}]"
    escaped = re.escape(wanted).replace(MANY, f"{inside}*").replace(ONE, inside)
    pattern = re.compile(escaped)
    return lambda text: pattern.search(text) is not None

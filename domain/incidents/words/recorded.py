"""Reads what the engine recorded about incidents, and says it in the reader's language and zone.

A sentence that is not known here is returned as it was recorded: it is somebody's own words, such
as a cluster's. Nothing is decided by what is read here, and a fact is never read as a template.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from domain.common.readers import Language
from domain.incidents.words.troubles import REFUSALS_SAID, TROUBLES, Row

_HOLE = re.compile(r"\{(\w+)\}")
_DEEPEST = 3
"""Sentences within sentences; the engine nests two."""

_LONGEST = 600
"""Characters of a recorded sentence; as much as an event keeps of a fact."""


def refusal_words(said: str, language: Language) -> str:
    """Return why a request was refused, in this language; what is not known, as it is."""
    if len(said) > _LONGEST:
        return said
    return _said(said.strip(), REFUSALS_SAID, language, _DEEPEST) or said


def quoted(recorded: str, language: Language) -> str:
    """Return somebody's own words as they stand among Chinese ones; a single name needs no quotes.

    English sentences hold them as they are.
    """
    return f"“{recorded}”" if language is Language.CHINESE and " " in recorded else recorded


def _said(recorded: str, rows: Iterable[Row], language: Language, depth: int) -> str | None:
    for row in rows:
        found = _pattern(row[0]).fullmatch(recorded)
        if found is not None:
            facts = _facts(found.groupdict(), language, depth)
            chinese = language is Language.CHINESE
            template = row[1] if chinese else row[2] if len(row) == 3 else row[0]
            return template.format_map(facts)
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return what finds a recorded sentence and its facts."""
    parts = _HOLE.split(template)
    return re.compile(
        "".join(
            f"(?P<{part}>.+?)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )


def _facts(found: Mapping[str, str], language: Language, depth: int) -> dict[str, str]:
    """Return facts, a sentence within the sentence in words."""
    rest = {"rest": _rest(found["rest"], language, depth)} if "rest" in found else {}
    return {**found, **rest}


def _rest(recorded: str, language: Language, depth: int) -> str:
    """Return a sentence within a sentence; somebody's own words stand between quotes."""
    known = _said(recorded, TROUBLES, language, depth - 1) if depth else None
    return known if known is not None else quoted(recorded, language)

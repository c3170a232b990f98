"""Regular expressions of tasks, over text of pages (WEB-2).

An expression and a text can be made so that matching takes years. Python's matcher cannot be
stopped from inside, so reading runs in a process that can (`isolation`); here are only the bounds
that keep honest expressions quick.
"""

import re
import warnings
from collections.abc import Iterable, Iterator

from domain.common.errors import InvalidRequest
from domain.common.messages import Foreign, message

LONGEST_PATTERN = 500
"""Characters."""

LONGEST_LINE = 4_000
"""Characters of a line that are looked at; longer ones are data and not text."""

MOST_MATCHES = 10_000
"""More is not a choice but a copy of the page."""


def check_pattern(pattern: str, field: str) -> None:
    """Raise `InvalidRequest` when a regular expression cannot be used."""
    if not 1 <= len(pattern) <= LONGEST_PATTERN:
        raise InvalidRequest(field, message("rule.characters", least=1, most=LONGEST_PATTERN))
    _compiled(pattern, field)


def keep_lines(text: str, ignore: Iterable[str]) -> str:
    """Return the lines in which none of the expressions is found."""
    patterns = [_compiled(each, "selection.ignore_lines") for each in ignore]
    return "\n".join(
        line
        for line in text.splitlines()
        if not any(pattern.search(line[:LONGEST_LINE]) for pattern in patterns)
    )


def matches(text: str, pattern: str) -> Iterator[str]:
    """Return what an expression finds: group 1 of each match, else the match."""
    compiled = _compiled(pattern, "selection.regex")
    for number, found in enumerate(compiled.finditer(text)):
        if number == MOST_MATCHES:
            return
        yield (found[1] if compiled.groups else found[0]) or ""


def _compiled(pattern: str, field: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # a `[[` that may mean more one day
        try:
            return re.compile(pattern, re.MULTILINE)
        except (re.error, OverflowError, RecursionError) as error:
            rule = message("rule.not_regular", text=Foreign(pattern[:80]), why=Foreign(str(error)))
            raise InvalidRequest(field, rule) from None

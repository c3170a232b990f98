"""The filters of the API: `name="value"` and its relatives."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_MATCHER = re.compile(
    r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|(.*?))\s*'
)
_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda said, wanted: said == wanted,
    "!=": lambda said, wanted: said != wanted,
    "=~": lambda said, wanted: re.fullmatch(wanted, said) is not None,
    "!~": lambda said, wanted: re.fullmatch(wanted, said) is None,
}


@dataclass(frozen=True)
class Matcher:
    """One condition on a label; a label that is missing is empty."""

    label: str
    operator: str
    value: str

    def fits(self, labels: Mapping[str, str]) -> bool:
        """Say whether the labels satisfy it."""
        return _TESTS[self.operator](labels.get(self.label, ""), self.value)


def read_matcher(text: str) -> Matcher:
    """Return a matcher.

    Raises:
        ValueError: the text is none.
    """
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise ValueError(f"bad matcher format: {text}")
    quoted, plain = match[3], match[4]
    value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
    if match[2] in ("=~", "!~"):
        try:
            re.compile(value)
        except re.error:
            raise ValueError(f"bad matcher format: {text}") from None
    return Matcher(match[1], match[2], value)

"""A small part of Prometheus's query language: selectors, and sums and the like over them.

up
node_cpu_usage_percent{instance="10-0-0-22"}      also != =~ !~
max(node_cpu_usage_percent)                       sum avg min max count
http_errors_ratio > 0.01                          > >= < <= == != with a number
42
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from sandbox.web.metrics import Metrics, Series

Sample = tuple[dict[str, str], float]
"""Labels and value."""

_EXPRESSION = re.compile(
    r"\s*(?:(?P<over>sum|avg|min|max|count)\s*\(\s*(?P<inner>.*?)\s*\)|(?P<plain>.*?))"
    r"\s*(?:(?P<sign>>=|<=|==|!=|>|<)\s*(?P<limit>[-+]?\d+(?:\.\d+)?))?\s*",
    re.DOTALL,
)
_SELECTOR = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)?\s*(?:\{(?P<matchers>[^{}]*)\})?", re.ASCII)
_MATCHER = re.compile(r'\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*', re.ASCII)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt,
    "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_OVER: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum, "avg": fmean, "min": min, "max": max, "count": len,
}  # fmt: skip


class ParseError(Exception):
    """The query cannot be read; the text is Prometheus's."""


@dataclass(frozen=True)
class Query:
    """A query that was read.

    Attributes:
        scalar: the number it is, when it is one.
        matchers: (label, operator, value); the name is a label called `__name__`.
    """

    scalar: float | None = None
    matchers: tuple[tuple[str, str, str], ...] = ()
    over: str = ""
    sign: str = ""
    limit: float = 0.0
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def at(self, metrics: Metrics, seconds: float) -> list[Sample]:
        """Return the samples at a moment."""
        found: list[Sample] = []
        for series in metrics.all():
            value = metrics.value(series, seconds)
            labels = _labels(series)
            if value is not None and self._fits(labels):
                found.append((labels, value))
        if self.over:
            values = [value for _, value in found]
            found = [({}, float(_OVER[self.over](values)))] if values else []
        if self.sign:
            found = [each for each in found if _SIGNS[self.sign](each[1], self.limit)]
        return found

    def _fits(self, labels: dict[str, str]) -> bool:
        for name, sign, wanted in self.matchers:
            has = labels.get(name, "")
            same = bool(self.patterns[wanted].fullmatch(has)) if "~" in sign else has == wanted
            if same is sign.startswith("!"):
                return False
        return True


def read(text: str) -> Query:
    """Return what a query means.

    Raises:
        ParseError: it is no query of this small part of the language.
    """
    if not text.strip():
        raise ParseError("1:1: parse error: no expression found in input")
    if _NUMBER.fullmatch(text.strip()):
        return Query(scalar=float(text))
    found = _EXPRESSION.fullmatch(text)
    if found is None:
        raise _unexpected(text)
    inner = found["inner"] if found["over"] else found["plain"]
    matchers = _matchers(inner, text)
    try:
        patterns = {value: re.compile(value) for _, sign, value in matchers if "~" in sign}
    except re.error as error:
        raise ParseError(f"1:1: parse error: error parsing regexp: {error}") from None
    limit = float(found["limit"] or 0)
    return Query(None, matchers, found["over"] or "", found["sign"] or "", limit, patterns)


def _matchers(selector: str, whole: str) -> tuple[tuple[str, str, str], ...]:
    found = _SELECTOR.fullmatch(selector)
    if found is None or not (found["name"] or found["matchers"]):
        raise _unexpected(whole)
    matchers = [("__name__", "=", found["name"])] if found["name"] else []
    for part in filter(str.strip, (found["matchers"] or "").split(",")):
        matcher = _MATCHER.fullmatch(part)
        if matcher is None:
            raise _unexpected(whole)
        matchers.append((matcher[1], matcher[2], re.sub(r"\\(.)", r"\1", matcher[3])))
    return tuple(matchers)


def _labels(series: Series) -> dict[str, str]:
    return {"__name__": series.name, **dict(series.labels)}


def _unexpected(text: str) -> ParseError:
    bad = next((place for place, char in enumerate(text) if char in "}{)(]["), len(text.rstrip()))
    shown = repr(text[bad]) if bad < len(text) else "end of input"
    return ParseError(f"1:{bad + 1}: parse error: unexpected {shown}")

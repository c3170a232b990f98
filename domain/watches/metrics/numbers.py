"""Numbers in answers of services, which write them as numbers or as text (THR-1)."""

import re
from collections.abc import Mapping
from math import isfinite

from domain.common.foreign_values import kind_of
from domain.common.messages import message
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

LONGEST_NUMBER = 60
"""Characters; longer digits are an identifier, not a measurement."""

LONGEST_LABEL = 200


def number_of(value: object) -> float:
    """Return a number, or text that is one, as a finite float.

    Raises:
        MetricUnreadable: it is something else; tells what.
    """
    if isinstance(value, str):
        text = value.strip()
        value = float(text) if len(text) <= LONGEST_NUMBER and _NUMBER.fullmatch(text) else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MetricUnreadable(MetricProblem.NO_NUMBER, kind_of(value))
    try:
        number = float(value)
    except OverflowError:
        raise MetricUnreadable(MetricProblem.NO_NUMBER, message("metric.kind_large")) from None
    if not isfinite(number):
        raise MetricUnreadable(MetricProblem.NO_NUMBER, message("metric.kind_large"))
    return number


def series_in(found: object) -> list[tuple[str, float]]:
    """Return labelled numbers of a number, a list or an object of numbers; null counts as none.

    Raises:
        MetricUnreadable: something in it is no number.
    """
    if found is None:
        return []
    if isinstance(found, Mapping):
        pairs = [(str(name)[:LONGEST_LABEL], value) for name, value in found.items()]
    elif isinstance(found, list | tuple):
        pairs = [(str(place), value) for place, value in enumerate(found)]
    else:
        return [("", number_of(found))]
    if len(pairs) == 1:
        pairs = [("", pairs[0][1])]
    return [(label, number_of(value)) for label, value in pairs if value is not None]

"""Numbers that move: prices as JSON, and series that are asked in Prometheus's words."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Labels = tuple[tuple[str, str], ...]

_WAVE_SECONDS = 900.0
"""A number that moves by itself comes back to where it was after a quarter of an hour."""

_FIRST: tuple[tuple[str, dict[str, str], float, float], ...] = (
    ("bitcoin_usd", {}, 67000.5, 0.01),
    ("ethereum_usd", {}, 3450.25, 0.02),
    ("node_cpu_usage_percent", {"instance": "10-0-0-21"}, 35.0, 0.3),
    ("node_cpu_usage_percent", {"instance": "10-0-0-22"}, 62.0, 0.2),
    ("http_errors_ratio", {"service": "payments"}, 0.004, 0.5),
    ("queue_length", {"queue": "orders"}, 120.0, 0.4),
    ("up", {"job": "orders", "instance": "10-0-0-21"}, 1.0, 0.0),
    ("up", {"job": "payments", "instance": "10-0-0-22"}, 1.0, 0.0),
)


@dataclass
class Series:
    """One number over time.

    Attributes:
        swing: how far it moves around `base` by itself, as a part of it.
        steps: what was set on command, from which second on; None ends the series there.
    """

    name: str
    labels: Labels
    base: float
    swing: float = 0.0
    steps: list[tuple[float, float | None]] = field(default_factory=list)

    def at(self, seconds: float, *, lively: bool) -> float | None:
        """Return the value at a moment, or None when there is none."""
        place = bisect_right(self.steps, seconds, key=lambda step: step[0])
        if place:
            return self.steps[place - 1][1]
        if not lively:
            return self.base
        wave = math.sin(2 * math.pi * seconds / _WAVE_SECONDS)
        return round(self.base * (1 + self.swing * wave), 6)

    def set(self, value: float | None, *, at: float) -> None:
        """Hold a value from a moment on; what was set for later is forgotten."""
        self.steps = [step for step in self.steps if step[0] < at]
        self.steps.append((at, value))


class Metrics:
    """All series; `lively` lets those move that were not set on command."""

    def __init__(self, *, lively: bool) -> None:
        self._lively = lively
        self._series: dict[tuple[str, Labels], Series] = {}
        for name, labels, base, swing in _FIRST:
            self._series[name, _key(labels)] = Series(name, _key(labels), base, swing)

    def set(
        self, name: str, value: float | None, *, at: float, labels: Mapping[str, str] | None = None
    ) -> Series:
        """Have a series show a value from a moment on; None means that it has no data."""
        key = (name, _key(labels or {}))
        series = self._series.setdefault(key, Series(name, key[1], value or 0.0))
        series.set(value, at=at)
        return series

    def named(self, name: str) -> Iterator[Series]:
        """Yield the series of a name."""
        return (series for (kept, _), series in sorted(self._series.items()) if kept == name)

    def all(self) -> Iterator[Series]:
        """Yield every series."""
        return (series for _, series in sorted(self._series.items()))

    def value(self, series: Series, seconds: float) -> float | None:
        """Return what a series shows at a moment."""
        return series.at(seconds, lively=self._lively)

    def price(self, coin: str, currency: str, seconds: float) -> dict[str, dict[str, float]] | None:
        """Return a price in the form of price services; None when the coin is not known."""
        found = next(self.named(f"{coin}_{currency}"), None)
        if found is None:
            return None
        value = self.value(found, seconds)
        return {coin: {} if value is None else {currency: value}}


def _key(labels: Mapping[str, str]) -> Labels:
    return tuple(sorted(labels.items()))

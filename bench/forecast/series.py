"""Series to forecast: files of the Numenta Anomaly Benchmark, and made ones of six kinds."""

from collections.abc import Callable, Mapping
from datetime import datetime
from math import pi, sin
from pathlib import Path
from random import Random
from types import MappingProxyType

from domain.forecasts.hours import hourly

HOURS = 336
"""Length of a made series: two weeks, as most of the real ones."""

MADE = 16
"""Series of each kind."""

Values = list[float]


def real_series(folder: Path) -> list[Values]:
    """Return the hourly means of each file `real*/*.csv` since its last long gap."""
    return [_read(path) for path in sorted(folder.glob("real*/*.csv"))]


def made_series(kind: str, seed: int) -> list[Values]:
    """Return series of a kind, the same for the same seed."""
    return [KINDS[kind](Random(f"{kind}{seed}{each}")) for each in range(MADE)]


def _read(path: Path) -> Values:
    rows = [row.split(",") for row in path.read_text().splitlines()[1:]]
    times = [datetime.fromisoformat(at) for at, _ in rows]
    found = hourly(times, [float(value) for _, value in rows])
    return list(found.values) if found else []


def _linear(dice: Random) -> Values:
    """Grow steadily under a meter's noise: normal in half of the series, else with heavy tails.

    The tails are those of Student's t with three degrees of freedom.
    """
    slope, noise, tails = dice.uniform(0.02, 0.2), dice.uniform(0.3, 2), dice.random() < 0.5
    found = []
    for hour in range(HOURS):
        scale = (dice.gammavariate(1.5, 1 / 1.5)) ** 0.5 if tails else 1.0
        found.append(20 + slope * hour + dice.gauss(0, noise) / scale)
    return found


def _seasonal(dice: Random) -> Values:
    """Follow the day, on a trend."""
    slope, swing, noise = dice.uniform(-0.02, 0.05), dice.uniform(5, 15), dice.uniform(0.5, 2)
    return [
        40 + slope * hour + swing * sin(2 * pi * hour / 24) + dice.gauss(0, noise)
        for hour in range(HOURS)
    ]


def _step(dice: Random) -> Values:
    """Keep a level and then another one; neighbours are alike."""
    at, height = dice.randrange(100, 300), dice.uniform(10, 30) * dice.choice((-1, 1))
    noise, rest, found = dice.uniform(0.3, 1.5), 0.0, []
    for hour in range(HOURS):
        rest = 0.7 * rest + dice.gauss(0, noise)
        found.append(50 + (height if hour >= at else 0) + rest)
    return found


def _full_and_cleaned(dice: Random) -> Values:
    """Fill and be cleaned, at a level that is not always the same."""
    rate, top, bottom = dice.uniform(0.5, 1.5), dice.uniform(80, 92), dice.uniform(20, 45)
    value, found = dice.uniform(bottom, top), []
    for _ in range(HOURS):
        value += max(0.0, dice.gauss(rate, rate * 0.4))
        if value > top + dice.gauss(0, 1.5):
            value = bottom + dice.gauss(0, 2)
        found.append(value)
    return found


def _walk(dice: Random) -> Values:
    """Go up or down by chance."""
    step, value, found = dice.uniform(0.3, 1.5), 50.0, []
    for _ in range(HOURS):
        value += dice.gauss(0, step)
        found.append(value)
    return found


def _ramp(dice: Random) -> Values:
    """Keep still, and begin to grow."""
    at, slope = dice.randrange(60, 200), dice.uniform(0.05, 0.25)
    noise = dice.uniform(0.05, 0.3)
    return [30 + max(0, hour - at) * slope + dice.gauss(0, noise) for hour in range(HOURS)]


KINDS: Mapping[str, Callable[[Random], Values]] = MappingProxyType(
    {
        "linear": _linear,
        "seasonal": _seasonal,
        "step": _step,
        "full-and-cleaned": _full_and_cleaned,
        "walk": _walk,
        "ramp": _ramp,
    }
)

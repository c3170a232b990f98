"""What fills up and is cleaned, again and again: the rhythm, and the next hours by past rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, median

from domain.forecasts.hours import jumps
from domain.forecasts.intervals import HIGH, LOW, quantile

LEAST_FALL = 0.3
"""Share of all that was seen that a cleaning takes away."""

LEAST_CLEANINGS = 2

LEAST_RISE = 0.5
"""Share of the least fall that must be filled again before the next cleaning."""

MOST_ROUNDS = 4
"""Newest rounds that the next ones are thought to be like."""

_MOVES = (-1.3, -0.5, 0.5, 1.3)
"""Standard deviations by which growth may be slower or faster; a few stand for all."""


@dataclass(frozen=True)
class Saw:
    """Rounds of filling and cleaning, oldest first.

    Attributes:
        tops: the value before each cleaning.
        bottoms: the value after it.
        between: hours from each cleaning to the next.
        rate: growth an hour while it fills.
        noise: standard deviation of the growth of an hour.
    """

    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    between: tuple[int, ...]
    rate: float
    noise: float


def saw_of(values: Sequence[float]) -> Saw | None:
    """Return the rounds, None when this is no saw."""
    whole = max(values) - min(values)
    falls = [
        place for place in jumps(values) if values[place - 1] - values[place] > LEAST_FALL * whole
    ]
    if len(falls) < LEAST_CLEANINGS:
        return None
    tops = [values[place - 1] for place in falls]
    bottoms = [min(values[place : place + 2]) for place in falls]
    filled = (top - bottom for bottom, top in zip(bottoms, tops[1:], strict=False))
    if any(each < LEAST_RISE * LEAST_FALL * whole for each in filled):
        return None
    cleaned = set(falls) | {place + 1 for place in falls}
    steps = [
        after - before
        for place, (before, after) in enumerate(pairwise(values), start=1)
        if place not in cleaned
    ]
    rate = fmean(steps) if steps else 0.0
    if rate <= 0 or median(steps) < 0:
        return None
    noise = sqrt(fmean((step - rate) ** 2 for step in steps))
    between = tuple(after - before for before, after in pairwise(falls))
    return Saw(tuple(tops), tuple(bottoms), between, rate, noise)


def rounds_ahead(
    values: Sequence[float], saw: Saw, *, leads: int
) -> tuple[list[float], list[float], list[float]]:
    """Return low, middle and high of the next hours, by every pair of a past top and bottom."""
    now = values[-1]
    tops, bottoms = saw.tops[-MOST_ROUNDS:], saw.bottoms[-MOST_ROUNDS:]
    low, middle, high = [], [], []
    for lead in range(1, leads + 1):
        spread = saw.noise * sqrt(lead)
        members = sorted(
            _at(now, top, bottom, max(saw.rate + moved * spread / lead, saw.rate / 10), lead)
            for top in tops
            for bottom in bottoms
            for moved in _MOVES
        )
        low.append(quantile(members, LOW))
        middle.append(quantile(members, 0.5))
        high.append(quantile(members, HIGH))
    return low, middle, high


def _at(now: float, top: float, bottom: float, rate: float, lead: int) -> float:
    """Return the value after some hours when it is cleaned at `top`, down to `bottom`."""
    reached = now + rate * lead
    if reached <= top or top <= bottom:
        return reached
    return bottom + (reached - max(top, now)) % (top - bottom)

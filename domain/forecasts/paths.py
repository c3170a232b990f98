"""The course ahead: a day's profile on a damped drift, or a straight line where that is the truth.

The figures behind the constants: `docs/understand/analytics.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt
from statistics import fmean, median, pvariance

DAY = 24

SEASON_FROM = 3 * DAY
"""Hours that must be known for a day's profile."""

SEASON_EXPLAINS = 0.3
"""Share of the variance that a day's profile must remove."""

DRIFT = 3 * DAY
"""Hours whose slope is the drift."""

COARSE = 3
"""Hours averaged before slopes are compared: a third of the points, a ninth of the work."""

DAMPING = 0.97
"""What is left of the drift after each hour; half of it after a day."""

LEVEL = 3
"""Hours whose median is the level now."""

GROWS = 0.95
"""Share of the changes from day to day that have one sign in what only grows; it is not damped."""

LEAST_CHANGES, MOST_CHANGES = 5, 7
"""Newest changes from day to day that say so: a walk moves seven times one way once in 64."""

_ROUNDS = 5
"""Of weighting; after three the slope moves by less than a thousandth."""

_BAR = 1.5 / 0.6745
"""Median distances beyond which a value weighs less: 1.5 standard deviations of normal noise."""

WHITE = 3.3
"""Standard errors within which the neighbours of a line's residuals must be alike: one wrong
verdict in a thousand for each."""


@dataclass(frozen=True)
class Line:
    """A least-squares line; `at(0)` is the newest hour.

    Attributes:
        spread: standard deviation of the residuals.
        count: hours it was fitted to.
    """

    level: float
    slope: float
    spread: float
    count: int

    def at(self, lead: int) -> float:
        """Return the line so many hours ahead."""
        return self.level + self.slope * lead

    def error(self, lead: int) -> float:
        """Return the standard deviation of one value there (textbook prediction error)."""
        away = lead + (self.count - 1) / 2
        square = self.count * (self.count * self.count - 1) / 12
        return self.spread * sqrt(1 + 1 / self.count + away * away / square)


def line_of(values: Sequence[float]) -> tuple[Line, list[float]]:
    """Return the line through the values, and its residuals."""
    count = len(values)
    centre, middle = (count - 1) / 2, fmean(values)
    square = count * (count * count - 1) / 12
    slope = sum((place - centre) * value for place, value in enumerate(values)) / square
    rest = [value - middle - slope * (place - centre) for place, value in enumerate(values)]
    spread = sqrt(sum(each * each for each in rest) / max(1, count - 2))
    return Line(middle + slope * centre, slope, spread, count), rest


def robust_line(values: Sequence[float]) -> tuple[Line, list[float]]:
    """Return the line on which distant values weigh less (Huber's weights), and its residuals."""
    line, rest = line_of(values)
    count = len(values)
    for _ in range(_ROUNDS):
        bar = _BAR * median(abs(each) for each in rest)
        weights = [1.0 if abs(each) <= bar else bar / abs(each) for each in rest]
        whole = sum(weights)
        places = range(1 - count, 1)
        centre = sum(w * p for w, p in zip(weights, places, strict=True)) / whole
        middle = sum(w * v for w, v in zip(weights, values, strict=True)) / whole
        square = sum(w * (p - centre) ** 2 for w, p in zip(weights, places, strict=True))
        slope = (
            sum(w * (p - centre) * v for w, p, v in zip(weights, places, values, strict=True))
            / square
        )
        level = middle - slope * centre
        rest = [value - level - slope * p for p, value in zip(places, values, strict=True)]
        line = Line(level, slope, line.spread, count)
    return line, rest


def leaves_noise(rest: Sequence[float]) -> bool:
    """Say whether residuals look like noise: no likeness of neighbours or of days, no bend."""
    count = len(rest)
    power = sum(each * each for each in rest)
    if power <= 0:
        return True
    bar = WHITE / sqrt(count)
    for apart in (1, 2, DAY):
        if count > 2 * apart:
            alike = sum(a * b for a, b in zip(rest, rest[apart:], strict=False)) / power
            if abs(alike) > bar:
                return False
    newest = rest[-DAY:]
    return abs(fmean(newest)) < WHITE * sqrt(power / count / len(newest))


def profile(values: Sequence[float]) -> list[float]:
    """Return a day's profile, the newest hour last; zeros where it explains too little."""
    count = len(values)
    if count < SEASON_FROM:
        return [0.0] * DAY
    sums = [0.0, *accumulate(values)]
    half = DAY // 2
    places = range(half, count - half)
    rest = {
        place: values[place] - (sums[place + half] - sums[place - half]) / DAY for place in places
    }
    by_hour: list[list[float]] = [[] for _ in range(DAY)]
    for place, value in rest.items():
        by_hour[(place - count) % DAY].append(value)
    found = [median(each) for each in by_hour]
    middle = fmean(found)
    found = [each - middle for each in found]
    before = pvariance(list(rest.values()))
    after = pvariance([value - found[(place - count) % DAY] for place, value in rest.items()])
    if before <= 0 or after > (1 - SEASON_EXPLAINS) * before:
        return [0.0] * DAY
    return found


def drift(values: Sequence[float]) -> float:
    """Return the slope an hour: the median of the slopes of all pairs (Theil and Sen)."""
    coarse = [
        fmean(values[max(0, end - COARSE) : end]) for end in range(len(values), COARSE - 1, -COARSE)
    ]
    slopes = [
        (near - far) / ((place_far - place_near) * COARSE)
        for place_near, near in enumerate(coarse)
        for place_far, far in enumerate(coarse[place_near + 1 :], start=place_near + 1)
    ]
    return median(slopes) if slopes else 0.0


def only_grows(values: Sequence[float]) -> bool:
    """Say whether the days move one way only, as what fills a disk does."""
    days = [fmean(values[end - DAY : end]) for end in range(len(values), DAY - 1, -DAY)]
    days = days[: MOST_CHANGES + 1]
    moved = [near - far for near, far in pairwise(days)]
    if len(moved) < LEAST_CHANGES:
        return False
    up, down = sum(each > 0 for each in moved), sum(each < 0 for each in moved)
    return max(up, down) >= GROWS * len(moved)


def path(values: Sequence[float], *, leads: int, damped: bool) -> list[float]:
    """Return the middle of the next hours, one each, by profile and drift."""
    season = profile(values)
    count = len(values)
    plain = [value - season[(place - count) % DAY] for place, value in enumerate(values)]
    level = median(plain[-LEVEL:])
    slope = drift(plain[-DRIFT:])
    found: list[float] = []
    moved, step = 0.0, slope
    for lead in range(1, leads + 1):
        step = step * DAMPING if damped else slope
        moved += step
        found.append(level + moved + season[(lead - 1) % DAY])
    return found

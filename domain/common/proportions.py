"""Shares of a count, and how far a few tries can be believed."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""Of the normal distribution: 95 of 100 intervals hold the true share."""


@dataclass(frozen=True)
class Proportion:
    """So many of so many.

    Attributes:
        part: at most `whole`.
        low, high: the 95 % interval of Wilson, 0 to 1; from 0 to 1 when there is nothing.
    """

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def low(self) -> float:
        """The lowest share that such a count is usual for."""
        return self._interval()[0]

    @property
    def high(self) -> float:
        """The highest one."""
        return self._interval()[1]

    def _interval(self) -> tuple[float, float]:
        """Return Wilson's interval: it holds for few tries and at both ends, where p ± 2s fails."""
        if not self.whole:
            return 0.0, 1.0
        n, p, z2 = self.whole, self.part / self.whole, Z * Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        # At the ends the interval touches them exactly; rounding must not pass them.
        low = 0.0 if self.part == 0 else max(middle - reach, 0.0)
        high = 1.0 if self.part == self.whole else min(middle + reach, 1.0)
        return low, high

"""Scores of incidents, 0 to 100, and the bands that follow from them (ALR-4, RBK-1)."""

from dataclasses import dataclass
from enum import StrEnum


class ScoreInputName(StrEnum):
    """What goes into a score."""

    SERVICES = "impact.services"
    USERS = "impact.users"
    RESOURCES = "severity.resources"
    ERRORS = "severity.errors"
    SOURCE = "severity.source"
    OPINION = "severity.opinion"
    IMPORTANCE = "importance.service"
    HOURS = "urgency.hours"


@dataclass(frozen=True)
class ScoreInput:
    """One number that went into a score.

    Attributes:
        name: a `ScoreInputName` value.
        value: 0 to 100; None when nobody could say, then `used` is the default for it.
        used: what was counted with.
        source: who said so, e.g. `policy:services.checkout`, `alert`, `cluster`, `default`.
    """

    name: str
    value: float | None
    used: float
    source: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score and everything it came from.

    Attributes:
        total: 0 to 100, rounded half up to a whole number; bands are decided on it.
        impact, severity, importance, urgency: the four parts, 0 to 100 each.
        weights: the version of the weights that were used.
    """

    total: int
    impact: float
    severity: float
    importance: float
    urgency: float
    inputs: tuple[ScoreInput, ...]
    weights: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the inputs that nobody could give."""
        return tuple(each.name for each in self.inputs if each.value is None)


class Band(StrEnum):
    """How much may be tried (RBK-1)."""

    AGGRESSIVE = "aggressive"  # 90–100
    STANDARD = "standard"  # 70–89
    CONSERVATIVE = "conservative"  # 50–69
    BRIEF = "brief"  # 30–49: quickly to the broadcast
    MINIMAL = "minimal"  # 0–29: mainly the broadcast

    @property
    def attempts(self) -> int:
        """How many attempts it allows."""
        return _ATTEMPTS[self]

    @property
    def calls_first(self) -> bool:
        """Whether a person is called at the start, while the ladder runs (RBK-3)."""
        return self is Band.AGGRESSIVE


_ATTEMPTS = {
    Band.AGGRESSIVE: 6,
    Band.STANDARD: 4,
    Band.CONSERVATIVE: 3,
    Band.BRIEF: 2,
    Band.MINIMAL: 1,
}

_EDGES = (
    (90, Band.AGGRESSIVE),
    (70, Band.STANDARD),
    (50, Band.CONSERVATIVE),
    (30, Band.BRIEF),
)


def band_of(total: int) -> Band:
    """Return the band of a score."""
    return next((band for edge, band in _EDGES if total >= edge), Band.MINIMAL)

"""The score: four weighted parts, each made of inputs that say where they come from (ALR-4).

    total    = impact x 0.40 + severity x 0.30 + importance x 0.20 + urgency x 0.10
    impact   = mean of `impact.services`, `impact.users`
    severity = 0.8 x mean of `severity.resources`, `severity.errors`, `severity.source`
             + 0.2 x `severity.opinion`
    importance = `importance.service`, urgency = `urgency.hours`

rounded half up. The shares are those of the weights in force. Whatever a model thinks, its opinion
moves the total by at most 0.2 x the share of severity: six points of a hundred.
"""

from collections.abc import Sequence
from math import floor, isfinite, log10
from statistics import fmean

from domain.incidents.policy.policies import Importance
from domain.incidents.scores import Score, ScoreInput, ScoreInputName
from domain.incidents.weights import Weights
from domain.monitoring.alarms import Severity

DEFAULT = 50.0
"""What is counted where nobody can say: the middle, so that not knowing neither wakes nor hides."""

OPINION = ScoreInputName.OPINION
OPINION_SHARE = 0.2

_INPUTS = {
    "impact": (ScoreInputName.SERVICES, ScoreInputName.USERS),
    "severity": (ScoreInputName.RESOURCES, ScoreInputName.ERRORS, ScoreInputName.SOURCE),
    "importance": (ScoreInputName.IMPORTANCE,),
    "urgency": (ScoreInputName.HOURS,),
}

MOST_SERVICES = 10
"""Services that count in full; ten depending on one is more than a team can name by heart."""

MOST_USERS = 1_000_000
"""People who count in full; between one and these every tenfold counts the same."""

FULL_ERROR_RATE = 0.2
"""Share of failing requests that counts in full: with one of five failing a service is down for
whoever makes more than a few requests."""

IMPORTANCE_POINTS = {Importance.CORE: 100.0, Importance.AUXILIARY: 40.0}
SEVERITY_POINTS = {Severity.CRITICAL: 100.0, Severity.WARNING: 60.0, Severity.INFO: 20.0}
WORKING_POINTS, QUIET_POINTS = 100.0, 30.0


def score(inputs: Sequence[ScoreInput], weights: Weights) -> Score:
    """Return the score of these inputs; what is not among them counts as unknown.

    It never falls when an input rises. Values outside 0 to 100 count as the nearer bound.
    """
    given = {each.name: each for each in inputs}
    kept = tuple(given.get(name, unknown(name)) for names in _INPUTS.values() for name in names)
    parts = {
        part: fmean(_used(given.get(name, unknown(name))) for name in names)
        for part, names in _INPUTS.items()
    }
    opinion = given.get(OPINION)
    if opinion is not None:
        if opinion.value is None:
            # Without an opinion the others decide, as if the model had agreed with them.
            opinion = unknown(OPINION, used=parts["severity"])
        else:
            share = OPINION_SHARE
            parts["severity"] = (1 - share) * parts["severity"] + share * _used(opinion)
        kept = (*kept, opinion)
    total = sum(share * parts[part] for part, share in zip(_INPUTS, weights.shares, strict=True))
    # Sums of decimal fractions miss halves by a hair; a millionth of a point is no difference.
    return Score(
        total=floor(round(total, 6) + 0.5),
        impact=parts["impact"],
        severity=parts["severity"],
        importance=parts["importance"],
        urgency=parts["urgency"],
        inputs=kept,
        weights=weights.version,
    )


def known(name: str, value: float, source: str) -> ScoreInput:
    """Return an input that somebody gave, within 0 to 100."""
    bounded = min(max(value, 0.0), 100.0) if isfinite(value) else DEFAULT
    return ScoreInput(name, bounded, bounded, source)


def unknown(name: str, *, used: float = DEFAULT) -> ScoreInput:
    """Return an input that nobody could give, with what is counted in its place."""
    return ScoreInput(name, None, used, "default")


def services_points(services: float) -> float:
    """Return 0 to 100 for how many services are hit, in proportion up to `MOST_SERVICES`."""
    return 100 * min(max(services, 0.0) / MOST_SERVICES, 1.0)


def users_points(users: float) -> float:
    """Return 0 to 100 for how many people are hit: 50 for a thousand, 100 for a million."""
    return 100 * min(log10(1 + max(users, 0.0)) / log10(1 + MOST_USERS), 1.0)


def error_points(rate: float) -> float:
    """Return 0 to 100 for a share of failing requests, 0 to 1."""
    return 100 * min(max(rate, 0.0) / FULL_ERROR_RATE, 1.0)


def opinion_points(opinion: float) -> float:
    """Return 0 to 100 for a model's opinion of 1 to 10."""
    return 100 * (min(max(opinion, 1.0), 10.0) - 1) / 9


def _used(given: ScoreInput) -> float:
    return min(max(given.used, 0.0), 100.0)

"""What changed between two periods of logs (ANL-1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log

from domain.common.quoting import WILDCARD
from domain.logs.logs import Level, Template, TemplateTrend, TrendKind

CERTAIN = 10.83
"""Log-likelihood ratio above which two counts differ: chi-squared with one degree of freedom,
p = 0.001 (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993). A
thousand unchanged templates then give about one false trend."""

MARKED = 1.5
"""Rates that differ by less are no news, however certain: logs come in bursts, which makes a
Poisson count look more certain than it is."""

MOST_TRENDS = 20
"""As `LogFacts.trends` promises."""

LEAST_NEW = 3
"""Lines of a new template that make it worth telling when it is no error or warning."""

FEWEST_CONSTANTS = 2
"""Constant words below which a pattern is too general to stand for another one."""

MOST_FOLDED = 300
"""Templates without a counterpart that are compared with every pattern of the other period; rarer
ones stay as they are, which bounds the work."""

_URGENCY = {Level.ERROR: 4.0, Level.WARNING: 2.0, Level.INFO: 1.0, Level.UNKNOWN: 1.0}
"""How much more telling the same change is at a worse level; only the order depends on it."""


class Change(StrEnum):
    """How a count or rate compares with the period before."""

    STEADY = "steady"
    ROSE = "rose"
    FELL = "fell"
    APPEARED = "appeared"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Count:
    """What was counted, out of how much that was looked at (lines, or a share of a period)."""

    seen: int
    out_of: float = 1.0


def change(before: Count | None, now: Count) -> Change:
    """Compare two rates; UNKNOWN when there is nothing to compare with."""
    if before is None or before.out_of <= 0 or now.out_of <= 0:
        return Change.UNKNOWN
    if surprise(before, now) < CERTAIN:
        return Change.STEADY
    if before.seen == 0:
        return Change.APPEARED
    if now.seen == 0:
        return Change.STOPPED
    times = (now.seen / now.out_of) / (before.seen / before.out_of)
    if times >= MARKED:
        return Change.ROSE
    return Change.FELL if times <= 1 / MARKED else Change.STEADY


def surprise(before: Count, now: Count) -> float:
    """Return the log-likelihood ratio of two Poisson rates, 0 when they are the same."""
    both, looked_at = before.seen + now.seen, before.out_of + now.out_of
    pairs = ((one.seen, both * one.out_of / looked_at) for one in (before, now))
    return max(0.0, 2 * sum(seen * log(seen / due) for seen, due in pairs if seen))


def error_rate_change(before: tuple[int, int] | None, now: tuple[int, int]) -> Change:
    """Compare shares of error lines, each given as (errors, lines)."""
    return change(None if before is None else Count(*before), Count(*now))


def template_trends(
    before: Sequence[Template],
    now: Sequence[Template],
    *,
    before_share: float = 1.0,
    now_share: float = 1.0,
) -> tuple[TemplateTrend, ...]:
    """Return templates that are new, gone, grew or shrank, most telling first, at most 20.

    Args:
        before: templates of the period before; without any there is nothing to compare with.
        now: templates of the period; both count the lines that were mined.
        before_share: share of the lines of the period before that were mined, in (0, 1].
        now_share: share of the lines of the period that were mined. The counts of the result
            are estimates for all lines.
    """
    if not before:
        return ()
    found: list[tuple[float, TemplateTrend]] = []
    for first, last in _pairs(before, now):
        counts = (Count(first.count, before_share), Count(last.count, now_share))
        kind = _kind(*counts, last)
        if kind is not None:
            shown = first if kind is TrendKind.GONE else last
            trend = _trend(kind, shown, *counts)
            found.append((surprise(*counts) * _URGENCY[shown.level], trend))
    found.sort(key=lambda pair: (-pair[0], pair[1].template.pattern))
    return tuple(trend for _, trend in found[:MOST_TRENDS])


def _kind(before: Count, now: Count, template: Template) -> TrendKind | None:
    found = change(before, now)
    # A template that is there and never was is new without statistics, if all lines were read.
    if before.seen == 0 and (before.out_of >= 1 or found is Change.APPEARED):
        bad = template.level in (Level.ERROR, Level.WARNING)
        return TrendKind.NEW if bad or now.seen >= LEAST_NEW else None
    kinds = {
        Change.ROSE: TrendKind.GREW,
        Change.FELL: TrendKind.SHRANK,
        Change.STOPPED: TrendKind.GONE,
    }
    return kinds.get(found)


def _trend(kind: TrendKind, template: Template, before: Count, now: Count) -> TemplateTrend:
    was, is_now = (round(one.seen / one.out_of) for one in (before, now))
    shown = replace(template, count=was if kind is TrendKind.GONE else is_now)
    return TemplateTrend(kind, shown, was, is_now)


def _pairs(before: Sequence[Template], now: Sequence[Template]) -> list[tuple[Template, Template]]:
    """Return each template with its counterpart; a missing one has the count 0.

    A parameter that took few values in one period is a constant there ("job of mei ended"), so a
    template without a counterpart joins a more general one ("job of <*> ended") of the other.
    """
    firsts, lasts = ({one.pattern: one for one in side} for side in (before, now))
    firsts, lasts = _folded(firsts, lasts), _folded(lasts, firsts)
    return [
        (
            firsts.get(pattern) or replace(lasts[pattern], count=0),
            lasts.get(pattern) or replace(firsts[pattern], count=0),
        )
        for pattern in firsts | lasts
    ]


def _folded(ours: dict[str, Template], theirs: dict[str, Template]) -> dict[str, Template]:
    """Return `ours` with what has no counterpart added to its more general form in `theirs`."""
    folded = {pattern: one for pattern, one in ours.items() if pattern in theirs}
    alone = sorted((one for one in ours.values() if one.pattern not in theirs), key=_commonest)
    general = sorted(
        one for one in theirs if WILDCARD in one and _constants(one) >= FEWEST_CONSTANTS
    )
    for number, one in enumerate(alone):
        into = one.pattern
        if number < MOST_FOLDED:
            fitting = (pattern for pattern in general if covers(pattern, one.pattern))
            into = max(fitting, key=_constants, default=one.pattern)
        known = folded.get(into)
        if known:
            folded[into] = replace(known, count=known.count + one.count)
        else:
            name = theirs.get(into, one).id
            folded[into] = replace(one, id=name, pattern=into)
    return folded


def _commonest(template: Template) -> tuple[int, str]:
    return (-template.count, template.pattern)


def _constants(pattern: str) -> int:
    return sum(WILDCARD not in word for word in pattern.split())


def covers(general: str, special: str) -> bool:
    """Say whether `special` is `general` with something in place of its wildcards; linear."""
    pieces = general.split(WILDCARD)
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return general == special
    end = len(special) - len(last)
    if not special.startswith(first) or not special.endswith(last):
        return False
    at = len(first)
    for piece in pieces[1:-1]:
        found = special.find(piece, at + 1, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at < end


def worst_first(templates: Iterable[Template], *, most: int = 10) -> tuple[Template, ...]:
    """Return the most frequent error templates, most first."""
    errors = sorted((one for one in templates if one.level is Level.ERROR), key=_commonest)
    return tuple(errors[:most])

"""How repairs went and which service levels were met, in the reader's words (RBK-14, ANL-3)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from application.analytics.effect import IncidentEffect
from application.analytics.numbers import numbers_of
from application.analytics.words import (
    RULE,
    level_said,
    of_action,
    of_day,
    of_fault,
    of_hour,
    of_service,
    period_said,
    suggestion_said,
)
from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from domain.analytics.levels import LevelName, ServiceLevel
from domain.analytics.metrics import Effect, Goal, NumberUnit
from domain.analytics.policy_changes import TRYABLE, change_named, lines_of
from domain.analytics.suggestions import (
    Advice,
    Suggestion,
)
from domain.common.messages import Message, named

LONGEST_BY_DAY = timedelta(days=35)
"""Longer periods are told by week."""

_COUNTED = (NumberUnit.INCIDENTS, NumberUnit.ATTEMPTS)


class GroupBy(StrEnum):
    """What repairs are put together by."""

    ACTION = "action"
    SERVICE = "service"
    FAULT = "fault"
    TIME = "time"
    HOUR = "hour"


@dataclass(frozen=True, kw_only=True)
class NumberView:
    """One number of a period."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """What it counts."""

    value: float | None
    """Null when there was nothing to count."""

    unit: NumberUnit
    """incidents, attempts, share (0 to 1) or s."""

    said: str
    """The value with its unit, in words."""


@dataclass(frozen=True, kw_only=True)
class EffectRow:
    """What became of repairs that have something in common."""

    __pydantic_config__: ClassVar = VIEW

    key: tuple[str, ...]
    """For programs: action and class of fault, a service, a date, an hour."""

    name: str
    """The same in words."""

    tried: int
    """Attempts that wrote."""

    fixed: int
    """Verified as healthy, and the fault did not come back."""

    came_back: int
    """Verified, but the fault came back within the relapse watch."""

    failed: int
    """Judged unhealthy."""

    unclear: int
    """Nobody could say; counts as not fixed."""

    success: float
    """`fixed` of `tried`, 0 to 1."""

    low: float
    """Lower end of Wilson's 95 % interval of it."""

    high: float
    """Upper end of it."""

    verified_in: float | None
    """Seconds from the write to the verdict, median; null when none was verified."""


@dataclass(frozen=True, kw_only=True)
class EffectGroup:
    """All repairs of the period, put together by one thing."""

    __pydantic_config__: ClassVar = VIEW

    by: GroupBy
    """action (with the class of fault), service, fault, time (day or week) or hour of the day."""

    rows: tuple[EffectRow, ...]
    """In the order of their keys; services by how often something was tried."""


@dataclass(frozen=True, kw_only=True)
class LevelView:
    """How often one promise was kept."""

    __pydantic_config__: ClassVar = VIEW

    name: LevelName
    """briefings (given or sent, of days due), messages (arrived), acknowledged (calls), fixes."""

    kept: int
    """How often."""

    of: int
    """How often it was due, as far as its fate is known."""

    share: float | None
    """The one divided by the other; null when nothing was due."""

    goal: float | None
    """Share that is wanted; null where nobody set one."""

    met: Goal
    """reached or missed; no_data without a goal or a count."""

    p50: float | None
    """Seconds, median; null where no time is measured."""

    p90: float | None
    """Seconds: nine of ten were not longer."""

    everybody: bool
    """Of all people; false: of your own only."""

    said: str
    """All of it in a sentence."""


@dataclass(frozen=True, kw_only=True)
class SuggestionView:
    """What might be changed in the policy, with the numbers behind it."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Names it for `back-test`, which says what it would have changed."""

    advice: Advice
    """try_first, pass_over, ask_no_more, watch_longer or call_more."""

    said: str
    """What the numbers are and what they suggest."""

    policy: str
    """Lines of a policy file that say it, as TOML; empty when it is about people."""


@dataclass(frozen=True, kw_only=True)
class EffectView:
    """How repairs went and which service levels were met in a period."""

    __pydantic_config__: ClassVar = VIEW

    said: str
    """All of it in sentences."""

    since: datetime
    """Beginning of the period; incidents belong to the one in which they opened."""

    until: datetime
    """Its end, not included."""

    zone: str
    """Of local days and hours."""

    incidents: int
    """How many opened."""

    attempts: int
    """Steps that were tried, written or not."""

    repaired: int
    """Incidents with a write that were fixed or handed to a person."""

    fixed: int
    """Of these, verified and not come back."""

    success: float | None
    """`fixed` of `repaired`; null when nothing was repaired."""

    low: float
    """Lower end of Wilson's 95 % interval of it."""

    high: float
    """Upper end of it."""

    goal: Goal
    """Whether 85 % is reached."""

    levels: tuple[LevelView, ...]
    """Promises: briefings, messages, acknowledgements, fixes."""

    suggestions: tuple[SuggestionView, ...]
    """What the numbers suggest; none when the evidence is not enough."""

    rule: str
    """What evidence is enough for a suggestion."""

    numbers: tuple[NumberView, ...]
    """Counts and times of the period."""

    groups: tuple[EffectGroup, ...]
    """The same repairs by action, service, fault, time and hour."""


def effect_view(found: IncidentEffect, reader: Localizer) -> EffectView:
    """Return the numbers of a period as they are shown."""
    metrics = found.metrics
    by_day = metrics.until - metrics.since <= LONGEST_BY_DAY
    grouped: tuple[tuple[GroupBy, Sequence[Effect], Callable[[Effect], Message]], ...] = (
        (GroupBy.ACTION, metrics.by_action, of_action),
        (GroupBy.SERVICE, metrics.by_service, of_service),
        (GroupBy.FAULT, metrics.by_fault, of_fault),
        (GroupBy.TIME, metrics.by_day if by_day else metrics.by_week, of_day),
        (GroupBy.HOUR, metrics.by_hour, of_hour),
    )
    period, *actions = period_said(found)
    said = [period, *(one for each in found.levels for one in level_said(each)), *actions]
    suggestions = tuple(_suggestion(each, found, reader) for each in found.suggestions)
    told = [*(reader.text(each) for each in said), *(each.said for each in suggestions)]
    return EffectView(
        said=sentences(*told),
        since=metrics.since,
        until=metrics.until,
        zone=found.zone,
        incidents=metrics.incidents,
        attempts=metrics.attempts,
        repaired=metrics.repaired,
        fixed=metrics.fixed,
        success=_rounded(metrics.success),
        low=round(metrics.low, 4),
        high=round(metrics.high, 4),
        goal=metrics.goal,
        levels=tuple(_level(each, reader) for each in found.levels),
        suggestions=suggestions,
        rule=reader.text(RULE),
        numbers=tuple(_numbers(found, reader)),
        groups=tuple(
            EffectGroup(by=by, rows=tuple(_row(each, reader.text(name(each))) for each in rows))
            for by, rows, name in grouped
        ),
    )


def _suggestion(each: Suggestion, found: IncidentEffect, reader: Localizer) -> SuggestionView:
    tryable = each.advice in TRYABLE
    return SuggestionView(
        id=each.id,
        advice=each.advice,
        said=reader.text(suggestion_said(each)),
        policy=lines_of(found.policy, change_named(each.id)) if tryable else "",
    )


def _numbers(found: IncidentEffect, reader: Localizer) -> Iterator[NumberView]:
    for each in numbers_of(found.metrics):
        unit = reader.text(named(each.unit)) if each.unit in _COUNTED else ""
        yield NumberView(
            name=reader.text(each.name),
            value=each.value,
            unit=each.unit,
            said=f"{reader.text(each.said)} {unit}".strip(),
        )


def _level(level: ServiceLevel, reader: Localizer) -> LevelView:
    times = level.times if level.times is not None and level.times.count else None
    return LevelView(
        name=level.name,
        kept=level.kept.part,
        of=level.kept.whole,
        share=_rounded(level.kept.share),
        goal=level.goal,
        met=level.met,
        p50=times.median if times else None,
        p90=times.p90 if times else None,
        everybody=level.everybody,
        said=sentences(*(reader.text(each) for each in level_said(level))),
    )


def _row(effect: Effect, name: str) -> EffectRow:
    return EffectRow(
        key=effect.key,
        name=name,
        tried=effect.tried,
        fixed=effect.stayed,
        came_back=effect.false_fixes,
        failed=effect.failed,
        unclear=effect.unclear,
        success=round(effect.success, 4),
        low=round(effect.low, 4),
        high=round(effect.high, 4),
        verified_in=effect.verify.median if effect.verify.count else None,
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)

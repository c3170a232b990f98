"""What repairs came to and which promises were kept, in the reader's words (RBK-14, ANL-3)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from application.analytics.effect import IncidentEffect
from application.analytics.numbers import numbers_of
from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.incidents.words import percent
from domain.alerts.alerts import FaultClass
from domain.analytics.levels import LevelName, ServiceLevel
from domain.analytics.metrics import Effect, Goal, NumberUnit
from domain.analytics.policy_changes import TRYABLE, change_named, lines_of
from domain.analytics.suggestions import (
    LEAST_APPROVED,
    LEAST_FIXES,
    LEAST_TRIED,
    Advice,
    Suggestion,
)
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, Message, message, named

LONGEST_BY_DAY = timedelta(days=35)
"""Longer periods are told by week."""

MOST_SAID = 5
"""Actions that are told in sentences, those that were tried most."""

_PROMISED = {
    LevelName.BRIEFINGS: ("effect.briefings", "effect.no_briefings"),
    LevelName.MESSAGES: ("effect.messages", "effect.no_messages"),
    LevelName.ACKNOWLEDGED: ("effect.acknowledged", "effect.no_calls"),
    LevelName.FIXES: ("effect.fixes", "effect.no_fixes"),
}
_SUGGESTED = {
    Advice.TRY_FIRST: "suggestion.try_first",
    Advice.PASS_OVER: "suggestion.pass_over",
    Advice.ASK_NO_MORE: "suggestion.ask_no_more",
    Advice.WATCH_LONGER: "suggestion.watch_longer",
    Advice.CALL_MORE: "suggestion.call_more",
}
RULE = message("suggestion.rule", least=LEAST_TRIED, approved=LEAST_APPROVED, fixes=LEAST_FIXES)
_TIMED = {
    LevelName.ACKNOWLEDGED: "effect.acknowledged_in",
    LevelName.FIXES: "effect.fixed_in",
}
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
    """How well repairs went and promises were kept in a period."""

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
        (GroupBy.ACTION, metrics.by_action, _of_action),
        (GroupBy.SERVICE, metrics.by_service, _of_service),
        (GroupBy.FAULT, metrics.by_fault, _of_fault),
        (GroupBy.TIME, metrics.by_day if by_day else metrics.by_week, _of_day),
        (GroupBy.HOUR, metrics.by_hour, _of_hour),
    )
    period, *actions = _said(found)
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


def level_said(level: ServiceLevel) -> list[Message]:
    """Return how often one promise was kept, and how fast, as sentences."""
    kept, times = level.kept, level.times
    known, unknown = _PROMISED[level.name]
    said = [message(unknown)]
    if kept.share is not None:
        counted = message(
            known,
            kept=kept.part,
            due=kept.whole,
            share=percent(kept.share),
            low=percent(kept.low),
            high=percent(kept.high),
            goal=None if level.goal is None else percent(level.goal),
            met=level.met,
            everybody=level.everybody,
        )
        said = [counted]
    if times is not None and times.count:
        half, most = _lasting(times.median), _lasting(times.p90)
        said.append(message(_TIMED[level.name], half=half, most=most))
    return said


def effect_said(effect: Effect) -> Message:
    """Return what came of an action on a class of fault, as a sentence."""
    action, fault = effect.key
    return message(
        "effect.action",
        action=ActionKind(action),
        fault=FaultClass(fault),
        fixed=effect.stayed,
        tried=effect.tried,
        low=percent(effect.low),
        high=percent(effect.high),
        relapsed=effect.false_fixes,
        unclear=effect.unclear,
        half=_lasting(effect.verify.median) if effect.verify.count else None,
    )


def suggestion_said(each: Suggestion) -> Message:
    """Return what the numbers are and what they suggest, as a sentence."""
    return message(
        _SUGGESTED[each.advice],
        action=ActionKind(each.action) if each.action else None,
        fault=FaultClass(each.fault) if each.fault else None,
        service=Called(each.service) if each.service else None,
        fixed=each.counted.part,
        tried=each.counted.whole,
        than=ActionKind(each.than) if each.than else None,
        than_fixed=each.than_counted.part,
        than_tried=each.than_counted.whole,
        half=_lasting(each.seconds),
    )


def _suggestion(each: Suggestion, found: IncidentEffect, reader: Localizer) -> SuggestionView:
    tryable = each.advice in TRYABLE
    return SuggestionView(
        id=each.id,
        advice=each.advice,
        said=reader.text(suggestion_said(each)),
        policy=lines_of(found.policy, change_named(each.id)) if tryable else "",
    )


def _said(found: IncidentEffect) -> Iterator[Message]:
    metrics = found.metrics
    yield message(
        "effect.period", since=metrics.since, until=metrics.until, incidents=metrics.incidents
    )
    often = sorted(metrics.by_action, key=lambda each: (-each.tried, each.key))
    yield from map(effect_said, often[:MOST_SAID])


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


def _of_action(effect: Effect) -> Message:
    action, fault = effect.key
    return message("effect.action_on", action=ActionKind(action), fault=FaultClass(fault))


def _of_service(effect: Effect) -> Message:
    (service,) = effect.key
    return message("effect.service", service=Called(service) if service else None)


def _of_fault(effect: Effect) -> Message:
    return named(FaultClass(effect.key[0]))


def _of_day(effect: Effect) -> Message:
    return message("value.plain", value=date.fromisoformat(effect.key[0]))


def _of_hour(effect: Effect) -> Message:
    return message("value.plain", value=Called(f"{effect.key[0]}:00"))


def _lasting(seconds: float) -> timedelta:
    """Return a duration as people say it: seconds up to ten minutes, then minutes."""
    whole = max(round(seconds), 1)
    return timedelta(seconds=whole if whole < 600 else round(whole / 60) * 60)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)

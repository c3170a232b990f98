"""What is said of repairs, promises and suggestions: one sentence for each (ANL-3)."""

from collections.abc import Iterator
from datetime import date, timedelta

from application.analytics.effect import IncidentEffect
from application.incidents.words import percent
from domain.alerts.alerts import FaultClass
from domain.analytics.levels import LevelName, ServiceLevel
from domain.analytics.metrics import Effect
from domain.analytics.suggestions import (
    LEAST_APPROVED,
    LEAST_FIXES,
    LEAST_TRIED,
    Advice,
    Suggestion,
)
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, Message, message, named

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


def period_said(found: IncidentEffect) -> Iterator[Message]:
    """Say what the period held, then what came of the actions that were tried most."""
    metrics = found.metrics
    yield message(
        "effect.period", since=metrics.since, until=metrics.until, incidents=metrics.incidents
    )
    often = sorted(metrics.by_action, key=lambda each: (-each.tried, each.key))
    yield from map(effect_said, often[:MOST_SAID])


def of_action(effect: Effect) -> Message:
    """Return the name of an action on a class of fault."""
    action, fault = effect.key
    return message("effect.action_on", action=ActionKind(action), fault=FaultClass(fault))


def of_service(effect: Effect) -> Message:
    """Return the name of a service."""
    (service,) = effect.key
    return message("effect.service", service=Called(service) if service else None)


def of_fault(effect: Effect) -> Message:
    """Return the name of a class of fault."""
    return named(FaultClass(effect.key[0]))


def of_day(effect: Effect) -> Message:
    """Return the name of a day, or the week that begins with it."""
    return message("value.plain", value=date.fromisoformat(effect.key[0]))


def of_hour(effect: Effect) -> Message:
    """Return the name of an hour of the day."""
    return message("value.plain", value=Called(f"{effect.key[0]}:00"))


def _lasting(seconds: float) -> timedelta:
    """Return a duration as people say it: seconds up to ten minutes, then minutes."""
    whole = max(round(seconds), 1)
    return timedelta(seconds=whole if whole < 600 else round(whole / 60) * 60)

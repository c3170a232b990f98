"""The nightly sweep: which alerts of a day nobody has dealt with, and what is told (ALR-7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.alerts.alerts import Alert, AlertState
from domain.common.quoting import plain
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.incidents.incidents import Ending, Incident, IncidentState

MOST_NAMED = 20
"""Alerts that the result names; the others are counted."""


class Handled(StrEnum):
    """How an alert of yesterday stands."""

    IN_HAND = "in_hand"  # an incident is at it, or a person was called
    SETTLED = "settled"  # its incident has ended since
    OVER = "over"  # its source says that it does not fire any more
    UNHANDLED = "unhandled"


@dataclass(frozen=True)
class SweepResult:
    """What a sweep did.

    Attributes:
        looked: fingerprints that alerts of the period were about.
        handed: names of alerts that were taken through scoring and the ladder.
        left: names of alerts that could not be handed in; they go into the briefing.
        problems: sentences about sources that could not be read.
        stopped: incidents that were closed since nobody is at them any more.
    """

    looked: int = 0
    in_hand: int = 0
    settled: int = 0
    over: int = 0
    handed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())
    stopped: int = 0


def newest_firing(alerts: Sequence[Alert]) -> Alert | None:
    """Return the newest firing of one fingerprint whose end was not heard of; None without one."""
    last_ended: dict[str, datetime] = {}
    for alert in alerts:
        if alert.state is AlertState.RESOLVED:
            known = last_ended.get(alert.key, alert.received_at)
            last_ended[alert.key] = max(known, alert.received_at)
    firing = [
        alert
        for alert in alerts
        if alert.state is AlertState.FIRING
        and (alert.key not in last_ended or last_ended[alert.key] < alert.received_at)
    ]
    return max(firing, key=lambda each: each.received_at, default=None)


def handled(alert: Alert | None, incident: Incident | None) -> Handled:
    """Return how a fingerprint stands, by its newest firing and its newest incident."""
    if alert is None:
        return Handled.OVER
    if incident is None:
        return Handled.UNHANDLED
    if incident.state is not IncidentState.CLOSED:
        return Handled.IN_HAND
    if incident.ending in (Ending.NOT_CONFIRMED, Ending.STOPPED):
        # Its source may have listed it too late, or nobody is at it; it is asked again now.
        return Handled.UNHANDLED
    ended = incident.closed_at or incident.changed_at
    return Handled.SETTLED if ended >= alert.received_at else Handled.UNHANDLED


_DONE = {
    Language.CHINESE: (
        "夜间巡检：{handed} 条告警重新处理",
        (
            "昨日告警涉及 {looked} 个对象：{in_hand} 个处理中，{settled} 个已了结，"
            "{over} 个已恢复，{handed} 个重新进入评分与处置，{left} 个无法处理。"
        ),
        "{stopped} 个事件的工作流已被停止，无人继续，已关闭并注明。",
        "无法读取：{problems}",
    ),
    Language.ENGLISH: (
        "Nightly sweep: {handed} alerts taken up again",
        (
            "Yesterday's alerts were about {looked} things: {in_hand} in hand, {settled} settled, "
            "{over} over, {handed} taken through scoring and the ladder, {left} could not be."
        ),
        "{stopped} incidents were closed: their workflows had been stopped.",
        "Could not be read: {problems}",
    ),
}
_LEFT = {
    Language.CHINESE: (
        "未能处理的告警：{name}",
        "昨日告警「{name}」没有人处理，巡检也未能交给处置流程，请查看。",
    ),
    Language.ENGLISH: (
        "Alert left over: {name}",
        (
            "Nobody has dealt with yesterday's alert “{name}”, and the sweep could not hand it "
            "in; please look."
        ),
    ),
}


def done_event(result: SweepResult, *, day: str, at: datetime) -> Event:
    """Return the event of a finished sweep; one for each day."""
    counts = {
        "looked": result.looked,
        "in_hand": result.in_hand,
        "settled": result.settled,
        "over": result.over,
        "handed": len(result.handed),
        "left": len(result.left),
        "stopped": result.stopped,
    }
    problems = "; ".join(plain(each) for each in result.problems)
    words = {}
    for language, (title, text, gone, trouble) in _DONE.items():
        said = [
            text.format(**counts),
            gone.format(**counts) if result.stopped else "",
            trouble.format(problems=problems) if problems else "",
        ]
        words[language.value] = {
            "title": title.format(**counts),
            "text": "\n".join(each for each in said if each),
        }
    named = {
        "names": [plain(each) for each in result.handed[:MOST_NAMED]],
        "names_left": [plain(each) for each in result.left[:MOST_NAMED]],
    }
    return _event(f"sweep/{day}", EventType.SWEEP_DONE, day, at, words, {**counts, **named})


def left_event(name: str, *, day: str, number: int, at: datetime) -> Event:
    """Return the event that puts one alert into the broadcast queue of the next briefing."""
    words = {
        language.value: {
            "title": title.format(name=plain(name)),
            "text": text.format(name=plain(name)),
        }
        for language, (title, text) in _LEFT.items()
    }
    event_id = f"sweep/{day}/{number}"
    return _event(event_id, EventType.BROADCAST_QUEUED, day, at, words, {"name": plain(name)})


def _event(
    event_id: str,
    type_: EventType,
    day: str,
    at: datetime,
    words: dict[str, dict[str, str]],
    facts: dict[str, Any],
) -> Event:
    data = {**facts, **words[Language.CHINESE.value], "words": words}
    return Event(event_id, type_, "/sweep", day, at, None, data)

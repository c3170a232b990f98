"""The nightly sweep: which alerts of a day nobody has dealt with, and what is told (ALR-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.alerts.alerts import Alert, AlertState
from domain.common.messages import Clauses, Foreign, Message, message
from domain.common.notifications import Notification
from domain.common.quoting import plain
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


@dataclass(frozen=True, kw_only=True)
class SweepResult:
    """What a sweep did.

    Attributes:
        looked: fingerprints that alerts of the period were about.
        handed: names of alerts that were taken through scoring and the ladder.
        left: names of alerts that could not be handed in; they go into the briefing.
        problems: sources that could not be read, and why.
        stopped: incidents that were closed since nobody is at them any more.
    """

    looked: int = 0
    in_hand: int = 0
    settled: int = 0
    over: int = 0
    handed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    problems: tuple[Message, ...] = ()
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


def done_event(result: SweepResult, *, day: str, at: datetime) -> Event:
    """Return the event of a finished sweep; one for each day."""
    handed, left = len(result.handed), len(result.left)
    counts = {
        "looked": result.looked,
        "in_hand": result.in_hand,
        "settled": result.settled,
        "over": result.over,
        "handed": handed,
        "left": left,
        "stopped": result.stopped,
    }
    found = message(
        "sweep.found",
        looked=result.looked,
        in_hand=result.in_hand,
        settled=result.settled,
        over=result.over,
        handed=handed,
        left=left,
    )
    stopped = message("sweep.stopped", count=result.stopped) if result.stopped else None
    unread = message("sweep.unread", problems=Clauses(result.problems[:MOST_NAMED]))
    said = (found, stopped, unread if result.problems else None)
    named = {
        "names": [plain(each) for each in result.handed[:MOST_NAMED]],
        "names_left": [plain(each) for each in result.left[:MOST_NAMED]],
    }
    title = message("sweep.done", handed=handed)
    told = Notification(title, tuple(each for each in said if each is not None))
    return _event(f"sweep/{day}", EventType.SWEEP_DONE, day, at, told, {**counts, **named})


def left_event(name: str, *, day: str, number: int, at: datetime) -> Event:
    """Return the event that puts one alert into the broadcast queue of the next briefing."""
    alert = Foreign(name)
    told = Notification(
        message("sweep.left", alert=alert), (message("sweep.look_at", alert=alert),)
    )
    event_id = f"sweep/{day}/{number}"
    return _event(event_id, EventType.BROADCAST_QUEUED, day, at, told, {"name": plain(name)})


def _event(
    event_id: str,
    type_: EventType,
    day: str,
    at: datetime,
    told: Notification,
    facts: dict[str, Any],
) -> Event:
    data = {**facts, "notification": told.recorded}
    return Event(
        id=event_id, type=type_, source="/sweep", subject=day, time=at, owner=None, data=data
    )

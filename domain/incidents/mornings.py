"""What a person is told at the end of their quiet hours: what is still wrong, then what is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.alerts.alerts import AlertState
from domain.common.messages import Command, Message, message
from domain.deliveries.deliveries import ChannelAddress
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident, IncidentState

MOST_NAMED = 10
"""Incidents that the message names; of the others it says how many."""

_OVER = frozenset({IncidentState.CLOSED, IncidentState.RELAPSE_WATCH})


@dataclass(frozen=True)
class Morning:
    """What became of the message; add fields, with defaults, at the end.

    Attributes:
        told: whether a channel took it.
        waits: whether that is not known yet, and may be soon.
        key: of the delivery that was taken; `address` is where.
    """

    told: bool
    waits: bool = False
    key: str = ""
    address: ChannelAddress | None = None


def is_still_wrong(incident: Incident, person_id: str) -> bool:
    """Say whether an incident waited for somebody who has to hear of it now."""
    if incident.held_for != person_id or incident.called is not None:
        return False
    fires = incident.newest.state is AlertState.FIRING and incident.state not in _OVER
    return fires and incident.calling is not None and not incident.acknowledged_by


def is_over(incident: Incident, person_id: str) -> bool:
    """Say whether an incident waited for somebody and ended before they heard of it."""
    ended = incident.state in _OVER or incident.newest.state is AlertState.RESOLVED
    return incident.held_for == person_id and incident.called is None and ended


def morning_of(
    held: Sequence[Incident], over: int
) -> tuple[Message, tuple[Message, ...], tuple[Message, ...]]:
    """Return the title, one line for each incident that is still wrong, and what follows them.

    Args:
        held: what is still wrong, at least one.
        over: how many that waited are over.
    """
    oldest = sorted(held, key=lambda each: (-each.occurrences, each.opened_at))
    title = message("quiet.title", count=len(held), first=what_of(oldest[0]))
    lines = tuple(
        message("quiet.line", what=what_of(each), at=each.opened_at, count=each.occurrences)
        for each in oldest[:MOST_NAMED]
    )
    left = len(held) - MOST_NAMED
    after = [message("quiet.more", count=left)] if left > 0 else []
    if over:
        after.append(message("quiet.over", count=over))
    after.append(message("quiet.do", command=Command("zhiban incident list --unacknowledged")))
    return title, lines, tuple(after)

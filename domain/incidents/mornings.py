"""What a person is told at once of many incidents, the worst first.

What waited for the end of their quiet hours, and what was only observed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.alerts.alerts import AlertState
from domain.common.messages import Called, Command, Message, message
from domain.deliveries.deliveries import ChannelAddress
from domain.incidents.events import what_of
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.page_texts import severity_of
from domain.monitoring.alarms import Severity

MOST_NAMED = 10
"""Incidents that the message names; of the others it says how many."""

_GRAVITY = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}

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
    return not has_ended(incident) and incident.calling is not None and not incident.acknowledged_by


def is_over(incident: Incident, person_id: str) -> bool:
    """Say whether an incident waited for somebody and ended before they heard of it."""
    return incident.held_for == person_id and incident.called is None and has_ended(incident)


def has_ended(incident: Incident) -> bool:
    """Say whether an incident is closed, fixed, or its alert cleared."""
    return incident.state in _OVER or incident.newest.state is AlertState.RESOLVED


def worst_first(incidents: Sequence[Incident]) -> list[Incident]:
    """Return incidents by severity, then what is still wrong, then the oldest."""
    return sorted(
        incidents,
        key=lambda each: (_GRAVITY[severity_of(each)], has_ended(each), each.opened_at, each.id),
    )


def morning_of(
    held: Sequence[Incident], over: int
) -> tuple[Message, tuple[Message, ...], tuple[Message, ...]]:
    """Return the title, one line for each incident that is still wrong, and what follows them.

    Args:
        held: what is still wrong, at least one.
        over: how many that waited are over.
    """
    worst = worst_first(held)
    title = message("quiet.title", count=len(held), first=what_of(worst[0]))
    lines = tuple(
        message(
            "quiet.line",
            severity=severity_of(each),
            what=what_of(each),
            at=each.opened_at,
            count=each.occurrences,
        )
        for each in worst[:MOST_NAMED]
    )
    left = len(held) - MOST_NAMED
    after = [message("quiet.more", count=left)] if left > 0 else []
    if over:
        after.append(message("quiet.over", count=over))
    after.append(message("quiet.do", command=Command("zhiban incident list --unacknowledged")))
    return title, lines, tuple(after)


def observed_of(
    gathered: Sequence[Incident], since: datetime
) -> tuple[Message, tuple[Message, ...], tuple[Message, ...]]:
    """Return the title, one line for each incident that was only observed, and what follows them.

    Args:
        gathered: at least one.
        since: from when on they were gathered.
    """
    worst = worst_first(gathered)
    wrong = sum(not has_ended(each) for each in worst)
    title = message("gathered.title", count=len(worst), wrong=wrong, since=since)
    lines = tuple(
        message(
            "gathered.line",
            severity=severity_of(each),
            what=what_of(each),
            action=each.attempts[-1].action if each.attempts else None,
            over=has_ended(each),
            at=each.opened_at,
            count=each.occurrences,
        )
        for each in worst[:MOST_NAMED]
    )
    left = len(worst) - MOST_NAMED
    after = [message("quiet.more", count=left)] if left > 0 else []
    first = next((each for each in worst if not has_ended(each)), None)
    if first is not None:
        command = Command(f"zhiban incident enable-writes {first.id}")
        after.append(message("gathered.do", command=command))
    return title, lines, (*after, message("gathered.page", field=Called("paging.observed")))

"""Notes and raw alerts as they are shown; what people and programs wrote is shown as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from application.common.views import VIEW
from application.incidents.story.story import RawAlerts
from domain.alerts.alerts import AlertSource, AlertState
from domain.incidents.incidents import Ending, Incident
from domain.incidents.story.notes import Note
from domain.monitoring.alarms import Severity


class Confirmed(StrEnum):
    """What the source of an incident's alerts said when it was asked again."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_YET = "not_yet"


@dataclass(frozen=True, kw_only=True)
class NoteView:
    """What somebody wrote about an incident."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`n_` and 24 hexadecimal characters."""
    incident_id: str
    """What it is about."""
    at: datetime
    """When it was written."""
    by: str
    """Who wrote it."""
    program: bool
    """Whether a program wrote it, with a token of theirs."""
    text: str
    """Plain text; nothing in it is markup."""


@dataclass(frozen=True, kw_only=True)
class DiscussedView:
    """Where an incident is discussed."""

    __pydantic_config__: ClassVar = VIEW

    incident_id: str
    """What it is about."""
    discussion_id: str
    """Of the discussion on the bus; its topic is `incident/` and the incident's id."""


@dataclass(frozen=True, kw_only=True)
class RawAlertView:
    """One message of a source, as it came; everything textual in it was written by strangers."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """Of this message."""
    source: AlertSource
    """Which source sent it."""
    state: AlertState
    """Whether it fires or has cleared."""
    name: str
    """Of the rule."""
    severity: Severity
    """As its source says."""
    started_at: datetime
    """When it began to fire, by the source's clock."""
    ended_at: datetime | None
    """When its clearing reached us; null for a firing."""
    received_at: datetime
    """When the message reached us."""
    labels: dict[str, str]
    """What looks like a secret is hidden."""
    measures: dict[str, float]
    """Numbers that the source gives."""
    text: str
    """What looks like a secret is hidden."""


@dataclass(frozen=True, kw_only=True)
class RawAlertsView:
    """Raw alerts of an incident, newest first; pass `next_before` as `before` to go on."""

    __pydantic_config__: ClassVar = VIEW

    incident_id: str
    """What they are about."""
    confirmed: Confirmed
    """What their source said when it was asked again."""
    alerts: tuple[RawAlertView, ...]
    """As they came."""
    next_before: str
    """Empty at the end."""


def note_view(note: Note) -> NoteView:
    """Return a note as it is shown."""
    return NoteView(**vars(note))


def note_views(notes: Sequence[Note]) -> tuple[NoteView, ...]:
    """Return notes as they are shown."""
    return tuple(map(note_view, notes))


def raw_alerts_view(found: RawAlerts) -> RawAlertsView:
    """Return a page of raw alerts as it is shown."""
    return RawAlertsView(
        incident_id=found.incident.id,
        confirmed=_confirmed(found.incident),
        alerts=tuple(
            RawAlertView(
                id=each.id,
                source=each.source,
                state=each.state,
                name=each.name,
                severity=each.severity,
                started_at=each.started_at,
                ended_at=each.received_at if each.state is AlertState.RESOLVED else None,
                received_at=each.received_at,
                labels=each.labels,
                measures=each.measures,
                text=each.text,
            )
            for each in found.alerts
        ),
        next_before=found.next_before,
    )


def _confirmed(incident: Incident) -> Confirmed:
    if incident.confirmed_at is not None:
        return Confirmed.CONFIRMED
    return Confirmed.NOT_CONFIRMED if incident.ending is Ending.NOT_CONFIRMED else Confirmed.NOT_YET

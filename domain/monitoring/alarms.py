"""Alarms as the cloud recorded them, in one scale of severity."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """One scale for all sources; the vendors' own are mapped by their adapters."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


class AlarmState(StrEnum):
    """Whether it still fires."""

    FIRING = "firing"
    RECOVERED = "recovered"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class AlarmRecord:
    """One firing of an alarm.

    Attributes:
        id: the record's id at its source; `source` is `cls` or `monitor`.
        minutes: how long it has fired, None when the source does not say.
        handled: what was done about it, as a sentence; empty when nothing is known.
    """

    id: str
    source: str
    alarm_id: str
    name: str
    severity: Severity
    state: AlarmState
    started_at: datetime
    region: str = ""
    target: str = ""
    trigger: str = ""
    minutes: int | None = None
    handled: str = ""

"""What people set to hold repairs back: kill switch, freezes, silences, windows (ALR-6, RBK-6)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alerts.alerts import FaultClass
from domain.schedules.timetables import Timetable


@dataclass(frozen=True)
class KillSwitch:
    """Engaged from the start: nothing is written until an admin enables writing."""

    engaged: bool = True
    by: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Scope:
    """What a control covers; patterns with `*` and `?`, empty matches all."""

    cluster: str = ""
    namespace: str = ""
    workload: str = ""
    faults: tuple[FaultClass, ...] = ()


class ControlKind(StrEnum):
    """Kinds of controls that cover a time."""

    SILENCE = "silence"  # alerts are counted, nobody is told, nothing is done
    MAINTENANCE = "maintenance"  # the same, planned; what still fires at the end is looked at
    FREEZE = "freeze"  # alerts are handled, nothing is written


@dataclass(frozen=True, kw_only=True)
class Control:
    """One silence, maintenance window or change freeze.

    Attributes:
        id: `c_` and 26 lower-case letters and digits.
        start, end: of a one-off one; for recurring ones when it begins and ceases to recur.
        recurring: beginnings; each lasts `minutes`.
        by: who set it, and why.
        ended_by: who ended it before its time; empty when nobody did.
    """

    id: str
    kind: ControlKind
    name: str
    scope: Scope
    start: datetime
    end: datetime | None
    by: str
    reason: str
    created_at: datetime
    recurring: Timetable | None = None
    minutes: int = 0
    ended_by: str = ""
    ended_at: datetime | None = None

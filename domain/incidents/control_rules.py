"""What a silence, a maintenance window or a freeze may be like (ALR-6)."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from domain.common.errors import Conflict, InvalidRequest
from domain.incidents.controls import Control, ControlKind, Scope
from domain.people.access import Permission
from domain.people.people import check_zone
from domain.schedules.cron import cron_table, parse_cron
from domain.schedules.timetables import Timetable

LONGEST_NAME = 80
LONGEST_PATTERN = 253
"""Characters; the longest name that an object can have (RFC 1123)."""

LONGEST_SILENCE = timedelta(days=30)
"""What is silenced for longer is a rule that should be changed at its source."""

FARTHEST = timedelta(days=5 * 366)
"""How far ahead anything may be planned."""

LONGEST_WINDOW = 7 * 24 * 60
"""Minutes of one window that recurs."""

MOST_BY_ONE = 100
"""Controls of one person that are in force or planned: a fifth of what the store holds, so that
nobody, and no agent in a loop, keeps others from holding repairs back."""

SETS = {
    ControlKind.SILENCE: Permission.SILENCE_ALERTS,
    ControlKind.MAINTENANCE: Permission.SILENCE_ALERTS,
    ControlKind.FREEZE: Permission.FREEZE_CHANGES,
}
"""What somebody needs to set or end one."""


@dataclass(frozen=True)
class Recurring:
    """Windows that come again.

    Attributes:
        cron: when they begin, e.g. `0 2 * * sat`, on the wall clock of `zone`.
        zone: IANA zone.
        minutes: how long each lasts.
    """

    cron: str
    zone: str
    minutes: int


@dataclass(frozen=True)
class ControlRequest:
    """A silence, a maintenance window or a freeze that somebody asks for.

    Attributes:
        name: what people call it.
        scope: what it covers; a silence must name something.
        reason: why; kept in the audit.
        start: now when None.
        end: when it is over; for recurring ones when they cease. None: a freeze lasts until it is
            ended, recurring windows never cease.
        recurring: windows that come again, instead of one.
    """

    kind: ControlKind
    name: str
    scope: Scope
    reason: str
    start: datetime | None = None
    end: datetime | None = None
    recurring: Recurring | None = None


def checked(control: Control, *, now: datetime) -> Control:
    """Return it, or raise `InvalidRequest` that names the field and the rule."""
    _check_name(control.name)
    _check_scope(control)
    _check_times(control, now)
    if control.recurring is not None and not 1 <= control.minutes <= LONGEST_WINDOW:
        raise InvalidRequest("recurring.minutes", f"must be 1 to {LONGEST_WINDOW}")
    return control


def check_room(own: int) -> None:
    """Refuse another control of somebody who has `own` in force or planned.

    Raises:
        Conflict: they have the most that one person may have.
    """
    if own >= MOST_BY_ONE:
        raise Conflict(
            f"You have {own} silences, windows and freezes in force or planned, the most that one "
            "person may have. End some that are not needed, or cover more with a pattern."
        )


def timetable_of(recurring: Recurring) -> Timetable:
    """Return when the windows begin; raises `InvalidRequest` when it cannot be understood."""
    zone = check_zone(recurring.zone, where="recurring.zone")
    return cron_table(parse_cron(recurring.cron, field="recurring.cron"), zone, None, None)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        rule = f"must be 1 to {LONGEST_NAME} printable characters on one line"
        raise InvalidRequest("name", rule)


def _check_scope(control: Control) -> None:
    scope = control.scope
    for field in ("cluster", "namespace", "workload"):
        pattern: str = getattr(scope, field)
        if len(pattern) > LONGEST_PATTERN or not pattern.isprintable():
            rule = (
                f"must be a name, with * and ? if you like, of at most {LONGEST_PATTERN} characters"
            )
            raise InvalidRequest(f"scope.{field}", rule)
    if control.kind is ControlKind.FREEZE and scope.faults:
        raise InvalidRequest("scope.faults", "must be empty for a freeze, which holds every write")
    if control.kind is ControlKind.SILENCE and astuple(scope) == astuple(Scope()):
        rule = "must name what to silence; write * as the cluster to silence everything"
        raise InvalidRequest("scope", rule)


def _check_times(control: Control, now: datetime) -> None:
    start, end = control.start, control.end
    for field, moment in (("start", start), ("end", end)):
        if moment is not None and moment.tzinfo is None:
            raise InvalidRequest(field, "must carry an offset such as +08:00 or Z")
        if moment is not None and moment > now + FARTHEST:
            raise InvalidRequest(field, f"must be within {FARTHEST.days} days from now")
    if end is not None and end <= max(start, now):
        raise InvalidRequest("end", "must be after the start, and in the future")
    if control.kind is ControlKind.SILENCE and control.recurring is None:
        if end is None or end - max(start, now) > LONGEST_SILENCE:
            rule = f"must be at most {LONGEST_SILENCE.days} days away; change the alarm for longer"
            raise InvalidRequest("end", rule)
    elif end is None and control.kind is ControlKind.MAINTENANCE and control.recurring is None:
        raise InvalidRequest("end", "must be given, unless the window recurs")

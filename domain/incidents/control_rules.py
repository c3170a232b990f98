"""What a silence, a maintenance window or a freeze may be like (ALR-6)."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import Called, message
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


@dataclass(frozen=True, kw_only=True)
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
        raise InvalidRequest(
            "recurring.minutes", message("rule.between", least=1, most=LONGEST_WINDOW)
        )
    return control


def check_room(own: int) -> None:
    """Refuse another control of somebody who has `own` in force or planned.

    Raises:
        Conflict: they have the most that one person may have.
    """
    if own >= MOST_BY_ONE:
        raise Conflict(message("control.most_by_one", count=own))


def timetable_of(recurring: Recurring) -> Timetable:
    """Return when the windows begin; raises `InvalidRequest` when it cannot be understood."""
    zone = check_zone(recurring.zone, where="recurring.zone")
    return cron_table(parse_cron(recurring.cron, field="recurring.cron"), zone, None, None)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        rule = message("rule.one_line", most=LONGEST_NAME)
        raise InvalidRequest("name", rule)


def _check_scope(control: Control) -> None:
    scope = control.scope
    for field in ("cluster", "namespace", "workload"):
        pattern: str = getattr(scope, field)
        if len(pattern) > LONGEST_PATTERN or not pattern.isprintable():
            rule = message("control.pattern", most=LONGEST_PATTERN)
            raise InvalidRequest(f"scope.{field}", rule)
    if control.kind is ControlKind.FREEZE and scope.faults:
        raise InvalidRequest("scope.faults", message("control.freeze_without_faults"))
    if control.kind is ControlKind.SILENCE and astuple(scope) == astuple(Scope()):
        rule = message("control.silence_names")
        raise InvalidRequest("scope", rule)


def _check_times(control: Control, now: datetime) -> None:
    start, end = control.start, control.end
    for field, moment in (("start", start), ("end", end)):
        if moment is not None and moment.tzinfo is None:
            raise InvalidRequest(
                field, message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
            )
        if moment is not None and moment > now + FARTHEST:
            raise InvalidRequest(field, message("control.too_far", most=FARTHEST))
    if end is not None and end <= max(start, now):
        raise InvalidRequest("end", message("control.end_after_start"))
    if control.kind is ControlKind.SILENCE and control.recurring is None:
        if end is None or end - max(start, now) > LONGEST_SILENCE:
            rule = message("control.silence_longest", most=LONGEST_SILENCE)
            raise InvalidRequest("end", rule)
    elif end is None and control.kind is ControlKind.MAINTENANCE and control.recurring is None:
        raise InvalidRequest("end", message("control.end_missing"))

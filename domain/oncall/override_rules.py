"""What an override must be, and what it would do (ALR-10)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import Called, message
from domain.oncall.configs import MOST_TOGETHER
from domain.oncall.duty import gaps, shifts
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind

LONGEST_OVERRIDE = timedelta(days=92)
FURTHEST_OVERRIDE = timedelta(days=366)
"""How far ahead one may begin."""


@dataclass(frozen=True, kw_only=True)
class OverrideRequest:
    """A change of who is on call, as it is asked for.

    Attributes:
        start: None: now.
        leave_gap: whether nobody may be on call because of it.
    """

    kind: OverrideKind
    people: tuple[str, ...]
    end: datetime
    start: datetime | None = None
    instead_of: str = ""
    leave_gap: bool = False


def checked_override(requested: OverrideRequest, *, id_: str, by: str, now: datetime) -> Override:
    """Return the override; it never reaches into the past.

    Raises:
        InvalidRequest: a field breaks a rule.
    """
    start = requested.start or now
    if start < now:
        raise InvalidRequest("start", message("oncall.not_in_the_past"))
    if start > now + FURTHEST_OVERRIDE:
        raise InvalidRequest("start", message("oncall.too_far", days=FURTHEST_OVERRIDE.days))
    if requested.end <= start:
        raise InvalidRequest("end", message("rule.later_than", other=Called("start")))
    if requested.end > start + LONGEST_OVERRIDE:
        raise InvalidRequest("end", message("oncall.too_long", days=LONGEST_OVERRIDE.days))
    if not 1 <= len(requested.people) <= MOST_TOGETHER:
        rule = message("rule.list_between", least=1, most=MOST_TOGETHER)
        raise InvalidRequest("people", rule)
    replaces = requested.kind is OverrideKind.REPLACE
    if replaces != bool(requested.instead_of):
        rule = message("rule.missing")
        if not replaces:
            rule = message("rule.only_for", what=Called(OverrideKind.REPLACE))
        raise InvalidRequest("instead_of", rule)
    return Override(
        id=id_,
        kind=requested.kind,
        people=tuple(dict.fromkeys(requested.people)),
        instead_of=requested.instead_of,
        start=start,
        end=requested.end,
        by=by,
        at=now,
    )


def with_override(
    schedule: OnCallSchedule, override: Override, *, leave_gap: bool
) -> OnCallSchedule:
    """Return the schedule with one more override.

    Raises:
        Conflict: it would change nothing, or leave nobody on call and nobody said that it may.
    """
    after = replace(schedule, overrides=(*schedule.overrides, override))
    span = (override.start, override.end)
    before = [(each.start, each.person_ids) for each in shifts(schedule, *span)]
    if before == [(each.start, each.person_ids) for each in shifts(after, *span)]:
        raise Conflict(message("oncall.changes_nothing"))
    if not leave_gap and _nobody(after, span) > _nobody(schedule, span):
        raise Conflict(message("oncall.leaves_gap", flag=Called("leave_gap")))
    return after


def _nobody(schedule: OnCallSchedule, span: tuple[datetime, datetime]) -> timedelta:
    return sum((each.end - each.start for each in gaps(schedule, *span)), timedelta(0))

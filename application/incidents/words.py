"""Controls, the kill switch and policies as messages (RBK-7, ALR-6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from application.common.wording import Localizer, worded_event
from application.incidents.audit import AuditCheck
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, Foreign, Message, Names, Percent, message
from domain.common.time_words import in_zone
from domain.events.events import Event
from domain.incidents.back_testing import BackTest, NextStep
from domain.incidents.controls import Control, KillSwitch, Scope
from domain.incidents.policy.policies import HoursRule, ModeRule, Policy
from domain.schedules.timetables import EVERY_DAY, EVERY_WEEKDAY, Timetable

MOST_TIMES = 12
"""Times of a day that are enumerated."""


def kill_switch_said(switch: KillSwitch) -> Message:
    """Return what is blocked, by whom, since when, and how to change it."""
    tool, command = Called("set_kill_switch"), "zhiban kill-switch"
    release = Called(f"{command} release")
    if switch.at is None:
        return message("kill_switch.never", tool=tool, command=release)
    person, reason = Called(switch.by), Foreign(switch.reason)
    if switch.engaged:
        return message("kill_switch.engaged", person=person, at=switch.at, reason=reason)
    return message(
        "kill_switch.released",
        person=person,
        at=switch.at,
        reason=reason,
        tool=tool,
        command=Called(f"{command} engage"),
    )


def covers(scope: Scope) -> Message:
    """Return what a control covers, in a few words."""
    place = _place(scope.cluster, scope.namespace, scope.workload)
    return message(
        "control.covers", place=place, faults=Names(scope.faults) if scope.faults else None
    )


def recurs(table: Timetable | None) -> Message | None:
    """Return when a control comes again; None when it does not."""
    if table is None:
        return None
    times, zone = _times(table), Called(table.zone)
    if table.days != EVERY_DAY:
        return message("control.recurs_monthly", days=Names(table.days), times=times, zone=zone)
    days = None if table.weekdays == EVERY_WEEKDAY else _weekdays(table.weekdays)
    return message("control.recurs", days=days, times=times, zone=zone)


def control_said(control: Control) -> Message:
    """Return what a control does, to what, when, by whom, and how to end it."""
    holds = message("control.until", start=control.start, end=control.end)
    if (again := recurs(control.recurring)) is not None:
        length = timedelta(minutes=control.minutes)
        holds = message("control.again", recurring=again, length=length)
    return message(
        "control.said",
        kind=control.kind,
        covers=covers(control.scope),
        holds=holds,
        person=Called(control.by),
        reason=Foreign(control.reason),
        ended_by=Called(control.ended_by) if control.ended_by else None,
        tool=Called("end_control"),
        command=Called("zhiban controls end"),
    )


def policy_said(policy: Policy) -> Iterator[Message]:
    """Yield what a policy means, rule by rule in the order in which they count."""
    limits, approval, person = policy.limits, policy.approval, policy.on_behalf_of
    yield from map(_mode_said, policy.modes)
    yield message("policy.default", mode=policy.default_mode)
    yield from map(_hours_said, policy.hours)
    yield message("policy.runs_as", person=Called(person) if person else None)
    if policy.on_call:
        yield message("policy.on_call", people=Names(tuple(map(Called, policy.on_call))))
    yield message("policy.ladder", actions=Names(policy.ladder))
    yield message(
        "policy.limits",
        cooldown=timedelta(seconds=limits.cooldown_seconds),
        window=timedelta(seconds=limits.window_seconds),
        writes=limits.most_writes,
        share=percent(limits.least_healthy_share),
    )
    wait = timedelta(seconds=approval.wait)
    yield message("policy.approval", wait=wait, own=approval.own_request)


def back_test_said(found: BackTest) -> Message:
    """Return how many incidents would have gone another way."""
    return message(
        "back_test.said",
        different=len(found.differences),
        incidents=found.incidents,
        open_ended=found.open_ended,
        left_out=found.left_out,
    )


def course_said(course: NextStep) -> Message:
    """Return how an incident went, or would have gone, in a few words."""
    moves = tuple(
        message("course.move", action=each.action, mode=each.mode) for each in course.moves
    )
    return message(
        "course.said",
        score=course.score,
        moves=Names(moves) if moves else None,
        called=course.called,
        waits=Names(course.waits) if course.waits else None,
        known=course.is_known,
    )


def told_of(event: Event, reader: Localizer) -> tuple[str, str]:
    """Return the title and the text of an event in a reader's words."""
    said = worded_event(event, reader.words, reader.reader).data
    return str(said.get("title", "")), str(said.get("text", ""))


def percent(share: float) -> Percent:
    """Return a share, 0 to 1, as whole percents."""
    return Percent(Decimal(f"{share * 100:.0f}"))


def _times(table: Timetable) -> Names | Message:
    times = [Called(f"{hour:02}:{minute:02}") for hour in table.hours for minute in table.minutes]
    if len(times) <= MOST_TIMES:
        return Names(tuple(times))
    return message("control.many_times", count=len(times), first=times[0], last=times[-1])


def _weekdays(days: Sequence[int]) -> Names:
    return Names(tuple(message("control.weekday", weekday=each) for each in days))


def _mode_said(rule: ModeRule) -> Message:
    return message(
        "policy.rule",
        place=_place(rule.cluster, rule.namespace, rule.workload),
        actions=_actions(rule.actions),
        score=rule.least_score or None,
        mode=rule.mode,
    )


def _hours_said(rule: HoursRule) -> Message:
    return message(
        "policy.hours",
        place=_place("", rule.namespace, ""),
        actions=_actions(rule.actions),
        days=_weekdays(rule.weekdays),
        start=_wall(rule.start),
        end=_wall(rule.end),
    )


def audit_said(check: AuditCheck) -> Message:
    """Return whether the audit is whole, and what is wrong with its first bad row."""
    if check.broken is None:
        return message("audit.whole", rows=check.rows, head=Called(check.head))
    return message("audit.broken", row=check.broken.sequence, why=check.broken.why)


def _place(*parts: str) -> Called | None:
    return Called("/".join(each or "*" for each in parts)) if any(parts) else None


def _actions(actions: tuple[ActionKind, ...]) -> Names | None:
    return Names(actions) if actions else None


def _wall(minutes: int) -> Called:
    return Called(f"{minutes // 60:02}:{minutes % 60:02}")


def moment_or_open(moment: datetime | None, zone: str) -> str:
    """Return a moment on the wall in `zone`; empty for none."""
    return in_zone(moment, zone) if moment else ""

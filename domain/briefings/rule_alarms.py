"""What the rules tell about alarms (BRF-4): one point per alarm, worst and newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from domain.briefings.rule_points import Gravity, Point
from domain.briefings.summaries import Topic, Weight
from domain.common.messages import Argument, Called, Clauses, Foreign, Message, message
from domain.common.quoting import is_id, plain, shown_pattern, whole
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity

MOST_TOLD = 4
"""Alarms told one by one; the others are counted."""

MOST_CRITICAL = 8
"""Critical alarms that are over, told one by one; the others are counted as critical."""

_ORDER = (Severity.CRITICAL, Severity.WARNING, Severity.UNKNOWN, Severity.INFO)


@dataclass(frozen=True)
class AlarmGroup:
    """All records of one alarm on one target, newest first."""

    records: tuple[AlarmRecord, ...]

    @property
    def newest(self) -> AlarmRecord:
        """Return the record that tells how it stands."""
        return self.records[0]

    @property
    def shown(self) -> AlarmRecord:
        """Return the record whose words are told: one that fires, where any does."""
        firing = (record for record in self.records if record.state is AlarmState.FIRING)
        return next(firing, self.newest)

    @property
    def severity(self) -> Severity:
        """Return the worst severity of all records."""
        return min((record.severity for record in self.records), key=_ORDER.index)

    @property
    def open(self) -> bool:
        """Return whether it fires, or may: only what says that it is over is over."""
        return any(
            record.state in (AlarmState.FIRING, AlarmState.UNKNOWN) for record in self.records
        )

    @property
    def critical(self) -> bool:
        """Return whether any record is critical."""
        return self.severity is Severity.CRITICAL

    @property
    def must_act(self) -> bool:
        """Return whether a person must look now: critical and not over."""
        return self.open and self.critical

    @property
    def gravity(self) -> Gravity:
        """Return how grave it is, also when it is over."""
        return Gravity.CRITICAL if self.critical else Gravity.CALM

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids of all records."""
        return tuple(f"alarm:{record.source}:{record.id}" for record in self.records)


def grouped(alarms: Iterable[AlarmRecord]) -> list[AlarmGroup]:
    """Return one group per alarm and target: first what must be acted on, then open, then over."""
    found: dict[tuple[str, str, str], list[AlarmRecord]] = {}
    for record in sorted(alarms, key=lambda each: each.started_at, reverse=True):
        found.setdefault((record.source, record.name, record.target), []).append(record)
    groups = [AlarmGroup(tuple(records)) for records in found.values()]
    return sorted(groups, key=lambda each: (not each.open, _ORDER.index(each.severity)))


def alarm_points(alarms: tuple[AlarmRecord, ...]) -> list[Point]:
    """Return what is worth telling about alarms; what needs a person is never only counted."""
    groups = grouped(alarms)
    over = [group for group in groups if group.critical and not group.open]
    told = [
        group
        for place, group in enumerate(groups)
        if group.must_act or place < MOST_TOLD or group in over[:MOST_CRITICAL]
    ]
    rest = [group for group in groups if group not in told]
    points = [_point(group) for group in told]
    return [*points, _rest(rest)] if rest else points


def _point(group: AlarmGroup) -> Point:
    shown = group.shown
    handled = _handled(group)
    target = "" if is_id(shown.target) else plain(shown.target, most=40)
    name = Foreign(shown_pattern(shown.name, most=48))
    about: dict[str, Argument] = {
        "severity": group.severity,
        "name": name,
        "target": None if target in shown.name else Called(target),
        "times": len(group.records),
        "handled": handled,
    }
    if not group.open:
        said = message("alarm.recovered", **about)
        return Point(
            topic=Topic.ALARMS,
            weight=Weight.CALM,
            said=said,
            evidence=group.evidence,
            grave=group.gravity,
        )
    about["since"] = shown.started_at
    if shown.state is AlarmState.UNKNOWN:
        said = message("alarm.unsure", **about)
    else:
        lasting = None if shown.minutes is None else timedelta(minutes=shown.minutes)
        urgent = group.must_act and not handled
        said = message("alarm.firing", **about, lasting=lasting, urgent=urgent)
    weight = Weight.ACT if group.must_act else Weight.WATCH
    return Point(
        topic=Topic.ALARMS,
        weight=weight,
        said=said,
        evidence=group.evidence,
        brief=alarm_brief(group),
    )


def alarm_brief(group: AlarmGroup, *, handled: bool = False) -> Message:
    """Return one clause: which alarm, where, since when, whether it is over, and what was done."""
    shown = group.shown
    target = "" if is_id(shown.target) else plain(shown.target, most=40)
    return message(
        "episode.alarm",
        severity=group.severity,
        name=Foreign(shown_pattern(shown.name, most=48)),
        target=None if target in shown.name else Called(target),
        since=shown.started_at,
        state=AlarmState.RECOVERED if not group.open else shown.state,
        handled=_handled(group) if handled else None,
    )


def _handled(group: AlarmGroup) -> Called | None:
    """Return the first whole sentence of what was done about it, where anything was."""
    said = next((record.handled for record in group.records if record.handled), "")
    return Called(whole(said, most=100, sentences=1).rstrip(".\u3002")) if said else None


def _rest(groups: list[AlarmGroup]) -> Point:
    firing = sum(len(group.records) for group in groups if group.open)
    recovered = sum(len(group.records) for group in groups if not group.open)
    critical = sum(len(group.records) for group in groups if group.critical)
    counts = (
        *((message("alarm.count_firing", n=firing),) if firing else ()),
        *((message("alarm.count_recovered", n=recovered),) if recovered else ()),
        *((message("alarm.count_critical", n=critical),) if critical else ()),
    )
    weight = Weight.WATCH if firing else Weight.CALM
    evidence = tuple(name for group in groups for name in group.evidence)
    said = message("alarm.others", counts=Clauses(counts))
    grave = min((group.gravity for group in groups), default=Gravity.CALM)
    return Point(topic=Topic.ALARMS, weight=weight, said=said, evidence=evidence, grave=grave)

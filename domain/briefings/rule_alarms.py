"""What the rules tell about alarms (BRF-4): one point per alarm, worst and newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.briefings.phrases import AlarmWords
from domain.briefings.rule_points import Gravity, Point, Telling
from domain.briefings.summaries import Topic, Weight
from domain.common.quoting import is_id, plain, quoted, whole
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


def alarm_points(alarms: tuple[AlarmRecord, ...], telling: Telling) -> list[Point]:
    """Return what is worth telling about alarms; what needs a person is never only counted."""
    groups = grouped(alarms)
    over = [group for group in groups if group.critical and not group.open]
    told = [
        group
        for place, group in enumerate(groups)
        if group.must_act or place < MOST_TOLD or group in over[:MOST_CRITICAL]
    ]
    rest = [group for group in groups if group not in told]
    points = [_point(group, telling) for group in told]
    return [*points, _rest(rest, telling)] if rest else points


def _point(group: AlarmGroup, telling: Telling) -> Point:
    words = _words(group, telling)
    if not group.open:
        text = telling.say.recovered(words)
        return Point(Topic.ALARMS, Weight.CALM, text, group.evidence, grave=group.gravity)
    weight = Weight.ACT if group.must_act else Weight.WATCH
    brief = telling.say.brief_alarm(words.name)
    return Point(Topic.ALARMS, weight, telling.say.firing(words), group.evidence, brief)


def _words(group: AlarmGroup, telling: Telling) -> AlarmWords:
    open_records = [r for r in group.records if r.state is AlarmState.FIRING] or group.records
    shown = open_records[0] if group.open else group.newest
    handled = next((record.handled for record in group.records if record.handled), "")
    target = "" if is_id(shown.target) else plain(shown.target, most=40)
    return AlarmWords(
        name=quoted(shown.name, telling.language, most=48),
        severity=group.severity,
        times=len(group.records),
        since=telling.moment(shown.started_at),
        target="" if target in shown.name else target,
        minutes=shown.minutes,
        handled=whole(handled, most=100, sentences=1),
        sure=shown.state is not AlarmState.UNKNOWN,
    )


def _rest(groups: list[AlarmGroup], telling: Telling) -> Point:
    firing = sum(len(group.records) for group in groups if group.open)
    recovered = sum(len(group.records) for group in groups if not group.open)
    critical = sum(len(group.records) for group in groups if group.critical)
    weight = Weight.WATCH if firing else Weight.CALM
    evidence = tuple(name for group in groups for name in group.evidence)
    text = telling.say.more_alarms(firing, recovered, critical)
    grave = min((group.gravity for group in groups), default=Gravity.CALM)
    return Point(Topic.ALARMS, weight, text, evidence, grave=grave)

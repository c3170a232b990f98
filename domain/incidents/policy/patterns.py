"""Patterns of policies and controls against places in clusters; and hours of the local day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from domain.alerts.alerts import Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.incidents.controls import Scope
from domain.incidents.policy.policies import HoursRule, ServiceRule

_DAY = 24 * 60


@dataclass(frozen=True)
class Place:
    """Where something is wrong, as far as it is known; what is unknown is empty."""

    cluster: str = ""
    namespace: str = ""
    workload: str = ""


def place_of(target: WorkloadRef | Fingerprint) -> Place:
    """Return where it is.

    An object whose owner is unknown has no workload: a pattern that names workloads does not
    cover it, for a silence that guesses would hide something else.
    """
    if isinstance(target, WorkloadRef):
        return Place(target.cluster, target.namespace, target.name)
    if target.owner is not None:
        return place_of(target.owner)
    if target.said is not None:
        return Place(target.said.cluster, target.said.namespace)
    return Place()


def fits(pattern: str, value: str) -> bool:
    """Say whether a value fits a pattern: `*` any characters, `?` one; empty fits all.

    Upper and lower case differ, and brackets are ordinary characters, as in object names.
    """
    return not pattern or fnmatchcase(value, pattern.replace("[", "[[]"))


def covers(scope: Scope | ServiceRule, place: Place) -> bool:
    """Say whether a scope's or a service's patterns fit a place; classes of faults aside."""
    return (
        fits(scope.cluster, place.cluster)
        and fits(scope.namespace, place.namespace)
        and fits(scope.workload, place.workload)
    )


def is_within(rule: HoursRule, zone: str, now: datetime) -> bool:
    """Say whether `now` is within a rule's hours on the wall clock of `zone`.

    Hours that end after midnight belong to the weekday on which they began; the start is
    included, the end is not.
    """
    shown = now.astimezone(ZoneInfo(zone))
    minute = shown.hour * 60 + shown.minute
    if rule.start < rule.end:
        return _cron_day(shown) in rule.weekdays and rule.start <= minute < rule.end
    if minute >= rule.start:
        return _cron_day(shown) in rule.weekdays
    return minute < rule.end % _DAY and _cron_day(shown - timedelta(days=1)) in rule.weekdays


def _cron_day(moment: datetime) -> int:
    """Return the weekday as cron counts it: 0 is Sunday."""
    return (moment.weekday() + 1) % 7

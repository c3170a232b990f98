"""Alarm policies of the cloud: those that there are, and what people ask for (CLD-1, CLD-3).

What may be asked for is held to the vendor's own bounds here, so that a wrong value is refused by
its field before anything is shown (SDK descriptions of CreateAlarmPolicy and CreateAlarm).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, message
from domain.monitoring.alarms import Severity


class AlarmSource(StrEnum):
    """Which service of the cloud evaluates a policy."""

    MONITOR = "monitor"
    CLS = "cls"


class Comparison(StrEnum):
    """How a metric is held against its threshold; the values are the vendor's."""

    GREATER = "gt"
    AT_LEAST = "ge"
    LESS = "lt"
    AT_MOST = "le"
    EQUAL = "eq"
    OTHER = "ne"


@dataclass(frozen=True, kw_only=True)
class AlarmPolicy:
    """An alarm policy as the cloud has it; names and conditions are what people wrote there.

    Attributes:
        watches: the kind of product of a metric alarm, or the topics of a log alarm.
        condition: when it fires, in the cloud's own terms.
        notices: ids of those whom the cloud tells.
        edit: key of the edit that made it; empty when it was made elsewhere.
    """

    id: str
    source: AlarmSource
    name: str
    enabled: bool
    region: str
    watches: str
    condition: str
    notices: tuple[str, ...] = ()
    edit: str = ""


@dataclass(frozen=True, kw_only=True)
class MetricAlarm:
    """A policy of the Observability Platform to be made: one metric against one threshold.

    Attributes:
        namespace: the kind of product, as policies name it (`cvm_device`, `k8s_workload2`).
        objects: values by dimension, such as `{"tke_cluster_instance_id": ("cls-1",)}`; none: all
            objects of that kind.
        periods: in a row that it must hold.
        repeat_seconds: how often it is told again while it fires; 0: once.
    """

    name: str
    namespace: str
    metric: str
    comparison: Comparison
    threshold: float
    notices: tuple[str, ...] = ()
    objects: Mapping[str, Sequence[str]] = field(default_factory=dict)
    period_seconds: int = 60
    periods: int = 3
    repeat_seconds: int = 3_600
    enabled: bool = True


@dataclass(frozen=True, kw_only=True)
class LogAlarm:
    """A policy of CLS to be made: a query that is run again and again, and when that is an alarm.

    Attributes:
        condition: over the query's columns, such as `$1.errors > 10`.
        window_minutes: how far back each run looks.
        times: in a row that the condition must hold.
        repeat_minutes: how often it is told again while it fires.
    """

    name: str
    topic_id: str
    logset_id: str
    query: str
    condition: str
    notices: tuple[str, ...] = ()
    window_minutes: int = 15
    every_minutes: int = 5
    times: int = 1
    repeat_minutes: int = 60
    severity: Severity = Severity.WARNING
    enabled: bool = True


@dataclass(frozen=True)
class AlarmSwitch:
    """A policy to be switched on or off."""

    source: AlarmSource
    policy_id: str
    enabled: bool


PERIODS = (60, 300, 600, 900, 1_800, 3_600, 21_600, 86_400)
"""Seconds; which of them a metric has, the cloud says when it is asked."""

REPEATS = (0, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)
"""Seconds (AlarmPolicyRule.NoticeFrequency)."""

MOST_PERIODS = 10
MOST_NOTICES = 20
MOST_DIMENSIONS = 10
MOST_VALUES = 50
LONGEST_NAME = 60
LONGEST_LOG_NAME = 255
LONGEST_QUERY = 12 * 1024
LONGEST_CONDITION = 512
MOST_MINUTES = 1_440
MOST_TIMES = 2_000

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,63}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def check_metric_alarm(alarm: MetricAlarm) -> MetricAlarm:
    """Return a policy that can be asked for, or raise `InvalidRequest` that names the field."""
    _check_name(alarm.name, LONGEST_NAME, len(alarm.name))
    for name, value in (("namespace", alarm.namespace), ("metric", alarm.metric)):
        if not _WORD.fullmatch(value):
            example = Called("cvm_device" if name == "namespace" else "CpuUsage")
            raise InvalidRequest(name, message("alarm_policy.word", example=example))
    if not isfinite(alarm.threshold):
        raise InvalidRequest("threshold", message("rule.number"))
    _check_one_of("period_seconds", alarm.period_seconds, PERIODS)
    _check_between("periods", alarm.periods, 1, MOST_PERIODS)
    _check_one_of("repeat_seconds", alarm.repeat_seconds, REPEATS)
    _check_notices(alarm.notices)
    good = len(alarm.objects) <= MOST_DIMENSIONS and all(
        _WORD.fullmatch(key) and 0 < len(values) <= MOST_VALUES and all(map(_is_value, values))
        for key, values in alarm.objects.items()
    )
    if not good:
        rule = message("alarm_policy.objects", dimensions=MOST_DIMENSIONS, values=MOST_VALUES)
        raise InvalidRequest("objects", rule)
    return alarm


def check_log_alarm(alarm: LogAlarm) -> LogAlarm:
    """Return a policy that can be asked for, or raise `InvalidRequest` that names the field."""
    _check_name(alarm.name, LONGEST_LOG_NAME, len(alarm.name.encode()))
    for name, text, longest in (
        ("query", alarm.query, LONGEST_QUERY),
        ("condition", alarm.condition, LONGEST_CONDITION),
    ):
        if not text.strip() or len(text.encode()) > longest:
            raise InvalidRequest(name, message("alarm_policy.bytes", most=longest))
    _check_between("window_minutes", alarm.window_minutes, 1, MOST_MINUTES)
    _check_between("every_minutes", alarm.every_minutes, 1, MOST_MINUTES)
    _check_between("times", alarm.times, 1, MOST_TIMES)
    _check_between("repeat_minutes", alarm.repeat_minutes, 0, MOST_MINUTES)
    if alarm.severity is Severity.UNKNOWN:
        known = tuple(Called(each.value) for each in Severity if each is not Severity.UNKNOWN)
        raise InvalidRequest("severity", message("rule.one_of", choices=Alternatives(known)))
    _check_notices(alarm.notices)
    return alarm


def check_switch(switch: AlarmSwitch) -> AlarmSwitch:
    """Return it, or raise `InvalidRequest` when nothing has such an id."""
    if not _ID.fullmatch(switch.policy_id):
        example = Called("policy-1a2b3c4d")
        raise InvalidRequest("policy_id", message("alarm_policy.id", example=example))
    return switch


def _check_name(name: str, longest: int, length: int) -> None:
    if not name.strip() or length > longest or "|" in name or not name.isprintable():
        raise InvalidRequest("name", message("alarm_policy.name", most=longest))


def _check_notices(notices: Sequence[str]) -> None:
    if len(notices) > MOST_NOTICES or not all(map(_ID.fullmatch, notices)):
        raise InvalidRequest("notices", message("alarm_policy.notices", most=MOST_NOTICES))


def _check_between(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise InvalidRequest(name, message("rule.between", least=least, most=most))


def _check_one_of(name: str, number: int, known: Sequence[int]) -> None:
    if number not in known:
        choices = Alternatives(tuple(Called(str(each)) for each in known))
        raise InvalidRequest(name, message("rule.one_of", choices=choices))


def _is_value(value: str) -> bool:
    return 0 < len(value) <= 128 and value.isprintable()

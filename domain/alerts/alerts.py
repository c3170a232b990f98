"""Alerts: one firing or clearing of a source, whichever of the four forms it came in (ALR-1)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.clusters.clusters import ObjectRef, WorkloadRef
from domain.common.messages import Called, Message, message
from domain.monitoring.alarms import Severity


class AlertSource(StrEnum):
    """Who says so."""

    TENCENT_MONITOR = "tencent_monitor"
    TENCENT_CLS = "tencent_cls"
    ALERTMANAGER = "alertmanager"
    PLAIN = "plain"
    THRESHOLD_WATCH = "threshold_watch"
    PERSON = "person"  # somebody asked for a repair (RBK-12)
    HEARTBEAT = "heartbeat"  # a source that always sends is silent (ALR-11)


class AlertState(StrEnum):
    """What it says."""

    FIRING = "firing"
    RESOLVED = "resolved"


class FaultClass(StrEnum):
    """What kind of thing is wrong; part of an incident's identity (ALR-3)."""

    CRASH_LOOP = "crash_loop"
    IMAGE_PULL = "image_pull"
    OUT_OF_MEMORY = "out_of_memory"
    NOT_READY = "not_ready"
    REPLICA_SHORTAGE = "replica_shortage"
    ERROR_RATE = "error_rate"
    LATENCY = "latency"
    SATURATION = "saturation"
    CONFIGURATION = "configuration"
    DEPENDENCY = "dependency"
    NODE = "node"
    REQUESTED = "requested"  # nothing is known to be wrong; a person asks
    TEST = "test"  # nothing is wrong; a person tries whether alerts come in
    SILENCE = "silence"  # a source of alerts is no longer heard
    OTHER = "other"


OURS = frozenset({FaultClass.REQUESTED, FaultClass.TEST, FaultClass.SILENCE})
"""Classes that only we bring in; no source may name them."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One message of a source about one object. Everything textual in it is untrusted.

    Attributes:
        id: of this message: equal for a message that is sent again, another for the next firing.
        key: of the alarm at its source, for reading it back; meaning depends on the source.
        name: of the rule, at most 200 characters.
        object: what the source says it is about; None when it names nothing.
        started_at: when it began to fire, by the source's clock.
        received_at: when it reached us.
        measures: numbers the source gives: `cpu`, `memory` (shares 0–1), `error_rate` (0–1),
            `users` (affected), `services` (affected), others by their own name; at most 20.
        labels: at most 40 of at most 200 characters each.
        text: for people only, at most 2,000 characters.
        tells: of a test, the person who is told of it; empty: who is on call.
    """

    id: str
    key: str
    source: AlertSource
    state: AlertState
    name: str
    severity: Severity
    fault: FaultClass
    object: ObjectRef | None
    started_at: datetime
    received_at: datetime
    measures: dict[str, float] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    text: str = ""
    tells: str = ""

    @property
    def is_test(self) -> bool:
        """Whether somebody only tries whether alerts come in."""
        return self.fault is FaultClass.TEST


IGNORED_NAMES = frozenset({"Watchdog", "InfoInhibitor"})
"""Rules of kube-prometheus that fire by design: one proves that alerting works, the other mutes."""

_ASKED_FOR = frozenset({AlertSource.THRESHOLD_WATCH, AlertSource.PERSON, AlertSource.HEARTBEAT})


def is_ignored(alert: Alert, names: Collection[str] = IGNORED_NAMES) -> bool:
    """Say whether an alert opens no incident: it is informational, or its rule is on the list.

    A watch that a person set to open incidents does so at any severity.

    Args:
        alert: as its source sent it.
        names: of rules that never open an incident.
    """
    if alert.source in _ASKED_FOR:
        return False
    return alert.severity is Severity.INFO or alert.name in names


@dataclass(frozen=True)
class Fingerprint:
    """What one incident is about (ALR-3).

    Attributes:
        owner: the top owner; None when it could not be resolved, then `said` names what the
            source spoke of.
    """

    fault: FaultClass
    owner: WorkloadRef | None = None
    said: ObjectRef | None = None
    alarm: str = ""

    def __str__(self) -> str:
        """Return what follows `incident/` in the workflow's id."""
        if self.owner is not None:
            return f"{self.owner}/{self.fault}"
        if self.said is not None:
            return f"unresolved/{self.said}/{self.fault}"
        # Nothing is named: the rule itself is what it is about.
        return f"unresolved/-/{sha256(self.alarm.encode()).hexdigest()[:16]}/{self.fault}"


class ReadBack(StrEnum):
    """What the source says when it is asked again, through its signed interface (ALR-2)."""

    FIRING = "firing"
    CLEARED = "cleared"
    NOT_FOUND = "not_found"  # the source does not know of it: a forged callback
    UNKNOWN = "unknown"  # it could not be asked


CLUSTER = "cluster"
"""Says how a workload stands, where an alert's source cannot be asked."""


@dataclass(frozen=True)
class Confirmation:
    """The answer of a source that was asked again.

    Attributes:
        by: which interface said so, e.g. `DescribeAlarmHistories`; an `AlertSource`, or `CLUSTER`.
    """

    state: ReadBack
    by: str
    at: datetime
    detail: Message | None = None

    @property
    def source(self) -> AlertSource | Message | Called:
        """Return who said so, for people."""
        if self.by in set(AlertSource):
            return AlertSource(self.by)
        return message("alert.cluster") if self.by == CLUSTER else Called(self.by)

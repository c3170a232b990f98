"""What the four forms of alerts share: bounds, clean text, exact names, times (ALR-1, SEC-4).

Whatever is textual in an alert was written by others. It is cleaned and cut here, and nothing of
it chooses anything, except names of objects that have the exact form Kubernetes gives them; and
those must then exist.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from domain.alerts.alerts import AlertSource, AlertState
from domain.clusters.clusters import ObjectRef
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, message
from domain.common.quoting import clean
from domain.monitoring.alarms import Severity

LONGEST_NAME = 200
LONGEST_TEXT = 2_000
LONGEST_LABEL = 200
MOST_LABELS = 40
MOST_MEASURES = 20
MOST_ALERTS = 100
"""Of one message; what is beyond is left to the poller, and the sender is told how many."""

REPLAY_WINDOW = timedelta(hours=24)
"""How old a message may be by its own time. A day lets an Alertmanager that was cut off for a night
catch up; what is older was recorded by somebody and sent again (SEC-2)."""

FASTEST_CLOCK = timedelta(minutes=5)
"""How far a source's clock may be ahead; the Tencent Cloud API itself allows as much."""

_YEARS = range(1971, 2201)
"""Years that are taken for times: Go's zero time is in the year 1, and beyond 2200 is nonsense."""

_LABEL_1123 = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_SUBDOMAIN_1123 = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")

KINDS = {
    "pod": "Pod",
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "daemonset": "DaemonSet",
    "replicaset": "ReplicaSet",
    "node": "Node",
}
"""Kinds of objects that an alert may name, by their lower-case names."""

_CLUSTER = ("cluster_id", "tke_cluster_instance_id", "cluster")
_NAMESPACE = ("exported_namespace", "namespace")
_OBJECTS = (
    ("deployment", "Deployment"),
    ("statefulset", "StatefulSet"),
    ("daemonset", "DaemonSet"),
    ("exported_pod", "Pod"),
    ("pod", "Pod"),
    ("pod_name", "Pod"),
    ("node", "Node"),
)
"""Labels that name an object, the one that says most first. kube-state-metrics puts its own pod
into `pod` and the one it speaks of into `exported_pod` unless told otherwise."""

_SEVERITIES = {
    **dict.fromkeys(("critical", "serious", "error", "page", "emergency", "high", "p0", "p1"),
                    Severity.CRITICAL),
    **dict.fromkeys(("warning", "warn", "medium", "p2"), Severity.WARNING),
    **dict.fromkeys(("info", "remind", "note", "notice", "none", "low", "p3", "p4"), Severity.INFO),
}  # fmt: skip


class StaleMessage(InvalidRequest):
    """The message is older than the replay window, or comes from the future."""


@dataclass(frozen=True)
class FormSettings:
    """What the operators say about one source.

    Attributes:
        faults: words in the names of alerts, by the class of fault that they mean.
        cluster: id of the cluster that its alerts are about when they name none.
        zone: of times without one.
        replay_window: how old a message may be by its own time.
    """

    faults: Mapping[str, Sequence[str]]
    cluster: str = ""
    zone: str = "Asia/Shanghai"
    replay_window: timedelta = REPLAY_WINDOW


def mapping(raw: object, field: str) -> Mapping[str, Any]:
    """Return a JSON object, or raise `InvalidRequest`."""
    if not isinstance(raw, Mapping):
        raise InvalidRequest(field, message("rule.object"))
    return raw


def part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object inside another one; empty when it is missing or something else."""
    found = raw.get(name)
    return found if isinstance(found, Mapping) else {}


def text_of(value: object, most: int = LONGEST_LABEL) -> str:
    """Return a scalar as clean text of one line; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # Cleaning looks at every character, so what could never fit is cut before.
    return clean(str(value)[: most * 4])[:most]


def first_text(raw: Mapping[str, Any], *names: str, most: int = LONGEST_LABEL) -> str:
    """Return the first of these fields that says something."""
    return next((said for name in names if (said := text_of(raw.get(name), most))), "")


def number_of(value: object) -> float | None:
    """Return a finite number written as a number or as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value if not isinstance(value, str) else value.strip()[:40])
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def labels_of(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return labels with clean names and values, the first `MOST_LABELS` by name."""
    found = {text_of(name, 80): text_of(raw[name]) for name in sorted(raw, key=str)}
    kept = [(name, value) for name, value in found.items() if name and value]
    return dict(kept[:MOST_LABELS])


def severity_of(word: str) -> Severity:
    """Return our own for a source's word."""
    return _SEVERITIES.get(word.strip().lower(), Severity.UNKNOWN)


def object_ref(cluster: str, namespace: str, kind: str, name: str) -> ObjectRef | None:
    """Return an object with names as RFC 1123 has them; None when one has not.

    Nodes are in no namespace; everything else is in one.
    """
    proper = KINDS.get(kind.lower(), "")
    of_node = proper == "Node"
    named = bool(_LABEL_1123.fullmatch(cluster)) and bool(_SUBDOMAIN_1123.fullmatch(name))
    placed = of_node or bool(_LABEL_1123.fullmatch(namespace))
    if not (proper and named and placed) or ".." in name:
        return None
    return ObjectRef(cluster, "" if of_node else namespace, proper, name)


def object_of_labels(labels: Mapping[str, str], settings: FormSettings) -> ObjectRef | None:
    """Return what labels or dimensions name; the most telling name decides, and only that one."""
    cluster = _first(labels, _CLUSTER) or settings.cluster
    namespace = _first(labels, _NAMESPACE)
    kind, name = labels.get("workload_kind", ""), labels.get("workload_name", "")
    kind, name = kind or labels.get("workload_type", ""), name or labels.get("workload", "")
    if kind and name:
        return object_ref(cluster, namespace, kind, name)
    for label, of_kind in _OBJECTS:
        if labels.get(label):
            return object_ref(cluster, namespace, of_kind, labels[label])
    return None


def wall_time(value: object, zone: str) -> datetime | None:
    """Return a `YYYY-MM-DD HH:MM:SS` on the wall clock of `zone`; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        wall = datetime.strptime(value.strip()[:19], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - it has none
    except ValueError:
        return None
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if wall.year in _YEARS else None


def iso_time(value: object) -> datetime | None:
    """Return an RFC 3339 time; None for anything else, and for Go's zero time."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip()[:40])
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def epoch_time(value: object, *, per_second: int) -> datetime | None:
    """Return a count of seconds or their parts since 1970; None when it is no such number."""
    number = number_of(value)
    if number is None or not 0 < number / per_second < 4e9:
        return None
    return datetime.fromtimestamp(number / per_second, UTC)


def begun_at(moment: datetime | None, received_at: datetime) -> datetime:
    """Return when it began: what is unknown or in the future began when we heard of it."""
    return received_at if moment is None else min(moment, received_at)


def check_age(said_at: datetime | None, received_at: datetime, settings: FormSettings) -> None:
    """Raise `StaleMessage` when a message's own time is outside the replay window."""
    if said_at is None:
        return
    if received_at - said_at > settings.replay_window:
        raise StaleMessage("sent", message("alert_rule.too_old", age=settings.replay_window))
    if said_at - received_at > FASTEST_CLOCK:
        raise StaleMessage("sent", message("alert_rule.future"))


def message_id(source: AlertSource, *parts: object) -> str:
    """Return the id of a message: the same for the same firing and state, sent however often."""
    written = json.dumps([str(each) for each in parts], ensure_ascii=False)
    return f"{source}/{sha256(written.encode(errors='backslashreplace')).hexdigest()[:32]}"


def key_of(rule: str, named: ObjectRef | None) -> str:
    """Return the key of a cloud alarm: its rule and the object it is about, both exact."""
    return f"{rule[:80]}|{named or ''}"


def rule_of(key: str) -> str:
    """Return the rule out of `key_of`."""
    return key.partition("|")[0]


def state_of(value: object, *, firing: str, resolved: str, field: str) -> AlertState:
    """Return the state for a number or word that means one of two things."""
    word = text_of(value, 20).lower()
    if word == firing:
        return AlertState.FIRING
    if word == resolved:
        return AlertState.RESOLVED
    raise InvalidRequest(
        field, message("rule.one_of", choices=Alternatives((Called(firing), Called(resolved))))
    )


def _first(labels: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((labels[name] for name in names if labels.get(name)), "")

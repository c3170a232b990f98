"""Objects as tables, as `kubectl get` asks for them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.behaviour import read_time
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.page import pod_state

Cells: TypeAlias = Callable[[Mapping[str, Any], datetime], list[Any]]


def as_table(kind: Kind, answer: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return one object or a list of them as a `Table`.

    Args:
        kind: of the objects.
        answer: what the API would have answered.
        now: the time from which ages count.
    """
    items = answer.get("items", [answer])
    names, cells = _COLUMNS.get(kind, (("Age",), _plain))
    columns = [_column(name, number) for number, name in enumerate(("Name", *names))]
    rows = [
        {
            "cells": [item["metadata"]["name"], *cells(item, now)],
            "object": {
                "kind": "PartialObjectMetadata",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": item["metadata"],
            },
        }
        for item in items
    ]
    metadata = answer["metadata"] if "items" in answer else {}
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": columns,
        "rows": rows,
    }


def _column(name: str, number: int) -> dict[str, Any]:
    sort = "name" if number == 0 else ""
    return {"name": name, "type": "string", "format": sort, "description": name, "priority": 0}


def _age(item: Mapping[str, Any], now: datetime) -> str:
    return _ago(item["metadata"]["creationTimestamp"], now)


def _ago(text: str, now: datetime) -> str:
    """Return how long ago something was, in its two largest units at most."""
    seconds = max(int((now - read_time(text)) / timedelta(seconds=1)), 0)
    if seconds < 120:
        return f"{seconds}s"
    if seconds < 7200:
        return f"{seconds // 60}m"
    return f"{seconds // 3600}h" if seconds < 172_800 else f"{seconds // 86_400}d"


def _plain(item: Mapping[str, Any], now: datetime) -> list[Any]:
    return [_age(item, now)]


def _pod(item: Mapping[str, Any], now: datetime) -> list[Any]:
    containers = (item.get("status") or {}).get("containerStatuses") or []
    ready = sum(one["ready"] for one in containers)
    restarts = sum(one["restartCount"] for one in containers)
    whole = len(item["spec"]["containers"])
    return [f"{ready}/{whole}", pod_state(item), str(restarts), _age(item, now)]


def _deployment(item: Mapping[str, Any], now: datetime) -> list[Any]:
    status, wanted = item.get("status") or {}, item["spec"]["replicas"]
    counts = [str(status.get(key, 0)) for key in ("updatedReplicas", "availableReplicas")]
    return [f"{status.get('readyReplicas', 0)}/{wanted}", *counts, _age(item, now)]


def _replicas(item: Mapping[str, Any], now: datetime) -> list[Any]:
    status = item.get("status") or {}
    counts = [str(status.get(key, 0)) for key in ("replicas", "readyReplicas")]
    return [str(item["spec"]["replicas"]), *counts, _age(item, now)]


def _node(item: Mapping[str, Any], now: datetime) -> list[Any]:
    conditions = {one["type"]: one for one in item["status"].get("conditions") or []}
    ready = conditions.get("Ready", {}).get("status") == "True"
    words = ["Ready" if ready else "NotReady"]
    words += ["SchedulingDisabled"] if item["spec"].get("unschedulable") else []
    return [",".join(words), _age(item, now), item["status"]["nodeInfo"]["kubeletVersion"]]


def _event(item: Mapping[str, Any], now: datetime) -> list[Any]:
    about = item["involvedObject"]
    named = f"{about['kind'].lower()}/{about['name']}"
    when = _ago(item["lastTimestamp"], now)
    return [when, item["type"], item["reason"], named, item["message"]]


_COLUMNS: dict[Kind, tuple[tuple[str, ...], Cells]] = {
    kinds.POD: (("Ready", "Status", "Restarts", "Age"), _pod),
    kinds.DEPLOYMENT: (("Ready", "Up-to-date", "Available", "Age"), _deployment),
    kinds.REPLICA_SET: (("Desired", "Current", "Ready", "Age"), _replicas),
    kinds.STATEFUL_SET: (("Desired", "Current", "Ready", "Age"), _replicas),
    kinds.NODE: (("Status", "Age", "Version"), _node),
    kinds.EVENT: (("Last Seen", "Type", "Reason", "Object", "Message"), _event),
}

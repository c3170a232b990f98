"""Events about objects; one that happens again is counted up instead of repeated."""

from collections import deque
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster, quietly
from sandbox.kubernetes.store import Item

KEPT_EVENTS = 2_000
"""Of one component; a real server keeps them for an hour."""
_LONGEST = 1024
"""Characters of an event's message, the limit of the API."""

_Key: TypeAlias = tuple[str, str, str]
"""Uid, reason, message."""


class EventRecorder:
    """Writes events for one component.

    Args:
        cluster: where.
        component: such as `deployment-controller`.
    """

    def __init__(self, cluster: Cluster, component: str) -> None:
        self._cluster = cluster
        self._component = component
        self._known: dict[_Key, str] = {}
        self._written: deque[tuple[str, str, _Key]] = deque()

    def say(self, item: Item, reason: str, message: str, *, warning: bool = False) -> None:
        """Write down what happened to an object."""
        cluster, metadata = self._cluster, item["metadata"]
        namespace = metadata.get("namespace", "default")
        message = message[:_LONGEST]
        key = (metadata["uid"], reason, message)
        known = cluster.store.get(kinds.EVENT, namespace, self._known.get(key, ""))
        if known is not None:
            count = known["count"] + 1
            cluster.revise(kinds.EVENT, known, count=count, lastTimestamp=cluster.stamp)
            return
        # The store's version makes the name unique: every write has another one.
        name = f"{metadata['name']}.{cluster.store.version:x}{cluster.suffix(3)}"
        event: dict[str, Any] = {
            "metadata": {"name": name, "namespace": namespace},
            "involvedObject": {
                "kind": item["kind"],
                "namespace": metadata.get("namespace", ""),
                "name": metadata["name"],
                "uid": metadata["uid"],
                "apiVersion": item["apiVersion"],
                "resourceVersion": metadata["resourceVersion"],
            },
            "reason": reason,
            "message": message,
            "source": {"component": self._component},
            "firstTimestamp": cluster.stamp,
            "lastTimestamp": cluster.stamp,
            "count": 1,
            "type": "Warning" if warning else "Normal",
            "eventTime": None,
            "reportingComponent": self._component,
            "reportingInstance": "",
        }
        if quietly(lambda: cluster.create(kinds.EVENT, event)):
            # Its namespace is going; events are lost then, on real clusters too.
            return
        self._known[key] = name
        self._written.append((namespace, name, key))
        if len(self._written) > KEPT_EVENTS:
            old_namespace, old_name, old_key = self._written.popleft()
            cluster.store.remove(kinds.EVENT, old_namespace, old_name)
            self._known.pop(old_key, None)

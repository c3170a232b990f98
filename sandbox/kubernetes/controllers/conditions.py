"""The two conditions of a Deployment, and when they are stamped anew.

A condition whose status and reason stay is left as it is, its times included: that is how the real
controller does it, and why an old `ProgressDeadlineExceeded` can outlive the undo that heals it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.kubernetes.behaviour import read_time
from sandbox.kubernetes.store import Item

PROGRESSING, AVAILABLE, FAILURE = "Progressing", "Available", "ReplicaFailure"
TIMED_OUT = "ProgressDeadlineExceeded"
COMPLETE = "NewReplicaSetAvailable"
MOVING = "ReplicaSetUpdated"
CREATED = "NewReplicaSetCreated"
FOUND = "FoundNewReplicaSet"
PAUSED, RESUMED = "DeploymentPaused", "DeploymentResumed"


class Conditions:
    """Conditions of one Deployment while they are being worked out.

    Args:
        deployment: the object that has them.
        now: the time as the API writes it.
    """

    def __init__(self, deployment: Item, now: str) -> None:
        self._now = now
        old = (deployment.get("status") or {}).get("conditions") or []
        self._by_type: dict[str, dict[str, Any]] = {one["type"]: one for one in old}

    def get(self, kind: str) -> Mapping[str, Any] | None:
        """Return a condition, None if it is not there."""
        return self._by_type.get(kind)

    def reason(self, kind: str) -> str:
        """Return the reason of a condition; empty if it is not there."""
        return str(self._by_type.get(kind, {}).get("reason", ""))

    def set(
        self, kind: str, status: str, reason: str, message: str, *, restamp: bool = False
    ) -> None:
        """Put a condition; unless `restamp`, the same status and reason change nothing."""
        old = self._by_type.get(kind)
        if old is not None and not restamp and (old["status"], old["reason"]) == (status, reason):
            return
        turned = self._now
        if old is not None and old["status"] == status:
            turned = old["lastTransitionTime"]
        self._by_type.pop(kind, None)
        self._by_type[kind] = {
            "type": kind,
            "status": status,
            "lastUpdateTime": self._now,
            "lastTransitionTime": turned,
            "reason": reason,
            "message": message,
        }

    def drop(self, kind: str) -> None:
        """Take a condition away."""
        self._by_type.pop(kind, None)

    def listed(self) -> list[dict[str, Any]]:
        """Return them all."""
        return list(self._by_type.values())


def deadline(deployment: Item) -> datetime | None:
    """Return when a rollout times out; None if it has no deadline or is at its end."""
    condition = next(
        (
            one
            for one in (deployment.get("status") or {}).get("conditions") or []
            if one["type"] == PROGRESSING
        ),
        None,
    )
    if condition is None or condition["reason"] in {COMPLETE, TIMED_OUT, PAUSED}:
        return None
    limit = timedelta(seconds=deployment["spec"]["progressDeadlineSeconds"])
    return read_time(condition["lastUpdateTime"]) + limit

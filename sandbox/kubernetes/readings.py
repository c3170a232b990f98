"""What labels, annotations and the faults of a namespace say, read."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sandbox.kubernetes.parts import PREFIX


def overload(
    app: str, *, faults: Mapping[str, str], capacity: float, ready: int, now: datetime
) -> float:
    """Return load per capacity of an app; above 1 its pods are overloaded, 0 without load.

    Args:
        app: the app label.
        faults: the keys of `sandbox-faults`.
        capacity: load units that one ready pod carries.
        ready: how many of its pods are ready.
        now: when; after `heals-at` there is no load.
    """
    if is_healed(app, faults, now):
        return 0.0
    load = float(faults.get(f"{app}.load", 0))
    return load / (capacity * max(ready, 1)) if load else 0.0


def app_of(labels: Mapping[str, str]) -> str:
    """Return the app a pod belongs to by its labels; empty if they do not say."""
    return labels.get("app") or labels.get("app.kubernetes.io/name") or ""


def capacity_of(annotations: Mapping[str, str]) -> float:
    """Return how many units of load one pod carries."""
    return float(annotations.get(f"{PREFIX}/capacity", 1))


def read_time(text: str) -> datetime:
    """Return an RFC 3339 time.

    Raises:
        ValueError: it is none.
    """
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def is_healed(app: str, faults: Mapping[str, str], now: datetime) -> bool:
    """Say whether the time has come from which no fault of an app counts."""
    limit = faults.get(f"{app}.heals-at", "")
    return bool(limit) and now >= read_time(limit)

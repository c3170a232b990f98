"""Alerts as an Alertmanager keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

# FNV-1a of 64 bits, by which Prometheus names a set of labels.
_OFFSET, _PRIME, _MASK = 14695981039346656037, 1099511628211, (1 << 64) - 1
_SEPARATOR = b"\xff"


@dataclass(frozen=True)
class HeldAlert:
    """One alert.

    Attributes:
        ended: None while it fires.
        silenced: ids of silences that mute it.
    """

    labels: Mapping[str, str]
    began: datetime
    annotations: Mapping[str, str] = field(default_factory=dict)
    ended: datetime | None = None
    silenced: tuple[str, ...] = ()
    generator: str = "http://127.0.0.1/sandbox-prometheus"

    @property
    def fingerprint(self) -> str:
        """The name of its labels."""
        return fingerprint(self.labels)


class HeldAlerts:
    """Every alert that fires, by fingerprint."""

    def __init__(self) -> None:
        self._held: dict[str, HeldAlert] = {}

    def fire(self, alert: HeldAlert) -> HeldAlert:
        """Take an alert in; one that fires already keeps its beginning."""
        known = self._held.get(alert.fingerprint)
        if known is not None and known.ended is None:
            alert = replace(alert, began=known.began)
        self._held[alert.fingerprint] = alert
        return alert

    def resolve(self, labels: Mapping[str, str], at: datetime) -> HeldAlert:
        """Let an alert be over and return it; the list no longer shows it.

        Raises:
            KeyError: no such alert fires.
        """
        return replace(self._held.pop(fingerprint(labels)), ended=at)

    def silence(self, labels: Mapping[str, str], silence: str) -> None:
        """Mute an alert; the list shows it as suppressed.

        Raises:
            KeyError: no such alert fires.
        """
        key = fingerprint(labels)
        self._held[key] = replace(self._held[key], silenced=(silence,))

    def __iter__(self) -> Iterator[HeldAlert]:
        """Yield what fires, oldest first."""
        return iter(sorted(self._held.values(), key=lambda alert: alert.began))

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()


def fingerprint(labels: Mapping[str, str]) -> str:
    """Return the fingerprint of labels: 16 hex digits."""
    name = _OFFSET
    for label in sorted(labels):
        for text in (label, labels[label]):
            for byte in text.encode() + _SEPARATOR:
                name = ((name ^ byte) * _PRIME) & _MASK
    return f"{name:016x}"


def rfc3339(when: datetime | None) -> str:
    """Return a time as Go writes it; None is Go's zero time."""
    if when is None:
        return "0001-01-01T00:00:00Z"
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Alerts that always fire, so that their absence says that alerts no longer arrive (ALR-11).

kube-prometheus calls its own Watchdog. Each message of it, and each time a source lists it, is a
beat; whoever sent one and then stays silent for long is told of.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass
from domain.alerts.forms import LONGEST_NAME, message_id, text_of
from domain.monitoring.alarms import Severity

HEARTBEAT_NAMES = frozenset({"Watchdog"})

FIRST_GAP = timedelta(hours=12)
"""What may lie between the first two beats: as long as Alertmanager's charts repeat an alert."""

_SHRINKS = 0.8
"""How much of the longest gap is left with each shorter one: one delay is not the rhythm."""

_CALLED = {
    AlertSource.ALERTMANAGER: "Alertmanager",
    AlertSource.TENCENT_MONITOR: "TCOP",
    AlertSource.TENCENT_CLS: "CLS",
}

_PLACES = ("cluster", "cluster_id", "tke_cluster_instance_id", "prometheus")


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """What is known of one source that sends beats; add fields, with defaults, at the end.

    Attributes:
        name: of the source, and of what it says it stands for.
        last_at: when it was heard last.
        gap: longest time between two beats lately; None: there was only one.
        counted_from: silence before this is ours: nobody of us listened.
        silent_since: the last beat before the silence that was told; None: it is heard.
    """

    name: str
    last_at: datetime
    gap: timedelta | None = None
    counted_from: datetime | None = None
    silent_since: datetime | None = None

    @property
    def is_back(self) -> bool:
        """Whether a silence that was told is over."""
        return self.silent_since is not None and self.last_at > self.silent_since

    def limit(self, patience: timedelta) -> timedelta:
        """Return how long it may be silent: patience, or twice its own rhythm where that is more.

        Args:
            patience: of the settings.
        """
        return max(patience, FIRST_GAP if self.gap is None else 2 * self.gap)

    def is_silent(self, now: datetime, patience: timedelta) -> bool:
        """Say whether its silence is to be told."""
        return now - self._counted >= self.limit(patience)

    def heard(self, now: datetime) -> "Heartbeat":
        """Return it after another beat; a silence that was told is no rhythm."""
        if now <= self.last_at:
            return self
        if self.silent_since is not None:
            return replace(self, last_at=now)
        gap = now - self._counted
        longest = gap if self.gap is None else max(gap, _SHRINKS * self.gap)
        return replace(self, last_at=now, gap=longest)

    @property
    def _counted(self) -> datetime:
        return max(self.last_at, self.counted_from or self.last_at)


def heartbeat_name(alert: Alert) -> str:
    """Return what a beat is a beat of: `Alertmanager cls-1 monitoring/k8s`."""
    said = (alert.labels.get(each, "") for each in _PLACES)
    named = dict.fromkeys(each for each in said if each)
    called = _CALLED.get(alert.source, alert.source.value)
    return text_of(" ".join((called, *named)), LONGEST_NAME)


def silence_alert(name: str, since: datetime, state: AlertState, *, now: datetime) -> Alert:
    """Return the alert that a source is silent, or is heard again.

    Args:
        name: of the heartbeat.
        since: of its last beat before the silence; both ends tell the same.
        state: whether it still is.
        now: when that was found.
    """
    return Alert(
        id=message_id(AlertSource.HEARTBEAT, name, since, state),
        key=name,
        source=AlertSource.HEARTBEAT,
        state=state,
        name=name,
        severity=Severity.CRITICAL,
        fault=FaultClass.SILENCE,
        object=None,
        started_at=since,
        received_at=now,
    )

"""Tells when a source that always sends is no longer heard (ALR-11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from application.incidents.threshold_alerts import TakesAlerts
from application.ports.clock import Clock
from application.ports.incidents.alert_sources import Heartbeats
from domain.alerts.alerts import AlertState
from domain.alerts.heartbeats import Heartbeat, silence_alert

AWAY = timedelta(minutes=3)
"""Between two rounds; after a longer time nobody of us may have listened meanwhile."""

FORGOTTEN = timedelta(days=30)
"""After which a source that is not heard is taken for one that is gone for good."""


@dataclass(frozen=True)
class HeartbeatWatch:
    """Opens an incident when a source falls silent, and ends it when it is heard again.

    Attributes:
        patience: how long a source may be silent; a slower rhythm of its own counts twice.
    """

    heartbeats: Heartbeats
    intake: TakesAlerts
    clock: Clock
    patience: timedelta

    async def round(self, since: datetime | None) -> datetime:
        """Look once at all of them; return what the next round is given.

        Args:
            since: when the round before was.

        Raises:
            Unavailable: what was found could not be handed in; the next round finds it again.
        """
        now = self.clock.now()
        if since is None or now - since > AWAY:
            await self.heartbeats.count_from(now)
            return now
        for each in await self.heartbeats.all():
            await self._look(each, now)
        await self.heartbeats.forget(now - FORGOTTEN)
        return now

    async def _look(self, one: Heartbeat, now: datetime) -> None:
        if one.silent_since is None:
            if not one.is_silent(now, self.patience):
                return
            silent = silence_alert(one.name, one.last_at, AlertState.FIRING, now=now)
            await self.intake.take([silent])
            await self.heartbeats.mark_silent(one.name, one.last_at)
        elif one.is_back:
            over = silence_alert(one.name, one.silent_since, AlertState.RESOLVED, now=now)
            await self.intake.take([over])
            await self.heartbeats.mark_silent(one.name, None)

"""Takes yesterday's unhandled alerts through scoring and the ladder (ALR-7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from application.common.wording import message_for
from application.incidents.alerts import AlertIntake
from application.incidents.sources import is_known, unread
from application.incidents.stopped import StoppedIncidents
from application.ports.clock import Clock
from application.ports.events import Events
from application.ports.incidents.alert_sources import AlertReader
from application.ports.incidents.incidents import Alerts, Incidents, Sources
from domain.alerts.alerts import Alert, Fingerprint, ReadBack
from domain.common.errors import ZhibanError
from domain.common.messages import Message, message
from domain.incidents.incidents import WORKFLOW
from domain.incidents.sweeps import (
    Handled,
    SweepResult,
    done_event,
    handled,
    left_event,
    newest_firing,
)

MOST_SWEPT = 5_000
"""Alerts of one day that are looked at; a storm of 100 a minute lasts 50 minutes in them."""


@dataclass(frozen=True)
class Sweep:
    """Looks through a day. Running it again for the same day tells nothing twice."""

    alerts: Alerts
    incidents: Incidents
    sources: Sources
    readers: Sequence[AlertReader]
    intake: AlertIntake
    events: Events
    clock: Clock
    stopped: StoppedIncidents

    async def run(self, *, start: datetime, end: datetime, day: str) -> SweepResult:
        """Sweep the period and keep what came of it.

        Args:
            start: of the period, included.
            end: of the period, not included.
            day: local date that the result is about, `2026-11-20`.
        """
        # First: an alert of an incident that nobody is at any more is not in hand.
        stopped, unclosed = await self._close_stopped()
        found, problems = await self._gather(start, end)
        counts = dict.fromkeys(Handled, 0)
        handed: list[str] = []
        left: list[str] = []
        for fingerprint, alerts in found.items():
            standing = await self._look(fingerprint, alerts)
            counts[standing[0]] += 1
            if standing[0] is Handled.UNHANDLED and standing[1] is not None:
                done = await self._hand_in(standing[1])
                (handed if done else left).append(standing[1].name)
        result = SweepResult(
            looked=len(found),
            in_hand=counts[Handled.IN_HAND],
            settled=counts[Handled.SETTLED],
            over=counts[Handled.OVER],
            handed=tuple(handed),
            left=tuple(left),
            problems=(*unclosed, *problems),
            stopped=stopped,
        )
        await self._tell(result, day)
        return result

    async def _close_stopped(self) -> tuple[int, list[Message]]:
        try:
            return await self.stopped.close(), []
        except ZhibanError as error:
            return 0, [message("sweep.incidents_unread", why=message_for(error))]

    async def _gather(
        self, start: datetime, end: datetime
    ) -> tuple[dict[Fingerprint, list[Alert]], list[Message]]:
        """Return what was kept and what only the sources know, by what it is about."""
        found = await self.alerts.between(start, end, limit=MOST_SWEPT)
        problems: list[Message] = []
        for reader in self.readers:
            try:
                listed = await reader.poll(start=start, end=end)
            except ZhibanError as error:
                problems.append(unread(reader, error))
                continue
            for alert in listed:
                if not await is_known(self.alerts, alert, alert.state):
                    found.append(alert)
        found = self.intake.heard(found)
        by: dict[Fingerprint, list[Alert]] = {}
        fingerprints = await self.intake.fingerprints(found)
        for alert, fingerprint in zip(found, fingerprints, strict=True):
            by.setdefault(fingerprint, []).append(alert)
        return by, problems

    async def _look(
        self, fingerprint: Fingerprint, alerts: Sequence[Alert]
    ) -> tuple[Handled, Alert | None]:
        newest = newest_firing(alerts)
        incident = await self.incidents.by_workflow(f"{WORKFLOW}{fingerprint}")
        standing = handled(newest, incident)
        if standing is not Handled.UNHANDLED or newest is None:
            return standing, newest
        # Whoever cannot be asked may still fire: then the incident asks, and calls a person.
        again = await self.sources.read_back(newest, fingerprint.owner)
        gone = again.state in {ReadBack.CLEARED, ReadBack.NOT_FOUND}
        return (Handled.OVER if gone else Handled.UNHANDLED), newest

    async def _hand_in(self, alert: Alert) -> bool:
        try:
            await self.intake.take([replace(alert, received_at=self.clock.now())])
        except ZhibanError:
            return False
        return True

    async def _tell(self, result: SweepResult, day: str) -> None:
        now = self.clock.now()
        for number, name in enumerate(result.left, start=1):
            await self.events.append(left_event(name, day=day, number=number, at=now))
        await self.events.append(done_event(result, day=day, at=now))

"""Test alerts: whether what a source sends comes in, and whether somebody is told (ALR-13)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from application.common.wording import message_for
from application.incidents.alerts import SENDERS, AlertIntake
from application.ports.clock import Clock, Ids
from application.ports.deliveries import Pace
from application.ports.events import EventFilter, Events
from application.ports.incidents.incidents import Incidents
from domain.alerts.alerts import AlertSource
from domain.alerts.forms import FormSettings
from domain.alerts.trials import as_trial, trial_message
from domain.common.errors import TooManyRequests, ZhibanError
from domain.common.messages import Called, Message, message, message_of
from domain.events.events import Event, EventType
from domain.incidents.incidents import incident_id
from domain.people.access import Actor, Permission, require

MOST_AN_HOUR = 24
"""Test alerts of one person: each source six times; each may be a message to somebody."""

HOUR_SECONDS = 3_600.0

BETWEEN_READINGS = 0.25
"""Seconds between two readings of an incident while the answer is waited for."""

_KEY = 12
"""Characters that tell one test from another."""


class TrialOutcome(StrEnum):
    """What became of a test alert."""

    TOLD = "told"
    NOBODY = "nobody"  # no channel took it
    WAITING = "waiting"  # nobody knows yet; its incident shows it later
    REFUSED = "refused"  # it did not come in
    OFF = "off"  # the source has no address here


@dataclass(frozen=True, kw_only=True)
class TrialAlert:
    """What became of the test alert of one source.

    Attributes:
        incident_id: empty where it did not come in.
        person_id: who was told, and by which `channel`; empty when nobody was.
        told_at: when a channel took it.
        detail: why not, where that is known.
    """

    source: AlertSource
    outcome: TrialOutcome
    incident_id: str = ""
    person_id: str = ""
    channel: str = ""
    told_at: datetime | None = None
    detail: Message | None = None


@dataclass(frozen=True)
class TrialAlerts:
    """Sends a test alert through each source's form, and waits for what becomes of it.

    It opens an incident that is a test by its class of fault, tells somebody once, closes by itself
    and never comes near a cluster.

    Attributes:
        doors: sources that may send, with what the operators say about them.
        patience: seconds to wait; what has no answer by then is shown as it stands.
    """

    intake: AlertIntake
    doors: Mapping[AlertSource, FormSettings]
    incidents: Incidents
    events: Events
    pace: Pace
    clock: Clock
    ids: Ids
    patience: float = 12.0

    async def send(
        self, *, by: Actor, sources: Sequence[AlertSource] = (), on_call: bool = False
    ) -> Sequence[TrialAlert]:
        """Send one through each source's form, and say within 15 s what became of it.

        Args:
            by: who asks, and is told.
            sources: which; empty: all that send messages.
            on_call: tell who is on call instead.

        Raises:
            Forbidden: they may not send alerts.
            TooManyRequests: this person sent many within the hour.
        """
        require(by, Permission.SEND_ALERTS)
        wanted = [each for each in SENDERS if not sources or each in sources]
        await self._wait_for_turn(by, len(wanted))
        sent = await asyncio.gather(*(self._send(each, by, on_call=on_call) for each in wanted))
        return await self._answered(sent)

    async def _send(self, source: AlertSource, by: Actor, *, on_call: bool) -> TrialAlert:
        settings = self.doors.get(source)
        if settings is None:
            detail = message("alert.door_closed", setting=Called("ZHIBAN_ALERTS_SECRET"))
            return TrialAlert(source=source, outcome=TrialOutcome.OFF, detail=detail)
        key = self.ids.new()[:_KEY]
        raw = trial_message(source, key, at=self.clock.now(), settings=settings)
        try:
            (read,) = self.intake.read(source, raw, settings=settings).alerts
            alert = as_trial(read, by=by.person_id, on_call=on_call)
            (fingerprint,) = await self.intake.fingerprints([alert])
            await self.intake.take([alert])
        except ZhibanError as error:
            refused = TrialOutcome.REFUSED
            return TrialAlert(source=source, outcome=refused, detail=message_for(error))
        incident = incident_id(fingerprint, alert)
        return TrialAlert(source=source, outcome=TrialOutcome.WAITING, incident_id=incident)

    async def _wait_for_turn(self, by: Actor, count: int) -> None:
        wait = await self.pace.reserve(
            f"test-alert/by/{by.person_id}",
            now=self.clock.now(),
            limit=MOST_AN_HOUR,
            window_seconds=HOUR_SECONDS,
            slots=count,
        )
        if wait > 0:
            bound = message("alert.tests_bound", most=MOST_AN_HOUR)
            raise TooManyRequests(bound, delay=timedelta(seconds=wait))

    async def _answered(self, sent: Sequence[TrialAlert]) -> Sequence[TrialAlert]:
        """Wait until it is known of each whether somebody was told, or patience is over."""
        waited = 0.0
        while True:
            sent = [await self._look(each) for each in sent]
            open_ = any(each.outcome is TrialOutcome.WAITING for each in sent)
            if not open_ or waited >= self.patience:
                return sent
            await asyncio.sleep(BETWEEN_READINGS)
            waited += BETWEEN_READINGS

    async def _look(self, sent: TrialAlert) -> TrialAlert:
        if sent.outcome is not TrialOutcome.WAITING:
            return sent
        incident = await self.incidents.get(sent.incident_id)
        if incident is None:
            return sent
        if incident.called_at is not None:
            told = await self._newest(sent, EventType.INCIDENT_REACHED)
            facts = told.data if told else {}
            return replace(
                sent,
                outcome=TrialOutcome.TOLD,
                person_id=str(facts.get("people", "")),
                channel=str(facts.get("channel", "")),
                told_at=incident.called_at,
            )
        if incident.unreached_at is not None:
            told = await self._newest(sent, EventType.INCIDENT_UNREACHED)
            detail = message_of(told.data.get("detail")) if told else None
            return replace(sent, outcome=TrialOutcome.NOBODY, detail=detail)
        return sent

    async def _newest(self, sent: TrialAlert, type_: EventType) -> Event | None:
        which = EventFilter(subject=sent.incident_id, types=(type_,))
        found = await self.events.latest(which, before=None, limit=1)
        return found[0] if found else None

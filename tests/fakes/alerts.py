"""Alerts under a test's control: what is kept, what incidents hear, what sources say."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.ports.incidents.weights import KeptProposal, KeptWeights, ProposalState
from domain.alerts.alerts import Alert, AlertSource, AlertState, Confirmation, Fingerprint, ReadBack
from domain.alerts.heartbeats import Heartbeat
from domain.clusters.clusters import ObjectRef, WorkloadRef
from domain.common.errors import Conflict, ZhibanError
from domain.events.events import Event
from domain.incidents.audit.audit import AuditEntry
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import SmallClusters


@dataclass
class InMemoryAlerts:
    """Alerts by the id of their message, in order of arrival."""

    kept: dict[str, Alert] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)

    async def keep(self, alert: Alert, *, fingerprint: str) -> bool:
        if alert.id in self.kept:
            return False
        self.kept[alert.id] = alert
        self.fingerprints[alert.id] = fingerprint
        return True

    async def known(
        self, source: AlertSource, key: str, state: AlertState, *, started_at: datetime
    ) -> bool:
        wanted = (source, key, state, started_at)
        return any(
            (each.source, each.key, each.state, each.started_at) == wanted
            for each in self.kept.values()
        )

    async def between(self, start: datetime, end: datetime, *, limit: int) -> list[Alert]:
        found = [each for each in self.kept.values() if start <= each.received_at < end]
        return sorted(found, key=lambda each: (each.received_at, each.id))[:limit]

    async def of(
        self,
        fingerprint: str,
        *,
        since: datetime,
        until: datetime | None,
        before: str,
        limit: int,
    ) -> list[Alert]:
        mine = [
            each
            for each in self.kept.values()
            if self.fingerprints[each.id] == fingerprint
            and since <= each.received_at
            and (until is None or each.received_at <= until)
        ]
        newest = sorted(mine, key=lambda each: (each.received_at, each.id))[::-1]
        if before:
            places = [at for at, each in enumerate(newest) if each.id == before]
            newest = newest[places[0] + 1 :] if places else []
        return newest[:limit]

    async def first(self, fingerprint: str, *, since: datetime) -> Alert | None:
        mine = (
            each
            for each in self.kept.values()
            if self.fingerprints[each.id] == fingerprint and each.received_at >= since
        )
        return min(mine, key=lambda each: (each.received_at, each.id), default=None)


@dataclass
class InMemoryHeartbeats:
    """Heartbeats by name."""

    kept: dict[str, Heartbeat] = field(default_factory=dict)

    async def beat(self, name: str, *, at: datetime) -> None:
        known = self.kept.get(name)
        self.kept[name] = known.heard(at) if known else Heartbeat(name=name, last_at=at)

    async def get(self, name: str) -> Heartbeat | None:
        return self.kept.get(name)

    async def all(self) -> list[Heartbeat]:
        return sorted(self.kept.values(), key=lambda each: each.name)

    async def count_from(self, moment: datetime) -> None:
        self.kept = {name: replace(each, counted_from=moment) for name, each in self.kept.items()}

    async def mark_silent(self, name: str, since: datetime | None) -> None:
        self.kept[name] = replace(self.kept[name], silent_since=since)

    async def forget(self, before: datetime) -> None:
        self.kept = {name: each for name, each in self.kept.items() if each.last_at >= before}


@dataclass
class Listening:
    """Incidents that count what they hear; `deaf_to` fingerprints cannot be reached.

    Attributes:
        waits: nobody answers before it is set.
        gone: ids of workflows that run no more.
        asked: ids of workflows that were asked for signs of life.
    """

    heard: list[tuple[str, Alert]] = field(default_factory=list)
    deaf_to: Sequence[str] = ()
    error: ZhibanError | None = None
    waits: asyncio.Event | None = None
    gone: set[str] = field(default_factory=set)

    asked: list[str] = field(default_factory=list)

    async def is_running(self, workflow_id: str) -> bool:
        self.asked.append(workflow_id)
        if self.error is not None:
            raise self.error
        return workflow_id not in self.gone

    async def signal_alert(self, fingerprint: Fingerprint, alert: Alert) -> None:
        if self.waits is not None:
            await self.waits.wait()
        if self.error is not None and (not self.deaf_to or str(fingerprint) in self.deaf_to):
            raise self.error
        self.heard.append((str(fingerprint), alert))

    @property
    def fingerprints(self) -> list[str]:
        return [fingerprint for fingerprint, _ in self.heard]


@dataclass
class Owned(SmallClusters):
    """A cluster in which objects have the owners that a test says; others do not exist.

    Attributes:
        slow: objects whose owner nobody says in time.
    """

    owners: dict[ObjectRef, WorkloadRef] = field(default_factory=dict)
    slow: Sequence[ObjectRef] = ()
    asked: list[ObjectRef] = field(default_factory=list)
    unreachable: ZhibanError | None = None

    async def owner_of(self, named: ObjectRef) -> WorkloadRef | None:
        self.asked.append(named)
        if self.unreachable is not None:
            raise self.unreachable
        if named in self.slow:
            await asyncio.Event().wait()
        return self.owners.get(named)


@dataclass
class ScriptedReader:
    """A source that says what a test lays out, the last answer again and again."""

    answers: list[ReadBack] = field(default_factory=list)
    listed: list[Alert] = field(default_factory=list)
    error: ZhibanError | None = None
    periods: list[tuple[datetime, datetime]] = field(default_factory=list)
    asked: int = 0
    name: str = "scripted"

    async def read_back(self, alert: Alert, *, now: datetime) -> Confirmation:
        self.asked += 1
        if self.error is not None:
            raise self.error
        state = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Confirmation(state, self.name, now)

    async def poll(self, *, start: datetime, end: datetime) -> list[Alert]:
        self.periods.append((start, end))
        if self.error is not None:
            raise self.error
        return [each for each in self.listed if start <= each.started_at <= end]


@dataclass
class InMemoryWeights:
    """Versions and proposals, with what the audit and the events were told."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: list[KeptWeights] = field(default_factory=list)
    offered: dict[str, KeptProposal] = field(default_factory=dict)
    audited: list[AuditEntry] = field(default_factory=list)

    async def versions(self, *, limit: int) -> list[KeptWeights]:
        return self.kept[-limit:]

    async def keep(
        self,
        weights: KeptWeights,
        *,
        settles: KeptProposal | None,
        audit: AuditEntry,
        event: Event,
    ) -> None:
        if settles is not None:
            self._settle(settles)
        self.kept.append(weights)
        self.audited.append(audit)
        await self.events.append(event)

    async def propose(self, proposal: KeptProposal, *, event: Event) -> None:
        self.offered[proposal.id] = proposal
        await self.events.append(event)

    async def refuse(self, proposal: KeptProposal, *, audit: AuditEntry) -> None:
        self._settle(proposal)
        self.audited.append(audit)

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        return self.offered.get(proposal_id)

    async def proposals(self, *, limit: int) -> list[KeptProposal]:
        return [*self.offered.values()][::-1][:limit]

    def _settle(self, proposal: KeptProposal) -> None:
        if self.offered[proposal.id].state is not ProposalState.OPEN:
            raise Conflict("It is not open any more.")
        self.offered[proposal.id] = proposal

"""What incidents ask of the world: their sources, clusters, people, and our own records."""

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from temporalio import activity

from activities.heartbeats import heartbeats, to_its_end
from activities.incident_evidence import EvidenceReader
from activities.incident_orders import (
    Begun,
    CallOrder,
    ConfirmOrder,
    ForwardOrder,
    GatherOrder,
    LeaseRequest,
    LookOrder,
    Outlook,
    Recording,
    ScoreOrder,
)
from activities.incident_outlooks import Outlooks
from activities.incident_people import Callables
from activities.incident_rows import unconfirmed
from activities.meters import CALLS, count
from application.clusters.urgency import Urgency, urgent
from application.incidents.groups.evidence import GroupEvidence
from application.incidents.repairs.orders import (
    AttemptOrder,
    AttemptReport,
    Proposal,
    ProposeOrder,
    RestoreOrder,
    RestoreReport,
    SampleOrder,
)
from application.incidents.score_inputs import ScoreInputs
from application.oncall.duty_book import DutyBook
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import (
    Controls,
    IncidentClient,
    Incidents,
    Lease,
    Leases,
    Policies,
    Sources,
)
from application.ports.incidents.weights import WeightStore
from application.ports.people import People
from domain.alerts.alerts import Alert, Confirmation, ReadBack
from domain.clusters.clusters import Workload, WorkloadRef
from domain.common.errors import ZhibanError
from domain.events.events import EventType
from domain.incidents.calls import Reachable
from domain.incidents.events import event_of
from domain.incidents.evidence import Evidence
from domain.incidents.guards.verdicts import Sample
from domain.incidents.scores import Score
from domain.incidents.scoring import score
from domain.incidents.weights import in_force

CLUSTER_PATIENCE = 10.0
"""Seconds for what a cluster knows of a target: the first decision is due 30 s after intake."""

MOST_VERSIONS = 50

_CALLS = {EventType.INCIDENT_REACHED: "reached", EventType.INCIDENT_UNREACHED: "unreached"}
"""How a call about an incident ended, as its metric says it."""


class RepairWork(Protocol):
    """What `application/incidents/repairs/repairs.py` does for an incident."""

    async def propose(self, order: ProposeOrder) -> Proposal:
        """Say what to try next."""
        ...

    async def attempt(self, order: AttemptOrder) -> AttemptReport:
        """Do it once, behind every guard; the same order again is the same attempt."""
        ...

    async def sample(self, order: SampleOrder) -> Sample:
        """Look at what came of it."""
        ...

    async def restore(self, order: RestoreOrder) -> RestoreReport:
        """Put the checkpoint back."""
        ...


@dataclass(frozen=True)
class IncidentActivities:
    """Each method is one activity; each field is one port or service.

    Attributes:
        sandbox: marks every incident that was opened here.
    """

    incidents: Incidents
    sources: Sources
    clusters: Clusters
    repairs: RepairWork
    score_inputs: ScoreInputs
    weights: WeightStore
    controls: Controls
    policies: Policies
    audit: Audit
    people: People
    briefings: Briefings
    holds: Leases
    lives: IncidentClient
    clock: Clock
    duty: DutyBook
    sandbox: bool = False

    @activity.defn(name="incidents.begin")
    async def begin(self) -> Begun:
        """Return the policy in force: the incident keeps it for its whole life."""
        return Begun(await self.policies.current(), self.sandbox)

    @activity.defn(name="incidents.confirm")
    async def confirm(self, order: ConfirmOrder) -> Confirmation:
        """Ask the source again; one that knows of no such alert is put into the audit (ALR-2)."""
        async with heartbeats():
            with urgent(Urgency.DECIDING):
                confirmation = await self.sources.read_back(order.alert, order.owner)
        if confirmation.state is ReadBack.NOT_FOUND:
            await self.audit.append(unconfirmed(order, confirmation))
        return confirmation

    @activity.defn(name="incidents.resolve")
    async def resolve(self, alert: Alert) -> WorkloadRef | None:
        """Return the owner of what an alert names, or None."""
        async with heartbeats():
            return None if alert.object is None else await self.clusters.owner_of(alert.object)

    @activity.defn(name="incidents.forward")
    async def forward(self, order: ForwardOrder) -> None:
        """Hand an alert to the incident that it belongs to."""
        await self.lives.signal_alert(order.fingerprint, order.alert)

    @activity.defn(name="incidents.look")
    async def look(self, order: LookOrder) -> Outlook:
        """Say what mutes it or holds its repair back."""
        outlooks = Outlooks(self.incidents, self.controls, self.clock, self.lives)
        if order.alert is None or order.opened_at is None:
            return await outlooks.look(order)
        with urgent(Urgency.DECIDING):
            outlook, keys = await asyncio.gather(
                outlooks.look(order),
                GroupEvidence(self.clusters).keys(
                    order.alert, order.fingerprint.owner, opened_at=order.opened_at
                ),
            )
        return replace(outlook, group_keys=keys)

    @activity.defn(name="incidents.score")
    async def score(self, order: ScoreOrder) -> Score:
        """Gather what the score is made of, and make it; what nobody can say is named (ALR-4)."""
        async with heartbeats():
            with urgent(Urgency.DECIDING):
                workload = await self._workload(order.owner)
                inputs = await self.score_inputs.gather(
                    order.alert, workload, order.policy, now=order.at
                )
            versions = await self.weights.versions(limit=MOST_VERSIONS)
        return score(inputs, in_force([each.weights for each in versions], order.at))

    @activity.defn(name="incidents.gather")
    async def gather(self, order: GatherOrder) -> Evidence | None:
        """Look at its owner once, for whoever is woken about it; None when nothing can be seen."""
        async with heartbeats():
            return await EvidenceReader(self.clusters).of(order)

    @activity.defn(name="incidents.plan")
    async def plan(self, order: ProposeOrder) -> Proposal:
        """Say what to try next, or that nothing is left."""
        async with heartbeats():
            return await self.repairs.propose(order)

    @activity.defn(name="incidents.attempt")
    async def attempt(self, order: AttemptOrder) -> AttemptReport:
        """Make one attempt; asked again, it is the same attempt (RBK-9)."""
        with urgent(Urgency.REPAIRING):
            return await to_its_end(self.repairs.attempt(order))

    @activity.defn(name="incidents.sample")
    async def sample(self, order: SampleOrder) -> Sample:
        """Look once at what came of an attempt."""
        with urgent(Urgency.REPAIRING):
            return await self.repairs.sample(order)

    @activity.defn(name="incidents.restore")
    async def restore(self, order: RestoreOrder) -> RestoreReport:
        """Put the checkpoint of an attempt back; asked again, it is the same restore."""
        with urgent(Urgency.REPAIRING):
            return await to_its_end(self.repairs.restore(order))

    @activity.defn(name="incidents.record")
    async def record(self, recording: Recording) -> None:
        """Keep what happened, and the incident as it is after it; twice is once."""
        incident = recording.incident
        await self.incidents.record(
            incident, [event_of(incident, each) for each in recording.notes]
        )
        for each in recording.notes:
            if each.type in _CALLS:
                count(CALLS, result=_CALLS[each.type])

    @activity.defn(name="incidents.hold")
    async def hold(self, order: LeaseRequest) -> None:
        """Stand in the queue of a lock or a budget; its grant comes as a signal."""
        await self.holds.request(
            order.hold,
            run_id=order.run_id,
            most=order.most,
            most_in_namespace=order.most_in_namespace,
        )

    @activity.defn(name="incidents.release")
    async def release(self, holds: tuple[Lease, ...]) -> None:
        """Give them back; twice is once."""
        for hold in holds:
            await self.holds.release(hold)

    @activity.defn(name="incidents.who_to_call")
    async def who_to_call(self, order: CallOrder) -> list[Reachable]:
        """Return who is told, and where; when nobody on the list can be reached, every admin is."""
        return await Callables(self.people, self.briefings, self.duty, self.clock).of(order)

    async def _workload(self, owner: WorkloadRef | None) -> Workload | None:
        """Return what the score can know of it; a cluster that is away only makes it know less."""
        if owner is None:
            return None
        try:
            async with asyncio.timeout(CLUSTER_PATIENCE):
                return await self.clusters.workload_health(owner)
        except (ZhibanError, TimeoutError) as error:
            activity.logger.warning("scored without the cluster", exc_info=error)
            return None

"""What incidents ask of the world: their sources, clusters, people, and our own records."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from temporalio import activity

from activities.heartbeats import heartbeats
from activities.incident_orders import (
    Begun,
    CallOrder,
    ConfirmOrder,
    ForwardOrder,
    HoldOrder,
    LookOrder,
    Outlook,
    Reachable,
    Recording,
    ScoreOrder,
    SettledApproval,
)
from application.ports.briefings import Briefings
from application.ports.clock import Clock
from application.ports.clusters import Clusters
from application.ports.incidents import (
    Approvals,
    Audit,
    Controls,
    Hold,
    Holds,
    IncidentFilter,
    IncidentLives,
    Incidents,
    Policies,
    Sources,
)
from application.ports.people import People
from application.ports.weights import WeightStore
from application.repair_orders import (
    AttemptOrder,
    AttemptReport,
    Proposal,
    ProposeOrder,
    RestoreOrder,
    RestoreReport,
    SampleOrder,
)
from application.score_inputs import ScoreInputs
from domain.alerts import Alert, Confirmation, Fingerprint, ReadBack
from domain.approvals import Approval
from domain.audit import AuditEntry
from domain.clusters import Workload, WorkloadRef
from domain.errors import ZhibanError
from domain.incident_calls import addresses_of, people_on_call
from domain.incident_events import event_of
from domain.incidents import Incident
from domain.people import Person, is_active_admin
from domain.scores import Score
from domain.scoring import score
from domain.suppression import frozen, open_incident, suppressed, window_at
from domain.verdicts import Sample
from domain.weights import in_force

MOST_OTHERS = 5_000
"""Open incidents that are looked at as possible parents: the cause of a storm comes before all of
it, and a storm of 100 a minute lasts 50 minutes in them."""

PAGE = 500

T = TypeVar("T")

CLUSTER_PATIENCE = 10.0
"""Seconds for what a cluster knows of a target: the first decision is due 30 s after intake."""

MOST_ADMINS = 100
MOST_VERSIONS = 50


class RepairWork(Protocol):
    """What `application/repairs.py` does for an incident."""

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
    approvals: Approvals
    audit: Audit
    people: People
    briefings: Briefings
    holds: Holds
    lives: IncidentLives
    clock: Clock
    sandbox: bool = False

    @activity.defn(name="incidents.begin")
    async def begin(self) -> Begun:
        """Return the policy in force: the incident keeps it for its whole life."""
        return Begun(await self.policies.current(), self.sandbox)

    @activity.defn(name="incidents.confirm")
    async def confirm(self, order: ConfirmOrder) -> Confirmation:
        """Ask the source again; one that knows of no such alert is put into the audit (ALR-2)."""
        async with heartbeats():
            confirmation = await self.sources.read_back(order.alert, order.owner)
        if confirmation.state is ReadBack.NOT_FOUND:
            await self.audit.append(_unconfirmed(order, confirmation))
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
        now = self.clock.now()
        controls = await self.controls.list(kind=None, active_at=now)
        others = await self._open_ones() if order.policy.inhibitions else []
        parents = [open_incident(each) for each in others if each.workflow_id != order.workflow_id]
        muted = suppressed(order.fingerprint, controls, parents, order.policy, now=now)
        owner = order.fingerprint.owner
        freeze = frozen(owner, controls, now) if owner is not None else None
        window = window_at(freeze, now) if freeze is not None else None
        return Outlook(
            muted, freeze.name if freeze else "", window.until if window is not None else None
        )

    @activity.defn(name="incidents.score")
    async def score(self, order: ScoreOrder) -> Score:
        """Gather what the score is made of, and make it; what nobody can say is named (ALR-4)."""
        async with heartbeats():
            workload = await self._workload(order.owner)
            inputs = await self.score_inputs.gather(
                order.alert, workload, order.policy, now=order.at
            )
            versions = await self.weights.versions(limit=MOST_VERSIONS)
        return score(inputs, in_force([each.weights for each in versions], order.at))

    @activity.defn(name="incidents.plan")
    async def plan(self, order: ProposeOrder) -> Proposal:
        """Say what to try next, or that nothing is left."""
        async with heartbeats():
            return await self.repairs.propose(order)

    @activity.defn(name="incidents.attempt")
    async def attempt(self, order: AttemptOrder) -> AttemptReport:
        """Make one attempt; asked again, it is the same attempt (RBK-9)."""
        return await _to_its_end(self.repairs.attempt(order))

    @activity.defn(name="incidents.sample")
    async def sample(self, order: SampleOrder) -> Sample:
        """Look once at what came of an attempt."""
        return await self.repairs.sample(order)

    @activity.defn(name="incidents.restore")
    async def restore(self, order: RestoreOrder) -> RestoreReport:
        """Put the checkpoint of an attempt back; asked again, it is the same restore."""
        return await _to_its_end(self.repairs.restore(order))

    @activity.defn(name="incidents.record")
    async def record(self, recording: Recording) -> None:
        """Keep what happened, and the incident as it is after it; twice is once."""
        incident = recording.incident
        await self.incidents.record(
            incident, [event_of(incident, each) for each in recording.notes]
        )

    @activity.defn(name="incidents.ask_approval")
    async def ask_approval(self, approval: Approval) -> None:
        """Keep a question as it is asked now."""
        await self.approvals.keep(approval)

    @activity.defn(name="incidents.settle_approval")
    async def settle_approval(self, settled: SettledApproval) -> None:
        """Keep how a question ended, and put it into the audit."""
        await self.approvals.keep(settled.approval)
        await self.audit.append(_answered(settled))

    @activity.defn(name="incidents.hold")
    async def hold(self, order: HoldOrder) -> None:
        """Stand in the queue of a lock or a budget; its grant comes as a signal."""
        await self.holds.request(
            order.hold,
            run_id=order.run_id,
            most=order.most,
            most_in_namespace=order.most_in_namespace,
        )

    @activity.defn(name="incidents.release")
    async def release(self, holds: tuple[Hold, ...]) -> None:
        """Give them back; twice is once."""
        for hold in holds:
            await self.holds.release(hold)

    @activity.defn(name="incidents.who_to_call")
    async def who_to_call(self, order: CallOrder) -> list[Reachable]:
        """Return who is told, and where; when nobody on the list can be reached, every admin is."""
        named = order.people or people_on_call(order.policy, order.owner)
        found = [await self.people.get(each) for each in named]
        reachable = await self._reachable([each for each in found if each is not None])
        if reachable:
            return reachable
        everybody = await self.people.list(after="", limit=MOST_ADMINS)
        return await self._reachable([each for each in everybody if is_active_admin(each)])

    async def _open_ones(self) -> list[Incident]:
        found: list[Incident] = []
        while len(found) < MOST_OTHERS:
            before = found[-1].id if found else ""
            page = await self.incidents.list(
                IncidentFilter(open_only=True), before=before, limit=PAGE
            )
            found += page
            if len(page) < PAGE:
                break
        return found

    async def _reachable(self, people: Sequence[Person]) -> list[Reachable]:
        told = []
        for person in people:
            settings = await self.briefings.settings(person.id)
            if addresses := addresses_of(person, settings):
                told.append(Reachable(person.id, addresses))
        return told

    async def _workload(self, owner: WorkloadRef | None) -> Workload | None:
        """Return what the score can know of it; a cluster that is away only makes it know less."""
        if owner is None:
            return None
        try:
            async with asyncio.timeout(CLUSTER_PATIENCE):
                return await self.clusters.workload(owner)
        except (ZhibanError, TimeoutError) as error:
            activity.logger.warning("scored without the cluster", exc_info=error)
            return None


async def _to_its_end(work: Coroutine[None, None, T]) -> T:
    """Return what comes of a write that has begun: giving up in its middle would leave a doubt."""
    writing = asyncio.create_task(work)
    async with heartbeats():
        while True:
            try:
                return await asyncio.shield(writing)
            except asyncio.CancelledError:
                if writing.done():
                    raise
                activity.logger.info("cancelled; the write is finished first")


def _unconfirmed(order: ConfirmOrder, confirmation: Confirmation) -> AuditEntry:
    said = Fingerprint(order.alert.fault, order.owner, order.alert.object, order.alert.name)
    return AuditEntry(
        f"{order.incident_id}/not_confirmed",
        confirmation.at,
        "zhiban",
        "alert.not_confirmed",
        order.incident_id,
        f"{confirmation.by} knows of no such alert.",
        {"source": order.alert.source, "key": order.alert.key[:200], "about": str(said)[:300]},
    )


def _answered(settled: SettledApproval) -> AuditEntry:
    approval = settled.approval
    return AuditEntry(
        f"{approval.id}/{approval.state}",
        settled.at,
        approval.answered_by or "zhiban",
        "approval.answered",
        approval.incident_id,
        approval.reason[:300] or f"The question is {approval.state}.",
        {"approval": approval.id, "state": approval.state, "digest": approval.digest},
    )

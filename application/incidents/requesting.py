"""Taking on repairs that somebody asks for: what would be done, then exactly that (RBK-12)."""

from contextlib import suppress
from dataclasses import dataclass, replace

from application.common.wording import Localizer
from application.incidents.requests import (
    Proposing,
    RepairRequest,
    RequestedRepair,
    alert_of,
    as_asked,
    check_revision,
    check_target,
    confirm_token,
    order_of,
    outcome_of,
    request_of,
    said_of,
)
from application.ports.clock import Clock, Ids
from application.ports.clusters import Clusters
from application.ports.incidents.incidents import Controls, IncidentClient, Policies
from application.ports.rendering import Renderer
from domain.alerts.alerts import FaultClass, Fingerprint
from domain.common.errors import Conflict, NotFound, TemporaryError
from domain.common.messages import message
from domain.common.readers import Reader
from domain.incidents.incidents import RepairName, Request, incident_id
from domain.people.people import Person


@dataclass(frozen=True)
class Requests:
    """Takes on what people ask for; whether they may ask was decided before."""

    lives: IncidentClient
    clusters: Clusters
    policies: Policies
    controls: Controls
    clock: Clock
    ids: Ids
    repairs: Proposing
    words: Renderer

    async def take(self, requested: RepairRequest, *, by: Person) -> RequestedRepair:
        """Say what would be done or begin it, in the person's language.

        Raises:
            NotFound, InvalidRequest, Conflict: as `IncidentService.request` says.
        """
        request = request_of(requested, by=by.id, key=requested.key or self.ids.new())
        target = check_target(requested.target)
        workload = await self.clusters.workload(target)
        if workload is None:
            raise NotFound("workload", str(target))
        check_revision(requested.revision, workload)
        policy = await self.policies.current()
        order = order_of(target, request, policy, at=self.clock.now())
        proposal = as_asked(await self.repairs.propose(order), request)
        switch = await self.controls.kill_switch()
        will, plan = outcome_of(proposal, switch, by), proposal.plan
        reader = Localizer(self.words, Reader(by.language, by.zone))
        token = confirm_token(by.id, target, request, plan, policy.digest) if plan else ""
        told = RequestedRepair(
            target=target,
            action=RepairName(requested.action),
            dry_run=requested.dry_run,
            outcome=will,
            will=reader.text(said_of(will, proposal, switch)),
            preview=proposal.preview or reader.text(proposal.preview_failed),
            why=reader.text(plan.why) if plan else "",
            undo=reader.text(plan.undo) if plan else "",
            confirm=token,
        )
        if requested.dry_run:
            return told
        if not will.goes_on:
            raise Conflict(said_of(will, proposal, switch))
        if requested.confirm and requested.confirm != token:
            raise Conflict(message("repair.other_plan"))
        alert = alert_of(target, request, now=self.clock.now())
        workflow_id = await self.lives.request(target, request, alert)
        begun = await self._begun(workflow_id, request) or incident_id(
            Fingerprint(FaultClass.REQUESTED, target), alert
        )
        return replace(told, workflow_id=workflow_id, incident_id=begun)

    async def _begun(self, workflow_id: str, request: Request) -> str:
        """Return the id of the incident that serves the request, or will; empty if nobody answers.

        The workflow may still be at another request: its own incident is not the one to name.
        """
        with suppress(TemporaryError):
            return await self.lives.serving(workflow_id, request)
        return ""

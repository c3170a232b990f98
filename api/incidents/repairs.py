"""Repairs that somebody asks for, and answers to questions about repairs (RBK-8, RBK-12)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import Asker, DesksHere
from api.bodies import ReasonIn
from api.incidents.repair_bodies import (
    ApprovalOut,
    ApproveIn,
    RepairIn,
    RepairOut,
    RollbackIn,
    ScaleIn,
)
from api.openapi import CLOUD, problems
from api.readers import ReaderHere
from application.common.wording import Localizer
from application.desks import Desks
from application.incidents.requests import RepairWish
from domain.clusters.clusters import WorkloadRef
from domain.incidents.incidents import RepairName
from domain.people.access import Actor

router = APIRouter(prefix="/api/v1/repairs", tags=["repairs"])
approvals = APIRouter(prefix="/api/v1/approvals", tags=["approvals"])

ApprovalId = Annotated[
    str, Path(max_length=64, pattern="^a_", description="`a_` and 26 characters.")
]
ASKED = CLOUD | problems(404, 409)


@router.post("/rollback", summary="Roll a workload back", responses=ASKED)
async def rollback_workload(desks: DesksHere, by: Asker, body: RollbackIn) -> RepairOut:
    """Say what would be rolled back, or do it by the guarded ladder, and go on if it fails."""
    return await _asked(desks, by, body, RepairName.ROLLBACK, revision=body.revision)


@router.post("/restart", summary="Restart a workload", responses=ASKED)
async def restart_workload(desks: DesksHere, by: Asker, body: RepairIn) -> RepairOut:
    """Say what a restart would send, or do that and nothing beyond."""
    return await _asked(desks, by, body, RepairName.RESTART)


@router.post("/scale", summary="Scale a workload", responses=ASKED)
async def scale_workload(desks: DesksHere, by: Asker, body: ScaleIn) -> RepairOut:
    """Say what scaling would send, or do that and nothing beyond, within policy's bounds."""
    return await _asked(desks, by, body, RepairName.SCALE, replicas=body.replicas)


@approvals.get("", summary="List questions that wait")
async def list_approvals(desks: DesksHere, by: Asker, reader: ReaderHere) -> list[ApprovalOut]:
    """List repairs that wait for somebody's yes, oldest first."""
    return [
        ApprovalOut.of(each, Localizer(desks.words, reader))
        for each in await desks.incidents.approvals(by=by)
    ]


@approvals.get("/{approval_id}", summary="Read a question", responses=problems(404))
async def get_approval(
    desks: DesksHere, by: Asker, reader: ReaderHere, approval_id: ApprovalId
) -> ApprovalOut:
    """Return a question, answered or not."""
    found = await desks.incidents.approval(by=by, approval_id=approval_id)
    return ApprovalOut.of(found, Localizer(desks.words, reader))


@approvals.post(
    "/{approval_id}/approve", summary="Approve a repair", responses=problems(404, 409, 504)
)
async def approve_action(
    desks: DesksHere, by: Asker, reader: ReaderHere, approval_id: ApprovalId, body: ApproveIn
) -> ApprovalOut:
    """Approve exactly the plan that you saw; the same answer twice is once."""
    answered = await desks.incidents.answer(
        by=by, approval_id=approval_id, approved=True, reason=body.reason, digest=body.plan
    )
    return ApprovalOut.of(answered, Localizer(desks.words, reader))


@approvals.post("/{approval_id}/deny", summary="Deny a repair", responses=problems(404, 409, 504))
async def deny_action(
    desks: DesksHere, by: Asker, reader: ReaderHere, approval_id: ApprovalId, body: ReasonIn
) -> ApprovalOut:
    """Say no; it is not done."""
    answered = await desks.incidents.answer(
        by=by, approval_id=approval_id, approved=False, reason=body.reason
    )
    return ApprovalOut.of(answered, Localizer(desks.words, reader))


async def _asked(
    desks: Desks,
    by: Actor,
    body: RepairIn,
    action: RepairName,
    *,
    replicas: int = 0,
    revision: int = 0,
) -> RepairOut:
    wish = RepairWish(
        WorkloadRef(body.cluster, body.namespace, body.kind, body.name),
        action,
        body.reason,
        replicas=replicas,
        revision=revision,
        dry_run=body.dry_run,
        confirm=body.confirm,
        key=body.key,
    )
    return RepairOut.of(await desks.incidents.request(by=by, wish=wish))

"""Repairs that somebody asks for, and answers to questions about repairs (RBK-8, RBK-12)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Asker, ServicesHere
from api.bodies import ReasonIn
from api.incidents.repair_bodies import (
    ApproveIn,
    RepairIn,
    RepairOut,
    RollbackIn,
    ScaleIn,
)
from api.openapi import CLOUD, problems
from api.readers import Localized
from api.strict import limit_up_to
from application.approvals.queue import MOST_LISTED
from application.approvals.views import (
    ApprovalsView,
    ApprovalView,
    approval_view,
    approvals_view,
)
from application.incidents.requests import RepairRequest
from application.services import Services
from domain.clusters.clusters import WorkloadRef
from domain.incidents.approvals.outcomes import QuestionsShown
from domain.incidents.incidents import RepairName
from domain.people.access import Actor

router = APIRouter(prefix="/api/v1/repairs", tags=["repairs"])
approvals = APIRouter(prefix="/api/v1/approvals", tags=["approvals"])

ApprovalId = Annotated[
    str,
    Path(max_length=64, pattern="^[ae]_", description="`a_` and 26 characters, or an edit's id."),
]
ASKED = CLOUD | problems(404, 409)


@router.post("/rollback", summary="Roll a workload back", responses=ASKED)
async def rollback_workload(services: ServicesHere, by: Asker, body: RollbackIn) -> RepairOut:
    """Say what would be rolled back, or do it by the guarded ladder, and go on if it fails."""
    return await _asked(services, by, body, RepairName.ROLLBACK, revision=body.revision)


@router.post("/restart", summary="Restart a workload", responses=ASKED)
async def restart_workload(services: ServicesHere, by: Asker, body: RepairIn) -> RepairOut:
    """Say what a restart would send, or do that and nothing beyond."""
    return await _asked(services, by, body, RepairName.RESTART)


@router.post("/scale", summary="Scale a workload", responses=ASKED)
async def scale_workload(services: ServicesHere, by: Asker, body: ScaleIn) -> RepairOut:
    """Say what scaling would send, or do that and nothing beyond, within policy's bounds."""
    return await _asked(services, by, body, RepairName.SCALE, replicas=body.replicas)


@approvals.get("", summary="List questions and what became of them")
async def list_approvals(
    *,
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    state: Annotated[
        QuestionsShown, Query(description="`decided`: all that are settled; `all`: those too.")
    ] = QuestionsShown.PENDING,
    before: Annotated[str, Query(max_length=64, description="`next_before` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> ApprovalsView:
    """List repairs and edits that wait for somebody's yes, oldest first; or what became of them."""
    page = await services.approvals.list(by=by, which=state, before=before, limit=limit)
    return approvals_view(page, reader)


@approvals.get("/{approval_id}", summary="Read a question", responses=problems(404))
async def get_approval(
    services: ServicesHere, by: Asker, reader: Localized, approval_id: ApprovalId
) -> ApprovalView:
    """Return a question, answered or not."""
    found = await services.approvals.get(by=by, approval_id=approval_id)
    return approval_view(found, reader)


@approvals.post(
    "/{approval_id}/approve", summary="Approve a repair", responses=problems(404, 409, 504)
)
async def approve_action(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    approval_id: ApprovalId,
    body: ApproveIn,
) -> ApprovalView:
    """Approve exactly the plan that you saw; the same answer twice is once."""
    answered = await services.incidents.answer(
        by=by, approval_id=approval_id, approved=True, reason=body.reason, digest=body.plan
    )
    return approval_view(await services.approvals.told(answered), reader)


@approvals.post("/{approval_id}/deny", summary="Deny a repair", responses=problems(404, 409, 504))
async def deny_action(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    approval_id: ApprovalId,
    body: ReasonIn,
) -> ApprovalView:
    """Say no; it is not done."""
    answered = await services.incidents.answer(
        by=by, approval_id=approval_id, approved=False, reason=body.reason
    )
    return approval_view(await services.approvals.told(answered), reader)


async def _asked(
    services: Services,
    by: Actor,
    body: RepairIn,
    action: RepairName,
    *,
    replicas: int = 0,
    revision: int = 0,
) -> RepairOut:
    requested = RepairRequest(
        target=WorkloadRef(body.cluster, body.namespace, body.kind, body.name),
        action=action,
        reason=body.reason,
        replicas=replicas,
        revision=revision,
        dry_run=body.dry_run,
        confirm=body.confirm,
        key=body.key,
    )
    return RepairOut.of(await services.incidents.request(by=by, requested=requested))

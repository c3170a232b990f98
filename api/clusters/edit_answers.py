"""Answers of a second person to edits of clusters, and what they answer to (RBK-8)."""

from fastapi import APIRouter

from api.access import Asker, ServicesHere
from api.bodies import ReasonIn
from api.clusters.edit_bodies import (
    ApproveEditIn,
    EditId,
    ViewsHere,
    WaitingEditsOut,
)
from api.openapi import problems
from application.cluster_edits.views import EditRecordView

router = APIRouter(prefix="/api/v1/cluster-edits", tags=["clusters"])


@router.get("", summary="List edits that wait")
async def list_waiting_edits(
    services: ServicesHere, by: Asker, views: ViewsHere
) -> WaitingEditsOut:
    """Return the edits that wait for somebody's yes, the newest first."""
    waiting = await services.cluster_edits.waiting(by=by)
    return WaitingEditsOut(edits=[views.record(each) for each in waiting])


@router.get("/{edit_id}/record", summary="Read an edit", responses=problems(404))
async def get_cluster_edit(
    services: ServicesHere, by: Asker, views: ViewsHere, edit_id: EditId
) -> EditRecordView:
    """Return an edit that was asked for in earnest, as the audit tells it."""
    return views.record(await services.cluster_edits.get(by=by, edit_id=edit_id))


@router.post("/{edit_id}/approve", summary="Approve an edit", responses=problems(404, 409))
async def approve_cluster_edit(
    services: ServicesHere, by: Asker, views: ViewsHere, edit_id: EditId, body: ApproveEditIn
) -> EditRecordView:
    """Approve exactly the edit that you saw; it is then done."""
    answered = await services.cluster_edits.answer(
        by=by, edit_id=edit_id, digest=body.plan, approved=True, reason=body.reason
    )
    return views.record(answered)


@router.post("/{edit_id}/deny", summary="Deny an edit", responses=problems(404, 409))
async def deny_cluster_edit(
    services: ServicesHere, by: Asker, views: ViewsHere, edit_id: EditId, body: ReasonIn
) -> EditRecordView:
    """Say no; it is not done."""
    answered = await services.cluster_edits.answer(
        by=by, edit_id=edit_id, approved=False, reason=body.reason
    )
    return views.record(answered)

"""Snapshots of watched pages, and what differs between two (WEB-7)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.paths import TaskId
from application.watches.snapshots import ComparisonView, SnapshotsView

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])


@router.get("/{task_id:task}/snapshots", summary="List snapshots", responses=problems(404))
async def list_snapshots(services: ServicesHere, by: Asker, task_id: TaskId) -> SnapshotsView:
    """List what the pages of a task said at their latest changes, the newest first."""
    return await services.snapshots.list(by=by, task_id=task_id)


@router.get(
    "/{task_id:task}/snapshots/compare", summary="Compare snapshots", responses=problems(404)
)
async def compare_snapshots(
    services: ServicesHere,
    by: Asker,
    task_id: TaskId,
    old: Annotated[
        str, Query(max_length=64, description="Id; the one before `new` when left out.")
    ] = "",
    new: Annotated[str, Query(max_length=64, description="Id; the newest when left out.")] = "",
) -> ComparisonView:
    """Return what differs between two snapshots of one page."""
    return await services.snapshots.compare(by=by, task_id=task_id, old=old, new=new)

"""Pictures of watched pages (WEB-5)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.paths import TaskId

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])


class ScreenshotOut(BaseModel):
    """One picture, without the picture itself."""

    number: int = Field(description="Events of the task name it; the path of the picture ends so.")
    url: str
    taken_at: datetime


class ScreenshotsOut(BaseModel):
    """The newest pictures of a task, newest first."""

    screenshots: list[ScreenshotOut]


@router.get("/{task_id:task}/screenshots", summary="List screenshots", responses=problems(404))
async def list_screenshots(services: ServicesHere, by: Asker, task_id: TaskId) -> ScreenshotsOut:
    """List the pictures that a task took when a rendered page changed."""
    found = await services.screenshots.list(by=by, task_id=task_id)
    return ScreenshotsOut(
        screenshots=[ScreenshotOut.model_validate(each, from_attributes=True) for each in found]
    )


@router.get(
    "/{task_id:task}/screenshots/{number}",
    summary="See a screenshot",
    response_class=Response,
    responses=problems(404)
    | {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def get_screenshot(
    services: ServicesHere, by: Asker, task_id: TaskId, number: Annotated[int, Path(ge=1, lt=2**31)]
) -> Response:
    """Return one picture as PNG."""
    found = await services.screenshots.get(by=by, task_id=task_id, number=number)
    return Response(found.png, media_type="image/png", headers={"Cache-Control": "private"})

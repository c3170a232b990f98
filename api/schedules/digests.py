"""News digests as they were made (SCH-2)."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.paths import TaskId
from api.strict import Day
from domain.schedules.news import Digest

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])


class DigestOut(BaseModel):
    """One digest; titles and excerpts in it are text from outside."""

    id: str = Field(description="`<task id>/<local date>`.")
    task_id: str
    owner: str
    made_at: datetime
    title: str
    markdown: str
    plain: str = Field(description="The same without markup and addresses.")

    @classmethod
    def of(cls, digest: Digest) -> "DigestOut":
        """Return the wire form."""
        return cls.model_validate(digest, from_attributes=True)


@router.get(
    "/{task_id:task}/digests/latest", summary="Read the newest digest", responses=problems(404)
)
async def get_latest_digest(services: ServicesHere, by: Asker, task_id: TaskId) -> DigestOut:
    """Return the newest digest of a task."""
    return DigestOut.of(await services.digests.latest(by=by, task_id=task_id))


@router.get("/{task_id:task}/digests/{day}", summary="Read a digest", responses=problems(404))
async def get_digest(services: ServicesHere, by: Asker, task_id: TaskId, day: Day) -> DigestOut:
    """Return the digest that a task made on a local date."""
    return DigestOut.of(await services.digests.get(by=by, digest_id=f"{task_id}/{day}"))

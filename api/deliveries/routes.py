"""What became of messages to people (PSH-7)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.strict import Moment, limit_up_to
from application.deliveries.deliveries import MOST_LISTED
from domain.deliveries.deliveries import Delivery

router = APIRouter(prefix="/api/v1/deliveries", tags=["deliveries"])


@router.get("", summary="List deliveries", responses=problems(404))
async def list_deliveries(
    services: ServicesHere,
    by: Asker,
    person_id: Annotated[str | None, Query(max_length=64)] = None,
    before: Annotated[Moment | None, Query(description="Only those before this moment.")] = None,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> list[Delivery]:
    """Return the state of each delivery to a person, newest first."""
    return await services.deliveries.list(by=by, person_id=person_id, before=before, limit=limit)

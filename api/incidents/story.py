"""The story of an incident: its raw alerts, and what people write about it (RBK-19)."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Asker, ServicesHere
from api.incidents.routes import IncidentId
from api.openapi import problems
from api.strict import Strict, limit_up_to
from application.incidents.story.story import MOST_ALERTS
from application.incidents.story.views import (
    NoteView,
    RawAlertsView,
    note_view,
    note_views,
    raw_alerts_view,
)
from domain.incidents.story.notes import LONGEST_KEY, LONGEST_NOTE

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])


class NoteIn(Strict):
    """What somebody writes about an incident."""

    text: str = Field(
        min_length=1, max_length=LONGEST_NOTE, description="Plain text; line breaks count."
    )
    key: str = Field("", max_length=LONGEST_KEY, description="Your own; makes repeating safe.")


@router.get("/{incident_id}/alerts", summary="List raw alerts", responses=problems(404))
async def list_incident_alerts(
    services: ServicesHere,
    by: Asker,
    incident_id: IncidentId,
    before: Annotated[str, Query(max_length=300, description="`next_before` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_ALERTS)] = 20,
) -> RawAlertsView:
    """List each firing and clearing as it came, newest first; what may be a secret is hidden."""
    found = await services.incident_story.alerts(
        by=by, incident_id=incident_id, before=before, limit=limit
    )
    return raw_alerts_view(found)


@router.get("/{incident_id}/notes", summary="List notes", responses=problems(404))
async def list_incident_notes(
    services: ServicesHere, by: Asker, incident_id: IncidentId
) -> list[NoteView]:
    """List what people and programs wrote about an incident, oldest first; at most 500."""
    return [*note_views(await services.incident_story.notes(by=by, incident_id=incident_id))]


@router.post(
    "/{incident_id}/notes", summary="Write a note", status_code=201, responses=problems(404, 409)
)
async def add_incident_note(
    services: ServicesHere, by: Asker, incident_id: IncidentId, body: NoteIn
) -> NoteView:
    """Write something down about an incident, open or closed; it stands in its story and audit."""
    note = await services.incident_story.note(
        by=by, incident_id=incident_id, text=body.text, key=body.key
    )
    return note_view(note)

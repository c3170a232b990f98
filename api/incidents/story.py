"""The story of an incident: its raw alerts, and what people write about it (RBK-19)."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from pydantic import Field

from api.access import Asker, ServicesHere
from api.incidents.routes import IncidentId
from api.openapi import problems
from api.readers import Localized
from api.strict import Strict, limit_up_to
from application.incidents.story.postmortem import postmortem_page
from application.incidents.story.story import MOST_ALERTS
from application.incidents.story.views import (
    DiscussedView,
    NoteView,
    RawAlertsView,
    note_view,
    note_views,
    raw_alerts_view,
)
from domain.common.readers import Language
from domain.incidents.story.notes import LONGEST_KEY, LONGEST_NOTE

MARKDOWN = "text/markdown"

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


@router.post("/{incident_id}/discussion", summary="Open a discussion", responses=problems(404, 409))
async def discuss_incident(
    services: ServicesHere, by: Asker, incident_id: IncidentId
) -> DiscussedView:
    """Open the discussion of an incident on the bus, or return the one that it has."""
    found = await services.incident_story.discuss(by=by, incident_id=incident_id)
    return DiscussedView(incident_id=incident_id, discussion_id=found)


@router.get(
    "/{incident_id}/postmortem",
    summary="Draft a post-mortem",
    response_class=PlainTextResponse,
    responses={
        **problems(404),
        200: {"description": "Markdown.", "content": {MARKDOWN: {"schema": {"type": "string"}}}},
    },
)
async def draft_postmortem(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    incident_id: IncidentId,
    language: Annotated[Language | None, Query(description="Your own when left out.")] = None,
) -> PlainTextResponse:
    """Return the draft of a post-mortem as Markdown, made from the record alone."""
    record = await services.incident_story.postmortem(by=by, incident_id=incident_id)
    lines = postmortem_page(record, reader.of(language))
    return PlainTextResponse("\n".join(lines) + "\n", media_type=MARKDOWN)

"""Incidents: list, read, explain, tell, steer (RBK-10, RBK-15)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.access import Asker, ServicesHere
from api.bodies import CloudEvent, MaybeReasonIn, ReasonIn
from api.incidents.group_bodies import MergeIn
from api.openapi import problems
from api.readers import Localized, reader
from api.strict import Moment, limit_up_to
from application.incidents.incidents import MOST_LISTED, MOST_TOLD
from application.incidents.views import (
    ExplanationView,
    IncidentsView,
    IncidentView,
    explanation_view,
    grouped_view,
    incident_view,
    incidents_view,
)
from application.ports.incidents.incidents import IncidentOrder
from domain.alerts.alerts import AlertSource
from domain.common.readers import Language
from domain.incidents.incidents import IncidentState, Steering
from domain.incidents.story.searching import LONGEST_SEARCH
from domain.monitoring.alarms import Severity

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

IncidentId = Annotated[
    str, Path(max_length=64, pattern="^i_", description="`i_` and 26 characters.")
]
STEERED = problems(404, 409, 504)
"""What may come back when the request goes on to the running incident."""


@router.get("", summary="List incidents")
async def list_incidents(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    state: Annotated[IncidentState | None, Query()] = None,
    cluster: Annotated[str, Query(max_length=63, description="Only this cluster's.")] = "",
    namespace: Annotated[str, Query(max_length=253, description="Only this namespace's.")] = "",
    open_only: Annotated[bool, Query(description="Leave out what is closed.")] = False,
    severity: Annotated[Severity | None, Query(description="Of the newest alert.")] = None,
    acknowledged: Annotated[bool | None, Query(description="Whether somebody has it.")] = None,
    source: Annotated[AlertSource | None, Query(description="Of the newest alert.")] = None,
    since: Annotated[Moment | None, Query(description="Opened then or later.")] = None,
    mine: Annotated[
        bool, Query(description="What you took over, asked for, or were paged about.")
    ] = False,
    search: Annotated[
        str,
        Query(
            max_length=LONGEST_SEARCH,
            description="Words of workload, namespace, cluster or newest alert; all must fit.",
        ),
    ] = "",
    order: Annotated[IncidentOrder, Query(description="What comes first.")] = IncidentOrder.NEWEST,
    before: Annotated[str, Query(max_length=64, description="`next_before` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> IncidentsView:
    """List incidents with what each is doing, newest first."""
    page = await services.incidents.list(
        by=by,
        state=state,
        cluster=cluster,
        namespace=namespace,
        open_only=open_only,
        severity=severity,
        acknowledged=acknowledged,
        source=source,
        since=since,
        mine=mine,
        search=search,
        order=order,
        before=before,
        limit=limit,
    )
    return incidents_view(page, reader)


@router.get("/{incident_id}", summary="Read an incident", responses=problems(404))
async def get_incident(
    services: ServicesHere, by: Asker, reader: Localized, incident_id: IncidentId
) -> IncidentView:
    """Return an incident with its ladder, as its workflow tells it."""
    found = await services.incident_groups.get(by=by, incident_id=incident_id)
    return grouped_view(found, reader)


@router.get("/{incident_id}/explanation", summary="Explain an incident", responses=problems(404))
async def explain_incident(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    incident_id: IncidentId,
    language: Annotated[Language | None, Query(description="Your own when left out.")] = None,
) -> ExplanationView:
    """Say why this score, this rung and not the next, what it waits for and until when."""
    found = await services.incidents.explain(by=by, incident_id=incident_id)
    return explanation_view(found, reader.of(language))


@router.get(
    "/{incident_id}/timeline",
    summary="Tell an incident's story",
    responses=problems(404),
    dependencies=[Depends(reader)],
)
async def get_incident_timeline(
    services: ServicesHere,
    by: Asker,
    incident_id: IncidentId,
    limit: Annotated[int, limit_up_to(MOST_TOLD)] = 100,
) -> list[CloudEvent]:
    """Return what happened, oldest first; when there is more, the newest part."""
    told = await services.incident_story.timeline(by=by, incident_id=incident_id, limit=limit)
    return [CloudEvent.of(each) for each in told]


class Steered:
    """The running incident that a path names, and whoever tells it to go another way."""

    def __init__(
        self, services: ServicesHere, by: Asker, reader: Localized, incident_id: IncidentId
    ) -> None:
        self._services, self._by, self._id = services, by, incident_id
        self._reader = reader

    async def to(self, what: Steering, body: ReasonIn | MaybeReasonIn) -> IncidentView:
        """Tell it, and return it as it is then."""
        steered = await self._services.incidents.steer(
            by=self._by, incident_id=self._id, what=what, reason=body.reason
        )
        return incident_view(steered, self._reader)

    async def writing(self) -> IncidentView:
        """Let it try for real, and return it as it is then."""
        told = await self._services.incidents.enable_writes(by=self._by, incident_id=self._id)
        return incident_view(told, self._reader)


Running = Annotated[Steered, Depends()]


@router.post("/{incident_id}/abort", summary="Stop a repair for good", responses=STEERED)
async def abort_incident(incident: Running, body: ReasonIn) -> IncidentView:
    """Leave it to people; a write on its way is settled first, nothing is put back."""
    return await incident.to(Steering.ABORT, body)


@router.post("/{incident_id}/pause", summary="Hold a repair", responses=STEERED)
async def pause_incident(incident: Running, body: ReasonIn) -> IncidentView:
    """Hold it before its next step, until resumed."""
    return await incident.to(Steering.PAUSE, body)


@router.post("/{incident_id}/resume", summary="Let a repair go on", responses=STEERED)
async def resume_incident(incident: Running, body: MaybeReasonIn) -> IncidentView:
    """Go on from where it stood."""
    return await incident.to(Steering.RESUME, body)


@router.post("/{incident_id}/skip-rung", summary="Pass over the next rung", responses=STEERED)
async def skip_rung(incident: Running, body: ReasonIn) -> IncidentView:
    """Pass over the rung that comes next; no attempt is used up."""
    return await incident.to(Steering.SKIP_RUNG, body)


@router.post("/{incident_id}/acknowledge", summary="Take an incident over", responses=STEERED)
async def acknowledge_incident(incident: Running, body: MaybeReasonIn) -> IncidentView:
    """Note that you have taken it over: nobody is paged any more; repairs go on."""
    return await incident.to(Steering.ACKNOWLEDGE, body)


@router.post("/{incident_id}/examine", summary="Look at an incident again", responses=STEERED)
async def examine_incident(incident: Running, body: MaybeReasonIn) -> IncidentView:
    """Look at its workload again, and name likely causes anew; once a minute at most."""
    return await incident.to(Steering.EXAMINE, body)


@router.post("/{incident_id}/close", summary="Close an incident", responses=STEERED)
async def close_incident(incident: Running, body: ReasonIn) -> IncidentView:
    """End it; the next alert about the same thing opens another one."""
    return await incident.to(Steering.CLOSE, body)


@router.post("/{incident_id}/merge", summary="Merge into another's group", responses=STEERED)
async def merge_incident(
    services: ServicesHere, by: Asker, reader: Localized, incident_id: IncidentId, body: MergeIn
) -> IncidentView:
    """Put it into the group of another incident: one page for both; each keeps its own repair."""
    merged = await services.incident_groups.merge(
        by=by, incident_id=incident_id, into=body.into, reason=body.reason
    )
    return grouped_view(merged, reader)


@router.post("/{incident_id}/split", summary="Take out of its group", responses=STEERED)
async def split_incident(
    services: ServicesHere, by: Asker, reader: Localized, incident_id: IncidentId, body: ReasonIn
) -> IncidentView:
    """Take it out of its group: it pages by itself, and is not gathered again for a day."""
    split = await services.incident_groups.split(by=by, incident_id=incident_id, reason=body.reason)
    return grouped_view(split, reader)


@router.post(
    "/{incident_id}/enable-writes", summary="Let an observing incident write", responses=STEERED
)
async def enable_writes(incident: Running) -> IncidentView:
    """Let one that was only observing try for real; every guard still has to pass. Admins only."""
    return await incident.writing()

"""On-call schedules over HTTP (ALR-10)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.access import Asker, ServicesHere
from api.oncall.bodies import (
    CalendarIn,
    NewCalendarIn,
    OverrideIn,
    ScheduleChangeIn,
    ScheduleIn,
    SwapAnswerIn,
    SwapIn,
)
from api.openapi import problems
from api.readers import Localized
from api.strict import Moment
from application.oncall.rota_views import NewRotaView, new_rota_view
from application.oncall.views import (
    CalendarImportView,
    OnCallScheduleView,
    OnCallView,
    OverrideView,
    ShiftView,
    SwapView,
    import_view,
    on_call_view,
    override_view,
    schedule_view,
    shift_view,
    swap_view,
)
from domain.oncall.configs import LONGEST_SCHEDULE_NAME

ICALENDAR = "text/calendar"

router = APIRouter(prefix="/api/v1/oncall", tags=["oncall"])

ScheduleName = Annotated[
    str, Path(min_length=1, max_length=LONGEST_SCHEDULE_NAME, description="Name of the schedule.")
]


@router.get("/schedules", summary="List on-call schedules")
async def list_oncall_schedules(
    services: ServicesHere, by: Asker, reader: Localized
) -> list[OnCallScheduleView]:
    """Return all schedules by name, each with who is on call now, who is next, and its gaps."""
    return [schedule_view(each, reader) for each in await services.oncall.list(by=by)]


@router.post(
    "/schedules", status_code=201, summary="Make an on-call schedule", responses=problems(409)
)
async def create_oncall_schedule(
    services: ServicesHere, by: Asker, reader: Localized, body: ScheduleIn
) -> OnCallScheduleView:
    """Make a schedule; whoever makes it is warned of its gaps."""
    made = await services.oncall.create(by=by, name=body.name, config=body.config, start=body.start)
    return schedule_view(made, reader)


@router.get("/schedules/{name}", summary="Show an on-call schedule", responses=problems(404))
async def get_oncall_schedule(
    services: ServicesHere, by: Asker, reader: Localized, name: ScheduleName
) -> OnCallScheduleView:
    """Return a schedule with who is on call now, who is next, and its gaps of 30 days."""
    return schedule_view(await services.oncall.get(by=by, name=name), reader)


@router.put("/schedules/{name}", summary="Change an on-call schedule", responses=problems(404, 409))
async def change_oncall_schedule(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    name: ScheduleName,
    body: ScheduleChangeIn,
) -> OnCallScheduleView:
    """Begin a new version; where only people differ, whoever is on call then stays."""
    changed = await services.oncall.change(by=by, name=name, config=body.config, start=body.start)
    return schedule_view(changed, reader)


@router.get("/schedules/{name}/who", summary="Say who is on call", responses=problems(404))
async def who_is_on_call(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    name: ScheduleName,
    at: Annotated[Moment | None, Query(description="Now when left out.")] = None,
) -> OnCallView:
    """Say who is, was or will be on call at a moment, and why."""
    return on_call_view(name, await services.oncall.at(by=by, name=name, at=at), reader)


@router.get("/schedules/{name}/shifts", summary="List shifts", responses=problems(404))
async def list_oncall_shifts(
    services: ServicesHere,
    by: Asker,
    name: ScheduleName,
    start: Annotated[Moment, Query(description="Included.")],
    end: Annotated[Moment, Query(description="Not included; within a year of start.")],
) -> list[ShiftView]:
    """Return shifts and gaps of a span, one after the other, at most 500."""
    found = await services.oncall.shifts(by=by, name=name, start=start, end=end)
    return [shift_view(each) for each in found]


@router.post(
    "/schedules/{name}/overrides",
    status_code=201,
    summary="Override who is on call",
    responses=problems(404, 409),
)
async def override_oncall(
    services: ServicesHere, by: Asker, name: ScheduleName, body: OverrideIn
) -> OverrideView:
    """Change who is on call for a time; people who swap shifts ask one another instead."""
    kept = await services.oncall.override(by=by, name=name, requested=body.read())
    return override_view(kept)


@router.get(
    "/schedules/{name}/calendar.ics",
    summary="Export a schedule as a calendar file",
    response_class=Response,
    responses={
        **problems(404),
        200: {"description": "iCalendar.", "content": {ICALENDAR: {"schema": {"type": "string"}}}},
    },
)
async def export_oncall_calendar(
    services: ServicesHere, by: Asker, reader: Localized, name: ScheduleName
) -> Response:
    """Return its shifts as an .ics file, from 15 days back to 180 days ahead."""
    text = await services.oncall_calendars.export(by=by, name=name, reader=reader)
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return Response(text, media_type=ICALENDAR, headers=headers)


@router.post(
    "/schedules/{name}/calendar",
    summary="Read a calendar file into a schedule",
    responses=problems(404, 409),
)
async def import_oncall_calendar(
    services: ServicesHere, by: Asker, reader: Localized, name: ScheduleName, body: CalendarIn
) -> CalendarImportView:
    """Say what an .ics file would do, or make the overrides that it means: all or none."""
    calendars = services.oncall_calendars
    do = calendars.preview if body.dry_run else calendars.keep
    plan = await do(by=by, name=name, calendar=body.calendar)
    return import_view(name, plan, reader, kept=not body.dry_run)


@router.post("/calendars", summary="Make a schedule of a calendar file", responses=problems(409))
async def create_oncall_schedule_of_calendar(
    services: ServicesHere, by: Asker, reader: Localized, body: NewCalendarIn
) -> NewRotaView:
    """Say which schedule an .ics file would make, or make it: its rotation, and what differs."""
    calendars = services.oncall_calendars
    do = calendars.look_at_new if body.dry_run else calendars.make
    rota = await do(by=by, name=body.name, calendar=body.calendar, zone=body.zone)
    return new_rota_view(body.name, rota, reader, kept=not body.dry_run)


@router.delete(
    "/schedules/{name}/overrides/{override_id}",
    summary="End an override",
    responses=problems(404),
)
async def end_oncall_override(
    services: ServicesHere,
    by: Asker,
    name: ScheduleName,
    override_id: Annotated[str, Path(max_length=64)],
) -> OverrideView:
    """Take an override back from now on; what it did until now remains so."""
    ended = await services.oncall.end_override(by=by, name=name, override_id=override_id)
    return override_view(ended)


@router.get("/schedules/{name}/swaps", summary="List swaps", responses=problems(404))
async def list_oncall_swaps(
    services: ServicesHere, by: Asker, reader: Localized, name: ScheduleName
) -> list[SwapView]:
    """Return swaps that were asked for within 30 days, newest first, at most 100."""
    found = await services.oncall_swaps.list(by=by, name=name)
    return [swap_view(each, reader) for each in found]


@router.post(
    "/schedules/{name}/swaps",
    status_code=201,
    summary="Ask for a swap",
    responses=problems(404, 409),
)
async def ask_oncall_swap(
    services: ServicesHere, by: Asker, reader: Localized, name: ScheduleName, body: SwapIn
) -> SwapView:
    """Ask somebody to take your shifts, or to give you theirs; without a yes nothing changes."""
    asked = await services.oncall_swaps.ask(by=by, name=name, requested=body.read())
    return swap_view(asked, reader)


@router.post("/swaps/{swap_id}/answer", summary="Answer a swap", responses=problems(404, 409))
async def answer_oncall_swap(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    swap_id: Annotated[str, Path(max_length=64)],
    body: SwapAnswerIn,
) -> SwapView:
    """Accept or decline what you were asked, or withdraw what you asked."""
    settled = await services.oncall_swaps.answer(by=by, swap_id=swap_id, answer=body.answer)
    return swap_view(settled, reader)

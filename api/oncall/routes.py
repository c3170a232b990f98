"""On-call schedules over HTTP (ALR-10)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Asker, ServicesHere
from api.oncall.bodies import OverrideIn, ScheduleChangeIn, ScheduleIn, SwapAnswerIn, SwapIn
from api.openapi import problems
from api.readers import Localized
from api.strict import Moment
from application.oncall.views import (
    OnCallScheduleView,
    OnCallView,
    OverrideView,
    ShiftView,
    SwapView,
    on_call_view,
    override_view,
    schedule_view,
    shift_view,
    swap_view,
)
from domain.oncall.configs import LONGEST_SCHEDULE_NAME

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

"""What holds repairs back: silences, maintenance windows, freezes, the kill switch (ALR-6)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Asker, DesksHere
from api.control_bodies import ControlIn, ControlOut, KillSwitchOut
from api.incident_bodies import ReasonIn
from api.openapi import problems
from api.strict import limit_up_to
from application.controls import MOST_LISTED
from application.desks import Desks
from domain.access import Actor
from domain.controls import ControlKind, KillSwitch

router = APIRouter(prefix="/api/v1/controls", tags=["controls"])
switch = APIRouter(prefix="/api/v1/kill-switch", tags=["controls"])


@router.get("", summary="List silences, windows and freezes")
async def list_controls(
    *,
    desks: DesksHere,
    by: Asker,
    kind: Annotated[ControlKind | None, Query()] = None,
    active: Annotated[bool, Query(description="Leave out what is over.")] = True,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 100,
) -> list[ControlOut]:
    """List controls, newest first."""
    found = await desks.controls.list(by=by, kind=kind, active=active, limit=limit)
    return [ControlOut.of(each) for each in found]


@router.post("/silences", status_code=201, summary="Silence alerts")
async def silence_alerts(desks: DesksHere, by: Asker, body: ControlIn) -> ControlOut:
    """Count the alerts it covers, tell nobody, do nothing; at most 30 days."""
    control = await desks.controls.silence(
        by=by,
        name=body.name,
        scope=body.scope.read(),
        start=body.start,
        end=body.end,
        reason=body.reason,
        recurring=body.recurring.read() if body.recurring else None,
    )
    return ControlOut.of(control)


@router.post("/maintenance-windows", status_code=201, summary="Plan maintenance")
async def create_maintenance_window(desks: DesksHere, by: Asker, body: ControlIn) -> ControlOut:
    """Plan work, once or again and again; what still fires at its end is looked at once."""
    control = await desks.controls.maintenance(
        by=by,
        name=body.name,
        scope=body.scope.read(),
        start=body.start,
        end=body.end,
        reason=body.reason,
        recurring=body.recurring.read() if body.recurring else None,
    )
    return ControlOut.of(control)


@router.post("/freezes", status_code=201, summary="Freeze changes")
async def freeze_changes(desks: DesksHere, by: Asker, body: ControlIn) -> ControlOut:
    """Handle alerts, but write nothing to what it covers."""
    control = await desks.controls.freeze(
        by=by,
        name=body.name,
        scope=body.scope.read(),
        start=body.start,
        end=body.end,
        reason=body.reason,
        recurring=body.recurring.read() if body.recurring else None,
    )
    return ControlOut.of(control)


@router.post("/{control_id}/end", summary="End a control", responses=problems(404))
async def end_control(
    desks: DesksHere,
    by: Asker,
    control_id: Annotated[str, Path(max_length=64)],
    body: ReasonIn,
) -> ControlOut:
    """End one before its time; ending an ended one changes nothing."""
    ended = await desks.controls.end(by=by, control_id=control_id, reason=body.reason)
    return ControlOut.of(ended)


@switch.get("", summary="Say whether writing is on")
async def get_kill_switch(desks: DesksHere, by: Asker) -> KillSwitchOut:
    """Return whether anything may be written, who decided that, and how to change it."""
    return await _told(desks, by, await desks.controls.kill_switch(by=by))


@switch.post("/engage", summary="Stop all writing")
async def engage_kill_switch(desks: DesksHere, by: Asker, body: ReasonIn) -> KillSwitchOut:
    """Stop every write everywhere at once."""
    told = await desks.controls.set_kill_switch(by=by, engaged=True, reason=body.reason)
    return await _told(desks, by, told)


@switch.post("/release", summary="Enable writing")
async def release_kill_switch(desks: DesksHere, by: Asker, body: ReasonIn) -> KillSwitchOut:
    """Let repairs write as far as policy and guards allow. Admins only."""
    told = await desks.controls.set_kill_switch(by=by, engaged=False, reason=body.reason)
    return await _told(desks, by, told)


async def _told(desks: Desks, by: Actor, told: KillSwitch) -> KillSwitchOut:
    settings = await desks.briefings.settings(by=by)
    return KillSwitchOut.of(told, settings.zone, settings.language)

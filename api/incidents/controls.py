"""What holds repairs back: silences, maintenance windows, freezes, the kill switch (ALR-6)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.access import Asker, ServicesHere
from api.bodies import ReasonIn
from api.incidents.control_bodies import ControlIn
from api.openapi import problems
from api.readers import Localized
from api.strict import limit_up_to
from application.incidents.control_views import (
    ControlView,
    KillSwitchView,
    control_view,
    kill_switch_view,
)
from application.incidents.controls import MOST_LISTED
from domain.incidents.controls import ControlKind

router = APIRouter(prefix="/api/v1/controls", tags=["controls"])
switch = APIRouter(prefix="/api/v1/kill-switch", tags=["controls"])


class Setting:
    """Whoever sets a control."""

    def __init__(self, services: ServicesHere, by: Asker, reader: Localized) -> None:
        self._services, self._by, self._reader = services, by, reader

    async def of(self, kind: ControlKind, body: ControlIn) -> ControlView:
        """Set it and return it."""
        control = await self._services.controls.set(by=self._by, requested=body.read(kind))
        return control_view(control, self._reader)


SettingHere = Annotated[Setting, Depends()]


@router.get("", summary="List silences, windows and freezes")
async def list_controls(
    *,
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    kind: Annotated[ControlKind | None, Query()] = None,
    active: Annotated[bool, Query(description="Leave out what is over.")] = True,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 100,
) -> list[ControlView]:
    """List controls, newest first."""
    found = await services.controls.list(by=by, kind=kind, active=active, limit=limit)
    return [control_view(each, reader) for each in found]


SET = problems(409)


@router.post("/silences", status_code=201, summary="Silence alerts", responses=SET)
async def silence_alerts(setting: SettingHere, body: ControlIn) -> ControlView:
    """Count the alerts it covers, tell nobody, do nothing; at most 30 days."""
    return await setting.of(ControlKind.SILENCE, body)


@router.post("/maintenance-windows", status_code=201, summary="Plan maintenance", responses=SET)
async def create_maintenance_window(setting: SettingHere, body: ControlIn) -> ControlView:
    """Plan work, once or again and again; what still fires at its end is looked at once."""
    return await setting.of(ControlKind.MAINTENANCE, body)


@router.post("/freezes", status_code=201, summary="Freeze changes", responses=SET)
async def freeze_changes(setting: SettingHere, body: ControlIn) -> ControlView:
    """Handle alerts, but write nothing to what it covers."""
    return await setting.of(ControlKind.FREEZE, body)


@router.post("/{control_id}/end", summary="End a control", responses=problems(404))
async def end_control(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    control_id: Annotated[str, Path(max_length=64)],
    body: ReasonIn,
) -> ControlView:
    """End one before its time; ending an ended one changes nothing."""
    ended = await services.controls.end(by=by, control_id=control_id, reason=body.reason)
    return control_view(ended, reader)


@switch.get("", summary="Say whether writing is on")
async def get_kill_switch(services: ServicesHere, by: Asker, reader: Localized) -> KillSwitchView:
    """Return whether anything may be written, who decided that, and how to change it."""
    return kill_switch_view(await services.controls.kill_switch(by=by), reader)


@switch.post("/engage", summary="Stop all writing")
async def engage_kill_switch(
    services: ServicesHere, by: Asker, reader: Localized, body: ReasonIn
) -> KillSwitchView:
    """Stop every write everywhere at once."""
    told = await services.controls.set_kill_switch(by=by, engaged=True, reason=body.reason)
    return kill_switch_view(told, reader)


@switch.post("/release", summary="Enable writing")
async def release_kill_switch(
    services: ServicesHere, by: Asker, reader: Localized, body: ReasonIn
) -> KillSwitchView:
    """Let repairs write as far as policy and guards allow. Admins only."""
    told = await services.controls.set_kill_switch(by=by, engaged=False, reason=body.reason)
    return kill_switch_view(told, reader)

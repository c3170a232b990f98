"""Pages that make an on-call schedule, and begin a new version of one (ALR-10)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Response

from api.console.forms import Form, zones
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import ScheduleChangeIn, ScheduleIn
from api.oncall.layer_forms import (
    empty_layer,
    filled_layers,
    note_refusal,
    read_layers,
    typed_layers,
)
from api.oncall.pages import SECTION, ScheduleName, at
from api.oncall.typed import moment_of
from application.oncall.layer_words import layer_said
from application.oncall.schedules import ScheduleNow
from application.oncall.views import schedule_view
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, message
from domain.oncall.configs import LONGEST_SCHEDULE_NAME, MOST_LAYERS, written_layers
from domain.oncall.rotations import RotationUnit
from domain.people.access import Permission

pages = Pages("/oncall")

Doing = Callable[[], Awaitable[ScheduleNow]]


@pages.get("/new", needs=Permission.CHANGE_ONCALL)
async def ask_for_schedule(visit: Here) -> Response:
    """Ask who follows whom, how often, and at which hours."""
    return await _asked(visit, Form(values=empty_layer(visit, 0)), "", f"{ROOT}/oncall")


@pages.post("/new", needs=Permission.CHANGE_ONCALL)
async def create_schedule_by_page(visit: Here) -> Response:
    """Make a schedule, once it was seen what it means."""
    service, typed = visit.services.oncall, await visit.form()

    async def act(body: ScheduleIn) -> Message:
        made = await _refused_at_fields(
            visit,
            typed,
            lambda: service.create(
                by=visit.by, name=body.name, config=body.config, start=body.start
            ),
        )
        return message(
            "oncall.created", schedule=Called(made.schedule.name), person=Called(visit.by.person_id)
        )

    async def preview(body: ScheduleIn, form: Form) -> Response:
        look = await _refused_at_fields(
            visit,
            typed,
            lambda: service.look_at_new(
                by=visit.by, name=body.name, config=body.config, start=body.start
            ),
        )
        return await _previewed(visit, look, form, f"{ROOT}/oncall")

    async def show(form: Form) -> Response:
        form.errors = {**form.errors, **typed.errors}
        return await _asked(visit, form, "", f"{ROOT}/oncall")

    return await visit.submit(
        ScheduleIn,
        act,
        show=show,
        to=f"{ROOT}/oncall",
        values=lambda form: {"name": form.values.get("name", ""), **_values(visit, form)},
        preview=preview,
    )


@pages.get("/schedules/{schedule}/change", needs=Permission.CHANGE_ONCALL)
async def ask_to_change_schedule(visit: Here, schedule: ScheduleName) -> Response:
    """Show the layers as they are, to be changed."""
    found = await visit.services.oncall.get(by=visit.by, name=schedule)
    layers = found.schedule.versions[-1].layers
    typed = typed_layers(visit, layers, written_layers(layers))
    return await _asked(visit, Form(values=typed), schedule, at(schedule))


@pages.post("/schedules/{schedule}/change", needs=Permission.CHANGE_ONCALL)
async def change_schedule_by_page(visit: Here, schedule: ScheduleName) -> Response:
    """Begin a new version, once it was seen what it means."""
    service, typed = visit.services.oncall, await visit.form()

    async def act(body: ScheduleChangeIn) -> Message:
        changed = await _refused_at_fields(
            visit,
            typed,
            lambda: service.change(
                by=visit.by, name=schedule, config=body.config, start=body.start
            ),
        )
        newest = changed.schedule.versions[-1]
        return message(
            "oncall.changed_to", schedule=Called(schedule), number=newest.number, at=newest.start
        )

    async def preview(body: ScheduleChangeIn, form: Form) -> Response:
        look = await _refused_at_fields(
            visit,
            typed,
            lambda: service.look_at_change(
                by=visit.by, name=schedule, config=body.config, start=body.start
            ),
        )
        return await _previewed(visit, look, form, at(schedule))

    async def show(form: Form) -> Response:
        form.errors = {**form.errors, **typed.errors}
        return await _asked(visit, form, schedule, at(schedule))

    return await visit.submit(
        ScheduleChangeIn,
        act,
        show=show,
        to=at(schedule),
        values=lambda form: _values(visit, form),
        preview=preview,
    )


async def _refused_at_fields(visit: Visit, form: Form, do: Doing) -> ScheduleNow:
    try:
        return await do()
    except InvalidRequest as error:
        raise note_refusal(visit, form, error) from None


def _values(visit: Visit, form: Form) -> Mapping[str, Any]:
    found: dict[str, Any] = {"config": {"layers": read_layers(visit, form)}}
    if moment := moment_of(visit, form.values.get("start", ""), "start"):
        found["start"] = moment.isoformat()
    return found


async def _asked(visit: Visit, form: Form, schedule: str, back: str) -> Response:
    spare = max(filled_layers(form), default=-1) + 1
    shown = min(max(spare + 1, 2), MOST_LAYERS)
    for number in range(shown):
        if f"zone-{number}" not in form.values:
            form.values |= empty_layer(visit, number)
    return await visit.page(
        "oncall/layers.html",
        section=SECTION,
        status=form.status,
        form=form,
        schedule=schedule,
        longest=LONGEST_SCHEDULE_NAME,
        shown=shown,
        filled=spare,
        units=[
            (each.value, visit.text(message("oncall_page.unit", unit=each)))
            for each in (
                RotationUnit.WEEK,
                RotationUnit.DAY,
                RotationUnit.MONTH,
                RotationUnit.HOUR,
            )
        ],
        zones=zones(),
        action=visit.request.url.path,
        back=back,
    )


async def _previewed(visit: Visit, look: ScheduleNow, form: Form, back: str) -> Response:
    newest = look.schedule.versions[-1]
    return await visit.page(
        "oncall/layers_preview.html",
        section=SECTION,
        form=form,
        schedule=schedule_view(look, visit.told),
        layers=[(each.name, list(map(visit.text, layer_said(each)))) for each in newest.layers],
        action=visit.request.url.path,
        back=back,
    )

"""Pages that change for a time who is on call, and take such a change back (ALR-10)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response

from api.console.forms import Form, comma_separated
from api.console.routes import Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import OverrideIn
from api.oncall.pages import SECTION, ScheduleName, at
from api.oncall.typed import moment_of
from application.oncall.schedules import override_said
from application.oncall.views import shift_view
from domain.common.errors import NotFound
from domain.common.messages import Called, Message, message, named
from domain.oncall.configs import people_of
from domain.oncall.schedules import OverrideKind
from domain.people.access import Permission

pages = Pages("/oncall/schedules")

MOST_PREVIEWED = 12
"""Shifts that a preview names."""

OverrideId = Annotated[str, Path(max_length=64)]


@pages.get("/{schedule}/override", needs=Permission.CHANGE_ONCALL)
async def ask_for_override(visit: Here, schedule: ScheduleName) -> Response:
    """Ask who comes, who goes, and until when."""
    return await _asked(visit, schedule, Form(values={"kind": OverrideKind.REPLACE.value}))


@pages.post("/{schedule}/override", needs=Permission.CHANGE_ONCALL)
async def override_by_page(visit: Here, schedule: ScheduleName) -> Response:
    """Change who is on call for a time, once it was seen who that is."""
    service = visit.services.oncall

    async def act(body: OverrideIn) -> Message:
        kept = await service.override(by=visit.by, name=schedule, requested=body.read())
        return override_said(schedule, kept)

    async def preview(body: OverrideIn, form: Form) -> Response:
        look = await service.look_at_override(by=visit.by, name=schedule, requested=body.read())
        return await visit.page(
            "oncall/override_preview.html",
            section=SECTION,
            form=form,
            means=visit.text(override_said(schedule, look.override)),
            shifts=[shift_view(each) for each in look.shifts[:MOST_PREVIEWED]],
            more=len(look.shifts) - MOST_PREVIEWED,
            action=visit.request.url.path,
            back=at(schedule),
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, schedule, form)

    return await visit.submit(
        OverrideIn,
        act,
        show=show,
        to=at(schedule),
        values=lambda form: _values(visit, form),
        preview=preview,
    )


def _values(visit: Visit, form: Form) -> Mapping[str, Any]:
    typed = form.filled(flags=("leave_gap",))
    found: dict[str, Any] = {"kind": typed.get("kind"), "leave_gap": typed["leave_gap"]}
    others = comma_separated(typed.get("others", ""))
    found["people"] = list(dict.fromkeys([*form.lists.get("people", []), *others]))
    if typed.get("instead_of"):
        found["instead_of"] = typed["instead_of"]
    for name in ("start", "end"):
        if moment := moment_of(visit, typed.get(name, ""), name):
            found[name] = moment.isoformat()
    return found


async def _asked(visit: Visit, schedule: str, form: Form) -> Response:
    found = await visit.services.oncall.get(by=visit.by, name=schedule)
    people = people_of(found.schedule)
    return await visit.page(
        "oncall/override.html",
        section=SECTION,
        status=form.status,
        form=form,
        schedule=schedule,
        kinds=[(each.value, visit.text(named(each))) for each in OverrideKind],
        people=[(each, each, "") for each in people],
        replaced=[("", "–"), *((each, each) for each in people)],
        action=visit.request.url.path,
        back=at(schedule),
    )


@pages.get("/{schedule}/overrides/{override_id}/end", needs=Permission.CHANGE_ONCALL)
async def ask_to_end_override(
    visit: Here, schedule: ScheduleName, override_id: OverrideId
) -> Response:
    """Say what it means to take an override back."""
    return await _asked_to_end(visit, schedule, override_id, Form())


@pages.post("/{schedule}/overrides/{override_id}/end", needs=Permission.CHANGE_ONCALL)
async def end_override_by_page(
    visit: Here, schedule: ScheduleName, override_id: OverrideId
) -> Response:
    """Take an override back from now on."""
    form = await visit.form()
    if not form.is_sure:
        return await _asked_to_end(visit, schedule, override_id, form)
    ended = await visit.services.oncall.end_override(
        by=visit.by, name=schedule, override_id=override_id
    )
    return visit.done(at(schedule), message("oncall.override_taken_back", id=Called(ended.id)))


async def _asked_to_end(visit: Visit, schedule: str, override_id: str, form: Form) -> Response:
    found = await visit.services.oncall.get(by=visit.by, name=schedule)
    override = next((each for each in found.schedule.overrides if each.id == override_id), None)
    if override is None:
        raise NotFound("override", override_id)
    return await visit.page(
        "oncall/end_override.html",
        section=SECTION,
        status=form.status,
        form=form,
        means=visit.text(override_said(schedule, override)),
        action=visit.request.url.path,
        back=at(schedule),
    )

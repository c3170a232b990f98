"""The page that makes a schedule of a calendar file, once it was seen what it means (ALR-10)."""

from fastapi import Response

from api.console.forms import Form, zones
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import NewCalendarIn
from api.oncall.calendar_pages import preview_page
from api.oncall.pages import SECTION
from application.oncall.calendars import made_said
from application.oncall.rota_views import new_rota_view
from domain.common.messages import Message
from domain.oncall.configs import LONGEST_SCHEDULE_NAME
from domain.people.access import Permission

pages = Pages("/oncall")

_BACK = f"{ROOT}/oncall"


@pages.get("/new-from-file", needs=Permission.CHANGE_ONCALL)
async def ask_for_new_calendar(visit: Here) -> Response:
    """Ask for a name and a calendar file."""
    return await _asked(visit, Form(values={"zone": visit.told.zone}))


@pages.post("/new-from-file", needs=Permission.CHANGE_ONCALL)
async def create_schedule_of_calendar_by_page(visit: Here) -> Response:
    """Make the schedule that a calendar file means."""
    calendars = visit.services.oncall_calendars

    async def act(body: NewCalendarIn) -> Message:
        await calendars.make(by=visit.by, name=body.name, calendar=body.calendar, zone=body.zone)
        return made_said(body.name, visit.by.person_id)

    async def preview(body: NewCalendarIn, form: Form) -> Response:
        rota = await calendars.look_at_new(
            by=visit.by, name=body.name, calendar=body.calendar, zone=body.zone
        )
        view = new_rota_view(body.name, rota, visit.told, kept=False)
        return await preview_page(visit, form, view, makes=True, back=_BACK)

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    return await visit.submit(NewCalendarIn, act, show=show, to=_BACK, preview=preview)


async def _asked(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "oncall/new_calendar.html",
        section=SECTION,
        status=form.status,
        form=form,
        longest=LONGEST_SCHEDULE_NAME,
        zones=zones(),
        action=visit.request.url.path,
        back=_BACK,
    )

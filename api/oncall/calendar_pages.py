"""The page that reads a calendar file into a schedule, once it was seen what that does (ALR-10)."""

from fastapi import Response

from api.console.forms import Form
from api.console.routes import Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import CalendarIn
from api.oncall.pages import SECTION, ScheduleName, at
from application.oncall.calendars import imported_said
from application.oncall.rota_views import NewRotaView
from application.oncall.views import CalendarImportView, import_view, unknown_said
from domain.common.messages import Message
from domain.people.access import Permission

pages = Pages("/oncall/schedules")

MOST_PREVIEWED = 30
"""Overrides that a preview names."""


@pages.get("/{schedule}/calendar", needs=Permission.CHANGE_ONCALL)
async def ask_for_calendar(visit: Here, schedule: ScheduleName) -> Response:
    """Ask for a calendar file."""
    return await _asked(visit, schedule, Form())


@pages.post("/{schedule}/calendar", needs=Permission.CHANGE_ONCALL)
async def import_calendar_by_page(visit: Here, schedule: ScheduleName) -> Response:
    """Make the overrides that a calendar file means."""
    calendars = visit.services.oncall_calendars

    async def act(body: CalendarIn) -> Message:
        plan = await calendars.keep(by=visit.by, name=schedule, calendar=body.calendar)
        return imported_said(schedule, plan, visit.by.person_id)

    async def preview(body: CalendarIn, form: Form) -> Response:
        plan = await calendars.preview(by=visit.by, name=schedule, calendar=body.calendar)
        view = import_view(schedule, plan, visit.told, kept=False)
        return await preview_page(visit, form, view, makes=False, back=at(schedule))

    async def show(form: Form) -> Response:
        return await _asked(visit, schedule, form)

    return await visit.submit(CalendarIn, act, show=show, to=at(schedule), preview=preview)


async def preview_page(
    visit: Visit, form: Form, view: CalendarImportView | NewRotaView, *, makes: bool, back: str
) -> Response:
    """Show what a calendar file would do; `makes` says that it makes a schedule."""
    return await visit.page(
        "oncall/calendar_preview.html",
        section=SECTION,
        form=form,
        look=view,
        makes=makes,
        shifts=view.overrides[:MOST_PREVIEWED],
        more=len(view.overrides) - MOST_PREVIEWED,
        unknown=[visit.text(unknown_said(each)) for each in view.unknown],
        action=visit.request.url.path,
        back=back,
    )


async def _asked(visit: Visit, schedule: str, form: Form) -> Response:
    await visit.services.oncall.get(by=visit.by, name=schedule)
    return await visit.page(
        "oncall/calendar.html",
        section=SECTION,
        status=form.status,
        form=form,
        schedule=schedule,
        action=visit.request.url.path,
        back=at(schedule),
    )

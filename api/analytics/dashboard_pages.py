"""Pages about dashboards of logs: which there are, and what each shows (ANL-4)."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Request, Response
from markupsafe import Markup

from api.console.lists import Choice, Filter, read_list
from api.console.parts import part_of
from api.console.routes import Pages
from api.console.visits import Here
from application.analytics.dashboard_views import dashboard_view, run_view
from application.analytics.dashboards import MOST_LISTED
from application.analytics.drawings import chart_drawn
from application.common.wording import Localizer
from domain.analytics.dashboards import DashboardRun, Look
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/dashboards")

PATIENCE = 40.0
"""Seconds; the queries end within 25."""

_HOURS = ("24", "1", "4", "168")
_WORDS = frozenset({Look.EMPTY, Look.FAILED})


@pages.get(needs=Permission.READ_LOGS)
async def dashboards_page(visit: Here, request: Request) -> Response:
    """List dashboards of the log service."""
    filters = [Filter("name", message("dashboard_page.name"))]
    state = read_list(request, visit.told, filters)
    asked = visit.services.dashboards.list(by=visit.by, name=state["name"], limit=MOST_LISTED)
    found = await part_of(visit, asked)
    return await visit.page(
        "analytics/dashboards.html",
        section="analytics",
        state=state,
        problem=found.problem,
        dashboards=[dashboard_view(each) for each in found.value or ()],
    )


@pages.get("/{dashboard}", needs=Permission.READ_LOGS)
async def dashboard_page(
    visit: Here, request: Request, dashboard: Annotated[str, Path(max_length=200)]
) -> Response:
    """Run a dashboard's queries; draw each chart and say what stands out."""
    periods = tuple(
        Choice(each, message("value.plain", value=timedelta(hours=int(each)))) for each in _HOURS
    )
    filters = [Filter("hours", message("log_page.period"), periods, default=_HOURS[0])]
    state = read_list(request, visit.told, filters)
    start = visit.now - timedelta(hours=int(state["hours"] or _HOURS[0]))
    asked = visit.services.dashboards.run(
        by=visit.by, dashboard=dashboard, start=start, end=visit.now
    )
    found = await part_of(visit, asked, patience=PATIENCE)
    run = found.value
    view = run_view(run, visit.told) if run else None
    drawn = _drawn(run, visit.told) if run else []
    return await visit.page(
        "analytics/dashboard.html",
        section="analytics",
        state=state,
        problem=found.problem,
        view=view,
        charts=list(zip(view.charts, drawn, strict=True)) if view else [],
        start=start,
        end=visit.now,
    )


def _drawn(run: DashboardRun, reader: Localizer) -> list[Markup | None]:
    """Return the drawing of each chart; none where words say all."""
    return [
        None if each.look in _WORDS else Markup(chart_drawn(each, run, reader))  # noqa: S704 - numbers, and names that are escaped
        for each in run.charts
    ]

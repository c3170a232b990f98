"""Dashboards of logs over HTTP: which there are, what they show, and as a picture (ANL-4)."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.access import Asker, ServicesHere
from api.openapi import CLOUD
from api.readers import Localized
from api.strict import Moment, limit_up_to
from application.analytics.dashboard_views import (
    DashboardRunView,
    DashboardView,
    dashboard_view,
    run_view,
)
from application.analytics.dashboards import MOST_LISTED
from application.analytics.drawings import Theme, picture

router = APIRouter(prefix="/api/v1/dashboards", tags=["logs"])

DashboardName = Annotated[
    str, Path(min_length=1, max_length=200, description="Its id or name, or a part of the name.")
]
Start = Annotated[Moment | None, Query(description="24 hours before the end when left out.")]
End = Annotated[Moment | None, Query(description="Now when left out.")]

_PICTURES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "image/svg+xml": {"schema": {"type": "string"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


class PictureForm(StrEnum):
    """How a picture is given."""

    SVG = "svg"
    PNG = "png"


@router.get("", summary="List dashboards", responses=CLOUD)
async def list_dashboards(
    services: ServicesHere,
    by: Asker,
    name: Annotated[str, Query(max_length=200, description="A part of its name.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[DashboardView]:
    """Return dashboards of the log service by name."""
    found = await services.dashboards.list(by=by, name=name, limit=limit)
    return [dashboard_view(each) for each in found]


@router.get("/{dashboard}", summary="Run a dashboard", responses=CLOUD)
async def show_dashboard(
    services: ServicesHere,
    by: Asker,
    words: Localized,
    dashboard: DashboardName,
    start: Start = None,
    end: End = None,
) -> DashboardRunView:
    """Run the queries of up to 20 charts, and say in sentences what stands out in each."""
    found = await services.dashboards.run(by=by, dashboard=dashboard, start=start, end=end)
    return run_view(found, words)


@router.get(
    "/{dashboard}/picture",
    summary="Draw a dashboard",
    response_class=Response,
    responses=CLOUD | _PICTURES,
)
async def draw_dashboard(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    words: Localized,
    dashboard: DashboardName,
    form: Annotated[PictureForm, Query(description="png needs a browser here.")] = PictureForm.SVG,
    theme: Annotated[Theme, Query(description="What it lies on.")] = Theme.LIGHT,
    start: Start = None,
    end: End = None,
) -> Response:
    """Return its charts as one picture, two side by side."""
    found = await services.dashboards.run(by=by, dashboard=dashboard, start=start, end=end)
    svg = picture(found, words, theme, sandbox=services.sandbox)
    private = {"Cache-Control": "private, no-store"}
    if form is PictureForm.SVG:
        return Response(svg, media_type="image/svg+xml", headers=private)
    png = await services.dashboards.png(svg)
    return Response(png, media_type="image/png", headers=private)

"""What the cloud measures, and what a metric was, over HTTP (CLD-3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD
from api.readers import Localized
from api.strict import Moment, Strict, limit_up_to
from application.forecasts.series import MOST_LISTED
from application.forecasts.series_views import (
    CloudMetricView,
    MeasuredView,
    measured_view,
    metric_view,
)

router = APIRouter(prefix="/api/v1", tags=["forecasts"])


class SeriesIn(Strict):
    """Which metric, and when."""

    metric: str = Field("", max_length=64, description="Name of a configured metric; or source.")
    source: dict[str, Any] | None = Field(
        None,
        description="prometheus, tencent_monitor or tencent_statistic, as in threshold watches.",
    )
    unit: str = Field("", max_length=16, description="Written behind numbers.")
    name: str = Field("", max_length=80, description="What people call it.")
    start: Moment | None = Field(None, description="24 hours before the end when left out.")
    end: Moment | None = Field(None, description="Now when left out.")


@router.get("/cloud-metrics", summary="List metrics of the cloud", responses=CLOUD)
async def list_metrics(
    services: ServicesHere,
    by: Asker,
    words: Localized,
    namespace: Annotated[
        str, Query(min_length=1, max_length=64, description="Kind of product, such as `QCE/CVM`.")
    ],
    name: Annotated[str, Query(max_length=64, description="Part of the name or meaning.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[CloudMetricView]:
    """Return what the cloud measures of a kind of product, by name."""
    found = await services.metric_series.metrics(by=by, namespace=namespace, name=name, limit=limit)
    return [metric_view(each, words.language) for each in found]


@router.post("/metric-series", summary="Read the past of a metric", responses=CLOUD)
async def get_metric_series(
    services: ServicesHere, by: Asker, words: Localized, body: SeriesIn
) -> MeasuredView:
    """Return the values of up to 20 series, by the minute, five minutes or hour."""
    fields = ("metric", "source", "unit", "name")
    question = {each: getattr(body, each) for each in fields if getattr(body, each)}
    found = await services.metric_series.series(
        by=by, question=question, start=body.start, end=body.end
    )
    return measured_view(found, words)

"""When a metric reaches its limit (ANL-2)."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from api.access import Asker, ServicesHere
from api.openapi import CLOUD
from api.readers import Localized
from application.forecasts.views import ForecastView, forecast_view

router = APIRouter(prefix="/api/v1", tags=["forecasts"])

_EXAMPLE = {
    "source": {
        "prometheus": {
            "url": "http://prometheus:9090",
            "query": '100 - node_filesystem_avail_bytes{mountpoint="/data"} / '
            'node_filesystem_size_bytes{mountpoint="/data"} * 100',
        }
    },
    "limit": 90,
    "unit": "%",
    "name": "/data of db-1",
}


@router.post("/forecasts", summary="Forecast when a metric is full", responses=CLOUD)
async def forecast_capacity(
    services: ServicesHere,
    by: Asker,
    words: Localized,
    body: Annotated[
        dict[str, Any],
        Body(
            description="`limit`, and `metric` (a configured name) or `source` (as in threshold "
            "watches); `floor`, `days` (1 to 14), `unit`, `name`.",
            openapi_examples={"disk": {"value": _EXAMPLE}},
        ),
    ],
) -> ForecastView:
    """Return when it is reached with an 80 % interval, or why that cannot be said."""
    return forecast_view(await services.forecasts.forecast(by=by, question=body), words)

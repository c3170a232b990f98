"""Usage trends and bottlenecks over HTTP (ANL-2)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, ServicesHere
from api.openapi import CLOUD
from api.readers import Localized
from application.analytics.usage import MOST_AHEAD, USUAL_AHEAD
from application.analytics.usage_views import UsageTrendsView, trends_view
from domain.analytics.usage import UsageOf

router = APIRouter(prefix="/api/v1", tags=["forecasts"])


@router.get("/usage-trends", summary="Find what grows and what is near its limit", responses=CLOUD)
async def find_usage_trends(  # noqa: PLR0913, PLR0917 - one argument per parameter
    services: ServicesHere,
    by: Asker,
    words: Localized,
    of: Annotated[
        list[UsageOf] | None,
        Query(
            max_length=len(UsageOf),
            description="Whose use; all but workloads when left out.",
        ),
    ] = None,
    cluster: Annotated[str, Query(max_length=63, description="Only this one.")] = "",
    namespace: Annotated[str, Query(max_length=253, description="Of the workloads.")] = "",
    days: Annotated[int, Query(ge=1, le=MOST_AHEAD, description="Ahead.")] = USUAL_AHEAD,
) -> UsageTrendsView:
    """Say for clusters, workloads, log topics and configured metrics where each stands.

    The gravest first, with the numbers behind it; what cannot be read is named with the reason.
    """
    found = await services.usage.trends(
        by=by, of=of or (), cluster=cluster, namespace=namespace, days=days
    )
    return trends_view(found, words)

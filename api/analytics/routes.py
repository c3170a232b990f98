"""How repairs went, and which service levels were met (RBK-14, ANL-3)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import Localized
from api.strict import Moment
from application.analytics.views import EffectView, effect_view

numbers = APIRouter(prefix="/api/v1/incident-metrics", tags=["incidents"])


@numbers.get("", summary="Count how repairs went", responses=problems(413))
async def get_incident_metrics(
    services: ServicesHere,
    by: Asker,
    words: Localized,
    since: Annotated[Moment, Query(description="At most 400 days before the end.")],
    until: Annotated[Moment | None, Query(description="Now when left out.")] = None,
    zone: Annotated[
        str, Query(max_length=64, description="Of local days; the installation's own.")
    ] = "",
) -> EffectView:
    """Count repairs by action, service, fault and time, and say which service levels were met."""
    found = await services.effect.effect(by=by, since=since, until=until, zone=zone)
    return effect_view(found, words)

"""The page that says what grows and what is near its limit (ANL-2)."""

from datetime import timedelta

from fastapi import Request, Response

from api.console.lists import Choice, Filter, read_list
from api.console.parts import part_of
from api.console.routes import Pages
from api.console.visits import Here
from application.analytics.usage_views import trends_view
from domain.analytics.usage import UsageOf, UsageState
from domain.common.messages import message, named
from domain.people.access import Permission

pages = Pages("/usage")

PATIENCE = 40.0
"""Seconds; what is read ends within 25, and forecasts take some after that."""

_DAYS = ("7", "3", "14")
_BADGES = {
    UsageState.FULL: "bad",
    UsageState.FILLING: "bad",
    UsageState.NEAR: "warn",
    UsageState.GROWING: "warn",
    UsageState.SHRINKING: "good",
    UsageState.STEADY: "good",
    UsageState.UNKNOWN: "off",
}


@pages.get(needs=Permission.READ_LOGS)
async def usage_page(visit: Here, request: Request) -> Response:
    """Say what grows and what is near its limit, the gravest first."""
    kinds = tuple(Choice(each.value, named(each)) for each in UsageOf)
    ahead = tuple(
        Choice(each, message("value.plain", value=timedelta(days=int(each)))) for each in _DAYS
    )
    filters = [
        Filter("of", message("head.kind"), kinds),
        Filter("cluster", message("head.cluster")),
        Filter("namespace", message("head.namespace")),
        Filter("days", message("usage_trend.ahead"), ahead, default=_DAYS[0]),
    ]
    state = read_list(request, visit.told, filters)
    asked = visit.services.usage.trends(
        by=visit.by,
        of=(UsageOf(state["of"]),) if state["of"] else (),
        cluster=state["cluster"],
        namespace=state["namespace"],
        days=int(state["days"] or _DAYS[0]),
    )
    found = await part_of(visit, asked, patience=PATIENCE)
    return await visit.page(
        "analytics/usage.html",
        section="analytics",
        state=state,
        problem=found.problem,
        view=trends_view(found.value, visit.told) if found.value else None,
        badges=_BADGES,
    )

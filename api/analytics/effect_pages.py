"""How repairs went in a period, and which service levels were met, as a page (RBK-14, ANL-3)."""

from datetime import timedelta

from fastapi import Request, Response

from api.console.lists import Choice, Filter, read_list
from api.console.routes import Pages
from api.console.visits import Here
from application.analytics.views import EffectView, GroupBy, effect_view
from domain.analytics.metrics import Goal
from domain.common.messages import message, named
from domain.people.access import Permission

pages = Pages("/incident-metrics")

MOST_ROWS = 60
"""Rows of one table."""

_DAYS = ("30", "7", "90", "365")
_KIND_OF_GOAL = {Goal.REACHED: "good", Goal.MISSED: "bad", Goal.NO_DATA: "off"}


@pages.get(needs=Permission.READ_INCIDENTS)
async def incident_metrics_page(visit: Here, request: Request) -> Response:
    """Count repairs of a period by one thing, and say which service levels were met."""
    periods = tuple(
        Choice(each, message("value.plain", value=timedelta(days=int(each)))) for each in _DAYS
    )
    by = tuple(Choice(each.value, named(each)) for each in GroupBy)
    filters = [
        Filter("days", message("log_page.period"), periods, default=_DAYS[0]),
        Filter("by", message("effect_page.by"), by, default=GroupBy.ACTION.value),
    ]
    state = read_list(request, visit.told, filters)
    found = await visit.services.effect.effect(
        by=visit.by,
        since=visit.now - timedelta(days=int(state["days"] or _DAYS[0])),
        until=visit.now,
        zone=visit.told.zone,
    )
    view = effect_view(found, visit.told)
    chosen = GroupBy(state["by"] or GroupBy.ACTION)
    return await visit.page(
        "analytics/effect.html",
        section="analytics",
        live="incident",
        state=state,
        effect=view,
        rows=_rows(view, chosen),
        title=visit.text(named(chosen)),
        kind_of=_KIND_OF_GOAL,
        met={each: visit.text(named(each)) for each in Goal},
    )


def _rows(view: EffectView, by: GroupBy) -> list[dict[str, object]]:
    """Return the rows of one group, each with its shares in whole percents and its minutes."""
    group = next(each for each in view.groups if each.by is by)
    newest = group.rows[-MOST_ROWS:] if by is GroupBy.TIME else group.rows[:MOST_ROWS]
    return [
        {
            "name": each.name,
            "row": each,
            "percent": round(each.success * 100),
            "low": round(each.low * 100),
            "high": round(each.high * 100),
            "verified_in": None
            if each.verified_in is None
            else timedelta(seconds=max(round(each.verified_in), 1)),
        }
        for each in newest
    ]

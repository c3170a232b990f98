"""The page about how repairs went in a period (RBK-14, ANL-3)."""

from collections.abc import Sequence
from datetime import timedelta

from fastapi import Request, Response

from api.console.lists import Choice, Filter, read_list
from api.console.routes import Pages
from api.console.visits import Here, Visit
from application.incidents.numbers import goal_said, numbers_of
from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind
from domain.common.messages import message, named
from domain.incidents.metrics import Effect, Goal, IncidentMetrics, NumberUnit
from domain.people.access import Permission

pages = Pages("/incident-metrics")

MOST_SERVICES = 20
"""Rows of services, those with most attempts."""

_DAYS = ("30", "7", "90", "365")
_COUNTED = (NumberUnit.INCIDENTS, NumberUnit.ATTEMPTS)
_KIND_OF_GOAL = {Goal.REACHED: "good", Goal.MISSED: "bad", Goal.NO_DATA: "off"}


@pages.get(needs=Permission.READ_INCIDENTS)
async def incident_metrics_page(visit: Here, request: Request) -> Response:
    """Count incidents of a period: how fast, how many fixed, what came back, by action."""
    periods = tuple(
        Choice(each, message("value.plain", value=timedelta(days=int(each)))) for each in _DAYS
    )
    filters = [Filter("days", message("log_page.period"), periods, default=_DAYS[0])]
    state = read_list(request, visit.told, filters)
    metrics = await visit.services.incident_metrics.metrics(
        by=visit.by,
        since=visit.now - timedelta(days=int(state["days"] or _DAYS[0])),
        until=visit.now,
        zone=visit.told.zone,
    )
    return await visit.page(
        "incidents/metrics.html",
        section="incidents",
        live="incident",
        state=state,
        metrics=metrics,
        goal=visit.text(goal_said(metrics)),
        kind_of_goal=_KIND_OF_GOAL[metrics.goal],
        numbers=_numbers(metrics, visit),
        actions=[(_action_of(each, visit), each) for each in metrics.by_action],
        services=_services(metrics.by_service),
    )


def _numbers(metrics: IncidentMetrics, visit: Visit) -> list[tuple[str, str]]:
    found = []
    for each in numbers_of(metrics):
        unit = visit.text(named(each.unit)) if each.unit in _COUNTED else ""
        found.append((visit.text(each.name), f"{visit.text(each.said)} {unit}".strip()))
    return found


def _action_of(effect: Effect, visit: Visit) -> str:
    action, fault = effect.key
    return f"{visit.text(named(ActionKind(action)))} · {visit.text(named(FaultClass(fault)))}"


def _services(effects: Sequence[Effect]) -> list[tuple[str, Effect]]:
    return [("/".join(each.key), each) for each in effects[:MOST_SERVICES]]

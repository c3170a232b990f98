"""Pages about log sets, topics and scheduled SQL: listed; made as clusters are edited."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.clusters.cloud_changes import ChangePages, CloudChange, given_by_link
from api.clusters.log_resources import LogsetIn, LogTopicIn, ScheduledSqlIn
from api.console.forms import Form
from api.console.lists import Filter, read_list
from api.console.parts import part_of
from api.console.routes import ROOT, Pages
from api.console.visits import Here
from application.cluster_edits.log_resources import MOST_LISTED
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/logs/resources")

_LIST = f"{ROOT}/logs/resources"
_NUMBERS = ("days", "every_minutes", "window_minutes", "delay_seconds")
_MOST_TOPICS = 100


def _values(form: Form) -> dict[str, Any]:
    return form.filled(numbers=_NUMBERS)


_CHANGES = {
    "logset": CloudChange(
        message("log_resource.new_set"),
        message("log_resource.new_set_means"),
        LogsetIn,
        ("name*",),
        lambda services: services.log_resources.create,
        ("wanted", "reason"),
        _values,
    ),
    "topic": CloudChange(
        message("log_resource.new_topic"),
        message("log_resource.new_topic_means"),
        LogTopicIn,
        ("name*", "logset*", "days"),
        lambda services: services.log_resources.create,
        ("wanted", "reason"),
        _values,
    ),
    "scheduled-sql": CloudChange(
        message("log_resource.new_sql"),
        message("log_resource.new_sql_means"),
        ScheduledSqlIn,
        (
            *("name*", "topic_id*", "target*", "query*", "every_minutes", "window_minutes"),
            "delay_seconds",
        ),
        lambda services: services.log_resources.create,
        ("wanted", "reason"),
        _values,
    ),
}

ChangeName = Annotated[str, Path(pattern="^(logset|topic|scheduled-sql)$")]


@pages.get(needs=Permission.READ_LOGS)
async def log_resources_page(visit: Here, request: Request) -> Response:
    """List log sets, topics and scheduled SQL, by name."""
    state = read_list(request, visit.told, [Filter("name", message("head.name"))])
    known, by, name = visit.services.log_resources, visit.by, state["name"]
    return await visit.page(
        "clusters/log_resources.html",
        section="logs",
        state=state,
        sets=await part_of(visit, known.logsets(by=by, name=name, limit=MOST_LISTED)),
        topics=await part_of(
            visit, visit.services.logs.topics(by=by, name=name, limit=_MOST_TOPICS)
        ),
        tasks=await part_of(visit, known.scheduled(by=by, name=name, limit=MOST_LISTED)),
    )


@pages.get("/{log_change}", needs=Permission.EDIT_CLUSTERS)
async def ask_for_log_resource(visit: Here, request: Request, log_change: ChangeName) -> Response:
    """Ask what is to be, and why; a link may have filled in which log set."""
    form = given_by_link(_CHANGES[log_change], request.query_params)
    return await _pages(log_change).asked(visit, form)


@pages.post("/{log_change}", needs=Permission.EDIT_CLUSTERS)
async def create_log_resource_by_page(visit: Here, log_change: ChangeName) -> Response:
    """Show what would be; then do exactly that, or ask for somebody's yes."""
    return await _pages(log_change).submitted(visit)


def _pages(change: str) -> ChangePages:
    return ChangePages(_CHANGES[change], "clusters/log_resource.html", _LIST)

"""The page of what happens, as it does: newest first, by kind, by type, by what it is about."""

import json
import re

from fastapi import Request, Response

from api.bodies import CloudEvent
from api.console.lists import PAGE_SIZE, Choice, Filter, ListState, read_list
from api.console.routes import ROOT, Pages
from api.console.stream import kind_of
from api.console.visits import Here
from api.events.routes import TYPE_PATTERN
from application.ports.events import EventFilter
from domain.common.messages import message
from domain.events.events import Event, EventType
from domain.people.access import Permission

pages = Pages("/events")

LIVE = " ".join(sorted({kind_of(each) for each in EventType} | {"other"}))
"""Whatever happens belongs on this page."""

LONGEST_SHOWN = 4_000
"""Characters of an event as programs get it; the whole of it is a request to the API away."""

_FAMILIES = {
    "incidents": ("incident", "alert", "rollback"),
    "approvals": ("approval", "cluster"),
    "controls": ("control",),
    "tasks": ("task", "web", "threshold", "schedule", "digest"),
    "deliveries": ("delivery", "sms", "broadcast"),
    "briefings": ("briefing", "share"),
    "people": ("person", "token", "memory", "plugin", "robot"),
}
"""By the kind that people choose, the second words of types."""

_FILTERS = (
    Filter(
        "kind",
        message("head.kind"),
        (
            Choice("incidents", message("console.incidents")),
            Choice("approvals", message("console.approvals")),
            Choice("controls", message("control_page.title")),
            Choice("tasks", message("console.tasks")),
            Choice("deliveries", message("page.deliveries")),
            Choice("briefings", message("console.briefing")),
            Choice("people", message("event_page.people")),
        ),
    ),
    Filter("type", message("head.type")),
    Filter("subject", message("head.subject")),
)

_PLACES = (("i_", "/incidents/"), ("t_", "/tasks/"))
"""Pages of what an event is about, by how its id begins."""


@pages.get(needs=Permission.READ_EVENTS)
async def events_page(visit: Here, request: Request) -> Response:
    """List events that whoever looks may see, newest first."""
    state = read_list(request, visit.told, _FILTERS)
    found = await visit.services.events.latest(
        by=visit.by,
        which=EventFilter(types=_types(state), subject=state["subject"] or None),
        before=int(state.after) if re.fullmatch(r"[0-9]{1,18}", state.after) else None,
        limit=PAGE_SIZE,
    )
    return await visit.page(
        "events/list.html",
        section="events",
        live=LIVE,
        state=state,
        events=[(each, _told(each), _raw(each), _place(each)) for each in found],
        next=str(found[-1].sequence) if len(found) == PAGE_SIZE else "",
    )


def _types(state: ListState) -> tuple[str, ...]:
    """Return the types that are asked for; what can be none finds nothing."""
    if state["type"]:
        named = state["type"]
        return (named if re.match(TYPE_PATTERN, named) else "none",)
    return tuple(f"zhiban.{word}.*" for word in _FAMILIES.get(state["kind"], ()))


def _told(event: Event) -> tuple[str, str]:
    title, text = (str(event.data.get(name, "")) for name in ("title", "text"))
    return title, text if text != title else ""


def _raw(event: Event) -> str:
    body = CloudEvent.of(event).model_dump(mode="json", exclude_none=True)
    return json.dumps(body, ensure_ascii=False, indent=1)[:LONGEST_SHOWN]


def _place(event: Event) -> str:
    """Return the page of what an event is about; empty when there is none."""
    about = event.subject or ""
    for beginning, page in _PLACES:
        if re.fullmatch(f"{beginning}[a-z0-9]{{26}}", about):
            return f"{ROOT}{page}{about}"
    return ""

"""The page that says what changed in the logs between two periods (ANL-1)."""

from datetime import datetime

from fastapi import Request, Response

from api.console.lists import Filter, ListState, read_list
from api.console.parts import Part, part_of
from api.console.routes import Pages
from api.console.visits import Here, Visit
from application.common.wording import refusal
from application.logs.analysis import other_period
from application.logs.analysis_views import LineChange, LogChanges, log_changes
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message, named
from domain.people.access import Permission

pages = Pages("/analytics")

PATIENCE = 60.0
"""Seconds; both periods are read within forty, and mined within a few."""

_KIND_OF = {LineChange.NEW: "bad", LineChange.GREW: "warn"}


@pages.get(needs=Permission.READ_LOGS)
async def log_changes_page(visit: Here, request: Request) -> Response:
    """Compare a period of the logs with another, once somebody says since when."""
    filters = [
        Filter("since", message("log_changes.since")),
        Filter("until", message("log_changes.until")),
        Filter("before", message("log_changes.before_since")),
        Filter("before_until", message("log_changes.before_until")),
        Filter("topic", message("log_page.topic")),
    ]
    state = read_list(request, visit.told, filters)
    found = await _compared(visit, state) if state["since"] else Part(None)
    changes = found.value
    peak = max((each.lines for each in changes.counts), default=0) if changes else 0
    return await visit.page(
        "logs/changes.html",
        section="analytics",
        state=state,
        found=found,
        kinds={each: visit.text(named(each)) for each in LineChange},
        kind_of=_KIND_OF,
        peak=peak,
    )


async def _compared(visit: Visit, state: ListState) -> Part[LogChanges]:
    def read(name: str) -> datetime:
        return visit.services.times.moment(
            state[name] or "now", now=visit.now, zone=visit.told.zone, field=name
        )

    try:
        start, end = read("since"), read("until")
        first = read("before") if state["before"] else None
        last = read("before_until") if state["before_until"] else None
        before = other_period(first, last, lasts=end - start)
        asked = visit.services.log_analysis.compare(
            by=visit.by,
            start=start,
            end=end,
            before=before,
            topics=[state["topic"]] if state["topic"] else (),
        )
        found = await part_of(visit, asked, patience=PATIENCE)
    except (InvalidRequest, NotFound) as error:
        return Part(None, refusal(error, visit.told.words, visit.told.reader))
    if found.value is None:
        return Part(None, found.problem)
    return Part(log_changes(found.value, visit.told))

"""Pages about on-call schedules: who has it now, the coming weeks, what was changed (ALR-10)."""

from typing import Annotated

from fastapi import Path, Response

from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.oncall.calendar import days_of, span_of
from application.oncall.feed_views import feed_view
from application.oncall.layer_words import layer_said
from application.oncall.schedules import ScheduleNow, override_said
from application.oncall.views import MOST_GAPS, SwapView, schedule_view, swap_view
from domain.common.messages import message
from domain.oncall.configs import LONGEST_SCHEDULE_NAME
from domain.oncall.duty import Shift, is_by_design
from domain.oncall.swaps import SwapState
from domain.people.access import Permission

pages = Pages("/oncall")

SECTION = "oncall"
LIVE = "oncall"
MOST_SETTLED = 10
"""Swaps that are over, on the page of a schedule."""

ScheduleName = Annotated[str, Path(min_length=1, max_length=LONGEST_SCHEDULE_NAME)]


def at(name: str) -> str:
    """Return where the page of a schedule is."""
    return f"{ROOT}/oncall/schedules/{name}"


@pages.get(needs=Permission.READ_ONCALL)
async def oncall_page(visit: Here) -> Response:
    """List schedules, each with who is on call and until when."""
    found = await visit.services.oncall.list(by=visit.by)
    return await visit.page(
        "oncall/list.html",
        section=SECTION,
        live=LIVE,
        schedules=[schedule_view(each, visit.told) for each in found],
        gaps={each.schedule.name: next(iter(_unexpected(each)), None) for each in found},
    )


@pages.get("/schedules/{schedule}", needs=Permission.READ_ONCALL)
async def schedule_page(visit: Here, schedule: ScheduleName) -> Response:
    """Show who is on call, the coming four weeks, and what changes them."""
    services, by, zone = visit.services, visit.by, visit.told.zone
    found = await services.oncall.get(by=by, name=schedule)
    start, end = span_of(visit.now, zone)
    coming = await services.oncall.shifts(by=by, name=schedule, start=start, end=end)
    swaps = [
        swap_view(each, visit.told)
        for each in await services.oncall_swaps.list(by=by, name=schedule)
    ]
    feeds = await services.oncall_feeds.list(by=by)
    newest, gaps = found.schedule.versions[-1], _unexpected(found)
    return await visit.page(
        "oncall/one.html",
        section=SECTION,
        live=LIVE,
        schedule=schedule_view(found, visit.told),
        days=days_of(found.schedule, coming, visit.now, zone),
        cut=coming[-1].end if coming[-1].end < end else None,
        weekdays=[visit.text(message("control.weekday", weekday=each)) for each in range(7)],
        gaps=gaps[:MOST_GAPS],
        off_hours=len(found.gaps) - len(gaps),
        layers=[(each.name, list(map(visit.text, layer_said(each)))) for each in newest.layers],
        begins=newest.start if newest.start > visit.now else None,
        overrides=[
            (each, visit.text(override_said(schedule, each))) for each in found.schedule.overrides
        ],
        swaps=_shown(swaps),
        answers={each.id: answers_of(visit, each) for each in swaps},
        feeds=[
            feed_view(each, visit.told)
            for each in feeds
            if each.schedule == schedule and each.revoked_at is None
        ],
        base=at(schedule),
    )


def _unexpected(found: ScheduleNow) -> list[Shift]:
    """Return when nobody is on call though hours of duty say that somebody should be."""
    return [each for each in found.gaps if not is_by_design(found.schedule, each.start)]


def answers_of(visit: Visit, swap: SwapView) -> tuple[str, ...]:
    """Return what whoever looks may say to a swap."""
    if swap.state is not SwapState.ASKED or not visit.may(Permission.SWAP_ONCALL):
        return ()
    if visit.by.person_id == swap.asked_of:
        return ("accept", "decline")
    return ("withdraw",) if visit.by.person_id == swap.asked_by else ()


def _shown(swaps: list[SwapView]) -> list[SwapView]:
    """Return those that wait first, then the newest of those that are over."""
    open_ = [each for each in swaps if each.state is SwapState.ASKED]
    return open_ + [each for each in swaps if each.state is not SwapState.ASKED][:MOST_SETTLED]

"""Pages on which people ask one another to swap shifts, and answer (ALR-10)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Path, Response

from api.console.forms import Form
from api.console.routes import Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import SwapAnswerIn, SwapIn
from api.oncall.calendar import DAYS, spans_by_person
from api.oncall.pages import SECTION, ScheduleName, answers_of, at
from api.oncall.typed import moment_of
from application.oncall.views import SwapView, swap_view
from domain.common.errors import NotFound
from domain.common.messages import Called, Message, message
from domain.oncall.configs import people_of
from domain.oncall.swaps import Span, SwapAnswer
from domain.people.access import Permission

pages = Pages("/oncall/schedules")

SwapId = Annotated[str, Path(max_length=64)]
_BETWEEN = "|"
"""Stands between who has a shift, its start and its end, in the value of a choice."""


@pages.get("/{schedule}/swap", needs=Permission.SWAP_ONCALL)
async def ask_for_swap(visit: Here, schedule: ScheduleName) -> Response:
    """Ask which shift shall change hands, and what is given in return."""
    return await _asked(visit, schedule, Form())


@pages.post("/{schedule}/swap", needs=Permission.SWAP_ONCALL)
async def ask_swap_by_page(visit: Here, schedule: ScheduleName) -> Response:
    """Ask the other; nothing changes before their yes."""

    async def act(body: SwapIn) -> Message:
        asked = await visit.services.oncall_swaps.ask(
            by=visit.by, name=schedule, requested=body.read()
        )
        return message("oncall_page.swap_sent", person=Called(asked.asked_of))

    async def show(form: Form) -> Response:
        return await _asked(visit, schedule, form)

    return await visit.submit(
        SwapIn, act, show=show, to=at(schedule), values=lambda form: _values(visit, form)
    )


def _values(visit: Visit, form: Form) -> Mapping[str, Any]:
    typed, me = form.filled(), visit.by.person_id
    found: dict[str, Any] = {}
    giver, start, end = _parts(typed.get("shift", ""))
    if giver:
        taker = typed.get("other") or typed.get("taker") or me
        found = {"giver": giver, "taker": taker if giver == me else me, "start": start, "end": end}
    for name in ("start", "end"):
        if moment := moment_of(visit, typed.get(name, ""), name):
            found[name] = moment.isoformat()
    if typed.get("back"):
        _, start, end = _parts(typed["back"])
        found["back"] = {"start": start, "end": end}
    if not found.get("start"):
        found.pop("start", None)
    return found


def _parts(choice: str) -> tuple[str, str, str]:
    parts = choice.split(_BETWEEN)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


async def _asked(visit: Visit, schedule: str, form: Form) -> Response:
    service, by, me = visit.services.oncall, visit.by, visit.by.person_id
    found = await service.get(by=by, name=schedule)
    coming = await service.shifts(
        by=by, name=schedule, start=visit.now, end=visit.now + timedelta(days=DAYS)
    )
    spans = spans_by_person(coming)
    people = dict.fromkeys([me, *people_of(found.schedule)])
    mine_first = sorted(spans, key=lambda each: each[0] != me)
    later = [each for each in mine_first if each[1].start > visit.now]
    return await visit.page(
        "oncall/swap.html",
        section=SECTION,
        status=form.status,
        form=form,
        schedule=schedule,
        shifts=[_choice(visit, *each) for each in mine_first],
        returned=[("", visit.text(message("oncall_page.nothing_back")))]
        + [_choice(visit, *each) for each in later],
        people=[(each, each) for each in people],
        action=visit.request.url.path,
        back=at(schedule),
    )


def _choice(visit: Visit, person_id: str, span: Span) -> tuple[str, str]:
    runs = span.start <= visit.now
    start = "" if runs else span.start.isoformat()
    said = message(
        "oncall_page.shift",
        person=Called(person_id),
        start=None if runs else span.start,
        end=span.end,
    )
    return _BETWEEN.join((person_id, start, span.end.isoformat())), visit.text(said)


@pages.get("/{schedule}/swaps/{swap_id}/{swap_answer}", needs=Permission.SWAP_ONCALL)
async def ask_to_answer_swap(
    visit: Here, schedule: ScheduleName, swap_id: SwapId, swap_answer: SwapAnswer
) -> Response:
    """Say what an answer to a swap means."""
    return await _asked_to_answer(visit, schedule, swap_id, swap_answer, Form())


@pages.post("/{schedule}/swaps/{swap_id}/{swap_answer}", needs=Permission.SWAP_ONCALL)
async def answer_swap_by_page(
    visit: Here, schedule: ScheduleName, swap_id: SwapId, swap_answer: SwapAnswer
) -> Response:
    """Accept or decline what one was asked, or withdraw what one asked."""

    async def act(body: SwapAnswerIn) -> Message:
        await _swap(visit, schedule, swap_id)
        settled = await visit.services.oncall_swaps.answer(
            by=visit.by, swap_id=swap_id, answer=body.answer
        )
        return message("oncall_page.swap_now", state=settled.state)

    async def show(form: Form) -> Response:
        return await _asked_to_answer(visit, schedule, swap_id, swap_answer, form)

    return await visit.submit(
        SwapAnswerIn,
        act,
        show=show,
        to=at(schedule),
        values=lambda _: {"answer": swap_answer.value},
    )


async def _asked_to_answer(
    visit: Visit, schedule: str, swap_id: str, answer: SwapAnswer, form: Form
) -> Response:
    swap = await _swap(visit, schedule, swap_id)
    return await visit.page(
        "oncall/answer_swap.html",
        section=SECTION,
        status=form.status,
        form=form,
        swap=swap,
        answer=answer.value,
        can=answer.value in answers_of(visit, swap),
        action=visit.request.url.path,
        back=at(schedule),
    )


async def _swap(visit: Visit, schedule: str, swap_id: str) -> SwapView:
    found = await visit.services.oncall_swaps.list(by=visit.by, name=schedule)
    swap = next((each for each in found if each.id == swap_id), None)
    if swap is None:
        raise NotFound("swap", swap_id)
    return swap_view(swap, visit.told)

"""Pages about briefings: days and what became of each, one briefing in all its forms."""

import asyncio
import re
from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Query, Response

from api.briefings.bodies import FormAsked, PauseIn
from api.briefings.routes import PersonId
from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.errors import status_of
from api.strict import Day
from application.briefings.briefings import EvidenceFound
from application.ports.events import EventFilter
from domain.briefings.briefings import (
    BriefingSettings,
    BriefingToday,
    Phase,
    briefing_id,
    morning_of,
)
from domain.briefings.days import Step
from domain.common.errors import ZhibanError
from domain.common.messages import Message, message
from domain.events.events import Event, EventType
from domain.people.access import Permission

pages = Pages("/briefings")

LIVE = "briefing delivery"
MOST_EVENTS = 200
"""Of the briefings of one month: some six for each day."""

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_WEEK = (1, 2, 3, 4, 5, 6, 0)
"""Monday first, as the catalogues count the days."""

_PHASE_AFTER = {
    EventType.BRIEFING_PREPARED: Phase.PREPARED,
    EventType.BRIEFING_GIVEN: Phase.GIVEN,
    EventType.BRIEFING_PUSHED: Phase.PUSHED,
    EventType.BRIEFING_MISSED: Phase.MISSED,
}
KIND_OF_PHASE = {
    Phase.WAITING: "wait",
    Phase.PREPARED: "off",
    Phase.GIVEN: "good",
    Phase.PUSHED: "run",
    Phase.MISSED: "bad",
}


@dataclass(frozen=True)
class DayShown:
    """One day of the calendar.

    Attributes:
        phase: how far its briefing came; None when nothing is known of it.
        is_late: it was ready only after the window had begun.
        has_text: there is a written briefing.
    """

    day: date
    phase: Phase | None
    is_late: bool
    has_text: bool
    is_today: bool


@pages.get(needs=Permission.READ_BRIEFING)
async def briefings_page(visit: Here, month: Annotated[str, Query(max_length=7)] = "") -> Response:
    """Show today's briefing, and a month of days with what became of each."""
    services, by = visit.services, visit.by
    today = await services.briefings.today(by=by)
    shown = month if _MONTH.fullmatch(month) else today.day[:7]
    first = date.fromisoformat(f"{shown}-01")
    after = (first + timedelta(days=32)).replace(day=1)
    written, events = await asyncio.gather(
        services.briefings.list(by=by, before=after.isoformat(), limit=31),
        _events(visit, f"{by.person_id}/{shown}-"),
    )
    days = _days(first, today, {each.day for each in written}, events)
    newest = await services.briefings.list(by=by, limit=1)
    return await visit.page(
        "briefings/list.html",
        section="briefings",
        live=LIVE,
        today=today,
        next_step=Step(today.next_step),
        newest=newest[0] if newest else None,
        weeks=[days[place : place + 7] for place in range(0, len(days), 7)],
        weekdays=[visit.text(message("control.weekday", weekday=each)) for each in _WEEK],
        month=shown,
        earlier=(first - timedelta(days=1)).isoformat()[:7],
        later=after.isoformat()[:7] if after.isoformat()[:7] <= today.day[:7] else "",
        kind_of_phase=KIND_OF_PHASE,
    )


async def _events(visit: Visit, prefix: str) -> Sequence[Event]:
    if not visit.may(Permission.READ_EVENTS):
        return ()
    which = EventFilter(types=tuple(_PHASE_AFTER), subject_prefix=prefix)
    return await visit.services.events.latest(by=visit.by, which=which, limit=MOST_EVENTS)


def _days(
    first: date, today: BriefingToday, written: set[str], events: Iterable[Event]
) -> list[DayShown | None]:
    """Return the weeks of a month, Monday first; None for days of other months."""
    of_day: dict[str, list[Event]] = {}
    for each in events:
        of_day.setdefault(each.subject.rpartition("/")[2], []).append(each)
    return [
        _shown(day, today, of_day.get(day.isoformat(), []), has_text=day.isoformat() in written)
        if day.month == first.month
        else None
        for day in Calendar().itermonthdates(first.year, first.month)
    ]


def _shown(day: date, today: BriefingToday, events: Sequence[Event], *, has_text: bool) -> DayShown:
    is_today = day.isoformat() == today.day
    phases = {_PHASE_AFTER[EventType(each.type)] for each in events}
    if is_today:
        phases.add(today.phase)
    phase = next((each for each in _GRAVEST if each in phases), None)
    return DayShown(
        day=day,
        phase=phase or (Phase.PREPARED if has_text else None),
        is_late=_is_late(day, events, today.settings),
        has_text=has_text,
        is_today=is_today,
    )


_GRAVEST = (Phase.GIVEN, Phase.PUSHED, Phase.MISSED, Phase.PREPARED, Phase.WAITING)
"""The first of these that happened is what became of a day."""


def _is_late(day: date, events: Sequence[Event], settings: BriefingSettings) -> bool:
    prepared = [each.time for each in events if each.type == EventType.BRIEFING_PREPARED]
    return bool(prepared) and min(prepared) > morning_of(day, settings).start


@dataclass(frozen=True)
class _Step:
    title: Message
    means: Message
    asks_reason: bool = False


_STEPS = {
    "prepare": _Step(message("ask.prepare_briefing"), message("ask.prepare_briefing_means")),
    "pause": _Step(
        message("ask.pause_briefing"), message("ask.pause_briefing_means"), asks_reason=True
    ),
    "resume": _Step(message("ask.resume_briefing"), message("ask.resume_briefing_means")),
}
Doing = Annotated[str, Path(pattern="^(prepare|pause|resume)$")]


@pages.get("/steer/{doing}", needs=Permission.CONFIGURE_BRIEFING)
async def ask_to_steer_briefing(visit: Here, doing: Doing) -> Response:
    """Say what a step will do, before it is done."""
    return await _asked(visit, _STEPS[doing], Form())


@pages.post("/steer/{doing}", needs=Permission.CONFIGURE_BRIEFING)
async def steer_briefing(visit: Here, doing: Doing) -> Response:
    """Prepare one's own briefing now, pause or resume."""
    step, briefings = _STEPS[doing], visit.services.briefings

    async def act(body: PauseIn) -> Message:
        if doing == "pause":
            await briefings.pause(by=visit.by, reason=body.reason)
        elif doing == "resume":
            await briefings.resume(by=visit.by)
        else:
            await briefings.prepare_now(by=visit.by)
        return message("ask.done", step=step.title)

    async def show(form: Form) -> Response:
        return await _asked(visit, step, form)

    return await visit.submit(PauseIn, act, show=show, to=f"{ROOT}/briefings")


async def _asked(visit: Visit, step: _Step, form: Form) -> Response:
    return await visit.page(
        "briefings/ask.html",
        section="briefings",
        status=form.status,
        title=visit.text(step.title),
        means=visit.text(step.means),
        asks_reason=step.asks_reason,
        form=form,
        action=visit.request.url.path,
        back=f"{ROOT}/briefings",
    )


@pages.post("/greet", needs=Permission.GREET)
async def greet_by_page(visit: Here) -> Response:
    """Say good morning, and show what is answered."""
    form, reply = await visit.form(), None
    try:
        reply = await visit.services.briefings.greet(by=visit.by, via="console")
    except ZhibanError as error:
        form.refuse(error, visit.told)
        form.status = status_of(error)
    return await visit.page(
        "briefings/greeted.html",
        section="briefings",
        status=form.status,
        form=form,
        reply=reply,
        person=visit.by.person_id,
        back=f"{ROOT}/briefings",
    )


_FORMS = {
    FormAsked.HTML: message("console.form_page"),
    FormAsked.SPOKEN: message("console.form_spoken"),
    FormAsked.MARKDOWN: message("console.form_chat"),
    FormAsked.TEXT: message("console.form_text"),
}


@pages.get("/{owner}/{day}", needs=Permission.READ_BRIEFING)
async def briefing_page(
    visit: Here,
    owner: PersonId,
    day: Day,
    form: FormAsked = FormAsked.HTML,
    evidence: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Show a briefing in one of its forms, and a piece of its evidence."""
    found = await visit.services.briefings.read(by=visit.by, briefing=briefing_id(owner, day))
    asked = Form(values={"evidence": evidence})
    looked: EvidenceFound | None = None
    if evidence:
        try:
            looked = await visit.services.briefings.evidence(
                by=visit.by, briefing=found.id, evidence_id=evidence
            )
        except ZhibanError as error:
            asked.refuse(error, visit.told)
    return await visit.page(
        "briefings/one.html",
        section="briefings",
        briefing=found,
        shown=form.value,
        forms=[(each.value, visit.text(said)) for each, said in _FORMS.items()],
        asked=asked,
        looked=looked,
        silence=visit.services.recordings.silence(),
    )

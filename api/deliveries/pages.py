"""Pages about messages to people: what became of each, and sending again (PSH-7, PSH-9)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

from api.console.forms import Form
from api.console.lists import PAGE_SIZE, Choice, Filter, ListState, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.deliveries.feedback import FeedbackIn
from api.deliveries.routes import Key, Resend, Trial
from application.deliveries.feedback import USUAL_DAYS
from application.deliveries.views import (
    DeliveryView,
    delivery_view,
    history_view,
    rate_line,
    rate_view,
)
from domain.common.errors import Conflict
from domain.common.messages import Called, Message, message
from domain.deliveries.deliveries import (
    ARRIVED,
    ChannelKind,
    Delivery,
    DeliveryState,
    check_again,
)
from domain.deliveries.rates import GOAL
from domain.people.access import Permission

pages = Pages("/deliveries")

LIVE = "delivery"
_HERE = f"{ROOT}/deliveries"
_EVERYBODY, _MINE, _LOST = "everybody", "mine", "lost"
_STATES: dict[str, tuple[DeliveryState, ...]] = {each.value: (each,) for each in DeliveryState} | {
    _LOST: (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.RETRYING)
}
MOST_PEOPLE = 100
"""Of whom one can be chosen; of others the address of the page says it."""

KIND_OF_STATE = {
    DeliveryState.QUEUED: "wait",
    DeliveryState.RETRYING: "warn",
    DeliveryState.SENDING: "run",
    DeliveryState.ACCEPTED: "good",
    DeliveryState.DELIVERED: "good",
    DeliveryState.SPOKEN: "good",
    DeliveryState.READ: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNCERTAIN: "warn",
}

_FILTERS = (
    Filter(
        "state",
        message("head.state"),
        (Choice(_LOST, message("delivery_page.lost")), *choices_of(DeliveryState)),
    ),
    Filter("channel", message("delivery_page.channel"), choices_of(ChannelKind)),
)

_DAYS = ("7", "30", "90")
_RATE_FILTERS = (
    Filter(
        "days",
        message("delivery_page.days"),
        tuple(Choice(each, message("value.plain", value=Called(each))) for each in _DAYS),
        default=str(USUAL_DAYS),
    ),
    Filter(
        "person",
        message("delivery_page.person"),
        (
            Choice(_MINE, message("delivery_page.mine")),
            Choice(_EVERYBODY, message("delivery_page.everybody")),
        ),
        default=_MINE,
    ),
)


@dataclass(frozen=True)
class _Shown:
    """One message, and whether it can be sent again."""

    view: DeliveryView
    again: bool


def _shown(row: Delivery, visit: Visit) -> _Shown:
    again = False
    with suppress(Conflict):
        check_again(row, may_repeat=True)
        again = True
    return _Shown(delivery_view(row, visit.text), again)


@pages.get(needs=Permission.READ_DELIVERIES)
async def deliveries_page(visit: Here, request: Request) -> Response:
    """List messages, newest first: how far each came, its last answer, its next try."""
    state = read_list(request, visit.told, [*await _people(visit), *_FILTERS])
    person = state["person"] if "person" in state.values else ""
    found = await visit.services.deliveries.list(
        by=visit.by,
        person_id=person if person != _EVERYBODY else None,
        everybody=person == _EVERYBODY,
        before=_place(state),
        channel=ChannelKind(state["channel"]) if state["channel"] else None,
        states=_STATES.get(state["state"], ()),
        limit=PAGE_SIZE,
    )
    return await visit.page(
        "deliveries/list.html",
        section="deliveries",
        live=LIVE,
        state=state,
        of_others=person == _EVERYBODY,
        deliveries=[_shown(each, visit) for each in found],
        next=found[-1].at.isoformat() if len(found) == PAGE_SIZE else "",
        kind_of_state=KIND_OF_STATE,
    )


def _sees_others(visit: Visit) -> bool:
    return visit.may(Permission.ACT_FOR_OTHERS) and visit.may(Permission.MANAGE_PEOPLE)


async def _people(visit: Visit) -> list[Filter]:
    """Return the choice of a person, for whoever may see the messages of others."""
    if not _sees_others(visit):
        return []
    people = await visit.services.people.list(by=visit.by, limit=MOST_PEOPLE)
    others = [each for each in people if each.id != visit.by.person_id]
    choices = (
        Choice(visit.by.person_id, message("delivery_page.mine")),
        Choice(_EVERYBODY, message("delivery_page.everybody")),
        *(Choice(each.id, message("value.plain", value=Called(each.name))) for each in others),
    )
    label = message("delivery_page.person")
    return [Filter("person", label, choices, default=visit.by.person_id)]


def _place(state: ListState) -> datetime | None:
    """Return where the page begins; an address that was changed begins at the newest."""
    try:
        place = datetime.fromisoformat(state.after)
    except ValueError:
        return None
    return place if place.tzinfo is not None else None


@pages.get("/test", needs=Permission.SEND_DELIVERIES)
async def ask_for_trial(visit: Here) -> Response:
    """Say where a test message goes."""
    return await _asked_for_trial(visit, Form())


@pages.post("/test", needs=Permission.SEND_DELIVERIES)
async def send_trial(visit: Here) -> Response:
    """Send a test message to where whoever asks reads their briefings."""

    async def act(body: Trial) -> Message:
        sent = await visit.services.trial_messages.send(by=visit.by, task_id=body.task_id)
        return message("delivery_page.tested", count=len(sent))

    async def show(form: Form) -> Response:
        return await _asked_for_trial(visit, form)

    return await visit.submit(Trial, act, show=show, to=_HERE)


async def _asked_for_trial(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "deliveries/test.html",
        section="deliveries",
        status=form.status,
        form=form,
        action=visit.request.url.path,
        back=_HERE,
    )


@pages.get("/again/{key:path}", needs=Permission.SEND_DELIVERIES)
async def ask_to_resend(visit: Here, key: Key) -> Response:
    """Say what sending again does, and why it failed."""
    return await _asked_to_resend(visit, key, Form())


@pages.post("/again/{key:path}", needs=Permission.SEND_DELIVERIES)
async def resend_by_page(visit: Here, key: Key) -> Response:
    """Send once more what did not arrive."""

    async def act(body: Resend) -> Message:
        await visit.services.deliveries.resend(
            by=visit.by, key=body.key, may_repeat=body.may_repeat
        )
        return message("delivery_page.resent")

    async def show(form: Form) -> Response:
        return await _asked_to_resend(visit, key, form)

    return await visit.submit(
        Resend,
        act,
        show=show,
        to=f"{_HERE}/{key}",
        values=lambda form: form.filled(flags=["may_repeat"]) | {"key": key},
    )


async def _asked_to_resend(visit: Visit, key: str, form: Form) -> Response:
    rows = await visit.services.deliveries.show(by=visit.by, key=key)
    return await visit.page(
        "deliveries/again.html",
        section="deliveries",
        status=form.status,
        form=form,
        delivery=delivery_view(rows[0], visit.text),
        is_uncertain=rows[0].state is DeliveryState.UNCERTAIN,
        kind_of_state=KIND_OF_STATE,
        action=visit.request.url.path,
        back=f"{_HERE}/{key}",
    )


@pages.get("/rates", needs=Permission.READ_DELIVERIES)
async def reach_rates_page(visit: Here, request: Request) -> Response:
    """Show how many messages arrived, and what their readers say of them, by channel."""
    state = read_list(request, visit.told, _RATE_FILTERS[: 2 if _sees_others(visit) else 1])
    days = int(state["days"]) if state["days"] in _DAYS else USUAL_DAYS
    everybody = _sees_others(visit) and state["person"] == _EVERYBODY
    found = await visit.services.feedback.rates(by=visit.by, days=days, everybody=everybody)
    views = [rate_view(each) for each in found]
    share = views[0].rate
    return await visit.page(
        "deliveries/rates.html",
        section="deliveries",
        state=state,
        rates=views,
        kind="off" if share is None else "good" if share >= GOAL else "warn",
        line=visit.text(rate_line(views[0], days)),
    )


@pages.post("/feedback/{key:path}", needs=Permission.GIVE_FEEDBACK)
async def judge_by_page(visit: Here, key: Key) -> Response:
    """Keep whether a message was of use."""

    async def act(body: FeedbackIn) -> Message:
        given = await visit.services.feedback.give(by=visit.by, useful=body.useful, key=key)
        said = given.feedback
        useful = said is not None and said.useful
        return message(
            "delivery_page.judged_useful" if useful else "delivery_page.judged_not_useful"
        )

    async def show(form: Form) -> Response:
        return await _delivery(visit, key, problem=form.problem, status=form.status)

    return await visit.submit(
        FeedbackIn,
        act,
        show=show,
        to=f"{_HERE}/{key}",
        values=lambda form: {"useful": form.values.get("useful") == "yes"},
    )


@pages.get("/{key:path}", needs=Permission.READ_DELIVERIES)
async def delivery_page(visit: Here, key: Key) -> Response:
    """Show how far a message has come, with each step of its way."""
    return await _delivery(visit, key)


async def _delivery(visit: Visit, key: str, *, problem: str = "", status: int = 200) -> Response:
    rows = await visit.services.deliveries.show(by=visit.by, key=key)
    return await visit.page(
        "deliveries/one.html",
        section="deliveries",
        status=status,
        live=LIVE,
        problem=problem,
        shown=_shown(rows[0], visit),
        feedback=await visit.services.feedback.of(by=visit.by, key=key),
        may_judge=rows[0].state in ARRIVED and visit.may(Permission.GIVE_FEEDBACK),
        steps=history_view(rows, visit.text).steps[::-1],
        kind_of_state=KIND_OF_STATE,
    )

"""Pages about what holds repairs back: the kill switch, silences, windows, freezes (ALR-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.bodies import ReasonIn
from api.console.forms import Form
from api.console.lists import Choice, Filter, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.control_bodies import ControlIn
from application.incidents.control_views import ControlView, control_view
from application.incidents.controls import MOST_LISTED
from domain.alerts.alerts import FaultClass, Fingerprint
from domain.common.messages import Message, message, named
from domain.common.time_words import parse_span
from domain.incidents.controls import Control, ControlKind, KillSwitch
from domain.incidents.events import what_of
from domain.incidents.suppression import ControlStanding, ControlState, concerns, standing_at
from domain.people.access import Permission

pages = Pages("/controls")

LIVE = "control"
_HERE = f"{ROOT}/controls"
_KIND_OF_STATE = {
    ControlState.IN_FORCE: "warn",
    ControlState.PLANNED: "wait",
    ControlState.OVER: "off",
}
_ORDER = list(ControlState)
MOST_TOUCHED = 5
"""Open incidents that a preview names."""

_FILTERS = (
    Filter("kind", message("head.kind"), choices_of(ControlKind)),
    Filter(
        "over",
        message("console.which"),
        (
            Choice("no", message("control_page.not_over")),
            Choice("yes", message("control_page.also_over")),
        ),
        default="no",
    ),
)


@dataclass(frozen=True)
class _Shown:
    """One control, and where it is this moment."""

    view: ControlView
    standing: ControlStanding
    kind: str


@pages.get(needs=Permission.READ_INCIDENTS)
async def controls_page(visit: Here, request: Request) -> Response:
    """Show whether anything may be written, then what is in force, planned and over."""
    state = read_list(request, visit.told, _FILTERS)
    found = await visit.services.controls.list(
        by=visit.by,
        kind=ControlKind(state["kind"]) if state["kind"] else None,
        active=state["over"] != "yes",
        limit=MOST_LISTED,
    )
    shown = [_shown(each, visit) for each in found]
    return await visit.page(
        "controls/list.html",
        section="controls",
        live=LIVE,
        state=state,
        switch=await visit.services.controls.kill_switch(by=visit.by),
        controls=sorted(shown, key=lambda each: _ORDER.index(each.standing.state)),
    )


def _shown(control: Control, visit: Visit) -> _Shown:
    standing = standing_at(control, visit.now)
    return _Shown(control_view(control, visit.told), standing, _KIND_OF_STATE[standing.state])


@dataclass(frozen=True)
class _Turn:
    """What can be done with the kill switch."""

    engaged: bool
    title: Message
    means: Message


_STOP = _Turn(
    engaged=True, title=message("control_page.stop"), means=message("control_page.stop_means")
)
_ALLOW = _Turn(
    engaged=False, title=message("control_page.allow"), means=message("control_page.allow_means")
)


@pages.get("/kill-switch/engage", needs=Permission.STEER_INCIDENTS)
async def ask_to_engage(visit: Here) -> Response:
    """Say what it means to stop every write."""
    return await _asked_to_turn(visit, _STOP, Form())


@pages.post("/kill-switch/engage", needs=Permission.STEER_INCIDENTS)
async def engage_by_page(visit: Here) -> Response:
    """Stop every write everywhere."""
    return await _turn(visit, _STOP)


@pages.get("/kill-switch/release", needs=Permission.ENABLE_WRITES)
async def ask_to_release(visit: Here) -> Response:
    """Say what it means to let repairs write."""
    return await _asked_to_turn(visit, _ALLOW, Form())


@pages.post("/kill-switch/release", needs=Permission.ENABLE_WRITES)
async def release_by_page(visit: Here) -> Response:
    """Let repairs write as far as policy and guards allow."""
    return await _turn(visit, _ALLOW)


async def _turn(visit: Visit, turn: _Turn) -> Response:
    async def act(body: ReasonIn) -> Message:
        await visit.services.controls.set_kill_switch(
            by=visit.by, engaged=turn.engaged, reason=body.reason
        )
        return message("ask.done", step=turn.title)

    async def show(form: Form) -> Response:
        return await _asked_to_turn(visit, turn, form)

    return await visit.submit(ReasonIn, act, show=show, to=_HERE)


async def _asked_to_turn(visit: Visit, turn: _Turn, form: Form) -> Response:
    switch: KillSwitch = await visit.services.controls.kill_switch(by=visit.by)
    return await visit.page(
        "controls/switch.html",
        section="controls",
        status=form.status,
        form=form,
        switch=switch,
        title=visit.text(turn.title),
        means=visit.text(turn.means),
        is_dangerous=not turn.engaged,
        action=visit.request.url.path,
        back=_HERE,
    )


_SPANS = ("30m", "1h", "2h", "4h", "8h", "12h", "1d", "3d", "7d")
_SPANS_OF = {
    ControlKind.SILENCE: (*_SPANS, "30d"),
    ControlKind.MAINTENANCE: _SPANS,
    ControlKind.FREEZE: (*_SPANS, ""),
}
"""How long each may be asked to last; empty: until somebody ends it."""

_USUAL = "2h"


@pages.get("/silence", needs=Permission.SILENCE_ALERTS)
async def ask_for_silence(visit: Here) -> Response:
    """Ask what to silence, and for how long."""
    return await _asked(visit, ControlKind.SILENCE, _empty())


@pages.post("/silence", needs=Permission.SILENCE_ALERTS)
async def set_silence(visit: Here) -> Response:
    """Set a silence, once its consequences were seen."""
    return await _set(visit, ControlKind.SILENCE)


@pages.get("/maintenance", needs=Permission.SILENCE_ALERTS)
async def ask_for_maintenance(visit: Here) -> Response:
    """Ask when work is planned, and where."""
    return await _asked(visit, ControlKind.MAINTENANCE, _empty())


@pages.post("/maintenance", needs=Permission.SILENCE_ALERTS)
async def set_maintenance(visit: Here) -> Response:
    """Plan work, once its consequences were seen."""
    return await _set(visit, ControlKind.MAINTENANCE)


@pages.get("/freeze", needs=Permission.FREEZE_CHANGES)
async def ask_for_freeze(visit: Here) -> Response:
    """Ask where nothing shall be written, and for how long."""
    return await _asked(visit, ControlKind.FREEZE, _empty())


@pages.post("/freeze", needs=Permission.FREEZE_CHANGES)
async def set_freeze(visit: Here) -> Response:
    """Freeze changes, once the consequences were seen."""
    return await _set(visit, ControlKind.FREEZE)


def _empty() -> Form:
    return Form(values={"lasts": _USUAL})


async def _set(visit: Visit, kind: ControlKind) -> Response:
    async def act(body: ControlIn) -> Message:
        await visit.services.controls.set(by=visit.by, requested=body.read(kind))
        return message("ask.done", step=named(kind))

    async def preview(body: ControlIn, form: Form) -> Response:
        control = visit.services.controls.look(by=visit.by, requested=body.read(kind))
        return await _previewed(visit, control, form)

    async def show(form: Form) -> Response:
        return await _asked(visit, kind, form)

    return await visit.submit(
        ControlIn,
        act,
        show=show,
        to=_HERE,
        values=lambda form: _values(visit, form),
        preview=preview,
    )


def _values(visit: Visit, form: Form) -> Mapping[str, Any]:
    """Return what was typed as programs send it; times are those of the reader's wall clock."""
    typed = form.filled()
    start, end = (_moment(visit, typed.get(name, ""), name) for name in ("start", "end"))
    scope = {name: typed[name] for name in ("cluster", "namespace", "workload") if name in typed}
    lasts = parse_span(typed["lasts"], field="lasts") if typed.get("lasts") else None
    found: dict[str, Any] = {each: typed[each] for each in ("name", "reason") if each in typed}
    found["scope"] = scope | {"faults": form.lists.get("faults", [])}
    if "cron" in typed:
        minutes = int((lasts or timedelta()).total_seconds()) // 60
        found["recurring"] = {"cron": typed["cron"], "zone": visit.told.zone, "minutes": minutes}
    elif end is None and lasts is not None:
        end = (start or visit.now) + lasts
    for name, moment in (("start", start), ("end", end)):
        if moment is not None:
            found[name] = moment.isoformat()
    return found


def _moment(visit: Visit, typed: str, field: str) -> datetime | None:
    if not typed:
        return None
    words = typed.replace("T", " ")
    return visit.services.times.moment(words, now=visit.now, zone=visit.told.zone, field=field)


async def _asked(visit: Visit, kind: ControlKind, form: Form) -> Response:
    return await visit.page(
        "controls/new.html",
        section="controls",
        status=form.status,
        form=form,
        kind=kind,
        means=visit.text(message("control_page.means", kind=kind)),
        spans=[(each, _span_said(visit, each)) for each in _SPANS_OF[kind]],
        faults=[
            (each.value, visit.text(named(each)), "")
            for each in FaultClass
            if each is not FaultClass.REQUESTED
        ],
        action=visit.request.url.path,
        back=_HERE,
    )


def _span_said(visit: Visit, span: str) -> str:
    if not span:
        return visit.text(message("control_page.until_ended"))
    return visit.text(message("value.plain", value=parse_span(span)))


async def _previewed(visit: Visit, control: Control, form: Form) -> Response:
    page = await visit.services.incidents.list(by=visit.by, open_only=True, limit=100)
    touched = [
        each
        for each in page.incidents
        if concerns(control, Fingerprint(each.fault, each.owner, each.newest.object))
    ]
    return await visit.page(
        "controls/preview.html",
        section="controls",
        form=form,
        control=control_view(control, visit.told),
        lasting=timedelta(minutes=control.minutes),
        means=visit.text(message("control_page.means", kind=control.kind)),
        standing=standing_at(control, visit.now),
        touched=[visit.text(what_of(each)) for each in touched[:MOST_TOUCHED]],
        touched_count=len(touched),
        action=visit.request.url.path,
        back=_HERE,
    )


ControlId = Annotated[str, Path(pattern="^c_[a-z0-9]{26}$")]


@pages.get("/{control_id}/end", needs=Permission.SILENCE_ALERTS)
async def ask_to_end(visit: Here, control_id: ControlId) -> Response:
    """Say what it means to end a control before its time."""
    return await _asked_to_end(visit, control_id, Form())


@pages.post("/{control_id}/end", needs=Permission.SILENCE_ALERTS)
async def end_by_page(visit: Here, control_id: ControlId) -> Response:
    """End a control before its time."""

    async def act(body: ReasonIn) -> Message:
        await visit.services.controls.end(by=visit.by, control_id=control_id, reason=body.reason)
        return message("ask.done", step=message("control_page.end"))

    async def show(form: Form) -> Response:
        return await _asked_to_end(visit, control_id, form)

    return await visit.submit(ReasonIn, act, show=show, to=_HERE)


async def _asked_to_end(visit: Visit, control_id: str, form: Form) -> Response:
    found = await visit.services.controls.get(by=visit.by, control_id=control_id)
    return await visit.page(
        "controls/end.html",
        section="controls",
        status=form.status,
        form=form,
        shown=_shown(found, visit),
        means=visit.text(message("control_page.end_means", kind=found.kind)),
        action=visit.request.url.path,
        back=_HERE,
    )

"""Pages about incidents: the list, one incident with its ladder, and questions before a step."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Request, Response

from api.bodies import MaybeReasonIn, ReasonIn
from api.console.forms import Form
from api.console.lists import PAGE_SIZE, Choice, Filter, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.control_bodies import ControlIn
from api.incidents.drawings import KIND_OF_SEVERITY, KIND_OF_STATE, ladder_of, question_shown
from api.incidents.group_bodies import MergeIn
from api.incidents.routes import IncidentId
from application.common.wording import Localizer, ShownPart, shown_parts
from application.incidents.groups.groups import GroupedIncident
from application.incidents.story.views import note_views
from application.incidents.views import grouped_view, incidents_view
from application.incidents.words import told_of
from application.ports.incidents.incidents import IncidentOrder
from domain.alerts.alerts import AlertSource
from domain.common.errors import NotFound
from domain.common.messages import Message, message
from domain.events.events import Event
from domain.incidents.approvals.approvals import Approval
from domain.incidents.controls import ControlKind
from domain.incidents.events import what_of
from domain.incidents.explaining import doing_of
from domain.incidents.incidents import IncidentState, Steering
from domain.incidents.suppression import scope_of
from domain.monitoring.alarms import Severity
from domain.people.access import Permission

pages = Pages("/incidents")
LIVE = "incident approval control discussion"
MOST_TOLD = 100
"""Events of a story on one page, the newest."""

MOST_NOTES_BESIDE = 3
"""Notes beside it, the newest; all of them have a page."""

_FILTERS = (
    Filter("search", message("console.search")),
    Filter(
        "open",
        message("console.which"),
        (Choice("yes", message("console.open_only")), Choice("no", message("console.open_or_not"))),
        default="yes",
    ),
    Filter(
        "whose",
        message("console.whose"),
        (
            Choice("mine", message("console.my_incidents")),
            Choice("nobody", message("console.nobody_has_it")),
            Choice("taken", message("console.somebody_has_it")),
        ),
    ),
    Filter("severity", message("head.severity"), choices_of(Severity)),
    Filter("state", message("head.state"), choices_of(IncidentState)),
    Filter("source", message("head.source"), choices_of(AlertSource)),
    Filter("cluster", message("console.cluster")),
    Filter("namespace", message("console.namespace")),
)


_ORDERS = {
    "-opened": IncidentOrder.NEWEST,
    "opened": IncidentOrder.OLDEST,
    "-score": IncidentOrder.HIGHEST_SCORE,
    "score": IncidentOrder.LOWEST_SCORE,
    "-severity": IncidentOrder.MOST_SEVERE,
    "severity": IncidentOrder.LEAST_SEVERE,
}
_SORTS = ("-opened", "-score", "-severity")

_TAKEN = {"nobody": False, "taken": True}


@pages.get(needs=Permission.READ_INCIDENTS)
async def incidents_page(visit: Here, request: Request) -> Response:
    """List incidents, newest first; what needs somebody is marked."""
    state = read_list(request, visit.told, _FILTERS, _SORTS)
    found = await visit.services.incidents.list(
        by=visit.by,
        state=state["state"] or None,
        cluster=state["cluster"],
        namespace=state["namespace"],
        open_only=state["open"] == "yes",
        severity=Severity(state["severity"]) if state["severity"] else None,
        source=AlertSource(state["source"]) if state["source"] else None,
        acknowledged=_TAKEN.get(state["whose"]),
        mine=state["whose"] == "mine",
        search=state["search"],
        order=_ORDERS[state.sort],
        before=state.after if state.after.startswith("i_") else "",
        limit=PAGE_SIZE,
    )
    shown = {each.id: each for each in found.incidents}
    return await visit.page(
        "incidents/list.html",
        section="incidents",
        live=LIVE,
        state=state,
        incidents=incidents_view(found, visit.told).incidents,
        what={each.id: visit.text(what_of(each)) for each in shown.values()},
        next=found.next_before,
        kind_of_state=KIND_OF_STATE,
        kind_of_severity=KIND_OF_SEVERITY,
    )


@pages.get("/{incident_id}", needs=Permission.READ_INCIDENTS)
async def incident_page(visit: Here, incident_id: IncidentId) -> Response:
    """Show what is broken, who has it, what waits, the ladder, why, and the story."""
    services, by = visit.services, visit.by
    found, why, story, notes, discussion = await asyncio.gather(
        services.incident_groups.get(by=by, incident_id=incident_id),
        services.incidents.explain(by=by, incident_id=incident_id),
        services.incident_story.timeline(by=by, incident_id=incident_id, limit=MOST_TOLD),
        services.incident_story.notes(by=by, incident_id=incident_id),
        services.incident_story.discussion(by=by, incident_id=incident_id),
    )
    question = await _question(visit, found.incident.approval)
    return await visit.page(
        "incidents/one.html",
        section="incidents",
        live=LIVE,
        what=visit.text(what_of(found.incident)),
        doing=visit.text(doing_of(found.incident)),
        incident=grouped_view(found, visit.told),
        ladder=ladder_of(found.incident, why, visit.told),
        why=why.answers(visit.text, visit.told.zone),
        question=question,
        asked_why=visit.text(question.why) if question else "",
        asked=question_shown(question, visit.told) if question else None,
        story=[_moment(each, visit.told) for each in reversed(story)],
        notes=note_views(notes)[::-1][:MOST_NOTES_BESIDE],
        note_count=len(notes),
        discussion=discussion,
        kind_of_state=KIND_OF_STATE,
        kind_of_severity=KIND_OF_SEVERITY,
    )


def _moment(event: Event, told: Localizer) -> tuple[Event, str, list[ShownPart]]:
    """Return an event of the story, its title, and what it tells besides."""
    title, _ = told_of(event, told)
    parts = shown_parts(event, told.words, told.reader)
    return event, title, [each for each in parts if each.text != title]


async def _question(visit: Visit, approval_id: str) -> Approval | None:
    if not approval_id:
        return None
    try:
        told = await visit.services.approvals.get(by=visit.by, approval_id=approval_id)
    except NotFound:
        return None
    return told.approval if told.approval.is_open else None


@dataclass(frozen=True)
class _Step:
    """What an incident can be told, and how its question is put."""

    steering: Steering
    title: Message
    means: Message
    needs_reason: bool = True
    is_dangerous: bool = False


_STEPS = {
    "acknowledge": _Step(
        Steering.ACKNOWLEDGE,
        message("ask.acknowledge"),
        message("ask.acknowledge_means"),
        needs_reason=False,
    ),
    "examine": _Step(
        Steering.EXAMINE, message("ask.examine"), message("ask.examine_means"), needs_reason=False
    ),
    "pause": _Step(Steering.PAUSE, message("ask.pause"), message("ask.pause_means")),
    "resume": _Step(
        Steering.RESUME, message("ask.resume"), message("ask.resume_means"), needs_reason=False
    ),
    "skip-rung": _Step(Steering.SKIP_RUNG, message("ask.skip"), message("ask.skip_means")),
    "abort": _Step(
        Steering.ABORT, message("ask.abort"), message("ask.abort_means"), is_dangerous=True
    ),
    "close": _Step(
        Steering.CLOSE, message("ask.close"), message("ask.close_means"), is_dangerous=True
    ),
}

StepName = Annotated[
    str, Path(pattern="^(acknowledge|examine|pause|resume|skip-rung|abort|close)$")
]


@pages.get("/{incident_id}/steer/{name}", needs=Permission.STEER_INCIDENTS)
async def ask_to_steer(visit: Here, incident_id: IncidentId, name: StepName) -> Response:
    """Say what a step will do, before it is done."""
    step = _STEPS[name]
    return await _asked(visit, incident_id, step.title, step.means, step=step)


@pages.post("/{incident_id}/steer/{name}", needs=Permission.STEER_INCIDENTS)
async def steer_incident(visit: Here, incident_id: IncidentId, name: StepName) -> Response:
    """Tell a running incident to go another way."""
    step = _STEPS[name]

    async def act(body: ReasonIn | MaybeReasonIn) -> Message:
        await visit.services.incidents.steer(
            by=visit.by, incident_id=incident_id, what=step.steering, reason=body.reason
        )
        return message("ask.done", step=step.title)

    async def show(form: Form) -> Response:
        return await _asked(visit, incident_id, step.title, step.means, form=form, step=step)

    model = ReasonIn if step.needs_reason else MaybeReasonIn
    return await visit.submit(model, act, show=show, to=_at(incident_id))


@pages.get("/{incident_id}/enable-writes", needs=Permission.ENABLE_WRITES)
async def ask_to_enable_writes(visit: Here, incident_id: IncidentId) -> Response:
    """Say what it means to let an observing incident write."""
    return await _asked(
        visit, incident_id, message("ask.enable_writes"), message("ask.enable_writes_means")
    )


@pages.post("/{incident_id}/enable-writes", needs=Permission.ENABLE_WRITES)
async def enable_writes_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Let an incident that was only observing try for real."""
    title, means = message("ask.enable_writes"), message("ask.enable_writes_means")

    async def act(_body: MaybeReasonIn) -> Message:
        await visit.services.incidents.enable_writes(by=visit.by, incident_id=incident_id)
        return message("ask.done", step=title)

    async def show(form: Form) -> Response:
        return await _asked(visit, incident_id, title, means, form=form)

    return await visit.submit(MaybeReasonIn, act, show=show, to=_at(incident_id))


@pages.get("/{incident_id}/merge", needs=Permission.STEER_INCIDENTS)
async def ask_to_merge(visit: Here, incident_id: IncidentId) -> Response:
    """Say what it means to put two incidents into one group."""
    return await _asked_to_merge(visit, incident_id, Form())


@pages.post("/{incident_id}/merge", needs=Permission.STEER_INCIDENTS)
async def merge_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Put an incident into the group of another one."""

    async def act(body: MergeIn) -> Message:
        await visit.services.incident_groups.merge(
            by=visit.by, incident_id=incident_id, into=body.into, reason=body.reason
        )
        return message("ask.done", step=message("ask.merge"))

    async def show(form: Form) -> Response:
        return await _asked_to_merge(visit, incident_id, form)

    return await visit.submit(MergeIn, act, show=show, to=_at(incident_id))


async def _asked_to_merge(visit: Visit, incident_id: str, form: Form) -> Response:
    page = await visit.services.incidents.list(by=visit.by, open_only=True, limit=PAGE_SIZE)
    others = [
        (each.id, visit.text(what_of(each))) for each in page.incidents if each.id != incident_id
    ]
    return await _asked(
        visit,
        incident_id,
        message("ask.merge"),
        message("ask.merge_means"),
        form=form,
        others=others,
        needs_reason=True,
    )


@pages.get("/{incident_id}/split", needs=Permission.STEER_INCIDENTS)
async def ask_to_split(visit: Here, incident_id: IncidentId) -> Response:
    """Say what it means to take an incident out of its group."""
    return await _asked(
        visit, incident_id, message("ask.split"), message("ask.split_means"), needs_reason=True
    )


@pages.post("/{incident_id}/split", needs=Permission.STEER_INCIDENTS)
async def split_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Take an incident out of its group."""
    title, means = message("ask.split"), message("ask.split_means")

    async def act(body: ReasonIn) -> Message:
        await visit.services.incident_groups.split(
            by=visit.by, incident_id=incident_id, reason=body.reason
        )
        return message("ask.done", step=title)

    async def show(form: Form) -> Response:
        return await _asked(visit, incident_id, title, means, form=form, needs_reason=True)

    return await visit.submit(ReasonIn, act, show=show, to=_at(incident_id))


_HOURS = ("1", "4", "12", "24")


@pages.get("/{incident_id}/silence", needs=Permission.SILENCE_ALERTS)
async def ask_to_silence(visit: Here, incident_id: IncidentId) -> Response:
    """Say what a silence covers, and for how long."""
    return await _asked_to_silence(visit, incident_id, Form(values={"hours": "4"}))


@pages.post("/{incident_id}/silence", needs=Permission.SILENCE_ALERTS)
async def silence_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Silence what an incident is about."""
    found = await visit.services.incidents.get(by=visit.by, incident_id=incident_id)

    def values(form: Form) -> dict[str, object]:
        hours = form.values.get("hours", "")
        scope = vars(scope_of(found)) | {"faults": [found.fault.value]}
        return {
            "name": f"{visit.text(what_of(found))}"[:80],
            "scope": scope,
            "reason": form.values.get("reason", ""),
            "end": visit.ahead(hours=int(hours) if hours in _HOURS else 0),
        }

    async def act(body: ControlIn) -> Message:
        await visit.services.controls.set(by=visit.by, requested=body.read(ControlKind.SILENCE))
        return message("ask.done", step=message("ask.silence"))

    async def show(form: Form) -> Response:
        return await _asked_to_silence(visit, incident_id, form)

    return await visit.submit(ControlIn, act, show=show, to=_at(incident_id), values=values)


async def _asked_to_silence(visit: Visit, incident_id: str, form: Form) -> Response:
    return await _asked(
        visit,
        incident_id,
        message("ask.silence"),
        message("ask.silence_means"),
        form=form,
        needs_reason=True,
        hours=[(each, visit.text(message("ask.hours", n=int(each)))) for each in _HOURS],
    )


async def _asked(  # noqa: PLR0913 - what a question may hold, each by name
    visit: Visit,
    incident_id: str,
    title: Message,
    means: Message,
    *,
    form: Form | None = None,
    step: _Step | None = None,
    needs_reason: bool = False,
    others: list[tuple[str, str]] | None = None,
    hours: list[tuple[str, str]] | None = None,
) -> Response:
    found: GroupedIncident = await visit.services.incident_groups.get(
        by=visit.by, incident_id=incident_id
    )
    form = form or Form()
    return await visit.page(
        "incidents/ask.html",
        section="incidents",
        status=form.status,
        title=visit.text(title),
        means=visit.text(means),
        what=visit.text(what_of(found.incident)),
        doing=visit.text(doing_of(found.incident)),
        incident=grouped_view(found, visit.told),
        form=form,
        action=visit.request.url.path,
        back=_at(incident_id),
        asks_reason=needs_reason or step is not None,
        needs_reason=needs_reason or (step is not None and step.needs_reason),
        is_dangerous=step is not None and step.is_dangerous,
        into=others,
        hours=hours,
    )


def _at(incident_id: str) -> str:
    return f"{ROOT}/incidents/{incident_id}"

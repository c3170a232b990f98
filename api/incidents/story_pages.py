"""Pages about the story of an incident: notes, raw alerts, discussion, post-mortem (RBK-19)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.bodies import MaybeReasonIn
from api.console.forms import Form
from api.console.lists import PAGE_SIZE, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.drawings import KIND_OF_SEVERITY
from api.incidents.routes import IncidentId
from api.incidents.story import NoteIn
from application.incidents.story.postmortem import postmortem_page
from application.incidents.story.views import note_views, raw_alerts_view
from domain.common.messages import Message, message
from domain.common.readers import LONGEST_TAG, Language
from domain.incidents.events import what_of
from domain.people.access import Permission

pages = Pages("/incidents")
LIVE = "incident"


@pages.get("/{incident_id}/alerts", needs=Permission.READ_INCIDENTS)
async def raw_alerts_page(visit: Here, request: Request, incident_id: IncidentId) -> Response:
    """List each firing and clearing as it came, newest first."""
    state = read_list(request, visit.told, ())
    found = await visit.services.incident_story.alerts(
        by=visit.by, incident_id=incident_id, before=state.after, limit=PAGE_SIZE
    )
    view = raw_alerts_view(found)
    return await visit.page(
        "incidents/alerts.html",
        section="incidents",
        live=LIVE,
        state=state,
        what=visit.text(what_of(found.incident)),
        alerts=view.alerts,
        confirmed=view.confirmed,
        next=view.next_before,
        back=_at(incident_id),
        kind_of_severity=KIND_OF_SEVERITY,
    )


@pages.get("/{incident_id}/notes", needs=Permission.READ_INCIDENTS)
async def notes_page(visit: Here, incident_id: IncidentId) -> Response:
    """List what people and programs wrote about an incident, the newest first."""
    notes = await visit.services.incident_story.notes(by=visit.by, incident_id=incident_id)
    return await visit.page(
        "incidents/notes.html",
        section="incidents",
        live=LIVE,
        what=await _what(visit, incident_id),
        notes=note_views(notes)[::-1],
        base=_at(incident_id),
    )


@pages.get("/{incident_id}/note", needs=Permission.NOTE_INCIDENTS)
async def ask_for_note(visit: Here, incident_id: IncidentId) -> Response:
    """Ask what is to be written down."""
    return await _asked_for_note(visit, incident_id, Form())


@pages.post("/{incident_id}/note", needs=Permission.NOTE_INCIDENTS)
async def note_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Write something down about an incident, open or closed."""

    def values(form: Form) -> Mapping[str, Any]:
        return {name: form.values.get(name, "") for name in ("text", "key")}

    async def act(body: NoteIn) -> Message:
        await visit.services.incident_story.note(
            by=visit.by, incident_id=incident_id, text=body.text, key=body.key
        )
        return message("ask.done", step=message("story_page.write_note"))

    async def show(form: Form) -> Response:
        return await _asked_for_note(visit, incident_id, form)

    return await visit.submit(NoteIn, act, show=show, to=_at(incident_id), values=values)


async def _asked_for_note(visit: Visit, incident_id: str, form: Form) -> Response:
    # What was refused was not written: said anew, it has a key of its own.
    key = form.values.get("key", "") if form.status >= 500 else ""
    return await visit.page(
        "incidents/note.html",
        section="incidents",
        status=form.status,
        what=await _what(visit, incident_id),
        form=form,
        key=key or visit.services.incident_story.ids.new(),
        action=visit.request.url.path,
        back=_at(incident_id),
    )


@pages.get("/{incident_id}/discuss", needs=Permission.NOTE_INCIDENTS)
async def ask_to_discuss(visit: Here, incident_id: IncidentId) -> Response:
    """Say what a discussion on the bus is, before it is opened."""
    return await _asked_to_discuss(visit, incident_id, Form())


@pages.post("/{incident_id}/discuss", needs=Permission.NOTE_INCIDENTS)
async def discuss_by_page(visit: Here, incident_id: IncidentId) -> Response:
    """Open the discussion of an incident; one that it has stays the one."""

    async def act(_body: MaybeReasonIn) -> Message:
        await visit.services.incident_story.discuss(by=visit.by, incident_id=incident_id)
        return message("ask.done", step=message("story_page.discuss"))

    async def show(form: Form) -> Response:
        return await _asked_to_discuss(visit, incident_id, form)

    return await visit.submit(MaybeReasonIn, act, show=show, to=_at(incident_id))


async def _asked_to_discuss(visit: Visit, incident_id: str, form: Form) -> Response:
    return await visit.page(
        "incidents/discuss.html",
        section="incidents",
        status=form.status,
        what=await _what(visit, incident_id),
        form=form,
        action=visit.request.url.path,
        back=_at(incident_id),
    )


@pages.get("/{incident_id}/postmortem", needs=Permission.READ_INCIDENTS)
async def postmortem_draft(
    visit: Here,
    incident_id: IncidentId,
    language: Annotated[str, Query(max_length=LONGEST_TAG)] = "",
) -> Response:
    """Show the draft of a post-mortem as Markdown, made from the record alone."""
    record = await visit.services.incident_story.postmortem(by=visit.by, incident_id=incident_id)
    told = visit.told.of(Language(language) if language else None)
    return await visit.page(
        "incidents/postmortem.html",
        section="incidents",
        what=visit.text(what_of(record.incident)),
        lines=postmortem_page(record, told),
        written_in=told.language,
        languages=[(each.language, each.name) for each in visit.told.words.languages],
        file=f"/api/v1/incidents/{incident_id}/postmortem?language={told.language}",
        base=_at(incident_id),
    )


async def _what(visit: Visit, incident_id: str) -> str:
    found = await visit.services.incidents.get(by=visit.by, incident_id=incident_id)
    return visit.text(what_of(found))


def _at(incident_id: str) -> str:
    return f"{ROOT}/incidents/{incident_id}"

"""Pages about edits that were asked for in earnest: how one stands, and its way back (RBK-8)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.clusters.edit_bodies import EditId, EditIn, shown
from api.console.forms import Form
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.pages import capital
from application.cluster_edits.views import EditViews
from application.incidents.requests import LONGEST_REASON
from domain.clusters.edits import EditKind, EditRecord, EditState
from domain.common.errors import InvalidRequest
from domain.common.messages import message, named
from domain.people.access import Permission

pages = Pages("/clusters/-/edits")

LIVE = "approval cluster"
_KIND = {
    EditState.ASKED: "wait",
    EditState.APPROVED: "run",
    EditState.INTENDED: "run",
    EditState.PERFORMED: "good",
    EditState.DONE: "good",
    EditState.LAPSED: "off",
    EditState.OVERTAKEN: "off",
}
_TITLE = message("edit_page.put_back")
_DONE = frozenset({EditState.PERFORMED, EditState.DONE})


@pages.get("/{edit_id}", needs=Permission.READ_INCIDENTS)
async def edit_page(visit: Here, edit_id: EditId) -> Response:
    """Show who asked for an edit and why, what it changes, and how it stands."""
    record = await visit.services.cluster_edits.get(by=visit.by, edit_id=edit_id)
    return await visit.page(
        "clusters/edit_record.html",
        section="clusters",
        live=LIVE,
        title=capital(visit.text(named(record.kind))),
        edit=_views(visit).record(record),
        kind=_KIND.get(record.state, "bad"),
        can_go_back=record.kind is EditKind.SET_CONFIG and record.state in _DONE,
    )


@pages.get("/{edit_id}/put-back", needs=Permission.EDIT_CLUSTERS)
async def ask_to_put_back(visit: Here, edit_id: EditId) -> Response:
    """Ask why the keys shall be as they were."""
    return await _asked(visit, edit_id, Form())


@pages.post("/{edit_id}/put-back", needs=Permission.EDIT_CLUSTERS)
async def put_back_by_page(visit: Here, edit_id: EditId) -> Response:
    """Show what taking a change of keys back would change; then do exactly that."""
    edits = visit.services.cluster_edits

    async def act(body: EditIn) -> Response:
        if not body.confirm:
            raise InvalidRequest("confirm", message("rule.missing"))
        edit = await edits.put_config_back(
            by=visit.by, edit_id=edit_id, reason=body.reason, confirm=body.confirm
        )
        shown(edit, _views(visit))
        return visit.done(_at(edit.id or edit_id), edit.will, anew=True)

    async def preview(body: EditIn, form: Form) -> Response:
        edit = await edits.put_config_back(by=visit.by, edit_id=edit_id, reason=body.reason)
        return await visit.page(
            "clusters/edit_preview.html",
            section="clusters",
            form=form,
            edit=_views(visit).edit(edit),
            title=visit.text(_TITLE),
            reason=body.reason,
            action=visit.request.url.path,
            back=_at(edit_id),
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, edit_id, form)

    return await visit.submit(
        EditIn, act, show=show, to=_at(edit_id), values=_values, preview=preview
    )


def _values(form: Form) -> Mapping[str, Any]:
    typed = form.filled()
    return {name: typed.get(name, "") for name in ("reason", "confirm")}


async def _asked(visit: Visit, edit_id: str, form: Form) -> Response:
    record: EditRecord = await visit.services.cluster_edits.get(by=visit.by, edit_id=edit_id)
    label = capital(visit.text(message("head.object")))
    return await question(
        visit,
        form,
        section="clusters",
        title=_TITLE,
        button=message("edit_page.look"),
        means=message("edit_page.put_back_means"),
        back=_at(edit_id),
        facts=[(label, each) for each in record.targets[:1]],
        reason=LONGEST_REASON,
    )


def _views(visit: Visit) -> EditViews:
    return EditViews(visit.services.words, visit.told.reader)


def _at(edit_id: str) -> str:
    return f"{ROOT}/clusters/-/edits/{edit_id}"

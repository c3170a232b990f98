"""Pages to change a cluster by hand: shown first, and done only as shown (CLD-2, RBK-8)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.clusters.edit_bodies import ApplyIn, ConfigIn, EditIn, NewPoolIn, PoolIn, ReleaseIn, shown
from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.paths import ClusterId
from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.views import EditViews
from domain.clusters.edits import Edit
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message
from domain.people.access import Actor, Permission

pages = Pages("/clusters")


@dataclass(frozen=True)
class _Change:
    """One kind of edit.

    Attributes:
        model: by which the other faces read the same.
        fields: what is asked for, in this order.
        does: the request of the service.
        takes: attributes of what was sent that are its arguments; the fields when none is named.
    """

    title: Message
    means: Message
    model: type[EditIn]
    fields: tuple[str, ...]
    does: Callable[[ClusterEditService], Callable[..., Awaitable[Edit]]]
    takes: tuple[str, ...] = ()

    async def ask(self, edits: ClusterEditService, by: Actor, body: EditIn, confirm: str) -> Edit:
        """Put it to the service; without `confirm` only what would change is answered."""
        given = {name: getattr(body, name) for name in self.takes or self.model.model_fields}
        return await self.does(edits)(**given | {"by": by, "confirm": confirm})


_CHANGES = {
    "apply": _Change(
        message("edit_page.apply"),
        message("edit_page.apply_means"),
        ApplyIn,
        ("manifest", "namespace"),
        lambda edits: edits.apply,
    ),
    "config": _Change(
        message("edit_page.config"),
        message("edit_page.config_means"),
        ConfigIn,
        ("namespace", "name", "values", "remove"),
        lambda edits: edits.set_config,
    ),
    "pool": _Change(
        message("edit_page.pool"),
        message("edit_page.pool_means"),
        PoolIn,
        ("pool", "nodes"),
        lambda edits: edits.resize_pool,
    ),
    "new-pool": _Change(
        message("edit_page.new_pool"),
        message("edit_page.new_pool_means"),
        NewPoolIn,
        (
            *("name", "instance_type", "subnets", "security_groups", "nodes", "minimum"),
            *("maximum", "disk_gib", "labels"),
        ),
        lambda edits: edits.create_pool,
        ("cluster", "pool", "reason"),
    ),
    "pod": _Change(
        message("edit_page.pod"),
        message("edit_page.pod_means"),
        ReleaseIn,
        ("namespace", "pod"),
        lambda edits: edits.unisolate,
    ),
}

_NUMBERS = ("nodes", "minimum", "maximum", "disk_gib")

ChangeName = Annotated[str, Path(pattern="^(apply|config|pool|new-pool|pod)$")]


@pages.get("/{cluster}/edit/{change}", needs=Permission.EDIT_CLUSTERS)
async def ask_for_edit(
    visit: Here, request: Request, cluster: ClusterId, change: ChangeName
) -> Response:
    """Ask what to change, and why; a link may have filled in where."""
    known = _CHANGES[change].fields
    given = {name: text[:253] for name, text in request.query_params.items() if name in known}
    return await _asked(visit, cluster, change, Form(values=given))


@pages.post("/{cluster}/edit/{change}", needs=Permission.EDIT_CLUSTERS)
async def edit_by_page(visit: Here, cluster: ClusterId, change: ChangeName) -> Response:
    """Show what an edit would change; then do exactly that, or ask for somebody's yes."""
    step = _CHANGES[change]
    edits = visit.services.cluster_edits

    async def act(body: EditIn) -> Response:
        if not body.confirm:
            raise InvalidRequest("confirm", message("rule.missing"))
        edit = await step.ask(edits, visit.by, body, body.confirm)
        shown(edit, _views(visit))
        return visit.done(f"{ROOT}/clusters/-/edits/{edit.id}", edit.will, anew=True)

    async def preview(body: EditIn, form: Form) -> Response:
        edit = await step.ask(edits, visit.by, body, "")
        return await visit.page(
            "clusters/edit_preview.html",
            section="clusters",
            form=form,
            edit=_views(visit).edit(edit),
            title=visit.text(step.title),
            reason=body.reason,
            action=visit.request.url.path,
            back=_back(cluster),
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, cluster, change, form)

    return await visit.submit(
        step.model,
        act,
        show=show,
        to=_back(cluster),
        values=lambda form: _values(form, cluster),
        preview=preview,
    )


def _values(form: Form, cluster: str) -> dict[str, Any]:
    """Return what was typed as programs send it: keys are lines, `KEY=value`."""
    found = form.filled(numbers=_NUMBERS) | {"cluster": cluster}
    for name in found.keys() & {"values", "labels"}:
        lines = [line for line in found[name].split("\n") if line.strip()]
        if any("=" not in line for line in lines):
            raise InvalidRequest(name, message("edit_page.key_lines"))
        pairs = (line.partition("=") for line in lines)
        found[name] = {key.strip(): value.rstrip("\r") for key, _, value in pairs}
    for name in found.keys() & {"remove", "subnets", "security_groups"}:
        found[name] = found[name].split()
    return found


def _views(visit: Visit) -> EditViews:
    return EditViews(visit.services.words, visit.told.reader)


def _back(cluster: str) -> str:
    return f"{ROOT}/clusters/{cluster}"


async def _asked(visit: Visit, cluster: str, change: str, form: Form) -> Response:
    step = _CHANGES[change]
    return await visit.page(
        "clusters/edit.html",
        section="clusters",
        status=form.status,
        form=form,
        title=visit.text(step.title),
        means=visit.text(step.means),
        fields=step.fields,
        action=visit.request.url.path,
        back=_back(cluster),
    )

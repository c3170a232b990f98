"""Pages on which a repair is asked for: shown first, and done only as shown (RBK-12, CON-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Response

from api.console.forms import Form
from api.console.questions import Asked, question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.repair_bodies import RepairIn, RollbackIn, ScaleIn
from api.pages import capital
from api.paths import ClusterId, Namespace
from application.incidents.requests import (
    LARGEST_REVISION,
    LONGEST_REASON,
    MOST_REPLICAS,
    RepairRequest,
    RequestedRepair,
)
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.common.messages import Message, message
from domain.incidents.incidents import RepairName
from domain.people.access import Permission

pages = Pages("/clusters")


@dataclass(frozen=True)
class _Kind:
    """One kind of repair.

    Attributes:
        number: field that only it asks for; empty for none.
        most: the largest number of that field.
    """

    title: Message
    means: Message
    model: type[RepairIn]
    number: str = ""
    label: Message | None = None
    hint: Message | None = None
    most: int = 0


_KINDS = {
    RepairName.RESTART: _Kind(
        message("repair_page.restart"), message("repair_page.restart_means"), RepairIn
    ),
    RepairName.ROLLBACK: _Kind(
        message("repair_page.rollback"),
        message("repair_page.rollback_means"),
        RollbackIn,
        "revision",
        message("head.revision"),
        message("repair_page.revision_hint"),
        LARGEST_REVISION,
    ),
    RepairName.SCALE: _Kind(
        message("repair_page.scale"),
        message("repair_page.scale_means"),
        ScaleIn,
        "replicas",
        message("repair_page.replicas"),
        message("repair_page.replicas_hint"),
        MOST_REPLICAS,
    ),
}

Name = Annotated[str, Path(max_length=253)]
_ADDRESS = "/{cluster}/workloads/{namespace}/{workload_kind}/{workload}/repair/{repair}"


@pages.get(_ADDRESS, needs=Permission.REQUEST_REPAIRS)
async def ask_for_repair(
    visit: Here,
    cluster: ClusterId,
    namespace: Namespace,
    workload_kind: WorkloadKind,
    workload: Name,
    repair: RepairName,
) -> Response:
    """Ask why, and how far; nothing is done before it was shown."""
    ref = WorkloadRef(cluster, namespace, workload_kind, workload)
    return await _asked(visit, ref, repair, Form())


@pages.post(_ADDRESS, needs=Permission.REQUEST_REPAIRS)
async def repair_by_page(
    visit: Here,
    cluster: ClusterId,
    namespace: Namespace,
    workload_kind: WorkloadKind,
    workload: Name,
    repair: RepairName,
) -> Response:
    """Show what a repair would send; then do exactly that, and lead to its incident."""
    ref = WorkloadRef(cluster, namespace, workload_kind, workload)
    kind = _KINDS[repair]

    async def act(body: RepairIn) -> Response:
        begun = await _put(visit, ref, repair, body, dry_run=False)
        said = message("repair_page.begun", step=kind.title)
        return visit.done(f"{ROOT}/incidents/{begun.incident_id}", said, anew=True)

    async def preview(body: RepairIn, form: Form) -> Response:
        planned = await _put(visit, ref, repair, body, dry_run=True)
        return await visit.page(
            "clusters/repair_preview.html",
            section="clusters",
            form=form,
            planned=planned,
            title=visit.text(kind.title),
            reason=body.reason,
            # The same yes twice is one repair.
            key=visit.services.incident_story.ids.new(),
            action=visit.request.url.path,
            back=_back(ref),
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, ref, repair, form)

    return await visit.submit(
        kind.model,
        act,
        show=show,
        to=_back(ref),
        values=lambda form: _values(form, ref, kind),
        preview=preview,
    )


def _values(form: Form, ref: WorkloadRef, kind: _Kind) -> Mapping[str, Any]:
    typed = form.filled(numbers=(kind.number,))
    known: dict[str, Any] = {
        name: typed[name] for name in ("reason", "confirm", "key") if name in typed
    }
    if kind.number in typed:
        known[kind.number] = typed[kind.number]
    return known | {
        "cluster": ref.cluster,
        "namespace": ref.namespace,
        "kind": ref.kind,
        "name": ref.name,
    }


async def _put(
    visit: Visit, ref: WorkloadRef, repair: RepairName, body: RepairIn, *, dry_run: bool
) -> RequestedRepair:
    return await visit.services.incidents.request(
        by=visit.by,
        requested=RepairRequest(
            target=ref,
            action=repair,
            reason=body.reason,
            replicas=getattr(body, "replicas", 0),
            revision=getattr(body, "revision", 0),
            dry_run=dry_run,
            confirm=body.confirm,
            key=body.key,
        ),
    )


def _back(ref: WorkloadRef) -> str:
    parts = (ref.namespace, ref.kind.value, ref.name)
    tail = "/".join(quote(each, safe="") for each in parts)
    return f"{ROOT}/clusters/{ref.cluster}/workloads/{tail}"


async def _asked(visit: Visit, ref: WorkloadRef, repair: RepairName, form: Form) -> Response:
    kind = _KINDS[repair]
    fields = []
    if kind.number:
        fields.append(
            Asked(
                name=kind.number,
                label=capital(visit.text(kind.label)),
                hint=visit.text(kind.hint),
                type="number",
                attributes={"min": 0, "max": kind.most},
            )
        )
    return await question(
        visit,
        form,
        section="clusters",
        title=kind.title,
        button=message("edit_page.look"),
        means=kind.means,
        back=_back(ref),
        facts=[(capital(visit.text(message("head.workload"))), str(ref))],
        fields=fields,
        reason=LONGEST_REASON,
    )

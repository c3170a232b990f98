"""Who else writes to an object: GitOps controllers, operators, people."""

from domain.clusters.clusters import Writer
from domain.clusters.managers import Controller, Manager
from integrations.kubernetes.client.objects import (
    LONG_AGO,
    Json,
    controller_of,
    each,
    mapping,
    moment,
    text,
    texts,
)

MOST_WRITERS = 20

_ARGO_TRACKING = "argocd.argoproj.io/tracking-id"
_ARGO_LABEL = "argocd.argoproj.io/instance"
_ARGO_INSTANCE = "app.kubernetes.io/instance"
"""Argo CD's old way to track; other tools use this label too, so a writer must prove it."""

_FLUX_KINDS = {
    "Kustomization": "kustomize.toolkit.fluxcd.io",
    "HelmRelease": "helm.toolkit.fluxcd.io",
}
_FLUX_WRITERS = {"kustomize-controller": "Kustomization", "helm-controller": "HelmRelease"}


def writers_of(found: Json) -> tuple[Writer, ...]:
    """Return who wrote to an object, the newest first."""
    writers = [
        Writer(
            text(one, "manager"),
            text(one, "operation"),
            moment(one, "time"),
            text(one, "subresource") or _old_subresource(one),
        )
        for one in each(found, "metadata", "managedFields")
    ]
    writers.sort(key=lambda writer: writer.at or LONG_AGO, reverse=True)
    return tuple(writers[:MOST_WRITERS])


def last_writer(found: Json) -> str:
    """Return who wrote the object itself last, not its status; empty when nobody is known."""
    return next((one.manager for one in writers_of(found) if not one.subresource), "")


def managed_by(found: Json) -> str:
    """Return who would undo a live change: `argocd`, `flux`, or an operator's object.

    An object with a controller of its own, such as a custom resource, is written back by that
    controller just as a GitOps tool does; it is told as `Kind/name`.
    """
    manager = manager_of(found)
    if manager is None:
        return ""
    other = manager.controller is Controller.OTHER
    return f"{manager.kind}/{manager.name}" if other else manager.controller


def manager_of(found: Json) -> Manager | None:
    """Return the object by which a controller declares this one; None when none does.

    Shapes: Argo CD's tracking id is `<application>:<group>/<kind>:<namespace>/<name>`, where an
    application outside Argo CD's own namespace is written `<namespace>_<name>`; Flux labels what it
    applies with the name and namespace of its Kustomization or HelmRelease.
    """
    labels, notes = texts(found, "metadata", "labels"), mapping(found, "metadata", "annotations")
    managers = [text(one, "manager") for one in each(found, "metadata", "managedFields")]
    if (argo := _argo(labels, notes, managers)) is not None:
        return argo
    for kind, group in _FLUX_KINDS.items():
        if f"{group}/name" in labels:
            name, namespace = labels[f"{group}/name"], labels.get(f"{group}/namespace", "")
            return Manager(controller=Controller.FLUX, kind=kind, name=name, namespace=namespace)
    for writer, kind in _FLUX_WRITERS.items():
        if writer in managers:
            return Manager(controller=Controller.FLUX, kind=kind)
    owner = controller_of(found)
    if not owner:
        return None
    return Manager(
        controller=Controller.OTHER,
        kind=text(owner, "kind"),
        name=text(owner, "name"),
        namespace=text(found, "metadata", "namespace"),
    )


def _argo(labels: dict[str, str], notes: Json, managers: list[str]) -> Manager | None:
    tracked = text(notes, _ARGO_TRACKING)
    marked = labels.get(_ARGO_LABEL, "") or text(notes, _ARGO_LABEL)
    if not tracked and not marked and not (_ARGO_TRACKING in notes or _ARGO_LABEL in labels):
        if _ARGO_INSTANCE not in labels or not any(one.startswith("argocd") for one in managers):
            return None
        marked = labels[_ARGO_INSTANCE]
    namespace, _, name = (tracked.partition(":")[0] or marked).rpartition("_")
    return Manager(
        controller=Controller.ARGO_CD, kind="Application", name=name, namespace=namespace
    )


def _old_subresource(entry: Json) -> str:
    """Return `status` for who wrote status and no spec: servers before 1.22 do not say so."""
    fields = mapping(entry, "fieldsV1")
    return "status" if "f:status" in fields and "f:spec" not in fields else ""

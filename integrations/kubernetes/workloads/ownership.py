"""Who else writes to an object: GitOps controllers, operators, people."""

from domain.clusters.clusters import Writer
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

_ARGO_MARKS = ("argocd.argoproj.io/tracking-id", "argocd.argoproj.io/instance")
_ARGO_INSTANCE = "app.kubernetes.io/instance"
"""Argo CD's old way to track; other tools use this label too, so a writer must prove it."""

_FLUX_LABELS = ("kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name")
_FLUX_WRITERS = ("kustomize-controller", "helm-controller")


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
    labels, notes = texts(found, "metadata", "labels"), mapping(found, "metadata", "annotations")
    managers = [text(one, "manager") for one in each(found, "metadata", "managedFields")]
    if any(mark in labels or mark in notes for mark in _ARGO_MARKS):
        return "argocd"
    if _ARGO_INSTANCE in labels and any(name.startswith("argocd") for name in managers):
        return "argocd"
    if any(label in labels for label in _FLUX_LABELS):
        return "flux"
    if any(name in _FLUX_WRITERS for name in managers):
        return "flux"
    owner = controller_of(found)
    return f"{text(owner, 'kind')}/{text(owner, 'name')}" if owner else ""


def _old_subresource(entry: Json) -> str:
    """Return `status` for who wrote status and no spec: servers before 1.22 do not say so."""
    fields = mapping(entry, "fieldsV1")
    return "status" if "f:status" in fields and "f:spec" not in fields else ""
